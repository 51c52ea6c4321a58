"""From tables to one universe: variables become axes, codes become sets of atoms.

Variables that group the same atoms share an axis (ages; municipalities and departments; months,
quarters and years), so that everything that one table tells about another becomes a relation.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product
from types import MappingProxyType

import numpy as np
import polars as pl
from numpy.typing import NDArray

from vipmg.disclosure.errors import BadCounts
from vipmg.disclosure.relations import Axis
from vipmg.disclosure.universe import Shape, Universe, assemble, check_additive
from vipmg.tables.periods import parse
from vipmg.tables.spec import TOTAL, TableSpec
from vipmg.tables.variables import RECODES, source

Hierarchies = Mapping[str, Mapping[str, str]]
NO_HIERARCHIES: Hierarchies = MappingProxyType({})
NESTED: Mapping[str, str] = MappingProxyType({"area2": "area1"})
FIGURES, PERIOD = "figures", "period"


@dataclass(frozen=True, slots=True)
class Figures:
    """Exact counts of one table: `cells` holds its variables, ``period`` and ``n``.

    `source` tells apart what must not be added up or compared: flow, measure and, for an earlier
    release that was revised since, its number.
    """

    spec: TableSpec
    cells: pl.DataFrame
    vintage: str = ""

    @property
    def source(self) -> str:
        """Return flow, measure and vintage as one code."""
        return " ".join(filter(None, (self.spec.flow, self.spec.measure, self.vintage)))


@dataclass(frozen=True, eq=False, slots=True)
class Linked:
    """The universe of several tables, and where each table's rows and codes lie in it."""

    universe: Universe
    rows: tuple[NDArray[np.int64], ...]
    shown: tuple[tuple[frozenset[int], ...], ...]  # table, axis: nodes that its rows have
    codes: tuple[NDArray[np.int32], ...]  # table: nodes of its rows

    def within(self, table: int) -> NDArray[np.bool_]:
        """Return the published cells that the table shows, zeros between its codes included."""
        inside = self.universe.published.copy()
        for place, nodes in enumerate(self.shown[table]):
            inside &= np.isin(self.universe.codes[:, place], list(nodes))
        return inside

    def labels(self, place: int, table: Figures, cells: NDArray[np.int64]) -> pl.DataFrame:
        """Return the table's own codes for `cells` (zeros among its codes), ``n`` being 0."""
        names = [*table.spec.by, PERIOD]
        text = table.cells.select(pl.col(name).cast(pl.String) for name in names)
        columns = []
        for name in names:
            axis = _axis_of(self.universe, name)
            nodes = pl.Series("node", self.codes[place][:, axis])
            known = text.select(name).with_columns(nodes).unique("node", maintain_order=True)
            wanted = pl.DataFrame({"node": self.universe.codes[cells, axis]})
            columns.append(wanted.join(known, on="node", how="left", maintain_order="left")[name])
        return pl.DataFrame(columns).with_columns(pl.lit(0, pl.Int64).alias("n"))


def _axis_of(universe: Universe, name: str) -> int:
    """Return the place of the axis that `name` is coded on."""
    names = [axis.name for axis in universe.axes]
    fine = next((fine for fine, coarse in NESTED.items() if coarse == name), name)
    own = name if name in names else source(name)
    return names.index(own if own in names else fine)


@dataclass(slots=True)
class _Coding:
    """One axis while it is being made: what each code of each variable counts."""

    name: str
    variables: tuple[str, ...]
    masks: dict[str, dict[str, int]] = field(default_factory=dict)
    every: int = 0
    labels: dict[int, str] = field(default_factory=dict)

    def mask(self, codes: Mapping[str, str]) -> int:
        """Return the atoms counted by a combination of codes of this axis' variables."""
        mask = self.every
        for variable, code in codes.items():
            if code != TOTAL:
                mask &= self.masks[variable][code]
        return mask


def link(
    tables: Sequence[Figures],
    hierarchies: Hierarchies = NO_HIERARCHIES,
    additive: bool = True,
) -> Linked:
    """Return the universe of all cells of `tables`.

    Args:
        tables: exact figures, all margins included, of the same records.
        hierarchies: for a finer variable (``area2``) the code of the coarser one for each code.
        additive: refuse sums that do not hold (not where hidden counts are given as 0).

    Raises:
        BadCounts: a count that is null or negative.
        InconsistentTables, NotAdditive, TooLarge: see `universe`.
    """
    for table in tables:
        wrong = table.cells.filter(pl.col("n").is_null() | (pl.col("n") < 0)).height
        if wrong or not table.cells.schema["n"].is_integer():
            raise BadCounts(table=table.spec.name, cells=wrong or table.cells.height)
    codings = [*_codings(tables, hierarchies), _periods(tables), _sources(tables)]
    used = [[_used(coding, table) for coding in codings] for table in tables]
    axes = [
        _axis(coding, [nodes for row in used for nodes in (row[place],)])
        for place, coding in enumerate(codings)
    ]
    codes = [_codes(codings, axes, table) for table in tables]
    counts = np.concatenate([table.cells["n"].cast(pl.Int64).to_numpy() for table in tables])
    universe = assemble(axes, _shapes(codings, axes, tables, used), np.concatenate(codes), counts)
    if additive:
        _refuse_differences(universe)
    return Linked(
        universe,
        tuple(_numbers(universe, part) for part in codes),
        tuple(tuple(frozenset(np.unique(column).tolist()) for column in part.T) for part in codes),
        tuple(codes),
    )


