"""Audit: who did what, and when."""

from ui.jobs import Jobs
from ui.page import FOOT, Page
from ui.widgets.empty import EmptyState
from vipmg.i18n import N_
from vipmg.node import Node


class AuditPage(Page):
    """Who did what, and when."""

    name = "audit"
    title = N_("Audit")
    subtitle = N_("Who did what, and when")
    group = FOOT
    icon = "scroll-text"

    def __init__(self, node: Node, jobs: Jobs) -> None:
        super().__init__(node, jobs)
        empty = EmptyState(
            "scroll-text",
            N_("The audit trail is empty"),
            N_("Every act in this node leaves an entry here that nobody can change."),
        )
        self.body.addWidget(empty)
