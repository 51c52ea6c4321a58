"""Exact shapes of the papers that are signed: what is not foreseen is refused.

A shape is written as it looks: a dictionary of shapes (exactly these members), a list with
one shape (any number of such), a compiled pattern (all of an ASCII text), a text (this very
text), `str` (any text up to 4000 characters), `int` (a count, not negative; True is not 1).
"""

import re
from datetime import UTC, datetime
from typing import Any, TypeAlias

from crypto import strict_json
from crypto.strict_json import Json
from exchange.refusals import PackageRefused, in_words

Shape: TypeAlias = "dict[str, Shape] | list[Shape] | re.Pattern[str] | str | type[str] | type[int]"

LONGEST_TEXT = 4000
LONGEST_LIST = 1000

PACKAGE_ID = re.compile(r"[0-9a-f]{32}")
SHA256 = re.compile(r"[0-9a-f]{64}")
COUNTRY = re.compile(r"[A-Z]{2}")
NODE = re.compile(r"[A-Z]{2}-[0-9a-f]{16}")
KEY = re.compile(r"[A-Za-z0-9+/]{2646}==")
"""A `VerifyKey` of 1984 bytes in base64."""
RECIPIENT = re.compile(r"age1pq1[a-z0-9]{100,2500}")
MOMENT = re.compile(r"20[0-9]{2}-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-5][0-9]:[0-5][0-9]Z")
NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")
WORD = re.compile(r"[a-z0-9_-]{1,64}")
WORD_UPPER = re.compile(r"[A-Z_]{1,8}")

LOG: Shape = {"size": int, "root": SHA256}
"""The sender's audit trail at that moment: partners witness each other's."""


def read(payload: bytes, shape: dict[str, Shape]) -> dict[str, Any]:
    """Return the object written in `payload` if it has exactly this shape.

    The members are typed as `shape` says; the type checker cannot see that.

    Raises:
        PackageRefused: "json-malformed", "unknown-spec", "unknown-critical", "paper-malformed".
    """
    with in_words():
        value = strict_json.loads(payload)
    if not isinstance(value, dict):
        raise PackageRefused("paper-malformed")
    if value.get("spec") != shape["spec"]:
        raise PackageRefused("unknown-spec")
    if value.get("crit") != []:
        raise PackageRefused("unknown-critical")
    if not fits(value, shape):
        raise PackageRefused("paper-malformed")
    return value


def fits(value: Json, shape: Shape) -> bool:
    """Tell whether `value` has exactly this shape."""
    match shape:
        case dict():
            return (
                isinstance(value, dict)
                and value.keys() == shape.keys()
                and all(fits(value[name], inner) for name, inner in shape.items())
            )
        case list():
            return (
                isinstance(value, list)
                and len(value) <= LONGEST_LIST
                and all(fits(entry, inner) for entry in value for inner in shape)
            )
        case re.Pattern():
            return isinstance(value, str) and shape.fullmatch(value) is not None
        case str():
            return value == shape
    if shape is int:
        return type(value) is int and value >= 0
    return isinstance(value, str) and len(value) <= LONGEST_TEXT


def moment(at: datetime) -> str:
    """Return `at` as it stands in papers: UTC, whole seconds, "2026-01-31T23:59:59Z"."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def to_datetime(text: str) -> datetime:
    """Return the moment written in a paper.

    Raises:
        PackageRefused: "paper-malformed", there is no such day or hour.
    """
    try:
        return datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    except ValueError:
        raise PackageRefused("paper-malformed") from None
