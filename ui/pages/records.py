"""Records: all movements, residences and returns kept in this node."""

from ui.jobs import Jobs
from ui.page import DATA, Page
from ui.widgets.empty import EmptyState
from vipmg.i18n import N_
from vipmg.node import Node


class RecordsPage(Page):
    """All movements, residences and returns kept in this node."""

    name = "records"
    title = N_("Records")
    subtitle = N_("All movements, residences and returns kept in this node")
    group = DATA
    icon = "table-2"

    def __init__(self, node: Node, jobs: Jobs) -> None:
        super().__init__(node, jobs)
        empty = EmptyState(
            "table-2",
            N_("There are no records yet"),
            N_(
                "Import a file of arrivals, departures, residences or returns to see its "
                "records here."
            ),
            (N_("Import a file"), lambda: self.go.emit("importing", None)),
        )
        self.body.addWidget(empty)
