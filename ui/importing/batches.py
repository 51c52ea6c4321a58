"""Past imports, as the register notes them. No window here."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import polars as pl
from sqlalchemy import Connection, Row, func, select

from vipmg.cube import segments
from vipmg.database.schema import batch, finding, finding_count, record
from vipmg.importing.result import RuleCount
from vipmg.validation.findings import ERROR, FINDINGS_SCHEMA


@dataclass(frozen=True, slots=True)
class Batch:
    """One import: what became of the rows of a file, and who brought it in when."""

    id: int
    flow: str
    source: str
    """The mapping it was read with."""
    file_name: str
    imported_at: datetime
    imported_by: str
    rows: int
    imported: int
    findings: int
    skipped: int
    warnings: int
    first_period: str | None
    last_period: str | None
    taken_back_at: datetime | None


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """The findings of an import: every rule with its count, and the ones kept one by one."""

    counts: tuple[RuleCount, ...]
    examples: pl.DataFrame


def everything(db: Connection, newest: int = 500) -> list[Batch]:
    """Return the imports, the newest first."""
    columns = [batch.c[name] for name in Batch.__slots__]
    rows = db.execute(select(*columns).order_by(batch.c.id.desc()).limit(newest))
    return [_batch(row) for row in rows]


def get(db: Connection, number: int) -> Batch | None:
    """Return one import, or None."""
    columns = [batch.c[name] for name in Batch.__slots__]
    row = db.execute(select(*columns).where(batch.c.id == number)).first()
    return None if row is None else _batch(row)


def findings_of(db: Connection, number: int) -> Found:
    """Return what was found in an import, errors first, the most frequent rule first."""
    counted = db.execute(select(finding_count).where(finding_count.c.batch == number))
    counts = [RuleCount(rule, severity, count) for _batch, rule, severity, count in counted]
    counts.sort(key=lambda one: (one.severity != ERROR, -one.count))
    columns = [finding.c[name] for name in FINDINGS_SCHEMA]
    rows = db.execute(select(*columns).where(finding.c.batch == number).order_by(finding.c.row))
    kept = [tuple(row) for row in rows]
    return Found(tuple(counts), pl.DataFrame(kept, schema=FINDINGS_SCHEMA, orient="row"))


def months_of(db: Connection, number: int) -> list[tuple[str, int]]:
    """Return the people that an import counts in each month, oldest first."""
    ends = select(batch.c.first_record, batch.c.last_record).where(batch.c.id == number)
    first, last = db.execute(ends).one()
    if first is None:
        return []
    chosen = select(record.c.period, func.sum(record.c.count)).where(
        record.c.id.between(first, last), record.c.status.in_(segments.COUNTED)
    )
    rows = db.execute(chosen.group_by(record.c.period).order_by(record.c.period))
    return [(period, int(people)) for period, people in rows]


def _batch(row: Row[Any]) -> Batch:
    return Batch(**row._mapping)
