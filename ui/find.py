"""Search over everything, from the header (Ctrl+K)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QCompleter, QLineEdit, QListView

from vipmg.i18n import _

ACT = Qt.ItemDataRole.UserRole


@dataclass(frozen=True, slots=True)
class Found:
    """A line of the answer: what it is, which kind of thing, and how to open it."""

    title: str
    kind: str
    open: Callable[[], object]


Source = Callable[[], Sequence[Found]]
"""What can be found, in the language in force."""


class Finder:
    """Lets `field` find what the `sources` offer; each word typed narrows the list."""

    def __init__(self, field: QLineEdit, sources: Sequence[Source]) -> None:
        self._field, self._sources = field, tuple(sources)
        self._model = QStandardItemModel(field)
        self._completer = QCompleter(self._model, field)
        self._completer.setFilterMode(Qt.MatchFlag.MatchContains)
        self._completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self._completer.setMaxVisibleItems(12)
        self._completer.activated[QModelIndex].connect(self._open)  # type: ignore[index]
        self._popup = QListView()
        self._completer.setPopup(self._popup)
        field.setCompleter(self._completer)
        self.gather()

    def gather(self) -> None:
        """Ask the sources again: the language or the node has changed."""
        self._popup.setAccessibleName(_("What was found"))
        self._model.clear()
        for source in self._sources:
            for found in source():
                line = QStandardItem(f"{found.title}   ·   {found.kind}")
                line.setData(found.open, ACT)
                self._model.appendRow(line)

    def _open(self, index: QModelIndex | QPersistentModelIndex) -> None:
        act = index.data(ACT)
        self._field.clear()
        if callable(act):
            act()