def _refuse_differences(universe: Universe) -> None:
    """Check every sum but those of persons, who do not add up."""
    exact = universe.frame()[FIGURES].str.contains("persons").not_().to_numpy()
    check_additive(universe, exact)


def _numbers(universe: Universe, codes: NDArray[np.int32]) -> NDArray[np.int64]:
    """Return the cell number of every row of `codes`."""
    sizes = [len(axis.nodes) for axis in universe.axes]
    radix = np.cumprod([1, *sizes[:-1]]).astype(np.int64)
    known = universe.codes[universe.published].astype(np.int64) @ radix
    order = np.argsort(known)
    return np.asarray(order[np.searchsorted(known[order], codes.astype(np.int64) @ radix)])


def _codings(tables: Sequence[Figures], hierarchies: Hierarchies) -> list[_Coding]:
    """Return the axes of the variables, with every code that any table has."""
    seen: dict[str, set[str]] = {}
    for table in tables:
        for name in table.spec.by:
            seen.setdefault(name, set()).update(table.cells[name].cast(pl.String).unique())
        for name, chosen in table.spec.where:
            seen.setdefault(name, set()).update(chosen)
    groups: dict[str, list[str]] = {}
    for name in sorted(seen):
        fine = next((f for f, c in NESTED.items() if c == name and hierarchies.get(f)), None)
        groups.setdefault(fine if fine in seen and fine else source(name), []).append(name)
    made = []
    for axis, names in groups.items():
        recodes: Hierarchies = {name: RECODES[name] for name in names if name in RECODES}
        if NESTED.get(axis) in names:
            recodes = _nested(axis, seen, hierarchies[axis])
        made.append(_coding(axis, names, seen, recodes))
    return made


def _nested(fine: str, seen: dict[str, set[str]], parent: Mapping[str, str]) -> Hierarchies:
    """Return both recodes of atoms ``coarse/fine``; a code without parent lies in every one."""
    coarse = NESTED[fine]
    outer = (seen[coarse] | {parent[code] for code in seen[fine] if code in parent}) - {TOTAL}
    atoms = {
        f"{above}/{code}": (above, code)
        for code in sorted(seen[fine] - {TOTAL})
        for above in ([parent[code]] if code in parent else sorted(outer))
    }
    return {
        coarse: {atom: above for atom, (above, _code) in atoms.items()},
        fine: {atom: code for atom, (_above, code) in atoms.items()},
    }


def _coding(
    axis: str, names: list[str], seen: dict[str, set[str]], recodes: Hierarchies
) -> _Coding:
    atoms: dict[str, int] = {}
    coding = _Coding(axis, tuple(names))
    for name in names:
        recode = recodes.get(name, {code: code for code in sorted(seen[name] - {TOTAL})})
        extra = {code: code for code in sorted(seen[name] - {TOTAL} - set(recode.values()))}
        masks = coding.masks.setdefault(name, {})
        for atom, code in (*recode.items(), *extra.items()):
            bit = atoms.setdefault(atom, 1 << (len(atoms) + 1))
            masks[code] = masks.get(code, 0) | bit
    coding.every = (1 << (len(atoms) + 1)) - 1  # bit 0: codes that no table names
    return coding


def _periods(tables: Sequence[Figures]) -> _Coding:
    labels = {label for table in tables for label in table.cells[PERIOD].cast(pl.String).unique()}
    spans = {label: parse(label) for label in sorted(labels)}
    first = min((_month(span.first) for span in spans.values()), default=0)
    masks = {
        label: ((1 << span.months) - 1) << (_month(span.first) - first + 1)
        for label, span in spans.items()
    }
    every = 1
    for mask in masks.values():
        every |= mask
    return _Coding(PERIOD, (PERIOD,), {PERIOD: masks}, every)


def _month(text: str) -> int:
    return int(text[:4]) * 12 + int(text[5:7]) - 1


def _sources(tables: Sequence[Figures]) -> _Coding:
    names = sorted({table.source for table in tables})
    masks = {name: 2 << number for number, name in enumerate(names)}
    return _Coding(FIGURES, (FIGURES,), {FIGURES: masks}, (2 << len(names)) - 1)


def _selected(coding: _Coding, table: Figures) -> int:
    """Return the atoms that the table's selection leaves on this axis."""
    mask = coding.every
    for name, chosen in table.spec.where:
        if name in coding.variables:
            union = 0
            for code in chosen:
                union |= coding.masks[name][code]
            mask &= union
    return mask


