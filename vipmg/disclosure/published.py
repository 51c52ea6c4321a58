"""The recipient's check: the attack from published figures alone.

Whoever receives tables knows no true count, only what is shown. For every hidden cell the least
and the greatest whole number that fits all published sums is computed; a cell that can take one
value only is found out, and so is one that can be proved to be below the threshold.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from vipmg.disclosure.components import components
from vipmg.disclosure.determined import determined
from vipmg.disclosure.errors import SolverStopped
from vipmg.disclosure.linked import NO_HIERARCHIES, Figures, Hierarchies, link
from vipmg.disclosure.programme import Programme, solve
from vipmg.disclosure.universe import Universe
from vipmg.i18n import _
from vipmg.progress import SILENT, Progress
from vipmg.tables.spec import TableSpec

NEARLY = 1e-6
MOST = float(1 << 40)


@dataclass(frozen=True, slots=True)
class Narrowness:
    """What a recipient can infer about the hidden cells.

    Attributes:
        hidden: how many cells are hidden.
        fixed: cells that the published sums determine, by their codes.
        narrowest: the narrowest interval of a hidden cell (greatest less least), 0 when one is
            fixed; -1 when nothing is hidden.
    """

    hidden: int
    fixed: tuple[str, ...]
    narrowest: int

    @property
    def passed(self) -> bool:
        """Whether no hidden cell is determined."""
        return not self.fixed


def check_published(
    tables: Sequence[tuple[TableSpec, pl.DataFrame]],
    lower: int = 0,
    hierarchies: Hierarchies = NO_HIERARCHIES,
    seconds: float = 120.0,
    progress: Progress = SILENT,
) -> Narrowness:
    """Attack published tables (``value`` null where hidden) as their recipient can.

    Args:
        tables: specification and cells: its variables, ``period`` and ``value``.
        lower: the least that a hidden count is known to be (1 where all zeros are shown).
        hierarchies: coarser codes of finer variables.
        seconds: time allowed for all cells.
        progress: told of every cell.

    Raises:
        SolverStopped: the figures published contradict each other, or the time is over.
    """
    figures = [
        Figures(spec, cells.with_columns(pl.col("value").fill_null(0).alias("n")))
        for spec, cells in tables
    ]
    linked = link(figures, hierarchies, additive=False)
    universe = linked.universe
    hidden = ~universe.published
    for rows, (_spec, frame) in zip(linked.rows, tables, strict=True):
        hidden[rows[frame["value"].is_null().to_numpy()]] = True
    cells = np.flatnonzero(hidden & universe.published)
    unknown = np.flatnonzero(hidden)
    fixed = determined(universe.over(unknown))[np.isin(unknown, cells)]
    widths = _widths(universe, hidden, cells[~fixed], lower, seconds, progress)
    found = [*cells[fixed].tolist(), *cells[~fixed][widths < 1].tolist()]
    narrowest = int(widths.min(initial=np.iinfo(np.int64).max)) if cells.size else -1
    named = tuple(universe.names(cell) for cell in sorted(found))
    return Narrowness(int(cells.size), named, 0 if named else narrowest)


def _widths(
    universe: Universe,
    hidden: NDArray[np.bool_],
    cells: NDArray[np.int64],
    lower: int,
    seconds: float,
    progress: Progress,
) -> NDArray[np.int64]:
    """Return greatest less least whole number of each of `cells`, by two programmes each."""
    until = time.monotonic() + seconds
    unknown = np.flatnonzero(hidden)
    part = universe.relations[:, unknown]
    right = -(universe.relations @ np.where(hidden, 0, universe.value)).astype(np.float64)
    used = np.diff(part.indptr) > 0
    part, right = part[used], right[used]
    least = np.where(universe.published[unknown], lower, 0).astype(np.float64)
    group = components(part)
    widths = np.zeros(cells.size, np.int64)
    places = np.searchsorted(unknown, cells)
    for number, place in enumerate(places.tolist()):
        progress.report(number, cells.size, _("Attacking the hidden cells"))
        together = np.flatnonzero(group == group[place])
        rows = part[:, together]
        bound = np.diff(rows.indptr) > 0
        ends = []
        for sign in (1.0, -1.0):
            gain = np.where(together == place, sign, 0.0)
            high = np.full(together.size, MOST)
            programme = Programme(rows[bound], gain, least[together], high, right[bound])
            found = solve(programme, until - time.monotonic())
            if found is None:
                raise SolverStopped(reason=_("the published figures contradict each other"))
            ends.append(found[int(np.searchsorted(together, place))])
        widths[number] = int(np.floor(ends[0] + NEARLY) - np.ceil(ends[1] - NEARLY))
    return widths
