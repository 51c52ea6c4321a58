"""The age v1 file format (c2sp.org/age) for hybrid post-quantum recipients only.

A file is a header, which wraps a random file key once for each recipient, and a payload of
ChaCha20-Poly1305 chunks. Recipients are of the type mlkem768x25519 (X-Wing): who stores a file
today and has a quantum computer one day reads nothing. The other types of age (X25519, scrypt,
SSH) and its armour are neither read nor written.
"""

import base64
import hashlib
import hmac
import os
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import BinaryIO, Protocol, Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey, MLKEM768PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hpke import (
    AEAD,
    KDF,
    KEM,
    MLKEM768X25519PrivateKey,
    MLKEM768X25519PublicKey,
    Suite,
)
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from crypto import bech32
from crypto.errors import CryptoError

HYBRID = "mlkem768x25519"
HYBRID_ONLY = frozenset({HYBRID})
LARGEST_HEADER = 1 << 20
MOST_STANZAS = 256
CHUNK_SIZE = 64 * 1024

_FILE_KEY_SIZE = _NONCE_SIZE = _TAG_SIZE = 16
_SEALED_CHUNK_SIZE = CHUNK_SIZE + _TAG_SIZE
_ML_KEM_KEY_SIZE = 1184
_ML_KEM_CIPHERTEXT_SIZE = 1088
_SHARE_SIZE = _ML_KEM_CIPHERTEXT_SIZE + 32
_SUITE = Suite(KEM.MLKEM768_X25519, KDF.HKDF_SHA256, AEAD.CHACHA20_POLY1305)
_INFO = b"age-encryption.org/mlkem768x25519"

# The grammar of the specification; the bodies of stanzas are base64 in lines of 64.
_VERSION_LINE = b"age-encryption.org/v1\n"
_STANZA = rb"-> ([!-~]+(?: [!-~]+)*)\n((?:[A-Za-z0-9+/]{64}\n)*[A-Za-z0-9+/]{0,63}\n)"
_HEADER = re.compile(_VERSION_LINE + rb"((?:" + _STANZA + rb")+)--- ([A-Za-z0-9+/]{43})\n")


@dataclass(frozen=True, slots=True)
class Stanza:
    """One wrapped copy of the file key; the first argument names the recipient type."""

    arguments: tuple[str, ...]
    body: bytes


@dataclass(frozen=True, slots=True)
class Header:
    """What precedes the payload, and which bytes of it the MAC covers."""

    stanzas: tuple[Stanza, ...]
    mac: bytes = field(repr=False)
    authenticated: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Recipient:
    """Whom a file is for: an ML-KEM-768 key (1184 bytes) and an X25519 key (32 bytes)."""

    key: bytes

    @classmethod
    def from_string(cls, text: str) -> Self:
        """Read "age1pq1…" or raise "key-malformed"."""
        recipient = cls(bech32.decode("age1pq", text))
        recipient.public()
        return recipient

    def to_string(self) -> str:
        """Return "age1pq1…"."""
        return bech32.encode("age1pq", self.key)

    def public(self) -> MLKEM768X25519PublicKey:
        """Return the key as the library knows it or raise "key-malformed"."""
        try:
            return MLKEM768X25519PublicKey(
                MLKEM768PublicKey.from_public_bytes(self.key[:_ML_KEM_KEY_SIZE]),
                X25519PublicKey.from_public_bytes(self.key[_ML_KEM_KEY_SIZE:]),
            )
        except ValueError:
            raise CryptoError("key-malformed", "not an age1pq recipient") from None

    def wrap(self, file_key: bytes) -> Stanza:
        """Return the stanza that only the holder of the identity can unwrap."""
        sealed = _SUITE.encrypt(file_key, self.public(), info=_INFO)
        return Stanza((HYBRID, encode_base64(sealed[:_SHARE_SIZE])), sealed[_SHARE_SIZE:])


class Unwraps(Protocol):
    """An identity: opens stanzas of its own type and passes over the others."""

    def unwrap(self, stanzas: Sequence[Stanza]) -> bytes | None:
        """Return the file key, None if no stanza is for us, or raise "header-malformed"."""


