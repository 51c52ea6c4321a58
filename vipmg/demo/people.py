"""Invented people: names, documents, ages. No document number exists outside a demonstration."""

from collections.abc import Mapping

import numpy as np
import polars as pl

from vipmg.demo.country import names
from vipmg.demo.draws import Ints, chance, pick, positions

PREFIX = "DEMO"
"""Every document number begins so; no authority of the region issues such numbers."""

ADULT_AGES = np.r_[
    np.zeros(18), np.full(7, 4.6), np.full(10, 3.7), np.full(10, 2.0), np.full(15, 0.6),
    np.full(15, 0.09),
]  # fmt: skip
WITH_ADULTS = np.r_[np.linspace(1.4, 0.8, 12), np.full(6, 0.5)]
ALONE = np.r_[np.full(10, 0.05), [0.15, 0.2, 0.5, 0.9, 2.0, 3.4, 5.0, 6.2]]
TRAVELLERS = np.r_[np.full(18, 0.7), np.full(22, 2.0), np.full(20, 1.5), np.full(25, 0.5)]
AGES_BY_CLASS = {"AD": ADULT_AGES, "NNA_A": WITH_ADULTS, "NNA_NA": ALONE, "": TRAVELLERS}
"""Weights of single years of age, by CL_NNA class (empty: travellers of any age). Invented."""


def ages(rng: np.random.Generator, classes: pl.Series) -> Ints:
    """Draw completed years of age for people of each class of `AGES_BY_CLASS`."""
    drawn = np.zeros(len(classes), dtype=np.int64)
    for nna, weights in AGES_BY_CLASS.items():
        rows = np.flatnonzero((classes == nna).to_numpy())
        drawn[rows] = positions(rng, weights, len(rows))
    return drawn


def identities(
    rng: np.random.Generator, sex: pl.Series, issuer: pl.Series, series: str, first: int = 1
) -> dict[str, pl.Series]:
    """Make the identity columns, birth date apart, of one new person a row.

    `series` and the running number from `first` make each document number unique.
    """
    size = len(sex)
    listed = names()
    women = _two(rng, listed["women"], size)
    men = _two(rng, listed["men"], size)
    number = pl.Series(np.arange(first, first + size)).cast(pl.String).str.zfill(8)
    land = chance(rng, 0.55, size).to_numpy()
    return {
        "doc_type": pick(["P", "I"], land.astype(np.int64)),
        "doc_issuer": issuer,
        "doc_number": (PREFIX + series + number).rename("doc_number"),
        "given_names": women.zip_with(sex == "F", men),
        "family_names": _two(rng, listed["family"], size),
        "contact": pl.Series([None], dtype=pl.String).new_from_index(0, size),
    }


def _two(rng: np.random.Generator, listed: tuple[str, ...], size: int) -> pl.Series:
    """Draw two different names of the list, the first of the list more often."""
    weights = 1 / (np.arange(len(listed)) + 8.0)
    first = positions(rng, weights, size)
    second = (first + rng.integers(1, len(listed), size)) % len(listed)
    return pick(listed, first) + " " + pick(listed, second)


def respelled(rng: np.random.Generator, frame: pl.DataFrame, rows: pl.Series) -> pl.DataFrame:
    """Return `frame` with names in `rows` (true) written as another clerk would write them.

    Half keep their spelling; others lose accents, swap z and s, lose the second family name, or
    have the second given name shortened.
    """
    way = pl.Series("way", rng.integers(0, 8, len(frame))).zip_with(
        rows, pl.Series(np.full(len(frame), 7))
    )
    given, family = pl.col("given_names"), pl.col("family_names")
    return frame.with_columns(
        given_names=pl.when(way == 0)
        .then(_plain(given))
        .when(way == 3)
        .then(given.str.replace(r" (\p{L})\p{L}+$", " $1."))
        .otherwise(given),
        family_names=pl.when(way == 0)
        .then(_plain(family))
        .when(way == 1)
        .then(family.str.replace_all("z", "s", literal=True))
        .when(way == 2)
        .then(family.str.replace(r" \p{L}+$", ""))
        .otherwise(family),
    )


def _plain(names_: pl.Expr) -> pl.Expr:
    return names_.str.replace_many(
        ["á", "é", "í", "ó", "ú", "Á", "É", "Í", "Ó", "Ú", "ñ"],
        ["a", "e", "i", "o", "u", "A", "E", "I", "O", "U", "n"],
    )


def constants(size: int, values: Mapping[str, str | None]) -> dict[str, pl.Series]:
    """Return columns that hold one text in every row."""
    return {
        name: pl.Series(name, [value], dtype=pl.String).new_from_index(0, size)
        for name, value in values.items()
    }
