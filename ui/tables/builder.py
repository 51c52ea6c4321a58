"""Choosing a standard table, or building one: flow, variables, frequency, span, filters."""

from datetime import date
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QDialog, QFrame, QMenu, QVBoxLayout, QWidget

from ui.tables.filter import FilterDialog
from ui.tables.pivot import title
from ui.tables.work import OWN
from ui.theme import GRID
from ui.theme.tokens import ROW
from ui.widgets.chips import FilterChips
from ui.widgets.flow import FlowLayout
from ui.widgets.make import button, field, label, row
from ui.widgets.period import PeriodPicker
from ui.words import Words
from vipmg import codelists
from vipmg.errors import WrongUsage
from vipmg.i18n import N_, _
from vipmg.records.model import FLOWS
from vipmg.tables.catalogue import TABLES, standard
from vipmg.tables.periods import parse
from vipmg.tables.spec import TableSpec
from vipmg.tables.variables import MOST_VARIABLES, TABLE_VARIABLES
from vipmg.validation.applies import APPLIES

FREQUENCIES = (
    ("M", N_("Each month")),
    ("Q", N_("Each quarter")),
    ("A", N_("Each year")),
    ("_T", N_("The whole span at once")),
)


class EndsBeforeItBegins(WrongUsage):
    """The last month asked for lies before the first."""

    title = N_("The span ends before it begins")
    advice = N_("Choose a last month that is not before the first one.")


