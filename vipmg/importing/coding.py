"""Applying a mapping: frames of text in, frames of coded variables out.

Nothing is decided here about whether a row is right: a value that cannot be coded is null in the
record frame and named in `Coded.problems`, for `vipmg.validation` to hold its row back.
"""

from collections.abc import Mapping as Mapped
from collections.abc import Sequence
from dataclasses import dataclass, field

import polars as pl

from vipmg.codelists import code_list
from vipmg.codelists.lists import RESERVED
from vipmg.codelists.recognise import plain, spellings
from vipmg.database.schema import CODED
from vipmg.importing import dates
from vipmg.importing.errors import ColumnsMissing
from vipmg.importing.layout import ROW, TextBatch, shown
from vipmg.importing.mapping import Column, FlowColumns, Mapping, Skip
from vipmg.records.model import (
    NOT_APPLICABLE,
    RECORD_SCHEMA,
    UNKNOWN,
    VARIABLES,
    with_age_class,
)
from vipmg.validation.applies import APPLIES
from vipmg.validation.findings import Problem

_CODELIST = {variable.name: variable.codelist for variable in VARIABLES}
_CODELIST |= {"doc_type": "CL_DOC", "doc_issuer": "CL_AREA", "status": "CL_REC_STATUS"}
_CODELIST |= {"age_group": "CL_AGE"}
_NULLABLE = frozenset({"doc_type", "doc_issuer", "status", "age_group"})
_NUMBERS = ("age", "count")
_DATES = ("occurred_on", "registered_on", "birth_date", "arrived_on")
_REMEMBERED = 200_000
"""Distinct values a coder remembers for one variable; beyond that it starts anew."""


@dataclass(frozen=True, slots=True, eq=False)
class Coded:
    """A coded batch: record frame, the rows of text it came from, rows left out as declared.

    Attributes:
        frame: `RECORD_SCHEMA` (``age`` and ``count`` still Int64) and ``arrived_on`` where mapped.
        source: the rows of the file, in the same order.
        problems: values that could not be coded.
        skips: reason to number of rows.
    """

    frame: pl.DataFrame
    source: pl.DataFrame
    problems: tuple[Problem, ...]
    skips: Mapped[str, int]


