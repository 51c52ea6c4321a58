"""Arrivals and departures: shared corridors recorded twice, and each country's other traffic.

A corridor's people are made once, from a stream both countries share; each side then records its
own part of them, with its own post, its own day and its own omissions. So one country's exits can
be compared with the other's entries, person by person if need be, and never quite agree.
Levels and coverage are invented (``corridors.toml``).
"""

from collections.abc import Mapping
from typing import Literal, NamedTuple

import numpy as np
import polars as pl

from vipmg.demo import people, returns
from vipmg.demo.calendar import (
    MONTHS,
    YEARS,
    born,
    completed_years,
    dates,
    day_in_month,
    month_of,
)
from vipmg.demo.country import Corridor, Country, corridors, country
from vipmg.demo.draws import (
    Ints,
    chance,
    codes,
    codes_within,
    largest_remainder,
    pick,
    positions,
    spread,
    stream,
)

Side = Literal["left", "entered"]
FLOW: dict[Side, str] = {"left": "DEP", "entered": "ARR"}

SEASON = (1.04, 0.88, 1.02, 1.10, 0.88, 0.90, 1.04, 1.03, 0.84, 0.92, 1.02, 1.33)
"""January to December: Holy Week, the holidays of August, December. Invented."""
GROWTH = {2022: 0.74, 2023: 0.90, 2024: 1.0, 2025: 1.06, 2026: 1.11}
"""Level of each year; 2022 to 2024 as Guatemala's published arrivals grew."""

PURPOSES = {
    "1_1": 33, "1_2": 27, "2": 13, "1_6": 9, "1_7": 7, "1_4": 3, "1_3": 2, "1_5": 2, "1_8": 3,
    "3": 1,
}  # fmt: skip
TYPES: Mapping[str, Mapping[str, float]] = {
    "national": {"NR": 91, "NN": 8, "CR": 1},
    "neighbour": {"FV": 80, "BW": 11, "TR": 6, "FR": 2, "CR": 1},
    "other": {"FV": 88, "TR": 6, "FR": 4, "CR": 1.5, "MIL_DIP": 0.5},
}
CARRIED_CLASSES = {"AD": 90, "NNA_A": 8, "NNA_NA": 2}
WORLD = {
    "US": 30,
    "MX": 12,
    "NI": 14,
    "CR": 8,
    "CO": 8,
    "ES": 6,
    "CA": 6,
    "PA": 6,
    "VE": 5,
    "KR": 5,
}
REGION = ("SV", "GT", "HN")


class Quotas(NamedTuple):
    """Rows of one country: all its arrivals, all its departures, and the corridors' yardstick."""

    arrivals: int
    departures: int
    corridor: int


def months_weight() -> Ints:
    """Return weights of the months of the span: season times growth, per mille."""
    weight = [GROWTH[year] * season for year in YEARS for season in SEASON]
    whole: Ints = np.rint(np.array(weight[:MONTHS]) * 1000).astype(np.int64)
    return whole


def travellers(here: Country, quotas: Quotas, seed: int) -> dict[str, pl.DataFrame]:
    """Make the arrivals (``ARR``) and departures (``DEP``) of travellers of one country.

    Corridor movements come first; counterparts outside the region fill the quotas.
    """
    found: dict[str, list[pl.DataFrame]] = {"ARR": [], "DEP": []}
    for corridor in corridors("movements"):
        for side in _sides(corridor, here):
            truth = _truth(corridor, round(corridor.share * quotas.corridor), seed)
            found[FLOW[side]].append(_recorded(truth, corridor, side, here, seed))
    for flow, quota in (("ARR", quotas.arrivals), ("DEP", quotas.departures)):
        missing = max(0, quota - sum(len(part) for part in found[flow]))
        found[flow].append(_elsewhere(here, flow, missing, seed))
    return {flow: pl.concat(parts) for flow, parts in found.items()}


def carried_out(here: Country, fraction: float, seed: int) -> dict[str, returns.Returned]:
    """Make the returns between countries of the region: ``DEP`` carried out, ``RET`` received."""
    found: dict[str, list[returns.Returned]] = {"DEP": [], "RET": []}
    for corridor in corridors("carried_out"):
        for side in _sides(corridor, here):
            manifests, truth = _carried_truth(corridor, fraction, seed)
            rng = stream(seed, corridor.name, "carried", side)
            kept = truth.filter(_kept(rng, truth, corridor, side))
            flow = "DEP" if side == "left" else "RET"
            listed = manifests.with_columns(flow=pl.lit(flow), counterpart=pl.lit(corridor.origin))
            shape = _as_departure if flow == "DEP" else _as_return
            found[flow].append(returns.Returned(shape(rng, here, corridor, kept), listed))
    return {
        flow: returns.Returned(
            pl.concat([part.records for part in parts]),
            pl.concat([part.manifests for part in parts]),
        )
        for flow, parts in found.items()
        if parts
    }