class TableBuilder(QFrame):
    """Gives the specifications asked for in `specs`; `asked` when they should be computed."""

    asked = Signal()
    changed = Signal()
    """Something was chosen: what is shown no longer answers it."""

    def __init__(self, today: date) -> None:
        super().__init__()
        self.setObjectName("card")
        self.words = Words()
        self._variables: list[str] = ["sex"]
        self._where: dict[str, tuple[str, ...]] = {}
        self.table, self.flow, self.freq = QComboBox(), QComboBox(), QComboBox()
        self.table.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self.table.setMinimumContentsLength(24)
        self.period = PeriodPicker(today)
        self.first, self.last = PeriodPicker(today, "M"), PeriodPicker(today, "M")
        self._about = label(kind="muted", wrap=True)
        add, remove = N_("Add variable"), N_("Take out the variable {words}")
        self.variables = FilterChips(add=add, remove=remove)
        self.filters = FilterChips()
        self.compute = button(
            self.words, N_("Compute"), self.asked.emit, kind="primary", icon="table-2"
        )
        self._lay_out()
        self._fill()
        self._connect()
        self._show_kind()

    @property
    def name(self) -> str:
        """The standard table chosen, or `OWN`."""
        return str(self.table.currentData())

    def specs(self) -> tuple[TableSpec, ...]:
        """Return what is asked for.

        Raises:
            EndsBeforeItBegins: the span is empty.
        """
        if self.name != OWN:
            return standard(self.name, self.period.period())
        first, last = self.first.period(), self.last.period()
        if first > last:
            raise EndsBeforeItBegins
        span = parse(f"{first}/{last}")
        where = tuple(sorted(self._where.items()))
        flow, freq = self.flow.currentData(), self.freq.currentData()
        return (TableSpec(OWN, flow, tuple(self._variables), freq, span.first, span.last, where),)

    def choose_table(self, name: str) -> None:
        """Choose the standard table `name`, or `OWN`."""
        self.table.setCurrentIndex(self.table.findData(name))

    def choose_months(self, months: dict[str, tuple[str, str]]) -> None:
        """Begin with the span of the records: of the newest month, and of the year up to it."""
        if not months:
            return
        last = max(last for _first, last in months.values())
        self.period.choose(last)
        self.first.choose(f"{last[:4]}-01")
        self.last.choose(last)

    def add_variable(self, name: str) -> None:
        """Cross one more variable."""
        if name not in self._variables and len(self._variables) < MOST_VARIABLES:
            self._variables.append(name)
            self._say_chips()
            self.changed.emit()

    def remove_variable(self, name: str) -> None:
        """Cross one variable less."""
        self._variables.remove(name)
        self._say_chips()
        self.changed.emit()

    def narrow(self, name: str, codes: tuple[str, ...]) -> None:
        """Narrow the table to `codes` of a variable; to all again when there are none."""
        self._where.pop(name, None)
        if codes:
            self._where[name] = codes
        self._say_chips()
        self.changed.emit()

    def retranslate(self) -> None:
        """Say every text in the language in force."""
        self.words.again()
        self._fill()
        self._show_kind()

    def variable_menu(self) -> QMenu:
        """Return the menu of the variables that the flow has and that are not crossed yet."""
        menu = QMenu(self)
        for name in self._available():
            if name not in self._variables:
                menu.addAction(title(name), partial(self.add_variable, name))
        return menu

    def _available(self) -> list[str]:
        flow = self.flow.currentData()
        return [name for name in TABLE_VARIABLES if flow in APPLIES.get(name, (flow,))]

    def _lay_out(self) -> None:
        words = self.words
        self._standard = field(words, N_("Period"), self.period)
        fields = (
            field(words, N_("Flow"), self.flow),
            field(words, N_("Figures for"), self.freq),
            field(words, N_("From month"), self.first),
            field(words, N_("To month"), self.last),
        )
        self._own = FlowLayout.box(*fields)
        foot = QVBoxLayout()
        foot.addStretch(1)
        foot.addWidget(self.compute)
        chosen = FlowLayout.box(field(words, N_("Table"), self.table), self._standard)
        top = row(chosen, space=2 * GRID)
        top.setStretch(0, 1)
        top.addLayout(foot)
        self._crossed = self._line(N_("Variables"), self.variables)
        self._narrowed = self._line(N_("Only"), self.filters)
        self.setMinimumHeight(3 * ROW)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(2 * GRID, GRID + 4, 2 * GRID, GRID + 4)
        layout.setSpacing(GRID)
        layout.addLayout(top)
        for part in (self._about, self._own, self._crossed, self._narrowed):
            layout.addWidget(part)

    def _line(self, name: str, chips: FilterChips) -> QWidget:
        box, caption = QWidget(), label(kind="muted")
        caption.setMinimumWidth(72)
        self.words.say(caption.setText, name)
        line = row(caption, chips)
        line.setStretch(1, 1)
        box.setLayout(line)
        box.setMinimumHeight(ROW - 4)  # chips that wrap take more, where there is room
        return box

    def _fill(self) -> None:
        tables = [(f"{table.name} · {_(table.title)}", table.name) for table in TABLES]
        flows = [(_(name), flow) for flow, name in FLOWS.items()]
        for combo, entries in (
            (self.table, [*tables, (_("Own table…"), OWN)]),
            (self.flow, flows),
            (self.freq, [(_(name), freq) for freq, name in FREQUENCIES]),
        ):
            at = max(combo.currentIndex(), 0)
            combo.blockSignals(True)
            combo.clear()
            for name, code in entries:
                combo.addItem(name, code)
            combo.setCurrentIndex(at)
            combo.blockSignals(False)
        if self.flow.property("begun") is None:
            self.flow.setProperty("begun", True)
            self.flow.setCurrentIndex(self.flow.findData("RET"))

    def _connect(self) -> None:
        self.table.currentIndexChanged.connect(lambda *_at: self._show_kind())
        self.flow.currentIndexChanged.connect(lambda *_at: self._change_flow())
        self.freq.currentIndexChanged.connect(lambda *_at: self.changed.emit())
        for picker in (self.period, self.first, self.last):
            picker.changed.connect(lambda *_period: self.changed.emit())
        self.variables.adding.connect(self._ask_variable)
        self.variables.removed.connect(self.remove_variable)
        self.filters.adding.connect(self._ask_filter)
        self.filters.removed.connect(lambda name: self.narrow(name, ()))

    def _show_kind(self) -> None:
        own = self.name == OWN
        about = {table.name: table.description for table in TABLES}
        self._about.setText(_(about[self.name]) if not own else "")
        self._about.setHidden(own)
        self._standard.setHidden(own)
        for part in (self._own, self._crossed, self._narrowed):
            part.setVisible(own)
        self._say_chips()
        self.changed.emit()

    def _change_flow(self) -> None:
        known = self._available()
        self._variables = [name for name in self._variables if name in known]
        self._where = {name: codes for name, codes in self._where.items() if name in known}
        self._say_chips()
        self.changed.emit()

    def _say_chips(self) -> None:
        self.variables.show_chips([(name, title(name)) for name in self._variables])
        self.variables.add.setEnabled(len(self._variables) < MOST_VARIABLES)
        self.filters.show_chips([(name, self._words_of(name)) for name in self._where])

    def _words_of(self, name: str) -> str:
        codelist = TABLE_VARIABLES[name].codelist
        names = [codelists.name(codelist, code) for code in self._where[name]]
        more = f" +{len(names) - 2}" if len(names) > 2 else ""
        return f"{title(name)}: {', '.join(names[:2])}{more}"

    def _ask_variable(self) -> None:
        place = self.variables.add
        self.variable_menu().exec(place.mapToGlobal(place.rect().bottomLeft()))

    def _ask_filter(self) -> None:
        dialog = FilterDialog(self, self._available())
        if dialog.exec() == QDialog.DialogCode.Accepted:
            self.narrow(*dialog.chosen)
