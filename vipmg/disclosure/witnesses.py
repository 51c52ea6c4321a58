"""Witness tables: other counts that agree with everything published.

A witness is a change of the hidden counts, in whole numbers, that keeps every relation and takes
no count below what the attacker knows. It proves by itself, without any solver, that a cell may
be as large as the witness makes it. Witnesses are looked for near a cell first, because a change
that touches few cells is as good as one of the whole table; only a cell that stays too small in
its whole component has its exact bound computed.
"""

import time
from collections.abc import Iterator
from dataclasses import dataclass

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


@dataclass(frozen=True, eq=False)
class Attack:
    """What an attacker works on: relations among hidden cells, and what he knows of each.

    `value` holds the true counts (a witness is built around them and never leaves), `lower` the
    least each hidden count is known to be, `goal` the bound promised.
    """

    relations: sp.csr_matrix
    value: Integers
    lower: Integers
    goal: int
    seconds: float

    def __post_init__(self) -> None:
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
    attack: Attack, wanted: Cells, progress: Progress = SILENT, exact: bool = True
) -> Integers:
    """Return for each `wanted` cell how far up it can go: the goal, or its true lower bound on it.

    A cell not wanted gets the goal. Without `exact` only witnesses near each cell are tried, so a
    cell may be said to be short that is not.

    Raises:
        SolverStopped: the time is over or the solver failed.
    """
    bound = np.where(wanted, attack.value, attack.goal)
    sizes = (*REGIONS, attack.value.size) if exact else REGIONS[:1]
    for size in sizes:
        pending = np.flatnonzero(bound < attack.goal)
        for number, cell in enumerate(pending.tolist()):
            if number % 20 == 0:
                progress.report(
                    int((wanted & (bound >= attack.goal)).sum()),
                    int(wanted.sum()),
                    _("Attacking the hidden cells"),
                )
            if bound[cell] >= attack.goal:
                continue
            for witness in _witnesses(attack, bound, cell, size):
                new = attack.value[witness.cells] + witness.change
                bound[witness.cells] = np.maximum(
                    bound[witness.cells], np.minimum(new, attack.goal)
                )
        if size >= attack.value.size:
            break
    return bound


def _witnesses(attack: Attack, bound: Integers, cell: int, size: int) -> Iterator[Witness]:
    """Yield witnesses near `cell` that take it, and its neighbours if possible, to the goal."""
    cells = attack.near(cell, size)
    need = attack.goal - attack.value[cells]
    short = bound[cells] < attack.goal
    gain = np.where(short, 1.0 / np.maximum(need, 1), 0.0)
    gain[0] *= FAVOUR if size < attack.value.size else 1e4
    programme = Programme(
        attack.around(cells),
        gain,
        (attack.lower - attack.value)[cells].astype(np.float64),
        np.where(short, need, np.inf).astype(np.float64),
    )
    change = solve(programme, attack.left())
    if change is None:
        return
    if abs(change - np.rint(change)).max(initial=0) > NEARLY:
        reached = change[0] >= need[0] - NEARLY
        change = solve(programme, attack.left(), whole=True) if reached else None
        if change is None:
            return
    witness = Witness(cells, np.rint(change).astype(np.int64))
    if holds(attack, witness):
        yield witness


def _gather(indptr: NDArray[np.int32], indices: NDArray[np.int32], rows: Integers) -> Integers:
    """Return the indices of several rows of a sparse matrix, one after the other."""
    start, length = indptr[rows].astype(np.int64), np.diff(indptr)[rows]
    step = np.arange(length.sum()) - np.repeat(np.cumsum(length) - length, length)
    return np.asarray(indices[np.repeat(start, length) + step], np.int64)
