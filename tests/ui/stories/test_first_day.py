"""El primer día: from nothing to a node with the first file of the office in it."""

import csv
import time
from itertools import pairwise
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QTimer

from ui.app import Desktop
from ui.pages.importing import CASE, OUTCOME
from vipmg.__main__ import doors

PASSPHRASE = "caballo lámpara río quince"
REAL = Path(__file__).parents[4] / "shared" / "data" / "us-ice-removals-seattle"
STALL = 0.5
"""Seconds that the window may stand still while a file is read, on a busy machine."""


@pytest.fixture
def desktop(qtbot, dressed, kept, person):
    made = Desktop(dressed, doors(), None, kept)
    made.show_sign_in(None)
    yield made
    made.leave()
    for screen in (made.window, made.sign_in):
        if screen is not None:
            screen.close()
            screen.deleteLater()
    made.deleteLater()
    dressed.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def leads_the_wizard(qtbot, folder):
    def do(wizard):
        wizard.next.click()
        wizard.agency._country.setCurrentIndex(2)
        wizard.agency._agency.setText("Dirección General de Migración")
        wizard.next.click()
        wizard.place.choose(folder)
        wizard.next.click()
        card = wizard.officers.cards[0]
        card.name.setText("marta")
        for line in (card.first.line, card.second.line):
            line.setText(PASSPHRASE)
        wizard.next.click()
        qtbot.waitUntil(lambda: wizard.step is wizard.recovery, timeout=20_000)
        assert len(wizard.recovery.phrase.toPlainText().split()) >= 24
        wizard.recovery.kept.setChecked(True)
        wizard.next.click()
        wizard.next.click()

    return do


def node_made(qtbot, desktop, person, folder):
    """Lead through the wizard and sign in; return the window, which opens where work begins."""
    person.next = [leads_the_wizard(qtbot, folder)]
    desktop.sign_in.creating.emit()
    qtbot.waitUntil(lambda: desktop.sign_in is not None, timeout=10_000)
    desktop.sign_in.officer.setText("marta")
    desktop.sign_in.passphrase.line.setText(PASSPHRASE)
    desktop.sign_in.sign_in()
    qtbot.waitUntil(lambda: desktop.window is not None, timeout=20_000)
    return desktop.window


def in_hand(qtbot, page, file):
    page.take([file])
    qtbot.waitUntil(lambda: page.stack.currentIndex() == CASE, timeout=10_000)


def registered(qtbot, page, file):
    """Import `file` as returns; return what is said of its rows."""
    in_hand(qtbot, page, file)
    return checked_and_registered(qtbot, page)


def checked_and_registered(qtbot, page):
    page.case.flow._buttons["RET"].click()
    page.case.check.click()
    qtbot.waitUntil(lambda: page.stack.currentIndex() == OUTCOME, timeout=20_000)
    page.go_on.click()
    qtbot.waitUntil(lambda: not page.result.check_only, timeout=20_000)
    return page.outcome.figures[1].accessibleName()


def many_returns(path, rows):
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file)
        out.writerow(("occurred_on", "sex", "age", "citizenship", "counterpart"))
        out.writerows(
            (f"2025-{1 + at % 12:02}-{1 + at % 28:02}", "FM"[at % 2], 18 + at % 50, "SV", "US")
            for at in range(rows)
        )
    return path


def test_from_the_wizard_to_the_first_file(qtbot, desktop, person, tmp_path):
    window = node_made(qtbot, desktop, person, tmp_path / "nodo")
    assert window.shown.name == "importing"
    said = registered(qtbot, window.page("importing"), many_returns(tmp_path / "r.csv", 500))
    assert said.startswith("Registradas: 500.")
    window.open_page("records")
    records = window.page("records")
    qtbot.waitUntil(lambda: "500 registros" in records.count.text(), timeout=10_000)


@pytest.mark.real_data
@pytest.mark.skipif(not REAL.exists(), reason="the real files are not beside the project")
def test_the_first_file_may_be_one_of_another_country(qtbot, desktop, person, tmp_path):
    window = node_made(qtbot, desktop, person, tmp_path / "nodo")
    said = registered(qtbot, window.page("importing"), REAL / "SeattleAOROtherRemovals.csv")
    assert said.startswith("Registradas: 20,384.")


def test_the_window_moves_while_forty_thousand_rows_come_in(qtbot, sit_down, tmp_path):
    window = sit_down("GT", "Ana")
    window.open_page("importing")
    page = window.page("importing")
    in_hand(qtbot, page, many_returns(tmp_path / "muchas.csv", 40_000))
    beats, pulse = [], QTimer(interval=5)
    pulse.timeout.connect(lambda: beats.append(time.perf_counter()))
    pulse.start()
    said = checked_and_registered(qtbot, page)
    pulse.stop()
    assert said.startswith("Registradas: 40,000.")
    worst = max(late - early for early, late in pairwise(beats))
    assert worst < STALL, f"{1000 * worst:.0f} ms"
