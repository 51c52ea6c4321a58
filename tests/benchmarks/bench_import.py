"""One million arrivals in one act, beside a bare executemany; a table over them, beside DuckDB.

python tests/benchmarks/bench_import.py [rows]
"""

import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import duckdb
import polars as pl

from crypto import wrap
from vipmg.database import engine as database
from vipmg.demo.generate import write_benchmark_file
from vipmg.importing.load import import_file
from vipmg.node import create_node, new_node_id, open_node
from vipmg.officers import NewOfficer
from vipmg.register import Register
from vipmg.settings import NodeSettings
from vipmg.tables.spec import TableSpec
from vipmg.tables.tabulate import tabulate

ROWS = 1_000_000
BY = ("citizenship", "sex", "mode")


def main(rows: int = ROWS) -> None:
    """Print one line a measurement."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        file = write_benchmark_file(folder / "arrivals.csv", rows, seed=1)
        made = NewOfficer("bench", ("statistician", "administrator"), "bench")
        create_node(folder / "n", NodeSettings(new_node_id(), "SV", "Bench"), [made], wrap.LEAST)
        node = open_node(folder / "n", "bench", "bench")
        started = time.perf_counter()
        result = import_file(node.register, file, "ARR", mapping="vipmg")
        ours = time.perf_counter() - started
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        bare = _executemany(file, folder / "bare.db", database.key_of(node.register.engine))
        print(f"import: {result.imported:,} of {rows:,} rows in {ours:.1f} s, ", end="")
        print(f"{rows / ours:,.0f} rows/s, peak {peak:,.0f} MB")
        print(f"import: {ours / bare:.2f} x a bare executemany of the same rows ({bare:.1f} s)")
        _table(node.register, file)
        node.close()


def _executemany(file: Path, target: Path, key: bytes) -> float:
    """Return the seconds that inserting the same texts takes, and nothing else."""
    engine = database.open_database(target, key)
    batches = _texts(file)
    columns = pl.read_csv(file, n_rows=1, infer_schema=False).columns
    seconds = 0.0
    with database.writing(engine) as db:
        names = ", ".join(f'"{name}" TEXT' for name in columns)
        db.exec_driver_sql(f"CREATE TABLE bare (id INTEGER PRIMARY KEY, {names})")
        insert = f"INSERT INTO bare VALUES (NULL, {', '.join('?' * len(columns))})"
        for batch in batches:
            started = time.perf_counter()
            db.exec_driver_sql(insert, batch)
            seconds += time.perf_counter() - started
        started = time.perf_counter()
    seconds += time.perf_counter() - started
    engine.dispose()
    return seconds


def _texts(file: Path) -> Iterator[list[tuple[str, ...]]]:
    for part in pl.read_csv(file, infer_schema=False).iter_slices(100_000):
        yield part.rows()


def _table(register: Register, file: Path) -> None:
    """Time a monthly table of three variables, ours and DuckDB's, both warm."""
    months = pl.scan_csv(file, infer_schema=False).select(pl.col("occurred_on").str.head(7))
    ends = months.select(
        pl.col("occurred_on").min().alias("first"), pl.col("occurred_on").max().alias("last")
    ).collect()
    spec = TableSpec("bench", "ARR", BY, "M", ends["first"][0], ends["last"][0])
    ours = _best(lambda: tabulate(register, spec))
    duck = duckdb.connect(config={"threads": 2})
    duck.execute(f"CREATE TABLE r AS SELECT * FROM read_csv('{file}', all_varchar=true)")
    query = "SELECT citizenship, sex, mode, left(occurred_on, 7) m, count(*) FROM r GROUP BY ALL"
    theirs = _best(lambda: duck.execute(query).fetchall())
    print(
        f"table: {' x '.join(BY)} x month with all margins {ours:.3f} s; "
        f"DuckDB's GROUP BY without margins {theirs:.3f} s; ratio {ours / theirs:.2f}"
    )


def _best(work: Callable[[], object], times: int = 3) -> float:
    seconds = []
    for _ in range(times):
        started = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - started)
    return min(seconds)


if __name__ == "__main__":
    main(*(int(word) for word in sys.argv[1:]))
