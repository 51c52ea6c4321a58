"""Exact arithmetic on additive relations: which cells may be shown without fixing another.

The unknown cells are the columns, the relations the rows of a sparse system over GF(p),
p = 2^31 - 1. Gauss-Jordan writes each basic cell as a combination of free ones; a cell whose
combination is empty is determined by what is published. Publishing a cell is then either
dropping a column or one more pivot, and both are refused when they would empty the row of a
protected cell. Arithmetic modulo a large prime is exact where floating point is not.

A row is one sorted array of entries, column and coefficient packed as ``column << 31 | value``.
"""

import heapq
from typing import Any

import numpy as np
from numba import types
from numba.typed import List
from numpy.typing import NDArray

from vipmg.disclosure.compiled import compiled

Row = NDArray[np.int64]
Integers = NDArray[np.int64]
Cells = NDArray[np.bool_]
Rows = Any  # numba's typed list of rows, or of the places of each column

PRIME = (1 << 31) - 1
ENTRY = types.int64[::1]
PLACES = types.int32[::1]


@compiled
def _inverse(value: Any) -> Any:
    """Return the inverse modulo PRIME, by Fermat."""
    result, base, power = 1, value % PRIME, PRIME - 2
    while power:
        if power & 1:
            result = result * base % PRIME
        base = base * base % PRIME
        power >>= 1
    return result


@compiled
def _coefficient(row: Row, column: Any) -> Any:
    """Return the coefficient of `column` in `row`, 0 when absent (binary search)."""
    low, high = 0, row.size
    while low < high:
        middle = (low + high) >> 1
        if (row[middle] >> 31) < column:
            low = middle + 1
        else:
            high = middle
    if low < row.size and (row[low] >> 31) == column:
        return row[low] & PRIME
    return 0


@compiled
def _append(places: Rows, used: Integers, column: Any, row: Any) -> None:
    """Note that `row` holds `column`; notes may be stale, never missing."""
    seat = places[column]
    if used[column] == seat.size:
        wider = np.empty(max(4, 2 * seat.size), np.int32)
        wider[: seat.size] = seat
        places[column] = wider
        seat = wider
    seat[used[column]] = row
    used[column] += 1


@compiled
def _combine(
    rows: Rows,
    target: Any,
    factor: Any,
    source: Any,
    skip: Any,
    places: Rows,
    used: Integers,
    count: Integers,
) -> None:
    """Add `factor` times row `source` to row `target`, leaving column `skip` out."""
    a, b = rows[target], rows[source]
    out = np.empty(a.size + b.size, np.int64)
    i, j, n = 0, 0, 0
    while i < a.size or j < b.size:
        left = a[i] >> 31 if i < a.size else np.int64(1 << 32)
        right = b[j] >> 31 if j < b.size else np.int64(1 << 32)
        if left < right:
            out[n] = a[i]
            n += 1
            i += 1
            continue
        value = factor * (b[j] & PRIME)
        j += 1
        if left == right:
            value += a[i] & PRIME
            i += 1
        value %= PRIME
        if right == skip or value == 0:
            count[right] -= left == right
            continue
        if left > right:
            count[right] += 1
            _append(places, used, right, target)
        out[n] = right << 31 | value
        n += 1
    rows[target] = out[:n].copy()


@compiled
def _scaled(row: Row, factor: Any, without: Any) -> Row:
    """Return `row` times `factor`, the column `without` left out."""
    out = np.empty(row.size, np.int64)
    n = 0
    for entry in row:
        column = entry >> 31
        if column != without:
            out[n] = column << 31 | (entry & PRIME) * factor % PRIME
            n += 1
    return out[:n].copy()


@compiled
def _eliminate(
    rows: Rows,
    pivot: Any,
    row: Any,
    places: Rows,
    used: Integers,
    count: Integers,
    changed: Integers,
) -> Any:
    """Take column `pivot` out of every row but `row`, where its coefficient is 1.

    Returns how many rows changed; they are listed in `changed`.
    """
    number = 0
    seat = places[pivot][: used[pivot]].copy()
    for other in seat:
        if other == row:
            continue
        value = _coefficient(rows[other], pivot)
        if value:
            _combine(rows, other, PRIME - value, row, pivot, places, used, count)
            changed[number] = other
            number += 1
    places[pivot] = np.full(1, row, np.int32)
    used[pivot] = 1
    return number


@compiled
def _least_used(row: Row, count: Integers, rank: Integers, without: Any) -> Any:
    """Return the column of `row` in fewest rows (ties: the one least wanted), or -1."""
    best = np.int64(-1)
    for entry in row:
        column = entry >> 31
        if column == without:
            continue
        if (
            best < 0
            or count[column] < count[best]
            or (count[column] == count[best] and rank[column] > rank[best])
        ):
            best = column
    return best


@compiled
def _load(
    indptr: NDArray[np.int32], indices: NDArray[np.int32], data: Integers, columns: Any
) -> tuple[Rows, Rows, Integers, Integers]:
    """Turn CSR relations (sorted indices) into rows and the places of each column."""
    rows, places = List.empty_list(ENTRY), List.empty_list(PLACES)
    count, used = np.zeros(columns, np.int64), np.zeros(columns, np.int64)
    for column in indices:
        count[column] += 1
    for column in range(columns):
        places.append(np.empty(count[column] + 2, np.int32))
    for row in range(indptr.size - 1):
        entries = np.empty(indptr[row + 1] - indptr[row], np.int64)
        for k in range(entries.size):
            at = indptr[row] + k
            entries[k] = np.int64(indices[at]) << 31 | (data[at] % PRIME)
            _append(places, used, indices[at], row)
        rows.append(entries)
    return rows, places, used, count


