"""What a table is narrowed to, as chips that can be taken away one by one."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from ui.theme import set_icon
from ui.widgets.flow import FlowLayout
from ui.words import Words
from vipmg.i18n import N_, _


class FilterChips(QWidget):
    """A line of chips that wraps, ended by a button to add one.

    `show_chips` takes pairs of a key and its words; `removed` gives back the key. `add` and
    `remove` (with ``{words}``) are the message ids of the two acts.
    """

    removed = Signal(str)
    adding = Signal()

    def __init__(
        self,
        parent: QWidget | None = None,
        *,
        add: str = N_("Add filter"),
        remove: str = N_("Remove filter {words}"),
    ) -> None:
        super().__init__(parent)
        self.words = Words()
        self._remove = remove
        self._chips: list[QPushButton] = []
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._flow = FlowLayout(self)
        self.add = QPushButton()
        self.add.setObjectName("addchip")
        set_icon(self.add, "plus")
        self.words.say(self.add.setText, add)
        self.add.clicked.connect(self.adding)
        self._flow.addWidget(self.add)

    def show_chips(self, chips: Sequence[tuple[str, str]]) -> None:
        """Show one chip for each key and its words, in the officer's language."""
        for chip in self._chips:
            self._flow.removeWidget(chip)
            chip.hide()
            chip.deleteLater()
        self._chips = [self._chip(key, words) for key, words in chips]
        for at, chip in enumerate(self._chips):
            self._flow.insert(at, chip)
            chip.show()
        self.updateGeometry()

    def retranslate(self) -> None:
        """Say the texts in the language in force; the page shows its chips again."""
        self.words.again()

    def _chip(self, key: str, words: str) -> QPushButton:
        chip = QPushButton(words, self)
        chip.setObjectName("chip")
        chip.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        set_icon(chip, "x", "ink")
        chip.setAccessibleName(_(self._remove).format(words=words))
        chip.setToolTip(chip.accessibleName())
        chip.ensurePolished()  # the look gives it its width, and the line is laid out by it
        chip.clicked.connect(lambda: self.removed.emit(key))
        return chip
