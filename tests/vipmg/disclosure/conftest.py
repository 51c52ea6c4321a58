"""The recorded test tables beside the project, as universes with their zeros."""

import json
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from vipmg.disclosure.relations import Axis
from vipmg.disclosure.universe import Shape, Universe, assemble, check_additive
from vipmg.tables.spec import TOTAL, Table, TableSpec

FOLDER = Path(__file__).parents[3] / "../shared/disclosure"


def recorded(name: str) -> dict:
    return json.loads((FOLDER / name / "case.json").read_text())


def _axis(name: str, levels: list[str], inner: pl.DataFrame) -> Axis:
    """Levels are named fine to coarse in the files; ours go coarse to fine."""
    finest = levels[0]
    atoms = {code: 1 << n for n, code in enumerate(inner[finest].unique(maintain_order=True))}
    nodes, masks, ours = ["Total"], [sum(atoms.values())], []
    for level in sorted(levels, key=lambda level: inner[level].n_unique()):
        start = len(nodes)
        for code, members in (
            inner.group_by(level, maintain_order=True)
            .agg(pl.col(finest).unique().alias("members"))
            .iter_rows()
        ):
            nodes.append(code)
            masks.append(sum(atoms[member] for member in members))
        ours.append(tuple(range(start, len(nodes))))
    return Axis(name, tuple(nodes), tuple(masks), tuple(ours))


def load(name: str) -> Universe:
    """Return the case's universe: its published cells, and the zeros of its tables."""
    case = recorded(name)
    read = {"infer_schema": False}
    inner = pl.read_csv(FOLDER / name / "inner.csv.gz", **read)
    cells = pl.read_csv(FOLDER / name / "cells.csv.gz", **read)
    tables = list(case["spec"].values())
    names = list(dict.fromkeys(axis for table in tables for axis in table))
    axes, places = [], {}
    for axis in names:
        levels = list(dict.fromkeys(lv for t in tables for lv in t.get(axis, []) if lv != "*"))
        levels.sort(key=lambda level: -inner[level].n_unique() if level in inner.columns else 0)
        if axis in inner.columns and axis not in levels:
            levels.insert(0, axis)
        axes.append(_axis(axis, levels, inner))
        places[axis] = {
            level: [axes[-1].nodes.index(code, 1) for code in inner[level].unique()]
            for level in levels
        } | {"*": [0]}
    shapes = [
        Shape(
            tuple(
                tuple(sorted(n for lv in table.get(axis, ["*"]) for n in places[axis][lv]))
                for axis in names
            ),
            frozenset(range(len(names))),
        )
        for table in tables
    ]
    codes = np.column_stack(
        [
            cells[axis].replace_strict({code: n for n, code in enumerate(a.nodes)}).to_numpy()
            for axis, a in zip(names, axes, strict=True)
        ]
    ).astype(np.int32)
    universe = assemble(axes, shapes, codes, cells["freq"].cast(pl.Int64).to_numpy())
    check_additive(universe, universe.published)
    return universe


@pytest.fixture(scope="session")
def case():
    """A function from a case's name to its universe; skips where the files are not there."""
    if not FOLDER.exists():
        pytest.skip("the recorded tables lie beside the project and are not here")
    found: dict[str, Universe] = {}

    def of(name: str) -> Universe:
        if name not in found:
            found[name] = load(name)
        return found[name]

    return of


def tabulated(
    records: pl.DataFrame,
    by: tuple[str, ...],
    freq: str = "M",
    first: str = "2024-01",
    last: str = "2024-06",
    where: tuple[tuple[str, tuple[str, ...]], ...] = (),
    name: str = "custom",
) -> Table:
    """Tabulate records (the variables and a month in ``period``) with all margins."""
    kept = records.filter(pl.col("period").is_between(pl.lit(first), pl.lit(last)))
    for variable, codes in where:
        kept = kept.filter(pl.col(variable).is_in(codes))
    quarter = (pl.col("period").str.slice(5).cast(pl.Int32) + 2) // 3
    label = {
        "M": pl.col("period"),
        "Q": pl.col("period").str.slice(0, 4) + "-Q" + quarter.cast(pl.String),
        "A": pl.col("period").str.slice(0, 4),
        "_T": pl.lit(f"{first}/{last}"),
    }[freq]
    cells = kept.group_by(*by, label.alias("period")).agg(pl.len().cast(pl.Int64).alias("n"))
    for variable in by:
        others = [column for column in (*by, "period") if column != variable]
        margin = cells.group_by(others).agg(pl.col("n").sum())
        margin = margin.with_columns(pl.lit(TOTAL).alias(variable)).select(cells.columns)
        cells = pl.concat([cells, margin])
    cells = cells.with_columns(pl.lit(0, pl.Int64).alias("k"))
    return Table(TableSpec(name, "RET", by, freq, first, last, where), cells)


@pytest.fixture
def tabulate():
    """A function from records to a table with all margins."""
    return tabulated


@pytest.fixture
def records():
    """Three thousand returns of six months: sex, fifteen citizenships, mode."""
    rng, count = np.random.default_rng(3), 3000
    weights = 1 / np.arange(1, 16) ** 1.3
    return pl.DataFrame(
        {
            "sex": rng.choice(["F", "M", "_U"], count, p=[0.4, 0.55, 0.05]),
            "citizenship": rng.choice(
                [f"C{n:02}" for n in range(15)], count, p=weights / weights.sum()
            ),
            "mode": rng.choice(["A", "L", "W"], count),
            "period": rng.choice([f"2024-{month:02}" for month in range(1, 7)], count),
        }
    )


def system(relations: list[list[int]], values: list[int]) -> Universe:
    """Return a universe given by its relations alone, one axis with a node a cell."""
    import scipy.sparse as sp

    nodes = tuple(str(number) for number in range(len(values)))
    return Universe(
        (Axis("cell", nodes, tuple(1 << n for n in range(len(values)))),),
        np.arange(len(values), dtype=np.int32)[:, None],
        np.array(values, np.int64),
        np.ones(len(values), np.bool_),
        sp.csr_matrix(np.array(relations, np.int64).reshape(-1, len(values))),
    )


@pytest.fixture
def small_system():
    """A function from relations and values to a universe."""
    return system
