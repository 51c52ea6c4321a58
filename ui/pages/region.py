"""Region: what the countries say of each other."""

from ui.jobs import Jobs
from ui.page import SHARE, Page
from ui.widgets.empty import EmptyState
from vipmg.i18n import N_
from vipmg.node import Node


class RegionPage(Page):
    """What the countries say of each other."""

    name = "region"
    title = N_("Region")
    subtitle = N_("What the countries say of each other")
    group = SHARE
    icon = "globe"

    def __init__(self, node: Node, jobs: Jobs) -> None:
        super().__init__(node, jobs)
        empty = EmptyState(
            "globe",
            N_("No other country has sent tables yet"),
            N_(
                "Received tables are compiled here and set against your own, so that "
                "differences can be explained."
            ),
            (N_("Open exchange"), lambda: self.go.emit("exchange", None)),
        )
        self.body.addWidget(empty)
