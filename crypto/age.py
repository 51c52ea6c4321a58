"""The age v1 file format (c2sp.org/age) for hybrid post-quantum recipients only.

A file is a header, which wraps a random file key once for each recipient, and a payload of
ChaCha20-Poly1305 chunks. Recipients are of the type mlkem768x25519 (X-Wing): whoever stores a
file today and builds a quantum computer later reads nothing. Other types of age (X25519,
scrypt, SSH, armour) are not read and not written.
"""

import base64
import hashlib
import hmac
import os
import re
from collections.abc import Callable, Iterator, Sequence
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
LARGEST_HEADER = 1 << 20
MOST_STANZAS = 256
CHUNK_SIZE = 64 * 1024

_VERSION_LINE = b"age-encryption.org/v1\n"
_STANZA_LINE = re.compile(rb"-> ([!-~]+(?: [!-~]+)*)\n")
_BODY_LINE = re.compile(rb"([A-Za-z0-9+/]{0,64})\n")
_MAC_LINE = re.compile(rb"--- ([A-Za-z0-9+/]{43})\n")
_COLUMNS = 64
_FILE_KEY_SIZE = 16
_NONCE_SIZE = 16
_TAG_SIZE = 16
_ML_KEM_KEY_SIZE = 1184
_ML_KEM_CIPHERTEXT_SIZE = 1088
_ENCAPSULATED_SIZE = _ML_KEM_CIPHERTEXT_SIZE + 32
_SUITE = Suite(KEM.MLKEM768_X25519, KDF.HKDF_SHA256, AEAD.CHACHA20_POLY1305)
_INFO = b"age-encryption.org/mlkem768x25519"


@dataclass(frozen=True, slots=True)
class Stanza:
    """One wrapped copy of the file key; the first argument names the recipient type."""

    arguments: tuple[str, ...]
    body: bytes


@dataclass(frozen=True, slots=True)
class Header:
    """What precedes the payload; the MAC can only be checked with the file key."""

    stanzas: tuple[Stanza, ...]
    mac: bytes = field(repr=False)
    authenticated: bytes = field(repr=False)
    """The bytes under the MAC."""


@dataclass(frozen=True, slots=True)
class Recipient:
    """Whom a file is for: the public key of one node."""

    key: bytes
    """ML-KEM-768 encapsulation key (1184 bytes) and X25519 key (32 bytes)."""

    @classmethod
    def from_string(cls, text: str) -> Self:
        """Read "age1pq1…".

        Raises:
            CryptoError: "key-malformed".
        """
        recipient = cls(bech32.decode("age1pq", text))
        recipient._public()  # an encoding of a point that is none is refused here
        return recipient

    def to_string(self) -> str:
        """Return "age1pq1…"."""
        return bech32.encode("age1pq", self.key)

    def wrap(self, file_key: bytes) -> Stanza:
        """Return the stanza that only the holder of the identity can unwrap."""
        sealed = _SUITE.encrypt(file_key, self._public(), info=_INFO)
        share, body = sealed[:_ENCAPSULATED_SIZE], sealed[_ENCAPSULATED_SIZE:]
        return Stanza((HYBRID, encode_base64(share)), body)

    def _public(self) -> MLKEM768X25519PublicKey:
        try:
            return MLKEM768X25519PublicKey(
                MLKEM768PublicKey.from_public_bytes(self.key[:_ML_KEM_KEY_SIZE]),
                X25519PublicKey.from_public_bytes(self.key[_ML_KEM_KEY_SIZE:]),
            )
        except ValueError:
            raise CryptoError("key-malformed", "not an age1pq recipient") from None


class Unwraps(Protocol):
    """What opens stanzas of its own type and passes over the others."""

    def unwrap(self, stanzas: Sequence[Stanza]) -> bytes | None:
        """Return the file key, or None when no stanza is for this identity.

        Raises:
            CryptoError: "header-malformed", a stanza of this type is not well-formed.
        """


