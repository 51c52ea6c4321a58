"""JSON that two readers could read differently is not read at all."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crypto.errors import CryptoError
from crypto.strict_json import Json, dumps, loads

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
INTEGER = st.integers(-(10**18) + 1, 10**18 - 1)
VALUES = st.recursive(
    st.none() | st.booleans() | INTEGER | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=20,
)


@settings(max_examples=150, deadline=None)
@given(VALUES)
def test_any_value_comes_back_and_has_one_form(value: Json) -> None:
    written = dumps(value)
    assert loads(written) == value
    assert dumps(loads(written)) == written
    assert json.loads(written) == value


def test_the_canonical_form_is_sorted_tight_and_readable() -> None:
    assert dumps({"ñ": 1, "a": [True, None, -5, "é\n"]}) == (
        '{"a":[true,null,-5,"é\\n"],"ñ":1}'.encode()
    )


def test_other_spellings_of_the_same_value_are_read() -> None:
    assert loads(b' {"b" : "\\u00e9", "a": -0 } ') == {"b": "é", "a": 0}


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b'{"a":1,"a":1}', id="duplicate_key"),
        pytest.param(b'{"a":1,"\\u0061":2}', id="duplicate_key_escaped"),
        pytest.param(b'[{"x":{"a":1,"a":2}}]', id="duplicate_key_inside"),
        pytest.param(b"NaN", id="nan"),
        pytest.param(b"-Infinity", id="infinity"),
        pytest.param(b"1.0", id="fraction"),
        pytest.param(b"1e3", id="exponent"),
        pytest.param(b"-0.0", id="negative_zero"),
        pytest.param(b"1" * 19, id="nineteen_digits"),
        pytest.param(b"-" + b"1" * 19, id="nineteen_digits_negative"),
        pytest.param(b"1" * 5000, id="five_thousand_digits"),
        pytest.param(b"[" * 33 + b"]" * 33, id="nested_33"),
        pytest.param(b"[" * 200_000 + b"]" * 200_000, id="nested_200000"),
        pytest.param(b'{"a":' * 100_000 + b"1" + b"}" * 100_000, id="nested_objects"),
        pytest.param(b'"\xff"', id="invalid_utf8"),
        pytest.param(b'"\xed\xa0\x80"', id="surrogate_in_utf8"),
        pytest.param(b'"\\ud800"', id="lone_surrogate"),
        pytest.param(b'{"\\udc00":1}', id="lone_surrogate_in_key"),
        pytest.param(b"\xef\xbb\xbf{}", id="byte_order_mark"),
        pytest.param('{"a":1}'.encode("utf-16"), id="utf16"),
        pytest.param(b'"a\nb"', id="control_character"),
        pytest.param(b"{'a':1}", id="single_quotes"),
        pytest.param(b"[1,]", id="trailing_comma"),
        pytest.param(b"{} {}", id="two_values"),
        pytest.param(b"{}\0", id="nul_after"),
        pytest.param(b"01", id="leading_zero"),
        pytest.param(b"", id="empty"),
    ],
)
def test_attack_56_what_can_be_read_in_two_ways_is_refused(data: bytes) -> None:
    with pytest.raises(CryptoError, match=r"^json-malformed"):
        loads(data)


def test_the_limits_themselves_are_accepted() -> None:
    assert loads(b"9" * 18) == 10**18 - 1
    assert loads(b"[" * 32 + b"]" * 32) is not None


def test_attack_69_more_than_the_limit_is_refused_unread() -> None:
    with pytest.raises(CryptoError, match=r"^too-large"):
        loads(b'"' + b"a" * (2 << 20) + b'"')
    with pytest.raises(CryptoError, match=r"^too-large"):
        loads(b"[1,2,3]", largest=6)


def test_a_refusal_does_not_quote_the_content() -> None:
    with pytest.raises(CryptoError) as refused:
        loads(b'{"name":"Ana","name":"Luis"}')
    assert "name" not in str(refused.value)


@pytest.mark.parametrize("value", [1.5, 10**18, "\ud800", {1: 2}, (1,), b"", [{"a": {1, 2}}]])
def test_a_value_without_canonical_form_is_not_written(value: Json) -> None:
    with pytest.raises(ValueError, match=r"."):
        dumps(value)


@settings(max_examples=500, deadline=None)
@given(
    st.lists(st.sampled_from([*'{}[]",:\\-0123456789eE.tnu ', "true", "null", "é"]), max_size=30)
)
def test_whatever_is_accepted_has_one_reading(parts: list[str]) -> None:
    data = "".join(parts).encode()
    try:
        value = loads(data)
    except CryptoError as error:
        assert error.code == "json-malformed"  # noqa: PT017
    else:
        assert json.loads(data) == value
        assert loads(dumps(value)) == value
