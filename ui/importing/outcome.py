"""What a check or an import came to: figures that add up, and the findings by rule."""

from collections.abc import Sequence
from pathlib import Path

import polars as pl
from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QSplitter, QTabWidget, QVBoxLayout, QWidget

from ui.importing.batches import Batch, Found
from ui.importing.findings import EXAMPLE_COLUMNS, RULE_COLUMNS, SHOWN, by_rule, some
from ui.theme import GRID
from ui.widgets.dates import month, months
from ui.widgets.figure import FigureCard
from ui.widgets.make import button, label, row
from ui.widgets.records import RecordsView
from ui.widgets.rows import Column, RowsModel
from ui.words import Words, number
from vipmg.i18n import N_, _, ngettext
from vipmg.importing.result import ImportResult

MONTH_COLUMNS: tuple[Column, ...] = (
    Column(N_("Month"), lambda one: month(one[0]), share=20, order=lambda one: one[0]),
    Column(N_("People"), lambda one: number(one[1]), "right", 12, order=lambda one: one[1]),
    Column("", lambda _one: "", share=60),
)


class OutcomeView(QWidget):
    """Rows = registered + held back + left out, then the findings, rule by rule.

    `exporting` carries the file to which the findings are to be written.
    """

    exporting = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.words = Words()
        self.examples = pl.DataFrame()
        self._told: tuple[ImportResult, Sequence[tuple[str, int]]] | None = None
        self._kept: tuple[Batch, Found, Sequence[tuple[str, int]]] | None = None
        self.figures = tuple(FigureCard() for _figure in range(4))
        self._rules, self._places = RowsModel(RULE_COLUMNS), RowsModel(EXAMPLE_COLUMNS)
        self._months = RowsModel(MONTH_COLUMNS)
        self.rules = RecordsView(self._rules, N_("Findings by rule"))
        self.places = RecordsView(self._places, N_("Where the findings are"))
        self.by_month = RecordsView(self._months, N_("By month"))
        self.heading, self.none = label(kind="heading", wrap=True), label(kind="muted", wrap=True)
        self.none.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.words.say(
            self.none.setText, N_("No finding: every row that is not left out is sound.")
        )
        self.save = button(self.words, N_("Export findings"), self._ask_file, icon="download")
        self._where = label(kind="small", wrap=True)
        self.tabs = QTabWidget()
        self.words.say(self.tabs.setAccessibleName, N_("What was found"))
        self.words.say(self.tabs.tabBar().setAccessibleName, N_("What was found"))
        for figure in self.figures:
            figure.show_figure("", "")
        self._lay_out()
        self.rules.selectionModel().currentRowChanged.connect(self._show_rule)

    def show_result(self, result: ImportResult, by_month: Sequence[tuple[str, int]] = ()) -> None:
        """Show what a check or an import came to."""
        self._told, self._kept = (result, by_month), None
        self._fill(by_rule(result.counts, result.examples), result.examples, by_month)
        self._say()

    def show_batch(
        self, kept: Batch, found: Found, by_month: Sequence[tuple[str, int]] = ()
    ) -> None:
        """Show a past import."""
        self._told, self._kept = None, (kept, found, by_month)
        self._fill(by_rule(found.counts, found.examples), found.examples, by_month)
        self._say()

    def retranslate(self) -> None:
        """Say figures and findings in the language in force."""
        self.words.again()
        self._say()

    def _lay_out(self) -> None:
        line = QHBoxLayout()
        line.setSpacing(GRID)
        for sign, figure in zip(("", "=", "+", "+"), self.figures, strict=True):
            if sign:
                line.addWidget(label(sign, kind="heading"))
            line.addWidget(figure, 1)
        split = QSplitter(Qt.Orientation.Vertical)
        split.addWidget(self.rules)
        split.addWidget(self._with_title())
        split.setChildrenCollapsible(False)
        split.setStretchFactor(0, 2)
        split.setStretchFactor(1, 3)
        findings = QWidget()
        inside = QVBoxLayout(findings)
        inside.setContentsMargins(0, GRID, 0, 0)
        inside.addWidget(self.none)
        inside.addWidget(split, 1)
        self._split = split
        self.tabs.addTab(findings, "")
        self.tabs.addTab(self.by_month, "")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GRID + 4)
        layout.addWidget(self.heading)
        layout.addLayout(line)
        layout.addWidget(self.tabs, 1)

    def _with_title(self) -> QWidget:
        below = QWidget()
        layout = QVBoxLayout(below)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(row(self._where, None, self.save))
        layout.addWidget(self.places, 1)
        return below

    def _fill(
        self, rules: Sequence[object], examples: pl.DataFrame, by_month: Sequence[tuple[str, int]]
    ) -> None:
        self.examples = examples
        self._rules.show(rules)
        self._months.show(by_month)
        self.tabs.setTabVisible(1, bool(by_month))
        self.none.setVisible(not rules)
        self._split.setVisible(bool(rules))
        self._places.show([])
        if rules:
            self.rules.selectRow(0)

    def _show_rule(self, at: QModelIndex | QPersistentModelIndex, _before: object = None) -> None:
        chosen = self._rules.row_at(at.row()) if at.isValid() else None
        if chosen is None:
            return
        shown = some(self.examples, chosen.rule)
        self._places.show(shown)
        words = _("The first {shown} cases of {count}") if chosen.count > SHOWN else ""
        self._where.setText(
            (words or _("Cases: {count}")).format(
                shown=number(len(shown)), count=number(chosen.count)
            )
        )

    def _say(self) -> None:
        self.tabs.setTabText(0, _("Findings by rule"))
        self.tabs.setTabText(1, _("By month"))
        if self._told is not None:
            self._say_result(self._told[0])
        elif self._kept is not None:
            self._say_batch(self._kept[0])
        self._show_rule(self.rules.currentIndex())

    def _say_result(self, result: ImportResult) -> None:
        words = _("Check of {file}: nothing is registered yet") if result.check_only else ""
        self.heading.setText(
            (words or _("{file} is registered as import {batch}")).format(
                file=result.file_name, batch=result.batch
            )
        )
        registered = _("Will be registered") if result.check_only else _("Registered")
        self._say_figures(
            (_("Rows of the file"), result.rows, span(result.first_period, result.last_period)),
            (registered, result.imported, _people(result)),
            (_("Held back by findings"), result.findings, _warned(result.warnings)),
            (_("Left out"), result.skipped, _reasons(result)),
        )

    def _say_batch(self, kept: Batch) -> None:
        self.heading.setText(_("Import {batch}: {file}").format(batch=kept.id, file=kept.file_name))
        self._say_figures(
            (_("Rows of the file"), kept.rows, span(kept.first_period, kept.last_period)),
            (_("Registered"), kept.imported, ""),
            (_("Held back by findings"), kept.findings, _warned(kept.warnings)),
            (_("Left out"), kept.skipped, ""),
        )

    def _say_figures(self, *said: tuple[str, int, str]) -> None:
        for figure, (name, count, more) in zip(self.figures, said, strict=True):
            figure.show_figure(name, number(count), more)

    def _ask_file(self) -> None:
        name, kind = QFileDialog.getSaveFileName(
            self, _("Export findings"), _("findings") + ".xlsx", "Excel (*.xlsx);;CSV (*.csv)"
        )
        if name:
            path = Path(name)
            ending = ".csv" if "csv" in kind else ".xlsx"
            self.exporting.emit(path if path.suffix else path.with_suffix(ending))


def span(first: str | None, last: str | None) -> str:
    """Return the months from `first` to `last` in words, empty when there are none."""
    return months(first, last) if first and last else ""


def _people(result: ImportResult) -> str:
    if result.people == result.imported:
        return ""
    words = ngettext("they count {count} person", "they count {count} people", result.people)
    return words.format(count=number(result.people))


def _warned(warnings: int) -> str:
    if not warnings:
        return ""
    words = ngettext(
        "and {count} value to look at that is registered",
        "and {count} values to look at that are registered",
        warnings,
    )
    return words.format(count=number(warnings))


def _reasons(result: ImportResult) -> str:
    known = {"identical": _("duplicates"), "other_flow": _("of another flow")}
    return ", ".join(
        f"{known.get(reason) or result.reasons.get(reason) or reason}: {number(count)}"
        for reason, count in result.skips.items()
    )
