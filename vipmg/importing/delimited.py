"""CSV and TSV: UTF-8 blocks in, frames of text out, rows that cannot be split named.

A block without quotes whose delimiters add up is parsed as it is. Any other is first surveyed
(`_survey`): where its rows begin, how many fields each has, which of them cannot be right.
"""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from vipmg.importing.layout import BAD_ROWS_SCHEMA, ROW, Layout, column_names, find_header

DELIMITERS = ",;\t|"
_LINES_OF_ONE_ROW = 50
"""A quoted value with more line ends than this is taken for a quote that was never closed."""
_EXCERPT = 200

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Header:
    """The columns of a delimited file and the number of lines up to and with the header."""

    columns: tuple[str, ...]
    lines: int
    delimiter: str


@dataclass(frozen=True, slots=True)
class _Survey:
    """Rows of a block: first line of each, width in fields, and what is wrong with it."""

    starts: Ints
    ends: Ints
    width: Ints
    rule: npt.NDArray[np.object_]


def read_header(text: str, layout: Layout) -> Header | None:
    """Return the header found in `text`, the first lines of a file; None where it is blank."""
    delimiter = layout.delimiter or _delimiter(text)
    reader = csv.reader(io.StringIO(text.replace("\0", "")), delimiter=delimiter)
    rows: list[list[str]] = []
    ends: list[int] = []
    try:
        for row in reader:
            rows.append(row)
            ends.append(reader.line_num)
            if len(rows) == 200:
                break
    except csv.Error:
        pass
    index = find_header(rows, layout)
    if index is None:
        return None
    return Header(column_names(rows[index]), ends[index], delimiter)


def frames(
    blocks: Iterator[bytes], header: Header, batch_rows: int
) -> Iterator[tuple[pl.DataFrame, pl.DataFrame]]:
    """Yield (rows, bad rows) of the text in `blocks`, header and title lines left out.

    Rows are at most `batch_rows` high; bad rows have `BAD_ROWS_SCHEMA`.
    """
    line = 1
    for block in blocks:
        block_lines = block.count(b"\n")
        rows, bad = _parse(*_after_header(block, line, header), header)
        line += block_lines
        if rows.is_empty():
            yield rows, bad
        for part in rows.iter_slices(batch_rows):
            yield part, bad
            bad = bad.clear()


def _after_header(block: bytes, line: int, header: Header) -> tuple[bytes, int]:
    """Return `block` without the lines of the header, and the number of its first line."""
    while line <= header.lines and block:
        block = block[block.find(b"\n") + 1 :]
        line += 1
    return block, line


def _delimiter(text: str) -> str:
    """Return the delimiter that splits most lines of `text` into the same number of fields."""

    def agreement(delimiter: str) -> tuple[int, int]:
        counts = [line.count(delimiter) for line in text.splitlines()[:200] if line.strip()]
        counts = [count for count in counts if count]
        usual = max(set(counts), key=counts.count, default=0)
        return counts.count(usual), usual

    return max(DELIMITERS, key=agreement)


def _parse(text: bytes, line: int, header: Header) -> tuple[pl.DataFrame, pl.DataFrame]:
    width = len(header.columns)
    lines = text.count(b"\n")
    whole = (
        text.count(header.delimiter.encode()) == (width - 1) * lines
        and b'"' not in text
        and b"\0" not in text
        and "\N{REPLACEMENT CHARACTER}".encode() not in text
    )
    if whole:
        rows = _read(text, header.columns, header.delimiter)
        numbers = pl.int_range(line, line + lines, dtype=pl.Int32, eager=True).alias(ROW)
        if rows is not None and rows.height == lines and not _ragged(rows):
            return _without_blank(rows.with_columns(numbers)), pl.DataFrame(schema=BAD_ROWS_SCHEMA)
    return _parse_surveyed(text, line, header)


def _ragged(rows: pl.DataFrame) -> bool:
    """Tell whether delimiters that only add up in sum hide short rows beside long ones."""
    return rows.width > 1 and rows.to_series(-1).null_count() > 0


