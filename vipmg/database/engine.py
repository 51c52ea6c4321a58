"""Opening the encrypted database.

SQLCipher in raw-key mode: the key is the 32 bytes that a key slot yields, so no passphrase is
stretched here. Every writer takes the write lock at once (``BEGIN IMMEDIATE``); readers go on
beside it (write-ahead log).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, Engine, create_engine, event, pool
from sqlcipher3 import dbapi2

from vipmg.errors import VipmgError
from vipmg.i18n import N_

PAGE_SIZE = 16384
"""Bytes. Measured: 16 KiB pages make the file smaller and scans no slower than 4 KiB."""

_PRAGMAS = (
    f"cipher_page_size = {PAGE_SIZE}",
    "journal_mode = WAL",
    "synchronous = FULL",
    "foreign_keys = ON",
    "secure_delete = ON",
    "trusted_schema = OFF",
    "temp_store = MEMORY",
    "cache_size = -65536",
)


_keys: WeakKeyDictionary[Engine, bytes] = WeakKeyDictionary()


class DatabaseUnreadable(VipmgError):
    """The file is not a database that this key opens, or it is damaged."""

    title = N_("The register cannot be read")
    advice = N_(
        "The file {file} is damaged or belongs to another node. Nothing was changed. "
        "Restore the last backup: vipmg restore FILE."
    )


class DiskFull(VipmgError):
    """There was no room to write."""

    title = N_("The disk is full")
    advice = N_(
        "Nothing was registered: everything is as it was before. Free some space on the disk "
        "where the node's folder is, then try again."
    )


def open_database(path: Path, key: bytes) -> Engine:
    """Return an engine on the encrypted database at `path`; an absent file is created.

    Raises:
        DatabaseUnreadable: `key` does not open the file, or the file is damaged.
    """

    def connect() -> dbapi2.Connection:
        connection = dbapi2.connect(
            str(path), check_same_thread=False, timeout=10, isolation_level=None
        )
        try:
            # Without this the engine writes its own words to standard error.
            connection.execute("PRAGMA cipher_log_level = NONE")
            connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
            for pragma in _PRAGMAS:
                connection.execute(f"PRAGMA {pragma}")
            connection.execute("SELECT count(*) FROM sqlite_master")
        except dbapi2.DatabaseError as error:
            connection.close()
            raise DatabaseUnreadable(file=path.name) from error
        return connection

    engine = create_engine("sqlite://", creator=connect, module=dbapi2, poolclass=pool.QueuePool)
    _keys[engine] = key
    event.listen(engine, "begin", _begin)
    event.listen(engine, "handle_error", _say_in_words)
    return engine


def key_of(engine: Engine) -> bytes:
    """Return the key an open database was opened with, for copies of it."""
    return _keys[engine]


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """Yield a connection that holds the write lock; commit at the end, take all back on error."""
    with engine.connect().execution_options(writes=True) as db, db.begin():
        yield db


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """Yield a connection that sees one moment of the database, whatever is written meanwhile."""
    with engine.connect() as db, db.begin():
        yield db


def _begin(connection: Connection) -> None:
    """Take the write lock now, not at the first write: no act fails half way for want of it."""
    writes = connection.get_execution_options().get("writes")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _say_in_words(context: Any) -> None:
    """Say in the officer's words what the engine says in its own."""
    words = str(context.original_exception)
    if "disk is full" in words:
        raise DiskFull from context.original_exception
    if "malformed" in words or "not a database" in words:
        raise DatabaseUnreadable(file="register.db") from context.original_exception
