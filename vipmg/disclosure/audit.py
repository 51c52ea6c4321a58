"""The audit: attack a protected release as an outsider would, apart from how it was made.

It knows the universe (cells, relations), what is hidden, and what was promised; it shares no
code with the method. First the cells that the relations fix exactly; under rule T then, for
every protected cell, a whole table of other counts that agrees with everything published and
in which the cell reaches the threshold.
"""

import hashlib
from dataclasses import dataclass
from importlib.metadata import version

import numpy as np
from numpy.typing import NDArray

from vipmg.disclosure.determined import determined
from vipmg.disclosure.policy import Policy
from vipmg.disclosure.universe import Universe
from vipmg.disclosure.witnesses import Attack, reach
from vipmg.progress import SILENT, Progress

Cells = NDArray[np.bool_]
MOST_NAMED = 20


@dataclass(frozen=True, slots=True)
class Verdict:
    """What an attack on a release came to; it travels with the release.

    Attributes:
        passed: no protected cell is narrower than promised.
        rule: what was promised (``T`` or ``E``), with `threshold`.
        lower: the least that the attacker knows a hidden count to be.
        narrowest: the least upper bound that the attacker can prove for a protected cell
            (rule T; at least `threshold` when passed), or 0 where none was asked for.
        failures: the cells that failed, by their codes; at most 20.
        failed: how many failed.
        cells_checked: protected cells attacked.
        hidden: cells not published, `relations`: sums among them.
        solver: what computed the bounds.
        digest: SHA-256 of the cells, their relations and what is hidden.
    """

    passed: bool
    rule: str
    threshold: int
    lower: int
    narrowest: int
    failures: tuple[str, ...]
    failed: int
    cells_checked: int
    hidden: int
    relations: int
    solver: str
    digest: str


def audit(
    universe: Universe,
    hidden: Cells,
    protected: Cells,
    policy: Policy,
    lower: NDArray[np.int64],
    progress: Progress = SILENT,
    promised: Cells | None = None,
) -> Verdict:
    """Attack the `protected` cells, knowing everything that is not `hidden`.

    Args:
        universe: cells and relations.
        hidden: cells the attacker does not see.
        protected: cells that were promised; one that is not hidden fails.
        policy: the promise.
        lower: for every cell what the attacker knows a hidden count to be at least.
        progress: told of every solution.
        promised: the protected cells that rule T covers (all, unless an earlier release promised
            rule E only).

    Raises:
        SolverStopped: the solver gave no answer; there is no verdict then.
    """
    cells = np.flatnonzero(hidden)
    part = universe.over(cells)
    fixed = np.ones(len(universe), np.bool_)
    fixed[cells] = determined(part)
    failed = protected & fixed
    narrowest = 0
    solver = "GF(p)"
    if policy.rule == "T":
        attack = Attack(part, universe.value[cells], lower[cells], policy.threshold, policy.seconds)
        wide = protected if promised is None else promised & protected
        bounds = reach(attack, (wide & ~failed)[cells], progress)
        failed[cells[bounds < policy.threshold]] = True
        narrowest = int(universe.value[failed & fixed].min(initial=policy.threshold))
        narrowest = min(narrowest, int(bounds.min(initial=policy.threshold)))
        solver = f"GF(p); HiGHS {version('highspy')}"
    named = tuple(universe.names(int(cell)) for cell in np.flatnonzero(failed)[:MOST_NAMED])
    return Verdict(
        passed=not failed.any(),
        rule=policy.rule,
        threshold=policy.threshold,
        lower=int(lower[cells].max(initial=0)),
        narrowest=narrowest,
        failures=named,
        failed=int(failed.sum()),
        cells_checked=int(protected.sum()),
        hidden=int(cells.size),
        relations=int(part.shape[0]),
        solver=solver,
        digest=_digest(universe, hidden),
    )


def _digest(universe: Universe, hidden: Cells) -> str:
    """Return a hash of what was audited: the relations and every cell that is shown."""
    state = hashlib.sha256()
    for axis in universe.axes:
        state.update("\x1f".join((axis.name, *axis.nodes, "\x1e")).encode())
    shown = np.where(hidden, -1, universe.value)
    relations = universe.relations
    arrays = (universe.codes, shown, relations.indptr, relations.indices, relations.data)
    for array in arrays:
        state.update(np.ascontiguousarray(array, np.int64).tobytes())
    return state.hexdigest()
