"""Key slots: each officer's passphrase opens the database, and nobody weakens that unseen."""

import itertools
import json
import unicodedata
from typing import Any

import pytest

from crypto import slots
from crypto.errors import CryptoError
from crypto.wrap import LEAST, USUAL

KEY, FILE = slots.create("node-1", {"ana": "clave de Ana", "luis": "clave de Luis"}, LEAST)


def edited(edit: Any) -> bytes:
    content: dict[str, Any] = json.loads(FILE)
    edit(content)
    return json.dumps(content, sort_keys=True, separators=(",", ":")).encode()


def test_each_officer_opens_the_database_with_their_own_passphrase() -> None:
    assert slots.unlock(FILE, "ana", "clave de Ana") == KEY
    assert slots.unlock(FILE, "luis", "clave de Luis") == KEY
    assert slots.names(FILE) == ("ana", "luis")
    assert len(KEY) == 32


def test_attack_96_a_wrong_passphrase_is_refused_as_such() -> None:
    with pytest.raises(CryptoError, match=r"^wrong-passphrase"):
        slots.unlock(FILE, "ana", "clave de Luis")


def test_a_name_without_slot_is_refused_as_such() -> None:
    with pytest.raises(CryptoError, match=r"^unknown-slot"):
        slots.unlock(FILE, "eva", "clave de Ana")


def test_accents_typed_on_another_keyboard_open_as_well() -> None:
    key, file = slots.create("node-1", {"ana": unicodedata.normalize("NFC", "contraseña")}, LEAST)
    assert slots.unlock(file, "ana", unicodedata.normalize("NFD", "contraseña")) == key


def test_slots_are_added_changed_and_removed_by_whoever_has_the_key() -> None:
    file = slots.add(FILE, KEY, "eva", "clave de Eva", LEAST)
    file = slots.change(file, KEY, "ana", "otra clave", LEAST)
    file = slots.remove(file, KEY, "luis")
    assert slots.names(file) == ("ana", "eva")
    assert slots.generation(FILE) == 1
    assert slots.generation(file) == 4
    assert (
        slots.unlock(file, "ana", "otra clave") == slots.unlock(file, "eva", "clave de Eva") == KEY
    )
    with pytest.raises(CryptoError, match=r"^wrong-passphrase"):
        slots.unlock(file, "ana", "clave de Ana")


def test_the_last_slot_and_a_second_slot_of_a_name_are_refused() -> None:
    with pytest.raises(CryptoError, match=r"^last-slot"):
        slots.remove(slots.remove(FILE, KEY, "luis"), KEY, "ana")
    with pytest.raises(ValueError, match="has a slot"):
        slots.add(FILE, KEY, "ana", "x", LEAST)
    with pytest.raises(ValueError, match="nobody"):
        slots.create("node-1", {}, LEAST)
    with pytest.raises(CryptoError, match=r"^unknown-slot"):
        slots.remove(FILE, KEY, "eva")
    with pytest.raises(CryptoError, match=r"^unknown-slot"):
        slots.change(FILE, KEY, "eva", "x", LEAST)


def test_another_key_changes_nothing() -> None:
    with pytest.raises(CryptoError, match=r"^slots-tampered"):
        slots.add(FILE, bytes(32), "eva", "x", LEAST)


def test_attack_97_a_removed_slot_is_noticed() -> None:
    file = edited(lambda content: content["slots"].pop("luis"))
    with pytest.raises(CryptoError, match=r"^slots-tampered"):
        slots.unlock(file, "ana", "clave de Ana")


def test_attack_97_a_slot_of_an_older_file_put_back_is_noticed() -> None:
    newer: dict[str, Any] = json.loads(slots.change(FILE, KEY, "luis", "nueva", LEAST))
    newer["slots"]["luis"] = json.loads(FILE)["slots"]["luis"]
    file = json.dumps(newer, sort_keys=True, separators=(",", ":")).encode()
    with pytest.raises(CryptoError, match=r"^slots-tampered"):
        slots.unlock(file, "luis", "clave de Luis")


