"""Storing records, and finding them again."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import polars as pl
from sqlalchemy import Connection, Select, and_, func, insert, literal, or_, select, update

from vipmg.database.schema import identity, record, record_history
from vipmg.records.model import IDENTITY

_COLUMNS: tuple[str, ...] = tuple(column.name for column in record.columns)
_IDENTITY_COLUMNS: tuple[str, ...] = ("record", *IDENTITY)
_DATES = ("occurred_on", "registered_on", "birth_date")


@dataclass(frozen=True, slots=True)
class Query:
    """Which records to show: a flow, a span of days, codes of variables; newest day first.

    `after` is the (day, id) of the last record of the page before; None starts at the newest.
    """

    flow: str | None = None
    first: date | None = None
    last: date | None = None
    where: tuple[tuple[str, tuple[str, ...]], ...] = ()
    after: tuple[date, int] | None = None
    limit: int = 200


def add(db: Connection, frame: pl.DataFrame, batch: int, secret: bytes) -> range:
    """Store a record frame (`RECORD_SCHEMA`) and its identities; return the ids given.

    Ids are consecutive and never used again: records are never deleted. `secret` keys the
    person keys.
    """
    first = (db.scalar(select(func.max(record.c.id))) or 0) + 1
    ids = range(first, first + frame.height)
    stored = frame.with_columns(
        pl.int_range(first, first + frame.height, dtype=pl.Int64).alias("id"),
        pl.col("occurred_on").dt.strftime("%Y-%m").alias("period"),
        pl.lit(batch).alias("batch"),
        pl.lit(1).alias("version"),
        person_keys(frame, secret).alias("person_key"),
    )
    _insert(db, "record", stored.select(_COLUMNS))
    known = stored.rename({"id": "record"}).select(_IDENTITY_COLUMNS)
    _insert(db, "identity", known.filter(pl.any_horizontal(pl.col(IDENTITY).is_not_null())))
    return ids


def person_keys(frame: pl.DataFrame, secret: bytes) -> pl.Series:
    """Return one keyed number a row (Int64) that is equal for the same person, else null.

    The document with its issuer decides; where it is missing, names, birth date and sex.
    BLAKE2b keyed with the node's `secret`, first 8 bytes: without the secret nobody can tell
    a person from the number.
    """
    document = pl.concat_str("doc_issuer", "doc_number", separator="|", ignore_nulls=True)
    person = pl.concat_str(
        pl.col("given_names"),
        pl.col("family_names"),
        pl.col("birth_date").dt.strftime("%Y%m%d"),
        pl.col("sex"),
        separator="|",
    )
    words = frame.select(
        pl.when(pl.col("doc_number").is_not_null())
        .then(document)
        .otherwise(person)
        .str.to_uppercase()
        .str.normalize("NFKD")
        .str.replace_all(r"[^\p{L}\p{N}|]", "")
        .alias("words")
    ).to_series()
    distinct = words.drop_nulls().unique()
    if distinct.is_empty():
        return pl.Series([None] * frame.height, dtype=pl.Int64)
    keys = pl.Series([_person_key(text, secret) for text in distinct], dtype=pl.Int64)
    return words.replace_strict(distinct, keys, default=None)


def find(db: Connection, query: Query) -> pl.DataFrame:
    """Return a page of records, newest first, as a frame of the columns of table ``record``."""
    rows = db.execute(_page(query)).all()
    return pl.DataFrame(
        [tuple(row) for row in rows],
        schema=list(_COLUMNS),
        orient="row",
        infer_schema_length=None,
    )


def get(db: Connection, number: int) -> dict[str, Any] | None:
    """Return one record by its id, or None."""
    row = db.execute(select(record).where(record.c.id == number)).first()
    return None if row is None else dict(row._mapping)


def history(db: Connection, number: int) -> list[dict[str, Any]]:
    """Return the earlier versions of a record, oldest first: values, who replaced them, why."""
    query = select(record_history).where(record_history.c.id == number)
    rows = db.execute(query.order_by(record_history.c.version))
    return [dict(row._mapping) for row in rows]


def identity_of(db: Connection, number: int) -> dict[str, Any]:
    """Return who a record is about; empty where that is not known."""
    row = db.execute(select(identity).where(identity.c.record == number)).first()
    return {} if row is None else dict(row._mapping)


def supersede(
    db: Connection, chosen: Any, values: dict[str, Any], officer: str, why: str
) -> pl.DataFrame:
    """Keep the records that the condition `chosen` names in the history, then change them.

    Returns the records as they were (for the cube), columns of table ``record``.
    """
    before = [tuple(row) for row in db.execute(select(record).where(chosen))]
    kept = [record.c[column.name] for column in record_history.columns if column.name in _COLUMNS]
    db.execute(
        insert(record_history).from_select(
            [*(column.name for column in kept), "superseded_at", "superseded_by", "why"],
            select(*kept, literal(datetime.now(UTC)), literal(officer), literal(why)).where(chosen),
        )
    )
    db.execute(update(record).where(chosen).values(**values, version=record.c.version + 1))
    return pl.DataFrame(before, schema=list(_COLUMNS), orient="row", infer_schema_length=None)


def _page(query: Query) -> Select[Any]:
    conditions = [
        *([record.c.flow == query.flow] if query.flow else []),
        *([record.c.occurred_on >= query.first] if query.first else []),
        *([record.c.occurred_on <= query.last] if query.last else []),
        *(_chosen(name, codes) for name, codes in query.where),
    ]
    if query.after is not None:
        day, number = query.after
        same_day = and_(record.c.occurred_on == day, record.c.id < number)
        conditions.append(or_(same_day, record.c.occurred_on < day))
        conditions.append(record.c.occurred_on <= day)
    newest_first = (record.c.occurred_on.desc(), record.c.id.desc())
    return select(record).where(*conditions).order_by(*newest_first).limit(query.limit)


def _chosen(name: str, codes: Sequence[str]) -> Any:
    column = record.c["age_class" if name == "age" else name]
    return column.in_(codes)


def _insert(db: Connection, table: str, rows: pl.DataFrame) -> None:
    """Insert a frame by the driver's own executemany: the one hot path of writing."""
    if rows.is_empty():
        return
    dates = [name for name in rows.columns if name in _DATES]
    texts = rows.with_columns(pl.col(dates).dt.strftime("%Y-%m-%d"))
    columns = ", ".join(f'"{name}"' for name in rows.columns)
    marks = ", ".join("?" * rows.width)
    db.exec_driver_sql(
        f"INSERT INTO {table} ({columns}) VALUES ({marks})",  # noqa: S608 - our own names
        texts.rows(),
    )


def _person_key(text: str, secret: bytes) -> int:
    digest = hashlib.blake2b(text.encode(), key=secret, digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)
