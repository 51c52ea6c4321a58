"""Spans of months, as briefs compare and name them.

A brief always speaks of one span and compares it with the same span a year before, never with
the months just before it: returns and movements are seasonal.
"""

import re
from dataclasses import dataclass, replace
from typing import Self

from vipmg.errors import WrongUsage
from vipmg.i18n import N_

_MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])")
_QUARTER = re.compile(r"(\d{4})-Q([1-4])")
_YEAR = re.compile(r"\d{4}")


class BadSpan(WrongUsage):
    """The period asked for is not a span of months."""

    title = N_("Period not understood")
    advice = N_(
        "“{period}” is not a period. Write a year (2024), a quarter (2024-Q2), a month (2024-06) "
        "or two months with a slash (2024-01/2024-06)."
    )


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Whole months, both ends included.

    Attributes:
        first_year, first_month: where it begins; months count from 1.
        last_year, last_month: where it ends.
    """

    first_year: int
    first_month: int
    last_year: int
    last_month: int

    @classmethod
    def parse(cls, period: str) -> Self:
        """Read ``2024``, ``2024-Q2``, ``2024-06`` or ``2024-01/2024-06``.

        Raises:
            BadSpan: it is none of these, or it ends before it begins.
        """
        if _YEAR.fullmatch(period):
            return cls(int(period), 1, int(period), 12)
        if quarter := _QUARTER.fullmatch(period):
            year, number = int(quarter[1]), int(quarter[2])
            return cls(year, 3 * number - 2, year, 3 * number)
        first, _, last = period.partition("/")
        begin, end = _MONTH.fullmatch(first), _MONTH.fullmatch(last or first)
        if begin is None or end is None:
            raise BadSpan(period=period)
        span = cls(int(begin[1]), int(begin[2]), int(end[1]), int(end[2]))
        if span.last < span.first:
            raise BadSpan(period=period)
        return span

    @property
    def first(self) -> str:
        """The first month, ``2024-01``."""
        return f"{self.first_year}-{self.first_month:02}"

    @property
    def last(self) -> str:
        """The last month, ``2024-06``."""
        return f"{self.last_year}-{self.last_month:02}"

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes under which a table may hold this span as one period."""
        codes = [f"{self.first}/{self.last}"]
        if self.first == self.last:
            codes.append(self.first)
        if self.is_year:
            codes.append(str(self.first_year))
        if self.quarter:
            codes.append(f"{self.first_year}-Q{self.quarter}")
        return tuple(codes)

    @property
    def months(self) -> tuple[str, ...]:
        """Every month, oldest first."""
        first = self.first_year * 12 + self.first_month - 1
        last = self.last_year * 12 + self.last_month - 1
        return tuple(f"{m // 12}-{m % 12 + 1:02}" for m in range(first, last + 1))

    @property
    def is_year(self) -> bool:
        """Whether it is one calendar year."""
        return self.one_year and (self.first_month, self.last_month) == (1, 12)

    @property
    def one_year(self) -> bool:
        """Whether it begins and ends in the same year."""
        return self.first_year == self.last_year

    @property
    def quarter(self) -> int:
        """1 to 4 when it is a calendar quarter, otherwise 0."""
        whole = self.one_year and self.last_month - self.first_month == 2
        return self.last_month // 3 if whole and self.last_month % 3 == 0 else 0

    def year_before(self, years: int = 1) -> Self:
        """Return the same months `years` earlier."""
        return replace(self, first_year=self.first_year - years, last_year=self.last_year - years)