@dataclass(frozen=True, slots=True)
class Identity:
    """The private key of one node: a 32-byte seed (X-Wing)."""

    seed: bytes = field(repr=False)

    @classmethod
    def generate(cls) -> Self:
        """Make a new identity from the operating system's randomness."""
        return cls(os.urandom(32))

    @classmethod
    def from_string(cls, text: str) -> Self:
        """Read "AGE-SECRET-KEY-PQ-1…".

        Raises:
            CryptoError: "key-malformed".
        """
        seed = bech32.decode("age-secret-key-pq-", text)
        if len(seed) != 32:
            raise CryptoError("key-malformed", f"identity of {len(seed)} bytes")
        return cls(seed)

    def to_string(self) -> str:
        """Return "AGE-SECRET-KEY-PQ-1…"; it is the secret itself."""
        return bech32.encode("age-secret-key-pq-", self.seed).upper()

    @property
    def recipient(self) -> Recipient:
        """The public key that files for this identity are made with."""
        ml_kem, x25519 = self._halves()
        return Recipient(
            ml_kem.public_key().public_bytes_raw() + x25519.public_key().public_bytes_raw()
        )

    def unwrap(self, stanzas: Sequence[Stanza]) -> bytes | None:
        """Return the file key, or None when no stanza is for this identity.

        Raises:
            CryptoError: "header-malformed", a hybrid stanza is not well-formed.
        """
        hybrid = [_sealed(stanza) for stanza in stanzas if stanza.arguments[0] == HYBRID]
        ml_kem, x25519 = self._halves()
        private = MLKEM768X25519PrivateKey(ml_kem, x25519)
        for sealed in hybrid:
            _refuse_low_order(x25519, sealed[_ML_KEM_CIPHERTEXT_SIZE:_ENCAPSULATED_SIZE])
            try:
                return _SUITE.decrypt(sealed, private, info=_INFO)
            except InvalidTag:
                continue
        return None

    def _halves(self) -> tuple[MLKEM768PrivateKey, X25519PrivateKey]:
        expanded = hashlib.shake_256(self.seed).digest(96)
        return (
            MLKEM768PrivateKey.from_seed_bytes(expanded[:64]),
            X25519PrivateKey.from_private_bytes(expanded[64:]),
        )


def encrypt(
    source: BinaryIO,
    target: BinaryIO,
    recipients: Sequence[Recipient],
    *,
    progress: Callable[[int], None] | None = None,
) -> None:
    """Write the rest of `source` to `target` so that each of `recipients` can read it.

    Memory use does not depend on the size. `progress` is called with the bytes read so far.

    Raises:
        ValueError: no recipient, one twice, or more than 256.
        CryptoError: "key-malformed", a recipient is not a key.
    """
    if not 1 <= len(recipients) <= MOST_STANZAS or len(set(recipients)) != len(recipients):
        raise ValueError("one to 256 different recipients")
    file_key, nonce = os.urandom(_FILE_KEY_SIZE), os.urandom(_NONCE_SIZE)
    target.write(_write_header([recipient.wrap(file_key) for recipient in recipients], file_key))
    target.write(nonce)
    cipher = _payload_cipher(file_key, nonce)
    sealed = bytearray(CHUNK_SIZE + _TAG_SIZE)
    done = 0
    for counter, chunk, last in _chunks(source, CHUNK_SIZE):
        size = len(chunk) + _TAG_SIZE
        buffer = memoryview(sealed)[:size]
        cipher.encrypt_into(_chunk_nonce(counter, last=last), chunk, None, buffer)
        target.write(buffer)
        done += len(chunk)
        if progress:
            progress(done)