@dataclass(slots=True)
class Coder:
    """Applies one flow of a mapping to the batches of one file."""

    mapping: Mapping
    flow: str
    country: str
    _remembered: dict[str, dict[str, str | None]] = field(default_factory=dict)

    @property
    def _columns(self) -> FlowColumns:
        return self.mapping.flow(self.flow)

    def source_columns(self, header: Sequence[str], file_name: str = "") -> dict[str, str]:
        """Return which column of the file each variable is read from.

        Raises:
            ColumnsMissing: a column that is not optional is not in `header`.
        """
        known = _by_plain_name(header)
        found: dict[str, str] = {}
        missing: list[str] = []
        for column in self._columns.columns:
            for alternatives in column.needs:
                present = [known[plain(name)] for name in alternatives if plain(name) in known]
                if present:
                    found.setdefault(column.variable, present[0])
                elif not column.optional:
                    missing.append(" / ".join(alternatives))
        if missing:
            raise ColumnsMissing(
                file=file_name,
                columns=", ".join(dict.fromkeys(missing)),
                mapping=self.mapping.name,
                found=shown(header),
            )
        return found

    def code(self, batch: TextBatch) -> Coded:
        """Return `batch` coded."""
        source, skips = self._without_skipped(batch.rows)
        problems: list[Problem] = []
        columns = {
            column.variable: self._read(column, source, problems)
            for column in self._columns.columns
            if not column.optional or _is_there(column, source)
        }
        numbers = source[ROW].alias("source_row")
        frame = pl.DataFrame([numbers, *(read.alias(name) for name, read in columns.items())])
        frame = completed(frame, self.flow, self.mapping.system, batch.sheet)
        return Coded(frame, source, tuple(problems), skips)

    # -- rows left out -----------------------------------------------------------------------

    def _without_skipped(self, rows: pl.DataFrame) -> tuple[pl.DataFrame, dict[str, int]]:
        skips: dict[str, int] = {}
        known = _by_plain_name(rows.columns)
        for skip in self._columns.skips:
            name = known.get(plain(skip.column))
            if name is None:
                continue
            left_out = _left_out(rows[name], skip)
            if count := int(left_out.sum()):
                skips[skip.reason] = skips.get(skip.reason, 0) + count
                rows = rows.filter(~left_out)
        return rows, skips

    # -- one variable ------------------------------------------------------------------------

    def _read(self, column: Column, source: pl.DataFrame, problems: list[Problem]) -> pl.Series:
        if column.value is not None:
            return pl.Series([column.value], dtype=pl.String).new_from_index(0, source.height)
        if column.variable in _DATES:
            return self._date(column, source, problems)
        text = self._text(column.columns, source)
        if column.variable in _NUMBERS:
            return self._number(column, text, problems)
        if column.variable in _CODELIST:
            return self._codes(column, text, problems)
        return text

    def _text(self, names: Sequence[str], source: pl.DataFrame) -> pl.Series:
        known = _by_plain_name(source.columns)
        for name in names:
            if plain(name) in known:
                return source[known[plain(name)]]
        return pl.Series([None], dtype=pl.String).new_from_index(0, source.height)

    def _date(self, column: Column, source: pl.DataFrame, problems: list[Problem]) -> pl.Series:
        if column.year is not None:
            month = self._text((column.month,), source) if column.month else None
            text = self._text((column.year,), source)
            read = dates.from_year_and_month(text, month)
        else:
            text = self._known_only(self._text(column.columns, source))
            read = dates.read(text, column.dates)
        self._note(
            problems, "unreadable_date", column.variable, text.is_not_null() & read.is_null()
        )
        return read

    def _number(self, column: Column, text: pl.Series, problems: list[Problem]) -> pl.Series:
        known = self._known_only(text)
        number = known.str.strip_chars().str.replace(r"\.0+$", "").cast(pl.Int64, strict=False)
        wrong = known.is_not_null() & number.is_null()
        self._note(problems, "unreadable_number", column.variable, wrong)
        return number

    def _codes(self, column: Column, text: pl.Series, problems: list[Problem]) -> pl.Series:
        distinct = text.unique().drop_nulls()
        codes = pl.Series([self._code(column, value) for value in distinct], dtype=pl.String)
        coded = text.replace_strict(distinct, codes, default=None, return_dtype=pl.String)
        if codes.null_count():
            wrong = text.is_not_null() & coded.is_null()
            self._note(problems, "unknown_code", column.variable, wrong)
        empty = column.empty or (None if column.variable in _NULLABLE else UNKNOWN)
        return coded if empty is None else _where_null(coded, text.is_null(), empty)

    def _code(self, column: Column, written: str) -> str | None:
        """Return the code that `written` stands for, or None where it is not known."""
        remembered = self._remembered.setdefault(column.variable, {})
        if written not in remembered:
            if len(remembered) >= _REMEMBERED:
                remembered.clear()
            remembered[written] = self._looked_up(column, written.strip())
        return remembered[written]

    def _looked_up(self, column: Column, written: str) -> str | None:
        spelled = plain(written.removesuffix(".0"))
        unknown = not spelled or spelled in self.mapping.unknown
        if written in RESERVED and written != "_T":
            return written
        if column.values is not None and spelled in column.values:
            return column.values[spelled]
        if column.prefix is not None and not unknown:
            return column.prefix + spelled.replace(" ", "_")
        found = self._in_code_list(column, written, spelled)
        if found is not None:
            return found
        return column.empty or UNKNOWN if unknown else column.otherwise

    def _in_code_list(self, column: Column, written: str, spelled: str) -> str | None:
        codelist = _CODELIST[column.variable]
        if written in code_list(codelist):
            return written
        here = spellings(codelist, column.country or self.country).get(spelled)
        return here or spellings(codelist).get(spelled)

    def _known_only(self, text: pl.Series) -> pl.Series:
        """Return `text` with the marks for "not stated" as null."""
        marks = [value for value in _few(text) if plain(value) in self.mapping.unknown]
        return text if not marks else _where_null(text, text.is_in(marks), None)

    def _note(self, problems: list[Problem], rule: str, variable: str, wrong: pl.Series) -> None:
        if wrong.any():
            problems.append(Problem(rule, variable, wrong))


