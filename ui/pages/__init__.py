"""The pages of the window, in the order of the work."""

from ui.page import Page
from ui.pages.audit import AuditPage
from ui.pages.briefs import BriefsPage
from ui.pages.exchange import ExchangePage
from ui.pages.home import HomePage
from ui.pages.importing import ImportingPage
from ui.pages.records import RecordsPage
from ui.pages.region import RegionPage
from ui.pages.settings import SettingsPage
from ui.pages.tables import TablesPage

PAGES: tuple[type[Page], ...] = (
    HomePage,
    RecordsPage,
    ImportingPage,
    TablesPage,
    ExchangePage,
    RegionPage,
    BriefsPage,
    AuditPage,
    SettingsPage,
)
