"""Secrets at rest: under a passphrase (Argon2id, RFC 9106) or under a key.

Both seal with AES-256-GCM-SIV (RFC 8452), which survives a repeated nonce. `aad` says what the
secret is and whose; a sealed value opens only under the same `aad`.
"""

import base64
import os
import unicodedata
from dataclasses import asdict, dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCMSIV
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from crypto import strict_json
from crypto.errors import CryptoError
from crypto.strict_json import Json

KEY_SIZE = 32
_NONCE_SIZE = 12
_SALT_SIZE = 16


@dataclass(frozen=True, slots=True)
class Cost:
    """What it costs to try one passphrase; "kdf-refused" if too cheap, or too dear to compute."""

    memory_kib: int = 256 * 1024
    passes: int = 3
    lanes: int = 4

    def __post_init__(self) -> None:
        enough_memory = 64 * 1024 <= self.memory_kib <= 2 * 1024 * 1024
        if not (enough_memory and 3 <= self.passes <= 16 and 1 <= self.lanes <= 16):
            raise CryptoError("kdf-refused", "cost outside the accepted range")


USUAL = Cost()
LEAST = Cost(memory_kib=64 * 1024)


def wrap(secret: bytes, passphrase: str, aad: bytes, cost: Cost = USUAL) -> bytes:
    """Return `secret` sealed under `passphrase`: canonical JSON with salt and cost."""
    salt = os.urandom(_SALT_SIZE)
    head: Json = {**asdict(cost), "salt": salt.hex()}
    sealed = seal_with_key(_derive(passphrase, salt, cost), secret, _bind(aad, head))
    return strict_json.dumps({"argon2id": head, "sealed": base64.b64encode(sealed).decode()})


def unwrap(wrapped: bytes, passphrase: str, aad: bytes) -> bytes:
    """Return the secret or raise "wrong-passphrase" (also for other bytes or another `aad`).

    Also "kdf-refused" and "json-malformed".
    """
    match strict_json.loads(wrapped):
        case {"argon2id": dict(head), "sealed": str(sealed)}:
            pass
        case _:
            raise CryptoError("json-malformed", "not a wrapped secret")
    match head:
        case {
            "memory_kib": int(kib),
            "passes": int(passes),
            "lanes": int(lanes),
            "salt": str(salt),
        }:
            cost = Cost(kib, passes, lanes)
        case _:
            raise CryptoError("kdf-refused", "not the parameters of Argon2id")
    try:
        key = _derive(passphrase, bytes.fromhex(salt), cost)
        return open_with_key(key, base64.b64decode(sealed), _bind(aad, head))
    except (ValueError, CryptoError):
        raise CryptoError("wrong-passphrase", "the secret does not open") from None


def seal_with_key(key: bytes, value: bytes, aad: bytes) -> bytes:
    """Return `value` sealed under the 32-byte `key`: nonce, ciphertext and tag."""
    nonce = os.urandom(_NONCE_SIZE)
    return nonce + AESGCMSIV(key).encrypt(nonce, value, aad)


def open_with_key(key: bytes, sealed: bytes, aad: bytes) -> bytes:
    """Return what was sealed under the same key and `aad`, or raise "wrong-key"."""
    try:
        return AESGCMSIV(key).decrypt(sealed[:_NONCE_SIZE], sealed[_NONCE_SIZE:], aad)
    except (InvalidTag, ValueError):
        raise CryptoError("wrong-key", "the value does not open") from None


def _derive(passphrase: str, salt: bytes, cost: Cost) -> bytes:
    """Return the key of a passphrase, however its accents were typed (NFKC)."""
    argon2id = Argon2id(
        salt=salt,
        length=KEY_SIZE,
        iterations=cost.passes,
        lanes=cost.lanes,
        memory_cost=cost.memory_kib,
    )
    return argon2id.derive(unicodedata.normalize("NFKC", passphrase).encode("utf-8"))


def _bind(aad: bytes, head: Json) -> bytes:
    return strict_json.dumps({"aad": aad.hex(), "argon2id": head})
