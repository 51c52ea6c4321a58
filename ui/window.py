"""The main window: navigation, header, pages. It knows pages only as `Page`."""

from collections.abc import Callable, Mapping

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QMainWindow,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from ui.appearance import Appearance
from ui.countries import country_name
from ui.failure import show_failure
from ui.find import Finder, Found
from ui.jobs import Job, Jobs, State
from ui.page import Page
from ui.shortcuts import bind, bind_pages, show_keys
from ui.state import State as Kept
from ui.widgets.dialog import confirm
from ui.widgets.header import HeaderBar
from ui.widgets.help import HelpPanel
from ui.widgets.navigation import Navigation
from ui.widgets.notice import Notice
from ui.widgets.strip import ProgressStrip, closing_words
from vipmg.i18n import N_, _
from vipmg.node import Node

LONG = 3.0
"""Seconds of work after which its end is worth saying."""


class _Pages(QStackedWidget):
    """The pages: they ask for no more than their least, so that the help keeps its width."""

    def sizeHint(self) -> QSize:
        return self.minimumSizeHint()


class Window(QMainWindow):
    """The desktop of one officer on one open node."""

    locking = Signal()
    """The officer asks for the lock."""

    def __init__(self, node: Node, jobs: Jobs, kept: Kept, pages: tuple[type[Page], ...]) -> None:
        super().__init__()
        self.node, self.jobs, self._kept = node, jobs, kept
        self.appearance = Appearance(kept)
        pages = tuple(page for page in pages if page.is_open_to(node.register.officer))
        self.pages = {page.name: page(node, jobs) for page in pages}
        self.shown = self.pages[pages[0].name]
        places = [(page.name, page.title, page.group, page.icon) for page in pages]
        self.navigation = Navigation(node.settings.agency, places)
        self.header, self.help = HeaderBar(demo=node.settings.demo), HelpPanel()
        self.stack = _Pages()
        self.notice = Notice()
        for page in self.pages.values():
            self.stack.addWidget(page)
            page.go.connect(self.open_page)
            page.noticed.connect(self.notice.say)
            page.asked.connect(lambda act: self._acts[act]())
        self._lay_out()
        self._bind()
        jobs.failed.connect(lambda error: show_failure(self, error))
        jobs.ended.connect(self.tell_end)
        self.finder = Finder(self.header.search, (self._places_found,))
        self.resize(1280, 760)
        self.restoreGeometry(kept.geometry())
        self.retranslate()
        self.open_page(pages[0].name)
        self.setFocus()  # not a ring around the first place before anybody has pressed a key

    def page(self, name: str) -> Page:
        """Return the page of that name."""
        return self.pages[name]

    def open_page(self, name: str, subject: object = None) -> None:
        """Open the page of that name and hand it `subject`; say so if it is not theirs."""
        if name not in self.pages:
            self.notice.say(_("Your role has no work on that page. Ask another officer."))
            return
        page = self.shown = self.pages[name]
        self.stack.setCurrentWidget(page)
        self.navigation.mark(name)
        self.header.show_place(_(page.title), _(page.subtitle))
        self.help.show_topic(name)
        page.refresh()
        if subject is not None:
            page.open_with(subject)

    def retranslate(self) -> None:
        """Say the window's own texts in the language in force."""
        self.navigation.show_brand("VIPMG · " + country_name(self.node.settings.country))
        self.setWindowTitle(
            f"VIPMG · {country_name(self.node.settings.country)} · {self.node.settings.agency}"
        )
        self.finder.gather()
        self.header.show_place(_(self.shown.title), _(self.shown.subtitle))

    def tell_end(self, job: Job) -> None:
        """Say that long work ended, for an officer who went on with something else."""
        if job.spent() < LONG:
            return
        said = {State.DONE: N_("Done: {title}"), State.CANCELLED: N_("Cancelled: {title}")}
        if job.state in said:
            self.notice.say(_(said[job.state]).format(title=job.title))

    def closeEvent(self, event: QCloseEvent) -> None:
        """Ask when work is running; keep the window's place; wait for the work to stop."""
        running = sum(not job.over for job in self.jobs.list)
        if running and not confirm(
            self,
            N_("Close while work is running?"),
            [closing_words(running)],
            N_("Cancel the work and close"),
        ):
            event.ignore()
            return
        self._kept.keep("geometry", self.saveGeometry())
        self.jobs.close()
        super().closeEvent(event)

    def _lay_out(self) -> None:
        middle = QHBoxLayout()
        middle.setSpacing(0)
        middle.addWidget(self.stack, 1)
        middle.addWidget(self.help)
        right = QVBoxLayout()
        right.setSpacing(0)
        right.addWidget(self.header)
        right.addLayout(middle, 1)
        right.addWidget(self.notice)
        right.addWidget(ProgressStrip(self.jobs))
        whole = QWidget()
        line = QHBoxLayout(whole)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(0)
        line.addWidget(self.navigation)
        line.addLayout(right, 1)
        self.setCentralWidget(whole)

    def _bind(self) -> None:
        turn_help = lambda: self.help.setVisible(self.help.isHidden())  # noqa: E731
        titles = [page.title for page in self.pages.values()]
        search, look = self.header.search, self.appearance
        self._acts: Mapping[str, Callable[[], object]] = {
            "search": lambda: search.setFocus(Qt.FocusReason.ShortcutFocusReason),
            "refresh": lambda: self.open_page(self.shown.name),
            "help": turn_help,
            "language": look.switch_language,
            "theme": look.switch_theme,
            "larger": lambda: look.enlarge(0.1),
            "smaller": lambda: look.enlarge(-0.1),
            "lock": self.locking.emit,
            "keys": lambda: show_keys(self, titles),
        }
        bind(self, self._acts)
        bind_pages(self, list(self.pages), self.open_page)
        self.navigation.opened.connect(self.open_page)
        self.header.language_pressed.connect(look.switch_language)
        self.header.theme_pressed.connect(look.switch_theme)
        self.header.help_pressed.connect(turn_help)

    def _places_found(self) -> list[Found]:
        return [
            Found(_(page.title), _(N_("Page")), lambda name=name: self.open_page(name))  # type: ignore[misc]
            for name, page in self.pages.items()
        ]
