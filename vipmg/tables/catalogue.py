"""The standard tables: those that people in the region already read, by name.

Each may need several specifications (this year and last). For the span of a bulletin the year
so far is compared with the same months of the year before, never with the month before.
"""

from collections.abc import Callable
from dataclasses import dataclass

from vipmg.i18n import N_
from vipmg.records.model import ARRIVAL, DEPARTURE, RESIDENCE, RETURN
from vipmg.tables.periods import Span, parse
from vipmg.tables.spec import TableSpec
from vipmg.tables.variables import known_names

Specs = tuple[TableSpec, ...]
Where = tuple[tuple[str, tuple[str, ...]], ...]

MINORS: Where = (("nna", ("NNA_A", "NNA_NA", "NNA_SEP", "NNA_U")),)
FIRST_PERMITS: Where = (("category", ("FIRST",)),)
RETURNED_BY_AUTHORITY: Where = (("category", ("RT",)),)


@dataclass(frozen=True, slots=True)
class StandardTable:
    """A table with a name of its own; `title` and `description` are message ids."""

    name: str
    title: str
    description: str
    spanning: Callable[[str, Span], Specs]

    def specs(self, period: str) -> Specs:
        """Return the specifications of this table for `period`, as `periods.parse` reads it.

        The first is the table of the period itself; comparisons follow.

        Raises:
            BadPeriod: `period` is not one.
        """
        return self.spanning(self.name, parse(period))


def standard(name: str, period: str) -> Specs:
    """Return the specifications of the standard table `name` (any case) for `period`.

    Raises:
        UnknownName: there is no such standard table.
        BadPeriod: `period` is not one.
    """
    names = {table.name: table for table in TABLES}
    known_names(names, (name.upper(),))
    return names[name.upper()].specs(period)


def _spec(
    name: str, flow: str, by: tuple[str, ...], span: Span, freq: str = "_T", where: Where = ()
) -> TableSpec:
    return TableSpec(name, flow, by, freq, span.first, span.last, where)


def _r1(name: str, span: Span) -> Specs:
    return (_spec(name, RETURN, ("counterpart", "nna", "sex"), span.to_date()),)


def _r2(name: str, span: Span) -> Specs:
    four_years = Span(f"{span.year - 3}-01", span.last)
    return (_spec(name, RETURN, (), four_years, "M"),)


def _r3(name: str, span: Span) -> Specs:
    so_far = span.to_date()
    spans = (so_far, so_far.years_before())
    return tuple(_spec(name, RETURN, ("counterpart", "nna"), each) for each in spans)


def _r4(name: str, span: Span) -> Specs:
    by = ("counterpart", "mode", "nna", "sex")
    return tuple(_spec(name, RETURN, by, each) for each in dict.fromkeys((span, span.to_date())))


def _r5(name: str, span: Span) -> Specs:
    crossings = (("area1", "sex"), ("area1", "area2"))
    return tuple(_spec(name, RETURN, by, span.to_date()) for by in crossings)


def _r6(name: str, span: Span) -> Specs:
    by = ("counterpart", "sex", "nna", "age_nna")
    return (_spec(name, RETURN, by, span.to_date(), where=MINORS),)


def _m1(name: str, span: Span) -> Specs:
    return tuple(
        _spec(name, flow, ("mode", "point"), each, "M")
        for each in (span, span.years_before())
        for flow in (ARRIVAL, DEPARTURE)
    )


def _m3(name: str, span: Span) -> Specs:
    crossings = (("reason", "length", "citizenship"), ("citizenship", "sex", "age"))
    return tuple(_spec(name, RESIDENCE, by, span, where=FIRST_PERMITS) for by in crossings)


def _xarr(name: str, span: Span) -> Specs:
    return (_spec(name, ARRIVAL, ("counterpart", "sex"), span, "M"),)


def _xdep(name: str, span: Span) -> Specs:
    return (_spec(name, DEPARTURE, ("counterpart", "sex"), span, "M"),)


def _xret(name: str, span: Span) -> Specs:
    return (_spec(name, RETURN, ("counterpart", "sex", "nna"), span, "M"),)


def _xrto(name: str, span: Span) -> Specs:
    return (_spec(name, DEPARTURE, ("counterpart", "sex"), span, "M", RETURNED_BY_AUTHORITY),)


TABLES: tuple[StandardTable, ...] = (
    StandardTable(
        "R1",
        N_("Official figures of returns"),
        N_("Returns from January to the month, by country, adults and minors, and sex."),
        _r1,
    ),
    StandardTable(
        "R2",
        N_("Monthly series of returns"),
        N_("Returns in each month of the year and of the three years before."),
        _r2,
    ),
    StandardTable(
        "R3",
        N_("Change in returns on the same months of last year"),
        N_("Returns from January to the month, this year and last, by country and adult or minor."),
        _r3,
    ),
    StandardTable(
        "R4",
        N_("Returns by country and mode of transport"),
        N_("Returns in the period and since January, by country, mode, adult or minor, and sex."),
        _r4,
    ),
    StandardTable(
        "R5",
        N_("Returns by department and municipality of origin"),
        N_("Returns from January to the month, by department and sex, and by municipality."),
        _r5,
    ),
    StandardTable(
        "R6",
        N_("Minors returned"),
        N_("Minors returned from January to the month, by country, sex, company and age."),
        _r6,
    ),
    StandardTable(
        "M1",
        N_("Arrivals and departures"),
        N_("Arrivals and departures by month, mode and post, with the same months of last year."),
        _m1,
    ),
    StandardTable(
        "M3",
        N_("First residence permits"),
        N_("First permits by reason, length and citizenship, and by citizenship, sex and age."),
        _m3,
    ),
    StandardTable(
        "XARR",
        N_("Exchange: arrivals"),
        N_("Arrivals by month, country they come from, and sex."),
        _xarr,
    ),
    StandardTable(
        "XDEP",
        N_("Exchange: departures"),
        N_("Departures by month, country they go to, and sex."),
        _xdep,
    ),
    StandardTable(
        "XRET",
        N_("Exchange: returns received"),
        N_("Returns by month, country they come from, sex, and adult or minor."),
        _xret,
    ),
    StandardTable(
        "XRTO",
        N_("Exchange: returns carried out"),
        N_("Persons returned by the authority, by month, country they go to, and sex."),
        _xrto,
    ),
)
