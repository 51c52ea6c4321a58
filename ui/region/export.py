"""Regional figures as a file: CSV for programs, a workbook for people."""

import io
from collections.abc import Mapping
from pathlib import Path

import polars as pl

from vipmg.progress import Progress


def write(frames: Mapping[str, pl.DataFrame], path: Path, _progress: Progress) -> Path:
    """Write `frames` (by the title of their sheet) to `path` and return it.

    CSV holds the first frame alone; text never becomes a formula in a workbook.
    """
    if path.suffix.lower() == ".xlsx":
        path.write_bytes(_workbook(frames))
    else:
        first = next(iter(frames.values()))
        path.write_bytes(first.write_csv(include_bom=True).encode())
    return path


def _workbook(frames: Mapping[str, pl.DataFrame]) -> bytes:
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell

    book = Workbook(write_only=True)
    for title, frame in frames.items():
        sheet = book.create_sheet(title[:31])
        for line in (tuple(frame.columns), *frame.iter_rows()):
            cells = [WriteOnlyCell(sheet, value) for value in line]
            for cell, value in zip(cells, line, strict=True):
                if isinstance(value, str):
                    cell.data_type = "s"
            sheet.append(cells)
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()
