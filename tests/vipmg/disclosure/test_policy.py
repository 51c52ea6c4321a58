"""The promise: what may be promised, how it is written down, how it reads."""

import pytest

from vipmg.disclosure.errors import BadPolicy
from vipmg.disclosure.policy import Policy, Waiver
from vipmg.i18n import in_language

WAIVER = Waiver((("citizenship", "_T"),), "Total of the country", ("ana", "luis"))


@pytest.mark.parametrize("policy", [Policy(), Policy(threshold=10, rule="E", waivers=(WAIVER,))])
def test_a_policy_survives_being_written_down(policy):
    assert Policy.from_json(policy.to_json()) == policy


@pytest.mark.parametrize(
    "facts", [{"threshold": 2}, {"threshold": 21}, {"rule": "X"}, {"zeros": ""}]
)
def test_what_may_not_be_promised_is_refused(facts):
    with pytest.raises(BadPolicy):
        Policy(**facts)


@pytest.mark.parametrize("officers", [("ana", "ana"), ("ana", ""), ()])
def test_a_waiver_needs_two_officers(officers):
    with pytest.raises(BadPolicy):
        Policy(waivers=(Waiver((("sex", "F"),), "why", officers),))


@pytest.mark.parametrize("text", ["", "[]", '{"threshold": "many"}', '{"colour": 1}'])
def test_a_text_that_is_no_policy_is_refused(text):
    with pytest.raises(BadPolicy):
        Policy.from_json(text)


def test_the_promise_reads_in_both_languages():
    with in_language("en"):
        assert "from 1 to 4" in Policy().describe()
    with in_language("es"):
        assert "de 1 a 4" in Policy().describe()
