"""Bech32 (BIP-173) without its length limit, as age writes keys."""

from crypto.errors import CryptoError

_ALPHABET = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_VALUES = {character: value for value, character in enumerate(_ALPHABET)}
_GENERATOR = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)
_CHECKSUM_SIZE = 6


def encode(prefix: str, data: bytes) -> str:
    """Return `data` as lower-case Bech32 under the human-readable `prefix`."""
    values = _regroup(data, 8, 5)
    checksum = _polymod([*_expand(prefix), *values, *[0] * _CHECKSUM_SIZE]) ^ 1
    values += [checksum >> 5 * (5 - place) & 31 for place in range(_CHECKSUM_SIZE)]
    return prefix + "1" + "".join(_ALPHABET[value] for value in values)


def decode(prefix: str, text: str) -> bytes:
    """Return the data of `text`, which is all lower or all upper case.

    Raises:
        CryptoError: "key-malformed": other prefix, mixed case, wrong checksum or padding.
    """
    lowered = text.lower()
    found, _, data = lowered.rpartition("1")
    if text not in {lowered, lowered.upper()} or found != prefix or not set(data) <= set(_VALUES):
        raise CryptoError("key-malformed", f"not Bech32 under {prefix}")
    values = [_VALUES[character] for character in data]
    if len(values) < _CHECKSUM_SIZE or _polymod([*_expand(prefix), *values]) != 1:
        raise CryptoError("key-malformed", "checksum")
    values = values[:-_CHECKSUM_SIZE]
    decoded = bytes(_regroup(values, 5, 8)[: len(values) * 5 // 8])
    if _regroup(decoded, 8, 5) != values:
        raise CryptoError("key-malformed", "padding")
    return decoded


def _expand(prefix: str) -> list[int]:
    return [ord(c) >> 5 for c in prefix] + [0] + [ord(c) & 31 for c in prefix]


def _polymod(values: list[int]) -> int:
    checksum = 1
    for value in values:
        top = checksum >> 25
        checksum = (checksum & 0x1FFFFFF) << 5 ^ value
        for bit, generator in enumerate(_GENERATOR):
            if top >> bit & 1:
                checksum ^= generator
    return checksum


def _regroup(values: "bytes | list[int]", width: int, into: int) -> list[int]:
    """Split the bits of `values`, `width` each, into groups of `into`, zero-padded at the end."""
    bits = "".join(f"{value:0{width}b}" for value in values)
    bits += "0" * (-len(bits) % into)
    return [int(bits[place : place + into], 2) for place in range(0, len(bits), into)]
