"""Bech32 (BIP-173) without its length limit, as age writes keys."""

from crypto.errors import CryptoError

_ALPHABET = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_GENERATOR = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)
_CHECKSUM_SIZE = 6


def encode(prefix: str, data: bytes) -> str:
    """Return `data` as lower-case Bech32 under the human-readable `prefix`."""
    values = _regroup(list(data), 8, 5)
    checksum = _polymod(prefix, values + [0] * _CHECKSUM_SIZE) ^ 1
    values += [checksum >> 5 * place & 31 for place in reversed(range(_CHECKSUM_SIZE))]
    return prefix + "1" + "".join(_ALPHABET[value] for value in values)


def decode(prefix: str, text: str) -> bytes:
    """Return the data of `text`, all lower or all upper case, or raise "key-malformed"."""
    lowered = text.lower()
    found, _, characters = lowered.rpartition("1")
    values = [_ALPHABET.find(character) for character in characters]
    data = bytes(_regroup(values[:-_CHECKSUM_SIZE], 5, 8)) if -1 not in values else b""
    data = data[: len(values[:-_CHECKSUM_SIZE]) * 5 // 8]
    one_case = text.isascii() and text in {lowered, text.upper()}
    # Written again it must be the same: that checks prefix, checksum and padding.
    if not one_case or found != prefix or encode(prefix, data) != lowered:
        raise CryptoError("key-malformed", f"not Bech32 under {prefix}")
    return data


def _polymod(prefix: str, values: list[int]) -> int:
    checksum = 1
    for value in [ord(c) >> 5 for c in prefix] + [0] + [ord(c) & 31 for c in prefix] + values:
        top, checksum = checksum >> 25, (checksum & 0x1FFFFFF) << 5 ^ value
        for bit, generator in enumerate(_GENERATOR):
            checksum ^= generator if top >> bit & 1 else 0
    return checksum


def _regroup(values: list[int], width: int, into: int) -> list[int]:
    """Split the bits of `values`, `width` each, into groups of `into`, zero-padded at the end."""
    bits = "".join(f"{value:0{width}b}" for value in values)
    bits += "0" * (-len(bits) % into)
    return [int(bits[start : start + into], 2) for start in range(0, len(bits), into)]
