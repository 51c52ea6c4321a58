"""A package from its preparation to its receipt, read as the officers read it."""

from datetime import date

import polars as pl
import pytest
from PySide6.QtWidgets import QLabel

from exchange import outgoing, peers, send
from exchange.receive import Received
from ui.exchange.approve import ApproveDialog
from ui.exchange.arrivals import OutcomeDialog
from ui.exchange.ceremony import CeremonyDialog
from ui.exchange.prepare import PrepareDialog
from ui.jobs import Jobs
from ui.pages.exchange import ExchangePage
from ui.widgets.pill import Pill
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
}
RETURNS = [
    {**COMMON, "sex": sex, "counterpart": country, "nna": nna, "count": count}
    for sex, country, nna, count in (
        ("F", "US", "AD", 80),
        ("M", "US", "AD", 120),
        ("F", "MX", "AD", 60),
        ("M", "MX", "AD", 90),
        ("M", "US", "NNA_A", 2),
    )
]


def register_returns(node):
    frame = pl.DataFrame(RETURNS, schema=RECORD_SCHEMA)
    with node.register.act(Permission.IMPORT, subject="retornos.csv") as act:
        ids = store.add(act.db, frame, 1, node_keys.persons_secret(act.db))
        numbered = frame.with_columns(pl.Series("id", list(ids)))
        segments.merge(act.db, segments.group(numbered, node_keys.records_secret(act.db)))


@pytest.fixture
def pair(make_node):
    """Guatemala and Honduras, who have each other's card and mailbox, not confirmed."""
    register_returns(make_node("GT", "Ana"))
    both = make_node("GT", "Beto"), make_node("HN", "Beto")
    for one, other in (both, both[::-1]):
        peers.add(one.register, peers.own_card(other.register), str(other.inbox))
    return both


@pytest.fixture
def friends(pair):
    for one, other in (pair, pair[::-1]):
        words = peers.pair_words(other.register, one.settings.country)
        peers.confirm(one.register, other.settings.country, " ".join(words))
    return pair


@pytest.fixture
def show(qtbot, dressed):
    """Return a function that shows the page on a node."""
    made = []

    def page_on(node):
        page = ExchangePage(node, Jobs())
        made.append(page)
        qtbot.addWidget(page)
        page.resize(1100, 700)
        page.show()
        page.jobs.failed.connect(lambda error: pytest.fail(str(error)))
        page.refresh()
        return page

    yield page_on
    for page in made:
        page.jobs.close()


def prepared(qtbot, page):
    """Lead through the wizard as a person does; return the dialog at its end."""
    with page.node.register.reading() as db:
        dialog = PrepareDialog(page, peers.everyone(db))
    qtbot.addWidget(dialog)
    dialog.show()
    for name, box in dialog.choice.tables.items():
        box.setChecked(name == "XRET")
    dialog.choice.period.choose("2026-03")
    dialog.go_on()
    assert "propósito" in dialog.error.text() or "para qué" in dialog.error.text()
    dialog.choice.purpose.setText("Convenio CA-4, artículo 5")
    dialog.go_on()
    qtbot.waitUntil(lambda: dialog.stack.currentIndex() == 1, timeout=30_000)
    return dialog


def sign(qtbot, dialog):
    dialog.go_on()
    dialog.sign.passphrase.line.setText(PASSPHRASE)
    dialog.go_on()
    qtbot.waitUntil(lambda: dialog.stack.currentIndex() == 3, timeout=20_000)


def test_what_leaves_is_shown_before_it_is_signed(qtbot, show, friends):
    dialog = prepared(qtbot, show(friends[0]))
    facts = {name: shown.text() for name, shown in dialog.content.facts.items()}
    assert facts["recipients"] == "Honduras"
    assert facts["purpose"] == "Convenio CA-4, artículo 5"
    assert "de 1 a 4" in facts["protection"]
    assert "superada" in facts["protection"]
    model = dialog.content.view.model()
    shown = {
        str(model.index(row, column).data())
        for row in range(model.rowCount())
        for column in range(model.columnCount())
    }
    assert "352" in shown
    assert "suprimido" in shown
    assert "2" not in shown, "a small count is never on the screen"
    assert outgoing.everything(friends[0].register) == []


def test_a_wrong_passphrase_signs_nothing(qtbot, show, friends):
    dialog = prepared(qtbot, show(friends[0]))
    dialog.go_on()
    dialog.sign.passphrase.line.setText("otra cosa")
    dialog.go_on()
    qtbot.waitUntil(lambda: bool(dialog.error.text()), timeout=20_000)
    assert "contraseña" in dialog.error.text().lower()
    assert dialog.stack.currentIndex() == 2
    assert outgoing.everything(friends[0].register) == []


