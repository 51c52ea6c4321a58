from datetime import date

import polars as pl
import pytest

from vipmg.importing import dates
from vipmg.importing.coding import Coder
from vipmg.importing.errors import (
    ColumnsMissing,
    FlowNotInMapping,
    MappingBroken,
    MappingTooNew,
    MappingUnknown,
)
from vipmg.importing.mapping import Mapping, read, ready_names, recognise
from vipmg.importing.readers import read as read_rows

MINIMAL = """
[maps.kinds]
voluntario = "VOL"
[layout]
signature = ["dia", "sexo"]
[flow.ret.columns]
occurred_on = { column = "dia", date = ["iso", "dmy"] }
sex = { column = "sexo", values = { "1" = "M", "2" = "F" } }
citizenship = { column = "pais", optional = true }
return_type = { column = "tipo", otherwise = "ENF", optional = true, map = "kinds" }
"""


def coded(tmp_path, text, mapping=MINIMAL, flow="RET"):
    path = tmp_path / "f.csv"
    path.write_text(text, encoding="utf-8")
    coder = Coder(read(mapping, "mine"), flow, "HN")
    (batch,) = read_rows(path)
    coder.source_columns(batch.rows.columns, path.name)
    return coder.code(batch)


def test_every_ready_mapping_loads_and_is_recognised_by_its_own_signature():
    assert {"us-ice-removals", "us-usbp", "us-i94", "pe-carnet", "vipmg"} <= set(ready_names())
    for name in ready_names():
        mapping = Mapping.load(name)
        assert recognise(mapping.layout.signature).name == name


def test_columns_are_found_whatever_their_case_accents_and_spaces(tmp_path):
    result = coded(tmp_path, "Día, SEXO ,País\n2024-05-01,1,Haitiano\n")
    assert result.frame.select("occurred_on", "sex", "citizenship").row(0) == (
        date(2024, 5, 1), "M", "HT",
    )  # fmt: skip


def test_values_marks_and_defaults(tmp_path):
    text = "dia,sexo,pais,tipo\n1/5/2024,2.0,S/D,Voluntario\n2024-05-02,,N/A,otra cosa\n"
    frame = coded(tmp_path, text).frame
    assert frame["occurred_on"].to_list() == [date(2024, 5, 1), date(2024, 5, 2)]
    assert frame["sex"].to_list() == ["F", "_U"]
    assert frame["citizenship"].to_list() == ["_U", "_U"]
    assert frame["return_type"].to_list() == ["VOL", "ENF"]
    assert frame["category"].to_list() == ["_Z", "_Z"]
    assert frame["mode"].to_list() == ["_U", "_U"]
    assert frame["count"].to_list() == [1, 1]


def test_what_cannot_be_read_becomes_a_problem_of_its_row(tmp_path):
    result = coded(tmp_path, "dia,sexo,pais\nayer,1,GT\n2024-05-01,9,Atlantis\n")
    found = {(p.rule, p.variable): p.wrong.to_list() for p in result.problems}
    assert found == {
        ("unreadable_date", "occurred_on"): [True, False],
        ("unknown_code", "sex"): [False, True],
        ("unknown_code", "citizenship"): [False, True],
    }


def test_a_missing_column_is_named(tmp_path):
    with pytest.raises(ColumnsMissing, match="sexo"):
        coded(tmp_path, "dia,pais\n2024-05-01,GT\n")


def test_age_comes_from_the_birth_date_and_class_from_the_age(tmp_path):
    mapping = (
        MINIMAL + 'birth_date = { column = "nacio" }\nnna = { column = "nna", optional = true }\n'
    )
    births = ("2006-05-02,", "2006-05-01,", "2010-01-01,NNA_NA")
    text = "dia,sexo,nacio,nna\n" + "".join(f"2024-05-01,1,{born}\n" for born in births)
    frame = coded(tmp_path, text, mapping).frame
    assert frame["age"].to_list() == [17, 18, 14]
    assert frame["age_class"].to_list() == ["Y15T17", "Y18T19", "Y12T14"]
    assert frame["nna"].to_list() == ["NNA_U", "AD", "NNA_NA"]


def test_declared_skips_are_counted_by_reason(tmp_path):
    mapping = (
        MINIMAL + '[[flow.ret.skip]]\nreason = "annulled"\ncolumn = "estado"\namong = ["anulado"]\n'
    )
    result = coded(tmp_path, "dia,sexo,estado\n2024-05-01,1,anulado\n2024-05-01,1,ok\n", mapping)
    assert (dict(result.skips), result.frame.height) == ({"annulled": 1}, 1)


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("version = 2\n" + MINIMAL, MappingTooNew),
        ("flow = [", MappingBroken),
        ("[flow.ret.columns]\nweight = { column = 'x' }", MappingBroken),
        ("[layout]\n", MappingBroken),
        ("[source]\nidentical_rows = 'maybe'\n" + MINIMAL, MappingBroken),
    ],
)
def test_a_mapping_that_cannot_be_meant_is_refused(text, error):
    with pytest.raises(error):
        read(text, "mine")


def test_unknown_mappings_and_flows_are_refused():
    with pytest.raises(MappingUnknown, match="us-i94"):
        Mapping.load("us-i95")
    with pytest.raises(FlowNotInMapping):
        Mapping.load("us-ice-removals").flow("ARR")


def test_a_mapping_file_of_an_office_is_loaded_by_its_path(tmp_path):
    path = tmp_path / "oficina.toml"
    path.write_text(MINIMAL, encoding="utf-8")
    assert Mapping.load(path).name == "oficina"


@pytest.mark.parametrize(
    ("written", "formats", "day"),
    [
        ("2024-02-29", ["iso"], date(2024, 2, 29)),
        ("2024-02-29T23:59:00-06:00", ["iso"], date(2024, 2, 29)),
        ("2/29/2024 11:34:00 PM", ["us"], date(2024, 2, 29)),
        ("29/02/2024", ["iso", "dmy"], date(2024, 2, 29)),
        ("20545.0", ["sas-days"], date(2016, 4, 1)),
        ("45351", ["excel-days"], date(2024, 2, 29)),
        ("20240229", ["yyyymmdd"], date(2024, 2, 29)),
        ("2023-02-29", ["iso", "us", "dmy"], None),
    ],
)
def test_dates_of_many_sources(written, formats, day):
    assert dates.read(pl.Series([written]), formats).to_list() == [day]


def test_months_in_words():
    years, months = pl.Series(["2025"] * 4), pl.Series(["ENERO", "Setiembre", "december", "x"])
    assert dates.from_year_and_month(years, months).to_list() == [
        date(2025, 1, 1), date(2025, 9, 1), date(2025, 12, 1), None,
    ]  # fmt: skip


def test_a_misspelt_way_of_writing_dates_is_told():
    text = "[flow.ret.columns]\noccurred_on = { column = 'Fecha', date = 'dia' }"
    with pytest.raises(MappingBroken, match="«dia» no es una forma de escribir fechas: diga iso"):
        read(text, "mia")
    read(text.replace("'dia'", "['dmy', '%d %b %Y']"), "mia")


def test_an_unknown_variable_is_told_in_words():
    with pytest.raises(MappingBroken, match="no existe la variable «modo»"):
        read("[flow.ret.columns]\nmodo = { column = 'x' }", "mia")
