"""``make bench``: every benchmark, one after the other, each in a process of its own."""

import subprocess
import sys
from pathlib import Path

for script in sorted(Path(__file__).parent.glob("bench_*.py")):
    print(f"\n== {script.stem.removeprefix('bench_')}", flush=True)
    subprocess.run([sys.executable, script], check=True)
