"""The audit: known answers, brute force over all whole-number tables, broken patterns."""

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from vipmg.disclosure.audit import audit
from vipmg.disclosure.errors import SolverStopped
from vipmg.disclosure.policy import Policy
from vipmg.disclosure.witnesses import Attack, Witness, holds, reach


def bounds(universe, hidden, wanted, lower, goal, seconds=60.0):
    cells = np.flatnonzero(hidden)
    attack = Attack(
        universe.over(cells), universe.value[cells], np.full(cells.size, lower), goal, seconds
    )
    found = np.full(len(universe), goal)
    found[cells] = reach(attack, wanted[cells])
    return found


def test_exact_protection_is_not_proof_when_zeros_are_shown(small_system):
    # tau-ARGUS #194: 15 = 10 + 3 + x + x.
    universe = small_system([[1, 1, 1, 1, -1]], [10, 3, 1, 1, 15])
    hidden = np.array([False, False, True, True, False])
    linear = audit(universe, hidden, hidden, Policy(rule="E"), np.ones(5, np.int64))
    assert linear.passed
    assert bounds(universe, hidden, hidden, lower=1, goal=5)[2:4].tolist() == [1, 1]
    assert bounds(universe, hidden, hidden, lower=0, goal=2)[2:4].tolist() == [2, 2]
    assert not audit(universe, hidden, hidden, Policy(), np.ones(5, np.int64)).passed


def test_three_singletons_are_pinned_when_zeros_are_shown():
    # SSBtools #135: two rows of counts, 1 1 7 1 0 and 1 0 0 2 8; up to 2 is small.
    table = np.array([[1, 1, 7, 1, 0], [1, 0, 0, 2, 8]])
    universe = crossed(table)
    hidden = (universe.value > 0) & (universe.value <= 2)
    assert hidden.sum() == 7
    found = bounds(universe, hidden, hidden, lower=1, goal=3)
    assert (found[hidden] == universe.value[hidden]).all()


def crossed(table):
    """Return the universe of a two-way table with its margins."""
    from vipmg.disclosure.relations import Axis
    from vipmg.disclosure.universe import Shape, assemble

    def axis(name, size):
        every = (1 << size) - 1
        nodes = ("_T", *(f"{name}{n}" for n in range(size)))
        return Axis(
            name, nodes, (every, *(1 << n for n in range(size))), (tuple(range(1, size + 1)),)
        )

    full = np.zeros((table.shape[0] + 1, table.shape[1] + 1), np.int64)
    full[1:, 1:] = table
    full[0, 1:], full[1:, 0], full[0, 0] = table.sum(0), table.sum(1), table.sum()
    axes = [axis("r", table.shape[0]), axis("c", table.shape[1])]
    codes = np.argwhere(full >= 0).astype(np.int32)
    shape = Shape(tuple(tuple(range(size)) for size in full.shape), frozenset({0, 1}))
    return assemble(axes, [shape], codes, full.ravel())


def enumerated(universe, hidden, lower, most):
    """Return the largest value of each hidden cell over all tables that fit what is shown."""
    cells = np.flatnonzero(hidden)
    relations = universe.relations[:, cells].toarray()
    right = relations @ universe.value[cells]
    counts = np.arange(lower, most + 1)
    candidates = np.stack([grid.ravel() for grid in np.meshgrid(*[counts] * cells.size)])
    fitting = candidates[:, (relations @ candidates == right[:, None]).all(axis=0)]
    return dict(zip(cells.tolist(), fitting.max(axis=1).tolist(), strict=True))


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.lists(st.integers(0, 2), min_size=3, max_size=3), min_size=2, max_size=3),
    st.integers(0, 1),
    st.randoms(use_true_random=False),
)
def test_bounds_equal_brute_force_over_all_tables(table, lower, random):
    universe = crossed(np.array(table))
    inner = (universe.codes > 0).all(axis=1) & (universe.value >= lower)
    eligible = np.flatnonzero(inner).tolist()
    assume(eligible)
    hidden = np.zeros(len(universe), np.bool_)
    hidden[random.sample(eligible, min(6, len(eligible)))] = True
    goal, truth = 4, enumerated(universe, hidden, lower, 6)
    found = bounds(universe, hidden, hidden, lower, goal)
    for cell, largest in truth.items():
        assert min(found[cell], goal) == min(largest, goal)


def test_a_tampered_witness_is_rejected(small_system):
    universe = small_system([[1, 1, 1, -1]], [2, 3, 4, 9])
    cells = np.array([0, 1, 2])
    attack = Attack(universe.over(cells), universe.value[cells], np.zeros(3, np.int64), 5, 10.0)
    assert holds(attack, Witness(np.array([0, 1]), np.array([3, -3])))
    assert not holds(attack, Witness(np.array([0, 1]), np.array([3, -2])))
    assert not holds(attack, Witness(np.array([0, 1]), np.array([4, -4])))


def test_no_verdict_when_the_time_is_over(small_system):
    universe = small_system([[1, 1, 1, -1]], [2, 3, 4, 9])
    hidden = np.array([True, True, True, False])
    with pytest.raises(SolverStopped):
        bounds(universe, hidden, hidden, lower=0, goal=5, seconds=-1.0)


def test_showing_one_more_cell_never_widens_a_bound():
    universe = crossed(np.array([[1, 2, 4], [3, 0, 2], [2, 2, 1]]))
    hidden = universe.value <= 4
    before = bounds(universe, hidden, hidden, lower=0, goal=9)
    for cell in np.flatnonzero(hidden):
        less = hidden.copy()
        less[cell] = False
        after = bounds(universe, less, less, lower=0, goal=9)
        assert (after[less] <= before[less]).all()


def test_person_level_knowledge_is_stated_as_a_limit():
    # Three two-way margins of a three-way table: the relations alone give ab00 in 0..6.
    inner = np.array([[[1, 2], [0, 3]], [[3, 0], [2, 1]]])
    from vipmg.disclosure.relations import Axis
    from vipmg.disclosure.universe import Shape, assemble

    def axis(name):
        return Axis(name, ("_T", f"{name}0", f"{name}1"), (3, 1, 2), ((1, 2),))

    full = np.zeros((3, 3, 3), np.int64)
    full[1:, 1:, 1:] = inner
    for place in range(3):
        index = [slice(None)] * 3
        index[place] = 0
        full[tuple(index)] = full.sum(axis=place)
    shapes = [
        Shape(
            tuple((0,) if place == left else (0, 1, 2) for place in range(3)), frozenset({0, 1, 2})
        )
        for left in range(3)
    ]
    codes = np.argwhere((np.indices((3, 3, 3)) == 0).any(axis=0)).astype(np.int32)
    universe = assemble([axis("a"), axis("b"), axis("c")], shapes, codes, full[tuple(codes.T)])
    hidden = (universe.codes[:, 0] > 0) & (universe.codes[:, 1] > 0)
    found = bounds(universe, hidden, hidden, lower=0, goal=9)
    assert found[hidden].tolist()[0] == 6
