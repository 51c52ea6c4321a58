"""Records given as facts, in a small unencrypted database with the real schema."""

from datetime import date

import polars as pl
import pytest
from sqlalchemy import create_engine, insert
from sqlalchemy.pool import StaticPool

from vipmg.cube import segments
from vipmg.database.schema import metadata, record
from vipmg.records.model import CODED, RECORD_SCHEMA

SECRET = b"a secret of 16 b"


@pytest.fixture
def db():
    engine = create_engine("sqlite://", poolclass=StaticPool)
    metadata.create_all(engine)
    with engine.begin() as connection:
        yield connection
    engine.dispose()


@pytest.fixture
def add(db):
    """Return a function that registers records given as facts; all else is not applicable."""
    numbers = iter(range(1, 1_000_000))

    def register(*facts: dict[str, object]) -> None:
        common = {
            "flow": "RET",
            "occurred_on": date(2024, 1, 15),
            "age_class": "_U",
            **dict.fromkeys(CODED, "_Z"),
            "count": 1,
            "status": "VALID",
            "source_system": "OTHER",
            "batch": 1,
            "version": 1,
            "person_key": None,
        }
        rows = [{**common, "id": next(numbers), **fact} for fact in facts]
        for row in rows:
            row["period"] = f"{row['occurred_on']:%Y-%m}"
        db.execute(insert(record), rows)
        columns = ["id", "flow", "occurred_on", "age_class", *CODED, "count", "status"]
        schema = {name: RECORD_SCHEMA.get(name, pl.Int64) for name in columns}
        frame = pl.DataFrame([{name: row[name] for name in columns} for row in rows], schema=schema)
        segments.merge(db, segments.group(frame, SECRET))

    return register
