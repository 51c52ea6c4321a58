"""Any file in: its format, encoding and layout are found, not asked.

Formats go by content, not by the name of the file: CSV/TSV (plain, gzip or alone in a zip), XLSX,
XLS, ODS, Parquet.
"""

import gzip
import io
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

import polars as pl

from vipmg.importing import delimited, spreadsheets
from vipmg.importing.encoding import SAMPLE, find_encoding, utf8_blocks
from vipmg.importing.errors import (
    FileEmpty,
    FileMissing,
    NotATable,
    SeveralFiles,
    Unreadable,
)
from vipmg.importing.layout import BAD_ROWS_SCHEMA, FOUND, ROW, Layout, TextBatch

BATCH_ROWS = 250_000
_OLD_EXCEL = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def read(path: Path, layout: Layout = FOUND, batch_rows: int = BATCH_ROWS) -> Iterator[TextBatch]:
    """Yield the rows of `path` as text in batches of at most `batch_rows`.

    Rows are numbered as in the file (line or sheet row, from 1). Rows with nothing in them are
    not rows. Rows that cannot be split into the columns of the header are in `TextBatch.bad`.

    Raises:
        FileMissing, FileEmpty, NotATable, Unreadable, LineTooLong, SheetMissing, SeveralFiles,
        TooLargeInside: the file cannot be read at all.
    """
    match _format(path):
        case "spreadsheet":
            yield from spreadsheets.read_sheet(path, layout, batch_rows)
        case "parquet":
            yield from _read_parquet(path, batch_rows)
        case _:
            yield from _read_delimited(path, layout, batch_rows)


def headers(path: Path) -> tuple[tuple[str | None, tuple[str, ...]], ...]:
    """Return (sheet, column names) for each table of `path`; sheet None where there is none."""
    match _format(path):
        case "spreadsheet":
            return tuple(spreadsheets.headers(path))
        case "parquet":
            with _readable(path):
                return ((None, tuple(pl.read_parquet_schema(path))),)
        case _:
            return ((None, _text_header(path, FOUND)[1].columns),)


def _format(path: Path) -> str:
    """Return ``spreadsheet``, ``parquet`` or ``text``."""
    if not path.is_file():
        raise FileMissing(file=path.name)
    with path.open("rb") as file:
        start = file.read(8)
    if not start:
        raise FileEmpty(file=path.name)
    if start.startswith(b"PAR1"):
        return "parquet"
    if start == _OLD_EXCEL:
        return "spreadsheet"
    if start.startswith(b"PK") and zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
        if {"[Content_Types].xml", "mimetype"} & names:
            return "spreadsheet"
    return "text"


@contextmanager
def _stream(path: Path) -> Iterator[BinaryIO]:
    """Open a text file, unpacking gzip and a zip with one file in it as it is read."""
    with path.open("rb") as file:
        start = file.read(4)
        file.seek(0)
        with _readable(path):
            if start.startswith(b"\x1f\x8b"):
                with gzip.open(file) as unpacked:
                    yield unpacked  # type: ignore[misc]
            elif start.startswith(b"PK\x03\x04"):
                with zipfile.ZipFile(file) as archive, archive.open(_only(archive, path)) as member:
                    yield member  # type: ignore[misc]
            else:
                yield file


@contextmanager
def _readable(path: Path) -> Iterator[None]:
    try:
        yield
    except (zipfile.BadZipFile, gzip.BadGzipFile, zlib.error, EOFError, RuntimeError) as problem:
        raise Unreadable(file=path.name) from problem
    except (pl.exceptions.ComputeError, OSError) as problem:
        raise Unreadable(file=path.name) from problem


def _only(archive: zipfile.ZipFile, path: Path) -> str:
    names = [
        entry.filename
        for entry in archive.infolist()
        if not entry.is_dir() and not entry.filename.startswith("__MACOSX")
    ]
    if len(names) != 1:
        raise SeveralFiles(file=path.name, count=len(names))
    return names[0]


def _text_header(path: Path, layout: Layout) -> tuple[str, delimited.Header]:
    with _stream(path) as stream:
        sample = stream.read(SAMPLE)
    if not sample.strip():
        raise FileEmpty(file=path.name)
    encoding = layout.encoding or find_encoding(sample, path.name)
    text = next(utf8_blocks(io.BytesIO(sample), encoding, path.name), b"").decode(
        "utf-8", "replace"
    )
    header = delimited.read_header(text, layout)
    if header is None:
        raise FileEmpty(file=path.name)
    if not any(any(letter.isalpha() for letter in name) for name in header.columns):
        raise NotATable(file=path.name, kind="text without column names")
    return encoding, header


def _read_delimited(path: Path, layout: Layout, batch_rows: int) -> Iterator[TextBatch]:
    encoding, header = _text_header(path, layout)
    total = path.stat().st_size
    done = 0
    with _stream(path) as stream:
        blocks = utf8_blocks(stream, encoding, path.name)
        for rows, bad in delimited.frames(blocks, header, batch_rows):
            done += rows.height
            yield TextBatch(None, rows, bad, _position(stream, total), total)


def _position(stream: BinaryIO, total: int) -> int:
    """Return how many bytes of the file are read; of a packed file, what can be told."""
    raw = getattr(stream, "fileobj", stream)
    try:
        return min(int(raw.tell()), total)
    except (OSError, AttributeError, ValueError):
        return 0


def _read_parquet(path: Path, batch_rows: int) -> Iterator[TextBatch]:
    with _readable(path):
        lazy = pl.scan_parquet(path, row_index_name=ROW, row_index_offset=1)
        total = lazy.select(pl.len()).collect().item()
        for frame in lazy.collect_batches(chunk_size=batch_rows, maintain_order=True):
            rows = frame.select(pl.exclude(ROW).cast(pl.String), pl.col(ROW).cast(pl.Int32))
            bad = pl.DataFrame(schema=BAD_ROWS_SCHEMA)
            for part in rows.iter_slices(batch_rows):
                yield TextBatch(None, part, bad, int(part[ROW].max() or 0), total)  # type: ignore[arg-type]
