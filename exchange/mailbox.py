"""Where sealed packages wait: a place that is never trusted.

Whatever is wrong in a mailbox can at worst delay: names are random, contents sealed and signed.
A transport puts a file whole or not at all, lists only what could be a package, and copies out
of the mailbox at most as much as it was told.
"""

import contextlib
import os
import re
import secrets
import shutil
import stat
from pathlib import Path
from typing import BinaryIO, Protocol

from exchange.peers import Peer
from exchange.refusals import MailboxUnreachable, NoMailbox, PackageRefused

NAME = re.compile(r"[0-9a-f]{32}\.age")
LARGEST_FILE = 4 << 30
MOST_FILES = 10_000
_BLOCK = 1 << 20


class Transport(Protocol):
    """One way of reaching a mailbox."""

    def put(self, name: str, sealed: BinaryIO) -> None:
        """Publish a file under `name`, whole or not at all; a name that is there stays."""

    def names(self) -> list[str]:
        """Return the names of the packages that wait, at most 10,000."""

    def fetch(self, name: str, target: BinaryIO, largest: int = LARGEST_FILE) -> None:
        """Copy a waiting package.

        Raises:
            PackageRefused: "too-large".
            FileNotFoundError: it is no longer there.
        """

    def delete(self, name: str) -> None:
        """Take a package out of the mailbox, if it is still there."""


class FolderMailbox:
    """A folder: on this disk, on a USB stick, or on a share that the system mounted."""

    scheme = "folder"

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def put(self, name: str, sealed: BinaryIO) -> None:
        """Write under a temporary name, then publish: half a package is never seen.

        Raises:
            MailboxUnreachable: the folder is not there or not writable.
        """
        _check(name)
        part = self.folder / f".{name}.{secrets.token_hex(4)}.part"
        try:
            with part.open("xb") as file:
                shutil.copyfileobj(sealed, file, _BLOCK)
                file.flush()
                os.fsync(file.fileno())
            _publish(part, self.folder / name)
        except OSError as error:
            raise MailboxUnreachable(folder=self.folder) from error
        finally:
            with contextlib.suppress(OSError):
                part.unlink()

    def names(self) -> list[str]:
        """Return the names of regular files called like packages, in alphabetical order.

        Raises:
            MailboxUnreachable: the folder is not there or not readable.
        """
        found: list[str] = []
        try:
            with os.scandir(self.folder) as entries:
                for entry in entries:
                    if NAME.fullmatch(entry.name) and entry.is_file(follow_symlinks=False):
                        found.append(entry.name)
                    if len(found) == MOST_FILES:
                        break
        except OSError as error:
            raise MailboxUnreachable(folder=self.folder) from error
        return sorted(found)

    def fetch(self, name: str, target: BinaryIO, largest: int = LARGEST_FILE) -> None:
        """Copy one regular file, never following a link.

        Raises:
            PackageRefused: "too-large".
            FileNotFoundError: it is gone, or no longer a regular file.
        """
        _check(name)
        flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
        try:
            descriptor = os.open(self.folder / name, flags | getattr(os, "O_BINARY", 0))
        except OSError as error:
            raise FileNotFoundError(name) from error
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            os.close(descriptor)
            raise FileNotFoundError(name)
        with open(descriptor, "rb") as file:  # noqa: PTH123 - opened above, without links
            left = largest
            while block := file.read(_BLOCK):
                left -= len(block)
                if left < 0:
                    raise PackageRefused("too-large")
                target.write(block)

    def delete(self, name: str) -> None:
        """Remove the file; one that cannot be removed is met again and recognised."""
        _check(name)
        with contextlib.suppress(OSError):
            (self.folder / name).unlink()


TRANSPORTS: tuple[type[FolderMailbox], ...] = (FolderMailbox,)
"""Every way there is; the others come here, one module each."""


def of_peer(peer: Peer) -> Transport:
    """Return the mailbox where packages for `peer` are put.

    Raises:
        NoMailbox: none was set.
    """
    if not peer.mailbox:
        raise NoMailbox(country=peer.country)
    return FolderMailbox(Path(peer.mailbox))


def new_name() -> str:
    """Return a name that tells nothing: neither sender, nor order, nor time."""
    return f"{secrets.token_hex(16)}.age"


def _check(name: str) -> None:
    if not NAME.fullmatch(name):
        raise ValueError(name)


def _publish(part: Path, final: Path) -> None:
    """Give `part` its final name unless that is taken."""
    try:
        os.link(part, final)
    except FileExistsError:
        return
    except OSError:  # no links on FAT: renaming is the best there is
        if not final.exists():
            part.replace(final)