def _sides(corridor: Corridor, here: Country) -> tuple[Side, ...]:
    if corridor.origin == here.alpha2:
        return ("left",)
    return ("entered",) if corridor.destination == here.alpha2 else ()


def _truth(corridor: Corridor, size: int, seed: int) -> pl.DataFrame:
    """Return the people who really moved along a corridor: the same frame for both countries."""
    rng = stream(seed, corridor.name, "truth")
    month = spread(rng, largest_remainder(months_weight(), size))
    days = day_in_month(rng, month)
    nationals = {corridor.origin: 62.0, corridor.destination: 30.0, "other": 8.0}
    citizenship = _named(rng, codes(rng, nationals, size))
    mode = pick(["A", "L"], positions(rng, [corridor.air, 1 - corridor.air], size))
    return _people(rng, days, citizenship, corridor.name).with_columns(
        mode=mode, purpose=codes(rng, PURPOSES, size), true_month=pl.Series(month)
    )


def _carried_truth(
    corridor: Corridor, fraction: float, seed: int
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return the buses from one country to another and the people on them, for both countries."""
    rng = stream(seed, corridor.name, "carried")
    counts = largest_remainder(corridor.years, round(sum(corridor.years) * fraction))
    weights = months_weight().reshape(1, -1)[0]
    months = [
        month_of(year, 1) + spread(rng, largest_remainder(weights[start : start + 12], int(count)))
        for year, count in zip(YEARS, counts, strict=True)
        for start in [month_of(year, 1)]
    ]
    frame = pl.DataFrame({"month": np.concatenate(months)}).with_columns(
        counterpart=pl.lit(corridor.origin), mode=pl.lit("L")
    )
    there = country_by_alpha2(corridor.destination)
    manifests, frame = returns.on_manifests(rng, frame, there.points(there.landings), corridor.name)
    days = frame["occurred_on"].to_numpy().astype("datetime64[D]")
    nationals = people.constants(len(frame), {"c": corridor.destination})["c"]
    classes = codes(rng, CARRIED_CLASSES, len(frame))
    persons = _people(rng, days, nationals, corridor.name + "R", classes)
    true_month = frame["month"].rename("true_month")
    return manifests, frame.drop("month", "occurred_on", "counterpart").with_columns(
        *persons.get_columns(), true_month, nna=classes
    )


def country_by_alpha2(alpha2: str) -> Country:
    """Return the country of the demonstration with this two-letter code."""
    return country({"SV": "SLV", "GT": "GTM", "HN": "HND"}[alpha2])


def _people(
    rng: np.random.Generator,
    days: np.ndarray,
    citizenship: pl.Series,
    series: str,
    classes: pl.Series | None = None,
    first: int = 1,
) -> pl.DataFrame:
    size = len(days)
    any_age = people.constants(size, {"nna": ""})["nna"]
    births = born(rng, days, people.ages(rng, any_age if classes is None else classes))
    sex = pick(["M", "F"], positions(rng, [54, 46], size))
    return pl.DataFrame(
        {
            "occurred_on": dates(days),
            "sex": sex,
            "birth_date": dates(births),
            "age": completed_years(days, births),
            "citizenship": citizenship,
            **people.identities(rng, sex, citizenship, series, first),
        }
    )


def _named(rng: np.random.Generator, citizenship: pl.Series) -> pl.Series:
    """Replace ``other`` by a country of the world outside the region."""
    return codes(rng, WORLD, len(citizenship)).zip_with(citizenship == "other", citizenship)


def _kept(
    rng: np.random.Generator, truth: pl.DataFrame, corridor: Corridor, side: Side
) -> pl.Series:
    """Tell which true movements one side recorded: its coverage, less in its weak months."""
    coverage = np.full(MONTHS, corridor.left if side == "left" else corridor.entered)
    for weak in corridor.weak:
        if weak.side == side:
            first, last = (
                month_of(int(text[:4]), int(text[5:])) for text in (weak.first, weak.last)
            )
            coverage[first : last + 1] = weak.coverage
    return pl.Series(rng.random(len(truth)) < coverage[truth["true_month"].to_numpy()])


def _recorded(
    truth: pl.DataFrame, corridor: Corridor, side: Side, here: Country, seed: int
) -> pl.DataFrame:
    """Return the movements as one side has them."""
    rng = stream(seed, corridor.name, side)
    kept = truth.filter(_kept(rng, truth, corridor, side)).drop("true_month")
    counterpart = corridor.destination if side == "left" else corridor.origin
    size = len(kept)
    way = people.constants(size, {"counterpart": counterpart})["counterpart"]
    overnight = chance(rng, 0.04, size) & (kept["mode"] == "L") & pl.Series([side == "entered"])
    shifted = pl.col("occurred_on") + pl.duration(days=pl.lit(overnight.cast(pl.Int8)))
    moved = kept.with_columns(counterpart=way, occurred_on=shifted)
    spelled = people.respelled(rng, moved, chance(rng, 0.06, size))
    return _as_traveller(rng, here, FLOW[side], spelled, neighbour=True)


def arrivals_from_elsewhere(here: Country, size: int, seed: int, first: int = 1) -> pl.DataFrame:
    """Return `size` arrivals from outside the region, documents numbered from `first`."""
    return _elsewhere(here, "ARR", size, seed, first)


def _elsewhere(here: Country, flow: str, size: int, seed: int, first: int = 1) -> pl.DataFrame:
    """Return movements with counterparts outside the region."""
    rng = stream(seed, here.alpha3, flow, "elsewhere", str(first))
    days = day_in_month(rng, spread(rng, largest_remainder(months_weight(), size)))
    counterpart = codes(rng, here.partners, size)
    whose = positions(rng, [46, 42, 12], size)
    choices = (people.constants(size, {"own": here.alpha2})["own"], counterpart)
    citizenship = codes(rng, WORLD, size)
    for number, choice in enumerate(choices):
        citizenship = choice.zip_with(pl.Series(whose == number), citizenship)
    routes: dict[str, dict[str, float]] = {}
    for route in here.routes:
        routes.setdefault(route.counterpart, {}).setdefault(route.mode, 0.0)
        routes[route.counterpart][route.mode] += route.weight
    persons = _people(rng, days, citizenship, here.alpha2 + flow[0], first=first)
    frame = persons.with_columns(
        counterpart=counterpart,
        mode=codes_within(rng, counterpart, routes),
        purpose=codes(rng, PURPOSES, size),
    )
    return _as_traveller(rng, here, flow, frame, neighbour=False)


def _as_traveller(
    rng: np.random.Generator, here: Country, flow: str, frame: pl.DataFrame, neighbour: bool
) -> pl.DataFrame:
    """Add what the border officer writes: type of traveller, residence, post."""
    size = len(frame)
    own = frame["citizenship"] == here.alpha2
    foreign = codes(rng, TYPES["neighbour" if neighbour else "other"], size)
    kind = codes(rng, TYPES["national"], size).zip_with(own, foreign)
    at_home = people.constants(size, {"r": here.alpha2})["r"]
    lives_here = kind.is_in(["NR", "FR"])
    abroad = frame["counterpart"].zip_with(own, frame["citizenship"])
    way = frame["counterpart"] + "/" + frame["mode"]
    points = here.points(here.routes)
    return _finished(
        frame.with_columns(
            flow=pl.lit(flow),
            category=kind,
            residence=at_home.zip_with(lives_here, abroad),
            country_birth=frame["citizenship"],
            purpose=pl.when((pl.col("age") < 12) & pl.col("purpose").is_in(["2", "3"]))
            .then(pl.lit("1_2"))
            .otherwise(pl.col("purpose")),
            point=codes_within(rng, _named_ways(way, points), points),
        )
    )


def _named_ways(way: pl.Series, points: dict[str, dict[str, float]]) -> pl.Series:
    """Send counterparts without a route of their own over ``other``."""
    other = "other/" + way.str.slice(3)
    return way.zip_with(way.is_in(list(points)), other)


def _as_departure(
    rng: np.random.Generator, here: Country, corridor: Corridor, kept: pl.DataFrame
) -> pl.DataFrame:
    """Return people handed over as departures of category ``RT`` of the country that acts."""
    way = pl.Series([f"{corridor.destination}/L"]).new_from_index(0, len(kept))
    frame = kept.drop("true_month", "nna", "manifest").with_columns(
        flow=pl.lit("DEP"),
        counterpart=pl.lit(corridor.destination),
        category=pl.lit("RT"),
        residence=pl.col("citizenship"),
        country_birth=pl.col("citizenship"),
        purpose=pl.lit("_Z"),
        point=codes_within(rng, way, here.points(here.routes)),
        manifest=kept["manifest"],
    )
    return _finished(frame)


def _as_return(
    rng: np.random.Generator, here: Country, corridor: Corridor, kept: pl.DataFrame
) -> pl.DataFrame:
    """Return people received as returns, with the same form as all others."""
    frame = kept.drop("true_month").with_columns(
        counterpart=pl.lit(corridor.origin), place=rng.random(len(kept))
    )
    return returns.answered(rng, here, people.respelled(rng, frame, chance(rng, 0.06, len(kept))))


def _finished(frame: pl.DataFrame) -> pl.DataFrame:
    """Set what movements do not have; columns in one order, whatever the frame came from."""
    not_applicable = ("area1", "area2", "nna", "reason", "years_abroad", "return_type", "length",
                      "form_level")  # fmt: skip
    empty = [name for name in ("manifest", "family_unit") if name not in frame.columns]
    whole = frame.with_columns(
        *(pl.lit("_Z").alias(name) for name in not_applicable),
        *(pl.lit(None, dtype=pl.String).alias(name) for name in empty),
    )
    return whole.select(sorted(whole.columns))
