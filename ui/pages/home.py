"""Home: what there is to do today."""

from ui.jobs import Jobs
from ui.page import DATA, Page
from ui.widgets.empty import EmptyState
from vipmg.i18n import N_
from vipmg.node import Node


class HomePage(Page):
    """What there is to do today."""

    name = "home"
    title = N_("Home")
    subtitle = N_("What there is to do today")
    group = DATA
    icon = "house"

    def __init__(self, node: Node, jobs: Jobs) -> None:
        super().__init__(node, jobs)
        empty = EmptyState(
            "circle-check",
            N_("Nothing to do yet"),
            N_(
                "Once records are imported, this page shows what came in, what is due and the "
                "figures of the month."
            ),
            (N_("Import a file"), lambda: self.go.emit("importing", None)),
        )
        self.body.addWidget(empty)
