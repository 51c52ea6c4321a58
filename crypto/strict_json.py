"""JSON with exactly one reading (RFC 8259, narrowed to what two parsers cannot disagree on).

UTF-8 without byte order mark, no duplicate keys, no NaN or infinity, no fractions, integers of
at most 18 digits, no lone surrogates, nesting of at most 32. Reading does not demand the
canonical form that `dumps` writes: what is signed stays the bytes, never their meaning.
"""

import json
from typing import NoReturn, TypeAlias

from crypto.errors import CryptoError

Json: TypeAlias = "dict[str, Json] | list[Json] | str | int | bool | None"

LARGEST = 1 << 20
DEEPEST = 32
MOST_DIGITS = 18


def loads(data: bytes, *, largest: int = LARGEST) -> Json:
    """Return the value in `data` or raise "too-large" (`largest` bytes) or "json-malformed"."""
    if len(data) > largest:
        raise CryptoError("too-large", f"JSON of {len(data)} bytes")
    try:
        value: Json = json.loads(
            data.decode("utf-8"),
            object_pairs_hook=_object,
            parse_int=_integer,
            parse_float=_refuse,
            parse_constant=_refuse,
        )
        _check(value, 0)
    except (ValueError, RecursionError) as error:
        # The parser's own words may quote content: they stay out of the message.
        raise CryptoError("json-malformed", type(error).__name__) from None
    return value


def dumps(value: Json) -> bytes:
    """Return the canonical form of `value`: keys sorted, no spaces, UTF-8, fewest escapes.

    ValueError if it has none: a fraction, a lone surrogate, a foreign type.
    """
    _check(value, 0)
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def _object(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise ValueError("duplicate key")
    return members


def _integer(digits: str) -> int:
    if len(digits.removeprefix("-")) > MOST_DIGITS:
        raise ValueError("integer too long")
    return int(digits)


def _refuse(_number: str) -> NoReturn:
    raise ValueError("not an integer")


def _check(value: object, depth: int) -> None:
    match value:
        case dict() if depth < DEEPEST and all(isinstance(key, str) for key in value):
            for member in (*value.keys(), *value.values()):
                _check(member, depth + 1)
        case list() if depth < DEEPEST:
            for member in value:
                _check(member, depth + 1)
        case str():
            value.encode("utf-8")  # a lone surrogate raises
        case None | bool():
            pass
        case int() if abs(value) < 10**MOST_DIGITS:
            pass
        case _:
            raise ValueError(f"no canonical form: {type(value).__name__}")
