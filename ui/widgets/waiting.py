"""The place of a result that is not there: how to begin, how far the work is, why it failed."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QProgressBar, QVBoxLayout, QWidget

from ui.failure import words_of
from ui.jobs import Job
from ui.theme import GRID
from ui.widgets.make import button, centred, label
from ui.words import Words
from vipmg.i18n import N_, _


class Waiting(QWidget):
    """A sentence or two in the middle, and the button that cancels while work is running.

    `title` and `sentence` (message ids) say how to begin.
    """

    cancelled = Signal()

    def __init__(self, title: str, sentence: str) -> None:
        super().__init__()
        self.words = Words()
        self._invitation = (title, sentence)
        self._job: Job | None = None
        self._error: Exception | None = None
        self.heading, self.sentence = (
            label(kind="heading", wrap=True),
            label(kind="muted", wrap=True),
        )
        for part in (self.heading, self.sentence):
            part.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            part.setMaximumWidth(620)
            part.setMinimumSize(240, 1)
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setMaximumWidth(360)
        self._bar.setMinimumWidth(240)
        self.words.say(self._bar.setAccessibleName, N_("Progress"))
        self.cancel = button(self.words, N_("Cancel"), self.cancelled.emit)
        layout = QVBoxLayout(self)
        layout.setSpacing(GRID)
        layout.addStretch(2)
        layout.addLayout(centred(self.heading))
        layout.addLayout(centred(self.sentence))
        layout.addWidget(self._bar, alignment=Qt.AlignmentFlag.AlignHCenter)
        layout.addWidget(self.cancel, alignment=Qt.AlignmentFlag.AlignHCenter)
        layout.addStretch(3)
        self.invite()

    def invite(self) -> None:
        """Say how to begin."""
        self._job = self._error = None
        self._say()

    def show_work(self, job: Job) -> None:
        """Follow `job` until something else is shown."""
        self._job, self._error = job, None
        job.changed.connect(self._say)
        self._say()

    def refuse(self, error: Exception) -> None:
        """Say why there is no result and what can be done."""
        self._job, self._error = None, error
        self._say()

    def retranslate(self) -> None:
        """Say every text in the language in force."""
        self.words.again()
        self._say()

    def _say(self) -> None:
        working = self._job is not None and not self._job.over
        self._bar.setVisible(working)
        self.cancel.setVisible(working)
        if self._job is not None:
            self._bar.setRange(0, self._job.total)
            self._bar.setValue(self._job.at)
            cancelling = self._job.cancelling.is_set()
            self.heading.setText(_("Cancelling…") if cancelling else self._job.title)
            self.sentence.setText(self._job.message)
            self.cancel.setEnabled(not cancelling)
        elif self._error is not None:
            title, advice = words_of(self._error)
            self.heading.setText(title)
            self.sentence.setText(advice)
        else:
            title, sentence = self._invitation
            self.heading.setText(_(title))
            self.sentence.setText(_(sentence))
