"""Which hidden cells the relations fix exactly: part of the audit, apart from the method.

A random solution of the homogeneous system over GF(p) moves every cell that can move at all: a
cell where it is zero is determined (wrongly so with probability 1/p, to the safe side), and
where it is not zero the solution itself shows that the cell can move. One forward elimination
and one substitution backwards; p = 2^30 - 35, another prime than the method's.
"""

import heapq

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from vipmg.disclosure.compiled import compiled

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
def _over(value: int) -> int:
    """Return 1 / value modulo MODULUS (extended Euclid)."""
    a, b, x, y = value % MODULUS, MODULUS, 1, 0
    while a > 1:
        quotient = a // b
        a, b, x, y = b, a - quotient * b, y, x - quotient * y
    return x % MODULUS


@compiled
def _room(pool, needed):  # type: ignore[no-untyped-def]
    """Return `pool`, or a copy twice as large when `needed` entries do not fit."""
    if needed <= pool.size:
        return pool
    larger = np.empty(max(2 * pool.size, needed), np.int64)
    larger[: pool.size] = pool
    return larger


@compiled
def _subtract(cell, part, low, high, pivot_low, pivot_high, factor, dense, at):  # type: ignore[no-untyped-def]
    """Write row [low, high) minus `factor` times the pivot row at `at`; return its end."""
    for k in range(pivot_low, pivot_high):
        dense[cell[k]] = part[k] * factor % MODULUS
    for k in range(low, high):
        value = (part[k] - dense[cell[k]]) % MODULUS
        dense[cell[k]] = 0
        if value:
            cell[at], part[at] = cell[k], value
            at += 1
    for k in range(pivot_low, pivot_high):
        if dense[cell[k]]:
            cell[at], part[at] = cell[k], MODULUS - dense[cell[k]]
            dense[cell[k]] = 0
            at += 1
    return at


@compiled
def _rarest(cell, part, low, high, uses):  # type: ignore[no-untyped-def]
    """Return the column of a row that the fewest rows use, and its coefficient."""
    best = low
    for k in range(low + 1, high):
        if uses[cell[k]] < uses[cell[best]]:
            best = k
    return cell[best], part[best]


@compiled
def _move(indptr, indices, data, move):  # type: ignore[no-untyped-def]
    """Return a solution of rows x = 0 (mod MODULUS) that takes its free cells from `move`."""
    height, width = indptr.size - 1, move.size
    cell, part = np.empty(2 * indices.size + 1, np.int64), np.empty(2 * indices.size + 1, np.int64)
    cell[: indices.size], part[: indices.size] = indices, data % MODULUS
    low, high, end = indptr[:-1].copy(), indptr[1:].copy(), indices.size
    uses, head = np.zeros(width, np.int64), np.full(width, -1, np.int64)
    link, user, links = np.empty(end + 1, np.int64), np.empty(end + 1, np.int64), 0
    queue = [(high[row] - low[row]) << 32 | row for row in range(height)]
    for row in range(height):
        for k in range(low[row], high[row]):
            link[links], user[links], head[cell[k]] = head[cell[k]], row, links
            uses[cell[k]] += 1
            links += 1
    heapq.heapify(queue)
    dense, done, pivots = np.zeros(width, np.int64), np.zeros(height, np.bool_), [(0, 0)]
    while queue:
        top = heapq.heappop(queue)
        row = top & 0xFFFFFFFF
        if done[row] or high[row] == low[row] or high[row] - low[row] != top >> 32:
            continue
        pivot, value = _rarest(cell, part, low[row], high[row], uses)
        done[row] = True
        pivots.append((row, pivot))
        scale = _over(value)
        for k in range(low[row], high[row]):
            uses[cell[k]] -= 1
        at = head[pivot]
        while at >= 0:
            other, at = user[at], link[at]
            if done[other]:
                continue
            factor = np.int64(0)
            for k in range(low[other], high[other]):
                if cell[k] == pivot:
                    factor = part[k] * scale % MODULUS
            if factor == 0:
                continue
            size = high[other] - low[other] + high[row] - low[row]
            cell, part = _room(cell, end + size), _room(part, end + size)
            link, user = _room(link, links + size), _room(user, links + size)
            for k in range(low[other], high[other]):
                uses[cell[k]] -= 1
            past = _subtract(
                cell, part, low[other], high[other], low[row], high[row], factor, dense, end
            )
            for k in range(end, past):
                uses[cell[k]] += 1
                link[links], user[links], head[cell[k]] = head[cell[k]], other, links
                links += 1
            low[other], high[other], end = end, past, past
            heapq.heappush(queue, (high[other] - low[other]) << 32 | other)
    for row, pivot in pivots[:0:-1]:
        total, value = np.int64(0), np.int64(1)
        for k in range(low[row], high[row]):
            if cell[k] == pivot:
                value = part[k]
            else:
                total = (total + part[k] * move[cell[k]]) % MODULUS
        move[pivot] = (MODULUS - total) * _over(value) % MODULUS
    return move
