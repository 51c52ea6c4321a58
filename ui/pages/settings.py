"""Settings: this node, its officers and its keys."""

from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from ui.jobs import Jobs
from ui.page import FOOT, Page
from ui.settings.parts import BackupPart, LookPart, NodePart
from ui.settings.people import People
from ui.theme import GRID
from vipmg.i18n import N_
from vipmg.node import Node

WIDTH = 860


class SettingsPage(Page):
    """This node, its officers and its keys."""

    name = "settings"
    title = N_("Settings")
    subtitle = N_("This node, its officers and its keys")
    group = FOOT
    icon = "settings"

    def __init__(self, node: Node, jobs: Jobs) -> None:
        super().__init__(node, jobs)
        self.facts, self.people = NodePart(self), People(self)
        self.backup, self.look = BackupPart(self), LookPart(self)
        inside, area = QWidget(), QScrollArea()
        inside.setMaximumWidth(WIDTH)
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, GRID, 0)
        column.setSpacing(2 * GRID)
        for part in (self.facts, self.people, self.backup, self.look):
            column.addWidget(part)
        column.addStretch(1)
        area.setWidget(inside)
        area.setWidgetResizable(True)
        self.words.say(area.setAccessibleName, N_("Settings"))
        self.body.addWidget(area, 1)

    def refresh(self) -> None:
        """Read the officers again."""
        self.people.refresh()
        self.look.retranslate()
