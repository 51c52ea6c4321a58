"""The span of the demonstration, its months, and days within them."""

from datetime import date

import numpy as np
import polars as pl
from numpy.typing import ArrayLike, NDArray

from vipmg.demo.draws import Ints

FIRST = date(2022, 1, 1)
LAST = date(2026, 10, 31)
MONTHS = 58
YEARS: tuple[int, ...] = tuple(range(FIRST.year, LAST.year + 1))

Days = NDArray[np.datetime64]
EVERY_DAY = (1.0, 0.9, 0.9, 1.0, 1.25, 1.3, 1.2)
OFFICE_DAYS = (1.0, 1.05, 1.05, 1.05, 1.0, 0.15, 0.02)
"""Weights of Monday to Sunday: travellers come any day, flights of returned people hardly on
Sundays."""


def month_of(year: int, month: int) -> int:
    """Return the number of a month counted from `FIRST` (from 0)."""
    return (year - FIRST.year) * 12 + month - 1


def day_in_month(rng: np.random.Generator, months: Ints, weekdays: ArrayLike = EVERY_DAY) -> Days:
    """Draw a day in each month of `months`, weekdays weighted Monday to Sunday."""
    days = np.arange(np.datetime64(FIRST), np.datetime64(LAST) + 1)
    weight = np.asarray(weekdays, dtype=float)[(days.astype(np.int64) + 3) % 7]
    cumulative = np.r_[0.0, np.cumsum(weight)]
    firsts = np.datetime64(FIRST, "M") + np.arange(MONTHS + 1)
    edges = cumulative[
        np.minimum((firsts.astype("datetime64[D]") - days[0]).astype(int), len(days))
    ]
    low, high = edges[months], edges[months + 1]
    target = low + rng.random(len(months)) * (high - low)
    chosen: Days = days[
        np.clip(np.searchsorted(cumulative, target, side="right") - 1, 0, len(days) - 1)
    ]
    return chosen


def dates(days: Days) -> pl.Series:
    """Return `days` as a Date column."""
    return pl.Series(days.astype("datetime64[ms]")).cast(pl.Date)


def born(rng: np.random.Generator, days: Days, ages: Ints) -> Days:
    """Draw birth dates so that on `days` exactly `ages` years are completed."""
    lived = np.floor(ages * 365.2425).astype(np.int64) + rng.integers(2, 363, len(ages))
    births: Days = days - lived.astype("timedelta64[D]")
    return births


def completed_years(days: Days, births: Days) -> Ints:
    """Return completed years of age on `days`."""
    months = days.astype("datetime64[M]").astype(np.int64)
    born_months = births.astype("datetime64[M]").astype(np.int64)
    day = (days - days.astype("datetime64[M]")).astype(np.int64)
    born_day = (births - births.astype("datetime64[M]")).astype(np.int64)
    years: Ints = (months - born_months - (day < born_day)) // 12
    return years
