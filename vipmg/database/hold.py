"""One program at a time on one embedded database; the second is told who holds it."""

import getpass
import os
import socket
from collections.abc import Callable
from pathlib import Path

from filelock import FileLock, Timeout

from vipmg.errors import VipmgError
from vipmg.i18n import N_


class HeldElsewhere(VipmgError):
    """Another program has the register open."""

    title = N_("The register is open elsewhere")
    advice = N_(
        "It is in use by {who}. Close the program there, or wait until it has ended, "
        "then try again."
    )


def hold(folder: Path) -> Callable[[], None]:
    """Hold the node in `folder` for this process; return the function that lets it go.

    The operating system drops the lock when the process ends, however it ends.

    Raises:
        HeldElsewhere: another process holds it; the error names user, machine and process.
    """
    # Not for one thread: the desktop opens and closes in different ones.
    lock = FileLock(folder / "node.lock", timeout=0.2, thread_local=False)
    note = folder / "node.lock.holder"
    try:
        lock.acquire()
    except Timeout as error:
        who = note.read_text(encoding="utf-8") if note.exists() else "?"
        raise HeldElsewhere(who=who) from error
    note.write_text(
        f"{getpass.getuser()} @ {socket.gethostname()} (PID {os.getpid()})", encoding="utf-8"
    )
    return lock.release