def completed(
    frame: pl.DataFrame, flow: str, system: str, sheet: str | None = None
) -> pl.DataFrame:
    """Return `frame`, which needs only ``occurred_on``, with every column of a record.

    What is not there is unknown or null; a row counts one person; rows are numbered from 1.
    Age, age class, adult or minor and ``_Z`` follow from the other columns.
    """
    absent = {name: kind for name, kind in RECORD_SCHEMA.items() if name not in frame.columns}
    defaults: dict[str, object] = dict.fromkeys(CODED, UNKNOWN)
    defaults |= {"count": 1, "status": "VALID", "source_system": system, "source_sheet": sheet}
    if "source_row" in absent:
        frame = frame.with_row_index("source_row", offset=1)
    frame = frame.with_columns(
        pl.lit(defaults.get(name), dtype=kind).alias(name)
        for name, kind in absent.items()
        if name != "source_row"
    ).with_columns(
        pl.lit(flow).alias("flow"),
        pl.col("source_system").fill_null(system),
        pl.col("status").replace({UNKNOWN: "VALID"}).fill_null("VALID"),
        pl.col("count").cast(pl.Int64),
        _age(),
    )
    return derived(frame, flow)


def derived(frame: pl.DataFrame, flow: str) -> pl.DataFrame:
    """Return `frame` with what follows from other columns: age class, adult or minor, ``_Z``."""
    broad = "age_group" if "age_group" in frame.columns else None
    frame = with_age_class(frame, broad)
    if broad is not None:
        exact = pl.col("age").is_null() & pl.col(broad).is_not_null()
        frame = frame.with_columns(
            pl.when(exact).then(pl.col(broad)).otherwise(pl.col("age_class")).alias("age_class")
        ).drop(broad)
    minor = pl.col("age").lt(18).fill_null(pl.col("age_class") == "Y_LT18")
    adult = pl.col("age").ge(18).fill_null(pl.col("age_class") == "Y_GE18")
    class_unknown = pl.col("nna").is_in([UNKNOWN, "NNA_U"])
    frame = frame.with_columns(
        pl.when(class_unknown & minor)
        .then(pl.lit("NNA_U"))
        .when((pl.col("nna") == UNKNOWN) & adult)
        .then(pl.lit("AD"))
        .otherwise(pl.col("nna"))
        .alias("nna")
    )
    idle = [name for name in CODED if flow not in APPLIES.get(name, (flow,))]
    return frame.with_columns(pl.col(idle).replace({UNKNOWN: NOT_APPLICABLE}))


def _is_there(column: Column, source: pl.DataFrame) -> bool:
    """Tell whether the file has a column that the mapping can do without."""
    known = _by_plain_name(source.columns)
    return all(any(plain(name) in known for name in names) for names in column.needs)


def _age() -> pl.Expr:
    """Return the age given, or else completed years from birth to the event."""
    born, day = pl.col("birth_date"), pl.col("occurred_on")
    before_birthday = _month_and_day(day) < _month_and_day(born)
    years = day.dt.year() - born.dt.year() - before_birthday.cast(pl.Int32)
    lived = pl.when(years >= 0).then(years.cast(pl.Int64))
    return pl.coalesce(pl.col("age").cast(pl.Int64), lived).alias("age")


def _month_and_day(day: pl.Expr) -> pl.Expr:
    return day.dt.month().cast(pl.Int32) * 100 + day.dt.day().cast(pl.Int32)


def _left_out(values: pl.Series, skip: Skip) -> pl.Series:
    if skip.empty:
        return values.is_null()
    if skip.among:
        return values.is_in(list(skip.among)).fill_null(value=False)
    return values.is_not_null() & ~values.is_in(list(skip.not_among)).fill_null(value=False)


def _where_null(values: pl.Series, chosen: pl.Series, value: str | None) -> pl.Series:
    """Return `values` with `value` wherever `chosen`."""
    return (
        values.to_frame("v")
        .select(pl.when(chosen).then(pl.lit(value, dtype=pl.String)).otherwise(pl.col("v")))
        .to_series()
    )


def _few(text: pl.Series) -> list[str]:
    """Return the values of `text` that repeat: a mark for "not stated" never stands alone."""
    counted = text.drop_nulls().value_counts(sort=True, name="times").head(200)
    return counted.to_series(0).to_list()


def _by_plain_name(header: Sequence[str]) -> dict[str, str]:
    return {plain(name): name for name in reversed(header) if name != ROW}
