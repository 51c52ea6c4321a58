"""The table on the screen: a laid-out table as rows and columns that sort, copy and explain."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from ui.tables.pivot import Cell, Line, Pivot
from ui.theme.apply import text_scale
from ui.widgets.records import RecordsView, as_clipboard
from ui.widgets.rows import Column, RowsModel
from ui.words import number
from vipmg.disclosure.ledger import PRIMARY
from vipmg.i18n import N_, _
from vipmg.tables.spec import TOTAL

NAMES_WIDTH, FIGURES_WIDTH = 150, 104
"""Pixels of a column of names and of figures, at the least."""

HIDDEN_SIGN = "eye-off"
REASONS = {
    "primary": N_("Hidden: the count is below the threshold, and somebody could be recognised."),
    "secondary": N_("Hidden for the sake of others: with it a small count could be worked out."),
    "": N_("Hidden so that nobody can be recognised."),
}


class PivotModel(RowsModel):
    """Lines of a `Pivot`; the grand total stays first however the others are sorted."""

    def __init__(self, country: str, parent: QObject | None = None) -> None:
        super().__init__((), parent)
        self._country = country
        self._lines: tuple[Line, ...] = ()

    def show_pivot(self, pivot: Pivot) -> None:
        """Show `pivot`, whose words are already in the language in force."""
        names = [
            Column(title, _name(at), order=None, share=14, strong=lambda line: line.sum)
            for at, title in enumerate(pivot.titles)
        ]
        figures = [
            self._figures(at, title, strong=code == TOTAL)
            for at, (code, title) in enumerate(zip(pivot.columns, pivot.column_titles, strict=True))
        ]
        self._lines = pivot.lines
        self.show(pivot.lines, [*names, *figures])

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Sort the lines below the total; without a column go back to the order of the codes."""
        if column < 0:
            self.layoutAboutToBeChanged.emit()
            self._rows = list(self._lines)
            self.layoutChanged.emit()
            return
        super().sort(column, order)
        self.layoutAboutToBeChanged.emit()
        self._rows.sort(key=lambda line: not line.total)
        self.layoutChanged.emit()

    def lines(self, chosen: Sequence[int] | None = None) -> list[list[str]]:
        """Return titles and rows as they are read; `chosen` rows, or all."""
        rows = range(self.rowCount()) if chosen is None else chosen
        titles = [_(column.title) for column in self.columns]
        return [
            titles,
            *([str(column.text(self.row_at(row))) for column in self.columns] for row in rows),
        ]

    def _figures(self, at: int, title: str, *, strong: bool) -> Column:
        def cell(line: Line) -> Cell:
            return line.cells[at]

        return Column(
            title,
            lambda line: _figure(cell(line), self._country),
            align="right",
            share=8,
            order=lambda line: cell(line).value,
            icon=lambda line: HIDDEN_SIGN if cell(line).hidden else "",
            hint=lambda line: _reason(cell(line)),
            strong=lambda line: strong or line.sum,
            faint=lambda line: not cell(line).value,
        )


class PivotView(RecordsView):
    """The table; columns are as wide as what they say, and scroll when there are many."""

    def __init__(self, model: PivotModel, parent: QWidget | None = None) -> None:
        super().__init__(model, N_("Figures of the table"), parent)
        self._figures = model
        self.note = ""
        """What is written above a copy: that exact figures must not leave."""
        header = self.horizontalHeader()
        header.setSortIndicatorClearable(True)
        header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        self.setSortingEnabled(True)

    def show_pivot(self, pivot: Pivot) -> None:
        """Show another table, unsorted, from its first line."""
        self.horizontalHeader().setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        self._figures.show_pivot(pivot)
        self.scrollToTop()

    def copy(self) -> None:
        """Copy the chosen rows with their titles, as text and as a table for Excel."""
        self._put(sorted({index.row() for index in self.selectedIndexes()}))

    def copy_chosen(self) -> None:
        """Copy the chosen rows with their titles; all when none is chosen."""
        self._put(sorted({index.row() for index in self.selectedIndexes()}) or None)

    def _put(self, rows: Sequence[int] | None) -> None:
        lines = self._figures.lines(rows)
        if len(lines) > 1:
            note = [[self.note]] if self.note else []
            QGuiApplication.clipboard().setMimeData(as_clipboard([*note, *lines]))

    def _spread_columns(self) -> None:
        metrics, scale = self.fontMetrics(), text_scale()
        needs = []
        for at, column in enumerate(self._figures.columns):
            least = FIGURES_WIDTH if column.align == "right" else NAMES_WIDTH
            shown = [
                str(column.text(self._figures.row_at(row)))
                for row in range(60)
                if self._figures.row_at(row) is not None
            ]
            widest = max(map(metrics.horizontalAdvance, [column.title, *shown]), default=0)
            needs.append((at, max(round(least * scale), min(widest + 40, 320))))
        spare = max(0, self.viewport().width() - sum(width for _at, width in needs))
        share = spare // max(len(needs), 1)
        for at, width in needs:
            self.setColumnWidth(at, width + share)
        self.horizontalHeader().setStretchLastSection(False)


def _name(at: int) -> Callable[[Line], str]:
    return lambda line: line.names[at]


def _figure(cell: Cell, country: str) -> str:
    return _("withheld") if cell.value is None else number(cell.value, country)


def _reason(cell: Cell) -> str:
    if not cell.hidden:
        return ""
    kind = _("Primary suppression") if cell.status == PRIMARY else _("Secondary suppression")
    return _(REASONS[cell.status]) + (f" ({kind}.)" if cell.status else "")
