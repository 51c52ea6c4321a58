"""A workbook for people: a sheet for each table, and a sheet that says what the figures are."""

import io
from collections.abc import Sequence

import polars as pl
from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from vipmg import codelists
from vipmg.errors import WrongUsage
from vipmg.i18n import N_, _
from vipmg.records.model import FLOWS
from vipmg.tables.catalogue import TABLES
from vipmg.tables.observations import Figures, internal, observations
from vipmg.tables.periods import Span, periods_of
from vipmg.tables.spec import TableSpec
from vipmg.tables.variables import TABLE_VARIABLES, in_order

MOST_ROWS = 1_048_575
"""Rows that a sheet holds under its header."""

_HEADER = Font(bold=True, color="FFFFFF")
_HEADER_FILL = PatternFill("solid", fgColor="1F4E79")
_NUMBER = "#,##0"
_RIGHT = Alignment(horizontal="right")

_UNIT_NAMES = {
    "events": N_("Events: somebody returned twice counts twice"),
    "persons": N_("Persons: somebody returned twice counts once"),
}
_STATUS_NOTES = {
    "A": N_("normal figure"),
    "P": N_("preliminary figure"),
    "Q": N_("hidden so that nobody can be recognised"),
}

Value = str | int
Row = list[Value]


class TooLong(WrongUsage):
    """A table has more rows than a sheet."""

    title = N_("The table is too long for a workbook")
    advice = N_("It has {rows} rows and a sheet holds {most}. Choose CSV, or fewer variables.")


def to_xlsx(*tables: Figures, source: str = "") -> bytes:
    """Return a workbook in the language in force; `source` names who publishes the figures.

    Codes are shown by name and periods as columns. A hidden value is its CL_OBS_STATUS. Text
    never becomes a formula.

    Raises:
        TooLong: a table has more rows than a sheet holds.
    """
    book = Workbook(write_only=True)
    titles = _sheet_titles(tables)
    for table, title in zip(tables, titles, strict=True):
        _add_sheet(book, title, _grid(table), len(table.spec.by))
    notes: list[Row] = [[_("Sheet"), _("Fact"), _("Value")]]
    for table, title in zip(tables, titles, strict=True):
        notes += [[title, fact, value] for fact, value in describe(table, source)]
    _add_sheet(book, _("Notes"), notes, 3)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def describe(table: Figures, source: str = "") -> list[tuple[str, str]]:
    """Return what a reader must know of the figures: fact and value, in the language in force."""
    spec = table.spec
    protection = _("Protected: these figures may leave the node")
    if internal(table):
        protection = _("INTERNAL: unprotected figures")
    shown = observations(table)["obs_status"].unique().to_list()
    statuses = "; ".join(f"{code}: {_(_STATUS_NOTES.get(code, code))}" for code in sorted(shown))
    by = ", ".join(_(TABLE_VARIABLES[name].title) for name in spec.by)
    facts = [
        (_("What"), _title(spec)),
        (_("Flow"), _(FLOWS[spec.flow])),
        (_("Broken down by"), by or _("Nothing: totals only")),
        (_("Selection"), _selection(spec)),
        (_("Period"), Span(spec.first, spec.last).label),
        (_("Unit"), _(_UNIT_NAMES[spec.measure])),
        (_("Status"), statuses),
        (_("Protection"), protection),
        (_("Source"), source),
    ]
    return [(fact, value) for fact, value in facts if value]


def _title(spec: TableSpec) -> str:
    standard = {table.name: table.title for table in TABLES}
    return f"{spec.name}: {_(standard[spec.name])}" if spec.name in standard else _("Own table")


def _selection(spec: TableSpec) -> str:
    return "; ".join(
        f"{_(TABLE_VARIABLES[name].title)}: {', '.join(_named(name, code) for code in codes)}"
        for name, codes in spec.where
    )


def _named(variable: str, code: str) -> str:
    return codelists.name(TABLE_VARIABLES[variable].codelist, code)


def _grid(table: Figures) -> list[Row]:
    """Return the header and the rows of a sheet: names of codes, then a column a period."""
    by = table.spec.by
    shown = observations(table)
    alike = shown.with_columns(pl.lit("").alias("period"))
    combinations = in_order(alike, by).select(by).unique(maintain_order=True).rows()
    if not by:
        combinations = [()]
    if len(combinations) > MOST_ROWS:
        raise TooLong(rows=len(combinations), most=MOST_ROWS)
    figures: dict[tuple[str, ...], Value] = {
        tuple(key): status if value is None else value
        for *key, value, status in shown.drop("conf_status").iter_rows()
    }
    periods = _periods(table.spec, shown["period"].unique().sort().to_list())
    header: Row = [*(_(TABLE_VARIABLES[name].title) for name in by), *periods]
    names = {
        (name, code): _named(name, code) for name in by for code in shown[name].unique().to_list()
    }
    rows: list[Row] = [
        [
            *(names[pair] for pair in zip(by, codes, strict=True)),
            *(figures.get((*codes, period), 0) for period in periods),
        ]
        for codes in combinations
    ]
    return [header, *rows]


def _periods(spec: TableSpec, present: Sequence[str]) -> list[str]:
    """Return every period from the first to the last with figures: one without is a zero."""
    if not present:
        return []
    labels = dict.fromkeys(periods_of(Span(spec.first, spec.last), spec.freq).values())
    return [label for label in labels if present[0] <= label <= present[-1]]


def _sheet_titles(tables: Sequence[Figures]) -> list[str]:
    names = [table.spec.name for table in tables]
    return [
        name if names.count(name) == 1 else f"{name} ({names[: place + 1].count(name)})"
        for place, name in enumerate(names)
    ]


def _add_sheet(book: Workbook, title: str, rows: Sequence[Row], frozen: int) -> None:
    sheet = book.create_sheet(title[:31])
    for place in range(len(rows[0])):
        widest = max(len(str(row[place])) for row in rows[:200])
        sheet.column_dimensions[get_column_letter(place + 1)].width = min(max(widest + 2, 10), 48)
    sheet.freeze_panes = f"{get_column_letter(frozen + 1)}2"
    sheet.append([_header(sheet, value) for value in rows[0]])
    for row in rows[1:]:
        sheet.append([_cell(sheet, value) for value in row])


def _header(sheet: WriteOnlyWorksheet, value: Value) -> Cell:
    cell = _cell(sheet, value)
    cell.font, cell.fill = _HEADER, _HEADER_FILL
    return cell


def _cell(sheet: WriteOnlyWorksheet, value: Value) -> Cell:
    if isinstance(value, int):
        number: Cell = WriteOnlyCell(sheet, value=value)
        number.number_format, number.alignment = _NUMBER, _RIGHT
        return number
    text: Cell = WriteOnlyCell(sheet, value=ILLEGAL_CHARACTERS_RE.sub("", value))
    if value[:1] in tuple("=+-@"):
        text.data_type = "s"
        text.quotePrefix = True  # also after somebody edits the cell it stays text
    return text