@dataclass(frozen=True, slots=True)
class Identity:
    """The private key of a node: a seed of 32 bytes (X-Wing)."""

    seed: bytes = field(repr=False)

    @classmethod
    def generate(cls) -> Self:
        """Make a new identity from the operating system's randomness."""
        return cls(os.urandom(32))

    @classmethod
    def from_string(cls, text: str) -> Self:
        """Read "AGE-SECRET-KEY-PQ-1…" or raise "key-malformed"."""
        seed = bech32.decode("age-secret-key-pq-", text)
        if len(seed) != 32:
            raise CryptoError("key-malformed", f"identity of {len(seed)} bytes")
        return cls(seed)

    def to_string(self) -> str:
        """Return "AGE-SECRET-KEY-PQ-1…", which is the secret itself."""
        return bech32.encode("age-secret-key-pq-", self.seed).upper()

    @property
    def recipient(self) -> Recipient:
        """What others encrypt to."""
        halves = (half.public_key().public_bytes_raw() for half in self.halves())
        return Recipient(b"".join(halves))

    def halves(self) -> tuple[MLKEM768PrivateKey, X25519PrivateKey]:
        """Return the private keys that X-Wing expands the seed to."""
        expanded = hashlib.shake_256(self.seed).digest(96)
        return (
            MLKEM768PrivateKey.from_seed_bytes(expanded[:64]),
            X25519PrivateKey.from_private_bytes(expanded[64:]),
        )

    def unwrap(self, stanzas: Sequence[Stanza]) -> bytes | None:
        """Return the file key, None if no stanza is for us, or raise "header-malformed"."""
        ml_kem, x25519 = self.halves()
        private = MLKEM768X25519PrivateKey(ml_kem, x25519)
        for sealed in [_sealed_key(s) for s in stanzas if s.arguments[0] == HYBRID]:
            share = X25519PublicKey.from_public_bytes(sealed[_ML_KEM_CIPHERTEXT_SIZE:_SHARE_SIZE])
            try:
                x25519.exchange(share)  # fails for a low-order share: a fault of the header
                return _SUITE.decrypt(sealed, private, info=_INFO)
            except ValueError:
                raise CryptoError("header-malformed", "low-order share") from None
            except InvalidTag:
                continue
        return None


def encrypt(
    source: BinaryIO,
    target: BinaryIO,
    recipients: Sequence[Recipient],
    *,
    progress: Callable[[int], None] | None = None,
) -> None:
    """Write what `source` still holds to `target` so that each of `recipients` can read it.

    Memory use does not depend on the size; `progress` is told the bytes done. ValueError unless
    there are 1 to 256 different recipients; "key-malformed" if one is not a key.
    """
    if not 1 <= len(recipients) <= MOST_STANZAS or len(set(recipients)) != len(recipients):
        raise ValueError("one to 256 different recipients")
    file_key, nonce = os.urandom(_FILE_KEY_SIZE), os.urandom(_NONCE_SIZE)
    target.write(_write_header([recipient.wrap(file_key) for recipient in recipients], file_key))
    target.write(nonce)
    cipher = ChaCha20Poly1305(_hkdf(file_key, nonce, b"payload"))
    done, counter, chunk = 0, 0, read_exactly(source, CHUNK_SIZE)
    last = False
    while not last:
        following = read_exactly(source, CHUNK_SIZE)
        last = not following
        target.write(cipher.encrypt(_chunk_nonce(counter, last=last), chunk, None))
        done, counter, chunk = done + len(chunk), counter + 1, following
        if progress:
            progress(done)


def decrypt(
    source: BinaryIO,
    target: BinaryIO,
    identities: Sequence[Unwraps],
    *,
    stanza_types: frozenset[str] | None = HYBRID_ONLY,
    progress: Callable[[int], None] | None = None,
) -> Header:
    """Write the plaintext of the age file `source` to `target`; return the file's header.

    Each chunk is written after it was authenticated, but only a return without error says that
    the file is whole: use nothing before. Memory use does not depend on the size; `progress` is
    told the bytes done. Raises as `read_header`, and "not-for-us", "header-altered",
    "truncated", "payload-altered", "trailing-data".
    """
    header = read_header(source, stanza_types=stanza_types)
    file_key = _unwrap(header, identities)
    nonce = read_exactly(source, _NONCE_SIZE)
    cipher = ChaCha20Poly1305(_hkdf(file_key, nonce, b"payload"))
    done, counter, last = 0, 0, False
    while not last:
        chunk, last = _open_chunk(cipher, counter, read_exactly(source, _SEALED_CHUNK_SIZE))
        target.write(chunk)
        done, counter = done + len(chunk), counter + 1
        if progress:
            progress(done)
    if source.read(1):
        raise CryptoError("trailing-data", "after the last chunk")
    return header


