import shutil
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QDialog

from ui.app import Desktop
from ui.doors import Doors
from ui.widgets.dialog import Dialog
from vipmg import __main__ as program
from vipmg.node import open_node

PASSPHRASE = "una frase larga de prueba"
LATER = {"polars", "pandas", "sqlalchemy", "reportlab", "openpyxl", "numba", "numpy", "pyarrow"}
FIRST_PAINT = """
import sys
from PySide6.QtWidgets import QApplication
from ui import app
from vipmg import __main__ as program

real = app.Desktop.show_sign_in
def shown(desktop, folder):
    real(desktop, folder)
    desktop.sign_in.grab()
    print(*sorted({name.partition(".")[0] for name in sys.modules}))
    sys.stdout.flush()
    raise SystemExit(0)
app.Desktop.show_sign_in = shown
program.open_desktop(None)
"""


@pytest.fixture
def folder(tmp_path, fresh_nodes):
    made = tmp_path / "GT"
    shutil.copytree(fresh_nodes("GT"), made)
    return made


@pytest.fixture
def desktop(qtbot, dressed, kept, folder):
    doors = Doors(
        program._open_node, program._create_node, check_passphrase=program._check_passphrase
    )
    made = Desktop(dressed, doors, folder, kept)
    made.show_sign_in(folder)
    yield made
    made.leave()
    for screen in (made.window, made.sign_in):
        if screen is not None:
            screen.close()
            screen.deleteLater()
    made.deleteLater()
    dressed.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def sign_in(qtbot, desktop, officer, passphrase=PASSPHRASE):
    screen = desktop.sign_in
    screen.officer.setText(officer)
    screen.passphrase.line.setText(passphrase)
    screen.sign_in()
    qtbot.waitUntil(lambda: desktop.sign_in is None or not screen.error.isHidden(), timeout=20_000)


def test_the_sign_in_is_there_before_anything_heavy_is_loaded(tmp_path):
    ran = subprocess.run(
        [sys.executable, "-c", FIRST_PAINT],
        capture_output=True,
        text=True,
        timeout=60,
        cwd=Path(__file__).parents[2],
        env={"QT_QPA_PLATFORM": "offscreen", "HOME": str(tmp_path), "XDG_RUNTIME_DIR": "/tmp"},
        check=False,
    )
    loaded = set(ran.stdout.split())
    assert "PySide6" in loaded, ran.stderr
    assert loaded & LATER == set()


def test_who_locked_the_screen_comes_back_to_the_same_window(qtbot, desktop):
    sign_in(qtbot, desktop, "Ana")
    window, node = desktop.window, desktop.node
    window.open_page("settings")
    desktop.lock()
    assert not window.isVisible()
    assert desktop.sign_in.isVisible()
    sign_in(qtbot, desktop, "Ana", "no es esta")
    assert "contraseña" in desktop.sign_in.error.text().lower()
    assert not window.isVisible()
    sign_in(qtbot, desktop, "Ana")
    assert desktop.window is window
    assert desktop.node is node
    assert window.isVisible()
    assert window.shown.name == "settings"


def test_another_officer_gets_a_window_of_their_own(qtbot, desktop):
    sign_in(qtbot, desktop, "Ana")
    window = desktop.window
    desktop.lock()
    sign_in(qtbot, desktop, "Carla")
    assert desktop.window is not window
    assert desktop.node.register.officer.name == "Carla"
    assert "importing" in window.pages


def test_work_of_the_one_who_locked_is_not_cancelled_by_another(qtbot, desktop):
    sign_in(qtbot, desktop, "Ana")
    going_on = threading.Event()
    job = desktop.window.jobs.run(lambda _progress: going_on.wait(20), print, title="Importar")
    desktop.lock()
    sign_in(qtbot, desktop, "Carla")
    assert "Ana" in desktop.sign_in.error.text()
    assert not job.over
    going_on.set()
    qtbot.waitUntil(lambda: job.over)
    sign_in(qtbot, desktop, "Carla")
    assert desktop.node.register.officer.name == "Carla"


def test_the_lock_leaves_no_dialog_on_the_screen(qtbot, desktop):
    sign_in(qtbot, desktop, "Ana")
    dialog = Dialog(desktop.window, "Preparar")
    dialog.open()
    desktop.lock()
    assert not dialog.isVisible()
    assert dialog.result() == QDialog.DialogCode.Rejected


def test_at_the_end_others_may_open_the_node(qtbot, desktop, folder):
    sign_in(qtbot, desktop, "Ana")
    desktop.leave()
    with open_node(folder, "Carla", PASSPHRASE).register.reading():
        pass


def test_pages_without_work_for_the_officer_are_not_shown(qtbot, desktop):
    sign_in(qtbot, desktop, "Carla")
    assert "exchange" in desktop.window.pages
    desktop.window.open_page("nowhere")
    assert "función" in desktop.window.notice.accessibleName()


def test_after_the_first_day_the_page_chosen_opens(qtbot, desktop, folder):
    desktop._offer(folder, "importing")
    sign_in(qtbot, desktop, "Ana")
    assert desktop.window.shown.name == "importing"
