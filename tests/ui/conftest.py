import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pytest

from ui.jobs import Jobs
from ui.pages import PAGES
from ui.state import State
from ui.theme import apply_theme
from ui.window import Window
from ui.words import speak


def pytest_collection_modifyitems(items):
    """The offscreen screen cannot keep a window's least size, and says so each time."""
    for item in items:
        item.add_marker(pytest.mark.qt_log_ignore("propagateSizeHints"))


@pytest.fixture
def dressed(qapp):
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
def window(qtbot, dressed, jobs, kept, node):
    made = Window(node, jobs, kept, PAGES)
    qtbot.addWidget(made)
    made.resize(1366, 768)
    made.show()
    return made
