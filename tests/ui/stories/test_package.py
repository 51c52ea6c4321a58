"""Un paquete: prepared, approved by another person, sent, receipted; and one that was altered."""

from datetime import date

import polars as pl
import pytest

from exchange import peers
from vipmg import node_keys
from vipmg.cube import segments
from vipmg.officers import Permission
from vipmg.records import store
from vipmg.records.model import CODED, RECORD_SCHEMA

PASSPHRASE = "una frase larga de prueba"
COMMON = {
    **dict.fromkeys(RECORD_SCHEMA),
    **dict.fromkeys(CODED, "_Z"),
    "flow": "RET",
    "occurred_on": date(2026, 3, 5),
    "age_class": "_U",
    "source_system": "OTHER",
    "status": "VALID",
    "nna": "AD",
}
RETURNS = [
    {**COMMON, "sex": sex, "counterpart": country, "count": count}
    for sex, country, count in (("F", "US", 80), ("M", "US", 120), ("F", "MX", 60), ("M", "MX", 90))
]


@pytest.fixture
def friends(make_node):
    """Guatemala, with a month of returns, and Honduras; each has confirmed the other."""
    frame, ana = pl.DataFrame(RETURNS, schema=RECORD_SCHEMA), make_node("GT", "Ana")
    with ana.register.act(Permission.IMPORT, subject="retornos.csv") as act:
        ids = store.add(act.db, frame, 1, node_keys.persons_secret(act.db))
        numbered = frame.with_columns(pl.Series("id", list(ids)))
        segments.merge(act.db, segments.group(numbered, node_keys.records_secret(act.db)))
    both = make_node("GT", "Beto"), make_node("HN", "Beto")
    for one, other in (both, both[::-1]):
        peers.add(one.register, peers.own_card(other.register), str(other.inbox))
    for one, other in (both, both[::-1]):
        words = peers.pair_words(other.register, one.settings.country)
        peers.confirm(one.register, other.settings.country, " ".join(words))


@pytest.fixture
def exchange(sit_down, friends):
    """Return a function that gives an officer's page of the exchange."""

    def opened(country, officer):
        window = sit_down(country, officer)
        window.open_page("exchange")
        return window.page("exchange")

    return opened


def leads_the_wizard(qtbot):
    def do(dialog):
        for name, box in dialog.choice.tables.items():
            box.setChecked(name == "XRET")
        dialog.choice.period.choose("2026-03")
        dialog.choice.purpose.setText("Convenio CA-4, artículo 5")
        dialog.next.click()
        qtbot.waitUntil(lambda: dialog.stack.currentIndex() == 1, timeout=20_000)
        assert "350" in figures(dialog), "what leaves is read before it is signed"
        dialog.next.click()
        dialog.sign.passphrase.line.setText(PASSPHRASE)
        dialog.next.click()
        qtbot.waitUntil(lambda: dialog.stack.currentIndex() == 3, timeout=20_000)
        dialog.next.click()

    return do


def figures(dialog):
    model = dialog.content.view.model()
    return {
        str(model.index(row, column).data())
        for row in range(model.rowCount())
        for column in range(model.columnCount())
    }


def approves(qtbot):
    def do(dialog):
        assert dialog.content.facts["prepared"].text() == "Beto"
        dialog.passphrase.line.setText(PASSPHRASE)
        with qtbot.waitSignal(dialog.accepted, timeout=20_000):
            dialog.approve()

    return do


def agrees(dialog):
    dialog.accept()


def package_sent(qtbot, exchange, person):
    """Beto prepares, Carla approves, Beto sends; return his page."""
    page = exchange("GT", "Beto")
    qtbot.waitUntil(page.leaving.prepare.isEnabled, timeout=10_000)
    person.next = [leads_the_wizard(qtbot)]
    page.leaving.prepare.click()
    qtbot.waitUntil(lambda: page.leaving.model.rowCount() == 1, timeout=20_000)
    assert page.leaving.approve.toolTip() == "Usted lo preparó: debe aprobarlo otra persona."
    page = exchange("GT", "Carla")
    qtbot.waitUntil(page.leaving.approve.isVisible, timeout=10_000)
    person.next = [approves(qtbot)]
    page.leaving.approve.click()
    qtbot.waitUntil(lambda: page.leaving.model.index(0, 0).data() == "aprobado, sin enviar")
    page = exchange("GT", "Beto")
    qtbot.waitUntil(page.leaving.send.isVisible, timeout=10_000)
    person.next = [agrees]
    page.leaving.send.click()
    qtbot.waitUntil(lambda: "sin respuesta desde" in page.leaving.story.text(), timeout=20_000)
    return page


def receive(qtbot, page, person):
    """Take in what waits; return what the officer is told of it."""
    person.told.clear()
    page.arrivals.receive.click()
    qtbot.waitUntil(lambda: bool(person.told), timeout=20_000)
    return person.told[0]


def test_prepared_approved_by_another_sent_and_receipted(qtbot, exchange, person):
    sent = package_sent(qtbot, exchange, person)
    assert any("no se puede" in told for told in person.told), "sending was asked for, once"
    theirs = exchange("HN", "Beto")
    told = receive(qtbot, theirs, person)
    assert "aceptado" in told
    assert "Guatemala" in told
    told = receive(qtbot, sent, person)
    assert "Honduras" in told
    sent.refresh()
    qtbot.waitUntil(lambda: "Honduras: aceptado" in sent.leaving.story.text(), timeout=10_000)
    assert sent.leaving.model.index(0, 0).data() == "aceptado"


def test_one_altered_byte_and_the_package_is_refused_by_name(qtbot, exchange, person, sit_down):
    package_sent(qtbot, exchange, person)
    theirs = exchange("HN", "Beto")
    file = next(theirs.node.inbox.glob("*.age"))
    sealed = bytearray(file.read_bytes())
    sealed[len(sealed) // 2] ^= 1
    file.write_bytes(sealed)
    told = receive(qtbot, theirs, person)
    assert "no admitido" in told
    assert "El paquete fue alterado" in told
    window = sit_down("HN", "Ana")
    window.open_page("region")
    region = window.page("region").together
    qtbot.waitUntil(lambda: region._found is not None, timeout=10_000)
    assert region._found.cells.is_empty(), "nothing of it was taken in"
