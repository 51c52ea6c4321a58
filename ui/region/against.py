"""The mirror: what one country counts as leaving beside what the other counts as entering."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import polars as pl
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QFileDialog, QSplitter, QVBoxLayout, QWidget

from exchange.mirror import NOTABLE, PAIR_TITLES, STATUS_TITLES, Mirror, mirror, to_talk_about
from ui.chartview import ChartView, DataTable
from ui.page import Page
from ui.region.export import write
from ui.region.saying import short_month
from ui.theme import GRID
from ui.widgets.empty import EmptyState
from ui.widgets.make import button, field, label, row
from ui.widgets.period import PeriodPicker
from ui.widgets.pill import Tone
from ui.widgets.records import RecordsView
from ui.widgets.rows import Column, RowsModel
from ui.words import Words
from vipmg import codelists
from vipmg.i18n import N_, _, language, ngettext

Line = dict[str, Any]


def _country(code: str) -> str:
    return codelists.name("CL_AREA", code)


def _number(value: int | None) -> str:
    return "" if value is None else f"{value:,}".replace("-", "\u2212")


def _percent(value: float | None) -> str:
    return "" if value is None else f"{100 * value:.0f} %".replace("-", "\u2212")


def _counted(corridor: Line, side: str) -> str:
    """Return one side of a corridor over the months compared; a dash where there is none."""
    return _number(corridor[side]) if corridor["months"] else "–"


def _judged(line: Line) -> tuple[str, Tone]:
    """Return the asymmetry of a corridor in words, with its tone."""
    if line["asymmetry"] is None and line["months"]:
        return _("nothing moved"), "neutral"
    if line["asymmetry"] is None:
        return (_("one side only"), "warn") if line["one_sided"] else (_("hidden"), "neutral")
    return _percent(line["asymmetry"]), "warn" if line["asymmetry"] >= NOTABLE else "good"


SHORT = {"departures": N_("Movements"), "returns": N_("Returns")}


def _said(line: Line, titles: Mapping[str, str], field: str) -> str:
    """Return the name of the code that `line` holds in `field`."""
    return _(titles[line[field]])


CORRIDORS = (
    Column(N_("They leave"), lambda c: _country(c["reporter_a"]), share=17),
    Column(N_("They enter"), lambda c: _country(c["partner_b"]), share=17),
    Column(
        N_("Out"),
        lambda c: _counted(c, "value_out"),
        "right",
        order=lambda c: c["value_out"],
        share=12,
    ),
    Column(
        N_("In"),
        lambda c: _counted(c, "value_in"),
        "right",
        order=lambda c: c["value_in"],
        share=12,
    ),
    Column(
        N_("Asymmetry"),
        lambda c: _judged(c)[0],
        tone=lambda c: _judged(c)[1],
        order=lambda c: c["asymmetry"],
        share=17,
    ),
    Column(
        N_("Flow"),
        lambda c: _said(c, SHORT, "flows"),
        share=14,
        hint=lambda c: _said(c, PAIR_TITLES, "flows"),
    ),
    Column(N_("Months"), lambda c: c["months"], "right", order=lambda c: c["months"], share=10),
)


def _shown(line: Line, side: str) -> str:
    """Return one side's figure of a month, or why there is none."""
    if line[f"value_{side}"] is not None:
        return _number(line[f"value_{side}"])
    other = "only_in" if side == "out" else "only_out"
    return _("missing") if line["status"] == other else _("hidden")


MONTHS = (
    Column(N_("Month"), lambda m: short_month(m["period"]), order=lambda m: m["period"], share=16),
    Column(N_("Out"), lambda m: _shown(m, "out"), "right", share=10),
    Column(N_("In"), lambda m: _shown(m, "in"), "right", share=10),
    Column(N_("Difference"), lambda m: _number(m["difference"]), "right", share=10),
    Column(N_("Asymmetry"), lambda m: _percent(m["asymmetry"]), "right", share=10),
    Column(
        N_("Compared"),
        lambda m: _said(m, STATUS_TITLES, "status"),
        hint=lambda m: _said(m, STATUS_TITLES, "status"),
        share=20,
    ),
)


