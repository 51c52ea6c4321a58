"""Interval protection: widen a pattern until nobody can prove that a small count is small.

For every protected cell that no witness takes to the threshold yet, the cheapest change of the
table that does so is computed, near the cell; the cells it touches join the pattern and the
change becomes the cell's witness. Costs prefer cells that are hidden already, then zeros, then
small counts.
"""

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from vipmg.disclosure.components import components
from vipmg.disclosure.errors import NotProtectable
from vipmg.disclosure.policy import Policy
from vipmg.disclosure.programme import Programme, solve
from vipmg.disclosure.universe import Universe
from vipmg.disclosure.witnesses import NEARLY, Attack, Witness, holds, reach, search
from vipmg.i18n import _
from vipmg.progress import SILENT, Progress

Cells = NDArray[np.bool_]
Integers = NDArray[np.int64]


def known_lower(
    universe: Universe, hidden: Cells, ours: Cells | None = None, credible: Cells | None = None
) -> Integers:
    """Return for every cell what an attacker knows a hidden count to be at least: 0 or 1.

    A hidden count may be zero only where hidden zeros are a fact: one among the hidden cells
    bound together with it, or one in fifty of the hidden cells of its release. `ours` are the
    cells of the release in the making (all, unless said); `credible` those that may be zero
    because of an earlier release: what was credible then stays so, and a cell bound together
    with such cells, a sum of them say, may be zero as they may.
    """
    cells = np.flatnonzero(hidden)
    zero = universe.value[cells] == 0
    lower = np.ones(len(universe), np.int64)
    inside = hidden if ours is None else hidden & ours
    if 50 * (universe.value[inside] == 0).sum() >= max(int(inside.sum()), 1):
        lower[inside] = 0
    if credible is not None:
        lower[credible & hidden] = 0
    doubtful = zero if credible is None else zero | credible[cells]
    if doubtful.any() and lower[cells].any():
        group = components(universe.over(cells))
        lower[cells[np.isin(group, group[doubtful])]] = 0
    lower[~universe.published] = 0
    return lower


def _with_zeros(universe: Universe, hidden: Cells, free: Cells, seconds: float) -> Cells:
    """Hide a zero in every component of hidden cells that has none, where one can be hidden.

    A zero that could be worked out would be no reason to think that a hidden cell may be zero, so
    only zeros that may as well be 1 are kept.
    """
    barren = np.zeros(len(universe), np.bool_)
    for _attempt in range(ATTEMPTS):
        chosen = _zeros_beside(universe, hidden, free & ~hidden & ~barren)
        if not chosen.size:
            break
        barren[chosen] = True
        hidden = hidden.copy()
        hidden[_fruitful(universe, hidden, chosen, seconds)] = True
    return hidden


def _fruitful(universe: Universe, hidden: Cells, chosen: Integers, seconds: float) -> Integers:
    """Return the zeros of `chosen` that, once hidden, may as well be 1 for all anybody knows."""
    trial = hidden.copy()
    trial[chosen] = True
    cells = np.flatnonzero(trial)
    attack = Attack(
        universe.over(cells), universe.value[cells], np.zeros(cells.size, np.int64), 1, seconds
    )
    wanted = np.isin(cells, chosen)
    return cells[wanted & (reach(attack, wanted, exact=False) > 0)]


def _zeros_beside(universe: Universe, hidden: Cells, free: Cells) -> Integers:
    """Return a zero of `free` beside every component of hidden cells that has none."""
    cells = np.flatnonzero(hidden)
    group = components(universe.over(cells))
    served = set(group[universe.value[cells] == 0].tolist())
    of = np.full(len(universe), -1)
    of[cells] = group
    bonds, columns = universe.relations, sp.csc_matrix(universe.relations)
    chosen = []
    for zero in np.flatnonzero(free & (universe.value == 0)).tolist():
        rows = columns.indices[columns.indptr[zero] : columns.indptr[zero + 1]]
        beside = {
            int(number)
            for row in rows
            for number in of[bonds.indices[bonds.indptr[row] : bonds.indptr[row + 1]]]
        }
        if beside - served - {-1}:
            chosen.append(zero)
            served |= beside
    return np.array(chosen, np.int64)


ATTEMPTS = 8
CEILINGS = (30, 200, None)
NEIGHBOURS = ((1000, 300), (1 << 40, 1 << 40))  # hidden cells, others
HIDDEN_COST = 1e-3
POLISHED = 1000
POLISH_ALL = 600  # hidden cells; beyond it only what was added last is tried


