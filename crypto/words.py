"""Fingerprints that people can compare: by voice as words (BIP-39), on a screen as digits."""

import hashlib
import unicodedata
from functools import cache
from typing import Literal

from mnemonic import Mnemonic

Language = Literal["es", "en"]

_LISTS = {"es": "spanish", "en": "english"}
_PAIR_SIZE = 20  # 160 bits are 15 words; the keys are static, so a short string would not do


def pair_words(a: bytes, b: bytes, language: Language) -> tuple[str, ...]:
    """Return the 15 words that both holders of two card digests read to each other.

    They are the first 160 bits of SHA-256 over both digests in ascending order, and a checksum.
    """
    return to_words(hashlib.sha256(b"".join(sorted((a, b)))).digest()[:_PAIR_SIZE], language)


def to_words(entropy: bytes, language: Language) -> tuple[str, ...]:
    """Return 16 to 32 bytes, a multiple of 4, as 12 to 24 words of the BIP-39 list."""
    phrase = _list(language).to_mnemonic(entropy)
    return tuple(unicodedata.normalize("NFC", phrase).split(" "))


def fingerprint(data: bytes) -> str:
    """Return `data` in hexadecimal, in groups of four digits: "a1b2 c3d4 …"."""
    return data.hex(" ", -2)


@cache
def _list(language: Language) -> Mnemonic:
    return Mnemonic(_LISTS[language])
