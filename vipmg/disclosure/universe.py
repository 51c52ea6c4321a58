"""All cells of a set of linked tables, and every relation that binds them.

A cell is a point over all axes at once, totals included, so a cell that two tables share is one
cell: linkage needs no further care. A relation says that a parent node equals the sum of nodes
that partition it, everything else alike.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import reduce

import numpy as np
import polars as pl
import scipy.sparse as sp
from numpy.typing import NDArray

from vipmg.disclosure.errors import BadCounts, InconsistentTables, NotAdditive, TooLarge
from vipmg.disclosure.relations import Axis, Partition, partitions

TOTAL = "_T"
ZEROS_UP_TO = 3_000_000  # cells; beyond it zeros stay published and are left out
SHAPES_UP_TO = 63  # one bit of a signed word each

Integers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Shape:
    """The nodes of one table on every axis; its cells are their product.

    `whole` holds the places of the axes that the table breaks down completely.
    """

    nodes: tuple[tuple[int, ...], ...]
    whole: frozenset[int]


@dataclass(frozen=True, eq=False, slots=True)
class Universe:
    """Distinct cells, their values and their relations (each sums to 0).

    `published` is false for a cell that no table shows but anyone can compute by difference.
    """

    axes: tuple[Axis, ...]
    codes: NDArray[np.int32]  # cell x axis: node
    value: Integers
    published: NDArray[np.bool_]
    relations: sp.csr_matrix

    def __len__(self) -> int:
        return int(self.value.size)

    def names(self, cell: int) -> str:
        """Return the cell's codes as an officer reads them: ``sex=F citizenship=GT``."""
        pairs = zip(self.axes, self.codes[cell].tolist(), strict=True)
        named = [(axis.name, axis.nodes[node]) for axis, node in pairs]
        return " ".join(f"{name}={code}" for name, code in named if code != TOTAL)

    def frame(self) -> pl.DataFrame:
        """Return the cells' codes, one string column an axis, in cell order."""
        return pl.DataFrame(
            {
                axis.name: pl.Series(axis.nodes, dtype=pl.String).gather(self.codes[:, place])
                for place, axis in enumerate(self.axes)
            }
        )

    def over(self, cells: Integers) -> sp.csr_matrix:
        """Return the relations over `cells` alone, without the rows that bind none of them."""
        part = self.relations[:, cells]
        part = part[np.diff(part.indptr) > 0]
        part.sort_indices()
        return part


def assemble(
    axes: Sequence[Axis], shapes: Sequence[Shape], codes: NDArray[np.int32], value: Integers
) -> Universe:
    """Build the universe of the cells given, the zeros of every shape and all relations.

    Args:
        axes: the dimensions.
        shapes: the tables, as nodes on every axis.
        codes: cell x axis, node of every cell with a count (doubles allowed when they agree).
        value: the counts.

    Raises:
        BadCounts: a negative count.
        InconsistentTables: one cell with two counts.
        TooLarge: keys beyond 63 bits, too many shapes, or counts beyond 2^53.
    """
    radix = _radix(axes, shapes, value)
    keys = codes.astype(np.int64) @ radix
    distinct, first = np.unique(keys, return_index=True)
    count = value[first]
    differ = np.flatnonzero(count[np.searchsorted(distinct, keys)] != value)
    if differ.size:
        nodes = zip(axes, codes[differ[0]].tolist(), strict=True)
        shown = " ".join(axis.nodes[node] for axis, node in nodes)
        raise InconsistentTables(cells=int(differ.size), first=shown)
    distinct, count = _with_zeros(distinct, count, shapes, radix)
    bonds = _Bonds(distinct, count, radix, list(axes))
    for place, axis in enumerate(axes):
        if len(axis.nodes) > 1:
            bonds.bind(place, shapes)
    return bonds.universe()


def _radix(axes: Sequence[Axis], shapes: Sequence[Shape], value: Integers) -> Integers:
    if value.size and int(value.min()) < 0:
        raise BadCounts(table="", cells=int((value < 0).sum()))
    if value.size and int(value.max()) >= 1 << 53:
        raise TooLarge(reason="> 2^53")
    if len(shapes) > SHAPES_UP_TO:
        raise TooLarge(reason=f"{len(shapes)} > {SHAPES_UP_TO}")
    sizes = [len(axis.nodes) for axis in axes]
    if reduce(lambda a, b: a * b, sizes, 1) >= 1 << 62:
        raise TooLarge(reason="> 2^62")
    return np.cumprod([1, *sizes[:-1]]).astype(np.int64)


def _with_zeros(
    keys: Integers, value: Integers, shapes: Sequence[Shape], radix: Integers
) -> tuple[Integers, Integers]:
    """Add the cells of every shape that are zero, unless there are too many of them."""
    sizes = [np.prod([float(len(nodes)) for nodes in shape.nodes]) for shape in shapes]
    if sum(sizes) > ZEROS_UP_TO:
        return keys, value
    products = [
        reduce(
            lambda a, b: np.add.outer(a, b).ravel(),
            [
                np.array(nodes, np.int64) * step
                for nodes, step in zip(shape.nodes, radix, strict=True)
            ],
        )
        for shape in shapes
    ]
    every = np.unique(np.concatenate([keys, *products]))
    count = np.zeros(every.size, np.int64)
    count[np.searchsorted(every, keys)] = value
    return every, count


