"""Where files are dropped or chosen."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent
from PySide6.QtWidgets import QFileDialog, QFrame, QVBoxLayout

from ui.theme import GRID
from ui.widgets.make import button, label
from ui.words import Words
from vipmg.i18n import N_, _


class DropArea(QFrame):
    """Takes files dropped on it, or chosen through its button; `chosen` gives their paths."""

    chosen = Signal(list)

    def __init__(self, sentence: str, endings: Sequence[str]) -> None:
        super().__init__()
        self.setObjectName("drop")
        self.setAcceptDrops(True)
        self.words = Words()
        self._endings = tuple(endings)
        text = label(kind="muted", wrap=True)
        text.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.words.say(text.setText, sentence)
        self.words.say(self.setAccessibleName, sentence)
        self.choose = button(self.words, N_("Choose file…"), self.ask, icon="folder-open")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(3 * GRID, 3 * GRID, 3 * GRID, 3 * GRID)
        layout.addWidget(text)
        layout.addWidget(self.choose, alignment=Qt.AlignmentFlag.AlignHCenter)

    def retranslate(self) -> None:
        """Say the texts in the language in force."""
        self.words.again()

    def ask(self) -> None:
        """Let the officer choose files."""
        kinds = " ".join(f"*{ending}" for ending in self._endings)
        names, _kind = QFileDialog.getOpenFileNames(
            self, _("Choose file…"), "", _("Files ({kinds})").format(kinds=kinds)
        )
        if names:
            self.chosen.emit([Path(name) for name in names])

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Accept files of the endings taken here."""
        if self._paths(event):
            event.acceptProposedAction()
            self._mark(over=True)

    def dragLeaveEvent(self, _event: QDragLeaveEvent) -> None:
        """Look as before."""
        self._mark(over=False)

    def dropEvent(self, event: QDropEvent) -> None:
        """Take the files."""
        self._mark(over=False)
        event.acceptProposedAction()
        self.chosen.emit(self._paths(event))

    def _paths(self, event: QDropEvent) -> list[Path]:
        paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        return [path for path in paths if path.suffix.lower() in self._endings]

    def _mark(self, *, over: bool) -> None:
        self.setProperty("over", over)
        self.style().unpolish(self)
        self.style().polish(self)