def promise(
    universe: Universe,
    hidden: Cells,
    shielded: Cells,
    free: Cells,
    policy: Policy,
    progress: Progress = SILENT,
    ours: Cells | None = None,
    credible: Cells | None = None,
) -> Cells:
    """Return `hidden` with the cells of `free` that rule T needs, whatever an attacker may know.

    `ours` and `credible` are those of `known_lower`.

    Raises:
        NotProtectable: no pattern of free cells widens some shielded cell enough.
        SolverStopped: the time is over.
    """
    eligible = bool((free & (universe.value == 0)).any())
    lower = np.zeros(len(universe), np.int64)
    if not eligible:
        lower = known_lower(universe, hidden, ours, credible)
    while True:
        before = hidden
        try:
            hidden = widen(universe, hidden, shielded, free, lower, policy, progress)
        except NotProtectable:
            return _everything(universe, hidden, shielded, free, policy, progress, ours, credible)
        hidden = polish(
            universe, hidden, _trial(hidden, before, free), shielded, lower, policy, progress
        )
        if eligible:
            hidden = _with_zeros(universe, hidden, free, policy.seconds)
        known = known_lower(universe, hidden, ours, credible)
        if not (known[hidden] > lower[hidden]).any():
            return hidden
        lower = np.maximum(lower, np.where(hidden, known, 0))


def _everything(
    universe: Universe,
    hidden: Cells,
    shielded: Cells,
    free: Cells,
    policy: Policy,
    progress: Progress,
    ours: Cells | None,
    credible: Cells | None,
) -> Cells:
    """Return `hidden` and all that may be hidden besides, then show again what can be.

    The last resort: with every zero hidden that may as well be one, every hidden count may be.

    Raises:
        NotProtectable: not even that is enough.
    """
    zeros = free & (universe.value == 0)
    hidden = hidden | free
    barren = zeros.copy()
    barren[_fruitful(universe, hidden, np.flatnonzero(zeros), policy.seconds)] = False
    hidden = hidden & ~barren
    lower = known_lower(universe, hidden, ours, credible)
    cells = np.flatnonzero(hidden)
    attack = Attack(
        universe.over(cells), universe.value[cells], lower[cells], policy.threshold, policy.seconds
    )
    short = cells[reach(attack, shielded[cells], progress) < policy.threshold]
    if short.size:
        raise NotProtectable(cells=int(short.size), first=universe.names(int(short[0])))
    trial = hidden & free & ~zeros
    return polish(universe, hidden, trial, shielded, lower, policy, progress)


def widen(
    universe: Universe,
    hidden: Cells,
    shielded: Cells,
    free: Cells,
    lower: Integers,
    policy: Policy,
    progress: Progress = SILENT,
) -> Cells:
    """Return `hidden` with cells of `free`, so that every shielded cell may reach the threshold.

    `lower` is what an attacker knows each cell to be at least, once it is hidden.

    Raises:
        NotProtectable: no pattern of free cells widens some shielded cell enough.
        SolverStopped: the time is over.
    """
    cells = np.flatnonzero(hidden)
    attack = Attack(
        universe.over(cells), universe.value[cells], lower[cells], policy.threshold, policy.seconds
    )
    bound = reach(attack, shielded[cells], progress, exact=False)
    short = cells[bound < policy.threshold]
    for ceiling in CEILINGS:
        small = free if ceiling is None else free & (universe.value <= ceiling)
        hidden, short = _repair(universe, hidden, short, small, lower, policy, progress)
        if not short.size:
            return hidden
    return _everything_near(universe, hidden, short, free, lower, policy)


def _repair(
    universe: Universe,
    hidden: Cells,
    short: Integers,
    free: Cells,
    lower: Integers,
    policy: Policy,
    progress: Progress,
) -> tuple[Cells, Integers]:
    """Hide what widens the cells of `short` at least cost; return also those still too narrow."""
    movable = np.flatnonzero(hidden | free)
    whole = Attack(
        universe.over(movable),
        universe.value[movable],
        lower[movable],
        policy.threshold,
        policy.seconds,
    )
    todo = np.flatnonzero(np.isin(movable, short)).tolist()
    done = np.zeros(movable.size, np.bool_)
    chosen = hidden[movable]
    for number, cell in enumerate(todo):
        progress.report(number, len(todo), _("Widening what an outsider can infer"))
        witness = None if done[cell] else _cheapest(whole, chosen, cell)
        if witness is not None:
            chosen[witness.cells[witness.change != 0]] = True
            new = whole.value[witness.cells] + witness.change
            done[witness.cells[new >= policy.threshold]] = True
    wider = hidden.copy()
    wider[movable[chosen]] = True
    return wider, np.array([movable[cell] for cell in todo if not done[cell]], np.int64)


def _everything_near(
    universe: Universe,
    hidden: Cells,
    short: Integers,
    free: Cells,
    lower: Integers,
    policy: Policy,
) -> Cells:
    """Return `hidden` with every cell of `free` that is bound together with a cell of `short`.

    The last resort for cells that no small change widens; `polish` shows again what it may.

    Raises:
        NotProtectable: not even that widens them enough.
    """
    movable = np.flatnonzero(hidden | free)
    group = components(universe.over(movable))
    near = movable[np.isin(group, group[np.isin(movable, short)])]
    for cells in (np.flatnonzero(hidden), np.union1d(np.flatnonzero(hidden), near)):
        attack = Attack(
            universe.over(cells),
            universe.value[cells],
            lower[cells],
            policy.threshold,
            policy.seconds,
        )
        bound = reach(attack, np.isin(cells, short))
        if (bound[np.isin(cells, short)] >= policy.threshold).all():
            wider = hidden.copy()
            wider[cells] = True
            return wider
    failed = cells[np.isin(cells, short) & (bound < policy.threshold)]
    raise NotProtectable(cells=int(failed.size), first=universe.names(int(failed[0])))


