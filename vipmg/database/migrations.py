"""Numbered steps from an older schema to the present one.

A step is plain SQL written down for good: it imports nothing of the project, so that a change
of `schema` never changes what an old step does. `tests` compare a migrated database with a
fresh one.
"""

from sqlalchemy import Connection, insert, select, update
from sqlalchemy.exc import OperationalError

from vipmg.database import schema
from vipmg.errors import VipmgError
from vipmg.i18n import N_

STEPS: dict[int, tuple[str, ...]] = {}
"""Version reached -> the statements that lead to it from the one before."""


class NewerDatabase(VipmgError):
    """The database was written by a newer program."""

    title = N_("This register needs a newer version of the program")
    advice = N_("It was last opened with a newer version. Install that version; nothing is lost.")


def create(db: Connection) -> None:
    """Make every table in an empty database."""
    schema.metadata.create_all(db)
    db.execute(insert(schema.setting).values(name="schema", value=str(schema.VERSION)))


def bring_up(db: Connection) -> None:
    """Bring an older database up to `schema.VERSION`; do nothing to a present one.

    Raises:
        NewerDatabase: the database is newer than this program.
    """
    found = version(db)
    if found > schema.VERSION:
        raise NewerDatabase
    for step in range(found + 1, schema.VERSION + 1):
        for statement in STEPS[step]:
            db.exec_driver_sql(statement)
    if found != schema.VERSION:
        db.execute(
            update(schema.setting)
            .where(schema.setting.c.name == "schema")
            .values(value=str(schema.VERSION))
        )


def version(db: Connection) -> int:
    """Return the schema version of `db`; 0 for an empty database."""
    try:
        found = db.scalar(select(schema.setting.c.value).where(schema.setting.c.name == "schema"))
    except OperationalError:
        return 0
    return int(found or 0)
