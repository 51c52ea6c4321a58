"""Both sides of a ceremony read the same words."""

import hashlib
import unicodedata

import pytest
from mnemonic import Mnemonic

from crypto.words import Language, fingerprint, pair_words, to_words

CARD_A, CARD_B = (hashlib.sha256(card).digest() for card in (b"card A", b"card B"))


@pytest.mark.parametrize("language", ["es", "en"])
def test_both_sides_read_the_same_fifteen_words(language: Language) -> None:
    words = pair_words(CARD_A, CARD_B, language)
    assert words == pair_words(CARD_B, CARD_A, language)
    assert len(words) == 15


def test_another_card_gives_other_words() -> None:
    assert pair_words(CARD_A, CARD_B, "es") != pair_words(CARD_A, CARD_A, "es")


def test_the_words_are_160_bits_of_the_sorted_digests() -> None:
    digest = hashlib.sha256(min(CARD_A, CARD_B) + max(CARD_A, CARD_B)).digest()
    phrase = " ".join(pair_words(CARD_A, CARD_B, "en"))
    assert Mnemonic("english").to_entropy(phrase) == digest[:20]


def test_attack_94_transposed_words_are_caught_by_the_checksum_or_the_eye() -> None:
    words = list(pair_words(CARD_A, CARD_B, "es"))
    words[3], words[4] = words[4], words[3]
    assert tuple(words) != pair_words(CARD_A, CARD_B, "es")
    assert not Mnemonic("spanish").check(" ".join(words))


def test_the_words_of_the_standard_are_computed() -> None:
    assert " ".join(to_words(b"\x7f" * 16, "en")) == (
        "legal winner thank year wave sausage worth useful legal winner thank yellow"
    )


def test_spanish_words_are_written_as_a_person_types_them() -> None:
    for number in range(50):
        for word in to_words(hashlib.sha256(bytes([number])).digest()[:20], "es"):
            assert unicodedata.is_normalized("NFC", word)


def test_a_fingerprint_is_grouped_in_fours() -> None:
    assert fingerprint(bytes.fromhex("a1b2c3d4e5f6")) == "a1b2 c3d4 e5f6"
