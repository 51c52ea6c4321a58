"""Backup and restore: consistent, encrypted, never over something else."""

import zipfile

import pytest

from vipmg.database import backup
from vipmg.database.engine import DatabaseUnreadable
from vipmg.node import open_node
from vipmg.officers import Permission

PASSPHRASE = "una frase larga de prueba"


def test_a_backup_restores_to_the_same_trail(node, tmp_path):
    with node.register.act(Permission.IMPORT, "enero.csv"):
        pass
    backup.back_up(node.folder, node.register.engine, tmp_path / "copia.zip")
    backup.restore(tmp_path / "copia.zip", tmp_path / "otra")
    from vipmg import audit

    restored = open_node(tmp_path / "otra", "Ana", PASSPHRASE)
    with restored.register.reading() as db:
        assert audit.entries(db)[0].subject == "enero.csv"
    restored.close()


def test_a_backup_never_overwrites(node, tmp_path):
    (tmp_path / "copia.zip").write_text("algo")
    with pytest.raises(backup.BackupExists):
        backup.back_up(node.folder, node.register.engine, tmp_path / "copia.zip")
    with pytest.raises(backup.FolderInUse):
        backup.restore(tmp_path / "copia.zip", node.folder)


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 roto", b"hola"])
def test_a_file_that_is_no_backup_changes_nothing(tmp_path, content):
    (tmp_path / "x.zip").write_bytes(content)
    with pytest.raises(backup.NotABackup, match=r"x\.zip"):
        backup.restore(tmp_path / "x.zip", tmp_path / "nuevo")
    assert not (tmp_path / "nuevo").exists()


def test_a_damaged_backup_is_refused(node, tmp_path):
    backup.back_up(node.folder, node.register.engine, tmp_path / "copia.zip")
    data = bytearray((tmp_path / "copia.zip").read_bytes())
    with zipfile.ZipFile(tmp_path / "copia.zip") as archive:
        start = archive.getinfo("register.db").header_offset
    data[start + 2000] ^= 1
    (tmp_path / "copia.zip").write_bytes(data)
    with pytest.raises(backup.NotABackup):
        backup.restore(tmp_path / "copia.zip", tmp_path / "nuevo")


def test_attack_98_a_flipped_byte_in_the_database_is_found(node, tmp_path):
    from vipmg.database.engine import key_of

    key = key_of(node.register.engine)
    node.close()
    path = tmp_path / "copia.db"
    data = bytearray((node.folder / "register.db").read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)
    with pytest.raises(DatabaseUnreadable):
        backup.check(path, key)
