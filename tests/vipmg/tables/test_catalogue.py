from datetime import date

import pytest

from vipmg.i18n import in_language
from vipmg.tables.catalogue import TABLES, standard
from vipmg.tables.periods import BadPeriod
from vipmg.tables.tabulate import figures
from vipmg.tables.variables import UnknownName


@pytest.mark.parametrize("period", ["2024", "2024-Q2", "2024-06", "2024-01/2024-06"])
@pytest.mark.parametrize("name", [table.name for table in TABLES])
def test_every_standard_table_can_be_made_for_every_kind_of_period(db, add, name, period):
    add({"sex": "F"}, {"flow": "ARR"}, {"flow": "DEP", "category": "RT"}, {"flow": "RES"})
    for spec in standard(name, period):
        assert spec.name == name
        assert figures(db, spec).cells.columns[-3:] == ["period", "n", "k"]


def test_the_official_figures_of_june_run_from_january():
    (spec,) = standard("R1", "2024-06")
    assert (spec.first, spec.last, spec.freq) == ("2024-01", "2024-06", "_T")


def test_the_series_holds_three_years_before():
    (spec,) = standard("r2", "2024-06")
    assert (spec.first, spec.last, spec.freq) == ("2021-01", "2024-06", "M")


def test_the_change_compares_the_same_months():
    this, last = standard("R3", "2024-Q2")
    assert (this.first, this.last) == ("2024-01", "2024-06")
    assert (last.first, last.last) == ("2023-01", "2023-06")


def test_a_year_needs_no_table_of_the_year_so_far():
    assert len(standard("R4", "2024")) == 1
    assert len(standard("R4", "2024-06")) == 2


def test_returns_carried_out_are_those_of_the_authority(db, add):
    add(
        {"flow": "DEP", "category": "RT", "counterpart": "SV", "sex": "M"},
        {"flow": "DEP", "category": "FV", "counterpart": "SV", "sex": "M"},
        {"flow": "DEP", "category": "RT", "counterpart": "SV", "occurred_on": date(2023, 1, 1)},
    )
    (spec,) = standard("XRTO", "2024")
    table = figures(db, spec)
    total = table.cells.row(0, named=True)
    assert total == {
        "counterpart": "_T", "sex": "_T", "period": "2024-01", "n": 1, "k": total["k"],
    }  # fmt: skip


def test_a_table_that_does_not_exist_is_answered_with_the_closest():
    with in_language("en"), pytest.raises(UnknownName, match="XRET"):
        standard("XRETT", "2024")
    with pytest.raises(BadPeriod):
        standard("R1", "last year")
