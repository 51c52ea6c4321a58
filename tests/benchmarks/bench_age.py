"""Seal and open a file: our age layer (hybrid) beside pyrage (X25519), on the same bytes.

Run as ``python tests/benchmarks/bench_age.py [megabytes]``; prints one line for each.
Each measurement runs in its own process, so that the peak memory is its own.
"""

import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

MEGABYTE = 1_000_000


def ours(plain: Path, sealed: Path, opened: Path) -> tuple[Callable[[], None], Callable[[], None]]:
    from crypto.age import Identity, decrypt, encrypt

    identities = [Identity.generate() for _ in range(3)]

    def seal() -> None:
        with plain.open("rb") as source, sealed.open("wb") as target:
            encrypt(source, target, [identity.recipient for identity in identities])

    def unseal() -> None:
        with sealed.open("rb") as source, opened.open("wb") as target:
            decrypt(source, target, identities[-1:])

    return seal, unseal


def rage(plain: Path, sealed: Path, opened: Path) -> tuple[Callable[[], None], Callable[[], None]]:
    import pyrage  # type: ignore[import-untyped]

    identities = [pyrage.x25519.Identity.generate() for _ in range(3)]

    def seal() -> None:
        recipients = [identity.to_public() for identity in identities]
        pyrage.encrypt_file(str(plain), str(sealed), recipients)

    def unseal() -> None:
        pyrage.decrypt_file(str(sealed), str(opened), identities[-1:])

    return seal, unseal


def measure(name: str, folder: Path) -> None:
    """Print the best of three runs of sealing and opening, and the peak of this process."""
    plain, sealed, opened = folder / "plain", folder / f"{name}.age", folder / f"{name}.out"
    before = peak()
    megabytes = plain.stat().st_size / MEGABYTE
    rates = []
    for work in {"ours": ours, "rage": rage}[name](plain, sealed, opened):
        seconds = []
        for _ in range(3):
            start = time.perf_counter()
            work()
            seconds.append(time.perf_counter() - start)
        rates.append(megabytes / min(seconds))
    seal, unseal = rates
    print(
        f"age {name}: {megabytes:.0f} MB, 3 recipients: seal {seal:.0f} MB/s, open {unseal:.0f} "
        f"MB/s, peak {peak():.0f} MB (interpreter alone {before:.0f} MB)"
    )


def peak() -> float:
    """Return the largest resident size of this process so far, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000


def main() -> None:
    """Measure both, each in a process of its own."""
    if len(sys.argv) == 3:
        measure(sys.argv[1], Path(sys.argv[2]))
        return
    megabytes = int(sys.argv[1]) if len(sys.argv) == 2 else 100
    with tempfile.TemporaryDirectory() as folder:
        with (Path(folder) / "plain").open("wb") as plain:
            for _ in range(megabytes):
                plain.write(os.urandom(MEGABYTE))
        for name in ("ours", "rage"):
            subprocess.run([sys.executable, __file__, name, folder], check=True)


if __name__ == "__main__":
    main()
