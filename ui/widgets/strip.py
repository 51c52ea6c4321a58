"""Work in progress, at the foot of the window."""

from PySide6.QtWidgets import QFrame, QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from ui.jobs import Job, Jobs, State
from ui.theme import GRID
from ui.widgets.make import button, label
from ui.words import Words, number
from vipmg.i18n import N_, _, ngettext


class ProgressStrip(QFrame):
    """One line for each job: what it does, how far, time left, a button to cancel.

    Hidden when nothing runs.
    """

    def __init__(self, jobs: Jobs) -> None:
        super().__init__()
        self.setObjectName("strip")
        self._jobs = jobs
        self._lines: dict[Job, _Line] = {}
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(2 * GRID + 4, GRID // 2, 2 * GRID, GRID // 2)
        self._layout.setSpacing(GRID // 2)
        jobs.changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Show the jobs that run or wait."""
        for job in self._jobs.list:
            if not job.over and job not in self._lines:
                self._lines[job] = _Line(job)
                self._layout.addWidget(self._lines[job])
        for job in [job for job in self._lines if job.over]:
            line = self._lines.pop(job)
            self._layout.removeWidget(line)
            line.hide()
            line.deleteLater()
        for line in self._lines.values():
            line.refresh()
        self.setVisible(bool(self._lines))


class _Line(QWidget):
    def __init__(self, job: Job) -> None:
        super().__init__()
        self.words = Words()
        self._job = job
        self._title, self._left = label(job.title), label(kind="small")
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setFixedWidth(220)
        self._bar.setAccessibleName(job.title)
        self._cancel = button(self.words, N_("Cancel"), job.cancel, kind="flat", icon="x")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._title)
        layout.addWidget(self._bar)
        layout.addWidget(self._left, 1)
        layout.addWidget(self._cancel)

    def retranslate(self) -> None:
        self.words.again()
        self.refresh()

    def refresh(self) -> None:
        job = self._job
        self._bar.setRange(0, 1000 if job.total else 0)
        if job.total:
            self._bar.setValue(round(1000 * min(job.at / job.total, 1)))
        self._cancel.setEnabled(not job.cancelling.is_set())
        self._left.setText(" · ".join(part for part in (self._state(), self._far()) if part))

    def _state(self) -> str:
        if self._job.cancelling.is_set():
            return _("Cancelling…")
        if self._job.state is State.WAITING:
            return _("Waiting for its turn")
        return self._job.message

    def _far(self) -> str:
        far = []
        if self._job.total:
            far.append(
                _("{done} of {total}").format(
                    done=number(self._job.at), total=number(self._job.total)
                )
            )
        left = self._job.seconds_left()
        if left is not None:
            far.append(time_left(left))
        return " · ".join(far)


def closing_words(running: int) -> str:
    """Return what closing the window does to `running` jobs."""
    return ngettext(
        "{count} job is still running and will be cancelled. What it began is taken back.",
        "{count} jobs are still running and will be cancelled. What they began is taken back.",
        running,
    ).format(count=running)


def time_left(seconds: float) -> str:
    """Return the time left in words: no more exact than it can be."""
    if seconds < 60:
        count = max(5, 5 * round(seconds / 5))
        return ngettext("{count} second left", "{count} seconds left", count).format(count=count)
    count = round(seconds / 60)
    return ngettext("{count} minute left", "{count} minutes left", count).format(count=count)
