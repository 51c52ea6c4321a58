"""Invented protected tables: what a brief is made from, without a register."""

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import product

import polars as pl
import pytest

from vipmg import i18n
from vipmg.briefs.compose import BriefInput, Coverage
from vipmg.briefs.geography import areas
from vipmg.tables.spec import TableSpec

Cells = Mapping[tuple[str, ...], int]


@dataclass(frozen=True)
class Released:
    """As a protected table is: a specification and cells, null where hidden."""

    spec: TableSpec
    cells: pl.DataFrame


def released(spec: TableSpec, cells: Cells, least: int = 5) -> Released:
    """Return cells with all margins, counts under `least` hidden, zeros left out."""
    width, summed = len(spec.by), dict[tuple[str, ...], int]()
    for key, value in cells.items():
        for mask in product((False, True), repeat=width):
            codes = tuple("_T" if m else c for m, c in zip(mask, key, strict=False))
            at = (*codes, *key[width:])
            summed[at] = summed.get(at, 0) + value
    rows = [(*key, None if value < least else value) for key, value in summed.items() if value]
    schema = dict.fromkeys([*spec.by, "period"], pl.String) | {"value": pl.Int64}
    frame = pl.DataFrame(rows, schema=schema, orient="row")
    hidden = pl.col("value").is_null()
    return Released(
        spec,
        frame.with_columns(
            obs_status=pl.when(hidden).then(pl.lit("Q")).otherwise(pl.lit("P")),
            conf_status=pl.when(hidden).then(pl.lit("A")).otherwise(pl.lit("F")),
        ),
    )


def returns_tables(country: str = "HN", scale: float = 1.0) -> tuple[Released, ...]:
    """Return R1 (2024 and 2023), R2 and R5 of January to June 2024."""
    chance, tables = random.Random(1), []
    weights = {"US": 0.66, "MX": 0.33, "BZ": 0.0004}
    groups = {"AD": 0.8, "NNA_A": 0.17, "NNA_NA": 0.03}
    for year, size in ((2024, 38000), (2023, 41000)):
        span = (f"{year}-01", f"{year}-06")
        cells = {
            (c, n, s, "/".join(span)): int(size * scale * w * nw * sw)
            for c, w in weights.items()
            for n, nw in groups.items()
            for s, sw in (("M", 0.75), ("F", 0.25))
        }
        tables.append(
            released(TableSpec("R1", "RET", ("counterpart", "nna", "sex"), "_T", *span), cells)
        )
    months = [f"{y}-{m:02}" for y in range(2021, 2025) for m in range(1, 13)][:42]
    cells = {(month,): int(6300 * scale * chance.uniform(0.8, 1.2)) for month in months}
    tables.append(released(TableSpec("R2", "RET", (), "M", "2021-01", "2024-06"), cells))
    places = areas(country)
    cells = {
        (a.code, "2024-01/2024-06"): 100 + 37 * n for n, a in enumerate(places) if n not in (2, 4)
    }
    cells[places[2].code, "2024-01/2024-06"] = 3
    tables.append(released(TableSpec("R5", "RET", ("area1",), "_T", "2024-01", "2024-06"), cells))
    return tuple(tables)


def movements_tables() -> tuple[Released, ...]:
    """Return M1 of both flows, monthly, January 2023 to June 2024."""
    months = [f"{y}-{m:02}" for y in (2023, 2024) for m in range(1, 13)][:18]
    posts = {("A", "SAL"): 9000, ("L", "LAS_CHINAMAS"): 4000, ("W", "ACAJUTLA"): 1}
    return tuple(
        released(
            TableSpec("M1", flow, ("mode", "point"), "M", "2023-01", "2024-06"),
            {
                (*post, month): size + (less if size > 1 else 0) + 10 * n * (size > 1)
                for post, size in posts.items()
                for n, month in enumerate(months)
            },
        )
        for flow, less in (("ARR", 0), ("DEP", -200))
    )


def exchange_tables(seed: int, partners: tuple[str, ...]) -> tuple[Released, ...]:
    """Return XRET, XDEP, XARR and XRTO, monthly, January 2023 to June 2024."""
    chance = random.Random(seed)
    months = [f"{y}-{m:02}" for y in (2023, 2024) for m in range(1, 13)][:18]
    sizes = {("XRET", "RET"): 30, ("XDEP", "DEP"): 900, ("XARR", "ARR"): 850, ("XRTO", "DEP"): 28}
    return tuple(
        released(
            TableSpec(name, flow, ("counterpart", "sex"), "M", "2023-01", "2024-06"),
            {
                (c, s, month): int(size * chance.uniform(0.9, 1.1))
                for c in partners
                for s in "MF"
                for month in months
            },
        )
        for (name, flow), size in sizes.items()
    )


MEMBERS = (
    ("SV", exchange_tables(1, ("GT", "HN"))),
    ("GT", exchange_tables(2, ("SV", "HN"))),
    ("HN", exchange_tables(3, ("SV", "GT"))),
)


@pytest.fixture
def make_input() -> Callable[..., BriefInput]:
    """Return a maker of inputs: `make_input(tables, language="es", **changes)`."""

    def make(tables: tuple[Released, ...], language: str = "es", **changes: object) -> BriefInput:
        facts: dict[str, object] = {
            "tables": tables, "country": "HN", "agency": "Instituto Nacional de Migración",
            "period": "2024-01/2024-06", "language": language, "cut_off": date(2024, 7, 10),
            "contact": "estadistica@migracion.example", "number": "7 / 2024", "demo": True,
            "coverage": Coverage(36000, 37450),
        }  # fmt: skip
        return BriefInput(**(facts | changes))  # type: ignore[arg-type]

    return make


@pytest.fixture
def returns() -> tuple[Released, ...]:
    return returns_tables()


@pytest.fixture
def movements() -> tuple[Released, ...]:
    return movements_tables()


@pytest.fixture
def members() -> tuple[tuple[str, tuple[Released, ...]], ...]:
    return MEMBERS


@pytest.fixture
def few_returns() -> tuple[Released, ...]:
    return returns_tables("BZ", scale=0.001)


@pytest.fixture
def spanish():
    with i18n.in_language("es"):
        yield


@pytest.fixture
def english():
    with i18n.in_language("en"):
        yield
