"""Briefs: two pages that a minister reads in a minute."""

from ui.jobs import Jobs
from ui.page import STATISTICS, Page
from ui.widgets.empty import EmptyState
from vipmg.i18n import N_
from vipmg.node import Node


class BriefsPage(Page):
    """Two pages that a minister reads in a minute."""

    name = "briefs"
    title = N_("Briefs")
    subtitle = N_("Two pages that a minister reads in a minute")
    group = STATISTICS
    icon = "file-text"

    def __init__(self, node: Node, jobs: Jobs) -> None:
        super().__init__(node, jobs)
        empty = EmptyState(
            "file-text",
            N_("There are no briefs yet"),
            N_("A brief is written from the protected tables of a period. Import records first."),
            (N_("Import a file"), lambda: self.go.emit("importing", None)),
        )
        self.body.addWidget(empty)
