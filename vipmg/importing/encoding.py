"""The encoding of a text file, found from its bytes, and its text as UTF-8 in bounded blocks."""

import codecs
from collections.abc import Iterator
from typing import BinaryIO

from vipmg.importing.errors import LineTooLong, NotATable

BLOCK = 32 * 1024 * 1024
"""Bytes read at a time."""

SAMPLE = 256 * 1024

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_ACCENTED = "áéíóúñüÁÉÍÓÚÑÜçãõ°ª¿¡"
_ONE_BYTE = ("cp1252", "mac_roman", "cp850")
_MAGIC = (
    (b"%PDF", "PDF"),
    (b"\x89PNG", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"GIF8", "GIF"),
    (b"\x7fELF", "ELF"),
    (b"MZ", "EXE"),
    (b"Rar!", "RAR"),
    (b"7z\xbc\xaf", "7z"),
    (b"SQLite format 3", "SQLite"),
    (b"<!DOCTYPE", "HTML"),
    (b"<html", "HTML"),
    (b"age-encryption.org/", "age"),
)


def find_encoding(sample: bytes, file_name: str) -> str:
    """Return the encoding of a text file from its first bytes.

    A byte-order mark decides; else every second byte zero means UTF-16; else UTF-8 where most
    letters beyond ASCII are valid UTF-8; else the one-byte encoding that makes most Spanish
    letters.

    Raises:
        NotATable: the bytes are not text.
    """
    for mark, name in _BOMS:
        if sample.startswith(mark):
            return name
    for magic, kind in _MAGIC:
        if sample.startswith(magic):
            raise NotATable(file=file_name, kind=kind)
    if sample[1:2000:2].count(0) > 0.4 * len(sample[1:2000:2]):
        return "utf-16-le"
    if sample[0:2000:2].count(0) > 0.4 * len(sample[0:2000:2]):
        return "utf-16-be"
    control = sum(sample.count(bytes([code])) for code in (*range(9), *range(14, 32)))
    if control > 0.02 * len(sample):
        raise NotATable(file=file_name, kind="binary")
    return "utf-8" if _mostly_utf8(sample) else one_byte_encoding(sample)


def one_byte_encoding(sample: bytes) -> str:
    """Return which of cp1252, MacRoman and cp850 makes most Spanish letters of `sample`."""
    high = bytes(byte for byte in sample if byte >= 128)
    scores = {
        name: sum(letter in _ACCENTED for letter in high.decode(name, errors="replace"))
        for name in _ONE_BYTE
    }
    return max(_ONE_BYTE, key=lambda name: scores[name])


def utf8_blocks(
    stream: BinaryIO, encoding: str, file_name: str, block: int = BLOCK
) -> Iterator[bytes]:
    """Yield the text of `stream` as UTF-8 in blocks that end at a line end.

    Bytes that are not text in a file taken for UTF-8: where only ASCII came before, the rest is
    read in the one-byte encoding that fits; otherwise they become U+FFFD, and whoever splits the
    rows holds those back.

    Raises:
        LineTooLong: two blocks in a row without a line end.
    """
    decode = _Decoder(encoding)
    rest = b""
    while chunk := stream.read(block):
        text = rest + decode(chunk)
        cut = text.rfind(b"\n") + 1
        if cut == 0 and b"\r" in text[:-1]:
            text = text[:-1].replace(b"\r", b"\n") + text[-1:]
            cut = text.rfind(b"\n") + 1
        if cut == 0 and len(text) > 2 * block:
            raise LineTooLong(file=file_name, megabytes=len(text) // 1_000_000)
        rest = text[cut:]
        if cut:
            yield _only_line_feeds(text[:cut])
    last = rest + decode(b"", final=True)
    if last:
        yield _only_line_feeds(last if last.endswith(b"\n") else last + b"\n")


def _only_line_feeds(text: bytes) -> bytes:
    """Return `text` with one kind of line end; a lone CR (old Macintosh files) ends a line too."""
    if b"\r" not in text:
        return text
    return text.replace(b"\r\n", b"\n").replace(b"\r", b"\n")


def _mostly_utf8(sample: bytes) -> bool:
    """Tell whether more letters beyond ASCII are valid UTF-8 than not."""
    text = codecs.getincrementaldecoder("utf-8")("replace").decode(sample)
    wrong = text.count("\N{REPLACEMENT CHARACTER}")
    beyond = sum(1 for letter in text if letter > "\x7f") - wrong
    return wrong == 0 or beyond > wrong


class _Decoder:
    """Bytes of an encoding in, UTF-8 out."""

    def __init__(self, encoding: str) -> None:
        self._plain = encoding in {"utf-8", "utf-8-sig"}
        self._first = True
        self._only_ascii = True
        self._rest = b""
        self._other = None if self._plain else codecs.getincrementaldecoder(encoding)("replace")

    def __call__(self, chunk: bytes, final: bool = False) -> bytes:
        if self._other is not None:
            return self._other.decode(chunk, final).encode("utf-8")
        if self._first:
            chunk = chunk.removeprefix(codecs.BOM_UTF8)
            self._first = False
        data = self._rest + chunk
        self._rest = b""
        if data.isascii():
            return data
        return self._utf8(data, final)

    def _utf8(self, data: bytes, final: bool) -> bytes:
        try:
            data.decode("utf-8")
        except UnicodeDecodeError as problem:
            if not final and problem.start >= len(data) - 3:
                self._rest = data[problem.start :]
                self._only_ascii &= data[: problem.start].isascii()
                return data[: problem.start]
            if self._only_ascii and data[: problem.start].isascii():
                self._other = codecs.getincrementaldecoder(one_byte_encoding(data))("replace")
                return self._other.decode(data, final).encode("utf-8")
            self._only_ascii = False
            return data.decode("utf-8", errors="replace").encode("utf-8")
        self._only_ascii = False
        return data
