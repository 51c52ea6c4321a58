"""Manifests: flights, buses and lists with the number of people they declare.

They are the denominator of registration coverage (I-7): people who were on a list and of whom
no record was made would otherwise never be missed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl
from sqlalchemy import Connection, delete, insert

from vipmg.codelists import code_list
from vipmg.database.schema import manifest
from vipmg.errors import WrongUsage
from vipmg.i18n import N_, _, ngettext
from vipmg.importing.errors import ColumnsMissing, FileMissing, Unreadable
from vipmg.officers import Permission
from vipmg.records.model import FLOWS
from vipmg.register import Register

COLUMNS = ("reference", "flow", "date", "point", "mode", "counterpart", "declared_count")


class BadManifest(WrongUsage):
    """Rows of a list of manifests cannot be understood; none is registered."""

    title = N_("The list of manifests has faults")
    advice = N_("{faults}. Nothing was registered: correct the rows and import the list again.")


@dataclass(frozen=True, slots=True)
class Manifests:
    """What the import of a list came to: how many manifests, how many people declared."""

    manifests: int
    declared: int

    def summary(self) -> str:
        """Return the outcome in words."""
        lists = ngettext("{count} manifest", "{count} manifests", self.manifests)
        people = ngettext("{count} person declared", "{count} people declared", self.declared)
        return _("{manifests}, {people}.").format(
            manifests=lists.format(count=self.manifests), people=people.format(count=self.declared)
        )


def import_manifests(register: Register, path: Path) -> Manifests:
    """Register the manifests listed in a CSV file with the columns of `COLUMNS`.

    A manifest that comes again replaces the earlier one: lists are completed later.

    Raises:
        NotAllowed: the officer may not import.
        FileMissing, Unreadable, ColumnsMissing: there is no such list.
        BadManifest: a row is not a manifest; the error names the rows.
    """
    register.require(Permission.IMPORT)
    if not path.is_file():
        raise FileMissing(file=path.name)
    try:
        listed = pl.read_csv(path, infer_schema=False)
    except pl.exceptions.PolarsError as error:
        raise Unreadable(file=path.name) from error
    if missing := [name for name in COLUMNS if name not in listed.columns]:
        raise ColumnsMissing(
            file=path.name,
            columns=", ".join(missing),
            mapping="manifests",
            found=", ".join(listed.columns),
        )
    read = listed.select(
        *COLUMNS,
        pl.col("date").str.to_date("%Y-%m-%d", strict=False).alias("occurred_on"),
        pl.col("declared_count").cast(pl.Int32, strict=False).alias("declared"),
    )
    _check(read)
    with register.act(Permission.IMPORT, subject=path.name) as act:
        _store(act.db, read)
        outcome = Manifests(read.height, int(read["declared"].sum()))
        act.note(manifests=outcome.manifests, declared=outcome.declared)
    return outcome


def _check(read: pl.DataFrame) -> None:
    wrong = (
        (_("no reference"), pl.col("reference").is_null()),
        (_("unknown flow"), ~_among("flow", list(FLOWS))),
        (_("not a day (year-month-day)"), pl.col("occurred_on").is_null()),
        (_("unknown country"), ~_among("counterpart", _codes("CL_AREA"))),
        (_("unknown mode"), ~_among("mode", _codes("CL_MODE"))),
        (_("no number of people"), pl.col("declared").is_null() | (pl.col("declared") < 0)),
    )
    faults = []
    for words, fault in wrong:
        # The header is line 1 of the file.
        lines = (read.select(fault.fill_null(True).arg_true()).to_series() + 2).to_list()
        if lines:
            some = ", ".join(str(line) for line in lines[:5])
            faults.append(_("{fault} (lines {lines})").format(fault=words, lines=some))
    if faults:
        raise BadManifest(faults="; ".join(faults))


def _store(db: Connection, read: pl.DataFrame) -> None:
    rows = read.select(
        "reference",
        "flow",
        pl.col("occurred_on").dt.strftime("%Y-%m").alias("period"),
        "occurred_on",
        pl.col("point").fill_null("_U"),
        "mode",
        "counterpart",
        pl.col("declared").alias("declared_count"),
    ).unique(["reference", "flow"], keep="last", maintain_order=True)
    for part in rows.iter_slices(500):
        columns = manifest.c
        again = columns.reference.in_(part["reference"].to_list())
        db.execute(delete(manifest).where(again, columns.flow.in_(part["flow"].unique().to_list())))
        db.execute(insert(manifest), part.to_dicts())


def _among(name: str, codes: Sequence[str]) -> pl.Expr:
    return pl.col(name).is_in(codes)


def _codes(codelist: str) -> list[str]:
    return [code.id for code in code_list(codelist).codes] + ["_U"]
