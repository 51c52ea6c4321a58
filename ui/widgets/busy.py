"""How far a job is, inside a dialog that stands before the window's own strip."""

from PySide6.QtWidgets import QProgressBar, QVBoxLayout, QWidget

from ui.jobs import Job
from ui.theme import GRID
from ui.widgets.make import button, label, row
from ui.words import Words
from vipmg.i18n import N_, _


class BusyLine(QWidget):
    """What a job does and how far it is, with a button to cancel; hidden when nothing runs."""

    def __init__(self) -> None:
        super().__init__()
        self.words = Words()
        self._job: Job | None = None
        self._said, self._bar = label(kind="small"), QProgressBar()
        self._bar.setTextVisible(False)
        self.words.say(self._bar.setAccessibleName, N_("Progress"))
        self._cancel = button(self.words, N_("Cancel"), self._stop, kind="flat", icon="x")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GRID // 2)
        layout.addLayout(row(self._said, None, self._cancel))
        layout.addWidget(self._bar)
        self.hide()

    def follow(self, job: Job) -> None:
        """Show `job` until it is over."""
        self._job = job
        job.changed.connect(self._show)
        self._show()

    def retranslate(self) -> None:
        """Say the texts in the language in force."""
        self.words.again()

    def _show(self) -> None:
        job = self._job
        if job is None or job.over:
            self.hide()
            return
        self._said.setText(
            _("Cancelling…") if job.cancelling.is_set() else job.message or job.title
        )
        self._bar.setRange(0, 1000 if job.total else 0)
        if job.total:
            self._bar.setValue(round(1000 * min(job.at / job.total, 1)))
        self.show()

    def _stop(self) -> None:
        if self._job is not None:
            self._job.cancel()
