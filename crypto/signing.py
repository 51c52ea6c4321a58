"""Hybrid signatures: Ed25519 (RFC 8032) and ML-DSA-65 (FIPS 204), of which both must verify.

One of the two may be broken one day and nothing can be forged. A signature is the 64 bytes of
Ed25519 followed by the 3309 bytes of ML-DSA-65, made with the context "vipmg/v1".
"""

import hashlib
import os
from dataclasses import dataclass, field
from typing import Self

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA65PrivateKey, MLDSA65PublicKey

from crypto.errors import CryptoError

CONTEXT = b"vipmg/v1"
SEED_SIZE = 32
ED25519_KEY_SIZE = 32
ED25519_SIGNATURE_SIZE = 64
SIGNATURE_SIZE = ED25519_SIGNATURE_SIZE + 3309


@dataclass(frozen=True, slots=True)
class VerifyKey:
    """The public half of a signer; equal when the key id is."""

    keyid: str
    """SHA-256("vipmg-key-v1" NUL, Ed25519 key, ML-DSA key), 64 hexadecimal digits."""
    _ed25519: Ed25519PublicKey = field(repr=False, compare=False)
    _ml_dsa: MLDSA65PublicKey = field(repr=False, compare=False)

    @classmethod
    def from_bytes(cls, data: bytes) -> Self:
        """Read the 32 bytes of the Ed25519 key and the 1952 of the ML-DSA-65 key.

        Raises:
            CryptoError: "key-malformed".
        """
        try:
            ed25519 = Ed25519PublicKey.from_public_bytes(data[:ED25519_KEY_SIZE])
            ml_dsa = MLDSA65PublicKey.from_public_bytes(data[ED25519_KEY_SIZE:])
        except ValueError:
            raise CryptoError("key-malformed", "not an Ed25519 and ML-DSA-65 key") from None
        return cls(hashlib.sha256(b"vipmg-key-v1\0" + data).hexdigest(), ed25519, ml_dsa)

    def to_bytes(self) -> bytes:
        """Return what `from_bytes` reads: 1984 bytes."""
        return self._ed25519.public_bytes_raw() + self._ml_dsa.public_bytes_raw()

    def verify(self, signature: bytes, message: bytes) -> None:
        """Return if both halves of `signature` are ours over `message`.

        Raises:
            CryptoError: "bad-signature".
        """
        if len(signature) != SIGNATURE_SIZE:
            raise CryptoError("bad-signature", f"{len(signature)} bytes")
        classic, quantum_safe = (
            signature[:ED25519_SIGNATURE_SIZE],
            signature[ED25519_SIGNATURE_SIZE:],
        )
        try:
            self._ed25519.verify(classic, message)
            self._ml_dsa.verify(quantum_safe, message, CONTEXT)
        except InvalidSignature:
            raise CryptoError("bad-signature", f"by key {self.keyid}") from None


@dataclass(frozen=True, slots=True)
class SigningKey:
    """Both private halves, from two independent 32-byte seeds."""

    seeds: bytes = field(repr=False)

    @classmethod
    def generate(cls) -> Self:
        """Make a new key from the operating system's randomness."""
        return cls.from_bytes(os.urandom(2 * SEED_SIZE))

    @classmethod
    def from_bytes(cls, seeds: bytes) -> Self:
        """Read the 32 bytes of the Ed25519 seed and the 32 of the ML-DSA-65 seed.

        Raises:
            CryptoError: "key-malformed".
        """
        if len(seeds) != 2 * SEED_SIZE:
            raise CryptoError("key-malformed", f"signing key of {len(seeds)} bytes")
        return cls(seeds)

    def to_bytes(self) -> bytes:
        """Return the 64 secret bytes that `from_bytes` reads."""
        return self.seeds

    @property
    def public(self) -> VerifyKey:
        """The key others verify with."""
        ed25519 = self._ed25519().public_key().public_bytes_raw()
        return VerifyKey.from_bytes(ed25519 + self._ml_dsa().public_key().public_bytes_raw())

    def sign(self, message: bytes) -> bytes:
        """Return the 3373 bytes of both signatures over `message`."""
        return self._ed25519().sign(message) + self._ml_dsa().sign(message, CONTEXT)

    def _ed25519(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(self.seeds[:SEED_SIZE])

    def _ml_dsa(self) -> MLDSA65PrivateKey:
        return MLDSA65PrivateKey.from_seed_bytes(self.seeds[SEED_SIZE:])