def test_prepared_approved_by_another_sent_and_receipted(qtbot, show, friends, make_node):
    guatemala, honduras = friends
    page = show(guatemala)
    sign(qtbot, prepared(qtbot, page))
    page.refresh()
    qtbot.waitUntil(lambda: page.leaving.model.rowCount() == 1)
    assert not page.leaving.approve.isEnabled()
    assert page.leaving.approve.toolTip() == "Usted lo preparó: debe aprobarlo otra persona."

    page.jobs.close()
    page = show(make_node("GT", "Carla"))
    qtbot.waitUntil(page.leaving.approve.isVisible)
    assert page.leaving.approve.isEnabled()
    assert not page.leaving.prepare.isEnabled()
    package = page.leaving.chosen().package
    dialog = ApproveDialog(page, send.preview(page.node.register, package))
    qtbot.addWidget(dialog)
    assert dialog.content.facts["prepared"].text() == "Beto"
    dialog.passphrase.line.setText(PASSPHRASE)
    with qtbot.waitSignal(dialog.accepted, timeout=20_000):
        dialog.approve()

    page.jobs.close()
    page = show(make_node("GT", "Beto"))
    qtbot.waitUntil(page.leaving.send.isVisible)
    page.leaving.send_package(package)
    qtbot.waitUntil(lambda: "sin respuesta desde" in page.leaving.story.text(), timeout=20_000)

    theirs = show(honduras)
    told = []
    theirs.arrivals._tell = told.append
    theirs.arrivals.receive_all()
    qtbot.waitUntil(lambda: bool(told), timeout=20_000)
    assert [found.verdict for found in told[0]] == ["accepted"]

    told.clear()
    page.arrivals._tell = told.append
    page.arrivals.receive_all()
    qtbot.waitUntil(lambda: bool(told), timeout=20_000)
    page.refresh()
    qtbot.waitUntil(lambda: "Honduras: aceptado" in page.leaving.story.text())
    assert page.leaving.model.index(0, 0).data() == "aceptado"


def test_what_became_of_each_file_is_said_in_words(qtbot, show, pair):
    dialog = OutcomeDialog(
        show(pair[0]),
        (
            Received("a", "accepted", None, "HN", "x", 1, ("XRET",), 12),
            Received("b", "refused", "unknown-signer"),
        ),
    )
    qtbot.addWidget(dialog)
    assert [pill.text() for pill in dialog.findChildren(Pill)] == ["aceptado", "no admitido"]
    said = " ".join(label.text() for label in dialog.findChildren(QLabel))
    assert "se incorporaron 12 cifras" in said
    assert "Remitente desconocido" in said
    assert "nodo desconocido" in said


def test_a_country_is_confirmed_only_by_the_words_it_reads(qtbot, show, pair):
    guatemala, honduras = pair
    page = show(guatemala)
    page.open_with("others")
    qtbot.waitUntil(lambda: page.others.model.rowCount() == 1)
    assert page.others.model.index(0, 1).data() == "sin confirmar"
    words = peers.pair_words(guatemala.register, "HN")
    dialog = CeremonyDialog(page, "HN", words, "0000")
    qtbot.addWidget(dialog)
    dialog.typed.setPlainText("palabras que nadie leyó")
    dialog.confirm()
    qtbot.waitUntil(lambda: bool(dialog.error.text()))
    assert "no coinciden" in dialog.error.text()
    read_out = peers.pair_words(honduras.register, "GT")
    dialog.typed.setPlainText(", ".join(read_out).upper())
    with qtbot.waitSignal(dialog.accepted):
        dialog.confirm()
    page.others.refresh()
    qtbot.waitUntil(lambda: page.others.model.index(0, 1).data() == "confirmado")
    assert not page.others.compare.isVisible()


def test_a_card_is_given_out_and_taken_in(qtbot, show, make_node, tmp_path):
    guatemala, honduras = make_node("GT", "Beto"), make_node("HN", "Beto")
    file = tmp_path / "hn.card"
    giving = show(honduras)
    giving.others.save_card(file)
    qtbot.waitUntil(file.exists)
    page = show(guatemala)
    page.others.add_card(file)
    qtbot.waitUntil(lambda: page.others.model.rowCount() == 1)
    assert page.others.title.text() == "Honduras: sin confirmar"
    assert "Beto, Carla" in page.others.story.text()


def test_who_may_not_decide_is_told_why(qtbot, show, make_node):
    page = show(make_node("GT", "Carla"))
    assert not page.arrivals.receive.isEnabled()
    assert "responsable de intercambio" in page.arrivals.receive.toolTip()
    assert not page.others.drop.isEnabled()
