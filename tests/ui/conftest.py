import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pytest
from PySide6.QtCore import QEvent

from ui.jobs import Jobs
from ui.pages import PAGES
from ui.state import State
from ui.theme import apply_theme
from ui.window import Window
from ui.words import speak


def pytest_collection_modifyitems(items):
    """The offscreen screen has no window manager, and says so each time."""
    for item in items:
        item.add_marker(pytest.mark.qt_log_ignore("This plugin does not support"))


@pytest.fixture
def dressed(qapp):
    """Return the application in the light theme and Spanish, free of the windows of other tests."""
    qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    apply_theme(qapp, "light")
    speak(qapp, "es")
    return qapp


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
