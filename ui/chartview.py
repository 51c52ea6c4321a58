"""A chart that can be pointed at, walked through with the keys, read as a table and taken away."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEvent, QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleEvent,
    QColor,
    QContextMenuEvent,
    QGuiApplication,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QFileDialog, QMenu, QSizePolicy, QToolTip, QWidget

from ui.charts import Spot, as_printed, for_dark, paint, placing
from ui.theme import tokens
from ui.widgets.dialog import Dialog
from ui.widgets.records import RecordsView
from ui.widgets.rows import Column, RowsModel
from vipmg.i18n import N_, _

SHARP = 3
"""Pixels of an exported picture for each point of the drawing."""


@dataclass(frozen=True, slots=True)
class DataTable:
    """The numbers behind a chart, as they are read: titles and lines of text."""

    titles: Sequence[str]
    lines: Sequence[Sequence[str]]


class ChartView(QWidget):
    """Shows one drawing. Arrow keys go from spot to spot, Enter chooses, the menu exports."""

    chosen = Signal(object)
    """The `key` of the shape that was clicked or chosen with Enter."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._drawing: Any = None
        self._table: DataTable | None = None
        self._spots: list[Spot] = []
        self._at = -1
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._name = N_("Chart")
        self.setAccessibleName(_(self._name))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def show_drawing(
        self, drawing: Any, name: str, description: str, table: DataTable | None = None
    ) -> None:
        """Show `drawing`; `name` and `description` are what a screen reader says of it."""
        self._drawing, self._table, self._at = drawing, table, -1
        self._spots, self._name = [], ""
        self.setAccessibleName(name)
        self.setAccessibleDescription(description)
        self.update()

    def retranslate(self) -> None:
        """Say the name in the language in force, while no drawing has brought its own."""
        if self._name:
            self.setAccessibleName(_(self._name))

    def sizeHint(self) -> QSize:
        """Return the size on paper."""
        if self._drawing is None:
            return QSize(320, 200)
        return QSize(round(self._drawing.width), round(self._drawing.height))

    def minimumSizeHint(self) -> QSize:
        """Return the least at which words can be read."""
        return QSize(200, 120)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the drawing and mark the spot in hand."""
        if self._drawing is None:
            return
        painter = QPainter(self)
        ink = for_dark if tokens().dark else as_printed
        self._spots = paint(painter, self._drawing, QRectF(self.rect()), ink)
        if 0 <= self._at < len(self._spots):
            shape = placing(self._drawing, QRectF(self.rect())).map(self._spots[self._at].path)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(QColor(tokens().text), 2))
            painter.drawPath(shape)
        if self.hasFocus():
            painter.setPen(QPen(QColor(tokens().accent), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(self.rect().adjusted(1, 1, -1, -1))
        painter.end()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Show the words of the spot under the pointer."""
        self._hold(self._spot_at(event.position().toPoint()), event.globalPosition().toPoint())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Choose the spot clicked."""
        self._at = self._spot_at(event.position().toPoint())
        self._choose()

    def leaveEvent(self, _event: QEvent) -> None:
        """Hold no spot when the pointer is elsewhere."""
        self._hold(-1, QPoint())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go from spot to spot with the arrows; Enter chooses, Escape lets go."""
        steps = {Qt.Key.Key_Right: 1, Qt.Key.Key_Down: 1, Qt.Key.Key_Left: -1, Qt.Key.Key_Up: -1}
        if event.key() in steps and self._spots:
            at = (self._at + steps[Qt.Key(event.key())]) % len(self._spots)
            place = placing(self._drawing, QRectF(self.rect()))
            centre = place.map(self._spots[at].path).boundingRect().center().toPoint()
            self._hold(at, self.mapToGlobal(centre))
        elif event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self._choose()
        elif event.key() == Qt.Key.Key_Escape and self._at >= 0:
            self._hold(-1, QPoint())
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer the table behind the chart, and copies of it."""
        if self._drawing is None:
            return
        menu = QMenu(self)
        menu.addAction(_("View the numbers as a table"), self.view_table)
        menu.addAction(_("Copy picture"), self.copy)
        menu.addSeparator()
        menu.addAction(_("Save as SVG…"), lambda: self._save("svg"))
        menu.addAction(_("Save as PNG…"), lambda: self._save("png"))
        menu.exec(event.globalPos())

    def table(self) -> DataTable:
        """Return the numbers behind the chart: those given, or the words of its spots."""
        return self._table or DataTable((_("Value"),), [(spot.words,) for spot in self._spots])

    def view_table(self) -> None:
        """Show the numbers behind the chart."""
        table, dialog = self.table(), Dialog(self, N_("The numbers behind the chart"))
        columns = [
            Column(title, lambda line, at=at: line[at], "left" if at == 0 else "right")  # type: ignore[misc]
            for at, title in enumerate(table.titles)
        ]
        model = RowsModel(columns, dialog)
        model.show(table.lines)
        view = RecordsView(model, N_("The numbers behind the chart"))
        view.setMinimumSize(520, 360)
        dialog.body.addWidget(view)
        dialog.add_act(N_("Close"))
        dialog.exec()

    def picture(self) -> QImage:
        """Return the chart as on paper, on white."""
        size = QSize(round(self._drawing.width * SHARP), round(self._drawing.height * SHARP))
        image = QImage(size, QImage.Format.Format_RGB32)
        image.fill(Qt.GlobalColor.white)
        painter = QPainter(image)
        paint(painter, self._drawing, QRectF(image.rect()))
        painter.end()
        return image

    def copy(self) -> None:
        """Put the picture on the clipboard."""
        QGuiApplication.clipboard().setImage(self.picture())

    def save(self, path: Path) -> None:
        """Write the chart to `path`, as SVG or PNG by its ending."""
        if path.suffix.lower() == ".svg":
            from reportlab.graphics import renderSVG

            path.write_text(renderSVG.drawToString(self._drawing), encoding="utf-8")
        elif not self.picture().save(str(path)):
            raise OSError(path.name)

    def _save(self, kind: str) -> None:
        name, _kind = QFileDialog.getSaveFileName(
            self, _("Save chart"), f"{self.accessibleName()}.{kind}", f"*.{kind}"
        )
        if name:
            self.save(Path(name))

    def _spot_at(self, point: QPoint) -> int:
        if self._drawing is None:
            return -1
        place, _sound = placing(self._drawing, QRectF(self.rect())).inverted()
        where = place.map(QRectF(point, point).center())
        for at in reversed(range(len(self._spots))):
            path = self._spots[at].path
            near = path.boundingRect().adjusted(-3, -3, 3, 3)
            if path.contains(where) or (near.width() < 18 and near.contains(where)):
                return at
        return -1

    def _hold(self, at: int, where: QPoint) -> None:
        if at == self._at:
            return
        self._at = at
        if at >= 0:
            words = self._spots[at].words
            QToolTip.showText(where, words, self)
            self.setAccessibleDescription(words)
            event = QAccessibleEvent(self, QAccessible.Event.DescriptionChanged)
            QAccessible.updateAccessibility(event)
        else:
            QToolTip.hideText()
        self.update()

    def _choose(self) -> None:
        if 0 <= self._at < len(self._spots):
            self.chosen.emit(self._spots[self._at].key)