def decrypt(
    source: BinaryIO,
    target: BinaryIO,
    identities: Sequence[Unwraps],
    *,
    stanza_types: frozenset[str] | None = frozenset({HYBRID}),
    progress: Callable[[int], None] | None = None,
) -> Header:
    """Write the plaintext of the age file `source` to `target`; return the file's header.

    Nothing unauthenticated reaches `target`: each chunk is written after it was verified. But
    only a return without error says that the file is whole, so use nothing before. Memory use
    does not depend on the size. `progress` is called with the bytes written so far.

    Raises:
        CryptoError: as `read_header`, and "not-for-us", "header-altered", "truncated",
            "payload-altered", "trailing-data".
    """
    header = read_header(source, stanza_types=stanza_types)
    file_key = _unwrap(header, identities)
    nonce = source.read(_NONCE_SIZE)
    if len(nonce) != _NONCE_SIZE:
        raise CryptoError("truncated", "before the payload")
    cipher = _payload_cipher(file_key, nonce)
    done = counter = 0
    last = False
    while not last:
        chunk, last = _open_chunk(cipher, counter, read_exactly(source, CHUNK_SIZE + _TAG_SIZE))
        target.write(chunk)
        done, counter = done + len(chunk), counter + 1
        if progress:
            progress(done)
    if source.read(1):
        raise CryptoError("trailing-data", "after the last chunk")
    return header


def read_header(
    source: BinaryIO, *, stanza_types: frozenset[str] | None = frozenset({HYBRID})
) -> Header:
    """Read the header and leave `source` at the payload; the MAC is not checked yet.

    Other recipient types than `stanza_types` are refused (None: any is let pass).

    Raises:
        CryptoError: "header-malformed", "unknown-version", "unknown-stanza", "truncated", or
            "too-large" above 1 MiB or 256 stanzas.
    """
    lines = _Lines(source)
    version = lines.next()
    if version != _VERSION_LINE:
        is_age = version.startswith(b"age-encryption.org/")
        raise CryptoError("unknown-version" if is_age else "header-malformed", "version line")
    stanzas: list[Stanza] = []
    while (line := lines.next()).startswith(b"->"):
        stanzas.append(_read_stanza(line, lines))
        if len(stanzas) > MOST_STANZAS:
            raise CryptoError("too-large", f"more than {MOST_STANZAS} stanzas")
    end = _MAC_LINE.fullmatch(line)
    if not end or not stanzas:
        raise CryptoError("header-malformed", "end of header")
    if stanza_types is not None and any(s.arguments[0] not in stanza_types for s in stanzas):
        raise CryptoError("unknown-stanza", "recipient type not allowed")
    read = b"".join(lines.read)
    return Header(tuple(stanzas), decode_base64(end[1]), read[: len(read) - len(line) + 3])


def encode_base64(data: bytes) -> str:
    """Return unpadded base64 (RFC 4648, section 4)."""
    return base64.b64encode(data).decode("ascii").rstrip("=")


def decode_base64(text: bytes | str) -> bytes:
    """Return the data of canonical unpadded base64.

    Raises:
        CryptoError: "header-malformed".
    """
    encoded = text.encode() if isinstance(text, str) else text
    try:
        data = base64.b64decode(encoded + b"=" * (-len(encoded) % 4), validate=True)
    except ValueError:
        raise CryptoError("header-malformed", "not base64") from None
    if encode_base64(data).encode() != encoded:
        raise CryptoError("header-malformed", "base64 not canonical")
    return data


class _Lines:
    """The lines of a header, within its limit; `read` keeps them for the MAC."""

    def __init__(self, source: BinaryIO) -> None:
        self.source = source
        self.left = LARGEST_HEADER
        self.read: list[bytes] = []

    def next(self) -> bytes:
        line = self.source.readline(self.left)
        self.left -= len(line)
        self.read.append(line)
        if not line.endswith(b"\n"):
            raise CryptoError("truncated" if self.left else "too-large", "header")
        return line


