"""What is wrong with a row, where, and in which words."""

from collections.abc import Iterator
from dataclasses import dataclass

import polars as pl

from vipmg.i18n import _

ERROR, WARNING = "error", "warning"

FINDINGS_SCHEMA: dict[str, pl.DataType] = {
    "sheet": pl.String(),
    "row": pl.Int32(),
    "column": pl.String(),
    "value": pl.String(),
    "rule": pl.String(),
    "severity": pl.String(),
    "facts": pl.String(),
}
"""Columns of a findings frame. ``column`` is the column of the file, ``value`` what stands there;
``facts`` is canonical JSON that the words of the rule may name."""


@dataclass(frozen=True, slots=True, eq=False)
class Problem:
    """Values that could not be coded: `wrong` is a Boolean for each row of the batch."""

    rule: str
    variable: str
    wrong: pl.Series

    def among(self, rows: pl.Series) -> "Problem":
        """Return the problem for the rows that the Booleans `rows` keep."""
        return Problem(self.rule, self.variable, self.wrong.filter(rows))


@dataclass(frozen=True, slots=True)
class Finding:
    """One row that breaks one rule: an error holds it back, a warning lets it pass."""

    sheet: str | None
    row: int | None
    column: str | None
    value: str | None
    rule: str
    severity: str

    def message(self) -> str:
        """Return what is wrong, in the officer's language."""
        from vipmg.validation.rules import MESSAGES

        template = _(MESSAGES.get(self.rule, "{value}"))
        return template.format(value=self.value or "", column=self.column or "")

    def place(self) -> str:
        """Return where it is: sheet, row and column."""
        parts = [
            *([_("sheet {sheet}").format(sheet=self.sheet)] if self.sheet else []),
            *([_("row {row}").format(row=self.row)] if self.row is not None else []),
            *([_("column {column}").format(column=self.column)] if self.column else []),
        ]
        return ", ".join(parts)


def findings(frame: pl.DataFrame) -> Iterator[Finding]:
    """Yield the findings of a frame with `FINDINGS_SCHEMA`."""
    for row in frame.select("sheet", "row", "column", "value", "rule", "severity").iter_rows():
        yield Finding(*row)
