"""What a listing is narrowed to: chips in words, and the dialog that adds one."""

import calendar
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import polars as pl
from PySide6.QtWidgets import QComboBox, QWidget

from ui.jobs import Jobs
from ui.widgets.codes import CodeCombo
from ui.widgets.dates import months
from ui.widgets.dialog import Dialog
from ui.widgets.make import field, label
from ui.widgets.period import PeriodPicker
from vipmg.codelists import code_list, name
from vipmg.cube import segments
from vipmg.i18n import N_, _
from vipmg.records.model import FLOWS, NOT_APPLICABLE, VARIABLES
from vipmg.records.store import Query
from vipmg.register import Register
from vipmg.tables.periods import Span, parse

PERIOD, STATUS = "period", "status"
STATUS_LIST = "CL_REC_STATUS"
_TITLES = {variable.name: variable.title for variable in VARIABLES}
_LISTS = {variable.name: variable.codelist for variable in VARIABLES} | {STATUS: STATUS_LIST}
_SHOWN = 2
"""Codes named in a chip; beyond that they are counted."""


def chips(query: Query) -> list[tuple[str, str]]:
    """Return key and words of each condition of `query`, the flow apart."""
    made = []
    if query.first and query.last:
        made.append((PERIOD, _("Period: {period}").format(period=_span_words(query))))
    for variable, codes in query.where:
        names = [name(_LISTS[variable], code) for code in codes]
        more = f" +{len(names) - _SHOWN}" if len(names) > _SHOWN else ""
        made.append((variable, f"{title_of(variable)}: {', '.join(names[:_SHOWN])}{more}"))
    return made


def _span_words(query: Query) -> str:
    span = Span(f"{query.first:%Y-%m}", f"{query.last:%Y-%m}")
    return span.label if len(span.label) == len("2026") else months(span.first, span.last)


def title_of(variable: str) -> str:
    """Return the title of a variable in the officer's language."""
    return _(N_("State")) if variable == STATUS else _(_TITLES[variable])


def without(query: Query, key: str) -> Query:
    """Return `query` without the condition `key`."""
    if key == PERIOD:
        return replace(query, first=None, last=None)
    return replace(query, where=tuple(pair for pair in query.where if pair[0] != key))


def with_code(query: Query, variable: str, code: str) -> Query:
    """Return `query` that also takes `code` of `variable`: codes of one variable add up."""
    where = dict(query.where)
    where[variable] = tuple(dict.fromkeys((*where.get(variable, ()), code)))
    return replace(query, where=tuple(where.items()))


def with_period(query: Query, period: str) -> Query:
    """Return `query` within ``2026``, ``2026-Q1``, ``2026-01`` or ``2026-01/2026-06``."""
    first, last = days_of(parse(period))
    return replace(query, first=first, last=last)


def days_of(span: Span) -> tuple[date, date]:
    """Return the first and the last day of a span of months."""
    year, month = int(span.last[:4]), int(span.last[5:])
    end = date(year, month, calendar.monthrange(year, month)[1])
    return date(int(span.first[:4]), int(span.first[5:]), 1), end


def codes_present(register: Register, flow: str | None, variable: str) -> list[str]:
    """Return the codes of `variable` that records have, the most frequent first."""
    if variable == STATUS:
        return [code.id for code in code_list(STATUS_LIST)]
    with register.reading() as db:
        frames = [
            segments.read(db, one, "0001-01", "9999-12", (variable,))
            for one in ((flow,) if flow else FLOWS)
        ]
    counted = pl.concat(
        frame.select(pl.col(variable).cast(pl.String).alias("code"), "n") for frame in frames
    )
    ranked = counted.group_by("code").agg(pl.col("n").sum()).sort("n", descending=True)
    return [code for code in ranked["code"].to_list() if code != NOT_APPLICABLE]


class FilterDialog(Dialog):
    """Adds one condition: a period, or a code of a variable found by typing."""

    def __init__(self, parent: QWidget, register: Register, jobs: Jobs, query: Query) -> None:
        super().__init__(parent, N_("Add filter"))
        self._register, self._jobs, self._query = register, jobs, query
        self.what, self.period, self.code = QComboBox(), PeriodPicker(register.today()), CodeCombo()
        self.what.addItem(_(N_("Period")), PERIOD)
        for variable in (*_TITLES, STATUS):
            self.what.addItem(title_of(variable), variable)
        self._period_field = field(self.words, N_("Which period"), self.period)
        self._code_field = field(self.words, N_("Value"), self.code)
        self._hint = label(kind="small", wrap=True)
        self.body.addWidget(field(self.words, N_("Narrow the list by"), self.what))
        for part in (self._period_field, self._code_field, self._hint):
            self.body.addWidget(part)
        self.body.addStretch(1)
        self.add_cancel()
        self.act = self.add_act(N_("Add filter"))
        self.what.currentIndexChanged.connect(self._turn)
        self.code.currentTextChanged.connect(lambda *_text: self._judge())
        self._turn()

    def variable(self) -> str:
        """Return what the list is to be narrowed by."""
        return str(self.what.currentData())

    def query(self) -> Query:
        """Return the query with the condition chosen."""
        code = self.code.code()
        if self.variable() == PERIOD:
            return with_period(self._query, self.period.period())
        return with_code(self._query, self.variable(), code) if code else self._query

    def _turn(self) -> None:
        variable, of_period = self.variable(), self.variable() == PERIOD
        self._period_field.setVisible(of_period)
        self._code_field.setVisible(not of_period)
        self._hint.setVisible(not of_period)
        self._hint.setText(
            _("Type part of the name or the code. The most frequent values come first.")
        )
        self._judge()
        self.adjustSize()
        if not of_period:
            flow = self._query.flow
            self._jobs.read(
                lambda: codes_present(self._register, flow, variable),
                lambda codes: self._offer(variable, codes),
            )

    def _offer(self, variable: str, codes: Sequence[str]) -> None:
        if variable == self.variable():
            self.code.show_codes([(code, name(_LISTS[variable], code)) for code in codes])
            self.code.setCurrentIndex(-1)
            self.code.setEditText("")
            self._judge()

    def _judge(self) -> None:
        self.act.setEnabled(self.variable() == PERIOD or self.code.code() is not None)
