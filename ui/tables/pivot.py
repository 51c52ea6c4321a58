"""A table as people read it: names for codes, one variable across, totals and hidden cells told.

Pure: no Qt. Exact and protected tables are laid out alike.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import polars as pl

from vipmg import codelists
from vipmg.briefs.numbers import Writing
from vipmg.briefs.periods import Span as Named
from vipmg.disclosure.ledger import PRIMARY, SHOWN, Entry
from vipmg.i18n import _
from vipmg.tables.observations import Figures, observations
from vipmg.tables.periods import Span, periods_of
from vipmg.tables.spec import TOTAL, TableSpec
from vipmg.tables.variables import TABLE_VARIABLES, in_order

PERIOD = "period"
ACROSS_AT_MOST = 13
"""Periods that stand side by side; more of them go down the page."""

Key = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Cell:
    """One figure: `value` is None where it is hidden.

    `status` is that of the release (``shown``, ``primary``, ``secondary``), or empty.
    """

    value: int | None
    status: str = ""

    @property
    def hidden(self) -> bool:
        """Whether there is a figure that is not shown."""
        return self.value is None


@dataclass(frozen=True, slots=True)
class Line:
    """One row: the codes of the variables down the page, their names, a cell for each column."""

    codes: Key
    names: tuple[str, ...]
    cells: tuple[Cell, ...]

    @property
    def total(self) -> bool:
        """Whether nothing is singled out: the line of the grand total."""
        return all(code == TOTAL for code in self.codes)

    @property
    def sum(self) -> bool:
        """Whether it is the total of the lines that follow it."""
        return bool(self.codes) and self.codes[-1] == TOTAL


@dataclass(frozen=True, slots=True)
class Pivot:
    """A table laid out.

    Attributes:
        down: variables down the page, `across` the one across (``period`` may be either).
        titles: names of the variables down the page; `columns` the codes across and
            `column_titles` their names.
        lines: the rows, totals first.
    """

    spec: TableSpec
    down: tuple[str, ...]
    across: str
    titles: tuple[str, ...]
    columns: tuple[str, ...]
    column_titles: tuple[str, ...]
    lines: tuple[Line, ...]


def choices(spec: TableSpec) -> tuple[str, ...]:
    """Return what may stand across: the period, then the variables of the table."""
    return (PERIOD, *spec.by)


def usual_across(spec: TableSpec) -> str:
    """Return what stands across unless told: a few periods, else the sex or the last variable.

    A table of many periods puts them down the page.
    """
    periods = len(set(periods_of(Span(spec.first, spec.last), spec.freq).values()))
    if not spec.by or 1 < periods <= ACROSS_AT_MOST:
        return PERIOD
    return "sex" if "sex" in spec.by else spec.by[-1]


def pivot(figures: Figures, across: str, writing: Writing, entry: Entry | None = None) -> Pivot:
    """Lay `figures` out with `across` as columns.

    `entry` is what the release ledger would remember of a protected table: it says which
    hidden cells are small and which only guard others. It is for officers of the node.
    """
    spec = figures.spec
    shown = observations(figures)
    periods = _periods(spec, shown[PERIOD].unique().sort().to_list())
    down = tuple(name for name in (PERIOD, *spec.by) if name != across)
    if len(periods) == 1 and across != PERIOD and spec.by:
        down = tuple(name for name in down if name != PERIOD)
    if not spec.by:
        down, across = (PERIOD,), ""
    columns = _columns(shown, across, periods)
    statuses = _statuses(spec, entry)
    cells = {
        tuple(key): Cell(value, statuses.get(tuple(key), ""))
        for *key, value in shown.select(*spec.by, PERIOD, "value").iter_rows()
    }
    order = (*spec.by, PERIOD)
    lines = []
    for codes in _rows(shown, down, periods):
        known = dict(zip(down, codes, strict=True))
        row = []
        for column in columns:
            here = {PERIOD: periods[0] if periods else "", **known, across: column}
            row.append(cells.get(tuple(here[name] for name in order), Cell(0)))
        names = tuple(named(name, code, writing) for name, code in known.items())
        lines.append(Line(codes, names, tuple(row)))
    titles = tuple(title(name) for name in down)
    heads = tuple(named(across, code, writing) if across else _("Total") for code in columns)
    return Pivot(spec, down, across, titles, columns, heads, tuple(lines))


def title(variable: str) -> str:
    """Return the name of a variable, the period among them."""
    return _("Period") if variable == PERIOD else _(TABLE_VARIABLES[variable].title)


def named(variable: str, code: str, writing: Writing) -> str:
    """Return the name of `code` in the language in force."""
    if variable == PERIOD:
        return writing.short_span(Named.parse(code)) if "Q" not in code else _quarter(code)
    return codelists.name(TABLE_VARIABLES[variable].codelist, code)


def _quarter(code: str) -> str:
    year, _dash, number = code.partition("-Q")
    return _("Q{number} {year}").format(number=number, year=year)


def _periods(spec: TableSpec, present: Sequence[str]) -> list[str]:
    """Return every period from the first to the last with figures: one without is a zero."""
    labels = list(dict.fromkeys(periods_of(Span(spec.first, spec.last), spec.freq).values()))
    if not present:
        return labels[:1]
    return [label for label in labels if present[0] <= label <= present[-1]]


def _columns(shown: pl.DataFrame, across: str, periods: list[str]) -> Key:
    if across == PERIOD:
        return tuple(periods)
    if not across:
        return (TOTAL,)
    present = shown.select(across, pl.lit("").alias(PERIOD)).unique()
    return tuple(in_order(present, [across])[across].to_list()) or (TOTAL,)


def _rows(shown: pl.DataFrame, down: tuple[str, ...], periods: list[str]) -> Iterable[Key]:
    """Return the codes of each row, in the order in which people read."""
    variables = [name for name in down if name != PERIOD]
    if not variables:
        return [(period,) for period in periods] if down else [()]
    alike = shown.select(*variables, pl.lit("").alias(PERIOD)).unique()
    rows = in_order(alike, variables).select(variables).rows()
    if PERIOD not in down:
        return rows
    return [(period, *row) for period in periods for row in rows]


def _statuses(spec: TableSpec, entry: Entry | None) -> dict[Key, str]:
    if entry is None:
        return {}
    columns = [*spec.by, PERIOD]
    hidden = entry.cells.filter(pl.col("status") != SHOWN).select(
        *(pl.col(name).cast(pl.String) for name in columns), "status"
    )
    return {tuple(key): status for *key, status in hidden.iter_rows()}


@dataclass(frozen=True, slots=True)
class Cost:
    """What protection cost a table: cells hidden of all, and their share of the counts.

    `small` of the hidden cells are small counts; `share` (0 to 1) is of the finest cells, so
    that nothing is counted twice; None where there is nothing to count.
    """

    hidden: int
    small: int
    cells: int
    share: float | None


def cost(entry: Entry) -> Cost:
    """Return what protecting the table of `entry` cost."""
    cells, by = entry.cells, entry.spec.by
    hidden = cells.filter(pl.col("status") != SHOWN)
    finest = pl.all_horizontal([pl.lit(True), *(pl.col(name) != TOTAL for name in by)])
    total = int(cells.filter(finest)["n"].sum())
    lost = int(hidden.filter(finest)["n"].sum())
    return Cost(
        hidden.height,
        hidden.filter(pl.col("status") == PRIMARY).height,
        cells.height,
        lost / total if total else None,
    )
