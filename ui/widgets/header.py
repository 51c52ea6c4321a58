"""The header of the window: where one is, search, what state the node is in, switches."""

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout

from ui.theme import GRID, set_icon, tokens
from ui.theme.icons import picture
from ui.theme.tokens import HEADER
from ui.widgets.make import icon_button
from ui.widgets.pill import Pill
from ui.widgets.search import SearchField
from ui.words import Words
from vipmg.i18n import N_, _, language

ROOMY = 980
"""Width from which pills show their whole words."""


class _Elided(QLabel):
    """A label that gives way: shortened with an ellipsis, whole in its hint."""

    def __init__(self, kind: str) -> None:
        super().__init__()
        self.setObjectName(kind)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._whole = ""

    def say(self, text: str) -> None:
        self._whole = text
        self.setAccessibleName(text)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def minimumSizeHint(self) -> QSize:
        return QSize(40, super().minimumSizeHint().height())

    def _fit(self) -> None:
        metrics = self.fontMetrics()
        shown = metrics.elidedText(self._whole, Qt.TextElideMode.ElideRight, max(self.width(), 40))
        self.setText(shown)
        self.setToolTip(self._whole if shown != self._whole else "")


class HeaderBar(QFrame):
    """Title and subtitle, search, pills, and the switches of language, theme and help."""

    language_pressed = Signal()
    theme_pressed = Signal()
    help_pressed = Signal()

    def __init__(self, *, demo: bool) -> None:
        super().__init__()
        self.setObjectName("header")
        self.setFixedHeight(HEADER)
        self.words = Words()
        self._title, self._subtitle = _Elided("title"), _Elided("muted")
        self.search = SearchField(N_("Search everything…  Ctrl+K"))
        self.search.setMinimumWidth(150)
        self.search.setMaximumWidth(240)
        self._demo, self._sealed, self._lock = Pill(), Pill(), QLabel()
        self._demo.setVisible(demo)
        signals = self.language_pressed, self.theme_pressed, self.help_pressed
        self.language = icon_button(
            self.words, N_("Change language (Ctrl+L)"), signals[0].emit, "languages"
        )
        self.theme = icon_button(
            self.words, N_("Change between light and dark (Ctrl+T)"), signals[1].emit, "moon"
        )
        self.help = icon_button(
            self.words, N_("Help on this page (F1)"), signals[2].emit, "circle-question-mark"
        )
        titles = QVBoxLayout()
        titles.setSpacing(0)
        titles.addStretch(1)
        titles.addWidget(self._title)
        titles.addWidget(self._subtitle)
        titles.addStretch(1)
        line = QHBoxLayout(self)
        line.setContentsMargins(2 * GRID + 4, 0, 2 * GRID, 0)
        line.setSpacing(GRID)
        line.addLayout(titles, 3)
        line.addWidget(self.search, 2)
        for part in (self._demo, self._sealed, self._lock, self.language, self.theme, self.help):
            line.addWidget(part)
        self.retranslate()

    def show_place(self, title: str, subtitle: str) -> None:
        """Show where one is (already translated)."""
        self._title.say(title)
        self._subtitle.say(subtitle)

    def place(self) -> str:
        """Return where the header says one is."""
        return self._title.accessibleName()

    def retranslate(self) -> None:
        """Say the texts in the language in force."""
        self.words.again()
        self.language.setText(f"\u2009{language().upper()}")
        self._fold()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fold or unfold the pills."""
        super().resizeEvent(event)
        self._fold()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the theme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "_lock"):
            self._fold()

    def _fold(self) -> None:
        roomy = self.width() >= ROOMY
        demo, sealed = _("DEMONSTRATION DATA"), _("Encrypted database")
        self._demo.show_status(demo if roomy else _("DEMO"), "warn")
        self._demo.setAccessibleName(demo)
        self._demo.setToolTip(demo)
        self._sealed.show_status(sealed, "good")
        self._sealed.setVisible(roomy)
        self._lock.setVisible(not roomy)
        self._lock.setPixmap(picture("lock", tokens().good, 18, self.devicePixelRatioF()))
        self._lock.setAccessibleName(sealed)
        self._lock.setToolTip(sealed)
        set_icon(self.theme, "sun" if tokens().dark else "moon")
