"""A figure that leads to the records behind it."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen

from ui.theme import tokens
from ui.widgets.figure import FigureCard
from vipmg.i18n import N_, _


class LeadingFigure(FigureCard):
    """A card that can be pressed, by mouse or by Enter; `opened` when it was."""

    opened = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.retranslate()

    def retranslate(self) -> None:
        """Say the hint in the language in force."""
        self.setToolTip(_(N_("See the records of this figure")))
        self.setAccessibleDescription(self.toolTip())
        if not self.accessibleName():
            self.setAccessibleName(self.toolTip())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Open what is behind the figure."""
        if event.button() == Qt.MouseButton.LeftButton and self.rect().contains(event.pos()):
            self.opened.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open what is behind the figure on Enter or space."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space}:
            self.opened.emit()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the card, and a ring around it when it has the focus."""
        super().paintEvent(event)
        if self.hasFocus():
            painter = QPainter(self)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(QColor(tokens().accent), 2))
            painter.drawRoundedRect(self.rect().adjusted(1, 1, -1, -1), 8, 8)
            painter.end()
