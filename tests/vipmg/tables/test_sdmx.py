import json
from datetime import UTC, date, datetime

import polars as pl
import pytest
from pysdmx.io import get_datasets, read_sdmx
from pysdmx.io.csv.sdmx20.reader import read as pysdmx_read_csv

from vipmg.i18n import in_language
from vipmg.tables import sdmx
from vipmg.tables.catalogue import standard
from vipmg.tables.read_sdmx import BadMessage, read
from vipmg.tables.spec import TableSpec
from vipmg.tables.structure import document
from vipmg.tables.tabulate import figures

HEADER = (
    "STRUCTURE,STRUCTURE_ID,ACTION,FREQ,REF_AREA,INDICATOR,COUNTERPART_AREA,CITIZENSHIP,SEX,AGE,"
    "MODE,CATEGORY,AREA1,TIME_PERIOD,OBS_VALUE,OBS_STATUS,CONF_STATUS,UNIT_MEASURE,UNIT_MULT,"
    "DECIMALS"
)
LINE = (
    "dataflow,SICA_MIG:DF_RETORNOS(1.0.0),I,M,SV,RET_EV,US,_T,F,_T,_T,NNA_NNA_A,_T,2024-01,12,P,F,"
    "EV,0,0"
)


def message(*lines, header=HEADER):
    return "\n".join((header, *lines, "")).encode()


@pytest.fixture
def returns(db, add):
    add(
        {"counterpart": "US", "sex": "F", "nna": "NNA_A", "count": 12},
        {"counterpart": "US", "sex": "M", "nna": "AD", "count": 30},
        {"counterpart": "MX", "sex": "M", "nna": "_U", "occurred_on": date(2024, 2, 1)},
    )
    (spec,) = standard("XRET", "2024")
    return figures(db, spec)


def test_the_message_has_every_dimension_in_the_order_of_the_structure(returns):
    lines = sdmx.to_sdmx_csv(returns, area="SV").decode().splitlines()
    assert lines[0] == HEADER
    expected = LINE.replace("12,P,F", "12,P,N")
    assert expected in lines
    assert not any("URN" in line for line in lines)


def test_what_is_written_is_read_back_as_the_same_table(returns):
    cells = sdmx.decoded(read(sdmx.to_sdmx_csv(returns, area="SV")), returns.spec)
    written = returns.cells.select(*returns.spec.by, "period", pl.col("n").alias("value"))
    assert cells.select(written.columns).sort(pl.all()).equals(written.sort(pl.all()))


def test_an_independent_reader_reads_the_same_figures(returns):
    data = sdmx.to_sdmx_csv(returns, area="SV").decode()
    (dataset,) = pysdmx_read_csv(data)
    assert dataset.short_urn == "Dataflow=SICA_MIG:DF_RETORNOS(1.0.0)"
    total = dataset.data.query("SEX == '_T' and COUNTERPART_AREA == '_T' and CATEGORY == '_T'")
    assert [int(value) for value in total["OBS_VALUE"]] == [42, 1]
    assert len(dataset.data) == returns.cells.height


def test_an_independent_reader_joins_message_and_structure(returns, tmp_path):
    data, structure = tmp_path / "data.csv", tmp_path / "structure.json"
    data.write_bytes(sdmx.to_sdmx_csv(returns, area="SV"))
    structure.write_bytes(document(datetime(2024, 7, 1, tzinfo=UTC), "SV_NODE"))
    (dataset,) = get_datasets(data, structure)
    components = dataset.structure.components
    assert [item.id for item in components.dimensions] == list(sdmx.KEY)


def test_the_structure_is_valid_and_speaks_both_languages():
    text = document(datetime(2024, 7, 1, tzinfo=UTC), "SV_NODE").decode()
    read_sdmx(text, validate=True)
    data = json.loads(text)["data"]
    lists = {item["id"]: item["codes"] for item in data["codelists"]}
    woman = next(code for code in lists["CL_SEX"] if code["id"] == "F")
    assert woman["names"] == {"es": "Mujeres", "en": "Women"}
    assert {"NNA_NNA_A", "TRAV_RT", "DEC_FIRST", "RTYPE_ENF", "_T"} <= {
        code["id"] for code in lists["CL_MIGR_CATEGORY"]
    }
    codes = [code["id"] for codes in lists.values() for code in codes]
    ids = [*lists, *codes, *(flow["id"] for flow in data["dataflows"])]
    assert not [identifier for identifier in ids if "URN" in identifier]
    assert all(code["names"]["es"] and code["names"]["en"] for c in lists.values() for code in c)


def test_a_hidden_value_is_empty_and_comes_back_as_hidden():
    cells = sdmx.decoded(read(message(LINE.replace("12,P,F", ",Q,A"))), standard("XRET", "2024")[0])
    assert cells.row(0, named=True) == {
        "counterpart": "US",
        "sex": "F",
        "nna": "NNA_A",
        "period": "2024-01",
        "value": None,
        "obs_status": "Q",
        "conf_status": "A",
    }


def test_returns_carried_out_stand_apart_from_all_departures(db, add):
    add(
        {"flow": "DEP", "category": "RT", "counterpart": "SV", "sex": "M"},
        {"flow": "DEP", "category": "FV", "counterpart": "SV", "sex": "M"},
    )
    tables = [figures(db, standard(name, "2024")[0]) for name in ("XDEP", "XRTO")]
    lines = read(sdmx.to_sdmx_csv(*tables, area="MX"))
    departures, carried_out = (sdmx.decoded(lines, table.spec) for table in tables)
    assert departures["value"].to_list() == [2] * 4
    assert carried_out["value"].to_list() == [1] * 4


