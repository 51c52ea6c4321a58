"""Settings: this node, its officers and its keys."""

from PySide6.QtWidgets import QFormLayout, QFrame

from ui.countries import country_name
from ui.jobs import Jobs
from ui.page import FOOT, Page
from ui.theme import GRID
from ui.widgets.make import label
from vipmg.i18n import N_
from vipmg.node import Node


class SettingsPage(Page):
    """This node, its officers and its keys."""

    name = "settings"
    title = N_("Settings")
    subtitle = N_("This node, its officers and its keys")
    group = FOOT
    icon = "settings"

    def __init__(self, node: Node, jobs: Jobs) -> None:
        super().__init__(node, jobs)
        card = QFrame()
        card.setObjectName("card")
        form = QFormLayout(card)
        form.setContentsMargins(2 * GRID, 2 * GRID, 2 * GRID, 2 * GRID)
        form.setHorizontalSpacing(3 * GRID)
        form.setVerticalSpacing(GRID)
        self._country = label()
        for name, value in (
            (N_("Country"), self._country),
            (N_("Agency"), label(node.settings.agency, wrap=True)),
            (N_("Folder of the node"), label(str(node.folder), wrap=True)),
        ):
            caption = label(kind="muted")
            self.words.say(caption.setText, name)
            form.addRow(caption, value)
        self.body.addWidget(card)
        self.body.addStretch(1)
        self.retranslate()

    def retranslate(self) -> None:
        """Say every text in the language in force."""
        super().retranslate()
        self._country.setText(country_name(self.node.settings.country))
