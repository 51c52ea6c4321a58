"""What left before stays as it left: releases are protected against each other."""

from datetime import date

import numpy as np
import polars as pl
import pytest

from vipmg import releases
from vipmg.disclosure.policy import Policy
from vipmg.importing.load import import_frames
from vipmg.officers import Permission
from vipmg.tables.spec import TableSpec

POLICY = Policy()
BY = ("counterpart", "sex")


@pytest.fixture
def registered(node):
    """Return a node with returns of four months: some countries many, some few."""
    rng = np.random.default_rng(7)
    people = 900
    countries = rng.choice(["US", "MX", "CR", "PA", "CA"], people, p=[0.5, 0.3, 0.1, 0.06, 0.04])
    frame = pl.DataFrame(
        {
            "occurred_on": [date(2024, 1 + int(m), 5) for m in rng.integers(0, 4, people)],
            "sex": rng.choice(["F", "M"], people, p=[0.2, 0.8]),
            "counterpart": countries,
            "citizenship": ["GT"] * people,
            "doc_number": [f"DEMO-{number}" for number in range(people)],
        }
    )
    import_frames(node.register, [frame], "prueba", "RET")
    return node


def months(first, last, freq="M"):
    return TableSpec("prueba", "RET", BY, freq, first, last)


def release(node, *specs, kind="package"):
    prepared = releases.protected(node.register, specs, POLICY)
    with node.register.act(Permission.BRIEF, "prueba") as act:
        releases.remember(act.db, prepared, kind, "x")
    return prepared.release.tables


def figures(tables):
    """Return every figure that left by its cell, hidden ones as None."""
    return {
        (*row[:2], row[2]): row[3]
        for table in tables
        for row in table.cells.select(*BY, "period", "value").iter_rows()
    }


def test_the_same_table_again_shows_and_hides_the_same_cells(registered):
    first = figures(release(registered, months("2024-01", "2024-03")))
    again = figures(release(registered, months("2024-01", "2024-03")))
    assert None in first.values()
    assert again == first


def test_a_longer_table_shows_nothing_that_was_hidden_before(registered):
    first = figures(release(registered, months("2024-01", "2024-03")))
    later = figures(release(registered, months("2024-01", "2024-04")))
    for cell, value in first.items():
        assert later[cell] == value


def test_a_total_over_months_does_not_give_a_hidden_month_away(registered):
    monthly = figures(release(registered, months("2024-01", "2024-03")))
    total = figures(release(registered, months("2024-01", "2024-03", "_T"), kind="brief"))
    tried = 0
    for country in ("CR", "PA", "CA"):
        for sex in ("F", "M", "_T"):
            hidden = [
                month
                for month in ("2024-01", "2024-02", "2024-03")
                if monthly.get((country, sex, month), 0) is None
            ]
            if len(hidden) == 1:
                tried += 1
                assert total.get((country, sex, "2024-Q1"), 0) is None
    assert tried, "no month stands alone hidden: the register of this test is too large"


def test_a_release_made_meanwhile_stops_the_one_in_the_making(registered):
    prepared = releases.protected(registered.register, [months("2024-01", "2024-02")], POLICY)
    release(registered, months("2024-01", "2024-03"))
    with (
        pytest.raises(releases.LedgerMoved),
        registered.register.act(Permission.BRIEF, "x") as act,
    ):
        releases.remember(act.db, prepared, "brief", "1")


def test_a_package_withdrawn_is_forgotten(registered):
    release(registered, months("2024-01", "2024-02"))
    with registered.register.act(Permission.BRIEF, "x") as act:
        releases.forget(act.db, "package", "x")
        assert releases.load(act.db).entries == ()


def test_a_record_that_comes_in_late_makes_a_revision_not_an_error(registered):
    release(registered, months("2024-01", "2024-03", "_T"), kind="brief")
    late = pl.DataFrame(
        {"occurred_on": [date(2024, 2, 9)], "sex": ["F"], "counterpart": ["US"]},
    )
    import_frames(registered.register, [late], "tarde", "RET")
    later = figures(release(registered, months("2024-01", "2024-03")))
    assert later["_T", "_T", "2024-02"] is not None
