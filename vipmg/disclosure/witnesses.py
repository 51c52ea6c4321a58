"""Witness tables: other counts that agree with everything published.

A witness is a change of the hidden counts, in whole numbers, that keeps every relation and takes
no count below what the attacker knows. It proves by itself, without any solver, that a cell may
be as large as the witness makes it. Witnesses are looked for near a cell first, because a change
that touches few cells is as good as one of the whole table; only a cell that stays too small in
its whole component has its exact bound computed.
"""

import time
from dataclasses import dataclass, field

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from vipmg.disclosure.errors import SolverStopped
from vipmg.disclosure.programme import Programme, solve
from vipmg.i18n import _
from vipmg.progress import SILENT, Progress

Integers = NDArray[np.int64]
Cells = NDArray[np.bool_]

REGIONS = (250, 1000, 4000)
NEARLY = 1e-6
FAVOUR = 10.0
ALONE = 0  # a size: the whole component, for one cell only


@dataclass(frozen=True, eq=False)
class Attack:
    """What an attacker works on: relations among hidden cells, and what he knows of each.

    `value` holds the true counts (a witness is built around them and never leaves), `lower` the
    least each hidden count is known to be, `goal` the bound promised. Cells of `barred` may not
    change: they are on trial to be shown.
    """

    relations: sp.csr_matrix
    value: Integers
    lower: Integers
    goal: int
    seconds: float
    barred: Cells = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "barred", np.zeros(self.value.size, np.bool_))
        object.__setattr__(self, "_columns", sp.csc_matrix(self.relations))
        object.__setattr__(self, "_until", time.monotonic() + self.seconds)

    def left(self) -> float:
        """Return the seconds left.

        Raises:
            SolverStopped: none is left.
        """
        seconds: float = self._until - time.monotonic()  # type: ignore[attr-defined]
        if seconds <= 0:
            raise SolverStopped(reason=_("the time allowed is over"))
        return seconds

    def near(self, cell: int, size: int, hidden: Cells | None = None, others: int = 0) -> Integers:
        """Return about `size` cells around `cell`, by shared relations, nearest first.

        With `hidden`, that many of them besides `others` cells that are not hidden yet.
        """
        rows, columns = self.relations, self._columns  # type: ignore[attr-defined]
        seen = np.zeros(self.value.size, np.bool_)
        seen[cell] = True
        rings, room = [np.array([cell])], [size, others]
        while rings[-1].size:
            crossed = np.unique(_gather(columns.indptr, columns.indices, rings[-1]))
            reached = np.unique(_gather(rows.indptr, rows.indices, crossed))
            reached = reached[~seen[reached]]
            known = np.ones(reached.size, np.bool_) if hidden is None else hidden[reached]
            ring = [reached[known][: room[0]], reached[~known][: room[1]]]
            room = [left - taken.size for left, taken in zip(room, ring, strict=True)]
            rings.append(np.concatenate(ring))
            seen[rings[-1]] = True
        return np.concatenate(rings)

    def around(self, cells: Integers) -> sp.csr_matrix:
        """Return the relations that touch `cells`, everything else unchanged."""
        part = self._columns[:, cells].tocsr()  # type: ignore[attr-defined]
        return part[np.diff(part.indptr) > 0]


@dataclass(frozen=True, slots=True, eq=False)
class Witness:
    """A change of `cells` by whole numbers."""

    cells: Integers
    change: Integers


def holds(attack: Attack, witness: Witness) -> bool:
    """Tell, without a solver, whether a witness keeps all relations and lower bounds."""
    new = attack.value[witness.cells] + witness.change
    kept = attack.around(witness.cells).astype(np.int64) @ witness.change
    return bool((new >= attack.lower[witness.cells]).all() and not kept.any())


def reach(
    attack: Attack,
    wanted: Cells,
    progress: Progress = SILENT,
    exact: bool = True,
    kept: list[Witness] | None = None,
) -> Integers:
    """Return for each `wanted` cell how far up it can go: the goal, or else its own upper bound.

    A cell not wanted gets the goal. Without `exact` only witnesses near each cell are tried, so a
    cell may be said to be short that is not. Every witness found is added to `kept`.

    Raises:
        SolverStopped: the time is over or the solver failed.
    """
    bound = np.where(wanted, attack.value, attack.goal)
    near = [size for size in REGIONS if size < attack.value.size] or [REGIONS[0]]
    for size in [*near, ALONE] if exact else near[:1]:
        for cell in np.flatnonzero(bound < attack.goal).tolist():
            if bound[cell] < attack.goal:
                reached = int((wanted & (bound >= attack.goal)).sum())
                progress.report(reached, int(wanted.sum()), _("Attacking the hidden cells"))
                witness = search(attack, bound, cell, size)
                if witness is not None:
                    _raise(attack, bound, witness)
                    if kept is not None:
                        kept.append(witness)
    return bound


def _raise(attack: Attack, bound: Integers, witness: Witness) -> None:
    new = np.minimum(attack.value[witness.cells] + witness.change, attack.goal)
    bound[witness.cells] = np.maximum(bound[witness.cells], new)


def search(attack: Attack, bound: Integers, cell: int, size: int) -> Witness | None:
    """Return a witness within `size` cells that takes `cell` up, and its neighbours if possible.

    With the size `ALONE` it takes `cell` as far up as it can go at all: the neighbours are then
    neither sought nor kept from passing the goal, which could hold `cell` back.
    """
    cells = attack.near(cell, attack.value.size if size == ALONE else size)
    need = attack.goal - attack.value[cells]
    short = cells == cell if size == ALONE else bound[cells] < attack.goal
    gain = np.where(short, 1.0 / np.maximum(need, 1), 0.0)
    gain[0] *= FAVOUR
    low = (attack.lower - attack.value)[cells].astype(np.float64)
    high = np.where(short, need, np.inf).astype(np.float64)
    low[attack.barred[cells]] = high[attack.barred[cells]] = 0
    programme = Programme(attack.around(cells), gain, np.minimum(low, 0), high)
    change = solve(programme, attack.left())
    if change is not None and abs(change - np.rint(change)).max(initial=0) > NEARLY:
        # A fraction of a person is no witness: ask for whole numbers, which takes longer.
        nearest = np.floor(change[0] + NEARLY) > bound[cell] - attack.value[cell]
        change = solve(programme, attack.left(), whole=True) if nearest else None
    if change is None:
        return None
    witness = Witness(cells, np.rint(change).astype(np.int64))
    return witness if holds(attack, witness) else None


def _gather(indptr: NDArray[np.int32], indices: NDArray[np.int32], rows: Integers) -> Integers:
    """Return the indices of several rows of a sparse matrix, one after the other."""
    start, length = indptr[rows].astype(np.int64), np.diff(indptr)[rows]
    step = np.arange(length.sum()) - np.repeat(np.cumsum(length) - length, length)
    return np.asarray(indices[np.repeat(start, length) + step], np.int64)
