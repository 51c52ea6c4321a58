"""Choosing a brief: its kind, period, languages and paper."""

from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QFrame, QVBoxLayout, QWidget

from ui.briefs.kept import covers
from ui.theme import GRID
from ui.theme.tokens import ROW
from ui.widgets.flow import FlowLayout
from ui.widgets.make import button, field, label, row
from ui.widgets.period import PeriodPicker
from ui.words import Words
from vipmg.briefs.templates import TEMPLATES
from vipmg.i18n import N_, _

PAPERS = (("letter", N_("Letter")), ("a4", N_("A4")))


class Composer(QFrame):
    """Says what is wanted: `kind`, `period`, `languages`, `paper`."""

    drafting = Signal()
    finishing = Signal()

    def __init__(self, today: date, country: str) -> None:
        super().__init__()
        self.setObjectName("card")
        self.words = Words()
        self._country = country
        self._kind, self._paper = QComboBox(), QComboBox()
        self.chooser = PeriodPicker(today)
        self.spanish, self.english = QCheckBox(), QCheckBox()
        self.words.say(self.spanish.setText, N_("Spanish"))
        self.words.say(self.english.setText, N_("English"))
        self.spanish.setChecked(True)
        self._covers = label(kind="muted", wrap=True)
        self._covers.setMinimumHeight(1)
        self.draft = button(self.words, N_("See a draft"), self.drafting.emit, icon="eye")
        self.finish = button(
            self.words,
            N_("Make the final brief…"),
            self.finishing.emit,
            kind="primary",
            icon="badge-check",
        )
        self._lay_out()
        self._fill()
        self.chooser.changed.connect(lambda *_period: self._say())
        for box in (self.spanish, self.english):
            box.toggled.connect(lambda *_on: self._say())
        self._say()

    @property
    def kind(self) -> str:
        """Name of the template chosen."""
        return str(self._kind.currentData())

    @property
    def period(self) -> str:
        """The period chosen."""
        return self.chooser.period()

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages chosen, Spanish first."""
        chosen = (("es", self.spanish), ("en", self.english))
        return tuple(code for code, box in chosen if box.isChecked())

    @property
    def paper(self) -> str:
        """The paper chosen."""
        return str(self._paper.currentData())

    def choose_kind(self, name: str) -> None:
        """Choose the template `name`."""
        self._kind.setCurrentIndex(self._kind.findData(name))

    def set_working(self, *, working: bool) -> None:
        """Wait while a brief is being made."""
        self.setEnabled(not working)

    def retranslate(self) -> None:
        """Say every text in the language in force."""
        self.words.again()
        self._fill()
        self._say()

    def _say(self) -> None:
        span = covers(self.period, self._country)
        self._covers.setText(
            _(
                "The brief covers {span} and compares it with the same months of the year before."
            ).format(span=span)
        )
        for act in (self.draft, self.finish):
            act.setEnabled(bool(self.languages))

    def _fill(self) -> None:
        kinds = [(_(each.title), each.name) for each in TEMPLATES]
        papers = [(_(name), paper) for paper, name in PAPERS]
        for combo, entries in ((self._kind, kinds), (self._paper, papers)):
            at = max(combo.currentIndex(), 0)
            combo.clear()
            for name, code in entries:
                combo.addItem(name, code)
            combo.setCurrentIndex(at)

    def _lay_out(self) -> None:
        languages = QWidget()
        languages.setLayout(row(self.spanish, self.english, space=2 * GRID))
        languages.setMinimumHeight(ROW - 2)
        words = self.words
        top = FlowLayout.box(
            field(words, N_("Kind of brief"), self._kind),
            field(words, N_("Period"), self.chooser),
            field(words, N_("Languages"), languages),
            field(words, N_("Paper"), self._paper),
        )
        acts = FlowLayout.box(self.draft, self.finish, space=GRID)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(2 * GRID, GRID, 2 * GRID, GRID)
        layout.setSpacing(GRID)
        layout.addWidget(top)
        layout.addWidget(self._covers)
        layout.addWidget(acts)
