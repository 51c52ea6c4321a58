"""The cube: for each flow and month, how many records fall in each cell of all variables.

A segment is a Parquet blob (zstd, dictionary coded) of the variables of
`vipmg.records.model.VARIABLES` with two additive columns: ``n`` (Int64, the sum of the counts
of the records) and ``k`` (Int64, the sum of their keys, `vipmg.cube.keys`). In the cube the
variable ``age`` holds age classes (`AGE_ATOMS`). Every table is summed from segments.

Because both columns add up, an act merges the difference it makes in its own transaction: the
cube is never stale.
"""

import calendar
import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import islice

import polars as pl
from sqlalchemy import ColumnElement, Connection, RowMapping, delete, func, insert, select

from vipmg.cube.keys import record_keys
from vipmg.database.schema import record, segment
from vipmg.errors import VipmgError
from vipmg.i18n import N_, _
from vipmg.progress import SILENT, Progress
from vipmg.records.model import RECORD_SCHEMA, VARIABLE_NAMES

COUNTED: tuple[str, ...] = ("VALID", "LOCKED", "DOUBT")
"""CL_REC_STATUS of the records that count; drafts, duplicates and cancelled ones do not."""

SegmentKey = tuple[str, str]
"""Flow and month: ``("RET", "2024-01")``."""

_AT_A_TIME = 24
"""Segments decoded together: enough for every core, and little memory."""

_SOURCE = {name: "age_class" if name == "age" else name for name in VARIABLE_NAMES}
_MEASURES = ("n", "k")
_REBUILT: dict[str, pl.DataType] = {
    "id": pl.Int64(),
    **{name: RECORD_SCHEMA[name] for name in ("flow", "occurred_on", "status", "count")},
    **{source: pl.String() for source in _SOURCE.values()},
}
"""What is read of a record to count it again."""


class CubeInconsistent(VipmgError):
    """Records were taken out of the cube that it did not hold."""

    title = N_("The cube does not agree with the records")
    advice = N_(
        "The figures of {flow}, {period} do not add up. Nothing was changed. "
        "Call support before going on."
    )


@dataclass(frozen=True, slots=True)
class Difference:
    """A segment that disagrees with the records: how many of its cells do, and the totals."""

    flow: str
    period: str
    cells: int
    in_cube: int
    in_records: int


def group(records: pl.DataFrame, secret: bytes) -> dict[SegmentKey, pl.DataFrame]:
    """Return what `records` add to the cube, a frame for each flow and month.

    Args:
        records: a record frame (`RECORD_SCHEMA`) with its numbers in the column ``id``.
        secret: the node's secret for record keys, 16 bytes.
    """
    counted = records.filter(pl.col("status").is_in(COUNTED))
    keys = record_keys(counted["id"].cast(pl.UInt64).to_numpy(), secret)
    cells = counted.select(
        "flow",
        pl.col("occurred_on").dt.strftime("%Y-%m").alias("period"),
        *(pl.col(_SOURCE[name]).cast(pl.Categorical).alias(name) for name in VARIABLE_NAMES),
        pl.col("count").cast(pl.Int64).alias("n"),
        pl.Series("k", keys).cast(pl.Int64),
    )
    parts = cells.partition_by("flow", "period", as_dict=True, include_key=False)
    return {(str(flow), str(period)): _added(part) for (flow, period), part in parts.items()}


def together(parts: Iterable[Mapping[SegmentKey, pl.DataFrame]]) -> dict[SegmentKey, pl.DataFrame]:
    """Return the sum of several differences, so that a long import merges once, at its end."""
    gathered: dict[SegmentKey, list[pl.DataFrame]] = {}
    for part in parts:
        for key, cells in part.items():
            gathered.setdefault(key, []).append(cells)
    return {key: _added(pl.concat(frames)) for key, frames in gathered.items()}


def merge(db: Connection, deltas: Mapping[SegmentKey, pl.DataFrame], sign: int = 1) -> None:
    """Add `deltas` to the stored segments (`sign` 1), or take them out (`sign` -1).

    Runs in the caller's transaction. Cells and segments that come to nothing are dropped.

    Raises:
        CubeInconsistent: more would be taken out of a cell than it holds.
    """
    for (flow, period), delta in sorted(deltas.items()):
        change = delta.with_columns(pl.col(*_MEASURES) * sign)
        stored = db.scalar(select(segment.c.cells).where(_is(flow, period)))
        cells = change if stored is None else _added(pl.concat([_unpack(stored), change]))
        wrong = (pl.col("n") < 0) | (pl.col("k") < 0) | ((pl.col("n") == 0) & (pl.col("k") != 0))
        if cells.select(wrong.any()).item():
            raise CubeInconsistent(flow=flow, period=period)
        _store(db, flow, period, cells.filter(pl.col("n") > 0))


def read(
    db: Connection,
    flow: str,
    first: str,
    last: str,
    columns: Iterable[str],
    where: Mapping[str, Iterable[str]] | None = None,
) -> pl.DataFrame:
    """Return the cells of `flow` in the months `first` to `last`, summed over other variables.

    Columns ``period`` (the month) and `columns`, all Categorical; ``n`` and ``k``. Only the
    columns asked for are decoded. `where` keeps the records with one of the codes given.
    """
    wanted = list(columns)
    kept = [pl.col(name).is_in(list(codes)) for name, codes in (where or {}).items()]
    blobs = db.execute(
        select(segment.c.period, segment.c.cells)
        .where(segment.c.flow == flow, segment.c.period.between(first, last))
        .order_by(segment.c.period)
    )
    summed: list[pl.DataFrame] = [_no_cells(wanted)]
    while some := list(islice(blobs, _AT_A_TIME)):
        plans = [_summed(pl.scan_parquet(cells).filter(*kept), wanted) for _, cells in some]
        for (period, _cells), frame in zip(some, pl.collect_all(plans), strict=True):
            summed.append(
                frame.select(
                    pl.lit(period).cast(pl.Categorical).alias("period"), *wanted, *_MEASURES
                )
            )
    return pl.concat(summed)


