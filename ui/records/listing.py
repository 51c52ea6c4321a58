"""A listing of records of any length, read page by page. No window here.

The cube knows how many records each flow has in each month, filtered or not. So the length of
a listing and the month of any of its rows are known without touching a record; the day is
found by counting one month, and the rows of a page are read by key.
"""

import threading
from bisect import bisect_right
from calendar import monthrange
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import accumulate
from typing import Any

from sqlalchemy import ColumnElement, Connection, func, select

from vipmg.cube import segments
from vipmg.database.schema import batch, record
from vipmg.officers import Permission
from vipmg.records import store
from vipmg.records.model import FLOWS
from vipmg.register import Register

Row = dict[str, Any]
_ABOVE_ALL = (1 << 63) - 1
"""An id that no record reaches: "before the first record of that day"."""
_EVER = ("0001-01", "9999-12")


@dataclass(frozen=True, slots=True)
class _Month:
    """The rows of one month: how many in each flow that has any."""

    period: str
    flows: dict[str, int]

    @property
    def rows(self) -> int:
        return sum(self.flows.values())

    @property
    def ends(self) -> tuple[date, date]:
        year, month = int(self.period[:4]), int(self.period[5:])
        return date(year, month, 1), date(year, month, monthrange(year, month)[1])


class Listing:
    """The records that a query chooses, newest day first; safe to use from any thread.

    Records that do not count (cancelled, drafts) are listed only when the query asks for
    their status. `first` and `last` of the query are ends of months.
    """

    def __init__(self, register: Register, query: store.Query) -> None:
        self._register, self.query = register, query
        self._months: list[_Month] = []
        self._starts: list[int] = [0]
        self._days: dict[str, dict[date, int]] = {}
        self._anchors: dict[int, tuple[date, int]] = {}
        self._lock = threading.Lock()
        self.people: int | None = None
        """How many people the rows count; `None` where the cube does not tell."""

    def count(self) -> int:
        """Find out the months of the listing; return how many rows there are."""
        with self._register.reading(Permission.READ_RECORDS) as db:
            told = None if self._statuses() else self._in_cube(db)
            exact = told is not None and _one_person_a_row(db, self._flows())
            counted = told if exact and told is not None else self._in_records(db)
        self.people = None if told is None else sum(told.values())
        months = [
            _Month(period, {flow: n for (of, flow), n in counted.items() if of == period and n})
            for period in sorted({period for period, _flow in counted}, reverse=True)
        ]
        self._months = [month for month in months if month.rows]
        self._starts = [0, *accumulate(month.rows for month in self._months)]
        return self._starts[-1]

    def page(self, first: int, size: int) -> list[Row]:
        """Return the rows from number `first` on, at most `size`, as they stand in the register."""
        rows: list[Row] = []
        end = min(first + size, self._starts[-1])
        with self._register.reading(Permission.READ_RECORDS) as db:
            while first + len(rows) < end:
                at = first + len(rows)
                number = bisect_right(self._starts, at) - 1
                wanted = min(end, self._starts[number + 1]) - at
                found = self._within(db, self._months[number], at - self._starts[number], wanted)
                if not found:
                    break
                rows += found
                self._remember(at + len(found), found[-1])
        return rows

    def row_of(self, day: date) -> int:
        """Return the number of the first row of `day`, or of the nearest day before it."""
        with self._register.reading(Permission.READ_RECORDS) as db:
            for month, start in zip(self._months, self._starts, strict=False):
                if month.ends[1] < day:
                    return start
                if month.ends[0] <= day:
                    days = self._days_of(db, month)
                    return start + sum(n for one, n in days.items() if one > day)
        return max(self._starts[-1] - 1, 0)

    def place_of(self, row: Row) -> int:
        """Return the number of the row that shows the record `row`."""
        if not self._months:
            self.count()
        day = row["occurred_on"]
        before = select(func.count()).where(
            record.c.flow.in_(self._flows()),
            record.c.occurred_on == day,
            record.c.id > row["id"],
            *self._conditions(),
        )
        with self._register.reading(Permission.READ_RECORDS) as db:
            return self.row_of(day) + int(db.scalar(before) or 0)

    def rows(self, numbers: Sequence[int]) -> list[Row]:
        """Return the rows of these numbers, which ascend."""
        found: list[Row] = []
        at = 0
        while at < len(numbers):
            run = 1
            while at + run < len(numbers) and numbers[at + run] == numbers[at] + run:
                run += 1
            found += self.page(numbers[at], run)
            at += run
        return found

    def pages(self, size: int = 5_000) -> Iterator[list[Row]]:
        """Yield the whole listing in pages."""
        for first in range(0, self._starts[-1], size):
            yield self.page(first, size)

    def _within(self, db: Connection, month: _Month, offset: int, wanted: int) -> list[Row]:
        """Return `wanted` rows of a month from its row `offset` on."""
        begin = self._starts[self._months.index(month)] + offset
        after, skip = self._anchors.get(begin), 0
        if after is None and offset:
            after, skip = self._day_at(db, month, offset)
        found: list[Row] = []
        for flow in month.flows:
            query = replace(
                self.query,
                flow=flow,
                first=month.ends[0],
                last=month.ends[1],
                where=self._where(),
                after=after,
                limit=skip + wanted,
            )
            found += store.find(db, query).rows(named=True)
        found.sort(key=lambda row: (row["occurred_on"], row["id"]), reverse=True)
        return found[skip : skip + wanted]

    def _day_at(self, db: Connection, month: _Month, offset: int) -> tuple[tuple[date, int], int]:
        """Return where to begin reading for row `offset` of a month, and how many to skip."""
        for day, rows in self._days_of(db, month).items():
            if offset < rows:
                return (day, _ABOVE_ALL), offset
            offset -= rows
        return (month.ends[0], 0), 0

    def _days_of(self, db: Connection, month: _Month) -> dict[date, int]:
        """Return how many rows each day of a month has, the newest day first."""
        with self._lock:
            known = self._days.get(month.period)
        if known is None:
            counted: dict[date, int] = {}
            for flow in month.flows:
                span = record.c.occurred_on.between(*month.ends)
                chosen = select(record.c.occurred_on, func.count())
                chosen = chosen.where(record.c.flow == flow, span, *self._conditions())
                for day, rows in db.execute(chosen.group_by(record.c.occurred_on)):
                    counted[day] = counted.get(day, 0) + rows
            known = dict(sorted(counted.items(), reverse=True))
            with self._lock:
                self._days[month.period] = known
        return known

    def _remember(self, number: int, last: Row) -> None:
        with self._lock:
            self._anchors[number] = last["occurred_on"], last["id"]

    def _in_cube(self, db: Connection) -> dict[tuple[str, str], int]:
        """Return the records counted by (month, flow), from the cube."""
        first, last = self._span()
        where = dict(self.query.where)
        if not where:
            told = segments.totals(db).iter_rows()
            chosen = self._flows()
            return {
                (period, flow): n
                for flow, period, n in told
                if flow in chosen and first <= period <= last
            }
        counted: dict[tuple[str, str], int] = {}
        for flow in self._flows():
            cells = segments.read(db, flow, first, last, (), where)
            for period, n in cells.select("period", "n").iter_rows():
                counted[period, flow] = counted.get((period, flow), 0) + n
        return counted

    def _in_records(self, db: Connection) -> dict[tuple[str, str], int]:
        """Return the rows by (month, flow), counted one by one: where the cube cannot tell."""
        first, last = self._span()
        query = select(record.c.period, record.c.flow, func.count()).where(
            record.c.flow.in_(self._flows()),
            record.c.period.between(first, last),
            *self._conditions(),
        )
        rows = db.execute(query.group_by(record.c.period, record.c.flow))
        return {(period, flow): n for period, flow, n in rows}

    def _conditions(self) -> list[ColumnElement[bool]]:
        return [
            record.c["age_class" if name == "age" else name].in_(codes)
            for name, codes in self._where()
        ]

    def _where(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        if self._statuses():
            return self.query.where
        return (*self.query.where, ("status", segments.COUNTED))

    def _statuses(self) -> tuple[str, ...]:
        return dict(self.query.where).get("status", ())

    def _flows(self) -> tuple[str, ...]:
        return (self.query.flow,) if self.query.flow else tuple(FLOWS)

    def _span(self) -> tuple[str, str]:
        first, last = self.query.first, self.query.last
        return (
            f"{first:%Y-%m}" if first else _EVER[0],
            f"{last:%Y-%m}" if last else _EVER[1],
        )


def _one_person_a_row(db: Connection, flows: tuple[str, ...]) -> bool:
    """Return whether the cube counts as many people as there are rows in these flows."""
    kept = select(func.coalesce(func.sum(batch.c.imported), 0)).where(
        batch.c.flow.in_(flows), batch.c.taken_back_at.is_(None)
    )
    told = segments.totals(db)
    people = sum(n for flow, _period, n in told.iter_rows() if flow in flows)
    return bool(db.scalar(kept) == people)
