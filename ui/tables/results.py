"""What was computed: the table or its chart, how it was protected and what that cost."""

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QFrame,
    QMenu,
    QRadioButton,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from ui.chartview import ChartView
from ui.tables.chart import chart_of
from ui.tables.grid import PivotModel, PivotView
from ui.tables.pivot import Cost, choices, cost, pivot, title, usual_across
from ui.tables.work import FORMS, OWN, Form, Result, title_of
from ui.theme import GRID
from ui.theme.tokens import ROW
from ui.widgets.flow import FlowLayout
from ui.widgets.make import button, label, name_control, row
from ui.words import Words, number
from vipmg.briefs.numbers import Writing
from vipmg.briefs.periods import Span
from vipmg.i18n import N_, _, language, ngettext
from vipmg.records.model import FLOWS

INTERNAL = N_("Internal use: it must not leave the office")
THRESHOLDS = range(3, 21)
HIGH = 300.0
"""Points of height that a chart is drawn in; its width follows the window's."""


class Tools(QWidget):
    """The line above the table: which view, which part, what goes across, what to do with it."""

    view_chosen = Signal(bool)
    """The exact view (True) or the protected one."""
    threshold_chosen = Signal(int)
    laid_out = Signal()
    """Another part of the table, or something else across."""
    chart_chosen = Signal(bool)
    copying = Signal()
    exporting = Signal(object)
    """The `Form` of the file."""

    def __init__(self) -> None:
        super().__init__()
        self.words = Words()
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.protected, self.exact = QRadioButton(), QRadioButton()
        self.words.say(self.protected.setText, N_("Protected"))
        self.words.say(self.exact.setText, N_("Exact"))
        self.words.say(self.protected.setToolTip, N_("As it could leave the office"))
        self.words.say(self.exact.setToolTip, INTERNAL)
        self._views = QButtonGroup(self)
        self._views.addButton(self.protected)
        self._views.addButton(self.exact)
        self.protected.setChecked(True)
        self.threshold, self.part, self.across = QComboBox(), QComboBox(), QComboBox()
        for least in THRESHOLDS:
            self.threshold.addItem(str(least), least)
        self.threshold.setCurrentIndex(THRESHOLDS.index(5))
        self.table_or_chart = button(self.words, N_("Chart"), self._turn, icon="chart-column")
        self._charted = False
        self.copy = button(self.words, N_("Copy"), self.copying.emit, icon="copy")
        self.export = button(self.words, N_("Export"), self._open_menu, icon="download")
        self._lay_out()
        self.exact.toggled.connect(self.view_chosen)
        self.threshold.activated.connect(lambda at: self.threshold_chosen.emit(THRESHOLDS[at]))
        self.part.activated.connect(lambda *_at: self.laid_out.emit())
        self.across.activated.connect(lambda *_at: self.laid_out.emit())

    def menu(self) -> QMenu:
        """Return the menu of the files that can be written."""
        menu = QMenu(self)
        for form in FORMS:
            menu.addAction(_(form.title), self._export_as(form))
        return menu

    def show_parts(self, names: list[str], axes: list[tuple[str, str]], across: str) -> None:
        """Offer the parts of the table, and what may go across (names and codes)."""
        at = self.part.currentIndex() if self.part.count() == len(names) else 0
        self.part.clear()
        self.part.addItems(names)
        self.part.setCurrentIndex(at)
        self._part.setVisible(len(names) > 1)
        self.across.clear()
        for name, code in axes:
            self.across.addItem(name, code)
        self.across.setCurrentIndex(self.across.findData(across))
        self._across.setVisible(len(axes) > 1)

    def show_chart(self, *, possible: bool) -> None:
        """Offer a chart where there is one."""
        self.table_or_chart.setVisible(possible)
        if not possible and self._charted:
            self._turn()

    def retranslate(self) -> None:
        """Say every text in the language in force."""
        self.words.again()
        self._say_turn()

    def _turn(self) -> None:
        self._charted = not self._charted
        self._say_turn()
        self.chart_chosen.emit(self._charted)

    def _say_turn(self) -> None:
        text = _("Show the table") if self._charted else _("Chart")
        self.table_or_chart.setText(f"\u2002{text}")
        self.table_or_chart.setAccessibleName(text)

    def _export_as(self, form: Form) -> Callable[[], None]:
        return lambda: self.exporting.emit(form)

    def _open_menu(self) -> None:
        self.menu().exec(self.export.mapToGlobal(self.export.rect().bottomLeft()))

    def _lay_out(self) -> None:
        flow = FlowLayout(self, GRID)
        views = QWidget()
        views.setLayout(row(self.protected, self.exact, space=GRID + 4))
        views.setMinimumHeight(ROW)
        self._threshold = self._named(N_("Threshold"), self.threshold)
        self._part = self._named(N_("Part"), self.part)
        self._across = self._named(N_("Across"), self.across)
        for part in (
            views, self._threshold, self._part, self._across,
            self.table_or_chart, self.copy, self.export,
        ):  # fmt: skip
            flow.addWidget(part)

    def _named(self, name: str, control: QComboBox) -> QWidget:
        box, caption = QWidget(), label(kind="muted")
        caption.setBuddy(control)
        self.words.say(caption.setText, name)
        name_control(self.words, control, name)
        box.setLayout(row(caption, control, space=GRID // 2 + 2))
        return box


class Results(QWidget):
    """Shows a `Result` as a table or chart, with what a reader must know of it."""

    def __init__(self, country: str) -> None:
        super().__init__()
        self.words = Words()
        self._country = country
        self.result: Result | None = None
        self.tools = Tools()
        self.heading = label(kind="heading", wrap=True)
        self.banner = self._banner()
        self.cost, self.policy = label(kind="muted", wrap=True), label(kind="small", wrap=True)
        self.stale = label(kind="warning", wrap=True)
        self.words.say(
            self.stale.setText,
            N_("Your choice has changed since: press Compute to bring the table up to date."),
        )
        self.stale.hide()
        self.model = PivotModel(country, self)
        self.view, self.chart = PivotView(self.model), ChartView()
        self._stack = QStackedWidget()
        framed = QFrame()
        framed.setObjectName("card")
        QVBoxLayout(framed).addWidget(self.chart)
        self._stack.addWidget(self.view)
        self._stack.addWidget(framed)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GRID)
        for words in (self.heading, self.stale, self.cost, self.policy):
            words.setMinimumHeight(1)  # a window may be low: they take what their lines need
        for part in (self.tools, self.heading, self.stale, self.banner):
            layout.addWidget(part)
        layout.addWidget(self._stack, 1)
        layout.addWidget(self.cost)
        layout.addWidget(self.policy)
        self.tools.laid_out.connect(self._lay_out_again)
        self.tools.chart_chosen.connect(self._turn)
        self.tools.copying.connect(self.view.copy_chosen)

    @property
    def writing(self) -> Writing:
        """How numbers and periods are written here."""
        return Writing(language(), self._country)

    def show_result(self, result: Result, across: str | None = None) -> None:
        """Show `result`, its first part; `across` as columns, or what is usual."""
        self.result = result
        self.stale.hide()
        names = [self._part_name(at) for at in range(len(result.specs))]
        at = max(self.tools.part.currentIndex(), 0) if len(names) == self.tools.part.count() else 0
        spec = result.specs[at]
        axes = [(title(name), name) for name in choices(spec)] if spec.by else []
        known = across if across in choices(spec) else None
        self.tools.show_parts(names, axes, known or usual_across(spec))
        self._show(at, known or usual_across(spec))

    def retranslate(self) -> None:
        """Say every text in the language in force, the table included."""
        self.words.again()
        self.chart.setAccessibleName(_("Chart"))
        self._lay_out_again()

    def _turn(self, charted: bool) -> None:
        self._stack.setCurrentIndex(int(charted))
        if charted:
            self._show_chart(max(self.tools.part.currentIndex(), 0))

    def _lay_out_again(self) -> None:
        if self.result is not None:
            self.show_result(self.result, self.tools.across.currentData())

    def _show(self, at: int, across: str) -> None:
        result = self.result
        if result is None:
            return
        self.heading.setText(self._heading(at))
        self.banner.setVisible(result.exact)
        entry = result.entry(at)
        self.view.note = _(INTERNAL) if result.exact else ""
        self.view.show_pivot(pivot(result.tables[at], across, self.writing, entry))
        self.cost.setText(self._cost_words(cost(entry)) if entry is not None else "")
        self.cost.setVisible(entry is not None)
        self.policy.setText(result.policy.describe() if result.policy else "")
        self.policy.setVisible(result.policy is not None)
        self._show_chart(at)

    def _show_chart(self, at: int) -> None:
        assert self.result is not None
        definition = chart_of(self.result.tables[at], self._heading(at), self.writing)
        self.tools.show_chart(possible=definition is not None)
        if definition is None:
            return
        room = self._stack.size()
        wide = min(max(HIGH * room.width() / max(room.height(), 1), HIGH), 3 * HIGH)
        drawn = definition.draw(wide, HIGH)
        self.chart.show_drawing(drawn.drawing, drawn.title, drawn.alt_text)

    def _heading(self, at: int) -> str:
        assert self.result is not None
        spec = self.result.specs[at]
        what = title_of(spec)
        if spec.name == OWN:
            what = _(FLOWS[spec.flow])
        span = self.writing.span(Span.parse(f"{spec.first}/{spec.last}"))
        return f"{what} · {span}"

    def _part_name(self, at: int) -> str:
        """Return what tells one part from the others: flow, variables and span."""
        assert self.result is not None
        spec = self.result.specs[at]
        by = " × ".join(title(name) for name in spec.by) or _("Total")
        span = self.writing.short_span(Span.parse(f"{spec.first}/{spec.last}"))
        return f"{_(FLOWS[spec.flow])} · {by} · {span}"

    def _cost_words(self, spent: Cost) -> str:
        cells = number(spent.cells, self._country)
        if not spent.hidden:
            return ngettext(
                "Nothing is hidden: the one cell is shown.",
                "Nothing is hidden: all {cells} cells are shown.",
                spent.cells,
            ).format(cells=cells)
        said = ngettext(
            "{hidden} of {cells} cells is hidden",
            "{hidden} of {cells} cells are hidden",
            spent.hidden,
        ).format(hidden=number(spent.hidden, self._country), cells=cells)
        small = ngettext("{count} is small", "{count} are small", spent.small).format(
            count=number(spent.small, self._country)
        )
        parts = [f"{said} ({small})"]
        if spent.share is not None:
            percent = number(spent.share * 100, self._country, 1)
            parts.append(
                _("{percent} % of what the finest cells add up to").format(percent=percent)
            )
        return ", ".join(parts) + "."

    def _banner(self) -> QFrame:
        banner = QFrame()
        banner.setObjectName("internal")
        words = label(kind="internalwords", wrap=True)
        self.words.say(words.setText, INTERNAL)
        more = label(kind="small")
        self.words.say(more.setText, N_("Exact figures: nothing is hidden in this view."))
        line = row(words, more, None, space=2 * GRID)
        line.setContentsMargins(GRID + 4, GRID // 2 + 2, GRID + 4, GRID // 2 + 2)
        line.setStretch(0, 1)
        line.setAlignment(Qt.AlignmentFlag.AlignVCenter)
        banner.setLayout(line)
        banner.hide()
        return banner
