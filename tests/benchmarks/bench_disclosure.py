"""Protection on the recorded tables: hidden cells and seconds beside what the peers reached.

Run: ``python tests/benchmarks/bench_disclosure.py [case ...]`` (default: the cases up to 40,000
cells). Times are processor seconds, compiled code warm.
"""

import importlib.util
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from vipmg.disclosure.audit import audit
from vipmg.disclosure.determined import determined
from vipmg.disclosure.intervals import POLISH_ALL, known_lower, polish, promise, widen
from vipmg.disclosure.policy import Policy
from vipmg.disclosure.secondary import suppress

CASES = ("ssb_d2", "cellkey_testdata", "mig_2d_1e3", "mig_3d_2e3", "mig_link_1e4", "mig_link_3e4")
RULE_T_UP_TO = 10_000
HERE = Path(__file__)


def loader() -> Any:
    """Return the module of the tests that reads the recorded tables."""
    path = HERE.parents[1] / "vipmg" / "disclosure" / "conftest.py"
    spec = importlib.util.spec_from_file_location("disclosure_cases", path)
    if spec is None or spec.loader is None:
        raise FileNotFoundError(path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def timed(work: Callable[[], Any]) -> tuple[Any, float]:
    """Return what `work` returns and its processor seconds."""
    start = time.process_time()
    return work(), time.process_time() - start


def measure(cases: Any, name: str) -> None:
    """Print one line a rule for a recorded case."""
    universe, threshold = cases.load(name), cases.recorded(name)["threshold"]
    small = (universe.value > 0) & (universe.value < threshold)
    nothing, zero = np.zeros(len(universe), np.bool_), np.zeros(len(universe), np.int64)
    exact, seconds = timed(lambda: suppress(universe, small, nothing, universe.value > 0))
    cells = np.flatnonzero(exact)
    fixed, check = timed(lambda: determined(universe.over(cells)))
    print(
        f"{name:18} E       besides {(exact & ~small).sum():6} "
        f"value {universe.value[exact].sum():8}"
        f" {seconds:7.2f} s  determined {small[cells[fixed]].sum()} ({check:.2f} s)",
        flush=True,
    )
    if len(universe) > RULE_T_UP_TO:
        return
    policy, free = Policy(threshold=threshold), ~small

    def at_zero() -> Any:
        wide = widen(universe, exact, small, free, zero, policy)
        few = np.count_nonzero(wide) <= POLISH_ALL
        return polish(universe, wide, wide & ~(small if few else exact), small, zero, policy)

    for label, work, known in (
        ("T lb=0", at_zero, lambda _hidden: zero),
        (
            "T",
            lambda: promise(universe, exact, small, free, policy),
            lambda h: known_lower(universe, h),
        ),
    ):
        hidden, seconds = timed(work)
        lower = known(hidden)
        verdict, check = timed(lambda h=hidden, lo=lower: audit(universe, h, small, policy, lo))
        print(
            f"{name:18} {label:7} besides {(hidden & ~small).sum():6} value "
            f"{universe.value[hidden].sum():8} {seconds:7.2f} s  "
            f"failed {verdict.failed} ({check:.2f} s)",
            flush=True,
        )


if __name__ == "__main__":
    recorded_cases = loader()
    for case in sys.argv[1:] or CASES:
        measure(recorded_cases, case)
