"""The table that every page shows rows in, painted by one delegate."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QMimeData, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QGuiApplication,
    QKeySequence,
    QPainter,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from ui.theme import icon, tabular, tokens
from ui.theme.apply import text_scale
from ui.theme.tokens import ROW
from ui.widgets.pill import paint_pill, pill_font
from ui.widgets.rows import FAINT_ROLE, ICON_ROLE, STRONG_ROLE, TONE_ROLE, Index, RowsModel
from vipmg.i18n import N_, _

PADDING = 10


class RowDelegate(QStyledItemDelegate):
    """Paints a cell straight from the row: text, icon or pill, and a line below."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint one cell."""
        look, box = tokens(), QRectF(option.rect)
        state = option.state
        painter.save()
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(box, QColor(look.selection))
        painter.setPen(QPen(QColor(look.line), 1))
        painter.drawLine(box.bottomLeft(), box.bottomRight())
        self._content(painter, box.adjusted(PADDING, 0, -PADDING, -1), index)
        if state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(QPen(QColor(look.accent), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(box.adjusted(1, 1, -1, -2))
        painter.restore()

    def sizeHint(self, _option: QStyleOptionViewItem, index: Index) -> QSize:
        """Return the room for the whole text."""
        text = str(index.data() or "")
        return QSize(len(text) * round(8 * text_scale()) + 2 * PADDING, round(ROW * text_scale()))

    def _content(self, painter: QPainter, box: QRectF, index: Index) -> None:
        text = str(index.data() or "")
        tone = index.data(TONE_ROLE)
        if tone and text:
            paint_pill(painter, box, text, tone, pill_font())
            return
        align = Qt.AlignmentFlag(index.data(Qt.ItemDataRole.TextAlignmentRole))
        weight = QFont.Weight.DemiBold if index.data(STRONG_ROLE) else QFont.Weight.Normal
        painter.setFont(tabular(round(13 * text_scale()), weight))
        name = index.data(ICON_ROLE)
        if name:
            at = box.x()
            if align & Qt.AlignmentFlag.AlignRight:  # beside the words, not across the column
                at = max(at, box.right() - painter.fontMetrics().horizontalAdvance(text) - 24)
            icon(name, tokens().muted).paint(painter, int(at), int(box.center().y()) - 8, 16, 16)
            box = box.adjusted(24, 0, 0, 0)
        painter.setPen(QColor(tokens().muted if index.data(FAINT_ROLE) else tokens().text))
        shown = painter.fontMetrics().elidedText(
            text, Qt.TextElideMode.ElideRight, int(box.width())
        )
        painter.drawText(box, align, shown)


class RecordsView(QTableView):
    """A calm table: rows of one height, no grid, whole rows chosen and copied as they look."""

    narrowest = 64
    """Width below which no column is made, in pixels."""

    def __init__(self, model: RowsModel, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = name
        self.setItemDelegate(RowDelegate(self))
        self.setModel(model)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setCornerButtonEnabled(False)
        rows = self.verticalHeader()
        rows.hide()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setDefaultSectionSize(round(ROW * text_scale()))
        columns = self.horizontalHeader()
        columns.setHighlightSections(False)
        columns.setMinimumSectionSize(48)
        columns.setFixedHeight(round(36 * text_scale()))
        columns.setSectionsMovable(True)
        self._given = self._widths()
        model.modelReset.connect(self._spread_columns)
        self.retranslate()

    def retranslate(self) -> None:
        """Say titles and cells in the language in force."""
        self.setAccessibleName(_(self._name))
        self.horizontalHeader().setAccessibleName(_(N_("Column titles")))
        self.verticalHeader().setAccessibleName(_(N_("Row numbers")))
        self.horizontalHeader().viewport().update()
        self.viewport().update()

    def keyPressEvent(self, event: QEvent) -> None:
        """Copy on Ctrl+C; everything else as Qt does."""
        if event.matches(QKeySequence.StandardKey.Copy):  # type: ignore[attr-defined]
            self.copy()
        else:
            super().keyPressEvent(event)  # type: ignore[arg-type]

    def copy(self) -> None:
        """Copy the chosen rows with their titles, as text and as a table for Excel."""
        chosen = sorted({index.row() for index in self.selectedIndexes()})
        model, count = self.model(), self.model().columnCount()
        titles = [str(model.headerData(at, Qt.Orientation.Horizontal)) for at in range(count)]
        lines = [[str(model.index(row, at).data() or "") for at in range(count)] for row in chosen]
        if lines:
            QGuiApplication.clipboard().setMimeData(as_clipboard([titles, *lines]))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the columns their shares of the new width, unless the officer changed them."""
        super().resizeEvent(event)
        if self._widths() == self._given:
            self._spread_columns()

    def _spread_columns(self) -> None:
        model = self.model()
        if not isinstance(model, RowsModel) or not model.columns:
            return
        width, shares = self.viewport().width(), sum(column.share for column in model.columns)
        left = width
        for at, column in enumerate(model.columns[:-1]):
            share = max(self.narrowest, width * column.share // shares)
            self.setColumnWidth(at, share)
            left -= share
        self.setColumnWidth(len(model.columns) - 1, max(self.narrowest, left))
        self.horizontalHeader().setStretchLastSection(True)
        self._given = self._widths()

    def _widths(self) -> list[int]:
        """Return the widths of the columns but the last, which takes what is left."""
        return [self.columnWidth(at) for at in range(self.model().columnCount() - 1)]


def as_clipboard(lines: Sequence[Sequence[str]]) -> QMimeData:
    """Return a table as tab-separated text and as HTML that keeps leading zeros in Excel."""
    from html import escape

    mime = QMimeData()
    mime.setText("\n".join("\t".join(line) for line in lines))
    rows = "".join(
        "<tr>"
        + "".join(f"<td style=\"mso-number-format:'\\@'\">{escape(cell)}</td>" for cell in line)
        + "</tr>"
        for line in lines
    )
    mime.setHtml(f"<table>{rows}</table>")
    return mime
