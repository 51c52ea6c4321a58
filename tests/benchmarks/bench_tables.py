"""A monthly table of three variables from the cube, beside DuckDB's GROUP BY on the same records.

Run as ``python tests/benchmarks/bench_tables.py [records ...]`` (by default 1,000,000 and
10,000,000). The worst case for the cube: every record is a cell of its own, so that grouping
gains nothing. The cube lies in an encrypted database, DuckDB's table in its own plain file;
both read from disk. The table of the node holds all margins besides, DuckDB's groups do not.
"""

import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import duckdb
import numpy as np
import polars as pl

from vipmg.cube import segments
from vipmg.database import engine as database
from vipmg.database.schema import metadata
from vipmg.records.model import AGE_ATOMS, CODED
from vipmg.tables.spec import TableSpec
from vipmg.tables.tabulate import figures

MONTHS = [date(2022 + month // 12, month % 12 + 1, 1) for month in range(54)]
CODES = {
    "sex": 3,
    "citizenship": 150,
    "country_birth": 150,
    "residence": 100,
    "counterpart": 80,
    "mode": 3,
    "category": 9,
    "point": 40,
    "area1": 15,
    "area2": 260,
    "nna": 5,
    "purpose": 12,
    "reason": 9,
    "years_abroad": 5,
    "return_type": 8,
    "length": 5,
    "form_level": 3,
}
BY = ("sex", "citizenship", "mode")
AT_A_TIME = 1_000_000
SECRET = bytes(range(16))


def records(rows: int) -> Iterator[pl.DataFrame]:
    """Yield seeded records, a million at a time, spread evenly over codes and months."""
    chance = np.random.default_rng(1)
    for start in range(0, rows, AT_A_TIME):
        size = min(AT_A_TIME, rows - start)
        codes = {
            name: pl.Series([f"{name[:3].upper()}{code}" for code in range(CODES[name])]).gather(
                chance.integers(0, CODES[name], size)
            )
            for name in CODED
        }
        ages = pl.Series(AGE_ATOMS).gather(chance.integers(0, len(AGE_ATOMS), size))
        yield pl.DataFrame(codes).with_columns(
            pl.int_range(start, start + size, dtype=pl.Int64).alias("id"),
            pl.lit("ARR").alias("flow"),
            pl.Series(MONTHS).gather(chance.integers(0, len(MONTHS), size)).alias("occurred_on"),
            ages.alias("age_class"),
            pl.lit(1, pl.Int32).alias("count"),
            pl.lit("VALID").alias("status"),
        )


def seconds(work: Callable[[], object], times: int = 3) -> float:
    """Return the best of so many runs."""
    best = float("inf")
    for _ in range(times):
        start = time.perf_counter()
        work()
        best = min(best, time.perf_counter() - start)
    return best


def measure(rows: int, folder: Path) -> None:
    """Fill both stores with the same records, then print the time of the same table."""
    engine = database.open_database(folder / f"{rows}.db", bytes(32))
    metadata.create_all(engine)
    peer = duckdb.connect(str(folder / f"{rows}.duckdb"))
    peer.execute("SET threads = 2")
    columns = ", ".join(f"{name} VARCHAR" for name in ("period", "age", *CODED))
    peer.execute(f"CREATE TABLE record ({columns})")
    merging = filling = 0.0
    for frame in records(rows):
        start = time.perf_counter()
        with database.writing(engine) as db:
            segments.merge(db, segments.group(frame, SECRET))
        merging += time.perf_counter() - start
        plain = frame.select(  # noqa: F841 - DuckDB finds it by its name
            pl.col("occurred_on").dt.strftime("%Y-%m").alias("period"),
            pl.col("age_class").alias("age"),
            *CODED,
        ).to_arrow()
        start = time.perf_counter()
        peer.execute("INSERT INTO record SELECT * FROM plain")
        filling += time.perf_counter() - start
    peer.execute("CHECKPOINT")
    compare(rows, merging, filling, engine, peer)
    peer.close()
    engine.dispose()


def compare(rows, merging, filling, engine, peer) -> None:  # type: ignore[no-untyped-def]
    """Print both times of the table, after checking that both count the same."""
    spec = TableSpec("custom", "ARR", BY, "M", "2022-01", "2026-06")
    query = f"SELECT period, {', '.join(BY)}, count(*) FROM record GROUP BY ALL"

    def ours() -> pl.DataFrame:
        with database.reading(engine) as db:
            return figures(db, spec).cells

    def theirs() -> list[tuple[object, ...]]:
        return peer.execute(query).fetchall()

    inner = ours().filter(pl.all_horizontal(pl.col(BY) != "_T"))
    assert {tuple(row) for row in inner.select("period", *BY, "n").iter_rows()} == set(theirs())
    cube, group_by = seconds(ours), seconds(lambda: peer.sql(query).to_arrow_table())
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    print(
        f"tables {rows:,} records: cube filled in {merging:.1f} s ({rows / merging:,.0f} "
        f"records/s; DuckDB {filling:.1f} s); table {'×'.join(BY)} by month, all margins: "
        f"{cube:.2f} s; DuckDB GROUP BY: {group_by:.2f} s; ratio {cube / group_by:.2f}; "
        f"peak {peak:.1f} GB"
    )


def main() -> None:
    """Measure each number of records given."""
    asked = [int(text) for text in sys.argv[1:]] or [1_000_000, 10_000_000]
    with tempfile.TemporaryDirectory() as folder:
        for rows in asked:
            measure(rows, Path(folder))


if __name__ == "__main__":
    main()
