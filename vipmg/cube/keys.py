"""Record keys: one secret, fixed, uniform 16-bit number a record, for the cell-key method.

A record keeps its key for life, so the same set of records gives the same sum of keys (and the
same perturbation) in every table, release and year. The key is SipHash-2-4 of the record's
number under the node's secret (Aumasson and Bernstein, *SipHash: a fast short-input PRF*,
2012): without the secret nobody can tell the keys from random numbers.
"""

import numpy as np
import numpy.typing as npt

SECRET_BYTES = 16

_INITIAL = (0x736F6D6570736575, 0x646F72616E646F6D, 0x6C7967656E657261, 0x7465646279746573)
_LAST_BLOCK = np.uint64(8 << 56)
"""The final block of an eight-byte message: its length in the top byte, nothing else."""
_BLOCK = 1 << 15
"""Numbers hashed at a time, so that the four state words stay in the processor's cache."""

Words = npt.NDArray[np.uint64]


def record_keys(ids: Words, secret: bytes) -> npt.NDArray[np.uint16]:
    """Return the key of each record number: the low 16 bits of its SipHash-2-4.

    Raises:
        ValueError: `secret` is not 16 bytes.
    """
    return (siphash(ids, secret) & np.uint64(0xFFFF)).astype(np.uint16)


def siphash(numbers: Words, secret: bytes) -> Words:
    """Return SipHash-2-4 of each number, taken as eight little-endian bytes.

    Raises:
        ValueError: `secret` is not 16 bytes.
    """
    if len(secret) != SECRET_BYTES:
        raise ValueError(f"the secret of the record keys is {SECRET_BYTES} bytes")
    numbers = np.ascontiguousarray(numbers, dtype=np.uint64)
    hashes = np.empty_like(numbers)
    for start in range(0, len(numbers), _BLOCK):
        part = slice(start, start + _BLOCK)
        hashes[part] = _siphash_block(numbers[part], secret)
    return hashes


def _siphash_block(numbers: Words, secret: bytes) -> Words:
    halves = np.frombuffer(secret, dtype="<u8")
    state = [
        np.full(len(numbers), np.uint64(word) ^ halves[place % 2], dtype=np.uint64)
        for place, word in enumerate(_INITIAL)
    ]
    state[3] ^= numbers
    _rounds(state, 2)
    state[0] ^= numbers
    state[3] ^= _LAST_BLOCK
    _rounds(state, 2)
    state[0] ^= _LAST_BLOCK
    state[2] ^= np.uint64(0xFF)
    _rounds(state, 4)
    return state[0] ^ state[1] ^ state[2] ^ state[3]


def _rounds(state: list[Words], times: int) -> None:
    """Apply SipRound to the four words, in place."""
    a, b, c, d = state
    for _ in range(times):
        a += b
        c += d
        _turn(b, 13)
        _turn(d, 16)
        b ^= a
        d ^= c
        _turn(a, 32)
        c += b
        a += d
        _turn(b, 17)
        _turn(d, 21)
        b ^= c
        d ^= a
        _turn(c, 32)


def _turn(word: Words, bits: int) -> None:
    """Rotate left, in place."""
    carried = word >> np.uint64(64 - bits)
    word <<= np.uint64(bits)
    word |= carried
