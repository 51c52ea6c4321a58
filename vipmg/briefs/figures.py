"""Figures looked up in protected tables: a number, hidden, or not there at all.

A figure is read from the tables as they are; it is never worked out from others in a way that
could give a hidden one away. A sum over months is hidden as soon as one month is.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Protocol, TypeAlias

import polars as pl

from vipmg.briefs.periods import Span
from vipmg.disclosure.protect import ProtectedTable
from vipmg.tables.spec import TableSpec

TOTAL = "_T"


class Reported(Protocol):
    """A table that another country's node has sent, protected there.

    `cells` is like that of a `ProtectedTable`. Having a sender is what an exact table can never
    have, so the type checker lets none through.
    """

    @property
    def spec(self) -> TableSpec:
        """What the figures are."""

    @property
    def cells(self) -> pl.DataFrame:
        """The figures."""

    @property
    def sender(self) -> str:
        """The country that sent them, alpha-2."""


Leaving: TypeAlias = ProtectedTable | Reported
"""What a brief may be made of."""


class State(Enum):
    """Why a figure has or has not a number."""

    SHOWN = "shown"
    HIDDEN = "hidden"
    ABSENT = "absent"


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure; `value` is a number only when it is shown."""

    value: int | None
    state: State = State.SHOWN

    @property
    def hidden(self) -> bool:
        """Whether it exists but may not be told."""
        return self.state is State.HIDDEN


HIDDEN, ABSENT = Figure(None, State.HIDDEN), Figure(None, State.ABSENT)


@dataclass(frozen=True, slots=True)
class _Indexed:
    spec: TableSpec
    values: Mapping[tuple[str, ...], int | None]
    periods: frozenset[str]

    def at(self, key: tuple[str, ...], period: str) -> Figure:
        value = self.values.get((*key, period), 0)
        return HIDDEN if value is None else Figure(value)


class Figures:
    """Protected tables, ready to be asked by name, span and codes."""

    def __init__(self, tables: Iterable[Leaving]) -> None:
        self._tables: dict[str, list[_Indexed]] = {}
        for table in tables:
            self._tables.setdefault(table.spec.name, []).append(_index(table))

    def __contains__(self, name: str) -> bool:
        return name in self._tables

    def get(self, name: str, span: Span, flow: str | None = None, **codes: str) -> Figure:
        """Return the figure of table `name` for `span`; a variable not named is its total.

        Several tables may bear one name (this year and last, arrivals and departures); the
        first that covers `span` answers. `ABSENT` when none does.
        """
        for table in self._tables.get(name, ()):
            if flow is not None and table.spec.flow != flow:
                continue
            if not set(codes) <= set(table.spec.by):
                continue
            found = _over(table, tuple(codes.get(v, TOTAL) for v in table.spec.by), span)
            if found is not ABSENT:
                return found
        return ABSENT

    def months(
        self, name: str, span: Span, flow: str | None = None, **codes: str
    ) -> tuple[Figure, ...]:
        """Return the figure of each month of `span`, oldest first."""
        return tuple(self.get(name, Span.parse(m), flow, **codes) for m in span.months)

    def codes(self, name: str, variable: str, flow: str | None = None) -> tuple[str, ...]:
        """Return the codes of `variable` that any table of this name holds, sorted, no total."""
        found: set[str] = set()
        for table in self._tables.get(name, ()):
            if variable in table.spec.by and flow in (None, table.spec.flow):
                at = table.spec.by.index(variable)
                found.update(key[at] for key in table.values)
        return tuple(sorted(found - {TOTAL}))


def _index(table: Leaving) -> _Indexed:
    by = list(table.spec.by)
    cells = table.cells.select(*by, "period", "value")
    values = {row[:-1]: row[-1] for row in cells.iter_rows()}
    return _Indexed(table.spec, values, frozenset(cells["period"].unique().to_list()))


def _over(table: _Indexed, key: tuple[str, ...], span: Span) -> Figure:
    spec = table.spec
    for code in span.codes:
        if code in table.periods:
            return table.at(key, code)
    if not (spec.first <= span.first and span.last <= spec.last):
        return ABSENT
    if spec.freq == "M":
        return total(table.at(key, month) for month in span.months)
    same = (spec.first, spec.last) == (span.first, span.last)
    return Figure(0) if spec.freq == "_T" and same else ABSENT


def total(figures: Iterable[Figure]) -> Figure:
    """Return the sum; hidden as soon as one is hidden, absent as soon as one is absent."""
    summed = 0
    state = State.SHOWN
    for figure in figures:
        if figure.value is None:
            state = State.ABSENT if State.ABSENT in (state, figure.state) else State.HIDDEN
        else:
            summed += figure.value
    return Figure(summed) if state is State.SHOWN else (HIDDEN if state is State.HIDDEN else ABSENT)


def ranked(pairs: Sequence[tuple[str, Figure]]) -> tuple[tuple[str, Figure], ...]:
    """Return the figures largest first, the hidden ones after them in order of name."""
    shown = [p for p in pairs if p[1].value is not None]
    hidden = [p for p in pairs if p[1].hidden]
    shown.sort(key=lambda p: (-(p[1].value or 0), p[0]))
    return (*shown, *sorted(hidden, key=lambda p: p[0]))
