"""A short notice that work has ended; it goes by itself and blocks nothing."""

from PySide6.QtCore import QTimer
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout

from ui.theme import GRID
from ui.widgets.make import label

SHOWN = 6000
"""Milliseconds that a notice stays."""


class Notice(QFrame):
    """One line below the page, which it never covers; a screen reader says it aloud."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("notice")
        self._text = label(wrap=True)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(2 * GRID, GRID, 2 * GRID, GRID)
        layout.addWidget(self._text)
        self._timer = QTimer(self, singleShot=True, interval=SHOWN)
        self._timer.timeout.connect(self.hide)
        self.hide()

    def say(self, text: str) -> None:
        """Show `text`, already in the officer's language."""
        self._text.setText(text)
        self.setAccessibleName(text)
        self.show()
        self._timer.start()
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, text))
