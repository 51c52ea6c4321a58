"""Returns: people on manifests of flights and buses, following published totals.

Guatemala 2022 to 2024 follows the Instituto Guatemalteco de Migración in every published figure;
Mexico's returns of Hondurans and Salvadorans follow that country's own series. What is invented
is said in ``countries/*.toml``. A fraction below 1 scales each year's total and apportions it by
largest remainder.
"""

from typing import NamedTuple

import numpy as np
import polars as pl

from vipmg.demo import people
from vipmg.demo.areas import homes
from vipmg.demo.calendar import (
    OFFICE_DAYS,
    YEARS,
    Days,
    born,
    completed_years,
    dates,
    day_in_month,
    month_of,
)
from vipmg.demo.country import CELLS, Country, ReturnLine
from vipmg.demo.draws import (
    Ints,
    chance,
    codes_within,
    largest_remainder,
    pick,
    positions,
    ranks_within,
    spread,
    stream,
)

ABOARD = {"A": 112, "L": 38, "W": 30}
"""People on one manifest, about: flight, bus, boat."""
MISSED = 0.03
"""Part of the people on a manifest that nobody registered."""
REPEATED = 0.105
"""Part of adult returns by somebody who had returned within the year before."""

REASONS = {
    "ECO": 72.0, "FAM": 13.5, "INS": 8.5, "EDU": 1.2, "DOM": 0.9, "ENV": 1.6, "HEA": 0.4,
    "OTH": 1.9,
}  # fmt: skip
YEARS_ABROAD = {
    "US": {"LT1M": 46, "M1_11": 18, "Y1_4": 15, "Y_GE5": 21},
    "other": {"LT1M": 82, "M1_11": 13, "Y1_4": 3, "Y_GE5": 2},
}
RETURN_TYPES = {
    "US": {"ENF": 94, "VOL": 4, "AVR": 2},
    "MX": {"VOL": 86, "ENF": 9, "AVR": 5},
    "other": {"EXP": 64, "VOL": 22, "ENF": 14},
}
FORMS = {
    2022: (0.34, 0.46, 0.20),
    2023: (0.25, 0.47, 0.28),
    2024: (0.17, 0.45, 0.38),
    2025: (0.11, 0.43, 0.46),
    2026: (0.08, 0.40, 0.52),
}
"""Parts of registrations of each year by CL_FORM_LEVEL: LIST, BASIC, FULL. Invented."""


class Returned(NamedTuple):
    """Returns and the manifests they came on."""

    records: pl.DataFrame
    manifests: pl.DataFrame


def from_lines(country: Country, fraction: float, seed: int) -> Returned:
    """Make the returns of `country` that its published lines say, at `fraction` of full scale."""
    rng = stream(seed, country.alpha3, "returns")
    parts = [
        _line_rows(rng, line, counts)
        for year in YEARS
        for line, counts in _scaled([ln for ln in country.returns if ln.year == year], fraction)
    ]
    manifests, frame = on_manifests(
        rng, pl.concat(parts), country.points(country.landings), country.alpha2
    )
    return Returned(_complete(rng, country, frame), _declared(rng, manifests))


def full_scale(country: Country) -> int:
    """Return how many returns the lines of `country` hold at full scale."""
    return sum(line.total for line in country.returns)


def _scaled(lines: list[ReturnLine], fraction: float) -> list[tuple[ReturnLine, Ints]]:
    """Apportion the year's scaled total over the cells of its lines."""
    total = round(sum(line.total for line in lines) * fraction)
    counts = largest_remainder([n for line in lines for n in line.cells], total)
    return list(zip(lines, counts.reshape(len(lines), len(CELLS)), strict=True))


def _line_rows(rng: np.random.Generator, line: ReturnLine, counts: Ints) -> pl.DataFrame:
    size = int(counts.sum())
    cell = np.repeat(np.arange(len(CELLS)), counts)
    air = largest_remainder([line.air, line.total - line.air], size)
    return pl.DataFrame(
        {
            "month": month_of(line.year, 1) + spread(rng, largest_remainder(line.months, size)),
            "sex": pick([sex for sex, _ in CELLS], cell),
            "nna": pick([nna for _, nna in CELLS], cell),
            "counterpart": pl.Series([line.origin]).new_from_index(0, size),
            "mode": pick(["A", "L"], spread(rng, air)),
        }
    )


