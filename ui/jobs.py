"""Long work off the window's thread. The only file that knows threads and processes.

A page hands over a function and what to do with its result:

>>> self.jobs.run(lambda progress: import_file(path, progress), self.show_result, title=_("Import"))

The function runs in a worker thread; `done` runs in the window's thread. Work that would hold
Python's lock for long (XLSX, pandas, batches of PDF) goes to `run_in_process` instead. Signals
belong to `Jobs`, which lives as long as the window: a worker that owned them would delete an
object of another thread (style.md Q2).
"""

import threading
import time
from collections.abc import Callable
from enum import Enum
from typing import Any, TypeVar

from PySide6.QtCore import QObject, QRunnable, QThreadPool, Signal, Slot

from ui.processes import in_process
from vipmg.errors import Cancelled
from vipmg.progress import Progress

T = TypeVar("T")
EVERY = 0.05
"""Seconds between two reports to the window."""


class State(Enum):
    """Where a job stands."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


class Job(QObject):
    """One piece of work: its title, how far it is, how it ended."""

    changed = Signal()

    def __init__(self, title: str, parent: QObject) -> None:
        super().__init__(parent)
        self.title = title
        self.state = State.WAITING
        self.at, self.total, self.message = 0, 0, ""
        self.cancelling = threading.Event()
        self._began = 0.0

    @property
    def over(self) -> bool:
        """Return whether the job has ended, well or not."""
        return self.state not in {State.WAITING, State.RUNNING}

    def cancel(self) -> None:
        """Ask the work to stop; it does so at its next report."""
        self.cancelling.set()
        self.changed.emit()

    def spent(self) -> float:
        """Return the seconds since the work began."""
        return time.monotonic() - self._began if self._began else 0.0

    def seconds_left(self) -> float | None:
        """Return the time left, judged by the pace so far; `None` while it cannot be judged."""
        spent = self.spent()
        if self.state is not State.RUNNING or not self.total or not self.at or spent < 1:
            return None
        return spent * (self.total - self.at) / self.at

    def move(self, at: int, total: int, message: str) -> None:
        """Note how far the work is."""
        if self.state is State.WAITING:
            self.state, self._began = State.RUNNING, time.monotonic()
        self.at, self.total, self.message = at, total, message
        self.changed.emit()

    def end(self, state: State) -> None:
        """Note how the work ended."""
        self.state = state
        self.changed.emit()


class Jobs(QObject):
    """The work of one window: two threads for jobs, two more for short reads."""

    failed = Signal(object)
    """An exception nobody else took: the window shows it."""
    changed = Signal()
    """A job began, moved or ended."""
    ended = Signal(object)
    """The `Job` that ended."""

    _moved = Signal(object, object, object, str)
    _left = Signal(object, object, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.list: list[Job] = []
        self._work = QThreadPool(self)
        self._work.setMaxThreadCount(2)
        self._reads = QThreadPool(self)
        self._reads.setMaxThreadCount(2)
        self._takers: dict[Job, tuple[Callable[[Any], object], Callable[[Exception], object]]] = {}
        self._moved.connect(self._move)
        self._left.connect(self._take)

    @property
    def busy(self) -> bool:
        """Return whether any job runs or waits."""
        return any(not job.over for job in self.list)

    def run(
        self,
        work: Callable[[Progress], T],
        done: Callable[[T], object],
        *,
        title: str,
        failed: Callable[[Exception], object] | None = None,
    ) -> Job:
        """Run `work` in a worker thread, then `done` with its result in the window's thread.

        An error goes to `failed`, or else to the signal of that name; `Cancelled` to `failed`
        only. `title` is the officer's name for the work, already translated.
        """
        job = self._new(title, done, failed)
        self.list.append(job)
        self._work.start(_Task(job, work, self._moved, self._left))
        self.changed.emit()
        return job

    def run_in_process(
        self,
        work: Callable[..., T],
        arguments: tuple[object, ...],
        done: Callable[[T], object],
        *,
        title: str,
        failed: Callable[[Exception], object] | None = None,
    ) -> Job:
        """As `run`, in a process of its own: ``work(*arguments, progress)``.

        `work` is a function of a module; arguments and result can be pickled.
        """
        return self.run(
            lambda progress: in_process(work, arguments, progress),
            done,
            title=title,
            failed=failed,
        )

    def read(
        self,
        work: Callable[[], T],
        done: Callable[[T], object],
        *,
        failed: Callable[[Exception], object] | None = None,
    ) -> Job:
        """Run a short query off the window's thread: no progress, not in the list of jobs."""
        job = self._new("", done, failed)
        self._reads.start(_Task(job, lambda _progress: work(), self._moved, self._left))
        return job

    def close(self, milliseconds: int = 10_000) -> bool:
        """Cancel everything and wait; nobody is told of results any more.

        Returns whether all work had ended within `milliseconds`.
        """
        for job in list(self._takers):
            job.cancelling.set()
        self._takers.clear()
        self._work.clear()
        self._reads.clear()
        return self._work.waitForDone(milliseconds) and self._reads.waitForDone(milliseconds)

    def _new(
        self,
        title: str,
        done: Callable[[Any], object],
        failed: Callable[[Exception], object] | None,
    ) -> Job:
        job = Job(title, self)
        self._takers[job] = (done, failed or self._tell)
        return job

    def _tell(self, error: Exception) -> None:
        if not isinstance(error, Cancelled):
            self.failed.emit(error)

    @Slot(object, object, object, str)
    def _move(self, job: Job, at: int, total: int, message: str) -> None:
        if job in self._takers:
            job.move(at, total, message)
            self.changed.emit()

    @Slot(object, object, object)
    def _take(self, job: Job, result: object, error: Exception | None) -> None:
        takers = self._takers.pop(job, None)
        if takers is None:
            return
        done, failed = takers
        job.end(_state(error))
        try:
            if error is None:
                done(result)
            else:
                failed(error)
        finally:
            if job in self.list:
                self.ended.emit(job)
            else:
                job.deleteLater()
            self.changed.emit()


def _state(error: Exception | None) -> State:
    if error is None:
        return State.DONE
    return State.CANCELLED if isinstance(error, Cancelled) else State.FAILED


class _Reporting(Progress):
    """Progress that reaches the window at most twenty times a second."""

    def __init__(self, job: Job, moved: Any) -> None:
        self._job, self._moved = job, moved
        self._last = 0.0

    def begin(self) -> None:
        if self._job.cancelling.is_set():
            raise Cancelled
        self._moved.emit(self._job, 0, 0, "")

    def report(self, done: int, total: int, message: str) -> None:
        if self._job.cancelling.is_set():
            raise Cancelled
        now = time.monotonic()
        if now - self._last >= EVERY or (total and done >= total):
            self._last = now
            self._moved.emit(self._job, done, total, message)


class _Task(QRunnable):
    """Runs `work` and emits the signals it was lent; it owns none."""

    def __init__(self, job: Job, work: Callable[[Progress], object], moved: Any, left: Any) -> None:
        super().__init__()
        self._job, self._work, self._moved, self._left = job, work, moved, left

    def run(self) -> None:
        try:
            progress = _Reporting(self._job, self._moved)
            progress.begin()
            result = self._work(progress)
        except Exception as error:  # noqa: BLE001 - whatever it is belongs to the window
            self._left.emit(self._job, None, error)
        else:
            self._left.emit(self._job, result, None)
