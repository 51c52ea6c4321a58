"""Start of the desktop: the frame first, everything heavy after it."""

import sys
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication

from ui.appearance import Appearance
from ui.doors import Doors
from ui.failure import show_failure
from ui.jobs import Jobs
from ui.signin import SignIn
from ui.state import State
from ui.theme.icons import picture
from ui.theme.tokens import LIGHT

if TYPE_CHECKING:
    from ui.window import Window
    from vipmg.node import Node

LOCK_AFTER = 15.0
"""Minutes without a key or the mouse."""


def run(folder: Path | None, doors: Doors) -> int:
    """Show the desktop and return its exit status.

    `folder` is the node offered at the sign-in; `doors` open and make nodes.
    """
    app = QApplication.instance() or QApplication(sys.argv[:1])
    if not isinstance(app, QApplication):
        raise TypeError(app)
    app.setApplicationName("vipmg")
    app.setApplicationDisplayName("VIPMG")
    app.setQuitOnLastWindowClosed(True)
    app.setWindowIcon(QIcon(picture("globe", LIGHT.accent, 64)))
    desktop = Desktop(app, doors, folder)
    sys.excepthook = desktop.tell
    desktop.show_sign_in(folder)
    return app.exec()


class Desktop(QObject):
    """Leads from the sign-in to the window, and back when the screen is locked."""

    def __init__(self, app: QApplication, doors: Doors, folder: Path | None) -> None:
        super().__init__(app)
        self.doors, self.kept, self.jobs = doors, State(), Jobs(self)
        self._folder = folder
        self.sign_in: SignIn | None = None
        self.window: Window | None = None
        Appearance(self.kept).restore()

    def show_sign_in(self, folder: Path | None) -> None:
        """Ask who works, on which node."""
        self.sign_in = SignIn(self.doors, Jobs(self), self.kept, folder)
        self.sign_in.opened.connect(self.show_window)
        self.sign_in.creating.connect(self.create)
        self.sign_in.resize(900, 680)
        self.sign_in.show()

    def show_window(self, node: "Node") -> None:
        """Show the window on an open node."""
        from ui.idle import IdleWatch
        from ui.pages import PAGES
        from ui.window import Window

        if not self._is_back(node):
            if self.window is not None:
                self.window.close()
                self.window.deleteLater()
            self.jobs = Jobs(self)
            self.window = Window(node, self.jobs, self.kept, PAGES)
            self.window.locking.connect(self.lock)
            IdleWatch(LOCK_AFTER, self.window).idle.connect(self.lock)
        if self.window is not None:
            self.window.show()
        if self.sign_in is not None:
            self.sign_in.close()
            self.sign_in.deleteLater()
            self.sign_in = None

    def lock(self) -> None:
        """Hide the node until its officer signs in again; running work goes on."""
        if self.window is not None and self.sign_in is None:
            self.show_sign_in(self.window.node.folder)
            self.window.hide()

    def create(self) -> None:
        """Lead through the first day, then to the sign-in of the node made."""
        from ui.firstrun import FirstRun

        wizard = FirstRun(self.sign_in, self.doors, self.jobs)
        wizard.created.connect(self._offer)
        wizard.exec()

    def tell(
        self, _kind: type[BaseException], error: BaseException, _trace: TracebackType | None
    ) -> None:
        """Show an error that nobody took, instead of ending in silence."""
        show_failure(self.window or self.sign_in, error)

    def _is_back(self, node: "Node") -> bool:
        """Return whether the officer who locked the screen has come back to the same node."""
        earlier = self.window.node if self.window is not None else None
        return earlier is not None and (
            earlier.folder,
            earlier.register.officer.name,
        ) == (node.folder, node.register.officer.name)

    def _offer(self, folder: Path) -> None:
        earlier = self.sign_in
        self.show_sign_in(folder)
        if earlier is not None:
            earlier.close()
            earlier.deleteLater()
