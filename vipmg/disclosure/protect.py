"""The one way out: exact tables and a policy in, protected tables and the proof back."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np
import polars as pl
from numpy.typing import NDArray

from vipmg.disclosure.audit import Verdict, audit
from vipmg.disclosure.components import components
from vipmg.disclosure.errors import AuditFailed, BadCounts, NotAdditive
from vipmg.disclosure.intervals import known_lower, promise
from vipmg.disclosure.ledger import EMPTY, PRIMARY, SECONDARY, SHOWN, Entry, Ledger, as_figures
from vipmg.disclosure.linked import NO_HIERARCHIES, Figures, Hierarchies, Linked, link
from vipmg.disclosure.policy import Policy
from vipmg.disclosure.primary import primaries
from vipmg.disclosure.secondary import suppress
from vipmg.disclosure.universe import Universe
from vipmg.i18n import _
from vipmg.progress import SILENT, Progress
from vipmg.tables.spec import Table, TableSpec

if TYPE_CHECKING:
    import pandas as pd

Cells = NDArray[np.bool_]
Integers = NDArray[np.int64]
_PROTECT = object()

FREE, SMALL, SECOND, CONFIDENTIAL = "F", "A", "D", "C"  # SDMX CONF_STATUS
PROVISIONAL, SUPPRESSED = "P", "Q"  # SDMX OBS_STATUS


@dataclass(frozen=True, slots=True, eq=False)
class ProtectedTable:
    """Figures that may leave the node. Only `protect` makes one.

    Attributes:
        spec: what the figures are.
        cells: the variables of ``spec.by``, ``period``, ``value`` (Int64, null where hidden),
            ``obs_status`` (SDMX: ``P`` provisional, ``Q`` suppressed) and ``conf_status``
            (``F`` free; under rule E ``A`` small count and ``D`` hidden for others' sake; under
            rule T one code, ``C``, because a code that says "small" would break that promise).
            A combination that is absent is zero.
        policy: the promise.
        verdict: what an attack on the whole release came to.
    """

    spec: TableSpec
    cells: pl.DataFrame = field(repr=False)
    policy: Policy
    verdict: Verdict
    made_by: object = field(repr=False)

    def __post_init__(self) -> None:
        if self.made_by is not _PROTECT or not self.verdict.passed:
            raise TypeError("a ProtectedTable is made by vipmg.disclosure.protect alone")

    def to_pandas(self) -> "pd.DataFrame":
        """Return the figures with the variables and ``period`` as index."""
        return self.cells.to_pandas().set_index([*self.spec.by, "period"])


@dataclass(frozen=True, slots=True, eq=False)
class ProtectedRelease:
    """Tables protected together, the verdict on them, and what the ledger must remember.

    `entries` holds exact counts and the true status of every cell: it stays in the node.
    """

    tables: tuple[ProtectedTable, ...]
    policy: Policy
    verdict: Verdict
    entries: tuple[Entry, ...] = field(repr=False)


def protect(
    tables: Sequence[Table],
    policy: Policy,
    ledger: Ledger = EMPTY,
    progress: Progress = SILENT,
    *,
    hierarchies: Hierarchies = NO_HIERARCHIES,
) -> ProtectedRelease:
    """Protect all tables of a release together, against everything that left before.

    Args:
        tables: exact tables of the same records.
        policy: the promise.
        ledger: every cell that left before.
        progress: told of every step; may cancel.
        hierarchies: coarser code of each code of a finer variable (``area2`` to ``area1``).

    Raises:
        NotAdditive, InconsistentTables, BadCounts, TooLarge: the tables cannot be protected.
        NotProtectable: what must stay published would reveal a small count.
        SolverStopped: no proof within the time allowed.
        AuditFailed: the attack succeeded.
    """
    if not tables:
        raise BadCounts(table="", cells=0)
    current = [Figures(table.spec, table.cells) for table in tables]
    progress.report(0, 0, _("Linking the tables"))
    earlier = as_figures(ledger, current)
    try:
        linked = link([*current, *(figures for _entry, figures in earlier)], hierarchies)
    except NotAdditive:
        if not earlier:
            raise
        earlier = as_figures(ledger, current, apart=True)
        linked = link([*current, *(figures for _entry, figures in earlier)], hierarchies)
    standing = _standing(linked, len(current), [entry for entry, _figures in earlier], policy)
    hidden, lower, verdict = _hide(linked.universe, standing, policy, progress)
    if not verdict.passed:
        raise AuditFailed(cells=verdict.failed, first=verdict.failures[0])
    made = [
        replace(_made(linked, place, table, (hidden, lower), standing), rule=policy.rule)
        for place, table in enumerate(current)
    ]
    return ProtectedRelease(
        tuple(
            ProtectedTable(entry.spec, _leaving(entry, policy), policy, verdict, _PROTECT)
            for entry in made
        ),
        policy,
        verdict,
        tuple(made),
    )


def protect_table(table: Table, policy: Policy, progress: Progress = SILENT) -> ProtectedTable:
    """Protect one table that is published alone; see `protect` for what may be raised."""
    return protect([table], policy, progress=progress).tables[0]


@dataclass(frozen=True, slots=True, eq=False)
class _Standing:
    """What may happen to each cell: protected, hidden anyway, free to be hidden, or neither."""

    small: Cells  # protected for themselves, in this release or an earlier one
    shielded: Cells  # those of them whose protection this release could touch
    held: Cells
    free: Cells
    promised: Cells  # the shielded cells that rule T was promised for
    ours: Cells  # the cells of this release
    credible: Cells  # hidden earlier, when they might have been zero for all anybody knew
    settled: Cells  # hidden earlier, and nothing of this release is bound to them


def _standing(linked: Linked, current: int, earlier: Sequence[Entry], policy: Policy) -> _Standing:
    """Decide what may happen to each cell, earlier releases first."""
    universe = linked.universe
    ours, was = np.zeros(len(universe), np.bool_), np.full(len(universe), "", object)
    for place in range(current):
        ours |= linked.within(place)
    for entry, rows in zip(earlier, linked.rows[current:], strict=True):
        was[rows[was[rows] != PRIMARY]] = entry.cells["status"].to_numpy()[was[rows] != PRIMARY]
    for place, entry in enumerate(earlier, start=current):
        silent = linked.within(place) & (was == "")
        was[silent] = SHOWN  # a zero that an earlier table showed by leaving it out
        del entry
    loose = np.zeros(len(universe), np.bool_)
    for entry, rows in zip(earlier, linked.rows[current:], strict=True):
        loose[rows] |= entry.rule == "E"
    small = primaries(universe, policy)
    shielded = (was == PRIMARY) | (small & (was == "") & (ours | ~universe.published))
    held = ((was == SECONDARY) | ~universe.published) & ~shielded
    free = ours & (was == "") & ~shielded
    credible = np.zeros(len(universe), np.bool_)
    for entry, rows in zip(earlier, linked.rows[current:], strict=True):
        hidden = entry.cells.select((pl.col("status") != SHOWN) & (pl.col("floor") == 0))
        credible[rows[hidden.to_series().to_numpy()]] = True
    touched = _touched(universe, shielded | held | free, ours & (was == ""))
    return _Standing(
        small=shielded,
        shielded=shielded & touched,
        held=held & touched,
        free=free,
        promised=shielded & touched & ~loose,
        ours=ours,
        credible=credible,
        settled=(shielded | held) & ~touched,
    )


def _touched(universe: Universe, unknown: Cells, new: Cells) -> Cells:
    """Return the cells that the release in the making could say anything about.

    Unknown cells that no chain of relations binds to a `new` one were proved when they were
    released, and nothing is added to what is known of them.
    """
    cells = np.flatnonzero(unknown | new)
    group = components(universe.over(cells))
    touched = np.zeros(len(universe), np.bool_)
    touched[cells[np.isin(group, group[new[cells]])]] = True
    return touched


def _hide(
    universe: Universe, standing: _Standing, policy: Policy, progress: Progress
) -> tuple[Cells, Integers, Verdict]:
    """Return what to hide, what is known of each cell at least, and the verdict of the attack."""
    shielded, held, free = standing.shielded, standing.held, standing.free
    hidden = suppress(universe, shielded, held, free & (universe.value > 0), progress)
    if policy.rule == "T":
        if policy.zeros == "published":
            free = free & (universe.value > 0)
        hidden = promise(
            universe,
            hidden,
            standing.promised,
            free,
            policy,
            progress,
            standing.ours,
            standing.credible,
        )
    lower = known_lower(universe, hidden, standing.ours, standing.credible)
    verdict = audit(universe, hidden, shielded, policy, lower, progress, standing.promised)
    settled = standing.settled
    lower = np.where(settled, np.where(standing.credible, 0, 1), lower)
    return hidden | settled, lower, verdict


def _made(
    linked: Linked,
    place: int,
    table: Figures,
    pattern: tuple[Cells, Integers],
    standing: _Standing,
) -> Entry:
    """Return the table's cells with their true status and floor, hidden zeros included."""
    hidden, lower = pattern
    rows = linked.rows[place]
    inside = linked.within(place) & hidden
    inside[rows] = False
    extra = np.flatnonzero(inside)
    frame = table.cells.select(
        *(pl.col(name).cast(pl.String) for name in (*table.spec.by, "period")),
        pl.col("n").cast(pl.Int64),
    )
    if extra.size:
        frame = pl.concat([frame, linked.labels(place, table, extra)])
    cells = np.concatenate([rows, extra])
    status = np.where(standing.small[cells], PRIMARY, np.where(hidden[cells], SECONDARY, SHOWN))
    return Entry(
        0,
        table.spec,
        frame.with_columns(
            pl.Series("status", status.tolist(), pl.String),
            pl.Series("floor", np.where(hidden[cells], lower[cells], 0)),
        ),
    )


def _leaving(entry: Entry, policy: Policy) -> pl.DataFrame:
    """Return the cells as they leave: no count, no record key and no telling code where hidden."""
    shown = pl.col("status") == SHOWN
    codes = {PRIMARY: CONFIDENTIAL, SECONDARY: CONFIDENTIAL, SHOWN: FREE}
    if not policy.one_code:
        codes |= {PRIMARY: SMALL, SECONDARY: SECOND}
    columns = [*entry.spec.by, "period"]
    return entry.cells.sort(columns).select(
        *columns,
        pl.when(shown).then(pl.col("n")).alias("value"),
        pl.when(shown).then(pl.lit(PROVISIONAL)).otherwise(pl.lit(SUPPRESSED)).alias("obs_status"),
        pl.col("status").replace_strict(codes, return_dtype=pl.String).alias("conf_status"),
    )
