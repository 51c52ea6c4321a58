"""The left navigation: named groups of places, one of them the current one."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QPushButton, QVBoxLayout

from ui.theme import GRID, set_icon
from ui.theme.tokens import NAVIGATION
from ui.widgets.make import caption, label
from ui.words import Words
from vipmg.i18n import N_, _


class Navigation(QFrame):
    """Places as (name, title, group, icon); `opened` gives the name of the place pressed.

    Places of the group without a name stand at the foot. The current place is marked by colour,
    weight and the words "current page" (a checkable button would be read as a check box).
    """

    opened = Signal(str)

    def __init__(self, agency: str, places: Sequence[tuple[str, str, str, str]]) -> None:
        super().__init__()
        self.setObjectName("navigation")
        self.setFixedWidth(NAVIGATION)
        self.words = Words()
        self.words.say(self.setAccessibleName, N_("Pages"))
        self._places: dict[str, QPushButton] = {}
        self._brand, self._current = label(kind="brand", wrap=True), ""
        column = QVBoxLayout(self)
        column.setContentsMargins(GRID + 4, 2 * GRID, GRID + 4, GRID + 4)
        column.setSpacing(2)
        column.addWidget(self._brand)
        column.addWidget(label(agency, kind="agency", wrap=True))
        for group in dict.fromkeys(group for _name, _title, group, _icon in places):
            self._add_group(column, group)
            for name, title, within, icon in places:
                if within == group:
                    column.addWidget(self._place(name, title, icon))

    def show_brand(self, text: str) -> None:
        """Show the name of the node."""
        self._brand.setText(text)

    def button(self, name: str) -> QPushButton:
        """Return the button of a place."""
        return self._places[name]

    def mark(self, name: str) -> None:
        """Mark the current place."""
        held = any(button.hasFocus() for button in self._places.values())
        self._current = name
        if held and name in self._places:  # the ring goes where the mark goes
            self._places[name].setFocus(Qt.FocusReason.OtherFocusReason)
        for place, button in self._places.items():
            here = place == name
            button.setProperty("current", here)
            button.setAccessibleDescription(_("Current page") if here else "")
            set_icon(button, button.property("icon_name"), "ink" if here else "muted")
            button.style().unpolish(button)
            button.style().polish(button)

    def retranslate(self) -> None:
        """Say the titles in the language in force."""
        self.words.again()
        self.mark(self._current)

    def _add_group(self, column: QVBoxLayout, group: str) -> None:
        if not group:
            column.addStretch(1)
            return
        column.addSpacing(GRID + 4)
        heading = label(kind="group")
        self.words.say(heading.setText, group)
        column.addWidget(heading)

    def _place(self, name: str, title: str, icon: str) -> QPushButton:
        button = QPushButton()
        button.setObjectName("place")
        set_icon(button, icon)
        self.words.say(caption(button), title)
        button.clicked.connect(lambda: self.opened.emit(name))
        self._places[name] = button
        return button
