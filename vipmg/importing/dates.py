"""Dates as sources write them: ISO, US and Latin orders, SAS and Excel days, month words."""

from collections.abc import Sequence
from datetime import date

import polars as pl

from vipmg.codelists.recognise import plain

_EPOCHS = {"sas-days": date(1960, 1, 1), "excel-days": date(1899, 12, 30)}
"""Day 0 of SAS date values; of Excel serial dates from March 1900 on."""

_PATTERNS = {
    "us": ("%m/%d/%Y", "%m-%d-%Y"),
    "dmy": ("%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y"),
    "yyyymmdd": ("%Y%m%d",),
}
NAMES: tuple[str, ...] = ("iso", *_PATTERNS, *_EPOCHS)
"""The ways of writing dates that have a name; any other is a pattern as of strptime."""
_MONTHS = (
    ("ENERO", "ENE", "JANUARY", "JAN", "JANEIRO"),
    ("FEBRERO", "FEB", "FEBRUARY", "FEVEREIRO"),
    ("MARZO", "MAR", "MARCH", "MARCO"),
    ("ABRIL", "ABR", "APRIL", "APR"),
    ("MAYO", "MAY", "MAIO"),
    ("JUNIO", "JUN", "JUNE", "JUNHO"),
    ("JULIO", "JUL", "JULY", "JULHO"),
    ("AGOSTO", "AGO", "AUGUST", "AUG"),
    ("SEPTIEMBRE", "SETIEMBRE", "SEP", "SET", "SEPTEMBER", "SETEMBRO"),
    ("OCTUBRE", "OCT", "OCTOBER", "OUTUBRO"),
    ("NOVIEMBRE", "NOV", "NOVEMBER", "NOVEMBRO"),
    ("DICIEMBRE", "DIC", "DECEMBER", "DEC", "DEZEMBRO"),
)
MONTHS: dict[str, int] = {
    word: number for number, words in enumerate(_MONTHS, start=1) for word in words
} | {f"{form}": number for number in range(1, 13) for form in (number, f"{number:02d}")}
"""Month words (Spanish, English, Portuguese) and numbers, as `plain` writes them, to 1-12."""


def read(text: pl.Series, formats: Sequence[str]) -> pl.Series:
    """Return `text` as dates, each value by the first of `formats` that fits; else null.

    A time of day after the date is left out: statistics count local days.
    """
    text = text.cast(pl.String)
    found = _read(text, formats[0])
    for other in formats[1:]:
        if found.null_count() == text.null_count():
            break
        found = found.to_frame("d").select(pl.col("d").fill_null(_read(text, other))).to_series()
    return found


def from_year_and_month(year: pl.Series, month: pl.Series | None) -> pl.Series:
    """Return the first day of each month (of January where `month` is None)."""
    years = year.str.strip_chars().str.replace(r"\.0+$", "").cast(pl.Int32, strict=False)
    if month is None:
        months = pl.Series([1], dtype=pl.Int32).new_from_index(0, year.len())
    else:
        words = month.unique().drop_nulls()
        numbers = pl.Series([MONTHS.get(plain(word.removesuffix(".0"))) for word in words])
        months = month.replace_strict(
            words, numbers.cast(pl.Int32), default=None, return_dtype=pl.Int32
        )
    frame = pl.DataFrame({"y": years, "m": months})
    sensible = pl.col("y").is_between(1900, 2200)
    return frame.select(pl.when(sensible).then(pl.date("y", "m", 1))).to_series()


def _read(text: pl.Series, name: str) -> pl.Series:
    if name in _EPOCHS:
        days = text.str.strip_chars().cast(pl.Float64, strict=False).floor()
        within = days.is_between(-30_000, 120_000)
        frame = pl.DataFrame({"n": days.cast(pl.Int32, strict=False), "ok": within})
        moved = pl.lit(_EPOCHS[name]) + pl.duration(days=pl.col("n"))
        return frame.select(pl.when(pl.col("ok")).then(moved)).to_series()
    if name == "iso":
        return text.str.slice(0, 10).str.to_date("%Y-%m-%d", strict=False)
    day = text.str.strip_chars().str.replace(r"[ T].*$", "") if name in _PATTERNS else text
    found = pl.Series([None], dtype=pl.Date).new_from_index(0, text.len())
    for pattern in _PATTERNS.get(name, (name,)):
        read_now = day.str.to_date(pattern, strict=False)
        found = found.to_frame("d").select(pl.col("d").fill_null(read_now)).to_series()
        if found.null_count() == text.null_count():
            break
    return found
