"""Seeded draws: independent streams, exact apportionment, codes by weight.

Everything is vectorised; the same seed and names give the same draw on every machine.
"""

import zlib
from collections.abc import Iterable, Mapping, Sequence

import numpy as np
import polars as pl
from numpy.typing import ArrayLike, NDArray

Ints = NDArray[np.int64]


def stream(seed: int, *names: str) -> np.random.Generator:
    """Return the generator that belongs to `names`: no other draw moves it."""
    return np.random.default_rng([seed, *(zlib.crc32(name.encode()) for name in names)])


def largest_remainder(weights: ArrayLike, total: int) -> Ints:
    """Apportion `total` by `weights` (Hamilton's method): whole numbers that add up exactly."""
    share = np.asarray(weights, dtype=float)
    exact = share * (total / share.sum()) if share.sum() > 0 else np.zeros_like(share)
    whole = np.floor(exact + 1e-9).astype(np.int64)
    order = np.argsort(whole - exact, kind="stable")
    whole[order[: max(total - int(whole.sum()), 0)]] += 1
    return whole


def spread(rng: np.random.Generator, counts: ArrayLike) -> Ints:
    """Return each index as often as `counts` says, in random order."""
    listed: Ints = np.repeat(np.arange(len(np.asarray(counts))), np.asarray(counts))
    rng.shuffle(listed)
    return listed


def positions(rng: np.random.Generator, weights: ArrayLike, size: int) -> Ints:
    """Draw `size` positions in `weights`, with replacement."""
    return at(weights, rng.random(size))


def at(weights: ArrayLike, places: NDArray[np.float64]) -> Ints:
    """Return the position in `weights` in which each of `places` (0 to below 1) falls."""
    cumulative = np.cumsum(np.asarray(weights, dtype=float))
    found = np.searchsorted(cumulative, places * cumulative[-1], side="right")
    within: Ints = np.minimum(found, len(cumulative) - 1)
    return within


def codes(rng: np.random.Generator, weights: Mapping[str, float], size: int) -> pl.Series:
    """Draw `size` codes by their weights."""
    return pick(list(weights), positions(rng, list(weights.values()), size))


def codes_within(
    rng: np.random.Generator, groups: pl.Series, weights: Mapping[str, Mapping[str, float]]
) -> pl.Series:
    """Draw a code for each row by the weights of its group (``other``: groups not named)."""
    alphabet = list(dict.fromkeys(code for each in weights.values() for code in each))
    found = np.zeros(len(groups), dtype=np.int64)
    for group in groups.unique().sort():
        rows = np.flatnonzero((groups == group).to_numpy())
        chosen = weights.get(group) or weights["other"]
        places = np.array([alphabet.index(code) for code in chosen])
        found[rows] = places[positions(rng, list(chosen.values()), len(rows))]
    return pick(alphabet, found)


def pick(values: Sequence[str | None] | Iterable[str], places: Ints) -> pl.Series:
    """Return ``values[place]`` for each place."""
    return pl.Series(list(values), dtype=pl.String).gather(places)


def chance(rng: np.random.Generator, probability: float, size: int) -> pl.Series:
    """Return true in each row with `probability`."""
    return pl.Series(rng.random(size) < probability)


def ranks_within(groups: Ints) -> Ints:
    """Return for each row its rank (from 0) among the rows of its group, in row order."""
    order = np.argsort(groups, kind="stable")
    ordered = groups[order]
    starts = np.flatnonzero(np.r_[True, ordered[1:] != ordered[:-1]]) if len(groups) else order
    lengths = np.diff(np.r_[starts, len(groups)])
    ranks = np.empty(len(groups), dtype=np.int64)
    ranks[order] = np.arange(len(groups)) - np.repeat(starts, lengths)
    return ranks
