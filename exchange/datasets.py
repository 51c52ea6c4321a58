"""Figures kept from packages, the others' and this node's own, with every revision.

A dataset is one table of one package. Nothing is overwritten: a later dataset that covers a
period revises the earlier ones for that period, and the earlier ones stay to be compared.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

import polars as pl
from sqlalchemy import Connection, insert, select

from crypto import strict_json
from vipmg.database import schema
from vipmg.tables.periods import Span, periods_of
from vipmg.tables.spec import TableSpec

FIGURES = {
    "period": pl.String(),
    "value": pl.Int64(),
    "obs_status": pl.String(),
    "conf_status": pl.String(),
}
"""What every cell has besides its codes: a hidden value is null and says why in its status."""


@dataclass(frozen=True, slots=True, eq=False)
class Dataset:
    """One protected table as it left a node: variables of ``spec.by`` and `FIGURES`."""

    spec: TableSpec
    cells: pl.DataFrame = field(repr=False)

    @property
    def periods(self) -> list[str]:
        """The periods the table speaks of; a cell that is absent in one of them is zero."""
        return list(dict.fromkeys(periods_of(_span(self.spec), self.spec.freq).values()))


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a dataset comes from: `received` is null for this node's own."""

    country: str
    package: str
    sequence: int
    received: int | None = None


def keep(db: Connection, datasets: Sequence[Dataset], origin: Origin) -> int:
    """Store datasets; return the number of cells."""
    cells = 0
    for dataset in datasets:
        number = _insert(db, dataset.spec, origin)
        rows = dataset.cells.select(
            pl.lit(number).alias("dataset"),
            pl.concat_str([pl.col(name) for name in dataset.spec.by], separator="|").alias("key")
            if dataset.spec.by
            else pl.lit("").alias("key"),
            *FIGURES,
        )
        if rows.height:
            db.execute(insert(schema.observation), rows.to_dicts())
        cells += rows.height
    return cells


def current(db: Connection, spec: TableSpec) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return the newest figures of every country's tables that are like `spec`, of any span.

    Returns:
        the cells (``country``, ``spec.by``, `FIGURES`, ``package``), and the coverage (``country``,
        ``period``, ``package``, ``revisions``): in a covered period an absent cell is zero; a
        period that is not covered is missing.
    """
    covered, by = _coverage(db, spec), spec.by
    newest = covered.filter(pl.col("newest"))
    columns = ["country", *by, *FIGURES, "package"]
    numbers = newest["dataset"].unique().to_list()
    cells = (
        _cells(db, numbers, by)
        .join(newest.select("dataset", "period", "country", "package"), on=["dataset", "period"])
        .select(columns)
        .sort("country", "period", *by)
    )
    return cells, newest.select("country", "period", "package", "revisions")


def history(db: Connection, spec: TableSpec) -> pl.DataFrame:
    """Return all figures ever kept of tables like `spec`.

    Columns ``country``, ``spec.by``, `FIGURES`, ``package``, ``sequence``. The rows of one cell
    stand in the order in which they were kept: the revision triangle.
    """
    covered, by = _coverage(db, spec), spec.by
    return (
        _cells(db, covered["dataset"].unique().to_list(), by)
        .join(covered.drop("newest", "revisions"), on=["dataset", "period"])
        .sort("country", "period", *by, "dataset")
        .select("country", *by, *FIGURES, "package", "sequence")
    )


def _insert(db: Connection, spec: TableSpec, origin: Origin) -> int:
    row = insert(schema.dataset).values(
        country=origin.country,
        received=origin.received,
        package=origin.package,
        sequence=origin.sequence,
        name=spec.name,
        flow=spec.flow,
        by="+".join(spec.by),
        freq=spec.freq,
        first=spec.first,
        last=spec.last,
        selection=_selection(spec),
        measure=spec.measure,
        kept_at=datetime.now(UTC),
    )
    key = db.execute(row).inserted_primary_key
    return int(key[0]) if key else 0


def _coverage(db: Connection, spec: TableSpec) -> pl.DataFrame:
    """Return one row for each dataset and period it covers; the newest of a country is marked."""
    table = schema.dataset
    query = select(table).where(
        table.c.name == spec.name,
        table.c.flow == spec.flow,
        table.c.by == "+".join(spec.by),
        table.c.freq == spec.freq,
        table.c.selection == _selection(spec),
        table.c.measure == spec.measure,
    )
    rows = [
        (row.country, period, row.id, row.package, row.sequence)
        for row in db.execute(query.order_by(table.c.id))
        for period in dict.fromkeys(periods_of(Span(row.first, row.last), row.freq).values())
    ]
    columns = {
        "country": pl.String(),
        "period": pl.String(),
        "dataset": pl.Int64(),
        "package": pl.String(),
        "sequence": pl.Int64(),
    }
    place = ["country", "period"]
    return pl.DataFrame(rows, schema=columns, orient="row").with_columns(
        newest=pl.col("dataset") == pl.col("dataset").max().over(place),
        revisions=pl.len().over(place).cast(pl.Int64) - 1,
    )


def _cells(db: Connection, numbers: Sequence[int], by: Sequence[str]) -> pl.DataFrame:
    """Return the cells of datasets, their keys split into the variables `by`."""
    table = schema.observation
    rows = db.execute(select(table).where(table.c.dataset.in_(numbers))).all()
    columns = {"dataset": pl.Int64(), "key": pl.String(), **FIGURES}
    order = [table.c[name].name for name in columns]
    frame = pl.DataFrame(
        [tuple(row._mapping[name] for name in order) for row in rows], schema=columns, orient="row"
    )
    parts = pl.col("key").str.split("|")
    return frame.with_columns(
        *(parts.list.get(place, null_on_oob=True).alias(name) for place, name in enumerate(by))
    ).drop("key")


def _span(spec: TableSpec) -> Span:
    return Span(spec.first, spec.last)


def _selection(spec: TableSpec) -> str:
    return strict_json.dumps([[name, [*codes]] for name, codes in spec.where]).decode()