def _read(text: bytes, columns: tuple[str, ...], delimiter: str) -> pl.DataFrame | None:
    """Return `text` parsed into String columns, or None where the parser refuses it."""
    schema = dict.fromkeys(columns, pl.String())
    if not text:
        return pl.DataFrame(schema=schema)
    try:
        return pl.read_csv(
            text, separator=delimiter, has_header=False, schema=schema, infer_schema=False
        )
    except (pl.exceptions.ComputeError, pl.exceptions.SchemaError):
        return None


def _parse_surveyed(text: bytes, line: int, header: Header) -> tuple[pl.DataFrame, pl.DataFrame]:
    width = len(header.columns)
    data = np.frombuffer(text, dtype=np.uint8)
    survey = _survey(data, header.delimiter, width)
    sound = survey.rule == ""
    kept = _cut(text, data, survey, sound)
    widest = max(int(survey.width[sound].max(initial=0)), width)
    columns = (*header.columns, *(f"__beyond_{n}" for n in range(widest - width)))
    rows = _read(kept, columns, header.delimiter)
    line_ends = np.flatnonzero(data == ord("\n"))
    numbers = np.searchsorted(line_ends, survey.starts) + line
    bad = _bad_rows(text, survey, numbers, ~sound & (survey.rule != "blank"))
    if rows is None or rows.height != int(sound.sum()):
        return _row_by_row(text, survey, numbers, header, bad)
    rows = rows.select(header.columns)
    return _without_blank(rows.with_columns(pl.Series(ROW, numbers[sound], dtype=pl.Int32))), bad


def _survey(data: npt.NDArray[np.uint8], delimiter: str, width: int) -> _Survey:
    line_ends = np.flatnonzero(data == ord("\n")).astype(np.int64)
    quotes = np.flatnonzero(data == ord('"')).astype(np.int64)
    delimiters = np.flatnonzero(data == ord(delimiter)).astype(np.int64)
    first, last, unclosed = _rows_of_lines(line_ends, quotes)
    line_starts = np.concatenate(([0], line_ends[:-1] + 1)) if line_ends.size else line_ends
    starts, ends = line_starts[first], line_ends[last]
    fields = 1 + _per_row(delimiters, ends) - _quoted(delimiters, quotes, starts, ends)
    beyond = _filled_beyond(data, ends, fields, width, delimiter)
    rule = np.full(starts.size, "", dtype=object)
    rule[fields < width] = "row_too_short"
    rule[beyond] = "row_too_long"
    rule[(fields == 1) & (ends - starts <= 1) & (width > 1)] = "blank"
    rule[ends == starts] = "blank"
    rule[unclosed] = "quote_not_closed"
    rule[_rows_with_unreadable(data, ends)] = "unreadable_characters"
    return _Survey(starts, ends, fields.astype(np.int64), rule)


def _per_row(places: Ints, ends: Ints) -> Ints:
    """Return how many of the sorted `places` lie in each row."""
    return np.diff(np.searchsorted(places, ends), prepend=0)


def _quoted(delimiters: Ints, quotes: Ints, starts: Ints, ends: Ints) -> Ints:
    """Return how many delimiters of each row stand within quotes."""
    if quotes.size == 0:
        return np.zeros(starts.size, dtype=np.int64)
    row_of = np.searchsorted(ends, quotes[:-1])
    nth_in_row = np.arange(quotes.size - 1) - np.searchsorted(quotes, starts)[row_of]
    between = np.diff(np.searchsorted(delimiters, quotes))
    between[nth_in_row % 2 == 1] = 0
    counted = np.bincount(row_of, weights=between, minlength=starts.size)
    return counted.astype(np.int64)


