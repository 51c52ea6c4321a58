"""Mutated bytes: nothing but `CryptoError`, and nothing accepted that we would not write.

VIPMG_FUZZ sets how many cases each parser meets (5,000 unless told).
"""

import io
import os
import random
from collections.abc import Callable

import pytest

from crypto import age, bech32, container, dsse, slots, strict_json
from crypto.errors import CryptoError
from crypto.signing import SigningKey
from crypto.wrap import LEAST

CASES = int(os.environ.get("VIPMG_FUZZ", "5000"))
TYPE = "application/vnd.vipmg.card.v1+json"
KEY = SigningKey.from_bytes(bytes(64))
KNOWN = {KEY.public.keyid: KEY.public}
TOKENS = (
    *(b"\n", b" ", b"-> ", b"--- ", b"\0", b"=", b"A" * 64, b"{", b"}", b"[", b"]", b",", b'"'),
    *(b"\\u0041", b"\\ud800", b"1e9", b"NaN", b"\xff", b"\xc3\xa9", b"7", b"\x80", b"q", b"Q"),
)


def sample_archive() -> bytes:
    target = io.BytesIO()
    contents = {"delivery.dsse.json": b"{}", "data.csv": bytes(700)}
    container.write(
        target,
        [container.Member(n, len(c), lambda c=c: io.BytesIO(c)) for n, c in contents.items()],  # type: ignore[misc]
    )
    return target.getvalue()


def sample_header() -> bytes:
    target = io.BytesIO()
    recipient = age.Identity(bytes(32)).recipient
    age.encrypt(io.BytesIO(), target, [recipient, age.Identity(bytes(31) + b"1").recipient])
    return target.getvalue()[:-32]


def reread_header(data: bytes) -> bytes:
    source = io.BytesIO(data)
    header = age.read_header(source, stanza_types=None)
    lines = ["age-encryption.org/v1"]
    for stanza in header.stanzas:
        body = age.encode_base64(stanza.body)
        lines += ["-> " + " ".join(stanza.arguments)]
        lines += [body[start : start + 64] for start in range(0, len(body) + 1, 64)]
    lines += ["--- " + age.encode_base64(header.mac), ""]
    return "\n".join(lines).encode() + source.read()


def reread_archive(data: bytes) -> bytes:
    files = {name: content.read() for name, _, content in container.read(io.BytesIO(data))}
    target = io.BytesIO()
    container.write(
        target,
        [container.Member(n, len(c), lambda c=c: io.BytesIO(c)) for n, c in files.items()],  # type: ignore[misc]
    )
    return target.getvalue()


def reread_envelope(data: bytes) -> bytes:
    opened = dsse.open_envelope(data, TYPE, KNOWN)
    assert opened.payload == b"payload"
    return ENVELOPE


def reread_json(data: bytes) -> bytes:
    written = strict_json.dumps(strict_json.loads(data))
    assert strict_json.dumps(strict_json.loads(written)) == written
    return data


def reread_slots(data: bytes) -> bytes:
    slots.remove(data, SLOTS_KEY, "ana")
    return SLOTS


def reread_recipient(data: bytes) -> bytes:
    text = data.decode("latin-1")
    written = bech32.encode("age1pq", bech32.decode("age1pq", text)).encode()
    return data if data == written.upper() else written


ENVELOPE = dsse.seal(TYPE, b"payload", [KEY])
SLOTS_KEY, SLOTS = slots.create("node", {"ana": "x", "eva": "y"}, LEAST)
JSON = b'{"a":[1,-2,true,null,"\\u00e9"],"b":{"c":"d"},"e":"\xc3\xb1"}'
PARSERS: dict[str, tuple[bytes, Callable[[bytes], bytes]]] = {
    "age_header": (sample_header(), reread_header),
    "container": (sample_archive(), reread_archive),
    "envelope": (ENVELOPE, reread_envelope),
    "strict_json": (JSON, reread_json),
    "slots": (SLOTS, reread_slots),
    "recipient": (bech32.encode("age1pq", bytes(range(20))).encode(), reread_recipient),
}


def mutated(sample: bytes, chance: random.Random) -> bytes:
    data = bytearray(sample)
    for _ in range(chance.randint(1, 3)):
        start = chance.randrange(len(data) + 1)
        stop = min(len(data), start + chance.choice((0, 0, 1, 1, 2, 64, 512)))
        match chance.randrange(5):
            case 0:
                data[start:stop] = chance.choice(TOKENS)
            case 1:
                data[start:stop] = bytes([chance.randrange(256)])
            case 2:
                del data[start:stop]
            case 3:
                data[start:start] = data[start:stop]
            case _:
                if start < len(data):
                    data[start] ^= 1 << chance.randrange(8)
    return bytes(data)


@pytest.mark.parametrize("name", PARSERS)
def test_no_mutated_bytes_crash_a_parser_or_pass_for_others(name: str) -> None:
    sample, reread = PARSERS[name]
    chance = random.Random(name)
    refused = 0
    for _ in range(CASES):
        data = mutated(sample, chance)
        try:
            assert reread(data) == data
        except CryptoError:
            refused += 1
    assert refused > CASES // 5
