from datetime import date, timedelta

import numpy as np
import polars as pl
import pytest
from sqlalchemy import create_engine, insert
from sqlalchemy.pool import StaticPool

from vipmg.database.schema import metadata, record
from vipmg.records.model import AGE_ATOMS, CODED, RECORD_SCHEMA

CODES = {
    "sex": ("F", "M", "_U"),
    "citizenship": ("SV", "GT", "HN", "NI"),
    "counterpart": ("US", "MX"),
    "mode": ("A", "L"),
    "nna": ("AD", "NNA_A", "NNA_NA"),
}


@pytest.fixture
def db():
    engine = create_engine("sqlite://", poolclass=StaticPool)
    metadata.create_all(engine)
    with engine.begin() as connection:
        yield connection
    engine.dispose()


@pytest.fixture
def make_records():
    """Return a maker of record frames with numbers: seeded, two years of months."""

    def make(rows: int, flow: str = "RET", first_id: int = 1, seed: int = 1) -> pl.DataFrame:
        chance = np.random.default_rng(seed)
        columns: dict[str, object] = {
            "id": np.arange(first_id, first_id + rows),
            "flow": [flow] * rows,
            "occurred_on": [
                date(2023, 1, 1) + timedelta(days=int(day)) for day in chance.integers(0, 730, rows)
            ],
            "age_class": chance.choice(np.array((*AGE_ATOMS, "Y_LT18", "_U")), rows),
            "count": np.where(chance.random(rows) < 0.05, 7, 1).astype(np.int32),
            "status": ["VALID"] * rows,
            "source_system": ["OTHER"] * rows,
        }
        for name in CODED:
            columns[name] = chance.choice(np.array(CODES.get(name, ("_Z",))), rows)
        frame = pl.DataFrame(columns)
        missing = [name for name in RECORD_SCHEMA if name not in frame.columns]
        return frame.with_columns(pl.lit(None).alias(name) for name in missing).cast(RECORD_SCHEMA)

    return make


@pytest.fixture
def register_records(db):
    """Return a function that writes a record frame into the table of records."""

    def register(frame: pl.DataFrame) -> None:
        rows = frame.with_columns(
            pl.col("occurred_on").dt.strftime("%Y-%m").alias("period"),
            pl.lit(1).alias("batch"),
            pl.lit(1).alias("version"),
            pl.lit(None, pl.Int64).alias("person_key"),
        ).select(column.name for column in record.columns)
        db.execute(insert(record), rows.to_dicts())

    return register
