"""Secrets under a passphrase or a key open only there, and only as what they are."""

import pytest

from crypto.errors import CryptoError
from crypto.wrap import LEAST, open_with_key, seal_with_key, unwrap, wrap

SECRET, KEY = b"a signing seed", bytes(range(32))
WRAPPED = wrap(SECRET, "palabra secreta", b"officer ana", LEAST)


def test_a_secret_comes_back_under_its_passphrase() -> None:
    assert unwrap(WRAPPED, "palabra secreta", b"officer ana") == SECRET


@pytest.mark.parametrize(
    ("passphrase", "aad"), [("otra", b"officer ana"), ("palabra secreta", b"")]
)
def test_another_passphrase_or_purpose_does_not_open_it(passphrase: str, aad: bytes) -> None:
    with pytest.raises(CryptoError, match=r"^wrong-passphrase"):
        unwrap(WRAPPED, passphrase, aad)


def test_a_value_comes_back_under_its_key() -> None:
    assert open_with_key(KEY, seal_with_key(KEY, SECRET, b"row 7"), b"row 7") == SECRET
    assert seal_with_key(KEY, SECRET, b"") != seal_with_key(KEY, SECRET, b"")


def test_another_key_purpose_or_byte_does_not_open_it() -> None:
    sealed = seal_with_key(KEY, SECRET, b"row 7")
    for key, value, aad in (
        (bytes(32), sealed, b"row 7"),
        (KEY, sealed, b"row 8"),
        (KEY, sealed[:-1] + bytes([sealed[-1] ^ 1]), b"row 7"),
        (KEY, sealed[:20], b"row 7"),
        (KEY, b"", b"row 7"),
    ):
        with pytest.raises(CryptoError, match=r"^wrong-key"):
            open_with_key(key, value, aad)
