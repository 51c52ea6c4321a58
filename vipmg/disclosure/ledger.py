"""What earlier releases showed and hid, so that no later release gives any of it away.

A later table is protected together with every cell of the ledger that it can be added to or
subtracted from: what was shown stays known, what was hidden stays hidden, what was protected
stays protected. A period whose figures were revised since is kept apart, as its own vintage.
"""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace

import polars as pl

from vipmg.disclosure.linked import Figures
from vipmg.tables.spec import TOTAL, TableSpec

SHOWN, PRIMARY, SECONDARY = "shown", "primary", "secondary"
SCHEMA = {
    "release": pl.Int64(),
    "rule": pl.String(),
    "table": pl.String(),
    "codes": pl.List(pl.String()),
    "period": pl.String(),
    "n": pl.Int64(),
    "status": pl.String(),
    "floor": pl.Int64(),
}


@dataclass(frozen=True, slots=True, eq=False)
class Entry:
    """One table of one release: its variables, ``period``, ``n``, ``status`` and ``floor``.

    Status is ``shown``, ``primary`` (protected) or ``secondary`` (hidden for others' sake); the
    floor is what an attacker knew a hidden count to be at least when it was released, 0 or 1;
    `rule` is what was promised then.
    """

    release: int
    spec: TableSpec
    cells: pl.DataFrame
    rule: str = "T"


@dataclass(frozen=True, slots=True, eq=False)
class Ledger:
    """Every table that left, oldest first. It holds exact counts: it never leaves the node."""

    entries: tuple[Entry, ...] = ()

    def with_release(self, entries: Sequence[Entry]) -> "Ledger":
        """Return the ledger with one more release, numbered after the others."""
        number = 1 + max((entry.release for entry in self.entries), default=0)
        return Ledger((*self.entries, *(replace(entry, release=number) for entry in entries)))

    def frame(self) -> pl.DataFrame:
        """Return one row a cell: release, rule, table (its specification as JSON), codes, …"""
        parts = [
            entry.cells.select(
                pl.lit(entry.release, pl.Int64).alias("release"),
                pl.lit(entry.rule).alias("rule"),
                pl.lit(json.dumps(asdict(entry.spec))).alias("table"),
                pl.concat_list([pl.col(name).cast(pl.String) for name in entry.spec.by]).alias(
                    "codes"
                )
                if entry.spec.by
                else pl.lit([], pl.List(pl.String)).alias("codes"),
                pl.col("period").cast(pl.String),
                pl.col("n").cast(pl.Int64),
                "status",
                pl.col("floor").cast(pl.Int64),
            )
            for entry in self.entries
        ]
        return pl.concat(parts) if parts else pl.DataFrame(schema=SCHEMA)

    @classmethod
    def from_frame(cls, frame: pl.DataFrame) -> "Ledger":
        """Return the ledger written by `frame`."""
        entries = []
        for (release, rule, table), part in frame.group_by(
            "release", "rule", "table", maintain_order=True
        ):
            facts = json.loads(str(table))
            where = tuple((name, tuple(codes)) for name, codes in facts.pop("where"))
            spec = TableSpec(**{**facts, "by": tuple(facts["by"])}, where=where)
            columns = [
                pl.col("codes").list.get(place).alias(name) for place, name in enumerate(spec.by)
            ]
            cells = part.select(*columns, "period", "n", "status", "floor")
            entries.append(Entry(int(str(release)), spec, cells, str(rule)))
        return cls(tuple(sorted(entries, key=lambda entry: entry.release)))


EMPTY = Ledger()


def as_figures(
    ledger: Ledger, current: Sequence[Figures], *, apart: bool = False
) -> list[tuple[Entry, Figures]]:
    """Return the ledger's cells as figures, periods revised since apart as a vintage of their own.

    The newest figures come first: `current`, then the releases from last to first. An earlier
    table of a period belongs to the same vintage as the newer ones when they agree on every cell.
    Tables of another flow or measure than `current` are left out: nothing adds up with them.
    With `apart` every earlier release is a vintage of its own: records came in late since, in
    months that only a total of several months tells of.
    """
    known = [(table, _named(table)) for table in current]
    sources = {table.source for table in current}
    found = []
    for entry in reversed(ledger.entries):
        figures = Figures(entry.spec, entry.cells)
        if figures.source not in sources:
            continue
        named = _named(figures)
        revised = {
            period
            for other, cells in known
            if not other.vintage
            for period in _differing(figures, named, other, cells)
        }
        if apart:
            revised = set(entry.cells["period"].cast(pl.String))
        old = entry.cells["period"].cast(pl.String).is_in(sorted(revised))
        for vintage, part in (
            ("", entry.cells.filter(~old)),
            (f"v{entry.release}", entry.cells.filter(old)),
        ):
            if part.height:
                kept = Figures(entry.spec, part, vintage)
                found.append((replace(entry, cells=part), kept))
                known.append((kept, _named(kept)))
    return found


def _named(table: Figures) -> pl.DataFrame:
    """Return ``cell`` (variables and codes as one text, totals left out), period and n."""
    parts = [
        pl.when(pl.col(name).cast(pl.String) == TOTAL)
        .then(pl.lit(None))
        .otherwise(pl.lit(f"{name}=") + pl.col(name).cast(pl.String))
        for name in sorted(table.spec.by)
    ]
    chosen = pl.lit(
        " ".join(f"{name}={'+'.join(sorted(codes))}" for name, codes in sorted(table.spec.where))
    )
    text = pl.concat_str([chosen, *parts], separator=" ", ignore_nulls=True)
    return table.cells.select(text.alias("cell"), pl.col("period").cast(pl.String), "n")


def _differing(one: Figures, ours: pl.DataFrame, other: Figures, theirs: pl.DataFrame) -> set[str]:
    """Return the periods in which two tables have different counts for the same cell."""
    if one.source != other.source:
        return set()
    alike = (set(one.spec.by), one.spec.where) == (set(other.spec.by), other.spec.where)
    both = ours.filter(pl.col("period").is_in(theirs["period"].unique().to_list()))
    theirs = theirs.filter(pl.col("period").is_in(ours["period"].unique().to_list()))
    joined = both.join(
        theirs, on=["cell", "period"], how="full" if alike else "inner", coalesce=True
    )
    changed = joined.filter(pl.col("n").fill_null(0) != pl.col("n_right").fill_null(0))
    return set(changed["period"].to_list())
