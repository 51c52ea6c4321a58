"""Exchange: packages sent to and received from other countries."""

from pathlib import Path

from PySide6.QtWidgets import QTabWidget

from ui.exchange.arrivals import ArrivalsTab
from ui.exchange.leaving import LeavingTab
from ui.exchange.others import OthersTab
from ui.jobs import Jobs
from ui.page import SHARE, Page
from vipmg.i18n import N_, _
from vipmg.node import Node

TABS = {
    "leaving": N_("To send"),
    "arrivals": N_("Arrived"),
    "others": N_("Countries"),
}


class ExchangePage(Page):
    """Packages sent to and received from other countries.

    `open_with` takes the name of a tab (``leaving``, ``arrivals``, ``others``), the number of a
    package of this node, or a path of a sealed file to be brought in.
    """

    name = "exchange"
    title = N_("Exchange")
    subtitle = N_("Packages sent to and received from other countries")
    group = SHARE
    icon = "arrow-left-right"
    permission = "prepare+approve+send+receive+trust+tabulate"

    def __init__(self, node: Node, jobs: Jobs) -> None:
        super().__init__(node, jobs)
        self.leaving, self.arrivals, self.others = (
            LeavingTab(self),
            ArrivalsTab(self),
            OthersTab(self),
        )
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.tabs.tabBar().setDrawBase(False)
        for tab, title in zip(
            (self.leaving, self.arrivals, self.others), TABS.values(), strict=True
        ):
            self.tabs.addTab(tab, _(title))
        self.tabs.currentChanged.connect(lambda _at: self.refresh())
        self.words.say(self.tabs.setAccessibleName, N_("Parts of the exchange"))
        self.words.say(self.tabs.tabBar().setAccessibleName, N_("Parts of the exchange"))
        self.body.addWidget(self.tabs, 1)

    def refresh(self) -> None:
        """Read again what the tab in front shows."""
        shown = self.tabs.currentWidget()
        if isinstance(shown, LeavingTab | ArrivalsTab | OthersTab):
            shown.refresh()

    def open_with(self, subject: object) -> None:
        """Open a tab, or the package or file that `subject` is."""
        if isinstance(subject, Path):
            self.tabs.setCurrentWidget(self.arrivals)
            self.arrivals.bring_files([subject])
        elif subject in TABS:
            self.tabs.setCurrentIndex(list(TABS).index(str(subject)))
        elif isinstance(subject, str):
            self.tabs.setCurrentWidget(self.leaving)
            self.leaving.choose(subject)

    def retranslate(self) -> None:
        """Say the texts in the language in force."""
        super().retranslate()
        for at, title in enumerate(TABS.values()):
            self.tabs.setTabText(at, _(title))
