import csv

import pytest
from sqlalchemy import update

from ui.pages.audit import AuditPage
from vipmg.database import engine as database
from vipmg.database.schema import audit_entry
from vipmg.node import change_settings


@pytest.fixture
def page(qtbot, dressed, jobs, node):
    change_settings(node, contact="estadistica@example.org")
    made = AuditPage(node, jobs)
    qtbot.addWidget(made)
    made.show()
    made.refresh()
    qtbot.waitUntil(lambda: made.model.rowCount() == 2)
    return made


def test_acts_are_named_the_newest_first(page):
    assert [page.model.index(row, 3).data() for row in range(2)] == ["Ajustes", "Personas y llaves"]
    assert page.model.index(0, 2).data() == "Ana"
    assert page.count.text() == "2 entradas"


def test_the_search_finds_entries_by_their_subject(qtbot, page):
    page.open_with("contact")
    qtbot.waitUntil(lambda: page.count.text() == "1 entrada")


def test_a_sound_trail_is_said_to_hold(qtbot, page):
    page.verify_all()
    qtbot.waitUntil(page.verdict.isVisible)
    assert page.verdict.text() == "La auditoría está íntegra: 2 entradas"


def test_a_changed_entry_is_named(qtbot, page):
    with database.writing(page.node.register.engine) as db:
        db.execute(update(audit_entry).where(audit_entry.c.number == 1).values(officer="Zoila"))
    page.verify_all()
    qtbot.waitUntil(page.verdict.isVisible)
    assert "la entrada 1 fue alterada" in page.verdict.text()


def test_the_entries_shown_are_exported(qtbot, page, tmp_path):
    file = tmp_path / "auditoria.csv"
    with qtbot.waitSignal(page.noticed):
        page.export_to(file)
    with file.open(encoding="utf-8-sig", newline="") as opened:
        lines = list(csv.reader(opened))
    assert [line[0] for line in lines] == ["number", "2", "1"]