def _rows_of_lines(line_ends: Ints, quotes: Ints) -> tuple[Ints, Ints, Bools]:
    """Return first and last line of each row, and whether its quote is never closed.

    Lines with an odd number of quotes begin or end a value with line ends in it.
    """
    lines = line_ends.size
    before = np.searchsorted(quotes, line_ends)
    odd = np.flatnonzero(np.diff(before, prepend=0) % 2)
    joined = np.zeros(lines, dtype=np.bool_)
    broken = np.zeros(lines, dtype=np.bool_)
    position = 0
    while position < odd.size:
        opening = odd[position]
        closing = odd[position + 1] if position + 1 < odd.size else None
        if closing is not None and closing - opening <= _LINES_OF_ONE_ROW:
            joined[opening + 1 : closing + 1] = True
            position += 2
        else:
            broken[opening] = True
            position += 1
    first = np.flatnonzero(~joined)
    last = np.append(first[1:] - 1, lines - 1) if first.size else first
    return first, last, broken[first]


def _filled_beyond(
    data: npt.NDArray[np.uint8], ends: Ints, fields: Ints, width: int, delimiter: str
) -> Bools:
    """Tell for each row whether it has more fields than columns and something in them."""
    extra = fields - width
    filled = extra > 0
    for surplus in np.unique(extra[filled]):
        chosen = np.flatnonzero(extra == surplus)
        tail = ends[chosen, None] - np.arange(1, surplus + 1)
        filled[chosen] = ~(data[tail] == ord(delimiter)).all(axis=1)
    return filled


def _rows_with_unreadable(data: npt.NDArray[np.uint8], ends: Ints) -> Ints:
    """Return the rows that hold a NUL or a U+FFFD (bytes that are not text)."""
    lead = np.flatnonzero(data[:-2] == 0xEF)
    wrong = lead[(data[lead + 1] == 0xBF) & (data[lead + 2] == 0xBD)]
    places = np.concatenate((np.flatnonzero(data == 0), wrong))
    return np.unique(np.searchsorted(ends, places))


def _cut(text: bytes, data: npt.NDArray[np.uint8], survey: _Survey, sound: Bools) -> bytes:
    """Return the bytes of the sound rows only."""
    if sound.all():
        return text
    kept = np.repeat(sound, survey.ends - survey.starts + 1)
    return data[kept].tobytes()


def _bad_rows(text: bytes, survey: _Survey, numbers: Ints, chosen: Bools) -> pl.DataFrame:
    places = np.flatnonzero(chosen)
    excerpts = [
        text[survey.starts[n] : survey.ends[n]][:_EXCERPT].decode("utf-8", errors="replace")
        for n in places
    ]
    return pl.DataFrame(
        {"row": numbers[places], "rule": survey.rule[places].tolist(), "value": excerpts},
        schema=BAD_ROWS_SCHEMA,
    )


def _row_by_row(
    text: bytes, survey: _Survey, numbers: Ints, header: Header, bad: pl.DataFrame
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Split each row alone, where quotes stand so oddly that the block cannot be parsed whole."""
    width = len(header.columns)
    cells: list[list[str | None]] = []
    lines: list[int] = []
    odd: list[tuple[int, str, str]] = []
    for place in np.flatnonzero(survey.rule == ""):
        row = text[survey.starts[place] : survey.ends[place]].decode("utf-8")
        split = next(csv.reader(io.StringIO(row), delimiter=header.delimiter), [])
        if len(split) < width or any(split[width:]):
            odd.append((int(numbers[place]), "quote_not_closed", row[:_EXCERPT]))
        else:
            cells.append([cell or None for cell in split[:width]])
            lines.append(int(numbers[place]))
    schema = dict.fromkeys(header.columns, pl.String())
    rows = pl.DataFrame(cells, schema=schema, orient="row", infer_schema_length=None)
    more = pl.DataFrame(odd, schema=BAD_ROWS_SCHEMA, orient="row")
    return rows.with_columns(pl.Series(ROW, lines, dtype=pl.Int32)), pl.concat([bad, more])


def _without_blank(rows: pl.DataFrame) -> pl.DataFrame:
    """Leave out rows with nothing in any column."""
    return rows.filter(~pl.all_horizontal(pl.exclude(ROW).is_null()))
