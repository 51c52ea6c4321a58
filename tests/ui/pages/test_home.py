from datetime import UTC, date, datetime

import polars as pl
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton

from exchange.outgoing import Outgoing, Sent
from ui.home.tasks import tasks
from ui.home.today import Today, month_figures, read, unanswered
from ui.pages.home import HomePage
from vipmg.importing.load import import_frames


def page_of(qtbot, jobs, node):
    made = HomePage(node, jobs)
    qtbot.addWidget(made)
    made.resize(1150, 700)
    made.show()
    made.refresh()
    qtbot.waitUntil(lambda: made.today is not None)
    return made


def said(page):
    return [
        label.text()
        for label in page.findChildren(QLabel)
        if label.isVisibleTo(page) and label.text()
    ]


def days(month, count, last=28):
    return pl.DataFrame(
        {
            "occurred_on": [date(*month, 1 + at % last) for at in range(count)],
            "citizenship": ["HN"] * count,
        }
    )


@pytest.fixture
def filled(node):
    import_frames(node.register, [days((2024, 3), 50), days((2025, 3), 60)], "prueba.csv", "ARR")
    return node


def test_an_empty_register_asks_for_a_file(qtbot, dressed, jobs, node):
    page = page_of(qtbot, jobs, node)
    assert page.empty.isVisible()
    button = page.empty.findChild(QPushButton)
    assert button.text() == "Importar un archivo"
    with qtbot.waitSignal(page.go) as gone:
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert gone.args[0] == "importing"


def test_the_month_is_compared_with_the_same_month_of_last_year(qtbot, dressed, jobs, filled):
    page = page_of(qtbot, jobs, filled)
    assert page._month.text() == "Marzo de 2025"
    name = page.figures["ARR"].accessibleName()
    assert name == "Entradas: 60. 20.0 % más que en marzo de 2024"
    assert not page.figures["RET"].isVisible()


def test_a_figure_leads_to_its_records(qtbot, dressed, jobs, filled):
    page = page_of(qtbot, jobs, filled)
    with qtbot.waitSignal(page.go) as gone:
        qtbot.keyClick(page.figures["ARR"], Qt.Key.Key_Return)
    where, query = gone.args
    assert where == "records"
    assert (query.flow, query.first, query.last) == ("ARR", date(2025, 3, 1), date(2025, 3, 31))


def test_an_import_of_the_list_leads_to_its_outcome(qtbot, dressed, jobs, filled):
    page = page_of(qtbot, jobs, filled)
    assert any("prueba.csv · entradas · 110 registros" in text for text in said(page))
    lead = next(one for one in page.findChildren(QPushButton) if one.text() == "Ver resultado")
    with qtbot.waitSignal(page.go) as gone:
        qtbot.mouseClick(lead, Qt.MouseButton.LeftButton)
    assert gone.args == ["importing", 1]


def test_the_month_under_way_is_not_compared():
    totals = [("RET", "2025-09", 80), ("RET", "2026-09", 100), ("RET", "2026-10", 7)]
    (figure,) = month_figures(totals, date(2026, 10, 4))
    assert (figure.month, figure.count, figure.year_ago) == ("2026-09", 100, 80)
    assert figure.change == pytest.approx(25)


def test_an_approver_is_told_to_sign_and_the_preparer_is_not(make_node):
    package = Outgoing(
        "a" * 32, "prepared", "", ("HN",), ("XARR",), "Beto", datetime.now(UTC), None
    )
    today = Today((), (), (package,), (), (), (), 0, 0, ())
    carla = list(tasks(today, make_node("GT", "Carla").register.officer))
    beto = list(tasks(today, make_node("GT", "Beto").register.officer))
    assert [one.state for one in carla] == ["Por firmar"]
    assert [one.state for one in beto] == ["Espera aprobación"]
    assert "Honduras" in carla[0].words
    assert carla[0].page == "exchange"


def test_files_in_the_mailbox_are_told(make_node):
    node = make_node("GT", "Beto")
    (node.inbox / f"{'0' * 32}.age").write_bytes(b"sealed")
    (task,) = tasks(read(node), node.register.officer)
    assert task.words == "1 archivo espera en el buzón."


def test_a_country_that_does_not_answer_is_named(make_node):
    old = datetime(2020, 1, 1, tzinfo=UTC)
    sent = Sent("a" * 32, "HN", 1, "sent", None, old, None)
    package = Outgoing("a" * 32, "sent", "", ("HN",), ("XARR",), "Beto", old, "Carla", (sent,))
    assert list(unanswered([package], date(2020, 1, 15))) == [("HN", 14)]


def test_an_officer_with_nothing_to_do_is_told_so(qtbot, dressed, jobs, filled):
    page = page_of(qtbot, jobs, filled)
    page.show_today(Today(tuple(page.today.figures), (), (), (), (), (), 0, 0, ()))
    qtbot.waitUntil(lambda: "Hoy no hay nada pendiente para usted." in said(page))
