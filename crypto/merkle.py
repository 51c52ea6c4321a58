"""The hash tree of an append-only log (RFC 6962, section 2.1), SHA-256.

Whoever holds an old root can check with a consistency proof that the log has only grown since,
and with an inclusion proof that an entry is in it. Leaves and inner nodes are hashed with
different prefixes, so that neither can pass for the other. Proofs are lists of 32-byte hashes
in the order of the RFC.
"""

import hashlib
from collections.abc import Iterable, Sequence
from typing import Self

HASH_SIZE = 32
EMPTY_ROOT = hashlib.sha256(b"").digest()


def leaf_hash(entry: bytes) -> bytes:
    """Return the hash of a log entry."""
    return hashlib.sha256(b"\0" + entry).digest()


def root(leaves: Sequence[bytes]) -> bytes:
    """Return the root over all leaf hashes, oldest first (MTH in the RFC)."""
    return Frontier(leaves).root()


class Frontier:
    """The roots of the complete subtrees of a growing log: all that appending needs.

    `size` leaves leave one subtree for every 1 in the binary form of `size`, largest first.
    """

    def __init__(self, leaves: Iterable[bytes] = ()) -> None:
        self.size = 0
        self.subtrees: list[bytes] = []
        for leaf in leaves:
            self.append(leaf)

    @classmethod
    def restore(cls, size: int, subtrees: Sequence[bytes]) -> Self:
        """Continue a log of `size` leaves from the subtrees that were kept."""
        if len(subtrees) != size.bit_count() or any(len(s) != HASH_SIZE for s in subtrees):
            raise ValueError("the subtrees do not fit the size")
        frontier = cls()
        frontier.size, frontier.subtrees = size, list(subtrees)
        return frontier

    def append(self, leaf: bytes) -> None:
        """Add one leaf hash: every full pair becomes a subtree of the next size."""
        size, subtrees = self.size, self.subtrees
        while size & 1:
            leaf = _node(subtrees.pop(), leaf)
            size >>= 1
        subtrees.append(leaf)
        self.size += 1

    def root(self) -> bytes:
        """Return the root over everything appended so far."""
        if not self.subtrees:
            return EMPTY_ROOT
        *larger, result = self.subtrees
        for subtree in reversed(larger):
            result = _node(subtree, result)
        return result


def inclusion_proof(leaves: Sequence[bytes], index: int) -> list[bytes]:
    """Return the proof that leaf `index` is under `root(leaves)` (PATH in the RFC)."""
    if not 0 <= index < len(leaves):
        raise IndexError(index)
    if len(leaves) == 1:
        return []
    split = _split(len(leaves))
    if index < split:
        return [*inclusion_proof(leaves[:split], index), root(leaves[split:])]
    return [*inclusion_proof(leaves[split:], index - split), root(leaves[:split])]


def consistency_proof(leaves: Sequence[bytes], old_size: int) -> list[bytes]:
    """Return the proof that the log began with its first `old_size` leaves (PROOF in the RFC)."""
    if not 1 <= old_size <= len(leaves):
        raise ValueError("no such older size")
    return _subproof(leaves, old_size, whole=True)


def includes(root: bytes, size: int, index: int, leaf: bytes, proof: Sequence[bytes]) -> bool:
    """Tell whether `proof` shows `leaf` at `index` of the log of `size` with this root."""
    if not 0 <= index < size:
        return False
    last, node, rest = size - 1, leaf, list(proof)
    while last:
        if index & 1 or index < last:
            if not rest:
                return False
            sibling = rest.pop(0)
            node = _node(sibling, node) if index & 1 else _node(node, sibling)
        index, last = index >> 1, last >> 1
    return not rest and node == root


def extends(root: bytes, size: int, old_root: bytes, old_size: int, proof: Sequence[bytes]) -> bool:
    """Tell whether `proof` shows that the log with `root` begins with the one of `old_root`."""
    if not 0 < old_size <= size:
        return False
    if old_size == size:
        return not proof and old_root == root
    index, last, rest = old_size - 1, size - 1, list(proof)
    while index & 1:
        index, last = index >> 1, last >> 1
    if index and not rest:
        return False
    old = new = rest.pop(0) if index else old_root
    while last:
        if index & 1 or index < last:
            if not rest:
                return False
            sibling = rest.pop(0)
            if index & 1:
                old, new = _node(sibling, old), _node(sibling, new)
            else:
                new = _node(new, sibling)
        index, last = index >> 1, last >> 1
    return not rest and old == old_root and new == root


def _node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\1" + left + right).digest()


def _split(size: int) -> int:
    """Return the largest power of two below `size`."""
    return 1 << (size - 1).bit_length() - 1


def _subproof(leaves: Sequence[bytes], old_size: int, *, whole: bool) -> list[bytes]:
    if old_size == len(leaves):
        return [] if whole else [root(leaves)]
    split = _split(len(leaves))
    if old_size <= split:
        return [*_subproof(leaves[:split], old_size, whole=whole), root(leaves[split:])]
    return [*_subproof(leaves[split:], old_size - split, whole=False), root(leaves[:split])]
