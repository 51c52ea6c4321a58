"""Secondary suppression: hide as little as keeps every small count undetermined.

Relation-space reverse delete: with everything hidden, publish cells from the most to the least
wanted unless that would determine a protected cell. The result is inclusion-minimal. Because the
order is fixed, the cells above some value are all published whenever hiding those up to it is
already enough; so the value is tried in growing steps, which gives the same pattern on a much
smaller system.
"""

import numpy as np
from numpy.typing import NDArray

from vipmg.disclosure.elimination import hide_least
from vipmg.disclosure.errors import NotProtectable
from vipmg.disclosure.universe import Universe
from vipmg.i18n import _
from vipmg.progress import SILENT, Progress

Cells = NDArray[np.bool_]

FIRST_WINDOW = 60
GROWTH = 3


def suppress(
    universe: Universe, shielded: Cells, held: Cells, free: Cells, progress: Progress = SILENT
) -> Cells:
    """Return the cells to hide so that no `shielded` cell is determined.

    Args:
        universe: the cells and their relations.
        shielded: cells that must not be determined; always hidden.
        held: other cells that are not shown whatever happens (hidden earlier, or never published).
        free: cells that may be hidden; the larger its value, the more a cell is wanted shown.
        progress: told of every step.

    Raises:
        NotProtectable: a shielded cell is determined even with every free cell hidden.
    """
    window: float = FIRST_WINDOW
    ceiling = int(universe.value.max(initial=0))
    while True:
        progress.report(0, 0, _("Hiding cells that would give a small count away"))
        choice = free & ~shielded & ~held & (universe.value <= window)
        hidden, lost = _reverse_delete(universe, shielded, held, choice)
        if not lost.any():
            return hidden
        if window >= ceiling:
            cells = np.flatnonzero(lost)
            raise NotProtectable(cells=int(cells.size), first=universe.names(int(cells[0])))
        window *= GROWTH


def _reverse_delete(
    universe: Universe, shielded: Cells, held: Cells, choice: Cells
) -> tuple[Cells, Cells]:
    """Return (hidden, determined although everything of `choice` is hidden)."""
    cells = np.flatnonzero(shielded | held | choice)
    part = universe.over(cells)
    candidates = np.flatnonzero(choice[cells])
    candidates = candidates[np.lexsort((candidates, -universe.value[cells][candidates]))]
    kept, fixed = hide_least(
        part.indptr, part.indices, part.data.astype(np.int64), shielded[cells], candidates
    )
    hidden, lost = np.zeros(len(universe), np.bool_), np.zeros(len(universe), np.bool_)
    hidden[cells[kept]] = True
    lost[cells[fixed]] = True
    return hidden, lost
