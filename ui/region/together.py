"""The compilation: one table of all countries; what is missing is said, and is never zero."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import polars as pl
from PySide6.QtWidgets import QComboBox, QFileDialog, QVBoxLayout, QWidget

from exchange import datasets
from exchange.compilation import COMPLETE, Compilation, compile_table
from ui.page import Page
from ui.region.export import write
from ui.region.saying import short_month
from ui.theme import GRID
from ui.widgets.dates import months
from ui.widgets.flow import wrapping
from ui.widgets.make import button, field, label, row
from ui.widgets.period import PeriodPicker
from ui.widgets.records import RecordsView
from ui.widgets.rows import Column, RowsModel
from ui.words import Words
from vipmg import codelists
from vipmg.i18n import N_, _, ngettext
from vipmg.register import Register
from vipmg.tables.catalogue import TABLES, standard
from vipmg.tables.spec import TOTAL
from vipmg.tables.variables import TABLE_VARIABLES

FIRST = "XRET"
BY_PERIOD = "period"


@dataclass(frozen=True, slots=True)
class Due:
    """A compilation up to the newest period that anybody has sent, and which that is."""

    found: Compilation
    newest: str


class TogetherTab(QWidget):
    """Countries down, periods or the codes of a variable across."""

    def __init__(self, page: Page) -> None:
        super().__init__()
        self.words, self._page = Words(), page
        self._found: Compilation | None = None
        self._begun = False
        self.table, self.across, self.at = QComboBox(), QComboBox(), QComboBox()
        for table in TABLES:
            self.table.addItem("", table.name)
        self.table.setCurrentIndex([table.name for table in TABLES].index(FIRST))
        self.period = PeriodPicker(page.node.register.today())
        self.period.choose(str(page.node.register.today().year))
        self.missing = label(kind="warning", wrap=True)
        self.note = label(kind="small", wrap=True)
        self.model = RowsModel(())
        self.view = RecordsView(self.model, N_("Figures of all countries"))
        self.export = button(self.words, N_("Export…"), self.ask_export, icon="download")
        self.words.say(
            self.note.setText,
            N_(
                "“≥” before a figure of the region: it is the sum of what is known, and somebody "
                "is missing or hidden."
            ),
        )
        self._lay_out()
        self.table.currentIndexChanged.connect(lambda *_: self.refresh())
        self.period.changed.connect(lambda *_: self.refresh())
        self.across.currentIndexChanged.connect(lambda *_: self._show_grid())
        self.at.currentIndexChanged.connect(lambda *_: self._show_grid())
        self.retranslate()

    def refresh(self) -> None:
        """Compile the table chosen again."""
        register, name = self._page.node.register, str(self.table.currentData())
        period = self.period.period()
        self._page.jobs.read(lambda: _compiled(register, name, period), self._show_due)

    def retranslate(self) -> None:
        """Say the texts in the language in force."""
        self.words.again()
        for at, table in enumerate(TABLES):
            self.table.setItemText(at, f"{table.name} · {_(table.title)}")
        if self._found is not None:
            self._show(self._found)

    def ask_export(self) -> None:
        """Let the officer choose a file, CSV or workbook."""
        found = self._found
        if found is None:
            return
        offered = f"{found.name}-{self.period.period()}.csv"
        name, _kind = QFileDialog.getSaveFileName(
            self, _("Export…"), offered, "CSV (*.csv);;Excel (*.xlsx)"
        )
        if name:
            self.export_to(Path(name))

    def export_to(self, path: Path) -> None:
        """Write what is shown to `path`, every variable included."""
        found = self._found
        if found is None:
            return
        frames = {
            _("Countries"): found.cells,
            _("Region"): found.region,
            _("Missing"): found.missing,
        }
        self._page.jobs.run(
            lambda progress: write(frames, path, progress),
            lambda made: self._page.noticed.emit(_("Written: {file}").format(file=made.name)),
            title=_("Export"),
        )

    def _show_due(self, due: Due) -> None:
        """Show what was compiled; at first the newest year of which anybody sent figures."""
        begun, self._begun = self._begun, True
        if not begun and due.newest and due.newest[:4] < self.period.period()[:4]:
            self.period.choose(due.newest[:4])
            return
        self._show(due.found)

    def _show(self, found: Compilation) -> None:
        self._found = found
        self._fill(self.across, [(BY_PERIOD, _("Period")), *_variables(found.by)])
        periods = sorted(set(found.cells["period"]))
        self._fill(self.at, [(period, _period_name(period)) for period in periods], last=True)
        self.missing.setText(_missing_words(found))
        self.missing.setVisible(bool(found.missing.height))
        self._show_grid()

    def _show_grid(self) -> None:
        found, across = self._found, str(self.across.currentData() or BY_PERIOD)
        self._moment.setVisible(across != BY_PERIOD)
        if found is None:
            return
        if across == BY_PERIOD:
            grid = _by_period(found)
        else:
            grid = _by_variable(found, across, str(self.at.currentData() or ""))
        titles, lines = grid
        self.model.show(lines, _columns(titles))
        self.view.resizeColumnsToContents()

    def _fill(
        self, combo: QComboBox, entries: Sequence[tuple[str, str]], *, last: bool = False
    ) -> None:
        kept = combo.currentData()
        combo.blockSignals(True)
        combo.clear()
        for code, name in entries:
            combo.addItem(name, code)
        found = combo.findData(kept)
        combo.setCurrentIndex(found if found >= 0 else len(entries) - 1 if last else 0)
        combo.blockSignals(False)

    def _lay_out(self) -> None:
        self._moment = field(self.words, N_("In the period"), self.at)
        choices = wrapping(
            field(self.words, N_("Table"), self.table),
            field(self.words, N_("Period"), self.period),
            field(self.words, N_("Columns"), self.across),
            self._moment,
            space=2 * GRID,
        )
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 2 * GRID, 0, 0)
        layout.setSpacing(2 * GRID)
        layout.addWidget(choices)
        layout.addWidget(self.missing)
        layout.addWidget(self.view, 1)
        foot = row(self.note, self.export)
        foot.setStretch(0, 1)
        layout.addLayout(foot)
        for combo in (self.across, self.at):
            combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.table.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self.table.setMinimumContentsLength(34)


Lines = list[tuple[str, ...]]


def _compiled(register: Register, name: str, period: str) -> Due:
    """Compile `period` without the periods at its end that nobody could have sent yet."""
    found = compile_table(register, name, period)
    wanted = found.missing.group_by("period").len()
    silent = set(wanted.filter(pl.col("len") == len(found.countries))["period"])
    everything = sorted(set(found.cells["period"]) | set(found.missing["period"]))
    sent = [one for one in everything if one not in silent]
    if not sent:
        return Due(found, _newest(register, name))
    missing = found.missing.filter(pl.col("period") <= sent[-1])
    return Due(replace(found, missing=missing), sent[-1])


def _newest(register: Register, name: str) -> str:
    """Return the newest period of a table that anybody has sent; nothing if there is none."""
    with register.reading() as db:
        _cells, covered = datasets.current(db, standard(name, "2024")[0])
    return str(covered["period"].max() or "")


def _by_period(found: Compilation) -> tuple[list[str], Lines]:
    totals = [pl.col(name) == TOTAL for name in found.by]
    periods = sorted(set(found.cells["period"]) | set(found.missing["period"]))
    cells = _texts(found.cells.filter(totals), "period")
    gaps = set(found.missing.iter_rows())
    lines = [
        (_country(c), *(_cell(cells, gaps, c, p, (c, p)) for p in periods)) for c in found.countries
    ]
    region = _region_texts(found.region.filter(totals), "period")
    lines.append((_("Region"), *(region.get(p, "") for p in periods)))
    return [_period_name(p) for p in periods], lines


def _by_variable(found: Compilation, across: str, period: str) -> tuple[list[str], Lines]:
    others = [pl.col(name) == TOTAL for name in found.by if name != across]
    here = [*others, pl.col("period") == period]
    shown, whole = found.cells.filter(here), found.region.filter(here)
    codes = sorted(set(shown[across]), key=lambda code: (code != TOTAL, code))
    cells, gaps = _texts(shown, across), set(found.missing.iter_rows())
    lines = [
        (_country(c), *(_cell(cells, gaps, c, code, (c, period)) for code in codes))
        for c in found.countries
    ]
    region = _region_texts(whole, across)
    lines.append((_("Region"), *(region.get(code, "") for code in codes)))
    codelist = TABLE_VARIABLES[across].codelist
    return [codelists.name(codelist, code) for code in codes], lines


def _cell(
    cells: dict[tuple[str, str], str],
    gaps: set[tuple[Any, ...]],
    country: str,
    column: str,
    place: tuple[str, str],
) -> str:
    """Return a figure, or that it is missing; a reported period without a cell is zero."""
    return _("missing") if place in gaps else cells.get((country, column), "0")


def _texts(cells: pl.DataFrame, column: str) -> dict[tuple[str, str], str]:
    rows = cells.select("country", column, "value").iter_rows()
    return {(c, at): _("hidden") if value is None else f"{value:,}" for c, at, value in rows}


def _region_texts(cells: pl.DataFrame, column: str) -> dict[str, str]:
    rows = cells.select(column, "known", "obs_status").iter_rows()
    return {at: f"{n:,}" if status == COMPLETE else f"≥ {n:,}" for at, n, status in rows}


def _variables(by: Sequence[str]) -> list[tuple[str, str]]:
    return [(name, _(TABLE_VARIABLES[name].title)) for name in by]


def _columns(titles: Sequence[str]) -> list[Column]:
    def at(place: int) -> Any:
        return lambda line: line[place]

    first = Column(N_("Country"), at(0), share=18)
    return [first, *(Column(t, at(n), "right") for n, t in enumerate(titles, start=1))]


def _missing_words(found: Compilation) -> str:
    parts = []
    for (country,), gaps in found.missing.group_by("country", maintain_order=True):
        periods = gaps["period"].to_list()
        words = ngettext("{country}: {span}", "{country}: {count} periods, {span}", len(periods))
        parts.append(
            words.format(
                country=_country(str(country)),
                count=len(periods),
                span=_span_name(periods[0], periods[-1]),
            )
        )
    if not parts:
        return ""
    return _("Nothing has been received of: {parts}.").format(parts="; ".join(parts))


def _span_name(first: str, last: str) -> str:
    if len(first) == len(last) == 7 and "Q" not in first:
        return months(first, last)
    return first if first == last else f"{first} – {last}"


def _period_name(period: str) -> str:
    return short_month(period)


def _country(code: str) -> str:
    return codelists.name("CL_AREA", code)
