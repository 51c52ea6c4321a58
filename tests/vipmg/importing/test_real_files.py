"""The four real sources, through the register, against figures computed by other programs."""

import json
from pathlib import Path

import polars as pl
import pytest

from vipmg.cube import segments
from vipmg.importing.load import import_file, take_back

DATA = Path(__file__).parents[4] / "shared" / "data"
ICE = DATA / "us-ice-removals-seattle" / "SeattleAOROtherRemovals.csv"
USBP = DATA / "us-usbp-blaine-spokane"
I94 = DATA / "us-i94-2016-04" / "i94_apr2016_centralamerica_d01-15.csv"
PERU = DATA / "pe-carnet-extranjeria-2025"

pytestmark = [
    pytest.mark.real_data,
    pytest.mark.skipif(not DATA.exists(), reason="the real files are not beside the project"),
]


@pytest.fixture(scope="module")
def truth():
    return json.loads((DATA / "truth.json").read_text(encoding="utf-8"))


def cells(node, flow, *by):
    with node.register.reading() as db:
        frame = segments.read(db, flow, "1900-01", "2100-12", by)
    return frame.with_columns(pl.col("period", *by).cast(pl.String))


def sums(frame, *by):
    """Return the persons by the columns `by`, as a dictionary."""
    grouped = frame.group_by(by).agg(pl.col("n").sum())
    return {row[0] if len(by) == 1 else row[:-1]: row[-1] for row in grouped.iter_rows()}


def adds_up(result):
    return result.rows == result.imported + result.findings + result.skipped


def test_ice_removals_equal_the_truth(node, truth):
    expected = truth["ice_other"]
    result = import_file(node.register, ICE, "RET")
    assert result.mapping == "us-ice-removals"
    assert adds_up(result)
    assert (result.rows, result.imported) == (expected["rows"], expected["rows"])
    frame = cells(node, "RET", "sex", "citizenship", "counterpart")
    sex = sums(frame, "sex")
    assert sex == {"M": 18910, "F": 1470, "_U": 4}
    years = sums(frame.with_columns(pl.col("period").str.slice(0, 4)), "period")
    assert years == expected["by_year"]
    months = sums(frame.filter(pl.col("period").str.starts_with("2018")), "period")
    assert {str(int(month[5:])): n for month, n in months.items()} == expected["by_month_2018"]
    citizens = sums(frame, "citizenship")
    top = expected["by_citizenship_top15"]
    assert citizens["CN"] == top["CHINA, PEOPLES REPUBLIC OF"]
    assert citizens["KR"] == top["SOUTH KOREA"]
    assert [citizens[c] for c in ("MX", "GT", "HN", "SV")] == [13833, 2012, 1260, 1209]
    assert len(citizens) == expected["n_citizenships"]
    assert citizens["XXX"] == 12  # "KOREA": of which it is not said which
    assert set(sums(frame, "counterpart")) == {"US"}


def test_border_patrol_workbook_equals_the_truth(node, truth):
    expected = truth["usbp_app"]
    result = import_file(node.register, USBP / "USBP I 213 Spreadsheet.xlsx", "RET")
    assert adds_up(result)
    assert result.mapping == "us-usbp"
    assert result.imported == expected["rows"]
    frame = cells(node, "RET", "sex", "citizenship", "age", "point")
    assert sums(frame, "sex") == {"M": 3863, "F": 848}
    assert sums(frame, "point") == {f"US_{k}": n for k, n in expected["by_sector"].items()}
    years = sums(frame.with_columns(pl.col("period").str.slice(0, 4)), "period")
    assert years == expected["by_year"]
    assert sums(frame, "citizenship")["IN"] == expected["by_citizenship_top12"]["INDIA"]
    minors = ["Y0T4", "Y5", "Y6T9", "Y10T11", "Y12T14", "Y15T17"]
    assert frame.filter(pl.col("age").is_in(minors))["n"].sum() == expected["under18"]


def test_workbook_and_csv_of_border_patrol_agree_and_can_be_taken_back(node):
    by = ("sex", "citizenship", "age", "point", "nna")
    result = import_file(node.register, USBP / "USBP-BLW-SPW-Apprehensions.csv", "RET")
    from_csv = sums(cells(node, "RET", *by), "period", *by)
    assert take_back(node.register, result.batch, "wrong file") == 4711
    assert cells(node, "RET").is_empty()
    import_file(node.register, USBP / "USBP I 213 Spreadsheet.xlsx", "RET")
    assert sums(cells(node, "RET", *by), "period", *by) == from_csv


