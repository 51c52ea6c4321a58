"""A table of millions of rows, read page by page as it is scrolled."""

from collections import OrderedDict
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal

from ui.jobs import Jobs
from ui.widgets.rows import NOWHERE, Column, Index, RowsModel

PAGE = 256
KEPT = 400
"""Pages kept at hand: about 100,000 rows."""
WAITING = 8
"""Page requests kept: the last ones win, those scrolled past are dropped."""

Pages = Callable[[int, int], Sequence[Any]]


class PagedModel(RowsModel):
    """Rows fetched by ``page(first, size)`` in a worker thread; cells stay empty until they come.

    `page` must be safe to call from another thread. `count` may be slow: rows are shown before
    it is known only when `show_pages` is told how many there are.
    """

    counted = Signal(int)
    """How many rows there are."""

    def __init__(
        self, columns: Sequence[Column], jobs: Jobs, parent: QObject | None = None
    ) -> None:
        super().__init__(columns, parent)
        self._jobs = jobs
        self._page: Pages | None = None
        self._total = 0
        self._kept: OrderedDict[int, Sequence[Any]] = OrderedDict()
        self._asked: list[int] = []
        self._reading = 0
        self._generation = 0

    def show_pages(self, page: Pages, count: Callable[[], int]) -> None:
        """Show another query. What the former one still brings is thrown away."""
        self.beginResetModel()
        self._generation += 1
        self._page, self._total = page, 0
        self._kept.clear()
        self._asked.clear()
        self._reading = 0
        self.endResetModel()
        self._jobs.read(count, partial(self._know_total, self._generation))

    def row_at(self, number: int) -> Any:
        """Return row `number` if its page is at hand; else ask for the page and return `None`."""
        at, within = divmod(number, PAGE)
        rows = self._kept.get(at)
        if rows is None:
            self._ask(at)
            return None
        self._kept.move_to_end(at)
        return rows[within] if within < len(rows) else None

    def rowCount(self, parent: Index = NOWHERE) -> int:
        """Return how many rows the query has, 0 until that is known."""
        return 0 if parent.isValid() else self._total

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Do nothing: the order belongs to the query."""

    def _know_total(self, generation: int, total: int) -> None:
        if generation != self._generation:
            return
        if total:
            self.beginInsertRows(NOWHERE, 0, total - 1)
            self._total = total
            self.endInsertRows()
        self.counted.emit(total)

    def _ask(self, at: int) -> None:
        if at in self._asked:
            return
        self._asked.append(at)
        del self._asked[: -WAITING - self._reading]
        self._next()

    def _next(self) -> None:
        """Read the page asked for last, one at a time."""
        if self._reading or not self._asked or self._page is None:
            return
        at, self._reading = self._asked[-1], 1
        self._jobs.read(
            partial(self._page, at * PAGE, PAGE),
            partial(self._keep, self._generation, at),
            failed=partial(self._give_up, self._generation, at),
        )

    def _keep(self, generation: int, at: int, rows: Sequence[Any]) -> None:
        if generation != self._generation:
            return
        self._kept[at] = rows
        while len(self._kept) > KEPT:
            self._kept.popitem(last=False)
        self._end_reading(at)
        last = min((at + 1) * PAGE, self._total) - 1
        self.dataChanged.emit(self.index(at * PAGE, 0), self.index(last, len(self.columns) - 1))

    def _give_up(self, generation: int, at: int, error: Exception) -> None:
        if generation == self._generation:
            self._asked.clear()
            self._end_reading(at)
            self._jobs.failed.emit(error)

    def _end_reading(self, at: int) -> None:
        self._reading = 0
        if at in self._asked:
            self._asked.remove(at)
        self._next()
