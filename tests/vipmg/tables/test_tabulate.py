from datetime import date
from itertools import product

import numpy as np
import polars as pl
import pytest
from sqlalchemy import text

from vipmg.i18n import in_language
from vipmg.tables.spec import TableSpec
from vipmg.tables.tabulate import figures
from vipmg.tables.variables import TooManyVariables, UnknownName


def spec(**changes):
    plain = {
        "name": "custom",
        "flow": "RET",
        "by": (),
        "freq": "A",
        "first": "2024-01",
        "last": "2024-12",
    }
    return TableSpec(**{**plain, **changes})


def values(table):
    """Return the figures as a mapping: codes and period to n."""
    columns = [*table.spec.by, "period", "n"]
    return {tuple(row[:-1]): row[-1] for row in table.cells.select(columns).iter_rows()}


@pytest.fixture
def many(add):
    """Register two thousand records spread over everything."""
    chance = np.random.default_rng(3)
    add(
        *(
            {
                "occurred_on": date(2023, 1, 1) + (date(2024, 12, 31) - date(2023, 1, 1)) * share,
                "sex": str(chance.choice(["F", "M", "_U"])),
                "citizenship": str(chance.choice(["SV", "GT", "HN"])),
                "mode": str(chance.choice(["A", "L"])),
                "age_class": str(chance.choice(["Y5", "Y6T9", "Y15T17", "Y18T19", "Y_LT18"])),
                "count": int(chance.integers(1, 4)),
                "person_key": int(chance.integers(1, 900)),
            }
            for share in chance.random(2000)
        )
    )


@pytest.mark.parametrize("freq", ["M", "Q", "A", "_T"])
def test_every_margin_equals_what_the_database_counts(db, many, freq):
    by = ("sex", "citizenship", "mode")
    table = figures(db, spec(by=by, freq=freq, where=(("mode", ("A", "L")),)))
    period = {
        "M": "period",
        "Q": "substr(period,1,4)||'-Q'||((substr(period,6,2)+2)/3)",
        "A": "substr(period,1,4)",
        "_T": "'2024'",
    }[freq]
    expected = {}
    for shown in product((True, False), repeat=3):
        columns = [name if here else "'_T'" for name, here in zip(by, shown, strict=True)]
        query = (
            f"SELECT {', '.join(columns)}, {period}, sum(count) FROM record "
            "WHERE period LIKE '2024%' GROUP BY 1, 2, 3, 4"
        )
        expected |= {tuple(row[:-1]): row[-1] for row in db.execute(text(query))}
    assert values(table) == expected


def test_a_margin_holds_the_sum_of_the_keys_of_its_records(db, many):
    table = figures(db, spec(by=("sex", "mode")))
    inner = table.cells.filter(pl.col("sex") != "_T", pl.col("mode") != "_T")
    total = table.cells.filter(pl.col("sex") == "_T", pl.col("mode") == "_T")
    assert inner["k"].sum() == total["k"].item()


def test_ages_are_shown_in_bands_of_five_years(db, add):
    classes = ["Y0T4", "Y5", "Y6T9", "Y15T17", "Y18T19", "Y_GE85", "Y_LT18", "Y_GE18", "_U"]
    add(*({"age_class": code} for code in classes))
    assert values(figures(db, spec(by=("age",)))) == {
        ("_T", "2024"): 9,
        ("Y0T4", "2024"): 1,
        ("Y5T9", "2024"): 2,
        ("Y15T19", "2024"): 2,
        ("Y_GE85", "2024"): 1,
        ("Y_LT18", "2024"): 1,
        ("Y_GE18", "2024"): 1,
        ("_U", "2024"): 1,
    }


def test_minors_and_adults_are_told_apart_at_eighteen(db, add):
    add(*({"age_class": code} for code in ["Y5", "Y15T17", "Y18T19", "Y_LT18", "_U"]))
    assert values(figures(db, spec(by=("age_broad",)))) == {
        ("_T", "2024"): 5,
        ("Y_LT18", "2024"): 3,
        ("Y_GE18", "2024"): 1,
        ("_U", "2024"): 1,
    }