@compiled
def _reduce(
    rows: Rows,
    places: Rows,
    used: Integers,
    count: Integers,
    rank: Integers,
    basic: Integers,
    home: Integers,
) -> None:
    """Gauss-Jordan, shortest row first; `basic[row]` and `home[column]` name each other."""
    heap = [np.int64(len(rows[row])) << 32 | row for row in range(len(rows))]
    heapq.heapify(heap)
    changed = np.empty(len(rows), np.int64)
    while heap:
        top = heapq.heappop(heap)
        row = top & 0xFFFFFFFF
        size = len(rows[row])
        if basic[row] >= 0 or size == 0 or size != top >> 32:
            continue
        pivot = _least_used(rows[row], count, rank, -1)
        rows[row] = _scaled(rows[row], _inverse(_coefficient(rows[row], pivot)), -1)
        basic[row], home[pivot] = pivot, row
        number = _eliminate(rows, pivot, row, places, used, count, changed)
        for other in changed[:number]:
            if basic[other] < 0:
                heapq.heappush(heap, np.int64(len(rows[other])) << 32 | other)


@compiled
def _frees_alone(
    rows: Rows, places: Rows, used: Integers, basic: Integers, shielded: Cells, column: Any
) -> bool:
    """Tell whether some protected cell hangs on the free `column` alone."""
    for row in places[column][: used[column]]:
        alone = len(rows[row]) == 2 and basic[row] >= 0 and shielded[basic[row]]
        if alone and _coefficient(rows[row], column):
            return True
    return False


@compiled
def _proportional(one: Row, two: Row, skip_one: Any, skip_two: Any) -> bool:
    """Tell whether two rows are multiples of each other, their basic columns left out."""
    i, j, ratio = 0, 0, np.int64(-1)
    while True:
        if i < one.size and one[i] >> 31 == skip_one:
            i += 1
        if j < two.size and two[j] >> 31 == skip_two:
            j += 1
        if i == one.size or j == two.size:
            return i == one.size and j == two.size
        if one[i] >> 31 != two[j] >> 31:
            return False
        if ratio < 0:
            ratio = (one[i] & PRIME) * _inverse(two[j] & PRIME) % PRIME
        elif (two[j] & PRIME) * ratio % PRIME != one[i] & PRIME:
            return False
        i += 1
        j += 1


@compiled
def _would_fix(
    rows: Rows,
    places: Rows,
    used: Integers,
    basic: Integers,
    shielded: Cells,
    column: Any,
    row: Any,
    pivot: Any,
) -> bool:
    """Tell whether publishing the basic `column` fixes a protected cell."""
    size = len(rows[row])
    if size == 2 and shielded[pivot]:
        return True
    for other in places[pivot][: used[pivot]]:
        if other == row or len(rows[other]) != size or basic[other] < 0:
            continue
        alike = shielded[basic[other]] and _coefficient(rows[other], pivot)
        if alike and _proportional(rows[row], rows[other], column, basic[other]):
            return True
    return False


@compiled
def _drop(rows: Rows, places: Rows, used: Integers, count: Integers, column: Any) -> None:
    """Publish a free cell: its column leaves every row."""
    for row in places[column][: used[column]]:
        if _coefficient(rows[row], column):
            rows[row] = _scaled(rows[row], 1, column)
    used[column], count[column] = 0, 0


@compiled
def hide_least(
    indptr: NDArray[np.int32],
    indices: NDArray[np.int32],
    data: Integers,
    shielded: Cells,
    order: Integers,
) -> tuple[Cells, Cells]:
    """Publish the cells of `order`, first to last, wherever no shielded cell becomes determined.

    Args:
        indptr: CSR relations over the unknown cells, with `indices` (sorted in a row) and `data`.
        indices: see `indptr`.
        data: see `indptr`.
        shielded: cells that must not become determined.
        order: cells that may be published, the most wanted first.

    Returns:
        Which cells stay hidden (an inclusion-minimal set), and which shielded cells are determined
        even with everything hidden; when there are any, nothing is published.
    """
    columns = shielded.size
    rank = np.full(columns, columns, np.int64)
    for position in range(order.size):
        rank[order[position]] = position
    rows, places, used, count = _load(indptr, indices, data, columns)
    basic, home = np.full(len(rows), -1, np.int64), np.full(columns, -1, np.int64)
    _reduce(rows, places, used, count, rank, basic, home)
    hidden, lost, guard = np.ones(columns, np.bool_), np.zeros(columns, np.bool_), shielded.copy()
    for row in range(len(rows)):
        if basic[row] >= 0 and len(rows[row]) == 1 and guard[basic[row]]:
            lost[basic[row]] = True
            guard[basic[row]] = False
    if lost.any():
        return hidden, lost
    changed = np.empty(len(rows), np.int64)
    for column in order:
        row = home[column]
        if row < 0:
            if _frees_alone(rows, places, used, basic, guard, column):
                continue
            _drop(rows, places, used, count, column)
        else:
            pivot = _least_used(rows[row], count, rank, column)
            if pivot >= 0:
                if _would_fix(rows, places, used, basic, guard, column, row, pivot):
                    continue
                factor = _inverse(_coefficient(rows[row], pivot))
                rows[row] = _scaled(rows[row], factor, column)
                _eliminate(rows, pivot, row, places, used, count, changed)
                home[pivot] = row
            else:
                rows[row] = np.empty(0, np.int64)
            basic[row], home[column] = pivot, -1
        hidden[column] = False
    return hidden, lost
