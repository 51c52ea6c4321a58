"""Exchange: packages sent to and received from other countries."""

from ui.jobs import Jobs
from ui.page import SHARE, Page
from ui.widgets.empty import EmptyState
from vipmg.i18n import N_
from vipmg.node import Node


class ExchangePage(Page):
    """Packages sent to and received from other countries."""

    name = "exchange"
    title = N_("Exchange")
    subtitle = N_("Packages sent to and received from other countries")
    group = SHARE
    icon = "arrow-left-right"

    def __init__(self, node: Node, jobs: Jobs) -> None:
        super().__init__(node, jobs)
        empty = EmptyState(
            "arrow-left-right",
            N_("No packages yet"),
            N_(
                "Packages that you prepare, approve, send and receive appear here, each with "
                "its state."
            ),
            (N_("Open tables"), lambda: self.go.emit("tables", None)),
        )
        self.body.addWidget(empty)
