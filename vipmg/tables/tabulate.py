"""Tabulation: from the register to exact tables, all margins included.

Events are summed from the cube. Persons are counted in the records: somebody returned twice is
one person in the total and one in each month, so persons do not add up and every margin is
counted apart.
"""

from collections.abc import Iterator
from itertools import combinations

import polars as pl
from sqlalchemy import Connection, select

from vipmg.cube import segments
from vipmg.database.schema import record
from vipmg.i18n import _
from vipmg.officers import Permission
from vipmg.progress import SILENT, Progress
from vipmg.register import Register
from vipmg.tables import variables
from vipmg.tables.periods import Span, periods_of, relabel
from vipmg.tables.spec import TOTAL, Table, TableSpec
from vipmg.tables.variables import in_order

_IN_MEMORY = 500_000
"""Rows of the records fetched at a time."""


def tabulate(register: Register, spec: TableSpec, progress: Progress = SILENT) -> Table:
    """Return the exact figures that `spec` asks for, all margins included.

    Raises:
        UnknownName, TooManyVariables: the specification names what does not exist.
        BrokenPeriods: its span cuts a quarter or year in two.
        NotAllowed: the officer may not tabulate.
    """
    with register.reading(Permission.TABULATE) as db:
        return figures(db, spec, progress)


def figures(db: Connection, spec: TableSpec, progress: Progress = SILENT) -> Table:
    """Do as `tabulate`, on a connection that is already open.

    With ``spec.measure`` ``persons``, ``n`` is the number of different persons identified in
    the records (a record without identity counts for nobody), and ``k`` the sum over those
    persons of the low 16 bits of their keyed hash.
    """
    variables.check(spec)
    periods = periods_of(Span(spec.first, spec.last), spec.freq)
    count = _persons if spec.measure == "persons" else _events
    cells = count(db, spec, periods, progress)
    return Table(spec, in_order(cells.select(*spec.by, "period", "n", "k"), spec.by))


def _events(
    db: Connection, spec: TableSpec, periods: dict[str, str], progress: Progress
) -> pl.DataFrame:
    progress.report(0, 0, _("Reading the cube"))
    cube = segments.read(
        db, spec.flow, spec.first, spec.last, _sources(spec), variables.selection(spec)
    )
    cells = cube.select(relabel(periods), *variables.coded(spec.by), "n", "k")
    cells = cells.group_by("period", *spec.by).agg(pl.col("n", "k").sum())
    for name in progress.track(spec.by, _("Adding up the margins"), every=1):
        others = [column for column in ("period", *spec.by) if column != name]
        margin = cells.group_by(others).agg(pl.col("n", "k").sum())
        total = pl.lit(TOTAL).cast(pl.Categorical).alias(name)
        cells = pl.concat([cells, margin.with_columns(total).select(cells.columns)])
    return cells


def _persons(
    db: Connection, spec: TableSpec, periods: dict[str, str], progress: Progress
) -> pl.DataFrame:
    parts = [
        part.select(relabel(periods), *variables.coded(spec.by), "person").unique()
        for part in _persons_read(db, spec)
    ]
    people = pl.concat(parts).unique()
    person = [
        pl.len().cast(pl.Int64).alias("n"),
        (pl.col("person") & 0xFFFF).sum().alias("k"),
    ]
    margins = [kept for size in range(len(spec.by) + 1) for kept in combinations(spec.by, size)]
    counted = []
    for kept in progress.track(margins, _("Counting persons"), every=1):
        keys = ["period", *kept]
        margin = people.select(*keys, "person").unique().group_by(keys).agg(person)
        totals = [
            pl.col(name) if name in kept else pl.lit(TOTAL).cast(pl.Categorical).alias(name)
            for name in spec.by
        ]
        counted.append(margin.select("period", *totals, "n", "k"))
    return pl.concat(counted)


def _persons_read(db: Connection, spec: TableSpec) -> Iterator[pl.DataFrame]:
    """Yield frames of period (the month), the variables of the cube asked for, and person."""
    sources = _sources(spec)
    columns = [record.c["age_class" if name == "age" else name] for name in sources]
    rows = db.execute(
        select(record.c.period, *columns, record.c.person_key)
        .where(
            record.c.flow == spec.flow,
            record.c.period.between(spec.first, spec.last),
            record.c.status.in_(segments.COUNTED),
            record.c.person_key.is_not(None),
            *(
                record.c["age_class" if name == "age" else name].in_(codes)
                for name, codes in variables.selection(spec).items()
            ),
        )
        .distinct()
    )
    codes = dict.fromkeys(sources, pl.String)
    schema = {"period": pl.String, **codes, "person": pl.Int64}
    yield pl.DataFrame(schema=schema).cast(dict.fromkeys(sources, pl.Categorical))
    for part in rows.partitions(_IN_MEMORY):
        frame = pl.DataFrame([tuple(row) for row in part], schema=schema, orient="row")
        yield frame.cast(dict.fromkeys(sources, pl.Categorical))


def _sources(spec: TableSpec) -> list[str]:
    return list(dict.fromkeys(variables.source(name) for name in spec.by))
