"""What a page of the window is."""

from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.jobs import Jobs
from ui.theme import GRID
from ui.words import Words
from vipmg.i18n import N_

if TYPE_CHECKING:
    from vipmg.node import Node
    from vipmg.officers import Officer

DATA = N_("DATA")
STATISTICS = N_("STATISTICS")
SHARE = N_("SHARE")
FOOT = ""
"""The group at the foot of the navigation: no name."""


class Page(QWidget):
    """One place of the navigation. The window knows pages only as this.

    A page makes its widgets in `__init__`, reads the node in `refresh` (through `jobs`), and
    says its texts through `words`; it never sees another page, but asks for one by `go`.
    """

    name: ClassVar[str]
    title: ClassVar[str]
    subtitle: ClassVar[str]
    group: ClassVar[str]
    icon: ClassVar[str]
    permission: ClassVar[str | None] = None
    """Value of the `Permission` without which the page is not shown; several joined by ``+``:
    any of them."""

    go = Signal(str, object)
    """Open the page of that name, and hand it that (or `None`)."""
    asked = Signal(str)
    """Do the act of the window that has this name in `ui.shortcuts.KEYS`."""
    noticed = Signal(str)
    """Show this short notice, already written for the officer."""

    def __init__(self, node: "Node", jobs: Jobs) -> None:
        super().__init__()
        self.setObjectName("page")
        self.node = node
        self.jobs = jobs
        self.words = Words()
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(2 * GRID + 4, 2 * GRID, 2 * GRID + 4, 2 * GRID)
        self.body.setSpacing(2 * GRID)

    @classmethod
    def is_open_to(cls, officer: "Officer") -> bool:
        """Tell whether any of the officer's roles has work on this page."""
        from vipmg.officers import Permission

        names = cls.permission.split("+") if cls.permission else []
        return not names or any(officer.may(Permission(name)) for name in names)

    def may(self, permission: str) -> bool:
        """Tell whether the officer who signed in may do what `permission` names."""
        from vipmg.officers import Permission

        return self.node.register.officer.may(Permission(permission))

    def refresh(self) -> None:
        """Read again what the page shows; called each time it is opened."""

    def open_with(self, subject: object) -> None:
        """Show `subject`, which another page handed over by `go`."""

    def retranslate(self) -> None:
        """Say every text in the language in force."""
        self.words.again()
