"""The log only grows: every proof verifies, and no other does."""

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crypto.merkle import (
    Frontier,
    consistency_proof,
    extends,
    includes,
    inclusion_proof,
    leaf_hash,
    root,
)

# The leaves and roots that the Certificate Transparency projects test with.
ENTRIES = [
    bytes.fromhex(entry)
    for entry in (
        "", "00", "10", "2021", "3031", "40414243", "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]  # fmt: skip
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
LEAVES = [leaf_hash(entry) for entry in ENTRIES]
MANY = [leaf_hash(bytes([n])) for n in range(66)]


def test_the_reference_roots_are_computed() -> None:
    assert [root(LEAVES[:size]).hex() for size in range(1, 9)] == ROOTS


def test_the_empty_log_has_the_hash_of_nothing() -> None:
    assert root([]).hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


def test_a_growing_log_has_the_same_roots_and_can_be_continued() -> None:
    frontier = Frontier()
    for size, leaf in enumerate(MANY, start=1):
        frontier = Frontier.restore(frontier.size, frontier.subtrees)
        frontier.append(leaf)
        assert frontier.root() == root(MANY[:size])
        assert len(frontier.subtrees) <= 7


def test_a_log_is_not_continued_from_subtrees_of_another_size() -> None:
    frontier = Frontier(MANY[:5])
    for size, subtrees in ((6, frontier.subtrees[:1]), (4, frontier.subtrees), (4, [b"short"])):
        with pytest.raises(ValueError, match="fit"):
            Frontier.restore(size, subtrees)


def test_every_entry_of_every_log_is_proven() -> None:
    for size in (*range(1, 20), 31, 32, 33, 64, 65, 66):
        whole = root(MANY[:size])
        for index in range(size):
            proof = inclusion_proof(MANY[:size], index)
            assert includes(whole, size, index, MANY[index], proof)
            assert len(proof) <= 7


def test_every_growth_of_every_log_is_proven() -> None:
    for size in (*range(1, 20), 31, 32, 33, 64, 65, 66):
        for old_size in range(1, size + 1):
            proof = consistency_proof(MANY[:size], old_size)
            assert extends(root(MANY[:size]), size, root(MANY[:old_size]), old_size, proof)


@pytest.mark.parametrize("size", [5, 7, 8, 13])
def test_attack_102_an_edited_deleted_or_reordered_entry_is_noticed(size: int) -> None:
    leaves = MANY[:size]
    kept = root(leaves[:4])
    for forged in (
        [*leaves[:2], leaf_hash(b"edited"), *leaves[3:]],
        [*leaves[:2], *leaves[3:]],
        [leaves[1], leaves[0], *leaves[2:]],
        [leaf_hash(b"inserted"), *leaves],
    ):
        proof = consistency_proof(forged, 4)
        assert not extends(root(forged), len(forged), kept, 4, proof)
        assert not any(
            includes(root(forged), len(forged), 2, leaves[2], inclusion_proof(forged, index))
            for index in range(len(forged))
            if forged[2] != leaves[2]
        )


@settings(max_examples=150, deadline=None)
@given(data=st.data(), size=st.integers(1, 40))
def test_no_altered_proof_verifies(data: st.DataObject, size: int) -> None:
    index = data.draw(st.integers(0, size - 1))
    whole, leaf = root(MANY[:size]), MANY[index]
    proof = inclusion_proof(MANY[:size], index)
    altered = data.draw(
        st.sampled_from([[*proof, leaf], proof[:-1], [leaf, *proof], proof[1:], proof[::-1]])
    )
    if altered != proof:
        assert not includes(whole, size, index, leaf, altered)
    for other in {index - 1, index + 1, size}:
        assert not includes(whole, size, other, leaf, proof)
    assert not includes(whole, size, index, leaf_hash(b"another"), proof)


def test_no_altered_growth_verifies() -> None:
    for old_size, size in itertools.combinations(range(1, 18), 2):
        new, old = root(MANY[:size]), root(MANY[:old_size])
        proof = consistency_proof(MANY[:size], old_size)
        for altered in ([*proof, new], proof[:-1], proof[1:]):
            assert not extends(new, size, old, old_size, altered)
        assert not extends(new, size, root(MANY[1 : old_size + 1]), old_size, proof)
        assert not extends(old, old_size, new, size, proof)


def test_a_log_extends_itself_with_an_empty_proof_only() -> None:
    assert extends(root(MANY), 66, root(MANY), 66, [])
    assert not extends(root(MANY), 66, root(MANY), 66, [MANY[0]])
    assert not extends(root(MANY), 66, root(MANY[1:]), 66, [])
    assert not extends(root(MANY), 66, root([]), 0, [])


def test_what_is_not_in_the_log_has_no_proof() -> None:
    with pytest.raises(IndexError):
        inclusion_proof(LEAVES, 8)
    for old_size in (0, 9):
        with pytest.raises(ValueError, match="older size"):
            consistency_proof(LEAVES, old_size)


def test_a_leaf_cannot_pass_for_an_inner_node() -> None:
    assert leaf_hash(LEAVES[0] + LEAVES[1]) != root(LEAVES[:2])
