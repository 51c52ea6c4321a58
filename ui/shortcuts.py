"""Every key of the window, once: to bind them and to show them (Ctrl+/)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QGridLayout, QWidget

from ui.theme import GRID
from ui.widgets.dialog import Dialog
from ui.widgets.make import label
from vipmg.i18n import N_


@dataclass(frozen=True, slots=True)
class Key:
    """A key and what it does (a message id). Without an `act` the page itself listens."""

    keys: str
    title: str
    act: str = ""


KEYS: tuple[Key, ...] = (
    Key("Ctrl+K", N_("Search everything"), "search"),
    Key("F5", N_("Read the page again"), "refresh"),
    Key("F1", N_("Help on this page"), "help"),
    Key("Ctrl+L", N_("Change language"), "language"),
    Key("Ctrl+T", N_("Change between light and dark"), "theme"),
    Key("Ctrl++", N_("Larger text"), "larger"),
    Key("Ctrl+-", N_("Smaller text"), "smaller"),
    Key("Ctrl+Shift+L", N_("Lock the screen"), "lock"),
    Key("Ctrl+/", N_("Show the keys"), "keys"),
    Key("Ctrl+C", N_("Copy the chosen rows")),
    Key("Esc", N_("Close or clear")),
)


def bind(window: QWidget, acts: Mapping[str, Callable[[], object]]) -> None:
    """Bind the keys to `acts`, by the name each key gives."""
    for key in KEYS:
        if key.act:
            QShortcut(QKeySequence(key.keys), window, lambda act=acts[key.act]: act())


def bind_pages(window: QWidget, names: list[str], open_page: Callable[[str], object]) -> None:
    """Bind Ctrl+1 to Ctrl+9 to the pages in their order."""
    for number, name in enumerate(names[:9], start=1):
        QShortcut(QKeySequence(f"Ctrl+{number}"), window, lambda name=name: open_page(name))


def show_keys(parent: QWidget, titles: list[str]) -> None:
    """Show every key; `titles` are the message ids of the pages."""
    dialog = KeysDialog(parent, titles)
    dialog.exec()


class KeysDialog(Dialog):
    """The list of keys."""

    def __init__(self, parent: QWidget | None, titles: list[str]) -> None:
        super().__init__(parent, N_("Keys"))
        grid = QGridLayout()
        grid.setHorizontalSpacing(4 * GRID)
        grid.setVerticalSpacing(GRID // 2)
        pages = [Key(f"Ctrl+{at}", title) for at, title in enumerate(titles[:9], start=1)]
        for column, keys in enumerate((pages, KEYS)):
            for line, key in enumerate(keys):
                grid.addWidget(label(key.keys, kind="muted"), line, 2 * column)
                title = label()
                self.words.say(title.setText, key.title)
                grid.addWidget(title, line, 2 * column + 1)
        self.body.addLayout(grid)
        self.add_act(N_("Close"))