def test_attack_97_exchanged_slots_do_not_open() -> None:
    def exchange(content: dict[str, Any]) -> None:
        ana, luis = content["slots"]["ana"], content["slots"]["luis"]
        content["slots"] = {"ana": luis, "luis": ana}

    with pytest.raises(CryptoError, match=r"^wrong-passphrase"):
        slots.unlock(edited(exchange), "ana", "clave de Luis")


def test_attack_97_a_slot_moved_to_another_database_does_not_open() -> None:
    file = edited(lambda content: content.update(database="node-2"))
    with pytest.raises(CryptoError, match=r"^wrong-passphrase"):
        slots.unlock(file, "ana", "clave de Ana")


@pytest.mark.parametrize(
    ("parameter", "value"),
    [("memory_kib", 1024), ("memory_kib", 3 << 20), ("passes", 1), ("passes", 1000), ("lanes", 0)],
)
def test_attack_97_a_cost_outside_the_bounds_is_refused(parameter: str, value: int) -> None:
    def downgrade(content: dict[str, Any]) -> None:
        content["slots"]["ana"]["argon2id"][parameter] = value

    with pytest.raises(CryptoError, match=r"^kdf-refused"):
        slots.unlock(edited(downgrade), "ana", "clave de Ana")


def test_attack_97_a_cost_lowered_within_the_bounds_does_not_open() -> None:
    def change(content: dict[str, Any]) -> None:
        content["slots"]["ana"]["argon2id"]["passes"] = 4

    with pytest.raises(CryptoError, match=r"^wrong-passphrase"):
        slots.unlock(edited(change), "ana", "clave de Ana")


@pytest.mark.parametrize("member", ["generation", "mac", "extra"])
def test_attack_97_a_changed_member_is_noticed(member: str) -> None:
    file = edited(lambda content: content.update({member: 7 if member != "mac" else "00" * 32}))
    with pytest.raises(CryptoError, match=r"^slots-tampered"):
        slots.unlock(file, "ana", "clave de Ana")


@pytest.mark.parametrize("file", [b"{}", b"[]", b'{"database":1,"generation":1,"slots":{}}'])
def test_something_else_is_no_slot_file(file: bytes) -> None:
    with pytest.raises(CryptoError, match=r"^slots-malformed"):
        slots.unlock(file, "ana", "x")


@pytest.mark.parametrize(
    "slot", [{}, 1, {"argon2id": {}, "sealed": ""}, {"argon2id": 1, "sealed": 1}]
)
def test_something_else_is_no_slot(slot: object) -> None:
    file = edited(lambda content: content["slots"].update(ana=slot))
    with pytest.raises(CryptoError, match=r"^(json-malformed|kdf-refused)"):
        slots.unlock(file, "ana", "clave de Ana")


def test_the_file_holds_neither_key_nor_passphrase() -> None:
    for secret in (KEY, KEY.hex().encode(), b"clave de Ana"):
        assert secret not in FILE


def test_a_recovery_phrase_is_eighteen_words_and_opens_its_slot() -> None:
    phrase = slots.recovery_phrase("es")
    assert len(phrase.split()) == 18
    assert phrase != slots.recovery_phrase("es")
    file = slots.add(FILE, KEY, "recovery", phrase, LEAST)
    assert slots.unlock(file, "recovery", phrase) == KEY


def test_the_usual_cost_is_that_of_the_design() -> None:
    assert (USUAL.memory_kib, USUAL.passes, USUAL.lanes) == (256 * 1024, 3, 4)


def test_no_two_files_are_alike() -> None:
    files = [slots.create("node-1", {"ana": "x"}, LEAST) for _ in range(2)]
    assert all(a[0] != b[0] and a[1] != b[1] for a, b in itertools.combinations(files, 2))
