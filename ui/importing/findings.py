"""Findings on a screen and in a file: by rule, with the places where they are."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from ui.widgets.rows import Column
from ui.words import number
from vipmg.i18n import N_, _, in_language
from vipmg.importing.result import RuleCount
from vipmg.progress import Progress
from vipmg.validation.findings import ERROR, Finding, findings
from vipmg.validation.rules import MESSAGES

SHOWN = 200
"""Findings of a rule shown one by one; the file holds all that were kept."""
HEADER = (
    N_("What happens"),
    N_("Sheet"),
    N_("Row"),
    N_("Column"),
    N_("Value"),
    N_("What is wrong"),
)


@dataclass(frozen=True, slots=True)
class Broken:
    """A rule that was broken: how often, and in which words."""

    rule: str
    severity: str
    count: int
    example: Finding | None

    def words(self) -> str:
        """Return what is wrong, with the first value as example."""
        if self.example is not None:
            return self.example.message()
        return _(MESSAGES.get(self.rule, self.rule)).format(value="…", column="…")


def by_rule(counts: Sequence[RuleCount], examples: pl.DataFrame) -> list[Broken]:
    """Return each broken rule with one example, in the order of `counts`."""
    return [
        Broken(one.rule, one.severity, one.count, next(iter(some(examples, one.rule, 1)), None))
        for one in counts
    ]


def some(examples: pl.DataFrame, rule: str, most: int = SHOWN) -> list[Finding]:
    """Return the first findings of `rule`."""
    return list(findings(examples.filter(pl.col("rule") == rule).head(most)))


def fate(severity: str) -> str:
    """Return what a finding does to its row."""
    return _("Held back") if severity == ERROR else _("Registered")


RULE_COLUMNS: tuple[Column, ...] = (
    Column(
        N_("What happens"),
        lambda one: fate(one.severity),
        share=13,
        tone=lambda one: "bad" if one.severity == ERROR else "warn",
    ),
    Column(N_("Times"), lambda one: number(one.count), "right", 8, order=lambda one: one.count),
    Column(N_("What is wrong"), lambda one: one.words(), share=50, hint=lambda one: one.words()),
)
EXAMPLE_COLUMNS: tuple[Column, ...] = (
    Column(N_("Sheet"), lambda one: one.sheet or "", share=8),
    Column(
        N_("Row"),
        lambda one: "" if one.row is None else number(one.row),
        "right",
        8,
        order=lambda one: one.row,
    ),
    Column(N_("Column"), lambda one: one.column or "", share=14),
    Column(N_("Value"), lambda one: one.value or "", share=16, hint=lambda one: one.value or ""),
    Column(
        N_("What is wrong"), lambda one: one.message(), share=36, hint=lambda one: one.message()
    ),
)


def write(path: Path, examples: pl.DataFrame, language: str, progress: Progress) -> int:
    """Write the findings to `path`, CSV or XLSX by its ending; return how many.

    A function of a module, so that it can run in a process of its own.
    """
    with in_language(language):
        header = [_(title) for title in HEADER]
        lines = [
            (fate(one.severity), one.sheet, one.row, one.column, one.value, one.message())
            for one in progress.track(list(findings(examples)), _("Writing findings"))
        ]
    if path.suffix.lower() == ".xlsx":
        _write_xlsx(path, header, lines)
    else:
        _write_csv(path, header, lines)
    return len(lines)


Line = tuple[str, str | None, int | None, str | None, str | None, str]


def _write_csv(path: Path, header: Sequence[str], lines: Sequence[Line]) -> None:
    import csv

    with path.open("w", encoding="utf-8-sig", newline="") as file:
        written = csv.writer(file)
        written.writerow(header)
        written.writerows([_unarmed(cell) for cell in line] for line in lines)


def _unarmed(cell: str | int | None) -> str | int | None:
    """Return the cell so that no spreadsheet takes it for a formula."""
    return f"'{cell}" if isinstance(cell, str) and cell[:1] in {"=", "+", "-", "@"} else cell


def _write_xlsx(path: Path, header: Sequence[str], lines: Sequence[Line]) -> None:
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
    from openpyxl.styles import Font

    book = Workbook(write_only=True)
    sheet = book.create_sheet(header[-1][:31])
    sheet.freeze_panes = "A2"
    for letter, width in zip("ABCDEF", (14, 14, 10, 24, 28, 80), strict=True):
        sheet.column_dimensions[letter].width = width
    titles = [WriteOnlyCell(sheet, title) for title in header]
    for title in titles:
        title.font = Font(bold=True)
    sheet.append(titles)
    for line in lines:
        cells = []
        for value in line:
            text = ILLEGAL_CHARACTERS_RE.sub("", value) if isinstance(value, str) else value
            cell = WriteOnlyCell(sheet, text)
            if isinstance(text, str):
                cell.data_type = "s"
            cells.append(cell)
        sheet.append(cells)
    book.save(path)