def check_additive(universe: Universe, exact: NDArray[np.bool_]) -> None:
    """Refuse tables that do not add up where all cells of a sum are `exact`.

    Raises:
        NotAdditive: with the number of sums that differ.
    """
    loose = abs(universe.relations) @ (~exact).astype(np.int64)
    wrong = np.flatnonzero((universe.relations @ universe.value != 0) & (loose == 0))
    if wrong.size:
        row = universe.relations[int(wrong[0])]
        parent = int(row.indices[np.argmin(row.data)])
        raise NotAdditive(relations=int(wrong.size), first=universe.names(parent))


class _Bonds:
    """The relations found so far, and the left-over cells they brought in."""

    def __init__(self, keys: Integers, value: Integers, radix: Integers, axes: list[Axis]) -> None:
        self.keys, self.radix, self.axes = keys, radix, axes
        sizes = np.array([len(axis.nodes) for axis in axes])
        self.codes = [(keys[:, None] // radix % sizes).astype(np.int32)]
        self.value = [value]
        self.size = keys.size
        self.triplets: list[tuple[Integers, Integers, int]] = []
        self.height = 0

    def bind(self, place: int, shapes: Sequence[Shape]) -> None:
        """Find every relation along the axis at `place`.

        Cells alike on the other axes form a group; the shapes that have the group decide which
        nodes of this axis are shown in it, so groups with the same shapes are bound together.
        """
        held = self._held(place, shapes)
        groups = self.keys - self.codes[0][:, place] * self.radix[place]
        axis = self.axes[place]
        for signature in np.unique(held).tolist():
            having = [shape for bit, shape in enumerate(shapes) if signature >> bit & 1]
            shown = {node for shape in having for node in shape.nodes[place]}
            whole = any(place in shape.whole for shape in having)
            alike = np.unique(groups[held == signature])
            rests: dict[int, Integers] = {}
            for partition in partitions(axis, shown, whole):
                self._relate(place, partition, alike, rests)

    def _held(self, place: int, shapes: Sequence[Shape]) -> Integers:
        """Return for every cell the bits of the shapes that have its nodes on the other axes."""
        held = np.full(self.keys.size, (1 << len(shapes)) - 1, np.int64)
        for other, axis in enumerate(self.axes):
            if other != place:
                bits = np.zeros(len(axis.nodes), np.int64)
                for bit, shape in enumerate(shapes):
                    bits[list(shape.nodes[other])] |= 1 << bit
                held &= bits[self.codes[0][:, other]]
        return held

    def _relate(
        self, place: int, partition: Partition, groups: Integers, rests: dict[int, Integers]
    ) -> None:
        columns = [
            rests[node] if node in rests else self._cells(place, node, groups)
            for node in (partition.parent, *partition.children)
        ]
        if partition.rest_atoms:
            rests[partition.rest] = self._left_over(place, partition, columns)
            columns.append(rests[partition.rest])
        row = np.arange(self.height, self.height + groups.size)
        for number, column in enumerate(columns):
            there = column >= 0
            self.triplets.append((row[there], column[there], 1 if number else -1))
        self.height += groups.size

    def _cells(self, place: int, node: int, groups: Integers) -> Integers:
        """Return the cells of `node` in `groups`, -1 where there is none (a zero)."""
        wanted = groups + node * self.radix[place]
        at = np.minimum(np.searchsorted(self.keys, wanted), self.keys.size - 1)
        return np.where(self.keys[at] == wanted, at, -1)

    def _left_over(self, place: int, partition: Partition, columns: list[Integers]) -> Integers:
        """Add the cells that a relation leaves over; return their numbers."""
        everything = np.append(np.concatenate(self.value), 0)
        value = everything[columns[0]] - sum(everything[column] for column in columns[1:])
        axis = self.axes[place]
        node = len(axis.nodes)
        self.axes[place] = replace(
            axis,
            nodes=(*axis.nodes, f"{axis.nodes[partition.parent]}~{node}"),
            atoms=(*axis.atoms, partition.rest_atoms),
        )
        parents = np.maximum(columns[0], 0)
        codes = np.concatenate(self.codes)[parents]
        codes[:, place] = node
        self.codes.append(codes)
        self.value.append(value)
        numbers = np.arange(self.size, self.size + value.size)
        self.size += value.size
        return numbers

    def universe(self) -> Universe:
        """Return everything bound, empty relations dropped."""
        rows, columns, signs = zip(*self._entries(), strict=True) if self.triplets else ((), (), ())
        triplets = (
            np.concatenate(signs) if signs else np.empty(0, np.int64),
            (
                np.concatenate(rows) if rows else np.empty(0, np.int64),
                np.concatenate(columns) if columns else np.empty(0, np.int64),
            ),
        )
        matrix = sp.csr_matrix(triplets, shape=(self.height, self.size))
        matrix = matrix[np.diff(matrix.indptr) > 0]
        matrix.sort_indices()
        published = np.arange(self.size) < self.keys.size
        value = np.concatenate(self.value)
        return Universe(tuple(self.axes), np.concatenate(self.codes), value, published, matrix)

    def _entries(self) -> Iterator[tuple[Integers, Integers, Integers]]:
        for row, column, sign in self.triplets:
            yield row, column, np.full(row.size, sign, np.int64)
