from datetime import date, timedelta

import polars as pl
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel

from ui.pages.records import RecordsPage
from ui.records.filters import with_code, with_period
from ui.records.listing import Listing
from vipmg import audit
from vipmg.importing.load import import_frames, take_back
from vipmg.records.store import Query

FIRST = date(2025, 1, 1)
DAYS = 90
PER_DAY = 10


def arrivals(count=DAYS * PER_DAY):
    """Records of three months, ten a day, women every third time."""
    return pl.DataFrame(
        {
            "occurred_on": [
                date(2025, 1, 1) + timedelta(days=at // PER_DAY) for at in range(count)
            ],
            "sex": ["F" if at % 3 == 0 else "M" for at in range(count)],
            "citizenship": ["HN" if at % 2 else "SV" for at in range(count)],
            "counterpart": ["HN" if at % 2 else "SV" for at in range(count)],
            "age": [20 + at % 40 for at in range(count)],
            "given_names": [f"Persona {at}" for at in range(count)],
            "doc_number": [f"X{at:06}" for at in range(count)],
            "doc_issuer": ["SV"] * count,
            "doc_type": ["P"] * count,
        }
    )


@pytest.fixture
def filled(node):
    import_frames(node.register, [arrivals()], "prueba", "ARR")
    import_frames(
        node.register,
        [pl.DataFrame({"occurred_on": [date(2025, 2, 10)] * 4, "citizenship": ["GT"] * 4})],
        "retornos",
        "RET",
    )
    return node


@pytest.fixture
def page(qtbot, dressed, jobs, filled):
    made = RecordsPage(filled, jobs)
    qtbot.addWidget(made)
    made.resize(1150, 700)
    made.show()
    made.refresh()
    qtbot.waitUntil(lambda: made.model.rowCount() == 904)
    return made


def read(page, row, column):
    return page.model.index(row, column).data()


def wait_row(qtbot, page, row):
    qtbot.waitUntil(lambda: read(page, row, 0) not in {None, ""})


def shown_in(widget):
    return " | ".join(
        label.text() for label in widget.findChildren(QLabel) if label.isVisibleTo(widget)
    )


def test_the_newest_record_comes_first_and_codes_are_said_in_words(page, qtbot):
    wait_row(qtbot, page, 0)
    assert read(page, 0, 0) == "31/03/2025"
    assert read(page, 0, 1) == "Entrada"
    assert read(page, 0, 2) == "Honduras"
    assert page.count.text() == "904 registros"


def test_every_row_is_shown_once_in_order_whatever_page_is_read_first(filled):
    listing = Listing(filled.register, Query())
    total = listing.count()
    last = listing.page(total - 50, 50)
    rows = [row for rows in listing.pages(37) for row in rows]
    keys = [(row["occurred_on"], row["id"]) for row in rows]
    assert len(set(keys)) == total == 904
    assert keys == sorted(keys, reverse=True)
    assert [row["id"] for row in last] == [row["id"] for row in rows[-50:]]


def test_a_filtered_count_is_the_number_of_rows(filled):
    query = with_period(with_code(Query(flow="ARR"), "sex", "F"), "2025-02")
    listing = Listing(filled.register, query)
    total = listing.count()
    rows = listing.page(0, 1_000)
    assert len(rows) == total
    assert {(row["sex"], row["period"]) for row in rows} == {("F", "2025-02")}


def test_a_row_that_stands_for_several_people_is_one_row(node):
    frame = pl.DataFrame(
        {"occurred_on": [date(2025, 5, 2)] * 3, "citizenship": ["VE"] * 3, "count": [5, 7, 1]}
    )
    import_frames(node.register, [frame], "con cantidades", "RES")
    listing = Listing(node.register, Query())
    assert listing.count() == 3
    assert listing.people == 13
    assert len(listing.page(0, 10)) == 3


def test_a_jump_shows_that_day(page, qtbot):
    page.day.setText("5/2/2025")
    qtbot.keyClick(page.day, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: page.view.currentIndex().row() > 0)
    at = page.view.currentIndex().row()
    wait_row(qtbot, page, at)
    assert read(page, at, 0) == "05/02/2025"
    wait_row(qtbot, page, at - 1)
    assert read(page, at - 1, 0) == "06/02/2025"


def test_a_day_that_is_none_is_marked(page, qtbot):
    page.day.setText("31/02/2025")
    qtbot.keyClick(page.day, Qt.Key.Key_Return)
    assert page.day.property("wrong")


def test_a_filter_is_shown_as_a_chip_and_taken_away_by_it(page, qtbot):
    page.narrow(with_code(Query(flow="ARR"), "citizenship", "SV"))
    qtbot.waitUntil(lambda: page.model.rowCount() == 450)
    chip = page.chips._chips[0]
    assert chip.text() == "Nacionalidad: El Salvador"
    qtbot.mouseClick(chip, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: page.model.rowCount() == 900)


def test_copied_rows_carry_their_titles(page, qtbot):
    wait_row(qtbot, page, 0)
    page.view.selectRow(0)
    page.view.copy()
    qtbot.waitUntil(lambda: "Nacionalidad" in QApplication.clipboard().text())
    lines = QApplication.clipboard().text().splitlines()
    assert len(lines) == 2
    assert lines[1].startswith("31/03/2025\tEntrada\tHonduras")


def test_the_list_is_exported_in_words_and_the_trail_tells(page, qtbot, tmp_path):
    target = tmp_path / "lista.csv"
    page.narrow(with_period(Query(flow="ARR"), "2025-01"))
    with qtbot.waitSignal(page.noticed) as noticed:
        page.export(target)
    lines = target.read_text(encoding="utf-8-sig").splitlines()
    assert noticed.args == ["310 registros en lista.csv"]
    assert lines[0].startswith("Fecha,Flujo,Nacionalidad,Sexo")
    assert len(lines) == 311
    with page.node.register.reading() as db:
        assert audit.entries(db, 1)[0].facts == {"rows": 310, "step": "records exported"}


def test_a_record_is_read_in_words_without_the_name(page, qtbot):
    wait_row(qtbot, page, 0)
    page.view.selectRow(0)
    assert page.panel.isVisible()
    assert "Honduras" in shown_in(page.panel)
    assert "Persona 8" not in shown_in(page.panel)


def test_looking_at_the_identity_leaves_an_entry_in_the_trail(page, qtbot):
    wait_row(qtbot, page, 0)
    page.view.selectRow(0)
    number = page.model.row_at(0)["id"]
    qtbot.mouseClick(page.panel.identify, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "Persona 899" in shown_in(page.panel))
    with page.node.register.reading() as db:
        entry = audit.entries(db, 1)[0]
    assert (entry.permission, entry.subject) == ("read_identity", str(number))
    assert "Persona" not in entry.to_bytes().decode()


def test_the_history_says_who_changed_what_and_why(page, qtbot, filled):
    take_back(filled.register, 1, "archivo equivocado")
    page.open_with(900)
    qtbot.waitUntil(lambda: "archivo equivocado" in shown_in(page.panel))
    assert "Estado: Válido → Anulado" in shown_in(page.panel)
    assert "Ana" in shown_in(page.panel)


def test_what_was_taken_back_leaves_the_list(page, qtbot, filled):
    take_back(filled.register, 2, "")
    page.refresh()
    qtbot.waitUntil(lambda: page.model.rowCount() == 900)


def test_cancelled_records_can_be_listed(filled):
    take_back(filled.register, 2, "")
    listing = Listing(filled.register, with_code(Query(), "status", "CANCELLED"))
    assert listing.count() == 4
    assert {row["flow"] for row in listing.page(0, 10)} == {"RET"}


def test_an_officer_without_that_role_is_told_who_sees_records(qtbot, dressed, jobs, make_node):
    made = RecordsPage(make_node("GT", "Carla"), jobs)
    qtbot.addWidget(made)
    made.show()
    made.refresh()
    assert "estadística" in shown_in(made).lower()
