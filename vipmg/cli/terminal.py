"""What the command line says and asks: answers, errors, progress, passphrases."""

import argparse
import getpass
import json
import os
import sys
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager

from vipmg.codelists import alpha2
from vipmg.codelists import name as name_of
from vipmg.errors import VipmgError, WrongUsage
from vipmg.i18n import N_, _
from vipmg.node import Node, open_node
from vipmg.progress import Progress

PASSPHRASE = "VIPMG_PASSPHRASE"  # noqa: S105 - the name of a variable
RECOVERY = "VIPMG_RECOVERY"
SHORT = 12
"""Letters of a passphrase below which an officer is warned."""
UNEXPECTED = 4
_REFRESH = 0.2


class NobodySignsIn(WrongUsage):
    """No officer was named."""

    title = N_("Who signs in?")
    advice = N_("Name the officer with --officer NAME, or set VIPMG_OFFICER.")


class NoPassphrase(WrongUsage):
    """There is no terminal to ask for a passphrase at."""

    title = N_("There is no passphrase")
    advice = N_("No terminal can ask for it here: set VIPMG_PASSPHRASE.")


class ConsoleProgress(Progress):
    """One line on standard error, drawn anew at most five times a second; silent in a pipe."""

    def __init__(self) -> None:
        self._shown = 0.0
        self._on = sys.stderr.isatty()

    def report(self, done: int, total: int, message: str) -> None:
        """Draw how far the work is."""
        now = time.monotonic()
        finished = bool(total) and done >= total
        if not self._on or (now - self._shown < _REFRESH and not finished):
            return
        self._shown = now
        share = f" {done * 100 // total:3d} %" if total else f" {done:,}" if done else ""
        sys.stderr.write(f"\r\x1b[2K{message}{share}")
        if finished:
            sys.stderr.write("\r\x1b[2K")
        sys.stderr.flush()


class PassphrasesDiffer(WrongUsage):
    """The passphrase was not typed twice alike."""

    title = N_("The passphrases differ")
    advice = N_("Type the same passphrase twice. Nothing was made.")


class NoRecoveryPhrase(WrongUsage):
    """There is no terminal to ask for the recovery phrase at."""

    title = N_("There is no recovery phrase")
    advice = N_("No terminal can ask for it here: set VIPMG_RECOVERY.")


@contextmanager
def opened(args: argparse.Namespace) -> Iterator[Node]:
    """Open the node that the options name, as the officer they name; close it at the end."""
    if not args.officer:
        raise NobodySignsIn
    node = open_node(args.node, args.officer, passphrase(args.officer))
    try:
        yield node
    finally:
        node.close()


def passphrase(officer: str) -> str:
    """Return the passphrase of `officer`, from VIPMG_PASSPHRASE or asked for.

    Raises:
        NoPassphrase: neither is possible.
    """
    if PASSPHRASE in os.environ:
        return os.environ[PASSPHRASE]
    if not sys.stdin.isatty():
        raise NoPassphrase
    return getpass.getpass(_("Passphrase of {name}: ").format(name=officer))


def new_passphrase(name: str) -> str:
    """Return a new passphrase for `name`, from VIPMG_PASSPHRASE or asked for twice.

    Raises:
        NoPassphrase: neither is possible.
        PassphrasesDiffer: it was not typed twice alike.
    """
    if PASSPHRASE in os.environ:
        return os.environ[PASSPHRASE]
    if not sys.stdin.isatty():
        raise NoPassphrase
    first = getpass.getpass(_("New passphrase for {name}: ").format(name=name))
    if first != getpass.getpass(_("The same again: ")):
        raise PassphrasesDiffer
    return first


def recovery_phrase() -> str:
    """Return the recovery phrase, from VIPMG_RECOVERY or asked for.

    Raises:
        NoRecoveryPhrase: neither is possible.
    """
    if RECOVERY in os.environ:
        return os.environ[RECOVERY]
    if not sys.stdin.isatty():
        raise NoRecoveryPhrase
    return getpass.getpass(_("Recovery phrase, all its words: "))


def warn_if_short(new: str) -> None:
    """Say on standard error that a passphrase is easily guessed; it is taken all the same."""
    if len(new) < SHORT:
        words = _("This passphrase is short: use several words, {count} letters or more.")
        say(words.format(count=SHORT))


def country(code: str) -> str:
    """Return a country as answers name it: “GT Guatemala”; `code` has two or three letters."""
    two = alpha2(code)
    return code if two is None else f"{two} {name_of('CL_AREA', two)}"


def countries(codes: Iterable[str]) -> str:
    """Return countries as answers name them, joined by commas."""
    return ", ".join(country(code) for code in codes)


def say(words: str) -> None:
    """Say something beside the answer, on standard error."""
    print(words, file=sys.stderr)


def answer(
    args: argparse.Namespace, result: Mapping[str, object] | list[object], words: str
) -> None:
    """Say `words` to the person, or `result` as JSON to the program that asked with ``--json``."""
    if args.json:
        print(json.dumps(result, ensure_ascii=False, default=str))
    elif words:
        print(words)


def complain(error: VipmgError) -> int:
    """Say an error in the officer's words; return its exit status."""
    title, advice = error.words()
    print(f"{title}\n{advice}", file=sys.stderr)
    return error.exit_status


def complain_of_file(error: OSError) -> int:
    """Say that a file or folder could not be used, and why in a few words."""
    kinds: dict[type[OSError], str] = {
        FileNotFoundError: _("There is no such file: {file}"),
        IsADirectoryError: _("This is a folder, not a file: {file}"),
        NotADirectoryError: _("There is no such folder: {file}"),
        PermissionError: _("This account may not use the file: {file}"),
    }
    words = kinds.get(type(error), _("The file cannot be used: {file}"))
    print(words.format(file=error.filename or "?"), file=sys.stderr)
    return WrongUsage.exit_status


def complain_unexpected(error: Exception) -> int:
    """Say that something unforeseen happened, with what support needs and no more."""
    if os.environ.get("VIPMG_DEBUG"):
        raise error
    where = error.__traceback__
    while where is not None and where.tb_next is not None:
        where = where.tb_next
    place = "" if where is None else f" ({where.tb_frame.f_code.co_qualname}:{where.tb_lineno})"
    kind = type(error).__name__ + place
    print(_("Something unforeseen happened; nothing was left half done."), file=sys.stderr)
    print(_("Tell support: {kind}").format(kind=kind), file=sys.stderr)
    return UNEXPECTED
