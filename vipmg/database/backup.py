"""A copy of the node that is consistent while in use, stays encrypted, and is proved to open.

A backup is one zip file with ``node.toml``, ``slots.json`` and ``register.db``: the database
pages as they are on disk, encrypted, and the key slots that open them with the same
passphrases.
"""

import tempfile
import zipfile
from pathlib import Path

from sqlalchemy import Engine

from vipmg.database import engine as database
from vipmg.database.engine import DatabaseUnreadable
from vipmg.errors import VipmgError, WrongUsage
from vipmg.i18n import N_, _
from vipmg.progress import SILENT, Progress

MEMBERS = ("node.toml", "slots.json", "register.db")
_DATABASE = MEMBERS[2]


class NotABackup(VipmgError):
    """The file is not a backup of a node, or it is damaged."""

    title = N_("This is not a backup of a node")
    advice = N_(
        "The file {file} is incomplete or was not made by “vipmg backup”. Nothing was changed."
    )


class FolderInUse(WrongUsage):
    """A backup is never put over a node."""

    title = N_("There is a node here already")
    advice = N_(
        "A backup is restored into an empty folder, so that nothing is overwritten. "
        "Move {folder} away or choose another folder with --node."
    )


class BackupExists(WrongUsage):
    """A backup never overwrites a file."""

    title = N_("The file exists already")
    advice = N_("A backup does not overwrite {file}. Choose another name.")


def back_up(folder: Path, engine: Engine, target: Path, progress: Progress = SILENT) -> None:
    """Write a backup of the open node in `folder` to `target`, then prove that it opens.

    Raises:
        BackupExists: `target` is there already.
        DatabaseUnreadable: the copy does not pass the integrity check; `target` is not left.
        Cancelled: `target` is not left.
    """
    if target.exists():
        raise BackupExists(file=target)
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".vipmg-") as scratch:
        copy = Path(scratch) / _DATABASE
        _copy(engine, copy, progress)
        progress.report(0, 0, _("Checking the copy"))
        check(copy, database.key_of(engine))
        part = Path(scratch) / "backup.zip"
        with zipfile.ZipFile(part, "w", zipfile.ZIP_STORED) as archive:
            for name in MEMBERS[:2]:
                archive.write(folder / name, name)
            archive.write(copy, _DATABASE)
        part.replace(target)


def restore(source: Path, folder: Path) -> None:
    """Put the backup `source` into the empty `folder`.

    Raises:
        FolderInUse: there is a node in `folder`.
        NotABackup: `source` is no complete backup.
    """
    if (folder / MEMBERS[0]).exists():
        raise FolderInUse(folder=folder)
    try:
        with zipfile.ZipFile(source) as archive:
            if sorted(archive.namelist()) != sorted(MEMBERS) or archive.testzip():
                raise NotABackup(file=source.name)
            folder.mkdir(parents=True, exist_ok=True)
            for name in reversed(MEMBERS):
                archive.extract(name, folder)
    except (zipfile.BadZipFile, FileNotFoundError, IsADirectoryError) as error:
        raise NotABackup(file=source.name) from error


def check(file: Path, key: bytes) -> None:
    """Raise `DatabaseUnreadable` unless every page of `file` is whole and its tables agree."""
    engine = database.open_database(file, key)
    try:
        with engine.connect() as db:
            broken = db.exec_driver_sql("PRAGMA cipher_integrity_check").all()
            verdict = db.exec_driver_sql("PRAGMA quick_check").scalar()
        if broken or verdict != "ok":
            raise DatabaseUnreadable(file=file.name)
    finally:
        engine.dispose()


def _copy(engine: Engine, target: Path, progress: Progress) -> None:
    """Copy page by page; SQLite starts over by itself when somebody writes meanwhile."""
    copy = database.open_database(target, database.key_of(engine))
    source, sink = engine.raw_connection(), copy.raw_connection()
    try:
        source.driver_connection.backup(  # type: ignore[union-attr]
            sink.driver_connection,
            pages=1000,
            progress=lambda _status, left, total: progress.report(
                total - left, total, _("Copying the register")
            ),
        )
    finally:
        source.close()
        sink.close()
        copy.dispose()
