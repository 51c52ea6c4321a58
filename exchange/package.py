"""A package: papers and data members in one archive, sealed for its recipients.

    <32 hex>.age                 age v1, hybrid post-quantum recipients only
    └─ canonical ustar
       1  delivery.dsse.json     signed by the sending node
       2  manifest.dsse.json     signed by two officers
       3… data members           as the manifest lists them

A reader takes the members in this order and trusts none before those above it.
"""

import gzip
import hashlib
import io
import tempfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from typing import BinaryIO, cast

from crypto import age, container
from crypto.age import Identity, Recipient
from crypto.container import Limits, Member
from exchange.manifest import FileEntry
from exchange.refusals import PackageRefused, in_words

DELIVERY, MANIFEST, RECEIPT = "delivery.dsse.json", "manifest.dsse.json", "receipt.dsse.json"

LARGEST_PAPER = 1 << 20
LARGEST_DECODED = 1 << 30
HIGHEST_RATIO = 200
_LIMITS = Limits(members=64, sizes=dict.fromkeys((DELIVERY, MANIFEST, RECEIPT), LARGEST_PAPER))
_IN_MEMORY = 64 << 20
_BLOCK = 1 << 20


def private_file() -> BinaryIO:
    """Return a scratch file that nobody else can name and that vanishes with the process."""
    return cast(BinaryIO, tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY))


def entry(name: str, media_type: str, content: bytes, encoding: str) -> tuple[FileEntry, bytes]:
    """Return what the manifest says of a member, and its encoded bytes (same in, same out)."""
    encoded = gzip.compress(content, mtime=0) if encoding == "gzip" else content
    listed = FileEntry(
        name, media_type, encoding, len(encoded), sha256(encoded), len(content), sha256(content)
    )
    return listed, encoded


def pack(members: Mapping[str, bytes]) -> bytes:
    """Return the archive of `members`, in their order."""
    archive = io.BytesIO()
    container.write(archive, [_member(name, content) for name, content in members.items()])
    return archive.getvalue()


def unpack(archive: bytes) -> dict[str, bytes]:
    """Return the members of an archive of our own making, in their order."""
    return {name: file.read() for name, _, file in container.read(io.BytesIO(archive), _LIMITS)}


def seal(members: Mapping[str, bytes], recipients: Sequence[Recipient]) -> BinaryIO:
    """Return the age file of an archive, at its start."""
    plain, sealed = private_file(), private_file()
    with plain:
        container.write(plain, [_member(name, content) for name, content in members.items()])
        plain.seek(0)
        age.encrypt(plain, sealed, recipients)
    sealed.seek(0)
    return sealed


def unseal(sealed: BinaryIO, identity: Identity) -> tuple[BinaryIO, int]:
    """Return the archive, at its start, and for how many recipients the file was sealed.

    Raises:
        PackageRefused: with the code of `crypto.age`.
    """
    plain = private_file()
    try:
        with in_words():
            header = age.decrypt(sealed, plain, [identity])
    except BaseException:
        plain.close()
        raise
    plain.seek(0)
    return plain, len(header.stanzas)


class Archive:
    """The members of an opened package, given out only in the order of trust."""

    def __init__(self, plain: BinaryIO) -> None:
        self._members = container.read(plain, _LIMITS)

    def first(self) -> tuple[str, bytes]:
        """Return name and content of the first paper.

        Raises:
            PackageRefused: it is neither a delivery nor a receipt.
        """
        name, content = self._next()
        if name not in {DELIVERY, RECEIPT}:
            raise PackageRefused("container-malformed")
        return name, content

    def manifest(self) -> bytes:
        """Return the envelope of the manifest, the second member.

        Raises:
            PackageRefused: another member is in its place.
        """
        name, content = self._next()
        if name != MANIFEST:
            raise PackageRefused("container-malformed")
        return content

    def files(self, listed: Sequence[FileEntry]) -> dict[str, bytes]:
        """Return the decoded data members: exactly those listed, in that order, nothing after.

        Raises:
            PackageRefused: "file-missing", "file-altered", "expands-too-much", or as
                `crypto.container`.
        """
        found: dict[str, bytes] = {}
        for expected in listed:
            name, content = self._next(expected)
            if name != expected.name:
                raise PackageRefused("file-missing")
            found[name] = _decode(content, expected)
        self.end()
        return found

    def end(self) -> None:
        """Return if nothing follows.

        Raises:
            PackageRefused: "file-missing" for a member too many, or as `crypto.container`.
        """
        with in_words():
            if next(self._members, None) is not None:
                raise PackageRefused("file-missing")

    def _next(self, expected: FileEntry | None = None) -> tuple[str, bytes]:
        with in_words():
            name, size, content = next(self._members, ("", 0, io.BytesIO()))
            if expected and size != expected.size:
                raise PackageRefused("file-altered" if name == expected.name else "file-missing")
            return name, content.read()


def sha256(content: bytes) -> str:
    """Return the digest in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def file_sha256(file: BinaryIO) -> str:
    """Return the digest of a file in hexadecimal and go back to its start."""
    digest = hashlib.sha256()
    while block := file.read(_BLOCK):
        digest.update(block)
    file.seek(0)
    return digest.hexdigest()


def _member(name: str, content: bytes) -> Member:
    return Member(name, len(content), lambda: io.BytesIO(content))


def _decode(content: bytes, listed: FileEntry) -> bytes:
    """Return the content before its encoding, never more of it than was signed for."""
    if sha256(content) != listed.sha256:
        raise PackageRefused("file-altered")
    if listed.decoded_size > min(LARGEST_DECODED, HIGHEST_RATIO * max(listed.size, 1)):
        raise PackageRefused("expands-too-much")
    match listed.encoding:
        case "identity":
            decoded = content
        case "gzip":
            decoded = b"".join(_gunzip(content, listed.decoded_size))
        case _:
            raise PackageRefused("content-malformed")
    if len(decoded) != listed.decoded_size or sha256(decoded) != listed.decoded_sha256:
        raise PackageRefused("file-altered")
    return decoded


def _gunzip(content: bytes, largest: int) -> Iterator[bytes]:
    """Yield the content of one gzip member, which must be all there is."""
    expander = zlib.decompressobj(wbits=31)
    left = largest
    try:
        while not expander.eof:
            block = expander.decompress(content, min(_BLOCK, left + 1))
            content = expander.unconsumed_tail
            left -= len(block)
            if left < 0:
                raise PackageRefused("expands-too-much")
            if not block and not content and not expander.eof:
                raise PackageRefused("file-altered")
            yield block
    except zlib.error:
        raise PackageRefused("file-altered") from None
    if expander.unused_data:
        raise PackageRefused("file-altered")
