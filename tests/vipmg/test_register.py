"""Acts: change and audit entry together, or not at all."""

import pytest
from sqlalchemy import insert, select

from vipmg import audit
from vipmg.database.schema import setting
from vipmg.officers import NotAllowed, Permission


def trail(node):
    with node.register.reading() as db:
        return audit.entries(db)


def test_an_act_writes_its_change_and_its_entry(node):
    with node.register.act(Permission.IMPORT, "enero.csv") as act:
        act.db.execute(insert(setting).values(name="x", value="1"))
        act.note(rows=3)
    newest = trail(node)[0]
    assert (newest.officer, newest.permission, newest.subject) == ("Ana", "import", "enero.csv")
    assert newest.facts == {"rows": 3}


def test_an_error_leaves_neither_change_nor_entry(node):
    before = len(trail(node))

    def break_off():
        with node.register.act(Permission.IMPORT, "x") as act:
            act.db.execute(insert(setting).values(name="x", value="1"))
            raise RuntimeError

    with pytest.raises(RuntimeError):
        break_off()
    with node.register.reading() as db:
        assert db.scalar(select(setting.c.value).where(setting.c.name == "x")) is None
    assert len(trail(node)) == before


def test_an_officer_without_the_permission_is_told_whom_to_ask(make_node):
    beto = make_node(officer="Beto")
    with pytest.raises(NotAllowed, match="Estadístic"), beto.register.act(Permission.IMPORT, "x"):
        pass


def test_a_reader_sees_one_moment_while_another_writes(node):
    with node.register.reading() as db:
        count = "SELECT count(*) FROM setting"
        before = db.exec_driver_sql(count).scalar()
        with node.register.act(Permission.IMPORT, "x") as act:
            act.db.execute(insert(setting).values(name="y", value="1"))
        assert db.exec_driver_sql(count).scalar() == before
