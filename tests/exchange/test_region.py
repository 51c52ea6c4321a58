"""What the region knows, what it lacks, and where two countries count differently."""

import pytest

from exchange import compilation, datasets, mirror
from vipmg.tables import catalogue


def cell(frame, **where):
    (row,) = [
        row for row in frame.to_dicts() if all(row[name] == value for name, value in where.items())
    ]
    return row


@pytest.fixture
def exchanged(friends):
    """Guatemala and El Salvador sent January, Honduras nothing; El Salvador also February."""
    gt, _hn, sv = friends
    gt.send("SV", XDEP={"SV": 60, "HN": 80}, XARR={"SV": 30}, XRTO={"SV": 0, "HN": 20})
    sv.send("GT", XARR={"GT": 100, "HN": 40}, XDEP={"GT": 30}, XRET={"GT": 10})
    sv.send("GT", period="2024-02", XARR={"GT": 70})
    gt.receive()
    sv.receive()
    return gt, sv


def test_the_region_names_what_is_missing_and_never_counts_it_as_zero(exchanged):
    gt, _sv = exchanged
    region = compilation.compile_table(gt.beto, "XARR", "2024-01/2024-02")
    assert region.countries == ("GT", "HN", "SV")
    assert region.missing.rows() == [("GT", "2024-02"), ("HN", "2024-01"), ("HN", "2024-02")]
    total = cell(region.region, counterpart="_T", sex="_T", period="2024-01")
    assert (total["value"], total["obs_status"]) == (None, "O")
    assert (total["known"], total["reporting"]) == (170, 2)


def test_a_region_that_is_complete_has_totals_with_zero_for_absent_cells(exchanged, hn):
    gt, _sv = exchanged
    hn.send("GT", XARR={"GT": 50})
    gt.receive()
    region = compilation.compile_table(gt.beto, "XARR", "2024-01")
    total = cell(region.region, counterpart="_T", sex="_T")
    assert (total["value"], total["obs_status"], total["reporting"]) == (220, "P", 3)
    assert cell(region.region, counterpart="HN", sex="_T")["value"] == 40
    assert region.missing.height == 0


def test_a_hidden_cell_hides_the_regional_total_it_is_part_of(friends):
    gt, hn, sv = friends
    gt.send("SV", XARR={"SV": 60, "NI": 2, "HN": 70})
    hn.send("SV", XARR={"SV": 60})
    sv.send("GT", XARR={"GT": 60})
    sv.receive()
    region = compilation.compile_table(sv.beto, "XARR", "2024-01")
    row = cell(region.region, counterpart="NI", sex="_T")
    assert (row["value"], row["obs_status"]) == (None, "Q")


def test_the_mirror_sets_departures_against_arrivals(exchanged):
    gt, _sv = exchanged
    found = mirror.mirror(gt.beto, "2024-01")
    row = cell(found.cells, flows="departures", reporter_a="GT", partner_b="SV")
    assert (row["value_out"], row["value_in"], row["difference"]) == (60, 100, 40)
    assert row["asymmetry"] == pytest.approx(0.5)
    assert row["status"] == "both"
    back = cell(found.cells, flows="departures", reporter_a="SV", partner_b="GT")
    assert (back["value_out"], back["value_in"], back["asymmetry"]) == (30, 30, 0.0)


def test_people_returned_by_the_authority_are_not_among_the_departures(exchanged):
    gt, _sv = exchanged
    found = mirror.mirror(gt.beto, "2024-01")
    left = cell(found.cells, flows="departures", reporter_a="GT", partner_b="HN")
    handed_over = cell(found.cells, flows="returns", reporter_a="GT", partner_b="HN")
    assert (left["value_out"], handed_over["value_out"]) == (80 - 20, 20)


def test_both_countries_see_the_same_mirror(exchanged):
    gt, sv = exchanged
    assert mirror.mirror(gt.beto, "2024-01").cells.equals(mirror.mirror(sv.beto, "2024-01").cells)


def test_a_month_without_a_cell_is_zero_only_for_who_reported_it(exchanged):
    gt, _sv = exchanged
    found = mirror.mirror(gt.beto, "2024-01/2024-02")
    returned = cell(found.cells, flows="returns", reporter_a="GT", partner_b="SV")
    assert (returned["value_out"], returned["value_in"], returned["asymmetry"]) == (0, 10, 2.0)
    honduras = cell(found.cells, flows="departures", reporter_a="GT", partner_b="HN")
    assert (honduras["value_out"], honduras["value_in"]) == (60, None)
    assert honduras["status"] == "only_out"
    february = cell(
        found.cells, flows="departures", reporter_a="GT", partner_b="SV", period="2024-02"
    )
    assert (february["value_out"], february["value_in"], february["status"]) == (
        None,
        70,
        "only_in",
    )


def test_corridors_worth_a_conversation_come_first(exchanged):
    gt, _sv = exchanged
    found = mirror.mirror(gt.beto, "2024-01")
    first = found.corridors.to_dicts()[0]
    assert (first["flows"], first["reporter_a"], first["partner_b"]) == ("returns", "GT", "SV")
    named = {
        (row["flows"], row["reporter_a"], row["partner_b"])
        for row in mirror.to_talk_about(found).to_dicts()
    }
    assert ("departures", "GT", "SV") in named, "60 against 100"
    assert ("departures", "GT", "HN") in named, "Honduras does not report"
    assert ("departures", "SV", "GT") not in named, "30 against 30"
    assert ("returns", "GT", "SV") not in named, "ten people say little"


def test_a_figure_hidden_by_one_side_is_not_compared(friends):
    gt, _hn, sv = friends
    gt.send("SV", XDEP={"SV": 2, "HN": 80, "NI": 60})
    sv.send("GT", XARR={"GT": 60})
    gt.receive()
    row = cell(mirror.mirror(gt.beto, "2024-01").cells, flows="departures", reporter_a="GT",
               partner_b="SV")  # fmt: skip
    assert (row["status"], row["value_out"], row["asymmetry"]) == ("hidden", None, None)


def test_a_later_package_revises_and_the_earlier_figures_stay(exchanged):
    gt, sv = exchanged
    sv.send("GT", XARR={"GT": 80, "HN": 40})
    gt.receive()
    row = cell(mirror.mirror(gt.beto, "2024-01").cells, flows="departures", reporter_a="GT",
               partner_b="SV")  # fmt: skip
    assert row["value_in"] == 80
    with gt.beto.reading() as db:
        past = datasets.history(db, catalogue.standard("XARR", "2024-01")[0])
    kept = past.filter(country="SV", counterpart="GT", sex="_T", period="2024-01")
    assert kept["value"].to_list() == [100, 80]


def test_without_any_figures_the_region_is_all_missing(gt):
    region = compilation.compile_table(gt.beto, "XARR", "2024-01")
    assert region.missing.height == 3
    assert region.cells.height == region.region.height == 0
    assert mirror.mirror(gt.beto, "2024-01").corridors.height == 0
