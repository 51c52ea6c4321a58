"""Tables written for people and programs: CSV, JSON, workbooks, SDMX-CSV.

Every writer takes exact and protected tables alike and returns the bytes of a file. Exact
figures are marked as such in every one of them.
"""

import json
from dataclasses import asdict

import polars as pl

from vipmg.errors import WrongUsage
from vipmg.i18n import N_
from vipmg.tables.observations import UNITS, Figures, internal, observations
from vipmg.tables.sdmx import to_sdmx_csv
from vipmg.tables.workbook import to_xlsx

__all__ = ["to_csv", "to_json", "to_sdmx_csv", "to_xlsx"]

INTERNAL_MARK = "INTERNAL"
"""Stands in the column ``status`` of exact figures."""

_FORMULA_SIGNS = r"^[=+\-@\t\r]"


def harmless(name: str) -> pl.Expr:
    """Return a column of text that no spreadsheet takes for a formula."""
    return pl.col(name).str.replace(_FORMULA_SIGNS, "'${0}")


class DifferentColumns(WrongUsage):
    """Tables that do not have the same columns were to share one file."""

    title = N_("These tables do not fit in one file")
    advice = N_("They are broken down differently. Choose XLSX, which gives each its own sheet.")


def to_csv(*tables: Figures, bom: bool = False) -> bytes:
    """Return a column a variable, then ``period``, ``value`` and ``status``; totals are ``_T``.

    A hidden value is an empty cell with its CL_OBS_STATUS; exact figures have the status
    ``INTERNAL``. Tables of several flows have a column ``flow`` first. `bom` puts the mark by
    which Excel recognises UTF-8.

    Raises:
        DifferentColumns: the tables are not all broken down alike, of one selection and unit.
    """
    if len({(table.spec.by, table.spec.where, table.spec.measure) for table in tables}) > 1:
        raise DifferentColumns
    parts = [_lines(table) for table in tables]
    if len({table.spec.flow for table in tables}) > 1:
        parts = [
            part.select(pl.lit(table.spec.flow).alias("flow"), pl.all())
            for table, part in zip(tables, parts, strict=True)
        ]
    return pl.concat(parts).write_csv(include_bom=bom).encode()


def _lines(table: Figures) -> pl.DataFrame:
    status = pl.lit(INTERNAL_MARK) if internal(table) else pl.col("obs_status")
    codes = [harmless(name) for name in table.spec.by]
    return observations(table).select(*codes, "period", "value", status.alias("status"))


def to_json(*tables: Figures) -> bytes:
    """Return ``{"tables": [...]}``: of each its specification, unit, protection and cells."""
    return json.dumps(
        {"tables": [_object(table) for table in tables]}, ensure_ascii=False, indent=1
    ).encode()


def _object(table: Figures) -> dict[str, object]:
    spec = asdict(table.spec)
    spec["where"] = {name: list(codes) for name, codes in table.spec.where}
    status = {"obs_status": "status"}
    return {
        "table": spec,
        "unit": UNITS[table.spec.measure],
        "protected": not internal(table),
        "cells": observations(table).rename(status).to_dicts(),
    }
