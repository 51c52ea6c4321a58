"""A headline figure: what, how many, the change on the same period, the recent course."""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from ui.theme import GRID, tabular, tokens
from ui.theme.apply import text_scale
from ui.widgets.make import label


class Sparkline(QWidget):
    """The course of a series, without axes; gaps (`None`) interrupt the line."""

    def __init__(self) -> None:
        super().__init__()
        self._values: tuple[float | None, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_values(self, values: Sequence[float | None]) -> None:
        """Show `values`, oldest first."""
        self._values = tuple(values)
        self.update()

    def sizeHint(self) -> QSize:
        """Return its fixed size."""
        return QSize(72, 24)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the line and a dot on its end."""
        known = [value for value in self._values if value is not None]
        if len(known) < 2:
            return
        low, span = min(known), (max(known) - min(known)) or 1
        step, height = (self.width() - 8) / (len(self._values) - 1), self.height() - 8
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(tokens().accent), 1.6))
        run: list[QPointF] = []
        last = QPointF()
        for at, value in enumerate(self._values):
            if value is None:
                painter.drawPolyline(QPolygonF(run))
                run = []
                continue
            last = QPointF(4 + at * step, 4 + height * (1 - (value - low) / span))
            run.append(last)
        painter.drawPolyline(QPolygonF(run))
        painter.setBrush(QColor(tokens().accent))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.drawEllipse(last, 2.5, 2.5)
        painter.end()


class FigureCard(QFrame):
    """A card with one figure; a screen reader hears it as one sentence."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("card")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._label, self._value = label(kind="muted"), label(kind="figure")
        self._change, self._line = label(kind="change", wrap=True), Sparkline()
        top = QHBoxLayout()
        top.addWidget(self._label, 1)
        top.addWidget(self._line)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(2 * GRID, GRID + 4, 2 * GRID, GRID + 4)
        layout.setSpacing(GRID // 2)
        layout.addLayout(top)
        layout.addWidget(self._value)
        layout.addWidget(self._change)

    def show_figure(
        self, name: str, value: str, change: str = "", course: Sequence[float | None] = ()
    ) -> None:
        """Show the figure; every text is already written for the officer."""
        self._label.setText(name)
        self._value.setText(value)
        self._value.setFont(tabular(round(26 * text_scale())))
        self._change.setText(change)
        self._line.show_values(course)
        self._line.setVisible(len(course) > 1)
        self.setAccessibleName(f"{name}: {value}. {change}".strip())
