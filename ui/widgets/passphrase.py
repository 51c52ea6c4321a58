"""The field for a passphrase."""

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QToolButton, QVBoxLayout, QWidget

from ui.strength import WORDS, strength
from ui.theme import GRID, icon, tokens
from ui.widgets.make import label
from ui.widgets.pill import Pill
from vipmg.i18n import N_, _


class PassphraseField(QWidget):
    """Hides what is typed, can show it, warns of Caps Lock; `judged`: says how strong it is."""

    def __init__(self, name: str, *, judged: bool = False) -> None:
        super().__init__()
        self._name, self._shown, self._judged = name, False, judged
        self.line = _Line(self)
        self.line.setEchoMode(QLineEdit.EchoMode.Password)
        self._eye = QAction(self.line)
        self._eye.triggered.connect(self._turn)
        self.line.addAction(self._eye, QLineEdit.ActionPosition.TrailingPosition)
        self._caps, self._pill = label(kind="warning"), Pill()
        self.setFocusProxy(self.line)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GRID // 2)
        layout.addWidget(self.line)
        layout.addWidget(self._pill)
        layout.addWidget(self._caps)
        self._caps.hide()
        self.line.textChanged.connect(self._judge)
        self.retranslate()

    def text(self) -> str:
        """Return the passphrase typed."""
        return self.line.text()

    def clear(self) -> None:
        """Empty the field."""
        self.line.clear()

    def retranslate(self) -> None:
        """Say the texts in the language in force."""
        name = _("Hide the passphrase") if self._shown else _("Show the passphrase")
        self.line.setAccessibleName(_(self._name))
        self._eye.setText(name)
        for part in self.line.findChildren(QToolButton):
            part.setAccessibleName(name)
        self._caps.setText(_("Caps Lock is on"))
        self._eye.setIcon(icon("eye-off" if self._shown else "eye", tokens().muted))
        self._judge()

    def warn_caps(self, *, on: bool) -> None:
        """Show or hide the warning."""
        self._caps.setVisible(on)

    def _turn(self) -> None:
        self._shown = not self._shown
        mode = QLineEdit.EchoMode.Normal if self._shown else QLineEdit.EchoMode.Password
        self.line.setEchoMode(mode)
        self.retranslate()

    def _judge(self) -> None:
        self._pill.setVisible(self._judged and bool(self.text()))
        if self._judged:
            word, tone = WORDS[strength(self.text())]
            self._pill.show_status(_(N_("Passphrase: {word}")).format(word=_(word).lower()), tone)


class _Line(QLineEdit):
    """Tells from the letters typed whether Caps Lock is on; Qt itself does not say."""

    def __init__(self, field: PassphraseField) -> None:
        super().__init__(field)
        self._field = field

    def keyPressEvent(self, event: QKeyEvent) -> None:
        text, shift = event.text(), event.modifiers() & Qt.KeyboardModifier.ShiftModifier
        if event.key() == Qt.Key.Key_CapsLock:
            self._field.warn_caps(on=False)
        elif len(text) == 1 and text.isalpha():
            self._field.warn_caps(on=text.isupper() != bool(shift))
        super().keyPressEvent(event)

    def focusOutEvent(self, event: QEvent) -> None:
        self._field.warn_caps(on=False)
        super().focusOutEvent(event)  # type: ignore[arg-type]
