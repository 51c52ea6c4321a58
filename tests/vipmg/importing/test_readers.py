import gzip
import tracemalloc
import zipfile
from datetime import date, datetime

import openpyxl
import polars as pl
import pytest

from vipmg.importing import readers
from vipmg.importing.encoding import utf8_blocks
from vipmg.importing.errors import (
    FileEmpty,
    FileMissing,
    LineTooLong,
    NotATable,
    SeveralFiles,
    SheetMissing,
    Unreadable,
)
from vipmg.importing.layout import ROW, Layout
from vipmg.importing.readers import read

TABLE = "fecha,país,nombre\n2024-01-05,España,José\n2024-01-06,Perú,Núñez\n"


def written(tmp_path, content, name="file.csv"):
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def all_rows(path, layout=readers.FOUND, batch_rows=250_000):
    return pl.concat([batch.rows for batch in read(path, layout, batch_rows)])


def all_bad(path):
    return pl.concat([batch.bad for batch in read(path)])


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "latin-1",
                 "mac_roman", "cp850"],
)  # fmt: skip
def test_spanish_is_read_in_any_encoding(tmp_path, encoding):
    rows = all_rows(written(tmp_path, TABLE.encode(encoding)))
    assert rows["nombre"].to_list() == ["José", "Núñez"]
    assert rows["país"].to_list() == ["España", "Perú"]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found(tmp_path, delimiter):
    rows = all_rows(written(tmp_path, TABLE.replace(",", delimiter)))
    assert rows.columns == ["fecha", "país", "nombre", ROW]


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_any_line_end_will_do(tmp_path, line_end):
    assert all_rows(written(tmp_path, TABLE.replace("\n", line_end))).height == 2


def test_titles_before_the_header_are_not_rows_and_lines_keep_their_numbers(tmp_path):
    text = 'Informe,,\n"Enero, 2024",,\n,,\n' + TABLE + "\n,,\n2024-01-09,Cuba,Ana\n"
    rows = all_rows(written(tmp_path, text))
    assert rows[ROW].to_list() == [5, 6, 9]


def test_a_value_with_line_ends_is_one_row(tmp_path):
    rows = all_rows(written(tmp_path, TABLE + '2024-01-07,Cuba,"Ana\nMaría"\n2024-01-08,Cuba,X\n'))
    assert rows["nombre"].to_list()[2:] == ["Ana\nMaría", "X"]
    assert rows[ROW].to_list() == [2, 3, 4, 6]


def test_batches_are_bounded_and_complete(tmp_path):
    path = written(tmp_path, "a,b\n" + "".join(f"{n},x\n" for n in range(1000)))
    batches = list(read(path, batch_rows=300))
    assert [batch.rows.height for batch in batches] == [300, 300, 300, 100]
    assert pl.concat([b.rows for b in batches])["a"].to_list() == [str(n) for n in range(1000)]


def test_packed_files_are_unpacked(tmp_path):
    packed = written(tmp_path, gzip.compress(TABLE.encode(), mtime=0), "f.csv.gz")
    assert all_rows(packed).height == 2
    archive = tmp_path / "f.zip"
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("f.csv", TABLE)
    assert all_rows(archive).height == 2
    with zipfile.ZipFile(archive, "a") as file:
        file.writestr("g.csv", TABLE)
    with pytest.raises(SeveralFiles):
        all_rows(archive)


def test_parquet_is_read_as_text(tmp_path):
    pl.DataFrame({"day": [date(2024, 1, 5)], "n": [3]}).write_parquet(tmp_path / "f.parquet")
    assert all_rows(tmp_path / "f.parquet").row(0) == ("2024-01-05", "3", 1)


# -- rows that cannot be split -------------------------------------------------------------------


def test_rows_of_another_width_are_named_not_dropped(tmp_path):
    text = TABLE + "2024-01-07,Cuba\n2024-01-08,Cuba,Ana,more\n2024-01-09,Cuba,Ana,,\n"
    path = written(tmp_path, text)
    assert all_rows(path).height == 3
    assert all_bad(path).rows() == [
        (4, "row_too_short", "2024-01-07,Cuba"),
        (5, "row_too_long", "2024-01-08,Cuba,Ana,more"),
    ]


def test_short_and_long_rows_that_add_up_are_still_found(tmp_path):
    path = written(tmp_path, "a,b,c\n1,2\n1,2,3,4\n1,2,3\n")
    assert all_rows(path).height == 1
    assert all_bad(path)["row"].to_list() == [2, 3]


def test_a_quote_that_is_never_closed_costs_one_row(tmp_path):
    path = written(tmp_path, TABLE + '2024-01-07,"Cuba,Ana\n' + "2024-01-08,Cuba,Eva\n" * 100)
    assert all_rows(path).height == 102
    assert all_bad(path).select("row", "rule").rows() == [(4, "quote_not_closed")]


def test_nul_bytes_and_bytes_of_another_encoding_hold_their_row_back(tmp_path):
    text = TABLE.encode() + b"2024-01-07,Cu\0ba,Ana\n2024-01-08,Espa\xf1a,Eva\n2024-01-09,x,y\n"
    path = written(tmp_path, text)
    assert all_rows(path)[ROW].to_list() == [2, 3, 6]
    assert all_bad(path).select("row", "rule").rows() == [
        (4, "unreadable_characters"),
        (5, "unreadable_characters"),
    ]


