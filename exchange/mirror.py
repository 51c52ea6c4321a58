"""Mirror statistics: the same flow as counted at both ends of a corridor.

What A counts as leaving for B, B should count as arriving from A. The asymmetry coefficient
(SDMX ASYMMETRY_COEFF, ESS indicator CC1) is (in - out) / ((in + out) / 2), from -2 to 2; of a
corridor as a whole it is the sum of the absolute differences over the sum of the averages.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import polars as pl
from sqlalchemy import Connection

from exchange import datasets
from exchange.compilation import members
from vipmg.i18n import N_
from vipmg.register import Register
from vipmg.tables import catalogue
from vipmg.tables.periods import parse, periods_of
from vipmg.tables.spec import TOTAL

PAIRS: Mapping[str, tuple[str, str]] = {"departures": ("XDEP", "XARR"), "returns": ("XRTO", "XRET")}
"""What is compared: the table of the country they leave, and that of the country they enter."""

PAIR_TITLES: Mapping[str, str] = {
    "departures": N_("Departures against arrivals"),
    "returns": N_("Returns carried out against returns received"),
}
STATUS_TITLES: Mapping[str, str] = {
    "both": N_("both countries reported"),
    "only_out": N_("only the country of departure reported"),
    "only_in": N_("only the country of arrival reported"),
    "hidden": N_("hidden by one of them"),
}

NOTABLE = 0.2
"""A corridor is worth a conversation from this asymmetry on."""
NOTABLE_MOVEMENTS = 50
"""Below this average of movements an asymmetry says little."""


@dataclass(frozen=True, slots=True, eq=False)
class Mirror:
    """Both ends of every corridor of the region.

    Attributes:
        cells: ``flows`` (``departures``, ``returns``), ``reporter_a`` (they leave),
            ``partner_b`` (they enter), ``period`` (months), ``value_out``, ``value_in``,
            ``difference`` (in - out), ``asymmetry``, ``status`` (see `STATUS_TITLES`). Months
            that neither country reported are not listed.
        corridors: ``flows``, ``reporter_a``, ``partner_b``, ``months`` (compared), ``one_sided``,
            ``hidden``, ``value_out``, ``value_in`` and ``asymmetry`` over the months compared
            (0 to 2; null where nothing moved); the largest asymmetry first.
    """

    cells: pl.DataFrame = field(repr=False)
    corridors: pl.DataFrame = field(repr=False)


def mirror(register: Register, period: str) -> Mirror:
    """Compare what this country and its confirmed peers reported for the months of `period`.

    Raises:
        BadPeriod: `period` is not one.
    """
    months = list(periods_of(parse(period), "M"))
    with register.reading() as db:
        countries = members(register, db)
        parts = [_pair(db, flows, countries, months) for flows in PAIRS]
    cells = pl.concat(parts)
    return Mirror(cells, _corridors(cells))


def to_talk_about(found: Mirror) -> pl.DataFrame:
    """Return the corridors whose two ends differ notably, or are reported by one side only."""
    average = (pl.col("value_out") + pl.col("value_in")) / 2
    differs = (pl.col("asymmetry") >= NOTABLE) & (average >= NOTABLE_MOVEMENTS)
    return found.corridors.filter(differs | (pl.col("one_sided") > 0))


def _pair(
    db: Connection, flows: str, countries: Sequence[str], months: Sequence[str]
) -> pl.DataFrame:
    leaving, entering = PAIRS[flows]
    ends = pl.DataFrame({"reporter_a": countries}).join(
        pl.DataFrame({"partner_b": countries}), how="cross"
    )
    grid = ends.filter(pl.col("reporter_a") != pl.col("partner_b")).join(
        pl.DataFrame({"period": months}), how="cross"
    )
    grid = _with_side(db, grid, leaving, ("reporter_a", "partner_b"), "out")
    if flows == "departures":
        grid = _without_returned(db, grid)
    grid = _with_side(db, grid, entering, ("partner_b", "reporter_a"), "in")
    place = ["reporter_a", "partner_b", "period"]
    return _compared(grid).select(pl.lit(flows).alias("flows"), *place, *_MEASURES).sort(place)


_MEASURES = ("value_out", "value_in", "difference", "asymmetry", "status")


def _with_side(
    db: Connection, grid: pl.DataFrame, table: str, ends: tuple[str, str], side: str
) -> pl.DataFrame:
    """Add one end's figures: whether the country reported the month, and its value.

    The value is zero where it reported without a cell, null where it hid the figure or did not
    report. `ends` names the columns of the reporting country and of its counterpart.
    """
    spec = catalogue.standard(table, "2024-01")[0]
    cells, covered = datasets.current(db, spec)
    totals = [pl.col(name) == TOTAL for name in spec.by if name != "counterpart"]
    reporter, partner = ends
    reported, value, there = f"reported_{side}", f"value_{side}", f"there_{side}"
    figures = cells.filter(*totals).select(
        pl.col("country").alias(reporter),
        pl.col("counterpart").alias(partner),
        "period",
        pl.col("value").alias(value),
        pl.lit(value=True).alias(there),
    )
    known = covered.select(
        pl.col("country").alias(reporter), "period", pl.lit(value=True).alias(reported)
    )
    absent = pl.col(reported) & pl.col(there).is_null()
    return (
        grid.join(known, on=[reporter, "period"], how="left")
        .join(figures, on=[reporter, partner, "period"], how="left")
        .with_columns(pl.col(reported).fill_null(value=False))
        .with_columns(pl.when(absent).then(0).otherwise(pl.col(value)).alias(value))
        .drop(there)
    )


def _without_returned(db: Connection, grid: pl.DataFrame) -> pl.DataFrame:
    """Take the people returned by the authority out of the departures.

    The country they enter counts them as returns, not as arrivals.
    """
    returned = _with_side(db, grid, PAIRS["returns"][0], ("reporter_a", "partner_b"), "returned")
    others = pl.col("value_out") - pl.col("value_returned")
    return returned.with_columns(
        pl.when("reported_returned").then(others).otherwise(pl.col("value_out")).alias("value_out")
    ).drop("reported_returned", "value_returned")


def _compared(grid: pl.DataFrame) -> pl.DataFrame:
    """Add status, difference and coefficient; drop the months nobody reported."""
    status = (
        pl.when(~pl.col("reported_in"))
        .then(pl.lit("only_out"))
        .when(~pl.col("reported_out"))
        .then(pl.lit("only_in"))
        .when(pl.col("value_out").is_null() | pl.col("value_in").is_null())
        .then(pl.lit("hidden"))
        .otherwise(pl.lit("both"))
    )
    total = pl.col("value_in") + pl.col("value_out")
    difference = pl.col("value_in") - pl.col("value_out")
    return grid.filter(pl.col("reported_out") | pl.col("reported_in")).with_columns(
        status.alias("status"),
        difference.alias("difference"),
        pl.when(total > 0).then(difference / (total / 2)).alias("asymmetry"),
    )


def _corridors(cells: pl.DataFrame) -> pl.DataFrame:
    both = pl.col("status") == "both"
    average = (pl.col("value_in") + pl.col("value_out")).filter(both).sum() / 2
    apart = pl.col("difference").filter(both).abs().sum()
    return (
        cells.group_by("flows", "reporter_a", "partner_b")
        .agg(
            both.sum().cast(pl.Int64).alias("months"),
            pl.col("status").is_in(["only_out", "only_in"]).sum().cast(pl.Int64).alias("one_sided"),
            (pl.col("status") == "hidden").sum().cast(pl.Int64).alias("hidden"),
            pl.col("value_out").filter(both).sum(),
            pl.col("value_in").filter(both).sum(),
            pl.when(average > 0).then(apart / average).alias("asymmetry"),
        )
        .sort(
            pl.col("asymmetry").fill_null(-1),
            "flows",
            "reporter_a",
            "partner_b",
            descending=[True, False, False, False],
        )
    )
