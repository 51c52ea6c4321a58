"""Tables: statistics from the records of this node."""

from ui.jobs import Jobs
from ui.page import STATISTICS, Page
from ui.widgets.empty import EmptyState
from vipmg.i18n import N_
from vipmg.node import Node


class TablesPage(Page):
    """Statistics from the records of this node."""

    name = "tables"
    title = N_("Tables")
    subtitle = N_("Statistics from the records of this node")
    group = STATISTICS
    icon = "rows-3"

    def __init__(self, node: Node, jobs: Jobs) -> None:
        super().__init__(node, jobs)
        empty = EmptyState(
            "rows-3",
            N_("There are no figures to tabulate yet"),
            N_("Tables are computed from the records. Import a file first."),
            (N_("Import a file"), lambda: self.go.emit("importing", None)),
        )
        self.body.addWidget(empty)
