import threading
import time

import pytest

from ui.jobs import State
from ui.processes import ProcessDied, WorkFailed
from vipmg.errors import Cancelled, Refused


class Locked(Refused):
    title = "Locked by {who}"


def square(number, progress):
    progress.report(1, 2, "half")
    return number * number


def refuse(progress):
    raise Locked(who="ana")


def stumble(progress):
    raise ZeroDivisionError


def die(progress):
    import os

    os._exit(7)


def go_on_for_ever(progress):
    while True:
        progress.report(1, 10, "")
        time.sleep(0.01)


def test_a_result_arrives_in_the_window_s_thread(qtbot, jobs):
    seen = []
    job = jobs.run(
        lambda _progress: threading.get_ident(),
        lambda worker: seen.append((worker, threading.get_ident())),
        title="Contar",
    )
    qtbot.waitUntil(lambda: bool(seen))
    worker, here = seen[0]
    assert worker != here == threading.get_ident()
    assert job.state is State.DONE
    assert not jobs.busy


def test_an_error_that_nobody_takes_reaches_the_window(qtbot, jobs):
    with qtbot.waitSignal(jobs.failed) as heard:
        job = jobs.run(lambda _progress: refuse(None), lambda _result: None, title="x")
    assert isinstance(heard.args[0], Locked)
    assert job.state is State.FAILED


def test_an_error_goes_to_the_one_who_asked_for_it(qtbot, jobs):
    taken = []
    jobs.failed.connect(lambda _error: pytest.fail("told twice"))
    jobs.run(lambda _progress: 1 // 0, print, title="x", failed=taken.append)
    qtbot.waitUntil(lambda: bool(taken))
    assert isinstance(taken[0], ZeroDivisionError)


def test_cancelled_work_stops_and_is_no_failure(qtbot, jobs):
    jobs.failed.connect(lambda _error: pytest.fail("a cancel is not a failure"))
    job = jobs.run(go_on_for_ever, lambda _result: pytest.fail("it was cancelled"), title="x")
    qtbot.waitUntil(lambda: job.at == 1)
    assert jobs.busy
    job.cancel()
    qtbot.waitUntil(lambda: job.state is State.CANCELLED)


def test_progress_reaches_the_window_at_most_twenty_times_a_second(qtbot, jobs):
    def work(progress):
        for at in range(20_000):
            progress.report(at, 20_000, "")

    heard = []
    job = jobs.run(work, heard.append, title="x")
    told = []
    job.changed.connect(lambda: told.append(job.at))
    began = time.monotonic()
    qtbot.waitUntil(lambda: bool(heard))
    assert len(told) <= 20 * (time.monotonic() - began) + 5


def test_closing_while_work_runs_waits_for_it_and_tells_nobody(qtbot, jobs):
    job = jobs.run(go_on_for_ever, lambda _result: pytest.fail("closed"), title="x")
    qtbot.waitUntil(lambda: job.at == 1)
    assert jobs.close(2000)
    qtbot.wait(50)


def test_the_time_left_is_judged_by_the_pace(qtbot, jobs):
    job = jobs.run(go_on_for_ever, print, title="x")
    assert job.seconds_left() is None
    qtbot.waitUntil(lambda: job.seconds_left() is not None, timeout=3000)
    assert 8 < job.seconds_left() < 15


def test_work_in_another_process_returns_its_result(qtbot, jobs):
    seen = []
    jobs.run_in_process(square, (12,), seen.append, title="x")
    qtbot.waitUntil(lambda: bool(seen), timeout=20_000)
    assert seen == [144]


@pytest.mark.parametrize(
    ("work", "kind"), [(refuse, Locked), (stumble, WorkFailed), (die, ProcessDied)]
)
def test_the_end_of_another_process_is_told(qtbot, jobs, work, kind):
    taken = []
    jobs.run_in_process(work, (), print, title="x", failed=taken.append)
    qtbot.waitUntil(lambda: bool(taken), timeout=20_000)
    assert type(taken[0]).__name__ == kind.__name__


def test_another_process_can_be_cancelled(qtbot, jobs):
    taken = []
    job = jobs.run_in_process(go_on_for_ever, (), print, title="x", failed=taken.append)
    qtbot.waitUntil(lambda: job.at == 1, timeout=20_000)
    job.cancel()
    qtbot.waitUntil(lambda: bool(taken), timeout=10_000)
    assert isinstance(taken[0], Cancelled)
