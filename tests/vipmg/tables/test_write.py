import io
import json
from dataclasses import dataclass
from datetime import date

import openpyxl
import polars as pl
import pytest

from vipmg.i18n import in_language
from vipmg.tables import write
from vipmg.tables.catalogue import standard
from vipmg.tables.spec import TableSpec
from vipmg.tables.tabulate import figures

SPEC = TableSpec("custom", "RET", ("sex", "age_broad"), "M", "2024-01", "2024-12")


@dataclass(frozen=True)
class Shielded:
    """What `vipmg.disclosure` hands to writers."""

    spec: TableSpec
    cells: pl.DataFrame


@pytest.fixture
def table(db, add):
    add(
        {"sex": "F", "age_class": "Y20T24", "count": 1200},
        {"sex": "M", "age_class": "Y5"},
        {"sex": "M", "age_class": "Y5", "occurred_on": date(2024, 4, 2)},
    )
    return figures(db, SPEC)


@pytest.fixture
def shielded(table):
    small = pl.col("n") < 3
    cells = table.cells.select(
        *SPEC.by,
        "period",
        pl.when(small).then(None).otherwise(pl.col("n")).alias("value"),
        pl.when(small).then(pl.lit("Q")).otherwise(pl.lit("P")).alias("obs_status"),
        pl.when(small).then(pl.lit("A")).otherwise(pl.lit("F")).alias("conf_status"),
    )
    return Shielded(SPEC, cells)


def test_a_csv_has_a_column_a_variable_and_marks_exact_figures(table):
    lines = write.to_csv(table).decode().splitlines()
    assert lines[0] == "sex,age_broad,period,value,status"
    assert lines[1] == "_T,_T,2024-01,1201,INTERNAL"
    assert "F,Y_GE18,2024-01,1200,INTERNAL" in lines


def test_a_hidden_value_is_an_empty_cell_with_its_status(shielded):
    lines = write.to_csv(shielded).decode().splitlines()
    assert "M,Y_LT18,2024-01,,Q" in lines
    assert "F,Y_GE18,2024-01,1200,P" in lines


def test_excel_is_told_that_a_csv_is_utf8(table):
    assert write.to_csv(table, bom=True).startswith(b"\xef\xbb\xbfsex,")
    assert write.to_csv(table).startswith(b"sex,")


def test_tables_broken_down_differently_do_not_share_a_csv(db, table):
    other = figures(db, TableSpec("custom", "RET", ("sex",), "M", "2024-01", "2024-12"))
    with pytest.raises(write.DifferentColumns):
        write.to_csv(table, other)
    assert write.to_csv(table, table).count(b"\n") == 2 * table.cells.height + 1


def test_arrivals_and_departures_in_one_csv_are_told_apart(db, add):
    add({"flow": "ARR", "mode": "A"}, {"flow": "DEP", "mode": "A", "count": 2})
    tables = [figures(db, spec) for spec in standard("M1", "2024-01")]
    lines = write.to_csv(*tables).decode().splitlines()
    assert lines[0] == "flow,mode,point,period,value,status"
    assert {"ARR,A,_T,2024-01,1,INTERNAL", "DEP,A,_T,2024-01,2,INTERNAL"} <= set(lines)


def test_a_code_that_looks_like_a_formula_is_never_run(db, add):
    add({"point": "=HYPERLINK(1)"})
    table = figures(db, TableSpec("custom", "RET", ("point",), "A", "2024-01", "2024-12"))
    assert b"'=HYPERLINK(1)" in write.to_csv(table)
    book = openpyxl.load_workbook(io.BytesIO(write.to_xlsx(table)))
    cells = [cell for row in book.worksheets[0].iter_rows() for cell in row]
    (formula,) = [cell for cell in cells if cell.value == "=HYPERLINK(1)"]
    assert formula.data_type == "s"
    assert formula.quotePrefix


def test_json_says_what_the_figures_are(table, shielded):
    exact, protected = json.loads(write.to_json(table, shielded))["tables"]
    assert exact["table"]["by"] == ["sex", "age_broad"]
    assert (exact["unit"], exact["protected"], protected["protected"]) == ("EV", False, True)
    hidden = [cell for cell in protected["cells"] if cell["value"] is None]
    assert {cell["status"] for cell in hidden} == {"Q"}


@pytest.mark.parametrize(
    ("language", "header", "total", "mark"),
    [
        ("en", "Sex", "Total", "INTERNAL: unprotected figures"),
        ("es", "Sexo", "Total", "INTERNO: cifras sin proteger"),
    ],
)
def test_a_workbook_speaks_the_language_of_the_officer(table, language, header, total, mark):
    with in_language(language):
        book = openpyxl.load_workbook(io.BytesIO(write.to_xlsx(table, source="DGME")))
    rows = list(book.worksheets[0].values)
    assert rows[0][0] == header
    assert rows[0][2:] == ("2024-01", "2024-02", "2024-03", "2024-04")
    assert rows[1] == (total, total, 1201, 0, 0, 1)
    notes = [row[2] for row in book.worksheets[1].values]
    assert mark in notes
    assert "DGME" in notes


def test_a_workbook_shows_the_status_in_place_of_a_hidden_value(shielded):
    with in_language("en"):
        book = openpyxl.load_workbook(io.BytesIO(write.to_xlsx(shielded)))
    men = [row for row in book.worksheets[0].values if row[:2] == ("Men", "Total")]
    assert men == [("Men", "Total", "Q", 0, 0, "Q")]
    assert any("may leave" in str(row[2]) for row in book.worksheets[1].values)


def test_each_table_of_a_workbook_has_a_sheet_of_its_own(table):
    book = openpyxl.load_workbook(io.BytesIO(write.to_xlsx(table, table)))
    assert book.sheetnames[:2] == ["custom (1)", "custom (2)"]


def test_an_empty_table_is_still_a_file(db):
    empty = figures(db, SPEC)
    assert write.to_csv(empty) == b"sex,age_broad,period,value,status\n"
    assert write.to_xlsx(empty)
    assert write.to_sdmx_csv(empty, area="SV").count(b"\n") == 1