def _used(coding: _Coding, table: Figures) -> dict[int, str]:
    """Return the nodes (atoms to label) of the table on this axis, its zeros included."""
    if coding.name == FIGURES:
        return {coding.masks[FIGURES][table.source]: table.source}
    if coding.name == PERIOD:
        labels = table.cells[PERIOD].cast(pl.String).unique().sort()
        return {coding.masks[PERIOD][label]: label for label in labels}
    kept = _selected(coding, table)
    names = [name for name in coding.variables if name in table.spec.by]
    chosen = "+".join(
        "+".join(sorted(c)) for name, c in table.spec.where if name in coding.variables
    )
    nodes: dict[int, str] = {}
    for codes in product(*([TOTAL, *coding.masks[name]] for name in names)):
        mask = coding.mask(dict(zip(names, codes, strict=True))) & kept
        label = "&".join(code for code in codes if code != TOTAL)
        if mask:
            nodes.setdefault(mask, label or chosen or TOTAL)
    return nodes


def _axis(coding: _Coding, used: Iterable[dict[int, str]]) -> Axis:
    labels: dict[int, str] = {}
    for nodes in used:
        for mask, label in nodes.items():
            if len(label) < len(labels.get(mask, label + " ")):
                labels[mask] = label
    masks = sorted(labels)
    place = {mask: number for number, mask in enumerate(masks)}
    levels = [tuple(place[mask] for mask in group if mask in place) for group in _levels(coding)]
    levels.sort(key=len)
    names = tuple(labels[mask] for mask in masks)
    return Axis(coding.name, names, tuple(masks), tuple(filter(None, levels)), 1)


def _levels(coding: _Coding) -> list[list[int]]:
    """Return sets of disjoint nodes: the codes of a variable, the periods of one length."""
    if coding.name != PERIOD:
        return [list(masks.values()) for masks in coding.masks.values()]
    lengths: dict[int, list[int]] = {1: [], 3: [], 12: []}
    for label, mask in coding.masks[PERIOD].items():
        if "/" not in label:
            lengths[mask.bit_count()].append(mask)
    return list(lengths.values())


def _codes(codings: Sequence[_Coding], axes: Sequence[Axis], table: Figures) -> NDArray[np.int32]:
    """Return the node of every row of the table on every axis."""
    columns = []
    for coding, axis in zip(codings, axes, strict=True):
        place = {mask: number for number, mask in enumerate(axis.atoms)}
        if coding.name == FIGURES:
            node = place[coding.masks[FIGURES][table.source]]
            columns.append(np.full(table.cells.height, node, np.int32))
            continue
        names = (
            [PERIOD]
            if coding.name == PERIOD
            else [n for n in coding.variables if n in table.spec.by]
        )
        kept = coding.every if coding.name == PERIOD else _selected(coding, table)
        if not names:
            columns.append(np.full(table.cells.height, place[kept], np.int32))
            continue
        text = table.cells.select(pl.col(names).cast(pl.String))
        combinations = text.unique()
        nodes = [
            place.get(coding.mask(dict(zip(names, codes, strict=True))) & kept, -1)
            for codes in combinations.iter_rows()
        ]
        found = text.join(
            combinations.with_columns(pl.Series("node", nodes, pl.Int32)),
            on=names,
            how="left",
            maintain_order="left",
        )
        columns.append(found["node"].to_numpy())
    codes = np.column_stack(columns).astype(np.int32)
    if (codes < 0).any():
        raise BadCounts(table=table.spec.name, cells=int((codes < 0).any(axis=1).sum()))
    return codes


def _shapes(
    codings: Sequence[_Coding],
    axes: Sequence[Axis],
    tables: Sequence[Figures],
    used: Sequence[Sequence[dict[int, str]]],
) -> list[Shape]:
    """Return the shapes of the tables; those that differ in their periods only become one."""
    places = [{mask: number for number, mask in enumerate(axis.atoms)} for axis in axes]
    period = next(place for place, axis in enumerate(axes) if axis.name == PERIOD)
    merged: dict[tuple[object, ...], tuple[list[set[int]], frozenset[int]]] = {}
    for table, nodes in zip(tables, used, strict=True):
        sets = [{place[mask] for mask in masks} for place, masks in zip(places, nodes, strict=True)]
        chosen = {name for name, _codes in table.spec.where}
        whole = frozenset(
            place
            for place, coding in enumerate(codings)
            if set(coding.variables) & set(table.spec.by) and not set(coding.variables) & chosen
        )
        key = (table.source, frozenset(table.spec.by), frozenset(table.spec.where))
        known = merged.setdefault(key, (sets, whole))
        known[0][period].update(sets[period])
    return [Shape(tuple(tuple(sorted(s)) for s in sets), whole) for sets, whole in merged.values()]
