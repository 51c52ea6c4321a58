"""Where the table lies in a file: sheet, header row, delimiter, encoding."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from vipmg.codelists.recognise import plain

BAD_ROWS_SCHEMA: dict[str, pl.DataType] = {
    "row": pl.Int32(),
    "rule": pl.String(),
    "value": pl.String(),
}

ROW = "__row"
"""The column of a text batch that holds the number of the row in its file."""


@dataclass(frozen=True, slots=True)
class Layout:
    """What is known beforehand of a file's layout; None and empty: to be found.

    Attributes:
        encoding: ``utf-8``, ``cp1252`` and so on.
        delimiter: one character.
        header_row: number of the row with the column names, from 1.
        sheet: name or number (from 1) of the sheet.
        signature: column names by which the header row and the sheet are recognised.
    """

    encoding: str | None = None
    delimiter: str | None = None
    header_row: int | None = None
    sheet: str | int | None = None
    signature: tuple[str, ...] = ()


FOUND = Layout()
"""Everything is to be found in the file itself."""


@dataclass(frozen=True, slots=True, eq=False)
class TextBatch:
    """Some rows of a file as text.

    Attributes:
        sheet: name of the sheet, None where a file has none.
        rows: a String column for each column of the file (null: empty) and `ROW`.
        bad: rows that could not be split into columns (`BAD_ROWS_SCHEMA`).
        done, total: how much of the file has been read, for progress.
    """

    sheet: str | None
    rows: pl.DataFrame
    bad: pl.DataFrame
    done: int
    total: int


def column_names(cells: Sequence[str | None]) -> tuple[str, ...]:
    """Return unique names for the header `cells`; nameless columns are called by position."""
    seen: Counter[str] = Counter()
    names = []
    for position, cell in enumerate(cells, start=1):
        name = " ".join((cell or "").split()) or f"column_{position}"
        seen[name] += 1
        names.append(name if seen[name] == 1 else f"{name}_{seen[name]}")
    return tuple(names)


def shown(columns: Sequence[str]) -> str:
    """Return column names to show in an error, or a dash where they may be somebody's data.

    A file without a header has a row of data in its place; numbers and dates give it away.
    """
    data = any(re.fullmatch(r"[\d\s./:,+-]{4,}", name) for name in columns)
    return "—" if data else ", ".join(name[:40] for name in columns[:12])


def holds(cells: Sequence[str | None], signature: Sequence[str]) -> bool:
    """Tell whether every word of `signature` is among the header `cells`."""
    present = {plain(cell) for cell in cells if cell}
    return bool(signature) and all(plain(word) in present for word in signature)


def find_header(rows: Sequence[Sequence[str | None]], layout: Layout) -> int | None:
    """Return the index in `rows`, the first of a file, of the row with the column names.

    Title rows fill few cells; the header is the first row that fills nearly as many as any.
    """
    if layout.header_row is not None:
        return layout.header_row - 1 if layout.header_row <= len(rows) else None
    for index, row in enumerate(rows):
        if holds(row, layout.signature):
            return index
    filled = [sum(1 for cell in row if cell and cell.strip()) for row in rows]
    most = max(filled, default=0)
    if most == 0:
        return None
    return next(index for index, cells in enumerate(filled) if cells >= max(1, 0.6 * most))
