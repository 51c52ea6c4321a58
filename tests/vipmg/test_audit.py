"""The audit trail names the first entry that does not hold."""

import pytest
from sqlalchemy import delete, update

from vipmg import audit
from vipmg.database import engine
from vipmg.database.schema import audit_entry
from vipmg.officers import Permission


@pytest.fixture
def trail(node):
    for number in range(5):
        with node.register.act(Permission.IMPORT, f"archivo-{number}.csv") as act:
            act.note(rows=number)
    return node


def verified(node):
    with node.register.reading() as db:
        return audit.verify(db)


def test_an_untouched_trail_holds_and_its_root_is_the_checkpoint(trail):
    found = verified(trail)
    assert (found.entries, found.first_wrong) == (6, None)
    with trail.register.reading() as db:
        assert audit.checkpoint(db) == (6, found.root)


@pytest.mark.parametrize("column", ["officer", "subject", "facts", "at", "leaf"])
def test_attack_102_an_edited_entry_is_named(trail, column):
    forged = {"facts": '{"rows":9}', "leaf": bytes(32)}.get(column, "otra cosa")
    with engine.writing(trail.register.engine) as db:
        db.execute(update(audit_entry).where(audit_entry.c.number == 4).values({column: forged}))
    assert verified(trail).first_wrong == 4


def test_attack_102_a_deleted_entry_is_named(trail):
    with engine.writing(trail.register.engine) as db:
        db.execute(delete(audit_entry).where(audit_entry.c.number == 3))
    assert verified(trail).first_wrong == 3


def test_attack_102_the_newest_entries_cannot_be_cut_off(trail):
    with engine.writing(trail.register.engine) as db:
        db.execute(delete(audit_entry).where(audit_entry.c.number >= 5))
    assert verified(trail).first_wrong == 5


def test_entries_can_be_searched(trail):
    with trail.register.reading() as db:
        assert [e.subject for e in audit.entries(db, containing="archivo-2")] == ["archivo-2.csv"]
