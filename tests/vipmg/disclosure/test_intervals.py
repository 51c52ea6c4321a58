"""Rule T on recorded tables: no more hidden than recorded, and no failure in the audit."""

import numpy as np
import pytest

from vipmg.disclosure.audit import audit
from vipmg.disclosure.intervals import known_lower, polish, promise, widen
from vipmg.disclosure.policy import Policy
from vipmg.disclosure.secondary import suppress


def exact(universe, threshold):
    small = (universe.value > 0) & (universe.value < threshold)
    nothing = np.zeros(len(universe), np.bool_)
    return small, suppress(universe, small, nothing, universe.value > 0)


@pytest.mark.real_data
@pytest.mark.parametrize(("name", "most"), [("mig_2d_1e3", 140), ("mig_3d_2e3", 160)])
def test_zeros_that_may_be_hidden_keep_the_price_as_recorded(case, name, most):
    universe, policy = case(name), Policy()
    small, hidden = exact(universe, 5)
    zero = np.zeros(len(universe), np.int64)
    wide = widen(universe, hidden, small, ~small, zero, policy)
    final = polish(universe, wide, wide & ~small, small, zero, policy)
    assert audit(universe, final, small, policy, zero).passed
    assert (final & ~small).sum() <= most


@pytest.mark.real_data
@pytest.mark.parametrize("name", ["ssb_d1", "ssb_d2", "mig_3d_2e3"])
@pytest.mark.parametrize("zeros", [True, False])
def test_the_promise_holds_against_what_an_attacker_may_know(case, name, zeros):
    universe = case(name)
    policy = Policy(threshold=6 if name.startswith("ssb") else 5)
    small, hidden = exact(universe, policy.threshold)
    free = ~small if zeros else ~small & (universe.value > 0)
    final = promise(universe, hidden, small, free, policy)
    verdict = audit(universe, final, small, policy, known_lower(universe, final))
    assert verdict.passed
    assert verdict.narrowest == policy.threshold
    assert (final >= hidden)[small].all()


@pytest.mark.real_data
def test_taking_a_needed_cell_back_is_caught(case):
    universe, policy = case("mig_2d_1e3"), Policy()
    small, hidden = exact(universe, 5)
    verdict = audit(universe, hidden, small, policy, np.zeros(len(universe), np.int64))
    assert not verdict.passed
    assert 85 <= verdict.failed <= 105  # recorded: 95 of 309
    assert len(verdict.failures) == 20