def totals(db: Connection) -> pl.DataFrame:
    """Return the records counted: columns ``flow``, ``period`` (the month) and ``n``, in order."""
    rows = db.execute(
        select(segment.c.flow, segment.c.period, segment.c.n).order_by(
            segment.c.flow, segment.c.period
        )
    )
    schema = {"flow": pl.String, "period": pl.String, "n": pl.Int64}
    return pl.DataFrame([tuple(row) for row in rows], schema=schema, orient="row")


def rebuild(db: Connection, secret: bytes, progress: Progress = SILENT) -> int:
    """Make every segment anew from the records; return how many segments there are."""
    db.execute(delete(segment))
    months = _months_with_records(db)
    for flow, period in progress.track(months, _("Rebuilding the cube"), every=1):
        columns = [record.c[name] for name in _REBUILT]
        rows = db.execute(select(*columns).where(_in_month(flow, period))).all()
        merge(db, group(pl.DataFrame(rows, schema=_REBUILT, orient="row"), secret))
    return len(months)


def verify(db: Connection, progress: Progress = SILENT) -> tuple[Difference, ...]:
    """Compare every segment with a GROUP BY over the records; nothing means they agree."""
    held = {(row["flow"], row["period"]): row for row in _held(db)}
    keys = sorted({*held, *_months_with_records(db)})
    found = []
    for flow, period in progress.track(keys, _("Checking the cube"), every=1):
        cells = db.scalar(select(segment.c.cells).where(_is(flow, period)))
        stored = _no_cells(VARIABLE_NAMES).drop("period") if cells is None else _unpack(cells)
        total = held[flow, period]["n"] if (flow, period) in held else 0
        if difference := _difference((flow, period), stored, _counted(db, flow, period), total):
            found.append(difference)
    return tuple(found)


def _difference(
    key: SegmentKey, stored: pl.DataFrame, counted: pl.DataFrame, total: int
) -> Difference | None:
    both = pl.concat([stored.select(*VARIABLE_NAMES, "n"), counted.with_columns(-pl.col("n"))])
    wrong = both.group_by(VARIABLE_NAMES).agg(pl.col("n").sum()).filter(pl.col("n") != 0).height
    in_records = int(counted["n"].sum())
    if not wrong and total == in_records:
        return None
    return Difference(*key, cells=wrong, in_cube=total, in_records=in_records)


def _counted(db: Connection, flow: str, period: str) -> pl.DataFrame:
    """Return the cells of a month as the database engine counts them."""
    columns = [record.c[source] for source in _SOURCE.values()]
    rows = db.execute(
        select(*columns, func.sum(record.c.count)).where(_in_month(flow, period)).group_by(*columns)
    ).all()
    schema = {**dict.fromkeys(VARIABLE_NAMES, pl.String), "n": pl.Int64}
    return pl.DataFrame(rows, schema=schema, orient="row").cast(
        dict.fromkeys(VARIABLE_NAMES, pl.Categorical)
    )


def _months_with_records(db: Connection) -> list[SegmentKey]:
    rows = db.execute(
        select(record.c.flow, record.c.period)
        .where(record.c.status.in_(COUNTED))
        .distinct()
        .order_by(record.c.flow, record.c.period)
    )
    return [(flow, period) for flow, period in rows]


def _held(db: Connection) -> Iterator[RowMapping]:
    return iter(db.execute(select(segment.c.flow, segment.c.period, segment.c.n)).mappings().all())


def _in_month(flow: str, period: str) -> ColumnElement[bool]:
    """Return the condition for the counted records of a month, in the terms of the day index."""
    year, month = int(period[:4]), int(period[5:])
    ends = date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])
    return (
        (record.c.flow == flow) & record.c.occurred_on.between(*ends) & record.c.status.in_(COUNTED)
    )


def _is(flow: str, period: str) -> ColumnElement[bool]:
    return (segment.c.flow == flow) & (segment.c.period == period)


def _summed(cells: pl.LazyFrame, columns: list[str]) -> pl.LazyFrame:
    if not columns:
        return cells.select(pl.col(*_MEASURES).sum()).filter(pl.col("n") > 0)
    return cells.group_by(columns).agg(pl.col(*_MEASURES).sum())


def _added(cells: pl.DataFrame) -> pl.DataFrame:
    return cells.group_by(VARIABLE_NAMES).agg(pl.col(*_MEASURES).sum())


def _no_cells(columns: Iterable[str]) -> pl.DataFrame:
    codes = dict.fromkeys(columns, pl.Categorical)
    return pl.DataFrame(schema={"period": pl.Categorical, **codes, "n": pl.Int64, "k": pl.Int64})


def _store(db: Connection, flow: str, period: str, cells: pl.DataFrame) -> None:
    db.execute(delete(segment).where(_is(flow, period)))
    if cells.height:
        total = int(cells["n"].sum())
        row = {"flow": flow, "period": period, "cells": _pack(cells), "n": total}
        db.execute(insert(segment).values(row))


def _pack(cells: pl.DataFrame) -> bytes:
    blob = io.BytesIO()
    cells.write_parquet(blob, compression="zstd", compression_level=1, statistics=False)
    return blob.getvalue()


def _unpack(blob: bytes) -> pl.DataFrame:
    return pl.read_parquet(io.BytesIO(blob))