def on_manifests(
    rng: np.random.Generator,
    frame: pl.DataFrame,
    points: dict[str, dict[str, float]],
    series: str,
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Put each month's people of each counterpart and mode on manifests.

    `frame` has ``month``, ``counterpart`` and ``mode``. Returns the manifests (as written to
    ``manifests-*.csv``) and `frame` with ``occurred_on``, ``point`` and ``manifest``. A post is
    drawn from ``points["counterpart/mode"]``.
    """
    key = frame.select((pl.struct("month", "counterpart", "mode").rank("dense") - 1).alias("k"))
    group = key["k"].cast(pl.Int64).to_numpy()
    aboard = frame["mode"].replace_strict(ABOARD, return_dtype=pl.Int64).to_numpy()
    trips = np.maximum(1, np.rint(np.bincount(group)[group] / aboard)).astype(np.int64)
    shuffled = rng.permutation(len(frame))
    place = np.empty(len(frame), dtype=np.int64)
    place[shuffled] = ranks_within(group[shuffled]) % trips[shuffled]
    _, first, trip = np.unique(group * 10_000 + place, return_index=True, return_inverse=True)
    listed = frame[first].select("month", "counterpart", "mode")
    days = day_in_month(rng, listed["month"].to_numpy(), OFFICE_DAYS)
    way = listed["counterpart"] + "/" + listed["mode"]
    manifests = pl.DataFrame(
        {
            "reference": _references(series, listed["mode"], days),
            "flow": pl.Series(["RET"]).new_from_index(0, len(listed)),
            "date": dates(days),
            "point": codes_within(rng, way, points),
            "mode": listed["mode"],
            "counterpart": listed["counterpart"],
            "declared_count": np.bincount(trip),
        }
    )
    return manifests, frame.with_columns(
        occurred_on=manifests["date"].gather(trip),
        point=manifests["point"].gather(trip),
        manifest=manifests["reference"].gather(trip),
    )


def _declared(rng: np.random.Generator, manifests: pl.DataFrame) -> pl.DataFrame:
    """Raise declared counts above the registered ones by the people nobody registered."""
    missed = rng.binomial(manifests["declared_count"].to_numpy(), MISSED)
    return manifests.with_columns(declared_count=pl.col("declared_count") + missed)


def _references(series: str, modes: pl.Series, days: Days) -> pl.Series:
    months = days.astype("datetime64[M]").astype(np.int64)
    order = np.argsort(days, kind="stable")
    number = np.empty(len(days), dtype=np.int64)
    number[order] = ranks_within(months[order]) + 1
    return (
        pl.Series([series + "-"]).new_from_index(0, len(days))
        + modes
        + dates(days).dt.strftime("-%Y%m-")
        + pl.Series(number).cast(pl.String).str.zfill(4)
    )


def _complete(rng: np.random.Generator, country: Country, frame: pl.DataFrame) -> pl.DataFrame:
    """Give each return its person: age, document, names, home; some returned before."""
    days = frame["occurred_on"].to_numpy().astype("datetime64[D]")
    births = born(rng, days, people.ages(rng, frame["nna"]))
    issuer = people.constants(len(frame), {"issuer": country.alpha2})["issuer"]
    frame = frame.with_columns(
        birth_date=dates(births),
        place=rng.random(len(frame)),
        **people.identities(rng, frame["sex"], issuer, country.alpha2 + "R"),
    )
    return answered(rng, country, _returned_again(rng, frame))


def _returned_again(rng: np.random.Generator, frame: pl.DataFrame) -> pl.DataFrame:
    """Let `REPEATED` of the adults be somebody who had returned 15 to 360 days before.

    The person is the same (document, birth date, home), the spelling of the names not always.
    """
    frame = frame.sort("occurred_on", "manifest", maintain_order=True)
    earlier = np.arange(len(frame))
    days = frame["occurred_on"].to_numpy().astype("datetime64[D]").astype(np.int64)
    for sex in ("M", "F"):
        rows = np.flatnonzero(((frame["sex"] == sex) & (frame["nna"] == "AD")).to_numpy())
        low = np.searchsorted(days[rows], days[rows] - 360)
        high = np.searchsorted(days[rows], days[rows] - 15)
        again = (rng.random(len(rows)) < REPEATED * 1.06) & (high > low)
        drawn = low + (rng.random(len(rows)) * (high - low)).astype(np.int64)
        earlier[rows[again]] = rows[drawn[again]]
    while not np.array_equal(earlier, earlier[earlier]):
        earlier = earlier[earlier]
    again_rows = pl.Series(earlier != np.arange(len(frame)))
    person = ("birth_date", "place", "doc_type", "doc_issuer", "doc_number",
              "given_names", "family_names", "contact")  # fmt: skip
    same = frame.with_columns(frame[name].gather(earlier) for name in person)
    return people.respelled(rng, same, again_rows)


def answered(rng: np.random.Generator, country: Country, frame: pl.DataFrame) -> pl.DataFrame:
    """Fill what the form asks: little from a list, more from the basic form, all from the full.

    `frame` has a ``place`` (see `areas.homes`), which becomes department and municipality.
    """
    size = len(frame)
    years = frame["occurred_on"].dt.year().cast(pl.String)
    levels = {
        str(year): dict(zip(("LIST", "BASIC", "FULL"), parts, strict=True))
        for year, parts in FORMS.items()
    }
    form = codes_within(rng, years, levels)
    days = frame["occurred_on"].to_numpy().astype("datetime64[D]")
    births = frame["birth_date"].to_numpy().astype("datetime64[D]")
    age = pl.Series(completed_years(days, births))
    abroad = codes_within(rng, frame["counterpart"], YEARS_ABROAD)
    abroad = people.constants(size, {"short": "M1_11"})["short"].zip_with(
        (age < 6) & abroad.is_in(["Y1_4", "Y_GE5"]), abroad
    )
    asked = (form == "FULL") | ((form == "BASIC") & chance(rng, 0.8, size))
    found = (form != "LIST") | chance(rng, 0.55, size)
    unknown = people.constants(size, {"unknown": "_U"})["unknown"]
    lived = frame["counterpart"].zip_with(
        abroad.is_in(["Y1_4", "Y_GE5"]), people.constants(size, {"c": country.alpha2})["c"]
    )
    area1, area2 = homes(country.departments, frame["place"], frame["occurred_on"])
    reasons = pick(list(REASONS), positions(rng, list(REASONS.values()), size))
    return frame.drop("place").with_columns(
        age=age,
        form_level=form,
        reason=reasons.zip_with(asked, unknown),
        years_abroad=abroad.zip_with(asked, unknown),
        area1=area1,
        area2=area2.zip_with(found, unknown),
        residence=lived.zip_with(asked, unknown),
        return_type=codes_within(rng, frame["counterpart"], RETURN_TYPES),
        family_unit=_families(frame),
        doc_number=_now_and_then_missing(rng, form, 0.3, "doc_number"),
        birth_date=_now_and_then_missing(rng, form, 0.35, "birth_date"),
        **people.constants(size, _own_citizens(country)),
    )


def _now_and_then_missing(
    rng: np.random.Generator, form: pl.Series, probability: float, name: str
) -> pl.Expr:
    """Return a column that lists often leave empty."""
    missing = (form == "LIST") & chance(rng, probability, len(form))
    return pl.when(missing).then(None).otherwise(pl.col(name))


def _own_citizens(country: Country) -> dict[str, str | None]:
    own = dict.fromkeys(("citizenship", "country_birth"), country.alpha2)
    return {**own, **dict.fromkeys(("category", "purpose", "length"), "_Z")}


def _families(frame: pl.DataFrame) -> pl.Series:
    """Give the accompanied children of a manifest, by twos, a family unit with an adult each."""
    manifest = frame["manifest"].rank("dense").cast(pl.Int64).to_numpy()
    child = (frame["nna"] == "NNA_A").to_numpy()
    adult = (frame["nna"] == "AD").to_numpy()
    number = ranks_within(manifest * 3 + child + 2 * adult) // np.where(child, 2, 1)
    children = np.bincount(manifest, weights=child, minlength=int(manifest.max(initial=0)) + 1)
    inside = child | (adult & (number < np.ceil(children[manifest] / 2)))
    unit = frame["manifest"] + "-F" + pl.Series(number + 1).cast(pl.String)
    return unit.zip_with(pl.Series(inside), people.constants(len(frame), {"none": None})["none"])
