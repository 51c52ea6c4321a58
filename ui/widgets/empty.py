"""What a page shows when there is nothing yet: why, and the next step."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from ui.theme import GRID, tokens
from ui.theme.icons import picture
from ui.widgets.make import button, centred, label
from ui.words import Words


class EmptyState(QWidget):
    """An icon, a sentence and the button that leads on (texts are message ids)."""

    def __init__(
        self,
        icon: str,
        title: str,
        sentence: str,
        action: tuple[str, Callable[[], object]] | None = None,
    ) -> None:
        super().__init__()
        self.words = Words()
        self._icon = icon
        layout = QVBoxLayout(self)
        layout.setSpacing(GRID)
        layout.addStretch(2)
        self._picture = QLabel()
        layout.addWidget(self._picture, alignment=Qt.AlignmentFlag.AlignHCenter)
        heading, text = label(kind="heading"), label(kind="muted", wrap=True)
        heading.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        text.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        text.setMaximumWidth(460)
        text.setMinimumWidth(240)
        self.words.say(heading.setText, title)
        self.words.say(text.setText, sentence)
        layout.addWidget(heading)
        layout.addLayout(centred(text))
        if action is not None:
            layout.addSpacing(GRID)
            go = button(self.words, *action, kind="primary")
            layout.addWidget(go, alignment=Qt.AlignmentFlag.AlignHCenter)
        layout.addStretch(3)
        self._draw()

    def retranslate(self) -> None:
        """Say the texts in the language in force."""
        self.words.again()

    def changeEvent(self, event: QEvent) -> None:
        """Draw the icon again in a new theme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._draw()

    def _draw(self) -> None:
        self._picture.setPixmap(picture(self._icon, tokens().edge, 40, self.devicePixelRatioF()))
