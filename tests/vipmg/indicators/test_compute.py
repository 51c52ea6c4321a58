from dataclasses import dataclass
from datetime import date

import polars as pl
import pytest
from sqlalchemy import insert

from vipmg.database.schema import manifest
from vipmg.indicators import compute
from vipmg.tables.periods import parse
from vipmg.tables.spec import TableSpec
from vipmg.tables.tabulate import figures

SPEC = TableSpec("custom", "RET", ("nna", "sex"), "_T", "2024-01", "2024-06")


@dataclass(frozen=True)
class Shielded:
    spec: TableSpec
    cells: pl.DataFrame


@pytest.fixture
def returns(add):
    add(
        {"nna": "AD", "sex": "M", "count": 60, "form_level": "BASIC"},
        {"nna": "AD", "sex": "F", "count": 20, "form_level": "FULL"},
        {"nna": "NNA_A", "sex": "F", "count": 15, "form_level": "LIST"},
        {"nna": "NNA_NA", "sex": "M", "count": 5, "form_level": "_U"},
        {"nna": "AD", "sex": "M", "count": 80, "occurred_on": date(2023, 2, 1)},
    )


def list_received(db, declared, month="2024-01"):
    row = {
        "reference": f"F{declared}",
        "flow": "RET",
        "period": month,
        "occurred_on": date(int(month[:4]), 1, 2),
        "point": "SV_SAL",
        "mode": "A",
        "counterpart": "US",
        "declared_count": declared,
    }
    db.execute(insert(manifest), [row])


def test_the_indicators_of_returns_agree_with_the_records(db, returns):
    last = TableSpec("custom", "RET", ("nna", "sex"), "_T", "2023-01", "2023-06")
    found = compute.from_tables(figures(db, SPEC), figures(db, last))
    assert {indicator.id: indicator.value for indicator in found} == {
        "I-1": 100,
        "I-4": pytest.approx(0.20),
        "I-4u": pytest.approx(0.25),
        "I-5": pytest.approx(65 / 35),
        "I-6": pytest.approx(0.25),
    }


def test_coverage_compares_with_the_lists_received(db, returns):
    list_received(db, 100)
    list_received(db, 60)
    list_received(db, 999, month="2023-01")
    covered = compute.coverage(db, parse("2024-01/2024-06"))
    assert (covered.numerator, covered.denominator, covered.value) == (80, 160, 0.5)
    full = compute.coverage(db, parse("2024-01/2024-06"), ("FULL",))
    assert full.value == pytest.approx(20 / 160)


def test_coverage_without_lists_is_not_computable_rather_than_complete(db, returns):
    covered = compute.coverage(db, parse("2024"))
    assert covered.value is None
    assert covered.numerator == 80


def test_completeness_leaves_out_those_to_whom_a_question_does_not_apply(db, returns):
    level = compute.completeness(db, "RET", "form_level", parse("2024"))
    assert (level.numerator, level.denominator) == (95, 100)
    post = compute.completeness(db, "RET", "point", parse("2024"))
    assert post.value is None


def test_what_is_computed_from_a_hidden_figure_is_not_computable(db, returns):
    exact = figures(db, SPEC)
    hidden = pl.col("nna") == "NNA_NA"
    cells = exact.cells.select(
        *SPEC.by,
        "period",
        pl.when(hidden).then(None).otherwise(pl.col("n")).alias("value"),
        pl.when(hidden).then(pl.lit("Q")).otherwise(pl.lit("P")).alias("obs_status"),
        pl.when(hidden & (pl.col("sex") == "M"))
        .then(pl.lit("A"))
        .when(hidden)
        .then(pl.lit("D"))
        .otherwise(pl.lit("F"))
        .alias("conf_status"),
    )
    protected = Shielded(SPEC, cells)
    found = {indicator.id: indicator.value for indicator in compute.from_tables(protected)}
    assert found == {"I-1": 100, "I-4": None, "I-4u": None, "I-5": pytest.approx(65 / 35)}
    everything, primary, secondary = compute.suppression(protected)
    assert (everything.numerator, primary.numerator, secondary.numerator) == (2, 1, 1)
    assert everything.denominator == exact.cells.height


def test_causes_of_suppression_that_the_policy_does_not_tell_are_not_guessed(db, returns):
    cells = figures(db, SPEC).cells.select(
        *SPEC.by,
        "period",
        pl.lit(None, pl.Int64).alias("value"),
        pl.lit("Q").alias("obs_status"),
        pl.lit("C").alias("conf_status"),
    )
    everything, primary, secondary = compute.suppression(Shielded(SPEC, cells))
    assert everything.value == 1.0
    assert primary.value is None
    assert secondary.value is None
