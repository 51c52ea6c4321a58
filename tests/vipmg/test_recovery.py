"""The sealed envelope: who lost every passphrase comes in again."""

import pytest

from crypto import wrap
from vipmg import audit, officers
from vipmg.i18n import in_language
from vipmg.node import create_node, open_node, recover
from vipmg.officers import NewOfficer, UnknownOfficer, WrongPassphrase
from vipmg.settings import NodeSettings

OLD, NEW = "una frase larga de prueba", "otra frase que no se olvida"


@pytest.fixture
def lost(tmp_path):
    """Return a node whose passphrases are lost, and its recovery phrase."""
    ana = NewOfficer("Ana", ("administrator", "approver"), OLD)
    public = NodeSettings("ab" * 16, "SV", "DGME")
    return tmp_path / "n", create_node(tmp_path / "n", public, [ana], wrap.LEAST)


def signing(folder, passphrase):
    node = open_node(folder, "Ana", passphrase)
    try:
        with node.register.reading() as db:
            return officers.signing_key(db, "Ana", passphrase).public.to_bytes(), audit.entries(db)
    finally:
        node.close()


def test_the_recovery_phrase_gives_an_officer_a_new_passphrase_and_signature(lost):
    folder, phrase = lost
    before, _entries = signing(folder, OLD)
    recover(folder, f"  {phrase.upper()} ", "Ana", NEW, wrap.LEAST)
    with pytest.raises(WrongPassphrase):
        open_node(folder, "Ana", OLD)
    after, entries = signing(folder, NEW)
    assert after != before
    newest = entries[0]
    assert (newest.officer, newest.permission, newest.subject) == ("Ana", "officers", "Ana")
    assert newest.facts == {"step": "recover"}


def test_the_recovery_phrase_serves_again(lost):
    folder, phrase = lost
    recover(folder, phrase, "Ana", NEW, wrap.LEAST)
    recover(folder, phrase, "Ana", OLD, wrap.LEAST)
    open_node(folder, "Ana", OLD).close()


def test_another_phrase_or_a_stranger_changes_nothing(lost):
    folder, phrase = lost
    before = (folder / "slots.json").read_bytes()
    with pytest.raises(WrongPassphrase):
        recover(folder, " ".join(reversed(phrase.split())), "Ana", NEW, wrap.LEAST)
    with pytest.raises(WrongPassphrase):
        recover(folder, OLD, "Ana", NEW, wrap.LEAST)
    with pytest.raises(UnknownOfficer, match="Zoila"):
        recover(folder, phrase, "Zoila", NEW, wrap.LEAST)
    assert (folder / "slots.json").read_bytes() == before
    open_node(folder, "Ana", OLD).close()


def test_the_phrase_is_in_the_language_in_force(tmp_path):
    from mnemonic import Mnemonic

    ana = NewOfficer("Ana", ("administrator",), OLD)
    with in_language("en"):
        phrase = create_node(tmp_path, NodeSettings("ab" * 16, "SV", "DGME"), [ana], wrap.LEAST)
    assert Mnemonic("english").check(phrase)
