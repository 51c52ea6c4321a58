"""Region: what the countries say of each other."""

from PySide6.QtWidgets import QTabWidget

from ui.jobs import Jobs
from ui.page import SHARE, Page
from ui.region.against import AgainstTab
from ui.region.together import TogetherTab
from vipmg.i18n import N_, _
from vipmg.node import Node

TABS = {"together": N_("All countries"), "against": N_("Mirror")}


class RegionPage(Page):
    """What the countries say of each other. `open_with` takes ``together`` or ``against``."""

    name = "region"
    title = N_("Region")
    subtitle = N_("What the countries say of each other")
    group = SHARE
    icon = "globe"
    permission = "tabulate"

    def __init__(self, node: Node, jobs: Jobs) -> None:
        super().__init__(node, jobs)
        self.together, self.against = TogetherTab(self), AgainstTab(self)
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.tabs.tabBar().setDrawBase(False)
        for tab, title in zip((self.together, self.against), TABS.values(), strict=True):
            self.tabs.addTab(tab, _(title))
        self.tabs.currentChanged.connect(lambda _at: self.refresh())
        self.words.say(self.tabs.setAccessibleName, N_("Parts of the region"))
        self.words.say(self.tabs.tabBar().setAccessibleName, N_("Parts of the region"))
        self.body.addWidget(self.tabs, 1)

    def refresh(self) -> None:
        """Read again what the tab in front shows."""
        shown = self.tabs.currentWidget()
        if isinstance(shown, TogetherTab | AgainstTab):
            shown.refresh()

    def open_with(self, subject: object) -> None:
        """Open a tab."""
        if subject in TABS:
            self.tabs.setCurrentIndex(list(TABS).index(str(subject)))

    def retranslate(self) -> None:
        """Say the texts in the language in force."""
        super().retranslate()
        for at, title in enumerate(TABS.values()):
            self.tabs.setTabText(at, _(title))
