"""Start of the desktop: the frame first, everything heavy after it."""

import sys
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication, QDialog

from ui.appearance import Appearance
from ui.doors import Doors
from ui.failure import show_failure
from ui.jobs import Jobs
from ui.signin import SignIn
from ui.state import State
from ui.theme.icons import picture
from ui.theme.tokens import LIGHT
from vipmg.errors import Refused
from vipmg.i18n import N_

if TYPE_CHECKING:
    from ui.window import Window
    from vipmg.node import Node

LOCK_AFTER = 15.0
"""Minutes without a key or the mouse."""


class WorkRunning(Refused):
    """Another officer's work would be cancelled."""

    title = N_("Work is still running here")
    advice = N_(
        "It is {officer}'s. Wait until it has ended, or let {officer} sign in and cancel it."
    )


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
    app.aboutToQuit.connect(desktop.leave)
    desktop.show_sign_in(folder)
    return app.exec()


class Desktop(QObject):
    """Leads from the sign-in to the window, and back when the screen is locked.

    It holds at most one node open, and closes it at the end.
    """

    def __init__(
        self, app: QApplication, doors: Doors, folder: Path | None, kept: State | None = None
    ) -> None:
        super().__init__(app)
        self.doors = replace(doors, open_node=self._enter)
        self.kept, self.jobs = kept or State(), Jobs(self)
        self._open_node, self._folder = doors.open_node, folder
        self._first_page: str | None = None
        self.node: Node | None = None
        self.sign_in: SignIn | None = None
        self.window: Window | None = None
        Appearance(self.kept).restore()

    def show_sign_in(self, folder: Path | None) -> None:
        """Ask who works, on which node."""
        locked = self.window is not None
        self.sign_in = SignIn(self.doors, Jobs(self), self.kept, folder, locked=locked)
        self.sign_in.running = self._running
        self.sign_in.opened.connect(self.show_window)
        self.sign_in.creating.connect(self.create)
        self.sign_in.resize(900, 680)
        self.sign_in.show()

    def show_window(self, node: "Node") -> None:
        """Show the window on an open node."""
        if self.window is None or self.window.node is not node:
            self._build(node)
        if self.window is not None:
            self.window.show()
        if self.sign_in is not None:
            self.sign_in.close()
            self.sign_in.deleteLater()
            self.sign_in = None

    def lock(self) -> None:
        """Hide the node until an officer signs in again; running work goes on."""
        if self.window is None or self.sign_in is not None:
            return
        for shown in QApplication.topLevelWidgets():
            if isinstance(shown, QDialog) and shown.isVisible():
                shown.reject()
        self.show_sign_in(self.window.node.folder)
        self.window.hide()

    def create(self) -> None:
        """Lead through the first day, then to the sign-in of the node made, or to the demo."""
        from ui.firstrun import FirstRun

        wizard = FirstRun(self.sign_in, self.doors, self.jobs)
        wizard.created.connect(self._offer)
        wizard.exec()

    def tell(
        self, _kind: type[BaseException], error: BaseException, _trace: TracebackType | None
    ) -> None:
        """Show an error that nobody took, instead of ending in silence."""
        show_failure(self.window or self.sign_in, error)

    def leave(self) -> None:
        """End the work and close the node: the program ends."""
        if self.window is not None:
            self.window.jobs.close()
        if self.node is not None:
            self.node.close()
            self.node = None

    def _enter(self, folder: Path, officer: str, passphrase: str) -> "Node":
        """Open a node, in a worker thread; the one held open is not opened anew.

        Its own officer gets it back as it is; for another one it is closed first, unless work
        of the first is still running.

        Raises:
            WorkRunning: and whatever `Doors.open_node` raises.
        """
        held = self.node
        if held is None:
            return self._hold(folder, officer, passphrase)
        same_node, holder = held.folder == folder, held.register.officer.name
        if same_node and self.doors.check_passphrase is not None:
            self.doors.check_passphrase(folder, officer, passphrase)
            if officer == holder:
                return held
        if self._running():
            raise WorkRunning(officer=holder)
        held.close()
        self.node = None
        return self._hold(folder, officer, passphrase)

    def _hold(self, folder: Path, officer: str, passphrase: str) -> "Node":
        node = self._open_node(folder, officer, passphrase)
        # The pages and what they stand on are read here, while the sign-in can still move.
        import ui.pages
        import ui.window  # noqa: F401

        return node

    def _running(self) -> int:
        """Return how many jobs of the window run or wait."""
        return sum(not job.over for job in self.window.jobs.list) if self.window else 0

    def _build(self, node: "Node") -> None:
        from ui.idle import IdleWatch
        from ui.pages import PAGES
        from ui.window import Window

        if self.window is not None:
            self.window.jobs.close()
            self.window.close()
            self.window.deleteLater()
        if self.node is not None and self.node is not node:
            self.node.close()
        self.node = node
        self.window = Window(node, Jobs(self), self.kept, PAGES)
        self.window.locking.connect(self.lock)
        IdleWatch(LOCK_AFTER, self.window).idle.connect(self.lock)
        if self._first_page is not None:
            self.window.open_page(self._first_page)
            self._first_page = None

    def _offer(self, folder: Path, first: str) -> None:
        """Go on after the first day: `first` is ``importing`` or ``demo``."""
        earlier = self.sign_in
        self.show_sign_in(folder)
        if earlier is not None:
            earlier.close()
            earlier.deleteLater()
        if first == "demo" and self.sign_in is not None:
            self.sign_in.open_demo()
        else:
            self._first_page = first
