"""The region's tables: every country's newest figures together, and what is missing, named.

A country that reported a period without a cell says zero; a country that did not report it says
nothing. Only the second is missing, and a total that lacks anybody is never shown as a total.
"""

from dataclasses import dataclass, field

import polars as pl
from sqlalchemy import Connection

from exchange import datasets, peers
from vipmg.register import Register
from vipmg.tables import catalogue
from vipmg.tables.periods import Span, periods_of

MISSING, HIDDEN, COMPLETE = "O", "Q", "P"
"""CL_OBS_STATUS of a regional total: somebody is missing, something is hidden, or it holds."""


@dataclass(frozen=True, slots=True, eq=False)
class Compilation:
    """One standard table of all countries for a span of periods.

    Attributes:
        name: of the standard table; `by`: its variables.
        countries: this country and its confirmed peers, alpha-2.
        cells: ``country``, `by`, ``period``, ``value`` (null: hidden), ``obs_status``,
            ``conf_status``, ``package``.
        region: `by`, ``period``, ``value`` (null unless ``obs_status`` is ``P``), ``known`` (the
            sum of what is shown), ``reporting`` (how many countries), ``obs_status``.
        missing: ``country``, ``period``: what nobody has sent.
    """

    name: str
    by: tuple[str, ...]
    countries: tuple[str, ...]
    cells: pl.DataFrame = field(repr=False)
    region: pl.DataFrame = field(repr=False)
    missing: pl.DataFrame = field(repr=False)


def compile_table(register: Register, name: str, period: str) -> Compilation:
    """Return the standard table `name` of every country for `period` (2024, 2024-01/2024-06).

    Raises:
        UnknownName: there is no such standard table.
        BadPeriod: `period` is not one.
    """
    spec = catalogue.standard(name, period)[0]
    expected = list(dict.fromkeys(periods_of(Span(spec.first, spec.last), spec.freq).values()))
    with register.reading() as db:
        countries = members(register, db)
        cells, covered = datasets.current(db, spec)
    inside = pl.col("period").is_in(expected) & pl.col("country").is_in(list(countries))
    cells, covered = cells.filter(inside), covered.filter(inside)
    grid = pl.DataFrame({"country": countries}).join(
        pl.DataFrame({"period": expected}), how="cross"
    )
    return Compilation(
        spec.name,
        spec.by,
        countries,
        cells,
        _region(cells, covered, spec.by, len(countries)),
        grid.join(covered, on=["country", "period"], how="anti").sort("country", "period"),
    )


def members(register: Register, db: Connection) -> tuple[str, ...]:
    """Return this country and those of its confirmed peers, in alphabetical order."""
    confirmed = {peer.country for peer in peers.everyone(db) if peer.status == "confirmed"}
    return tuple(sorted({register.country} | confirmed))


def _region(
    cells: pl.DataFrame, covered: pl.DataFrame, by: tuple[str, ...], expected: int
) -> pl.DataFrame:
    """Return the sums over countries; a null value wherever they are not the whole truth."""
    reporting = covered.group_by("period").agg(pl.len().cast(pl.Int64).alias("reporting"))
    status = (
        pl.when(pl.col("reporting") < expected)
        .then(pl.lit(MISSING))
        .when(pl.col("hidden"))
        .then(pl.lit(HIDDEN))
        .otherwise(pl.lit(COMPLETE))
    )
    return (
        cells.group_by(*by, "period")
        .agg(pl.col("value").sum().alias("known"), pl.col("value").has_nulls().alias("hidden"))
        .join(reporting, on="period")
        .with_columns(status.alias("obs_status"))
        .with_columns(
            pl.when(pl.col("obs_status") == COMPLETE).then(pl.col("known")).alias("value")
        )
        .select(*by, "period", "value", "known", "reporting", "obs_status")
        .sort("period", *by)
    )
