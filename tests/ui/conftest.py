import os
from dataclasses import dataclass
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pytest

from ui.jobs import Jobs
from ui.pages import PAGES
from ui.state import State
from ui.theme import apply_theme
from ui.window import Window
from ui.words import speak


@dataclass(frozen=True)
class Office:
    """A node as far as the shell asks."""

    folder: Path
    country: str = "SLV"
    agency: str = "Dirección General de Migración y Extranjería"
    officer: str = "ana"
    demo: bool = True


@pytest.fixture
def spanish(qapp):
    apply_theme(qapp, "light")
    speak(qapp, "es")
    yield qapp
    apply_theme(qapp, "light")
    speak(qapp, "es")


@pytest.fixture
def jobs(qapp):
    made = Jobs()
    yield made
    made.close()


@pytest.fixture
def kept(tmp_path):
    return State(tmp_path / "desktop.ini")


@pytest.fixture
def window(qtbot, spanish, jobs, kept, tmp_path):
    made = Window(Office(tmp_path), jobs, kept, PAGES)
    qtbot.addWidget(made)
    made.resize(1366, 768)
    made.show()
    return made
