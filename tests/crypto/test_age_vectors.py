"""The public test vectors of the age format (C2SP CCTV, npm package `cctv-age`).

The product knows hybrid recipients only. The vectors also use X25519 and scrypt: the two classes
below teach them to the same parser, in this test alone, so that every binary vector runs.
Armoured vectors are left out because armour is neither read nor written.
"""

import base64
import hashlib
import io
import os
import re
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from crypto import bech32
from crypto.age import Identity, Stanza, Unwraps, decode_base64, decrypt
from crypto.errors import CryptoError

NPM = Path(os.environ.get("VIPMG_NPM", Path(__file__).parents[2] / ".npm")) / "node_modules"
VECTORS = NPM / "cctv-age" / "index.js"
PROMISED = 110  # binary vectors in cctv-age 0.2.0

CODES = {
    "success": {""},
    "no match": {"not-for-us"},
    "HMAC failure": {"header-altered"},
    "header failure": {"header-malformed", "unknown-version", "truncated"},
    "payload failure": {"payload-altered", "truncated", "trailing-data"},
}


@dataclass(frozen=True, slots=True)
class ClassicIdentity:
    """An X25519 identity of age."""

    key: X25519PrivateKey

    @classmethod
    def from_string(cls, text: str) -> "ClassicIdentity":
        return cls(X25519PrivateKey.from_private_bytes(bech32.decode("age-secret-key-", text)))

    def unwrap(self, stanzas: Sequence[Stanza]) -> bytes | None:
        keys = [self._open(s) for s in stanzas if s.arguments[0] == "X25519"]
        return next((key for key in keys if key), None)

    def _open(self, stanza: Stanza) -> bytes | None:
        share = decode_base64(stanza.arguments[-1])
        if len(stanza.arguments) != 2 or len(share) != 32 or len(stanza.body) != 32:
            raise CryptoError("header-malformed", "X25519 stanza")
        try:
            shared = self.key.exchange(X25519PublicKey.from_public_bytes(share))
        except ValueError:
            raise CryptoError("header-malformed", "low order") from None
        salt = share + self.key.public_key().public_bytes_raw()
        wrap_key = HKDF(SHA256(), 32, salt, b"age-encryption.org/v1/X25519").derive(shared)
        return open_body(wrap_key, stanza.body)


@dataclass(frozen=True, slots=True)
class Passphrase:
    """A scrypt passphrase of age."""

    text: str

    def unwrap(self, stanzas: Sequence[Stanza]) -> bytes | None:
        if all(stanza.arguments[0] != "scrypt" for stanza in stanzas):
            return None
        (_, *arguments), body = stanzas[0].arguments, stanzas[0].body
        if len(stanzas) != 1 or len(arguments) != 2 or len(body) != 32:
            raise CryptoError("header-malformed", "scrypt stanza")
        salt, work = decode_base64(arguments[0]), arguments[1]
        if len(salt) != 16 or not re.fullmatch("[1-9][0-9]?", work) or int(work) > 20:
            raise CryptoError("header-malformed", "scrypt parameters")
        kdf = Scrypt(b"age-encryption.org/v1/scrypt" + salt, 32, 1 << int(work), 8, 1)
        return open_body(kdf.derive(self.text.encode()), body)


def open_body(wrap_key: bytes, body: bytes) -> bytes | None:
    try:
        return ChaCha20Poly1305(wrap_key).decrypt(bytes(12), body, None)
    except InvalidTag:
        return None


@dataclass(frozen=True, slots=True)
class Vector:
    """One file of the vectors, taken apart."""

    facts: list[tuple[str, str]]
    file: bytes

    def fact(self, name: str) -> str | None:
        return dict(self.facts).get(name)

    def identities(self) -> Iterator[Unwraps]:
        for name, value in self.facts:
            if name == "passphrase":
                yield Passphrase(value)
            elif name == "identity" and value.startswith("AGE-SECRET-KEY-PQ-"):
                yield Identity.from_string(value)
            elif name == "identity":
                yield ClassicIdentity.from_string(value)


def read_vectors() -> dict[str, Vector]:
    found = re.findall(
        r'// \S*testdata/(\S+)\nvar \w+ = __toBinary\("(\S*?)"\)', VECTORS.read_text()
    )
    return {name: take_apart(base64.b64decode(data)) for name, data in found}


def take_apart(data: bytes) -> Vector:
    head, file = data.split(b"\n\n", 1)
    facts = [
        (name, value) for name, _, value in (s.partition(": ") for s in head.decode().split("\n"))
    ]
    if ("compressed", "zlib") in facts:
        file = zlib.decompress(file)
    return Vector(facts, file)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "vector" in metafunc.fixturenames:
        vectors = read_vectors() if VECTORS.exists() else {}
        binary = {name: v for name, v in vectors.items() if v.fact("armored") is None}
        metafunc.parametrize("vector", binary.values(), ids=binary.keys())


def test_the_vectors_are_all_there() -> None:
    if not VECTORS.exists():
        pytest.skip(f"npm package cctv-age is not in {NPM} (npm install --prefix .npm cctv-age)")
    vectors = read_vectors()
    binary = [name for name, vector in vectors.items() if vector.fact("armored") is None]
    assert len(vectors) == 143
    assert len(binary) == PROMISED


def test_vector(vector: Vector) -> None:
    target, code = io.BytesIO(), ""
    try:
        decrypt(io.BytesIO(vector.file), target, list(vector.identities()), stanza_types=None)
    except CryptoError as error:
        code = error.code
    assert code in CODES[vector.fact("expect") or ""]
    if vector.fact("payload"):
        assert hashlib.sha256(target.getvalue()).hexdigest() == vector.fact("payload")
