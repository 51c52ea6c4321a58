"""One table model for all pages: columns say how a row is read."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from ui.widgets.pill import Tone
from vipmg.i18n import _

Index = QModelIndex | QPersistentModelIndex
ICON_ROLE = int(Qt.ItemDataRole.UserRole) + 1
TONE_ROLE = int(Qt.ItemDataRole.UserRole) + 2
STRONG_ROLE = int(Qt.ItemDataRole.UserRole) + 3
FAINT_ROLE = int(Qt.ItemDataRole.UserRole) + 4
NOWHERE = QModelIndex()


@dataclass(frozen=True, slots=True)
class Column:
    """How one column reads a row.

    `title` is a message id. `text` gives what is shown; `order` what is sorted by (the text if
    absent). With `tone` the text is painted as a status pill, with `icon` behind an icon.
    `share` is the part of the width it takes beside the others. `strong` says where the text is
    bold (a total), `faint` where it is grey (a zero).
    """

    title: str
    text: Callable[[Any], object]
    align: Literal["left", "right"] = "left"
    share: int = 10
    order: Callable[[Any], Any] | None = None
    tone: Callable[[Any], Tone] | None = None
    icon: Callable[[Any], str] | None = None
    hint: Callable[[Any], str] | None = None
    strong: Callable[[Any], bool] | None = None
    faint: Callable[[Any], bool] | None = None


class RowsModel(QAbstractTableModel):
    """Rows of any kind, read through columns. For rows that are all at hand."""

    def __init__(self, columns: Sequence[Column], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.columns = tuple(columns)
        self._rows: list[Any] = []

    def show(self, rows: Sequence[Any], columns: Sequence[Column] | None = None) -> None:
        """Show `rows`, read through `columns` if they are given."""
        self.beginResetModel()
        if columns is not None:
            self.columns = tuple(columns)
        self._rows = list(rows)
        self.endResetModel()

    def row_at(self, number: int) -> Any:
        """Return row `number`, or `None` when it is not at hand (yet)."""
        return self._rows[number] if 0 <= number < len(self._rows) else None

    def rowCount(self, parent: Index = NOWHERE) -> int:
        """Return how many rows there are."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = NOWHERE) -> int:
        """Return how many columns there are."""
        return 0 if parent.isValid() else len(self.columns)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        """Return the title of a column in the language in force."""
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(self.columns):
            return None
        column = self.columns[section]
        if role == Qt.ItemDataRole.DisplayRole:
            return _(column.title)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _side(column) | Qt.AlignmentFlag.AlignVCenter
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return what `role` asks of a cell."""
        if not index.isValid():
            return None
        column, row = self.columns[index.column()], self.row_at(index.row())
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _side(column) | Qt.AlignmentFlag.AlignVCenter
        if row is None:
            return None
        return self._read(column, row, role)

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Sort by what the column reads; rows without a value come last."""
        if not 0 <= column < len(self.columns):
            return
        chosen = self.columns[column]
        read: Callable[[Any], Any] = chosen.order or chosen.text
        with_value = [row for row in self._rows if read(row) is not None]
        without = [row for row in self._rows if read(row) is None]
        with_value.sort(key=read, reverse=order == Qt.SortOrder.DescendingOrder)
        self.layoutAboutToBeChanged.emit()
        self._rows = with_value + without
        self.layoutChanged.emit()

    def _read(self, column: Column, row: Any, role: int) -> object:
        if role == Qt.ItemDataRole.DisplayRole:
            value = column.text(row)
            return "" if value is None else str(value)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{_(column.title)}: {column.text(row)}"
        if role == Qt.ItemDataRole.ToolTipRole and column.hint:
            return column.hint(row) or None
        reads = {
            ICON_ROLE: column.icon,
            TONE_ROLE: column.tone,
            STRONG_ROLE: column.strong,
            FAINT_ROLE: column.faint,
        }
        read: Callable[[Any], object] | None = reads.get(role)
        return read(row) if read else None


def _side(column: Column) -> Qt.AlignmentFlag:
    return Qt.AlignmentFlag.AlignRight if column.align == "right" else Qt.AlignmentFlag.AlignLeft
