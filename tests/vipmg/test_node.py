"""Making and opening a node, and who is let in."""

import json
from pathlib import Path

import pytest

from crypto import wrap
from vipmg import officers
from vipmg.database.engine import DatabaseUnreadable
from vipmg.database.hold import HeldElsewhere
from vipmg.node import NobodyAdministers, NodeExists, SlotsTampered, create_node, open_node
from vipmg.officers import NewOfficer, UnknownOfficer, UnknownRole, WrongPassphrase
from vipmg.settings import NodeSettings, NoNode

PASSPHRASE = "una frase larga de prueba"


def test_a_new_node_opens_with_the_passphrase_of_each_officer(make_node):
    for name in ("Ana", "Beto", "Carla"):
        assert make_node(officer=name).register.officer.name == name


def test_the_recovery_phrase_opens_the_key_slots(tmp_path):
    from crypto import slots

    public = NodeSettings("ab" * 16, "SV", "DGME")
    ana = NewOfficer("Ana", ("administrator",), PASSPHRASE)
    phrase = create_node(tmp_path / "n", public, [ana], wrap.LEAST)
    data = (tmp_path / "n" / "slots.json").read_bytes()
    key = slots.unlock(data, "recovery", phrase)
    assert key == slots.unlock(data, "Ana", PASSPHRASE)


def test_a_wrong_passphrase_is_told_and_the_node_can_be_opened_afterwards(node):
    folder = node.folder
    node.close()
    with pytest.raises(WrongPassphrase, match="Contraseña incorrecta"):
        open_node(folder, "Ana", "otra frase")
    open_node(folder, "Ana", PASSPHRASE).close()


def test_an_unknown_officer_is_told_by_name(node):
    node.close()
    with pytest.raises(UnknownOfficer, match="Zoila"):
        open_node(node.folder, "Zoila", PASSPHRASE)


def test_a_second_program_is_told_who_holds_the_register(node):
    with pytest.raises(HeldElsewhere, match="PID"):
        open_node(node.folder, "Ana", PASSPHRASE)


def test_a_folder_without_a_node_is_told(tmp_path):
    with pytest.raises(NoNode):
        open_node(tmp_path, "Ana", PASSPHRASE)


def test_a_node_is_never_made_over_another(node):
    with pytest.raises(NodeExists):
        create_node(node.folder, node.settings, [NewOfficer("X", ("administrator",), "y")])


def test_a_node_needs_an_administrator_and_known_roles(tmp_path):
    public = NodeSettings("ab" * 16, "SV", "DGME")
    with pytest.raises(NobodyAdministers):
        create_node(tmp_path, public, [NewOfficer("X", ("statistician",), "y")])
    with pytest.raises(UnknownRole, match="king"):
        create_node(tmp_path, public, [NewOfficer("X", ("king",), "y")])
    assert not list(tmp_path.iterdir())


def test_someone_elses_database_is_refused(make_node):
    ours, theirs = make_node("GT"), make_node("HN")
    ours.close()
    theirs.close()
    (ours.folder / "register.db").write_bytes((theirs.folder / "register.db").read_bytes())
    for leftover in ours.folder.glob("register.db-*"):
        leftover.unlink()
    with pytest.raises(DatabaseUnreadable, match=r"register\.db"):
        open_node(ours.folder, "Ana", PASSPHRASE)


def test_a_key_file_changed_by_a_stranger_is_refused(node):
    node.close()
    path: Path = node.folder / "slots.json"
    content = json.loads(path.read_text())
    del content["slots"]["Carla"]
    path.write_text(json.dumps(content, sort_keys=True, separators=(",", ":")))
    with pytest.raises(SlotsTampered):
        open_node(node.folder, "Ana", PASSPHRASE)


def test_nothing_of_a_record_can_be_read_on_the_disk(node):
    with node.register.act(officers.Permission.IMPORT, "GARCIA-EN-CLARO.csv"):
        pass
    node.close()
    for file in node.folder.rglob("*"):
        if file.is_file():
            assert b"GARCIA-EN-CLARO" not in file.read_bytes()