class AgainstTab(QWidget):
    """Corridors by asymmetry at the left; months of the one chosen at the right."""

    def __init__(self, page: Page) -> None:
        super().__init__()
        self.words, self._page = Words(), page
        self._found: Mirror | None = None
        self.period = PeriodPicker(page.node.register.today())
        self.period.choose(str(page.node.register.today().year))
        self.talk, self.said = QCheckBox(), label(kind="muted")
        self.words.say(self.talk.setText, N_("Only corridors to talk about"))
        self.words.say(
            self.talk.setToolTip,
            N_("The two sides differ by 20 % or more, or only one of them has reported."),
        )
        self.corridors, self.months = RowsModel(CORRIDORS), RowsModel(MONTHS)
        self.view = RecordsView(self.corridors, N_("Corridors, the largest asymmetry first"))
        self.table = RecordsView(self.months, N_("Months of the corridor"))
        self.title, self.chart = label(kind="heading", wrap=True), ChartView()
        self.export = button(self.words, N_("Export…"), self.ask_export, icon="download")
        self.empty = EmptyState(
            "globe",
            N_("There is nothing to compare in this period"),
            N_("Choose another period, or receive tables from other countries first."),
            (N_("Open exchange"), lambda: page.go.emit("exchange", "arrivals")),
        )
        self._lay_out()
        self.period.changed.connect(lambda *_: self.refresh())
        self.talk.toggled.connect(lambda *_: self._show_corridors())
        self.view.selectionModel().selectionChanged.connect(lambda *_: self._show_corridor())

    def refresh(self) -> None:
        """Compare again."""
        register, period = self._page.node.register, self.period.period()
        self._page.jobs.read(lambda: mirror(register, period), self._show)

    def retranslate(self) -> None:
        """Say the texts in the language in force."""
        self.words.again()
        if self._found is not None:
            self._show_corridors()

    def ask_export(self) -> None:
        """Let the officer choose a file, CSV or workbook."""
        mirror_ = _("mirror")
        name, _kind = QFileDialog.getSaveFileName(
            self,
            _("Export…"),
            f"{mirror_}-{self.period.period()}.csv",
            "CSV (*.csv);;Excel (*.xlsx)",
        )
        if name:
            self.export_to(Path(name))

    def export_to(self, path: Path) -> None:
        """Write the months of every corridor to `path`."""
        if self._found is None:
            return
        frames = {_("Months"): self._found.cells, _("Corridors"): self._found.corridors}
        self._page.jobs.run(
            lambda progress: write(frames, path, progress),
            lambda made: self._page.noticed.emit(_("Written: {file}").format(file=made.name)),
            title=_("Export"),
        )

    def chosen(self) -> Line | None:
        """Return the corridor chosen."""
        rows = self.view.selectionModel().selectedRows()
        found: Line | None = self.corridors.row_at(rows[0].row()) if rows else None
        return found

    def _show(self, found: Mirror) -> None:
        self._found = found
        self._show_corridors()

    def _show_corridors(self) -> None:
        found = self._found
        if found is None:
            return
        notable = to_talk_about(found)
        shown = notable if self.talk.isChecked() else found.corridors
        self.corridors.show(shown.to_dicts())
        some = bool(found.corridors.height)
        self.halves.setVisible(some)
        self.empty.setVisible(not some)
        words = ngettext(
            "{count} corridor to talk about.", "{count} corridors to talk about.", notable.height
        )
        self.said.setText(words.format(count=notable.height))
        if shown.height:
            self.view.selectRow(0)
        else:
            self.months.show([])

    def _show_corridor(self) -> None:
        line, found = self.chosen(), self._found
        if line is None or found is None:
            return
        here = [pl.col(name) == line[name] for name in ("flows", "reporter_a", "partner_b")]
        months = found.cells.filter(here).sort("period").to_dicts()
        leave, enter = _country(line["reporter_a"]), _country(line["partner_b"])
        self.title.setText(_("From {leave} to {enter}").format(leave=leave, enter=enter))
        self.months.show(months)
        self.table.resizeColumnsToContents()
        country = self._page.node.settings.country
        self._page.jobs.read(
            lambda: _drawn(months, leave, enter, country),
            lambda drawn: self._show_chart(line, drawn),
        )

    def _show_chart(self, line: Line, drawn: Any) -> None:
        if self.chosen() is not line:
            return
        titles = [_(column.title) for column in MONTHS]
        lines = [
            [str(column.text(self.months.row_at(at))) for column in MONTHS]
            for at in range(self.months.rowCount())
        ]
        table = DataTable(titles, lines)
        self.chart.show_drawing(drawn.drawing, drawn.title, drawn.alt_text, table)

    def _lay_out(self) -> None:
        right = QWidget()
        column = QVBoxLayout(right)
        column.setContentsMargins(GRID, 0, 0, 0)
        column.addWidget(self.title)
        column.addWidget(self.chart, 1)
        column.addWidget(self.table, 1)
        self.halves = QSplitter(Qt.Orientation.Horizontal)
        self.halves.addWidget(self.view)
        self.halves.addWidget(right)
        self.halves.setSizes([640, 500])
        self.halves.setChildrenCollapsible(False)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 2 * GRID, 0, 0)
        layout.setSpacing(2 * GRID)
        layout.addLayout(row(field(self.words, N_("Period"), self.period), None, self.export))
        layout.addLayout(row(self.talk, self.said, None))
        layout.addWidget(self.halves, 1)
        layout.addWidget(self.empty, 1)
        self.empty.hide()


def _drawn(months: list[Line], leave: str, enter: str, country: str) -> Any:
    """Return the two sides of a corridor as a chart, in the language in force."""
    from vipmg.briefs.charts import Lines, Series
    from vipmg.briefs.figures import ABSENT, HIDDEN, Figure
    from vipmg.briefs.numbers import Writing

    def figure(line: Line, side: str) -> Figure:
        if line[f"value_{side}"] is not None:
            return Figure(line[f"value_{side}"])
        other = "only_in" if side == "out" else "only_out"
        return ABSENT if line["status"] == other else HIDDEN

    writing = Writing(language(), country)
    series = (
        Series(_("Out, by {country}").format(country=leave), _figures(months, figure, "out")),
        Series(_("In, by {country}").format(country=enter), _figures(months, figure, "in")),
    )
    axis = tuple(writing.month(line["period"], wide=False) for line in months)
    title = _("From {leave} to {enter}").format(leave=leave, enter=enter)
    return Lines(title, _("movements"), axis, series, writing, alike=True).draw(400, 170)


def _figures(months: list[Line], read: Any, side: str) -> tuple[Any, ...]:
    return tuple(read(line, side) for line in months)
