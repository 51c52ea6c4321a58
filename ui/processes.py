"""Work in a process of its own, for Python code that would hold the window still.

Knows no Qt: `ui.jobs` calls it from a worker thread.
"""

import multiprocessing
from collections.abc import Callable
from multiprocessing.connection import Connection
from multiprocessing.synchronize import Event
from typing import Any, TypeVar

from vipmg.errors import Cancelled, VipmgError
from vipmg.i18n import N_, language, use_language
from vipmg.progress import Progress

T = TypeVar("T")
PATIENCE = 3.0
"""Seconds that a cancelled process is given to take its work back."""


class ProcessDied(VipmgError):
    """The process ended without a result: killed, or out of memory."""

    title = N_("The work stopped before its end")
    advice = N_(
        "The computer may have run out of memory. Nothing was changed. Close other programs and "
        "try again."
    )


class WorkFailed(Exception):
    """An error of the other process that we do not know: its kind and place, not its words."""


def in_process(work: Callable[..., T], arguments: tuple[object, ...], progress: Progress) -> T:
    """Return ``work(*arguments, progress)``, computed in a new process.

    Raises:
        Cancelled: `progress` said so; the process was asked, then ended.
        ProcessDied: it ended without a word.
        VipmgError: as raised by `work`.
    """
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe(duplex=False)
    stop = context.Event()
    process = context.Process(
        target=_child, args=(theirs, stop, language(), work, arguments), daemon=True
    )
    process.start()
    theirs.close()
    try:
        return _listen(ours, progress)  # type: ignore[no-any-return]
    except Cancelled:
        stop.set()
        process.join(PATIENCE)
        raise
    finally:
        if process.is_alive():
            process.join(0.5)
            process.terminate()
        process.join()
        ours.close()


def _listen(ours: "Connection[Any, Any]", progress: Progress) -> Any:
    at: tuple[int, int, str] = (0, 0, "")
    while True:
        if not ours.poll(0.1):
            progress.report(*at)
            continue
        try:
            kind, *content = ours.recv()
        except EOFError:
            raise ProcessDied from None
        if kind == "progress":
            at = (content[0], content[1], content[2])
            progress.report(*at)
        elif kind == "result":
            return content[0]
        elif kind == "refusal":
            error, facts = content
            raise error(**facts)
        else:
            raise WorkFailed(content[0])


def _child(
    theirs: "Connection[Any, Any]",
    stop: Event,
    code: str,
    work: Callable[..., object],
    arguments: tuple[object, ...],
) -> None:
    use_language(code)
    try:
        theirs.send(("result", work(*arguments, _Sending(theirs, stop))))
    except VipmgError as error:
        theirs.send(("refusal", type(error), error.facts))
    except Exception as error:  # noqa: BLE001 - told to the other side, which raises it
        theirs.send(("failure", type(error).__qualname__))
    finally:
        theirs.close()


class _Sending(Progress):
    def __init__(self, theirs: "Connection[Any, Any]", stop: Event) -> None:
        self._theirs, self._stop = theirs, stop

    def report(self, done: int, total: int, message: str) -> None:
        if self._stop.is_set():
            raise Cancelled
        self._theirs.send(("progress", done, total, message))