def read_header(source: BinaryIO, *, stanza_types: frozenset[str] | None = HYBRID_ONLY) -> Header:
    """Read the header, leaving `source` at the payload; the MAC is checked with the file key.

    Recipient types other than `stanza_types` (None: any) are an "unknown-stanza"; more than
    1 MiB or 256 stanzas "too-large". Also "header-malformed", "unknown-version", "truncated".
    """
    read, line = bytearray(), b""
    while not line.startswith(b"---"):
        line = source.readline(LARGEST_HEADER - len(read))
        read += line
        if not line.endswith(b"\n"):
            whole = len(read) == LARGEST_HEADER
            raise CryptoError("too-large" if whole else "truncated", "header")
        if line == read != _VERSION_LINE:
            age = line.startswith(b"age-encryption.org/")
            raise CryptoError("unknown-version" if age else "header-malformed", "first line")
    text = bytes(read)
    if text.count(b"\n-> ") > MOST_STANZAS:
        raise CryptoError("too-large", f"more than {MOST_STANZAS} stanzas")
    if not (match := _HEADER.fullmatch(text)):
        raise CryptoError("header-malformed", "not the grammar of age")
    stanzas = tuple(
        Stanza(tuple(arguments.decode().split(" ")), decode_base64(body.replace(b"\n", b"")))
        for arguments, body in re.findall(_STANZA, match[1])
    )
    if stanza_types is not None and any(s.arguments[0] not in stanza_types for s in stanzas):
        raise CryptoError("unknown-stanza", "recipient type not allowed")
    return Header(stanzas, decode_base64(match[4]), text[: match.start(4) - 1])


def encode_base64(data: bytes) -> str:
    """Return unpadded base64 (RFC 4648, section 4)."""
    return base64.b64encode(data).decode("ascii").rstrip("=")


def decode_base64(text: bytes | str) -> bytes:
    """Read canonical unpadded base64 or raise "header-malformed"."""
    text = text if isinstance(text, str) else text.decode("ascii")
    try:
        data = base64.b64decode(text + "=" * (-len(text) % 4), validate=True)
    except ValueError:
        data = b""
    if encode_base64(data) != text:
        raise CryptoError("header-malformed", "not canonical base64")
    return data


def read_exactly(source: BinaryIO, size: int) -> bytes:
    """Read `size` bytes, fewer only at the end (a pipe may give less at a time)."""
    data = source.read(size)
    while data and len(data) < size and (more := source.read(size - len(data))):
        data += more
    return data


def _write_header(stanzas: Sequence[Stanza], file_key: bytes) -> bytes:
    text = _VERSION_LINE
    for stanza in stanzas:
        body = encode_base64(stanza.body)
        # A body that fills its last line is followed by an empty one.
        lines = [body[start : start + 64] for start in range(0, len(body) + 1, 64)]
        text += "\n".join(["-> " + " ".join(stanza.arguments), *lines, ""]).encode("ascii")
    text += b"---"
    return text + b" " + encode_base64(_mac(text, file_key)).encode("ascii") + b"\n"


def _unwrap(header: Header, identities: Sequence[Unwraps]) -> bytes:
    """Return the file key, proven by the header's MAC."""
    for identity in identities:
        file_key = identity.unwrap(header.stanzas)
        if file_key is None:
            continue
        if not hmac.compare_digest(_mac(header.authenticated, file_key), header.mac):
            raise CryptoError("header-altered", "MAC")
        return file_key
    raise CryptoError("not-for-us", "no stanza opens with these identities")


def _sealed_key(stanza: Stanza) -> bytes:
    """Return share and ciphertext of a hybrid stanza; their lengths are fixed."""
    if len(stanza.arguments) == 2 and len(stanza.body) == _FILE_KEY_SIZE + _TAG_SIZE:
        share = decode_base64(stanza.arguments[1])
        if len(share) == _SHARE_SIZE:
            return share + stanza.body
    raise CryptoError("header-malformed", "hybrid stanza")


def _open_chunk(cipher: ChaCha20Poly1305, counter: int, sealed: bytes) -> tuple[bytes, bool]:
    """Return the plaintext of a chunk and whether it is the last.

    A shorter chunk can only be the last; it is empty only when the whole payload is.
    """
    if len(sealed) < _TAG_SIZE:
        raise CryptoError("truncated", "before the last chunk")
    for last in (False, True) if len(sealed) == _SEALED_CHUNK_SIZE else (True,):
        try:
            chunk = cipher.decrypt(_chunk_nonce(counter, last=last), sealed, None)
        except InvalidTag:
            continue
        if chunk or not counter:
            return chunk, last
    raise CryptoError("payload-altered", f"chunk {counter}")


def _chunk_nonce(counter: int, *, last: bool) -> bytes:
    return counter.to_bytes(11, "big") + bytes([last])


def _mac(text: bytes, file_key: bytes) -> bytes:
    return hmac.digest(_hkdf(file_key, b"", b"header"), text, "sha256")


def _hkdf(key: bytes, salt: bytes, info: bytes) -> bytes:
    return HKDF(SHA256(), 32, salt, info).derive(key)
