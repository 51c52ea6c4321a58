"""Periods: a span of whole months, its SDMX label, and the same months of another year."""

import re
from dataclasses import dataclass

import polars as pl

from vipmg.errors import WrongUsage
from vipmg.i18n import N_

FREQUENCIES: tuple[str, ...] = ("M", "Q", "A", "_T")
"""Months, quarters, years, and the whole span as one period."""

MONTHS_IN: dict[str, int] = {"M": 1, "Q": 3, "A": 12}

_PERIOD = re.compile(r"(\d{4})(?:-(?:Q([1-4])|(0[1-9]|1[0-2])))?")


class BadPeriod(WrongUsage):
    """A text is not a period."""

    title = N_("That is not a period")
    advice = N_(
        "“{text}” cannot be read as a period. Write a year (2024), a quarter (2024-Q2), "
        "a month (2024-06) or two months (2024-01/2024-06), the earlier first."
    )


class BrokenPeriods(WrongUsage):
    """A span begins or ends within a quarter or year that the table would show as whole."""

    title = N_("The span does not hold whole periods")
    advice = N_(
        "From {first} to {last} some quarter or year is incomplete, and its figure would look "
        "like a fall. Ask for months, for the span as one period, or from {whole_first} to "
        "{whole_last}."
    )


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """The months from `first` to `last`, both included and written ``2024-01``."""

    first: str
    last: str

    @classmethod
    def of(cls, first: str, months: int) -> "Span":
        """Return the span of so many months from `first` on."""
        return cls(first, _month(_number(first) + months - 1))

    @property
    def months(self) -> int:
        """How many months there are."""
        return _number(self.last) - _number(self.first) + 1

    @property
    def year(self) -> int:
        """The year of the last month."""
        return int(self.last[:4])

    @property
    def label(self) -> str:
        """``2024``, ``2024-Q1``, ``2024-01``, or ``2024-01/2024-06`` for any other span."""
        for freq, length in MONTHS_IN.items():
            if self.months == length and _number(self.first) % length == 0:
                return of_month(self.first, freq)
        return f"{self.first}/{self.last}"

    def years_before(self, years: int = 1) -> "Span":
        """Return the same months, `years` earlier."""
        return Span(*(_month(_number(month) - 12 * years) for month in (self.first, self.last)))

    def to_date(self) -> "Span":
        """Return January to the last month: the span of a bulletin of the year so far."""
        return Span(f"{self.last[:4]}-01", self.last)

    def whole(self, freq: str) -> "Span":
        """Return the shortest span around this one made of whole periods of `freq`."""
        length = MONTHS_IN.get(freq, 1)
        first = _number(self.first) // length * length
        last = _number(self.last) // length * length + length - 1
        return Span(_month(first), _month(last))


def parse(text: str) -> Span:
    """Return the months that `text` names.

    Raises:
        BadPeriod: it is not ``2024``, ``2024-Q2``, ``2024-06`` or ``2024-01/2024-06``.
    """
    ends = [_PERIOD.fullmatch(part) for part in text.strip().split("/")]
    if len(ends) > 2 or not all(ends):
        raise BadPeriod(text=text)
    spans = [_span(end) for end in ends if end]
    span = Span(spans[0].first, spans[-1].last)
    if span.months < 1:
        raise BadPeriod(text=text)
    return span


def of_month(month: str, freq: str) -> str:
    """Return the period of `freq` (``M``, ``Q`` or ``A``) that holds `month`."""
    if freq == "A":
        return month[:4]
    return f"{month[:4]}-Q{(int(month[5:]) + 2) // 3}" if freq == "Q" else month


def periods_of(span: Span, freq: str) -> dict[str, str]:
    """Return, for each month of `span`, the period of a table of frequency `freq`.

    Raises:
        BrokenPeriods: the span begins or ends within a quarter or a year.
    """
    whole = span.whole(freq)
    if whole != span:
        raise BrokenPeriods(
            first=span.first, last=span.last, whole_first=whole.first, whole_last=whole.last
        )
    months = [_month(_number(span.first) + place) for place in range(span.months)]
    return {month: span.label if freq == "_T" else of_month(month, freq) for month in months}


def relabel(periods: dict[str, str]) -> pl.Expr:
    """Return the expression that turns the column ``period`` from months into `periods`."""
    return pl.col("period").cast(pl.String).replace_strict(periods, return_dtype=pl.Categorical)


def _span(match: re.Match[str]) -> Span:
    year, quarter, month = match.groups()
    if month:
        return Span(match[0], match[0])
    if quarter:
        return Span(f"{year}-{int(quarter) * 3 - 2:02}", f"{year}-{int(quarter) * 3:02}")
    return Span(f"{year}-01", f"{year}-12")


def _number(month: str) -> int:
    return int(month[:4]) * 12 + int(month[5:]) - 1


def _month(number: int) -> str:
    return f"{number // 12:04}-{number % 12 + 1:02}"
