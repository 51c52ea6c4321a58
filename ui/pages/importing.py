"""Import: from a file of the office to checked records."""

from ui.jobs import Jobs
from ui.page import DATA, Page
from ui.widgets.drop import DropArea
from ui.widgets.empty import EmptyState
from vipmg.i18n import N_
from vipmg.node import Node

ENDINGS = (".csv", ".txt", ".tsv", ".xlsx", ".xls", ".ods", ".parquet")


class ImportingPage(Page):
    """From a file of the office to checked records."""

    name = "importing"
    title = N_("Import")
    subtitle = N_("From a file of the office to checked records")
    group = DATA
    icon = "upload"

    def __init__(self, node: Node, jobs: Jobs) -> None:
        super().__init__(node, jobs)
        self.drop = DropArea(N_("Drop a CSV or Excel file here, or choose it."), ENDINGS)
        self.body.addWidget(self.drop)
        empty = EmptyState(
            "file-spreadsheet",
            N_("Nothing has been imported yet"),
            N_("A file is checked row by row first; nothing is kept until you say so."),
        )
        self.body.addWidget(empty, 1)
