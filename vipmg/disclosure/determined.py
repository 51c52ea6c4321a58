"""Which hidden cells the relations fix exactly: part of the audit, apart from the method.

A random solution of the homogeneous system over GF(p) moves every cell that can move at all: a
cell where it is zero is determined (wrongly so with probability 1/p, to the safe side), and
where it is not zero the solution itself shows that the cell can move. One forward elimination
and one substitution backwards; p = 2^30 - 35, another prime than the method's.
"""

import heapq
from typing import Any

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from vipmg.disclosure.compiled import compiled

Integers = NDArray[np.int64]
MODULUS = (1 << 30) - 35


def determined(relations: sp.csr_matrix, seed: int = 1) -> NDArray[np.bool_]:
    """Return which columns of `relations` (the hidden cells) have one value only."""
    rows = sp.csr_matrix(relations)
    rows.sort_indices()
    start = np.random.default_rng(seed).integers(1, MODULUS, rows.shape[1])
    moved = _move(
        rows.indptr.astype(np.int64),
        rows.indices.astype(np.int64),
        rows.data.astype(np.int64),
        start,
    )
    return np.asarray(moved == 0)


@compiled
def _over(value: Any) -> Any:
    """Return 1 / value modulo MODULUS (extended Euclid)."""
    a, b, x, y = value % MODULUS, MODULUS, 1, 0
    while a > 1:
        quotient = a // b
        a, b, x, y = b, a - quotient * b, y, x - quotient * y
    return x % MODULUS


@compiled
def _room(pool: Integers, needed: Any) -> Integers:
    """Return `pool`, or a copy twice as large when `needed` entries do not fit."""
    if needed <= pool.size:
        return pool
    larger = np.empty(max(2 * pool.size, needed), np.int64)
    larger[: pool.size] = pool
    return larger


@compiled
def _subtracted(
    cell: Integers, part: Integers, row: Any, pivot_row: Any, factor: Any, dense: Integers
) -> tuple[Integers, Integers]:
    """Return row minus `factor` times the pivot row; both are ranges of the pools."""
    for k in range(pivot_row[0], pivot_row[1]):
        dense[cell[k]] = part[k] * factor % MODULUS
    size = row[1] - row[0] + pivot_row[1] - pivot_row[0]
    cells, parts, at = np.empty(size, np.int64), np.empty(size, np.int64), 0
    for k in range(row[0], row[1]):
        value = (part[k] - dense[cell[k]]) % MODULUS
        dense[cell[k]] = 0
        if value:
            cells[at], parts[at] = cell[k], value
            at += 1
    for k in range(pivot_row[0], pivot_row[1]):
        if dense[cell[k]]:
            cells[at], parts[at] = cell[k], MODULUS - dense[cell[k]]
            dense[cell[k]] = 0
            at += 1
    return cells[:at], parts[:at]


@compiled
def _rarest(cell: Integers, row: Any, uses: Integers) -> Any:
    """Return the place of the entry whose column the fewest rows use."""
    best = row[0]
    for k in range(row[0] + 1, row[1]):
        if uses[cell[k]] < uses[cell[best]]:
            best = k
    return best


@compiled
def _entry(cell: Integers, part: Integers, row: Any, column: Any) -> Any:
    """Return the coefficient of `column` in a row, 0 when absent."""
    for k in range(row[0], row[1]):
        if cell[k] == column:
            return part[k]
    return np.int64(0)


@compiled
def _queued(indptr: Integers) -> Any:
    """Return the rows as a heap, shortest first, each packed as length << 32 | row."""
    queue = [(indptr[row + 1] - indptr[row]) << 32 | row for row in range(indptr.size - 1)]
    heapq.heapify(queue)
    return queue


@compiled
def _substitute(
    cell: Integers, part: Integers, low: Integers, high: Integers, pivots: Any, move: Integers
) -> None:
    """Fill in the pivot columns from the last eliminated row to the first."""
    for row, pivot in pivots[:0:-1]:
        total, value = np.int64(0), np.int64(1)
        for k in range(low[row], high[row]):
            if cell[k] == pivot:
                value = part[k]
            else:
                total = (total + part[k] * move[cell[k]]) % MODULUS
        move[pivot] = (MODULUS - total) * _over(value) % MODULUS


@compiled
def _linked(
    head: Integers, link: Integers, user: Integers, links: Any, cells: Integers, row: Any
) -> Any:
    """Note that `row` uses `cells`; return the number of notes."""
    for column in cells:
        link[links], user[links], head[column] = head[column], row, links
        links += 1
    return links


@compiled
def _move(indptr: Integers, indices: Integers, data: Integers, move: Integers) -> Integers:
    """Return a solution of rows x = 0 (mod MODULUS) that takes its free cells from `move`.

    Rows lie one after the other in a pool (`cell`, `part`), each from `low` to `high`; a changed
    row is written to the end. `head`, `link` and `user` chain the rows that use a column.
    """
    height, width, end, links = indptr.size - 1, move.size, indices.size, 0
    cell, part = _room(indices, 2 * end + 1), _room(data % MODULUS, 2 * end + 1)
    low, high = indptr[:-1].copy(), indptr[1:].copy()
    link, user = np.empty(end + 1, np.int64), np.empty(end + 1, np.int64)
    uses, head = np.bincount(indices, minlength=width), np.full(width, -1, np.int64)
    for row in range(height):
        links = _linked(head, link, user, links, cell[low[row] : high[row]], row)
    dense, done, pivots = np.zeros(width, np.int64), np.zeros(height, np.bool_), [(0, 0)]
    queue = _queued(indptr)
    while queue:
        top = heapq.heappop(queue)
        row = top & 0xFFFFFFFF
        here = (low[row], high[row])
        if done[row] or here[1] == here[0] or here[1] - here[0] != top >> 32:
            continue
        at = _rarest(cell, here, uses)
        pivot, scale = cell[at], _over(part[at])
        done[row] = True
        pivots.append((row, pivot))
        uses[cell[here[0] : here[1]]] -= 1
        seat = head[pivot]
        while seat >= 0:
            other, seat = user[seat], link[seat]
            there = (low[other], high[other])
            factor = _entry(cell, part, there, pivot) * scale % MODULUS
            if done[other] or factor == 0:
                continue
            uses[cell[there[0] : there[1]]] -= 1
            cells, parts = _subtracted(cell, part, there, here, factor, dense)
            past = end + cells.size
            cell, part = _room(cell, past), _room(part, past)
            link, user = _room(link, links + cells.size), _room(user, links + cells.size)
            cell[end:past], part[end:past] = cells, parts
            uses[cells] += 1
            links = _linked(head, link, user, links, cells, other)
            low[other], high[other], end = end, past, past
            heapq.heappush(queue, (past - low[other]) << 32 | other)
    _substitute(cell, part, low, high, pivots, move)
    return move