def test_a_file_that_turns_out_not_to_be_utf8_is_read_in_its_encoding(tmp_path):
    ascii_rows = b"2024-01-05,Cuba,Ana Maria Lopez\n" * 20_000
    path = written(tmp_path, b"fecha,pais,nombre\n" + ascii_rows + "2024-01-06,Perú,Núñez\n".encode("cp1252"))  # fmt: skip  # noqa: E501
    assert all_rows(path)["nombre"].to_list()[-1] == "Núñez"


def test_a_lying_header_holds_every_row_back(tmp_path):
    path = written(tmp_path, "a,b\n" + "1,2,3\n" * 50)
    assert all_rows(path).height == 0
    assert all_bad(path).height == 50


def test_300_000_bad_rows_do_not_fill_the_memory(tmp_path):
    path = written(tmp_path, "a,b,c\n" + "1,2\n" * 300_000)
    tracemalloc.start()
    assert sum(batch.bad.height for batch in read(path)) == 300_000
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 300_000_000


# -- files that are no tables --------------------------------------------------------------------


@pytest.mark.parametrize("content", [b"", b"\n\n  \n", b"\xef\xbb\xbf"])
def test_an_empty_file_is_refused_in_clear_words(tmp_path, content):
    with pytest.raises(FileEmpty, match=r"file\.csv"):
        all_rows(written(tmp_path, content))


@pytest.mark.parametrize(
    "content", [b"%PDF-1.7 ...", b"\x89PNG\r\n", bytes(range(256)) * 40, b"MZ\x90\0\3\0\0\0" * 20]
)
def test_a_binary_file_is_refused(tmp_path, content):
    with pytest.raises(NotATable):
        all_rows(written(tmp_path, content))


def test_a_missing_file_is_refused(tmp_path):
    with pytest.raises(FileMissing):
        all_rows(tmp_path / "nothing.csv")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("f.gz", gzip.compress(TABLE.encode() * 1000, mtime=0)[:60]),
        ("f.xlsx", b"PK\x03\x04 cut short"),
        ("f.parquet", b"PAR1 cut short"),
        ("f.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 cut short"),
    ],
)
def test_a_damaged_file_is_refused(tmp_path, name, content):
    with pytest.raises(Unreadable):
        all_rows(written(tmp_path, content, name))


def test_a_single_endless_line_is_refused(tmp_path):
    path = written(tmp_path, b"a" * 10_000)
    with path.open("rb") as stream, pytest.raises(LineTooLong):
        list(utf8_blocks(stream, "utf-8", path.name, block=1000))


# -- spreadsheets --------------------------------------------------------------------------------


@pytest.fixture
def workbook(tmp_path):
    book = openpyxl.Workbook()
    notes = book.active
    notes.title = "Notas"
    notes.append(["Datos de enero"])
    data = book.create_sheet("Datos")
    data.append([None, "Retornos"])
    data.append([])
    data.append([None, "fecha", "hora", "edad", "país", "enlace"])
    morning = datetime(2024, 1, 5, 11, 30)  # noqa: DTZ001 - spreadsheets know no time zone
    link = '=HYPERLINK("http://x","y")'
    data.append([None, date(2024, 1, 5), morning, 52, "Perú", link])
    data.append([])
    data.append([None, date(2024, 1, 6), None, 7.5, "Cuba", None])
    data.append([None, date(2024, 1, 7), None, 8, "Cuba", None, "beyond"])
    path = tmp_path / "book.xlsx"
    book.save(path)
    return path


def test_the_sheet_is_found_by_its_header_and_cells_become_text(workbook):
    batches = list(read(workbook, Layout(signature=("fecha", "edad"))))
    assert [batch.sheet for batch in batches] == ["Datos"]
    rows = batches[0].rows
    assert rows.columns == ["fecha", "hora", "edad", "país", "enlace", ROW]
    assert rows[ROW].to_list() == [4, 6]
    assert rows["fecha"].to_list() == ["2024-01-05", "2024-01-06"]
    assert rows["hora"].to_list() == ["2024-01-05T11:30:00", None]
    assert rows["edad"].to_list() == ["52", "7.5"]
    assert batches[0].bad.rows() == [(7, "row_too_long", "beyond")]


def test_a_sheet_is_chosen_by_name_or_number(workbook):
    assert all_rows(workbook, Layout(sheet="Datos")).height == 2
    assert all_rows(workbook, Layout(sheet=2)).height == 2
    with pytest.raises(SheetMissing, match="Notas, Datos"):
        all_rows(workbook, Layout(sheet="Enero"))


def test_a_spreadsheet_goes_by_its_content_not_its_name(workbook, tmp_path):
    renamed = written(tmp_path, workbook.read_bytes(), "book.csv")
    assert all_rows(renamed, Layout(sheet="Datos")).height == 2


def test_headers_of_every_sheet_are_told(workbook):
    assert dict(readers.headers(workbook))["Datos"][:2] == ("fecha", "hora")
