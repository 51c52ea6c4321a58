"""From the register to figures that may leave, against everything that left before.

The release ledger lies in the register: every cell ever sent or printed, with its status. A
release is remembered in the act that makes its package or its brief, before anything leaves, so
that two releases can never be played against each other.
"""

import io
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime

import polars as pl
from sqlalchemy import Connection, delete, func, insert, select

from vipmg.codelists import code_list
from vipmg.database import schema
from vipmg.disclosure.ledger import Ledger
from vipmg.disclosure.policy import Policy
from vipmg.disclosure.protect import ProtectedRelease, protect
from vipmg.errors import VipmgError
from vipmg.i18n import N_, _
from vipmg.officers import Permission
from vipmg.progress import SILENT, Progress
from vipmg.register import Register
from vipmg.tables.spec import TableSpec
from vipmg.tables.tabulate import figures


class LedgerMoved(VipmgError):
    """Something else left the node since these figures were protected."""

    title = N_("Other figures left meanwhile")
    advice = N_(
        "Another package or brief was made since these figures were protected, and both together "
        "could tell too much. Nothing was made: start again."
    )


@dataclass(frozen=True, slots=True)
class Release:
    """What was released before: when, as what, how many cells."""

    number: int
    at: datetime
    kind: str
    reference: str


@dataclass(frozen=True, slots=True, eq=False)
class Prepared:
    """A protected release, and the number of the last release it was protected against."""

    release: ProtectedRelease
    after: int


def protected(
    register: Register,
    specs: Sequence[TableSpec],
    policy: Policy,
    progress: Progress = SILENT,
) -> Prepared:
    """Tabulate `specs` at one moment and protect them together against all earlier releases.

    Raises:
        NotAllowed: the officer may not make tables.
        NotProtectable, AuditFailed, SolverStopped and the other errors of
            `vipmg.disclosure.protect`: nothing may leave.
    """
    with register.reading(Permission.TABULATE) as db:
        after, ledger = _last(db), load(db)
        tables = []
        for number, spec in enumerate(specs):
            progress.report(number, len(specs), _("Tabulating"))
            tables.append(figures(db, spec))
    release = protect(tables, policy, ledger, progress, hierarchies=hierarchies())
    return Prepared(release, after)


def remember(db: Connection, prepared: Prepared, kind: str, reference: str) -> int:
    """Write the release into the ledger, within the act that makes it leave.

    Raises:
        LedgerMoved: something else was released since `prepared` was made.
    """
    if _last(db) != prepared.after:
        raise LedgerMoved
    release = prepared.release
    cells = io.BytesIO()
    Ledger().with_release(release.entries).frame().write_parquet(cells, compression="zstd")
    row = {
        "at": datetime.now(UTC),
        "kind": kind,
        "reference": reference,
        "policy": release.policy.to_json(),
        "verdict": json.dumps(asdict(release.verdict), default=str),
        "cells": cells.getvalue(),
    }
    db.execute(insert(schema.release).values(row))
    return _last(db)


def forget(db: Connection, kind: str, reference: str) -> None:
    """Take back a release that never left: a package withdrawn before it was sent."""
    chosen = (schema.release.c.kind == kind) & (schema.release.c.reference == reference)
    db.execute(delete(schema.release).where(chosen))


def load(db: Connection) -> Ledger:
    """Return every table that left, oldest first."""
    rows = db.execute(select(schema.release.c.cells).order_by(schema.release.c.id))
    ledger = Ledger()
    for (cells,) in rows:
        ledger = ledger.with_release(Ledger.from_frame(pl.read_parquet(io.BytesIO(cells))).entries)
    return ledger


def everything(db: Connection) -> list[Release]:
    """Return what was released, newest first."""
    columns = schema.release.c
    query = select(columns.id, columns.at, columns.kind, columns.reference)
    return [Release(*row) for row in db.execute(query.order_by(columns.id.desc()))]


def hierarchies() -> dict[str, dict[str, str]]:
    """Return the coarser code of each code of a finer variable: municipality to department."""
    parents = {code.id: code.parent for code in code_list("CL_AREA2").codes if code.parent}
    return {"area2": parents}


def _last(db: Connection) -> int:
    return db.scalar(select(func.max(schema.release.c.id))) or 0
