"""Exact suppression: recorded numbers, minimality, and the check that catches broken patterns."""

from fractions import Fraction

import numpy as np
import pytest
import scipy.sparse as sp

from vipmg.disclosure.determined import determined
from vipmg.disclosure.errors import NotProtectable
from vipmg.disclosure.secondary import suppress

# case: threshold, primaries, hidden besides and their value with GaussSuppression (none)
RECORDED = {
    "ssb_d1": (6, 5, 5, None),
    "ssb_d2": (6, 12, 16, None),
    "ssb_mun_accidents": (4, 8, 5, None),
    "sdctable_microdata1": (11, 2, 2, None),
    "cellkey_testdata": (5, 225, 104, 7325),
    "mig_2d_1e3": (5, 309, 109, 2219),
    "mig_3d_2e3": (5, 162, 147, 3214),
    "mig_link_1e4": (5, 1592, 827, 13560),
}


def pattern(universe, threshold):
    small = (universe.value > 0) & (universe.value < threshold)
    nothing = np.zeros(len(universe), np.bool_)
    return small, suppress(universe, small, nothing, universe.value > 0)


def fixed_primaries(universe, hidden, small):
    cells = np.flatnonzero(hidden)
    return int(small[cells[determined(universe.over(cells))]].sum() + (small & ~hidden).sum())


@pytest.mark.real_data
@pytest.mark.parametrize("name", RECORDED)
def test_hides_no_more_than_the_recorded_peer_and_determines_nothing(case, name):
    threshold, primaries, besides, value = RECORDED[name]
    universe = case(name)
    small, hidden = pattern(universe, threshold)
    assert small.sum() == primaries
    assert (hidden & ~small).sum() <= 1.02 * besides
    assert value is None or universe.value[hidden].sum() <= 1.03 * value
    assert fixed_primaries(universe, hidden, small) == 0


@pytest.mark.real_data
@pytest.mark.parametrize("name", ["cellkey_testdata", "mig_2d_1e3", "mig_3d_2e3", "mig_link_1e4"])
def test_showing_any_one_hidden_cell_again_reveals_a_small_count(case, name):
    universe = case(name)
    small, hidden = pattern(universe, RECORDED[name][0])
    others = np.flatnonzero(hidden & ~small)
    for cell in np.random.default_rng(1).choice(others, min(40, others.size), replace=False):
        broken = hidden.copy()
        broken[cell] = False
        assert fixed_primaries(universe, broken, small) > 0


def test_the_same_input_gives_the_same_pattern(small_system):
    universe = small_system([[1, 1, 1, -1]], [2, 9, 9, 20])
    patterns = {pattern(universe, 5)[1].tobytes() for _ in range(3)}
    assert len(patterns) == 1


def test_two_hierarchies_need_one_cell_besides(small_system):
    # SSBtools #136: regions A..H (2,2,8,8,3,3,3,7) in two hierarchies; small up to 3.
    value = [2, 2, 8, 8, 3, 3, 3, 7, 4, 16, 6, 10, 36, 12, 10, 14]
    relations = [
        [1, 1, 0, 0, 0, 0, 0, 0, -1, 0, 0, 0, 0, 0, 0, 0],
        [0, 0, 1, 1, 0, 0, 0, 0, 0, -1, 0, 0, 0, 0, 0, 0],
        [0, 0, 0, 0, 1, 1, 0, 0, 0, 0, -1, 0, 0, 0, 0, 0],
        [0, 0, 0, 0, 0, 0, 1, 1, 0, 0, 0, -1, 0, 0, 0, 0],
        [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, -1, 0, 0, 0],
    ]
    universe = small_system(relations, value)
    assert not (universe.relations @ universe.value).any()
    small, hidden = pattern(universe, 4)
    assert fixed_primaries(universe, small, small) == 1  # the 3 beside 7
    assert (hidden & ~small).sum() == 1
    assert fixed_primaries(universe, hidden, small) == 0


def test_a_small_count_that_required_totals_fix_is_refused(small_system):
    universe = small_system([[1, 1, -1]], [2, 18, 20])
    small = np.array([True, False, False])
    nothing = np.zeros(3, np.bool_)
    with pytest.raises(NotProtectable):
        suppress(universe, small, nothing, nothing)


def rational_determined(matrix):
    """Reduce by fractions: a column is determined when its row has no other entry."""
    rows = [[Fraction(int(entry)) for entry in row] for row in matrix]
    width, fixed, top = len(matrix[0]), set(), 0
    for column in range(width):
        at = next((r for r in range(top, len(rows)) if rows[r][column]), None)
        if at is None:
            continue
        rows[top], rows[at] = rows[at], rows[top]
        rows[top] = [entry / rows[top][column] for entry in rows[top]]
        for other in range(len(rows)):
            if other != top and rows[other][column]:
                factor = rows[other][column]
                rows[other] = [a - factor * b for a, b in zip(rows[other], rows[top], strict=True)]
        top += 1
    for row in rows[:top]:
        support = [column for column, entry in enumerate(row) if entry]
        if len(support) == 1:
            fixed.add(support[0])
    return fixed


def test_determined_cells_equal_rational_elimination():
    rng = np.random.default_rng(7)
    for _ in range(60):
        height, width = rng.integers(1, 12), rng.integers(2, 14)
        matrix = rng.choice([-1, 0, 0, 1], size=(height, width)).astype(np.int64)
        found = set(np.flatnonzero(determined(sp.csr_matrix(matrix))).tolist())
        assert found == rational_determined(matrix)