def test_minors_are_shown_in_the_bands_of_their_services(db, add):
    classes = ["Y0T4", "Y5", "Y6T9", "Y10T11", "Y12T14", "Y15T17", "Y40T44", "Y_LT18"]
    add(*({"age_class": code} for code in classes))
    figures_by_band = values(figures(db, spec(by=("age_nna",))))
    assert figures_by_band == {
        ("_T", "2024"): 8,
        ("Y0T5", "2024"): 2,
        ("Y6T11", "2024"): 2,
        ("Y12T17", "2024"): 2,
        ("Y_GE18", "2024"): 1,
        ("_U", "2024"): 1,
    }


def test_ages_are_listed_by_age_with_the_total_first(db, add):
    add(*({"age_class": code} for code in ["Y80T84", "Y5", "_U", "Y10T11", "Y_GE85"]))
    table = figures(db, spec(by=("age",)))
    shown = ["_T", "Y5T9", "Y10T14", "Y80T84", "Y_GE85", "_U"]
    assert table.cells["age"].to_list() == shown


def test_a_selection_by_age_band_takes_the_classes_it_is_made_of(db, add):
    add(*({"age_class": code} for code in ["Y15T17", "Y18T19", "Y20T24"]))
    assert values(figures(db, spec(where=(("age", ("Y15T19",)),)))) == {("2024",): 2}
    both = (("age", ("Y15T19",)), ("age_broad", ("Y_LT18",)))
    assert values(figures(db, spec(where=both))) == {("2024",): 1}


def test_nothing_registered_gives_a_table_without_cells(db):
    table = figures(db, spec(by=("sex", "age")))
    assert table.cells.height == 0
    assert table.cells.columns == ["sex", "age", "period", "n", "k"]


def test_somebody_returned_twice_is_one_person(db, add):
    add(
        {"person_key": 5, "sex": "F", "occurred_on": date(2024, 1, 3)},
        {"person_key": 5, "sex": "F", "occurred_on": date(2024, 2, 3)},
        {"person_key": 6, "sex": "M", "occurred_on": date(2024, 2, 9)},
        {"person_key": None, "sex": "M"},
        {"person_key": 7, "sex": "M", "status": "CANCELLED"},
    )
    year = figures(db, spec(by=("sex",), measure="persons"))
    assert values(year) == {("_T", "2024"): 2, ("F", "2024"): 1, ("M", "2024"): 1}
    months = figures(db, spec(measure="persons", freq="M"))
    assert values(months) == {("2024-01",): 1, ("2024-02",): 2}


def test_persons_of_every_margin_are_counted_apart(db, many):
    table = figures(db, spec(by=("sex", "age_broad"), measure="persons"))
    query = (
        "SELECT count(DISTINCT person_key) FROM record WHERE period LIKE '2024%' "
        "AND age_class IN ('Y5', 'Y6T9', 'Y15T17', 'Y_LT18')"
    )
    assert values(table)["_T", "Y_LT18", "2024"] == db.execute(text(query)).scalar()


def test_a_name_that_does_not_exist_is_answered_with_the_closest(db):
    with in_language("en"):
        with pytest.raises(UnknownName, match=r"Closest: citizenship"):
            figures(db, spec(by=("citizenchip",)))
        with pytest.raises(UnknownName, match="Closest: RET"):
            figures(db, spec(flow="RETT"))
        with pytest.raises(UnknownName, match="Closest: Y15T19"):
            figures(db, spec(where=(("age", ("Y15T18",)),)))


def test_the_same_variable_twice_is_refused(db):
    with pytest.raises(TooManyVariables):
        figures(db, spec(by=("sex", "sex")))


def test_a_table_is_handed_to_people_as_a_pandas_frame(db, many):
    frame = figures(db, spec(by=("sex", "mode"))).to_pandas()
    assert frame.index.names == ["sex", "mode", "period"]
    assert frame.loc[("_T", "_T", "2024"), "n"] == frame["n"].max()
    assert frame["n"].dtype == "int64"


def test_a_country_may_be_selected_with_three_letters(db, add):
    add({"citizenship": "SV"}, {"citizenship": "GT"})
    assert values(figures(db, spec(where=(("citizenship", ("SLV",)),)))) == {("2024",): 1}


def test_a_code_that_no_list_holds_is_refused_instead_of_counting_nobody(db):
    with in_language("en"), pytest.raises(UnknownName, match="“Z” does not exist"):
        figures(db, spec(where=(("sex", ("Z",)),)))


def test_a_post_that_only_the_register_knows_can_be_selected(db, add):
    add({"point": "POST 9"}, {"point": "SV_SAL"})
    assert values(figures(db, spec(where=(("point", ("POST 9",)),)))) == {("2024",): 1}
