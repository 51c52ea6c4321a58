"""The frame of every dialog, and the question before an act that cannot be undone."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from ui.theme import GRID
from ui.widgets.make import button, label
from ui.words import Words
from vipmg.i18n import N_


class Dialog(QDialog):
    """A title, the content in `body`, and buttons at the foot; Escape closes it."""

    def __init__(self, parent: QWidget | None, title: str) -> None:
        super().__init__(parent)
        self.words = Words()
        self.setMinimumWidth(420)
        self.heading = label(kind="heading", wrap=True)
        self.words.say(self.heading.setText, title)
        self.words.say(self.setWindowTitle, title)
        self.words.say(self.setAccessibleName, title)
        self.body = QVBoxLayout()
        self.body.setSpacing(GRID)
        self.foot = QHBoxLayout()
        self.foot.setSpacing(GRID)
        self.foot.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(3 * GRID, 3 * GRID, 3 * GRID, 2 * GRID)
        layout.setSpacing(2 * GRID)
        layout.addWidget(self.heading)
        layout.addLayout(self.body, 1)
        layout.addLayout(self.foot)

    def add_cancel(self, text: str = N_("Cancel")) -> QPushButton:
        """Add the button that closes the dialog without doing anything."""
        made = button(self.words, text, self.reject)
        self.foot.addWidget(made)
        return made

    def add_act(self, text: str, kind: str = "primary") -> QPushButton:
        """Add the button that accepts; `text` is the verb of what will happen."""
        made = button(self.words, text, self.accept, kind=kind)
        made.setDefault(kind == "primary")
        self.foot.addWidget(made)
        return made

    def retranslate(self) -> None:
        """Say the texts in the language in force."""
        self.words.again()


def confirm(
    parent: QWidget, title: str, effects: Sequence[str], act: str, *, danger: bool = False
) -> bool:
    """Ask before an act. `title` and `act` are message ids.

    `effects` say in whole sentences, already written, what will happen, in numbers: "1,204
    records will be taken out.". With `danger` the safe button is the one that Enter presses.
    """
    dialog = Dialog(parent, title)
    for effect in effects:
        dialog.body.addWidget(label(effect, wrap=True))
    cancel = dialog.add_cancel()
    dialog.add_act(act, "danger" if danger else "primary")
    if danger:
        cancel.setDefault(True)
        cancel.setFocus(Qt.FocusReason.OtherFocusReason)
    return dialog.exec() == QDialog.DialogCode.Accepted
