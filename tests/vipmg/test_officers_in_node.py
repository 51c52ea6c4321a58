import pytest

from crypto import slots, wrap
from vipmg import audit, officers
from vipmg.node import (
    SLOTS,
    NameTaken,
    NotYourself,
    add_officer,
    change_passphrase,
    change_settings,
    check_passphrase,
    open_node,
    remove_officer,
)
from vipmg.officers import NewOfficer, NotAllowed, UnknownOfficer, UnknownRole, WrongPassphrase

PASSPHRASE = "una frase larga de prueba"
OTHER = "otra frase larga distinta"
DORA = NewOfficer("Dora", ("exchange_officer",), OTHER)


def reopened(node, officer, passphrase):
    node.close()
    return open_node(node.folder, officer, passphrase)


def newest(node):
    with node.register.reading() as db:
        return audit.entries(db, 1)[0]


def test_an_officer_added_signs_in_with_their_own_passphrase_and_key(node):
    add_officer(node, DORA, wrap.LEAST)
    entry = newest(node)
    assert (entry.officer, entry.permission, entry.subject) == ("Ana", "officers", "Dora")
    assert entry.facts == {"step": "enrol", "roles": "exchange_officer"}
    with reopened(node, "Dora", OTHER).register.reading() as db:
        key = officers.signing_key(db, "Dora", OTHER)
        assert officers.get(db, "Dora").verify_key == key.public


@pytest.mark.parametrize("name", ["Beto", "  beto ", "recovery", " "])
def test_a_name_is_never_given_twice(node, name):
    with pytest.raises(NameTaken):
        add_officer(node, NewOfficer(name, ("auditor",), OTHER), wrap.LEAST)


def test_the_name_of_a_removed_officer_stays_theirs(node):
    remove_officer(node, "Beto")
    with pytest.raises(NameTaken):
        add_officer(node, NewOfficer("Beto", ("auditor",), OTHER), wrap.LEAST)


def test_a_refused_officer_leaves_nothing_behind(node):
    before = (node.folder / SLOTS).read_bytes()
    for new in (NewOfficer("Dora", ("king",), OTHER), NewOfficer("Ana", ("auditor",), OTHER)):
        with pytest.raises((UnknownRole, NameTaken)):
            add_officer(node, new, wrap.LEAST)
    assert (node.folder / SLOTS).read_bytes() == before
    assert [path.name for path in node.folder.glob(".slots*")] == []


def test_only_an_administrator_changes_officers(make_node):
    node = make_node("GT", "Beto")
    with pytest.raises(NotAllowed):
        add_officer(node, DORA, wrap.LEAST)
    with pytest.raises(NotAllowed):
        remove_officer(node, "Carla")
    with pytest.raises(NotAllowed):
        change_settings(node, contact="x")


def test_a_removed_officer_does_not_sign_in_any_more(node):
    remove_officer(node, "Beto")
    assert newest(node).facts == {"step": "remove"}
    assert "Beto" not in slots.names((node.folder / SLOTS).read_bytes())
    node.close()
    with pytest.raises(UnknownOfficer):
        open_node(node.folder, "Beto", PASSPHRASE)


def test_nobody_removes_themselves_or_a_stranger(node):
    with pytest.raises(NotYourself):
        remove_officer(node, "Ana")
    with pytest.raises(UnknownOfficer):
        remove_officer(node, "Zoila")


def test_a_changed_passphrase_opens_the_node_and_the_signature(make_node):
    node = make_node("GT", "Beto")
    with pytest.raises(WrongPassphrase):
        change_passphrase(node, "no es esta", OTHER, wrap.LEAST)
    change_passphrase(node, PASSPHRASE, OTHER, wrap.LEAST)
    assert newest(node).facts == {"step": "change passphrase"}
    with pytest.raises(WrongPassphrase):
        check_passphrase(node.folder, "Beto", PASSPHRASE)
    with reopened(node, "Beto", OTHER).register.reading() as db:
        officers.signing_key(db, "Beto", OTHER)
        with pytest.raises(WrongPassphrase):
            officers.signing_key(db, "Beto", PASSPHRASE)


def test_a_passphrase_is_checked_while_the_node_is_open(node):
    check_passphrase(node.folder, "Carla", PASSPHRASE)
    with pytest.raises(WrongPassphrase):
        check_passphrase(node.folder, "Carla", OTHER)
    with pytest.raises(UnknownOfficer):
        check_passphrase(node.folder, "Zoila", PASSPHRASE)


def test_settings_changed_are_there_the_next_day(node, tmp_path):
    change_settings(node, inbox=str(tmp_path / "buzón"), contact="  estadistica@example.org ")
    assert node.inbox == tmp_path / "buzón"
    assert node.inbox.is_dir()
    assert newest(node).subject == "inbox+contact"
    again = reopened(node, "Ana", PASSPHRASE)
    assert again.settings.contact == "estadistica@example.org"
    assert again.inbox == tmp_path / "buzón"
    again.close()
