"""Choosing one of a few things that are all in sight."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QRadioButton, QSizePolicy, QWidget

from ui.theme import GRID
from ui.widgets.flow import FlowLayout
from ui.words import Words


class Choice(QWidget):
    """One of several (code, message id) in a line that wraps; `chosen` gives the code.

    Radio buttons, so that arrows move within the choice and a screen reader says "1 of 4".
    """

    chosen = Signal(str)

    def __init__(self, name: str, choices: Sequence[tuple[str, str]]) -> None:
        super().__init__()
        self.words = Words()
        self.words.say(self.setAccessibleName, name)
        self._group = QButtonGroup(self)
        self._buttons: dict[str, QRadioButton] = {}
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        line = FlowLayout(self, 2 * GRID)
        for code, title in choices:
            button = QRadioButton()
            self.words.say(button.setText, title)
            button.clicked.connect(lambda *_on, code=code: self.chosen.emit(code))
            self._group.addButton(button)
            self._buttons[code] = button
            line.addWidget(button)

    def code(self) -> str | None:
        """Return what is chosen, `None` when nothing is."""
        return next((code for code, one in self._buttons.items() if one.isChecked()), None)

    def choose(self, code: str | None) -> None:
        """Choose `code`, or nothing; nobody is told."""
        self._group.setExclusive(False)
        for one, button in self._buttons.items():
            button.setChecked(one == code)
        self._group.setExclusive(True)

    def allow(self, codes: Sequence[str]) -> None:
        """Let only `codes` be chosen."""
        for code, button in self._buttons.items():
            button.setEnabled(code in codes)

    def retranslate(self) -> None:
        """Say the texts in the language in force."""
        self.words.again()