def test_figures_that_tables_share_appear_once(db, add):
    add({"area1": "SV-SS", "sex": "F"})
    by_sex = figures(db, TableSpec("custom", "RET", ("sex",), "A", "2024-01", "2024-12"))
    by_area = figures(db, TableSpec("custom", "RET", ("area1",), "A", "2024-01", "2024-12"))
    assert read(sdmx.to_sdmx_csv(by_sex, by_area, area="SV")).height == 3


def test_first_permits_have_an_indicator_of_their_own(db, add):
    add({"flow": "RES", "category": "FIRST", "citizenship": "NI", "sex": "F", "age_class": "Y5"})
    table = figures(db, standard("M3", "2024")[1])
    lines = read(sdmx.to_sdmx_csv(table, area="CR"))
    assert set(lines["INDICATOR"]) == {"RES_FIRST"}
    assert set(lines["CATEGORY"]) == {"_T"}


def test_half_a_year_is_an_iso_span_and_comes_back(db, add):
    add({"sex": "F"})
    table = figures(db, TableSpec("custom", "RET", ("sex",), "_T", "2024-01", "2024-05"))
    lines = read(sdmx.to_sdmx_csv(table, area="SV"))
    assert set(lines["TIME_PERIOD"]) == {"2024-01-01/P5M"}
    assert set(sdmx.decoded(lines, table.spec)["period"]) == {"2024-01/2024-05"}


@pytest.mark.parametrize(
    ("by", "where", "named"),
    [
        (("sex", "point", "purpose"), (), "point, purpose"),
        (("nna", "return_type"), (), "nna"),
        (("age", "age_nna"), (), "age"),
        (("sex",), (("point", ("SV_SAL",)),), "point = SV_SAL"),
        (("sex",), (("counterpart", ("US", "MX")),), "counterpart = US, MX"),
        (("sex",), (("sex", ("F",)),), "sex = F"),
    ],
)
def test_what_the_structure_has_no_place_for_is_named(db, by, where, named):
    table = figures(db, TableSpec("custom", "RET", by, "A", "2024-01", "2024-12", where))
    with in_language("en"), pytest.raises(sdmx.NotInStructure, match=f"place for: {named}"):
        sdmx.to_sdmx_csv(table, area="SV")


def test_a_message_with_semicolons_and_columns_in_another_order_is_read():
    columns = list(zip(HEADER.split(","), LINE.split(","), strict=True))
    columns = [columns[0], *reversed(columns[1:])]
    header, line = (";".join(part) for part in zip(*columns, strict=True))
    lines = read(message(line, header=header))
    assert lines["OBS_VALUE"].to_list() == [12]
    assert lines["SEX"].to_list() == ["F"]


@pytest.mark.parametrize(
    ("changed", "rule"),
    [
        (LINE.replace(",F,_T", ",Z,_T"), "SEX"),
        (LINE.replace(",US,", ",XX,"), "COUNTERPART_AREA"),
        (LINE.replace(",SV,", ",_T,"), "REF_AREA"),
        (LINE.replace("NNA_NNA_A", "NNA_A"), "CATEGORY"),
        (LINE.replace("DF_RETORNOS", "DF_OTHER"), "STRUCTURE_ID"),
        (LINE.replace(",I,M", ",D,M"), "ACTION"),
        (LINE.replace("2024-01", "2024-13"), "TIME_PERIOD"),
        (LINE.replace("2024-01", "2024"), "TIME_PERIOD"),
        (LINE.replace("2024-01", "2024-01\n"), "columns"),
        (LINE.replace(",12,", ",-5,"), "whole number"),
        (LINE.replace(",12,", ",1.5,"), "whole number"),
        (LINE.replace(",12,", ",012,"), "whole number"),
        (LINE.replace(",12,", ",9999999999999999,"), "at most"),
        (LINE.replace(",12,", ",,"), "absent"),
        (LINE.replace(",P,F,", ",Q,A,"), "hidden"),
        (LINE + ",0", "columns"),
        (LINE.removesuffix(",0"), "columns"),
        (LINE.replace(",12,", ',"12,'), "RFC 4180"),
        (LINE + "\n" + LINE.replace(",12,", ",13,"), "twice"),
    ],
)
def test_a_line_that_breaks_a_rule_refuses_the_whole_message(changed, rule):
    read(message(LINE))
    with in_language("en"), pytest.raises(BadMessage, match=rule):
        read(message(changed))


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x00\xff\xfe",
        "STRUCTURE,ESPA\xd1A".encode("latin-1"),
        b"PK\x03\x04",
        b"STRUCTURE",
        message(LINE, header=HEADER.replace("SEX", "AGE")),
        message(LINE, header=HEADER.replace("OBS_VALUE", "VALUE")),
        message(LINE + ",x", header=HEADER + ",NAME_OF_PERSON"),
        message(LINE.replace("SV", "S\0V")),
    ],
)
def test_bytes_that_are_no_message_are_refused(data):
    with pytest.raises(BadMessage):
        read(data)


def test_a_message_beyond_any_measure_is_refused_before_it_is_read(monkeypatch):
    with pytest.raises(BadMessage):
        read(b"STRUCTURE," + b"x" * (32 * 1024 * 1024))


def test_a_message_without_figures_is_an_empty_table():
    assert read(message()).height == 0
