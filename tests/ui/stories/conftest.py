"""A person at the desk: reads each dialog that opens, and does in it what the story says."""

import contextlib

import pytest
from PySide6.QtCore import QEvent, QTimer
from PySide6.QtWidgets import QApplication, QLabel

from ui.jobs import Jobs
from ui.pages import PAGES
from ui.state import State
from ui.widgets.pill import Pill
from ui.window import Window


def words_on(widget):
    """Every text in `widget` that a person sees."""
    parts = [*widget.findChildren(QLabel), *widget.findChildren(Pill)]
    return " ".join(part.text() for part in parts if part.text() and not part.isHidden())


class Person:
    """`told` holds the words of each dialog that opened; `next` what to do in the coming ones.

    A dialog of which the story says nothing is read and closed.
    """

    def __init__(self):
        self.told, self.next = [], []
        self._busy = False
        self._seen = None
        self._eyes = QTimer(interval=20)
        self._eyes.timeout.connect(self._look)
        self._eyes.start()

    def rest(self):
        self._eyes.stop()

    def _look(self):
        dialog = QApplication.activeModalWidget()
        if dialog is None or dialog is self._seen or self._busy:
            return
        self._busy, self._seen = True, dialog
        self.told.append(words_on(dialog))
        try:
            (self.next.pop(0) if self.next else type(dialog).reject)(dialog)
        finally:
            self._busy = False
            with contextlib.suppress(RuntimeError):
                if dialog.isVisible():
                    dialog.close()
            self._seen = None


@pytest.fixture
def person(dressed):
    made = Person()
    yield made
    made.rest()


@pytest.fixture
def sit_down(dressed, make_node, tmp_path, person):
    """Return a function that gives the window of an officer on the node of a country."""
    desks = {}

    def leave(country):
        for key in [key for key in desks if key[0] == country]:
            window = desks.pop(key)
            window.jobs.close()
            window.close()
            window.deleteLater()
            dressed.sendPostedEvents(None, QEvent.Type.DeferredDelete)

    def window_of(country, officer):
        if (country, officer) in desks:
            return desks[country, officer]
        leave(country)
        made = Window(make_node(country, officer), Jobs(), State(tmp_path / "desk.ini"), PAGES)
        made.resize(1366, 768)
        made.show()
        desks[country, officer] = made
        return made

    yield window_of
    for country, _officer in list(desks):
        leave(country)