def _read_stanza(line: bytes, lines: _Lines) -> Stanza:
    start = _STANZA_LINE.fullmatch(line)
    if not start:
        raise CryptoError("header-malformed", "stanza")
    body: list[bytes] = []
    while True:
        row = _BODY_LINE.fullmatch(lines.next())
        if not row:
            raise CryptoError("header-malformed", "stanza body")
        body.append(row[1])
        if len(row[1]) < _COLUMNS:
            break
    return Stanza(tuple(start[1].decode("ascii").split(" ")), decode_base64(b"".join(body)))


def _write_header(stanzas: Sequence[Stanza], file_key: bytes) -> bytes:
    header = bytearray(_VERSION_LINE)
    for stanza in stanzas:
        body = encode_base64(stanza.body)
        # A body that fills its last line is followed by an empty one.
        rows = [body[start : start + _COLUMNS] for start in range(0, len(body) + 1, _COLUMNS)]
        header += "\n".join(["-> " + " ".join(stanza.arguments), *rows, ""]).encode("ascii")
    header += b"---"
    return bytes(header) + b" " + encode_base64(_mac(header, file_key)).encode() + b"\n"


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


def _sealed(stanza: Stanza) -> bytes:
    """Return encapsulated key and ciphertext of a hybrid stanza."""
    if len(stanza.arguments) != 2 or len(stanza.body) != _FILE_KEY_SIZE + _TAG_SIZE:
        raise CryptoError("header-malformed", "hybrid stanza")
    share = decode_base64(stanza.arguments[1])
    if len(share) != _ENCAPSULATED_SIZE:
        raise CryptoError("header-malformed", "hybrid share")
    return share + stanza.body


def _refuse_low_order(x25519: X25519PrivateKey, share: bytes) -> None:
    """Refuse a share whose shared secret is zero, as a fault of the header (the spec's word)."""
    try:
        x25519.exchange(X25519PublicKey.from_public_bytes(share))
    except ValueError:
        raise CryptoError("header-malformed", "low-order share") from None


def _mac(header: bytes | bytearray, file_key: bytes) -> bytes:
    return hmac.digest(_hkdf(file_key, b"", b"header"), header, "sha256")


def _payload_cipher(file_key: bytes, nonce: bytes) -> ChaCha20Poly1305:
    return ChaCha20Poly1305(_hkdf(file_key, nonce, b"payload"))


def _hkdf(key: bytes, salt: bytes, info: bytes) -> bytes:
    return HKDF(SHA256(), 32, salt, info).derive(key)


def _chunk_nonce(counter: int, *, last: bool) -> bytes:
    return counter.to_bytes(11, "big") + bytes([last])


def _chunks(source: BinaryIO, size: int) -> Iterator[tuple[int, bytes, bool]]:
    """Yield counter, chunk and whether it is the last; at least one chunk, maybe empty."""
    counter, chunk = 0, read_exactly(source, size)
    while len(chunk) == size and (following := read_exactly(source, size)):
        yield counter, chunk, False
        counter, chunk = counter + 1, following
    yield counter, chunk, True


def read_exactly(source: BinaryIO, size: int) -> bytes:
    """Read `size` bytes, fewer only at the end (pipes and sockets may return less at a time)."""
    data = source.read(size)
    while data and len(data) < size and (more := source.read(size - len(data))):
        data += more
    return data


def _open_chunk(cipher: ChaCha20Poly1305, counter: int, sealed: bytes) -> tuple[bytes, bool]:
    """Return the plaintext of a chunk and whether it is the last.

    A shorter chunk can only be the last; it is empty only when the whole payload is.
    """
    if len(sealed) < _TAG_SIZE:
        raise CryptoError("truncated", "before the last chunk")
    for last in (False, True) if len(sealed) == CHUNK_SIZE + _TAG_SIZE else (True,):
        try:
            chunk = cipher.decrypt(_chunk_nonce(counter, last=last), sealed, None)
        except InvalidTag:
            continue
        if chunk or not counter:
            return chunk, last
    raise CryptoError("payload-altered", f"chunk {counter}")