def test_processed_subjects_equal_the_truth(node, truth):
    expected = truth["usbp_processed"]
    result = import_file(node.register, USBP / "USBP-BLW-SPW-ProcessedSubjects.csv", "RET")
    assert result.mapping == "us-usbp-subjects"
    assert result.imported == expected["rows"]
    frame = cells(node, "RET", "sex", "citizenship", "age")
    assert sums(frame, "sex") == {"M": 1900, "F": 557, "_U": 116}
    citizens = sums(frame, "citizenship")
    assert citizens["US"] == expected["by_citizenship_top8"]["UNITED STATES"]
    assert citizens["_U"] == expected["by_citizenship_top8"]["UNKNOWN"]
    assert sums(frame, "age")["_U"] == expected["age_blank"]


def test_processed_subjects_by_year_equal_the_truth(node, truth):
    expected = truth["usbp_blw_xlsx"]
    name = "USBP BLW Processed Subjects w an I44 010112- 093017 - Modified.xlsx"
    result = import_file(node.register, USBP / name, "RET")
    assert result.imported == expected["data_rows"]
    frame = cells(node, "RET", "sex")
    assert sums(frame, "sex") == {"M": 908, "F": 270, "_U": 36}
    assert {k[:4]: n for k, n in sums(frame, "period").items()} == expected["by_CY"]


def test_i94_arrivals_equal_the_truth(node, truth):
    expected = truth["i94"]
    result = import_file(node.register, I94, "ARR")
    assert adds_up(result)
    assert result.imported == expected["rows"]
    frame = cells(node, "ARR", "sex", "citizenship", "residence", "mode", "point", "purpose")
    assert sums(frame, "sex") == {"F": 22583, "M": 22282, "_U": 2301, "_O": 4}
    assert sums(frame, "mode") == {"A": 46444, "L": 641, "W": 68, "_U": 17}
    assert sums(frame, "purpose") == {"1_1": 39890, "2": 6888, "1_3": 392}
    assert sums(frame, "citizenship") == {
        "DO": 10839, "CR": 8469, "GT": 8173, "HN": 6400, "SV": 5942, "PA": 4302, "NI": 2266,
        "BZ": 779,
    }  # fmt: skip
    assert sums(frame, "residence")["MX"] == 90
    ports = sums(frame, "point")
    assert {k: ports[f"US_{k}"] for k in expected["by_port_top15"]} == expected["by_port_top15"]


def test_i94_departures_equal_the_truth(node, truth):
    expected = truth["i94"]["departure"]
    result = import_file(node.register, I94, "DEP")
    assert adds_up(result)
    assert result.skipped == expected["missing"]
    assert result.imported == expected["plausible"]
    assert result.findings == expected["before_arrival"] + expected["on_or_after_2017"]
    months = sums(cells(node, "DEP", "sex"), "period")
    assert months["2016-04"] == expected["departures_in_2016-04"]
    assert months["2016-05"] == expected["departures_in_2016-05"]


def test_peru_counts_people_not_rows(node, truth):
    expected = truth["peru"]
    results = [import_file(node.register, path, "RES") for path in sorted(PERU.glob("*.csv"))]
    assert all(adds_up(result) for result in results)
    assert sum(result.imported for result in results) == expected["rows"]
    assert sum(result.people for result in results) == expected["persons_sum_CANTIDAD"]
    frame = cells(node, "RES", "sex", "age", "citizenship", "area1", "category")
    months = ("ENERO", "FEBRERO", "MARZO", "ABRIL", "MAYO", "JUNIO")
    by_month = {f"2025-{n:02d}": expected["by_month"][month] for n, month in enumerate(months, 1)}
    assert sums(frame, "period") == by_month
    assert sums(frame, "sex") == {"M": 51918, "F": 45558}
    assert sums(frame, "age") == {"Y_GE18": 83235, "Y_LT18": 14241}
    citizens = sums(frame, "citizenship")
    top = expected["by_nationality_top15"]
    assert (citizens["VE"], citizens["CO"]) == (top["VENEZOLANA"], top["COLOMBIANA"])
    assert (citizens["DO"], citizens["DM"], citizens["HT"]) == (114, 1, 3)
    assert citizens["NL"] == 34 + 30
    assert "_U" not in citizens
    areas = sums(frame, "area1")
    assert (areas["PE-LIM"], areas["PE-CAL"], areas["PE-ANC"]) == (65943, 4507, 2036)
    assert sums(frame, "category") == {
        "CHANGE": 49516, "RENEW": 25657, "_O": 12206 + 8743, "FIRST": 1354,
    }  # fmt: skip
