"""Fields to search in."""

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QToolButton, QWidget

from ui.theme import icon, tokens
from vipmg.i18n import N_, _

WAIT = 200
"""Milliseconds after the last key before the search begins."""


class SearchField(QLineEdit):
    """A field with a glass and a clear button; `searched` comes when typing pauses."""

    searched = Signal(str)

    def __init__(self, hint: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._hint = hint
        self._glass = QAction(self)
        self.addAction(self._glass, QLineEdit.ActionPosition.LeadingPosition)
        self.setClearButtonEnabled(True)
        self._timer = QTimer(self, singleShot=True, interval=WAIT)
        self._timer.timeout.connect(lambda: self.searched.emit(self.text().strip()))
        self.textChanged.connect(lambda *_text: self._timer.start())
        self.retranslate()
        self._tint()

    def retranslate(self) -> None:
        """Say hint and names in the language in force."""
        self.setPlaceholderText(_(self._hint))
        self.setAccessibleName(_(self._hint))
        self._glass.setText(_("Search"))
        for part in self.findChildren(QToolButton):
            glass = self._glass in part.actions()
            part.setAccessibleName(_("Search") if glass else _(N_("Clear")))
            part.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Empty the field on Escape."""
        if event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Tint the glass for a new theme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._tint()

    def _tint(self) -> None:
        glass: QObject | None = getattr(self, "_glass", None)
        if glass is not None:
            self._glass.setIcon(icon("search", tokens().muted))
