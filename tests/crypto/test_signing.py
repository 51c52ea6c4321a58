"""Hybrid signatures: both halves, or nothing."""

import hashlib

import pytest

from crypto.errors import CryptoError
from crypto.signing import SIGNATURE_SIZE, SigningKey, VerifyKey

KEY = SigningKey.from_bytes(bytes(range(64)))
MESSAGE = b"a message"
SIGNATURE = KEY.sign(MESSAGE)


def test_a_key_signs_and_its_public_half_verifies() -> None:
    KEY.public.verify(SIGNATURE, MESSAGE)
    assert len(SIGNATURE) == SIGNATURE_SIZE == 64 + 3309


def test_keys_survive_writing_and_reading() -> None:
    assert SigningKey.from_bytes(KEY.to_bytes()) == KEY
    public = VerifyKey.from_bytes(KEY.public.to_bytes())
    assert public == KEY.public
    public.verify(SIGNATURE, MESSAGE)


def test_the_key_id_is_a_hash_of_both_public_keys() -> None:
    public = KEY.public.to_bytes()
    assert len(public) == 32 + 1952
    assert KEY.public.keyid == hashlib.sha256(b"vipmg-key-v1\x00" + public).hexdigest()


def test_new_keys_differ_and_do_not_show_their_secret() -> None:
    key = SigningKey.generate()
    assert key != SigningKey.generate()
    assert repr(key.to_bytes()) not in repr(key)


def altered(start: int, stop: int, other: bytes | None = None) -> bytes:
    return SIGNATURE[:start] + (other or bytes(stop - start)) + SIGNATURE[stop:]


@pytest.mark.parametrize(
    "signature",
    [
        pytest.param(altered(64, SIGNATURE_SIZE), id="attack_35_ml_dsa_half_zeroed"),
        pytest.param(altered(0, 64), id="attack_36_ed25519_half_zeroed"),
        pytest.param(altered(0, 64, KEY.sign(b"another")[:64]), id="ed25519_of_another_message"),
        pytest.param(altered(64, 3373, KEY.sign(b"another")[64:]), id="ml_dsa_of_another_message"),
        pytest.param(SIGNATURE[:64], id="classic_only"),
        pytest.param(SIGNATURE[64:], id="quantum_safe_only"),
        pytest.param(SIGNATURE[64:] + SIGNATURE[:64], id="halves_exchanged"),
        pytest.param(SIGNATURE + b"\0", id="one_byte_more"),
        pytest.param(b"", id="empty"),
        pytest.param(SigningKey.generate().sign(MESSAGE), id="another_key"),
    ],
)
def test_attack_35_36_half_a_signature_is_none(signature: bytes) -> None:
    with pytest.raises(CryptoError, match=r"^bad-signature"):
        KEY.public.verify(signature, MESSAGE)


def test_another_message_does_not_verify() -> None:
    with pytest.raises(CryptoError, match=r"^bad-signature"):
        KEY.public.verify(SIGNATURE, MESSAGE + b" ")


@pytest.mark.parametrize("size", [0, 32, 63, 65])
def test_a_signing_key_of_another_length_is_refused(size: int) -> None:
    with pytest.raises(CryptoError, match=r"^key-malformed"):
        SigningKey.from_bytes(bytes(size))


@pytest.mark.parametrize("size", [0, 32, 1983, 1985])
def test_a_public_key_of_another_length_is_refused(size: int) -> None:
    with pytest.raises(CryptoError, match=r"^key-malformed"):
        VerifyKey.from_bytes(KEY.public.to_bytes().ljust(size, b"\0")[:size])
