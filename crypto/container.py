"""Archives with exactly one writing: a narrow ustar (POSIX.1-1988) that `tar xf` still opens.

Plain files only, mode 0644, owner 0, time 0, in the order given, then zeros to a padded length.
The reader does not interpret: it takes a name and a size from each header and compares all of
its bytes with what the writer would have written, so that links, devices, paths and hidden
content have no way in. The padding (Padmé; PURBs, 2019) shows outsiders the length to 12 % only.
"""

import io
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, BinaryIO

from crypto.errors import CryptoError

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

BLOCK = 512
LARGEST_MEMBER = 8**11 - 1
_STEP = 128 * BLOCK
_NAME = re.compile(r"(?!.*\.\.)[a-z0-9](?:[a-z0-9._-]{0,62}[a-z0-9_-])?")
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\..*)?")


@dataclass(frozen=True, slots=True)
class Member:
    """One file to be written."""

    name: str
    size: int
    open: Callable[[], BinaryIO]  # gives a content of exactly `size` bytes


@dataclass(frozen=True, slots=True)
class Limits:
    """What a reader accepts; `sizes` holds tighter limits for some names."""

    members: int = 64
    member_size: int = 4 << 30
    total_size: int = 8 << 30
    sizes: Mapping[str, int] = field(default_factory=dict)


def write(target: BinaryIO, members: Sequence[Member]) -> int:
    """Write `members` in this order; return the length of the archive in bytes.

    Raises "name-refused", "too-large", and "truncated" or "trailing-data" when a content is
    shorter or longer than its size.
    """
    used, names = 0, set[str]()
    for member in members:
        target.write(_header(member.name, member.size, names))
        with member.open() as content:
            target.writelines(_take(content, length) for length in _steps(member.size))
            if content.read(1):
                raise CryptoError("trailing-data", member.name)
        target.write(bytes(-member.size % BLOCK))
        used += _room(member.size)
    target.writelines(bytes(length) for length in _steps(_padded(used) - used))
    return _padded(used)


def read(source: BinaryIO, limits: Limits | None = None) -> Iterator[tuple[str, int, BinaryIO]]:
    """Yield name, size and content of each member, in the order of the archive.

    A content can be read until the next member is asked for. Use nothing before the iterator
    has ended: only then is the whole archive known to be sound. Raises "container-malformed",
    "name-refused", "too-large", "truncated", "trailing-data".
    """
    limits = limits or Limits()
    used, names = 0, set[str]()
    while any(block := _take(source, BLOCK)):
        name, size = _parse(block)
        if _header(name, size, names) != block:
            raise CryptoError("container-malformed", "header")
        used += _room(size)
        allowed = limits.sizes.get(name, limits.member_size)
        if size > allowed or used > limits.total_size or len(names) > limits.members:
            raise CryptoError("too-large", name)
        content = _Content(source, size)
        yield name, size, io.BufferedReader(content, _STEP)
        unread, content.left = content.left, 0
        for length in _steps(unread):
            _take(source, length)
        _take_zeros(source, -size % BLOCK)
    _take_zeros(source, _padded(used) - used - BLOCK)
    if source.read(1):
        raise CryptoError("trailing-data", "after the archive")


def _header(name: str, size: int, earlier: set[str]) -> bytes:
    """Return the one header for `name` and `size`; add the name to those used `earlier`."""
    if not _NAME.fullmatch(name) or _RESERVED.fullmatch(name) or name in earlier:
        raise CryptoError("name-refused", "a member's name")
    if not 0 <= size <= LARGEST_MEMBER:
        raise CryptoError("too-large", name)
    earlier.add(name)
    numbers = b"%07o\0%07o\0%07o\0%011o\0%011o\0" % (0o644, 0, 0, size, 0)
    plain_file = b" " * 8 + b"0"  # the checksum is taken over spaces
    block = (name.encode().ljust(100, b"\0") + numbers + plain_file).ljust(257, b"\0")
    block = (block + b"ustar\x0000" + bytes(64) + b"0000000\0" * 2).ljust(BLOCK, b"\0")
    return block[:148] + b"%06o\0 " % sum(block) + block[156:]


def _parse(block: bytes) -> tuple[str, int]:
    """Return the name and the size a header claims; the caller compares all of it."""
    try:
        return block[:100].rstrip(b"\0").decode("ascii"), int(block[124:135], 8)
    except ValueError:
        raise CryptoError("container-malformed", "header") from None


def _room(size: int) -> int:
    return BLOCK + size + -size % BLOCK


def _padded(used: int) -> int:
    """Return `used` and two blocks, in blocks rounded up to Padmé's next length, in bytes.

    A length of L has a mantissa no longer than its exponent: of the ⌊log₂ L⌋ + 1 bits of L only
    the first ⌊log₂ ⌊log₂ L⌋⌋ + 2 may be other than zero.
    """
    blocks = used // BLOCK + 2
    exponent = blocks.bit_length() - 1
    coarse = (1 << exponent - exponent.bit_length()) - 1
    return (blocks + coarse & ~coarse) * BLOCK


def _steps(size: int) -> Iterator[int]:
    """Split `size` into lengths that fit in memory."""
    while size:
        yield (step := min(size, _STEP))
        size -= step


def _take(source: BinaryIO, size: int) -> bytes:
    data = source.read(size)
    while len(data) < size:
        if not (more := source.read(size - len(data))):
            raise CryptoError("truncated", "archive")
        data += more
    return data


def _take_zeros(source: BinaryIO, size: int) -> None:
    if any(any(_take(source, length)) for length in _steps(size)):
        raise CryptoError("container-malformed", "padding")


class _Content(io.RawIOBase):
    """The content of one member; reads no further than its size."""

    def __init__(self, source: BinaryIO, size: int) -> None:
        self.source = source
        self.left = size

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "WriteableBuffer", /) -> int:
        view = memoryview(buffer)
        data = _take(self.source, min(len(view), self.left))
        view[: len(data)] = data
        self.left -= len(data)
        return len(data)
