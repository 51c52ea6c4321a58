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
SIGNATURE_SIZE = 64 + 3309
_ED25519_SIZE = 64


@dataclass(frozen=True, slots=True)
class VerifyKey:
    """The public half of a signer.

    `keyid` is SHA-256("vipmg-key-v1" NUL, Ed25519 key, ML-DSA key) in 64 hexadecimal digits.
    """

    keyid: str
    _ed25519: Ed25519PublicKey = field(repr=False, compare=False)
    _ml_dsa: MLDSA65PublicKey = field(repr=False, compare=False)

    @classmethod
    def from_bytes(cls, data: bytes) -> Self:
        """Read an Ed25519 key (32 bytes) and an ML-DSA-65 key (1952) or raise "key-malformed"."""
        try:
            ed25519 = Ed25519PublicKey.from_public_bytes(data[:32])
            ml_dsa = MLDSA65PublicKey.from_public_bytes(data[32:])
        except ValueError:
            raise CryptoError("key-malformed", "not an Ed25519 and ML-DSA-65 key") from None
        return cls(hashlib.sha256(b"vipmg-key-v1\0" + data).hexdigest(), ed25519, ml_dsa)

    def to_bytes(self) -> bytes:
        """Return what `from_bytes` reads."""
        return self._ed25519.public_bytes_raw() + self._ml_dsa.public_bytes_raw()

    def verify(self, signature: bytes, message: bytes) -> None:
        """Return if both halves of `signature` are ours over `message`, or "bad-signature"."""
        try:
            self._ed25519.verify(signature[:_ED25519_SIZE], message)
            self._ml_dsa.verify(signature[_ED25519_SIZE:], message, CONTEXT)
        except InvalidSignature:
            raise CryptoError("bad-signature", f"by key {self.keyid}") from None


@dataclass(frozen=True, slots=True)
class SigningKey:
    """Both private halves, from two independent seeds of 32 bytes."""

    seeds: bytes = field(repr=False)

    @classmethod
    def generate(cls) -> Self:
        """Make a new key from the operating system's randomness."""
        return cls(os.urandom(64))

    @classmethod
    def from_bytes(cls, seeds: bytes) -> Self:
        """Read the seed of Ed25519 and that of ML-DSA-65 or raise "key-malformed"."""
        if len(seeds) != 64:
            raise CryptoError("key-malformed", f"signing key of {len(seeds)} bytes")
        return cls(seeds)

    def to_bytes(self) -> bytes:
        """Return the 64 secret bytes that `from_bytes` reads."""
        return self.seeds

    @property
    def public(self) -> VerifyKey:
        """The key that others verify with."""
        return VerifyKey.from_bytes(
            b"".join(half.public_key().public_bytes_raw() for half in self._halves())
        )

    def sign(self, message: bytes) -> bytes:
        """Return the 3373 bytes of both signatures over `message`."""
        ed25519, ml_dsa = self._halves()
        return ed25519.sign(message) + ml_dsa.sign(message, CONTEXT)

    def _halves(self) -> tuple[Ed25519PrivateKey, MLDSA65PrivateKey]:
        return (
            Ed25519PrivateKey.from_private_bytes(self.seeds[:32]),
            MLDSA65PrivateKey.from_seed_bytes(self.seeds[32:]),
        )
