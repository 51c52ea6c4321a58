"""Choosing a month, a quarter or a year."""

from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QWidget

from ui.theme import GRID
from ui.widgets.make import name_control
from ui.words import Words
from vipmg.i18n import N_, _

MONTHS = (
    N_("January"), N_("February"), N_("March"), N_("April"), N_("May"), N_("June"),
    N_("July"), N_("August"), N_("September"), N_("October"), N_("November"), N_("December"),
)  # fmt: skip
FREQUENCIES = (("M", N_("Month")), ("Q", N_("Quarter")), ("A", N_("Year")))


FIRST = 1990
"""The earliest year that can be chosen."""


class PeriodPicker(QWidget):
    """Gives a period as SDMX writes it: ``2026-01``, ``2026-Q1`` or ``2026``.

    `kinds` are the frequencies offered (``M``, ``Q``, ``A``).
    """

    changed = Signal(str)

    def __init__(self, today: date, kinds: str = "MQA") -> None:
        super().__init__()
        self.words = Words()
        self._kinds = tuple(kind for kind in FREQUENCIES if kind[0] in kinds)
        self._frequency, self._part, self._year = QComboBox(), QComboBox(), QComboBox()
        for code, name in self._kinds:
            self._frequency.addItem(_(name), code)
        self._year.addItems([str(year) for year in range(today.year, FIRST - 1, -1)])
        self._fill()
        self._part.setCurrentIndex(max(today.month - 2, 0))
        name_control(self.words, self._frequency, N_("Kind of period"))
        name_control(self.words, self._part, N_("Period of the year"))
        name_control(self.words, self._year, N_("Year"))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GRID // 2)
        for part in (self._frequency, self._part, self._year):
            layout.addWidget(part)
        self._frequency.setHidden(len(self._kinds) == 1)
        self._frequency.currentIndexChanged.connect(self._refill)
        self._part.currentIndexChanged.connect(lambda: self.changed.emit(self.period()))
        self._year.currentIndexChanged.connect(lambda: self.changed.emit(self.period()))

    def period(self) -> str:
        """Return the period chosen."""
        year, at = self._year.currentText(), self._part.currentIndex() + 1
        code = self._frequency.currentData()
        return {"M": f"{year}-{at:02}", "Q": f"{year}-Q{at}"}.get(code, f"{year}")

    def choose(self, period: str) -> None:
        """Show `period`."""
        year, _dash, part = period.partition("-")
        code = "A" if not part else "Q" if part.startswith("Q") else "M"
        self._frequency.setCurrentIndex([one for one, _name in self._kinds].index(code))
        self._year.setCurrentText(year)
        if part:
            self._part.setCurrentIndex(int(part.lstrip("Q")) - 1)

    def retranslate(self) -> None:
        """Say months and kinds in the language in force."""
        self.words.again()
        for at, (_code, name) in enumerate(self._kinds):
            self._frequency.setItemText(at, _(name))
        at = self._part.currentIndex()
        self._fill()
        self._part.setCurrentIndex(at)

    def _refill(self) -> None:
        self._fill()
        self.changed.emit(self.period())

    def _fill(self) -> None:
        code = self._frequency.currentData()
        quarters = [_("Quarter {number}").format(number=number) for number in range(1, 5)]
        parts = {"M": [_(month) for month in MONTHS], "Q": quarters}
        self._part.blockSignals(True)
        self._part.clear()
        self._part.addItems(parts.get(code, []))
        self._part.setVisible(code != "A")
        self._part.blockSignals(False)
