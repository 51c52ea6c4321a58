"""XLSX, XLS and ODS: sheets in, frames of text out."""

import zipfile
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

import polars as pl
import python_calamine as calamine

from vipmg.importing.errors import FileEmpty, SheetMissing, TooLargeInside, Unreadable
from vipmg.importing.layout import (
    BAD_ROWS_SCHEMA,
    ROW,
    Layout,
    TextBatch,
    column_names,
    find_header,
    holds,
)

_SAMPLE_ROWS = 200
_UNPACKED_LIMIT = 4 * 1024**3
"""Bytes a workbook may unpack to; a full sheet of 1,048,576 rows stays below."""


def read_sheet(path: Path, layout: Layout, batch_rows: int) -> Iterator[TextBatch]:
    """Yield the rows below the header of the sheet that `layout` names or whose header fits it.

    Cells become text: dates ISO, whole numbers without a decimal point, errors empty.

    Raises:
        SheetMissing, FileEmpty, Unreadable, TooLargeInside.
    """
    name, sheet = _choose(path, layout)
    rows = sheet.iter_rows()
    sample = list(islice(rows, _SAMPLE_ROWS))
    index = find_header([[_text(cell) for cell in row] for row in sample], layout)
    if index is None:
        raise FileEmpty(file=path.name)
    header = [_text(cell) for cell in sample[index]]
    used = [place for place, cell in enumerate(header) if cell]
    columns = column_names([header[place] for place in used])
    number = index + 2
    waiting = sample[index + 1 :]
    while chunk := [*waiting, *islice(rows, max(0, batch_rows - len(waiting)))]:
        waiting = []
        yield _batch(name, chunk, used, columns, number, sheet.total_height)
        number += len(chunk)


def sheet_names(path: Path) -> list[str]:
    """Return the names of the sheets of a workbook."""
    return list(_open(path).sheet_names)


def headers(path: Path) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield the name and the likely column names of each sheet that has any."""
    workbook = _open(path)
    for name in workbook.sheet_names:
        sample = _sample(workbook.get_sheet_by_name(name))
        index = find_header(sample, Layout())
        if index is not None:
            yield name, column_names([cell for cell in sample[index] if cell])


def _choose(path: Path, layout: Layout) -> tuple[str, calamine.CalamineSheet]:
    workbook = _open(path)
    names = workbook.sheet_names
    if isinstance(layout.sheet, str) and layout.sheet in names:
        return layout.sheet, workbook.get_sheet_by_name(layout.sheet)
    if isinstance(layout.sheet, int) and 1 <= layout.sheet <= len(names):
        return names[layout.sheet - 1], workbook.get_sheet_by_index(layout.sheet - 1)
    if layout.sheet is not None:
        raise SheetMissing(file=path.name, sheet=layout.sheet, sheets=", ".join(names))
    sheets = [(name, workbook.get_sheet_by_name(name)) for name in names]
    for name, sheet in sheets:
        if any(holds(row, layout.signature) for row in _sample(sheet)):
            return name, sheet
    filled = [(name, sheet) for name, sheet in sheets if sheet.total_height]
    if not filled:
        raise FileEmpty(file=path.name)
    return filled[0]


def _open(path: Path) -> calamine.CalamineWorkbook:
    try:
        if zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as archive:
                if sum(entry.file_size for entry in archive.infolist()) > _UNPACKED_LIMIT:
                    raise TooLargeInside(file=path.name, limit=_UNPACKED_LIMIT // 1024**3)
        return calamine.CalamineWorkbook.from_path(path)
    except (calamine.CalamineError, zipfile.BadZipFile, OSError) as problem:
        raise Unreadable(file=path.name) from problem


def _sample(sheet: calamine.CalamineSheet) -> list[list[str | None]]:
    return [[_text(cell) for cell in row] for row in islice(sheet.iter_rows(), _SAMPLE_ROWS)]


def _batch(
    sheet: str,
    chunk: Sequence[Sequence[Any]],
    used: Sequence[int],
    columns: Sequence[str],
    number: int,
    total: int,
) -> TextBatch:
    data = {
        name: pl.Series(name, [_text(row[place]) for row in chunk], dtype=pl.String)
        for name, place in zip(columns, used, strict=True)
    }
    numbers = pl.int_range(number, number + len(chunk), dtype=pl.Int32, eager=True).alias(ROW)
    rows = pl.DataFrame(data).with_columns(numbers)
    rows = rows.filter(~pl.all_horizontal(pl.exclude(ROW).is_null()))
    bad = _unnamed(chunk, used, number)
    held = rows.filter(~pl.col(ROW).is_in(bad["row"].implode()))
    return TextBatch(sheet, held, bad, number + len(chunk), total)


def _unnamed(chunk: Sequence[Sequence[Any]], used: Sequence[int], number: int) -> pl.DataFrame:
    """Return the rows with something beyond the last named column."""
    width = used[-1] + 1
    found = [
        (row_number, "row_too_long", beyond)
        for row_number, row in enumerate(chunk, start=number)
        if (beyond := " ".join(text for cell in row[width:] if (text := _text(cell))))
    ]
    return pl.DataFrame(found, schema=BAD_ROWS_SCHEMA, orient="row")


def _text(value: Any) -> str | None:
    """Return a cell as text: ISO dates, whole numbers without a point; None where empty."""
    if isinstance(value, str):
        return value or None
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    if isinstance(value, datetime):
        midnight = value.time() == time.min
        return value.date().isoformat() if midnight else value.isoformat()
    if isinstance(value, date | time):
        return value.isoformat()
    return str(value) if isinstance(value, int | timedelta) else None