def _cheapest(attack: Attack, chosen: Cells, cell: int) -> Witness | None:
    """Return the cheapest change near `cell` that takes it to the goal; None when there is none."""
    for size, others in NEIGHBOURS:
        cells = attack.near(cell, size, chosen, others)
        value = attack.value[cells].astype(np.float64)
        cost = np.where(chosen[cells], HIDDEN_COST, 1 + 0.5 * np.log2(np.maximum(value, 0.5)))
        rows = attack.around(cells)
        need = float(attack.goal - attack.value[cell])
        up, down = np.full(cells.size, np.inf), value - attack.lower[cells]
        low = np.zeros(2 * cells.size)
        low[0] = need
        down[0] = 0
        programme = Programme(
            sp.hstack([rows, -rows], format="csr"),
            -np.concatenate([cost, cost]),
            low,
            np.concatenate([up, np.maximum(down, 0)]),
        )
        moved = solve(programme, attack.left())
        if moved is not None and abs(moved - np.rint(moved)).max() > NEARLY:
            moved = solve(programme, attack.left(), whole=True)
        if moved is not None:
            change = np.rint(moved[: cells.size] - moved[cells.size :]).astype(np.int64)
            witness = Witness(cells, change)
            if holds(attack, witness):
                return witness
    return None


def _trial(hidden: Cells, before: Cells, free: Cells) -> Cells:
    """Return the cells worth trying to show again: all that may be, or in large tables the new."""
    return hidden & free if np.count_nonzero(hidden) <= POLISH_ALL else hidden & ~before


def polish(
    universe: Universe,
    hidden: Cells,
    trial: Cells,
    shielded: Cells,
    lower: Integers,
    policy: Policy,
    progress: Progress = SILENT,
) -> Cells:
    """Return `hidden` without the cells of `trial` that may be shown after all, largest first.

    A cell is shown when every shielded cell whose witness it served finds another one near by.
    """
    cells = np.flatnonzero(hidden)
    attack = Attack(
        universe.over(cells), universe.value[cells], lower[cells], policy.threshold, policy.seconds
    )
    certified = _Certified(attack, shielded[cells], progress)
    order = np.flatnonzero(trial[cells] & ~shielded[cells])
    order = order[np.lexsort((order, -attack.value[order]))]
    for cell in progress.track(order.tolist(), _("Showing again what need not be hidden"), every=5):
        certified.without(cell)
    shown = hidden.copy()
    shown[cells[attack.barred]] = False
    return shown


class _Certified:
    """The shielded cells, each with a witness, while other cells are taken out of play."""

    def __init__(self, attack: Attack, shielded: Cells, progress: Progress) -> None:
        self.attack = attack
        found: list[Witness] = []
        reach(attack, shielded, progress, kept=found)
        self.goal = np.where(shielded, attack.goal, 0)
        self.witness: dict[int, Witness] = {}
        self.serving: dict[int, set[int]] = {}  # cell: shielded cells whose witness moves it
        for witness in found:
            self._take(witness, ~np.isin(witness.cells, list(self.witness)))

    def _take(self, witness: Witness, which: Cells) -> None:
        """Make `witness` that of the shielded cells it takes to the goal, among `which`."""
        moved = witness.cells[witness.change != 0].tolist()
        new = self.attack.value[witness.cells] + witness.change
        reached = which & (self.goal[witness.cells] > 0) & (new >= self.attack.goal)
        for cell in witness.cells[reached].tolist():
            old = self.witness.get(cell)
            if old is not None:
                for other in old.cells[old.change != 0].tolist():
                    self.serving[other].discard(cell)
            self.witness[cell] = witness
            for other in moved:
                self.serving.setdefault(other, set()).add(cell)

    def without(self, cell: int) -> None:
        """Take `cell` out of play if every shielded cell it serves has another witness."""
        orphans = sorted(self.serving.get(cell, ()))
        bound = np.full(self.attack.value.size, self.attack.goal)
        bound[orphans] = self.attack.value[orphans]
        self.attack.barred[cell] = True
        fresh = []
        for orphan in orphans:
            if bound[orphan] < self.attack.goal:
                witness = search(self.attack, bound, orphan, POLISHED)
                if witness is None:
                    break
                new = self.attack.value[witness.cells] + witness.change
                bound[witness.cells] = np.maximum(bound[witness.cells], new)
                fresh.append(witness)
                if bound[orphan] < self.attack.goal:
                    break
        if (bound < self.attack.goal).any():
            self.attack.barred[cell] = False
            return
        for witness in fresh:
            self._take(witness, np.isin(witness.cells, orphans))
