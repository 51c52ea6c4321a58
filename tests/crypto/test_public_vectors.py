"""The primitives underneath give the published answers (package `cryptography-vectors`)."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import cryptography_vectors
import pytest
from cryptography.hazmat.bindings._rust import openssl as library
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA65PrivateKey
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, MLKEM768X25519PrivateKey, Suite
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from crypto.age import Identity

X_WING, X25519, HKDF_SHA256 = 0x647A, 0x20, 1
AEADS = {1: AEAD.AES_128_GCM, 2: AEAD.AES_256_GCM, 3: AEAD.CHACHA20_POLY1305}
FOLDER = Path(cryptography_vectors.__file__).parent


def hpke(file: str, kem: int) -> list[dict[str, Any]]:
    vectors: list[dict[str, Any]] = json.loads((FOLDER / "HPKE" / file).read_text())
    return [
        vector
        for vector in vectors
        if (vector["mode"], vector["kem_id"], vector["kdf_id"]) == (0, kem, HKDF_SHA256)
        and vector["aead_id"] in AEADS
    ]


def answers(file: str) -> Iterator[dict[str, str]]:
    """Yield the records of a NIST response file; each begins with its count."""
    text = (FOLDER / file).read_text()
    for record in re.split(r"^(?=count = )", text, flags=re.MULTILINE | re.IGNORECASE):
        yield dict(re.findall(r"^(\w+) = ?(.*)$", record, re.MULTILINE))


def open_first(vector: dict[str, Any], kem: KEM, private: Any) -> bytes:
    """Open the first message; only the library's private function takes associated data."""
    first = vector["encryptions"][0]
    suite = Suite(kem, KDF.HKDF_SHA256, AEADS[vector["aead_id"]])
    sealed, info = bytes.fromhex(vector["enc"] + first["ct"]), bytes.fromhex(vector["info"])
    opened: bytes = library.hpke._decrypt_with_aad(
        suite, sealed, private, info, bytes.fromhex(first["aad"])
    )
    return opened


def test_x_wing_keys_and_hpke_of_the_draft() -> None:
    vectors = hpke("hpke-pq-test-vectors.json", X_WING)
    assert vectors
    for vector in vectors:
        identity = Identity(bytes.fromhex(vector["skRm"]))
        assert identity.recipient.key.hex() == vector["pkRm"]
        opened = open_first(
            vector, KEM.MLKEM768_X25519, MLKEM768X25519PrivateKey(*identity.halves())
        )
        assert opened.hex() == vector["encryptions"][0]["pt"]


def test_hpke_of_rfc_9180() -> None:
    vectors = hpke("test-vectors.json", X25519)
    assert len(vectors) == 3
    for vector in vectors:
        private = X25519PrivateKey.from_private_bytes(bytes.fromhex(vector["skRm"]))
        opened = open_first(vector, KEM.X25519, private)
        assert opened.hex() == vector["encryptions"][0]["pt"]


def test_ml_kem_768_of_fips_203() -> None:
    records = [r for r in answers("asymmetric/MLKEM/kat_MLKEM_768.rsp") if "ss" in r]
    assert len(records) >= 25
    for record in records:
        private = MLKEM768PrivateKey.from_seed_bytes(bytes.fromhex(record["d"] + record["z"]))
        assert private.public_key().public_bytes_raw().hex() == record["pk"].lower()
        assert private.decapsulate(bytes.fromhex(record["ct"])).hex() == record["ss"].lower()


def test_ml_dsa_65_of_fips_204() -> None:
    records = [r for r in answers("asymmetric/MLDSA/kat_MLDSA_65_det_pure.rsp") if "sm" in r]
    assert len(records) == 100
    for record in records:
        private = MLDSA65PrivateKey.from_seed_bytes(bytes.fromhex(record["xi"]))
        public = private.public_key()
        assert public.public_bytes_raw().hex() == record["pk"].lower()
        message, context = bytes.fromhex(record["msg"]), bytes.fromhex(record["ctx"])
        public.verify(bytes.fromhex(record["sm"])[:3309], message, context)


def test_ed25519_of_rfc_8032() -> None:
    lines = (FOLDER / "asymmetric" / "Ed25519" / "sign.input").read_text().splitlines()
    assert len(lines) == 1024
    for line in lines[::8]:
        secret, public, message, signed, _ = line.split(":")
        private = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(secret)[:32])
        assert private.public_key().public_bytes_raw().hex() == public
        assert private.sign(bytes.fromhex(message)).hex() + message == signed


def test_argon2id_of_rfc_9106() -> None:
    records = [r for r in answers("KDF/argon2id.txt") if "output" in r]
    assert len(records) >= 3
    for record in records:
        argon2id = Argon2id(
            salt=bytes.fromhex(record["salt"]),
            length=int(record["length"]),
            iterations=int(record["iter"]),
            lanes=int(record["lanes"]),
            memory_cost=int(record["memcost"]),
            ad=bytes.fromhex(record.get("ad", "")) or None,
            secret=bytes.fromhex(record.get("secret", "")) or None,
        )
        assert argon2id.derive(bytes.fromhex(record["pass"])).hex() == record["output"]


@pytest.mark.parametrize("vector", hpke("hpke-pq-test-vectors.json", X_WING)[:1])
def test_another_x_wing_key_opens_nothing(vector: dict[str, Any]) -> None:
    stranger = MLKEM768X25519PrivateKey(*Identity.generate().halves())
    with pytest.raises(Exception, match=r"^$"):
        open_first(vector, KEM.MLKEM768_X25519, stranger)
