"""Choosing from a code list by typing part of a name or the code."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QCompleter, QListView, QWidget

CODE = Qt.ItemDataRole.UserRole


class CodeCombo(QComboBox):
    """A combo over (code, name) pairs, found by any part of either; `chosen` gives the code."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setEditable(True)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(16)
        completer = QCompleter(self.model(), self)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)
        self.setCompleter(completer)
        self._popup = QListView()
        completer.setPopup(self._popup)
        self.activated.connect(lambda: self.chosen.emit(self.code() or ""))

    def setAccessibleName(self, name: str) -> None:
        """Name the combo and the field in it."""
        super().setAccessibleName(name)
        self.view().setAccessibleName(name)
        self._popup.setAccessibleName(name)
        line = self.lineEdit()
        if line is not None:
            line.setAccessibleName(name)

    def show_codes(self, codes: Sequence[tuple[str, str]], chosen: str | None = None) -> None:
        """Show pairs of a code and its name, in the officer's language; keep what was chosen."""
        keep = chosen if chosen is not None else self.code()
        self.blockSignals(True)
        self.clear()
        for code, name in codes:
            self.addItem(f"{name}  ({code})", code)
        self.choose(keep)
        self.blockSignals(False)

    def choose(self, code: str | None) -> None:
        """Choose `code`, or nothing."""
        self.setCurrentIndex(-1 if code is None else self.findData(code, CODE))

    def code(self) -> str | None:
        """Return the code chosen; `None` while the text names none."""
        at = self.findText(self.currentText(), Qt.MatchFlag.MatchFixedString)
        return None if at < 0 else str(self.itemData(at, CODE))
