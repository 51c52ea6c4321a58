"""The faults put into the files on purpose, so that an import has something to find.

Faults of `EXTRA` kinds are rows beyond the published totals; the others alter rows, or the order
in which they came, and leave every published figure as it is.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import polars as pl

from vipmg.demo import people
from vipmg.demo.calendar import born, completed_years, dates

DEFECTS: Mapping[str, str] = {
    "exact_duplicate": "a row written twice, every column the same",
    "near_duplicate": "a person registered twice on one trip, the name spelled otherwise",
    "future_date": "an event forty years ahead (a year mistyped)",
    "before_birth": "a birth date after the event",
    "unknown_code": "a citizenship that no code list has (ZZ)",
    "minor_as_adult": "an age below 18 on a record classed as adult",
    "late_post": "a post that registers 45 to 75 days after the event",
    "lost_manifest": "a manifest whose people were never registered",
}
EXTRA: tuple[str, ...] = (
    "exact_duplicate",
    "future_date",
    "before_birth",
    "unknown_code",
    "minor_as_adult",
)
RATES: Mapping[str, float] = {
    "exact_duplicate": 0.0020,
    "near_duplicate": 0.0020,
    "future_date": 0.0004,
    "before_birth": 0.0004,
    "unknown_code": 0.0008,
    "minor_as_adult": 0.0010,
}
"""Rows of each kind a row of the file; at least one a file of 50 rows or more."""


@dataclass(frozen=True, slots=True)
class LatePost:
    """A post and the days (both included) whose events it registered late."""

    point: str
    first: date
    last: date


LATE_POSTS: Mapping[str, LatePost] = {
    "SLV": LatePost("SV_HACHADURA", date(2025, 6, 1), date(2025, 8, 31)),
    "GTM": LatePost("GT_ELCARMEN", date(2026, 6, 1), date(2026, 8, 31)),
    "HND": LatePost("HN_AGUACALIENTE", date(2025, 11, 1), date(2026, 1, 31)),
}


def with_defects(
    rng: np.random.Generator, frame: pl.DataFrame, late: LatePost, minors: bool
) -> pl.DataFrame:
    """Return the rows of one file with their faults, named in a column ``defect`` (null: sound).

    `minors` says whether the file tells adults from minors (``nna``).
    """
    frame = _registered(rng, frame, late)
    if len(frame) < 50:
        return frame
    frame = _near_duplicates(rng, frame)
    # An importer can tell a duplicate only where the row names its person.
    sound = frame.filter(pl.col("defect").is_null(), pl.col("doc_number").is_not_null())
    kinds = EXTRA if minors else tuple(kind for kind in EXTRA if kind != "minor_as_adult")
    return pl.concat([frame, *(_extra(rng, sound, kind, len(frame)) for kind in kinds)])


def lost_manifest(rng: np.random.Generator, manifests: pl.DataFrame) -> pl.DataFrame:
    """Return a manifest like one of those of returns from the United States, with no records."""
    flights = manifests.filter((pl.col("mode") == "A") & (pl.col("flow") == "RET"))
    one = flights[int(rng.integers(len(flights)))]
    return one.with_columns(
        reference=pl.col("reference").str.slice(0, 12) + "9001",
        declared_count=pl.lit(int(rng.integers(70, 118)), dtype=pl.Int64),
    )


def _registered(rng: np.random.Generator, frame: pl.DataFrame, late: LatePost) -> pl.DataFrame:
    """Set the day of registration: mostly the same day or the next, weeks later at a late post."""
    size = len(frame)
    lag = rng.choice([0, 1, 2, 3, 7], size, p=[0.62, 0.2, 0.09, 0.06, 0.03])
    tardy = (frame["point"] == late.point) & frame["occurred_on"].is_between(late.first, late.last)
    lag = np.where(tardy.to_numpy(), rng.integers(45, 76, size), lag)
    return frame.with_columns(
        registered_on=pl.col("occurred_on") + pl.duration(days=pl.lit(pl.Series(lag))),
        defect=pl.when(tardy).then(pl.lit("late_post")).otherwise(pl.lit(None, dtype=pl.String)),
    )


def _number(kind: str, size: int) -> int:
    return max(1, round(RATES[kind] * size))


def _near_duplicates(rng: np.random.Generator, frame: pl.DataFrame) -> pl.DataFrame:
    """Let some rows be a second registration of the row of another person of the same kind.

    Both are of the same month (the same manifest, for returns), sex, class, counterpart and mode,
    so the margins stay as they were.
    """
    alike = ("sex", "nna", "counterpart", "mode", "category", "manifest")
    month = frame["occurred_on"].dt.truncate("1mo").alias("month")
    kind = frame.select(pl.struct(*alike, month).rank("dense")).to_series().to_numpy()
    sound = frame["defect"].is_null().to_numpy()
    order = np.argsort(kind, kind="stable")[: len(frame) // 2 * 2].reshape(-1, 2)
    pairs = order[(kind[order[:, 0]] == kind[order[:, 1]]) & sound[order].all(axis=1)]
    number = min(_number("near_duplicate", len(frame)), len(pairs))
    chosen = pairs[rng.choice(len(pairs), number, replace=False)]
    source = np.arange(len(frame))
    source[chosen[:, 1]] = chosen[:, 0]
    second = pl.Series(source != np.arange(len(frame)))
    copied = frame[source].with_columns(
        defect=pl.when(second).then(pl.lit("near_duplicate")).otherwise(frame["defect"]),
        family_names=pl.when(second)
        .then(pl.col("family_names").str.replace(r" \p{L}+$", ""))
        .otherwise(pl.col("family_names")),
    )
    return people.respelled(rng, copied, second)


def _extra(rng: np.random.Generator, sound: pl.DataFrame, kind: str, size: int) -> pl.DataFrame:
    """Return rows to add to a file of `size` rows: sound ones, altered as `kind` says."""
    if kind == "minor_as_adult":
        sound = sound.filter(pl.col("nna") == "AD")
    number = min(_number(kind, size), len(sound))
    rows = sound[rng.choice(len(sound), number, replace=False)].with_columns(defect=pl.lit(kind))
    if kind == "exact_duplicate":
        return rows
    rows = rows.with_columns(doc_number=pl.col("doc_number") + "X")
    match kind:
        case "future_date":
            return rows.with_columns(pl.col("occurred_on").dt.offset_by("40y"))
        case "before_birth":
            return rows.with_columns(birth_date=pl.col("occurred_on") + timedelta(days=400))
        case "minor_as_adult":
            days = rows["occurred_on"].to_numpy().astype("datetime64[D]")
            births = born(rng, days, rng.integers(15, 18, number))
            ages = pl.Series(completed_years(days, births)).cast(rows["age"].dtype)
            return rows.with_columns(age=ages, birth_date=dates(births))
        case _:
            return rows.with_columns(citizenship=pl.lit("ZZ"))
