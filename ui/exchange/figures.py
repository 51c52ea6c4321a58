"""Protected figures as a grid that is read: codes by name, periods as columns, hidden marked."""

from collections.abc import Sequence
from typing import Any

import polars as pl

from ui.widgets.rows import Column
from vipmg import codelists
from vipmg.i18n import _
from vipmg.tables.spec import TableSpec
from vipmg.tables.variables import TABLE_VARIABLES, in_order

MOST_ROWS = 20_000
"""Rows of a grid that are shown; a package rarely has a thousand."""


def named(variable: str, code: str) -> str:
    """Return the name of a code of a table variable."""
    return codelists.name(TABLE_VARIABLES[variable].codelist, code)


def title_of(variable: str) -> str:
    """Return what a table variable is called."""
    return _(TABLE_VARIABLES[variable].title)


def grid(spec: TableSpec, cells: pl.DataFrame) -> tuple[list[Column], list[tuple[str, ...]]]:
    """Return columns and lines of text for protected `cells`.

    A hidden figure says so; a combination that is absent is zero, as the table promises.
    """
    periods = cells["period"].unique().sort().to_list()
    shown = in_order(cells, spec.by).with_columns(
        pl.when(pl.col("value").is_null())
        .then(pl.lit(_("hidden")))
        .otherwise(pl.col("value").map_elements(lambda n: f"{n:,}", return_dtype=pl.String))
        .alias("text")
    )
    wide = shown.pivot(on="period", index=list(spec.by), values="text", maintain_order=True)
    wide = wide.select(*spec.by, *periods).fill_null("0").head(MOST_ROWS)
    names = {
        variable: {code: named(variable, code) for code in wide[variable].unique()}
        for variable in spec.by
    }
    lines = [
        (*(names[v][code] for v, code in zip(spec.by, line, strict=False)), *line[len(spec.by) :])
        for line in wide.iter_rows()
    ]
    return _columns([title_of(v) for v in spec.by], periods), lines


def change_lines(changes: pl.DataFrame, specs: Sequence[TableSpec]) -> list[tuple[str, ...]]:
    """Return one line for each changed figure: table, cell, period, before, now."""
    by = {spec.name: spec.by for spec in specs}
    return [
        (
            table,
            " · ".join(named(v, c) for v, c in zip(by[table], key.split("|"), strict=False)),
            period,
            _shown(before),
            _shown(now),
        )
        for table, key, period, before, now in changes.head(MOST_ROWS).iter_rows()
    ]


def _shown(value: int | None) -> str:
    return _("hidden") if value is None else f"{value:,}"


def _columns(texts: Sequence[str], numbers: Sequence[str]) -> list[Column]:
    def at(place: int) -> Any:
        return lambda line: line[place]

    left = [Column(title, at(place), share=16) for place, title in enumerate(texts)]
    return left + [
        Column(title, at(place + len(texts)), "right", order=_order(place + len(texts)))
        for place, title in enumerate(numbers)
    ]


def _order(place: int) -> Any:
    def order(line: Sequence[str]) -> int | None:
        digits = line[place].replace(",", "")
        return int(digits) if digits.isdigit() else None

    return order
