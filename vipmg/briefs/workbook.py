"""The numbers behind each chart and table of a brief, as an Excel workbook."""

from collections.abc import Sequence
from datetime import datetime, time
from pathlib import Path

from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from vipmg.briefs.compose import Brief
from vipmg.briefs.pdf import demo_words
from vipmg.i18n import _, in_language

WIDEST = 60


def write_workbook(brief: Brief, path: Path) -> Path:
    """Write the brief's figures to `path` (XLSX) and return it: a sheet a chart, one a table.

    A hidden figure is an empty cell beside the word for its status.
    """
    with in_language(brief.language):
        book = Workbook()
        book.properties.title, book.properties.creator = brief.title, brief.agency
        book.properties.created = datetime.combine(brief.made_on, time())
        sheet = book.active
        assert isinstance(sheet, Worksheet)
        sheet.title = _("About")
        _fill(sheet, _about(brief))
        for number, chart in enumerate(brief.charts, start=1):
            frame = chart.data()
            head = [column_words().get(column, column) for column in frame.columns]
            page = book.create_sheet(_("Chart {number}").format(number=number))
            _fill(page, [[chart.title], [chart.unit], [], head, *map(list, frame.rows())], head=4)
        for number, grid in enumerate(brief.tables, start=1):
            page = book.create_sheet(_("Table {number}").format(number=number))
            _fill(page, [[grid.title], [], list(grid.head), *map(list, grid.rows)], head=3)
        book.save(path)
    return path


def column_words() -> dict[str, str]:
    """Return the columns of the charts' data in the language in force."""
    return {
        "series": _("Series"),
        "period": _("Period"),
        "value": _("Value"),
        "status": _("Status"),
        "key": _("Code"),
        "name": _("Name"),
        "group": _("Group"),
    }


def _about(brief: Brief) -> list[list[object]]:
    rows: list[list[object]] = [[f"{brief.title}, {brief.period}"], [brief.agency], [brief.status]]
    if brief.demo:
        rows.append([demo_words()])
    rows.append([])
    rows += [[sentence] for sentence in brief.message]
    rows.append([])
    rows += [[note.title, note.text] for note in brief.notes]
    rows += [[term, meaning] for term, meaning in brief.definitions]
    rows += [[], [brief.source], [_("SHA-256 of the data"), brief.fingerprint]]
    return rows


def _fill(sheet: Worksheet, rows: Sequence[Sequence[object]], head: int = 0) -> None:
    for row in rows:
        sheet.append(list(row))
    sheet["A1"].font = Font(bold=True, size=13)
    if head:
        for cell in sheet[head]:
            cell.font = Font(bold=True)
        sheet.freeze_panes = f"A{head + 1}"
        for number in range(1, sheet.max_column + 1):
            lengths = [len(str(row[number - 1])) for row in rows[head - 1 :] if len(row) >= number]
            letter = get_column_letter(number)
            sheet.column_dimensions[letter].width = min(max(lengths) + 3, WIDEST)
    else:
        sheet.column_dimensions["A"].width = 28
        sheet.column_dimensions["B"].width = WIDEST
