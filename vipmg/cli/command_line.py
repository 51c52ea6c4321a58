"""The whole command line: its commands, its global options, its exit status.

Exit status: 0 done, 1 done with findings, 2 wrong usage, 3 refused (permission, verification),
4 failed. With ``--json`` standard output holds one JSON value and nothing else; words for the
person go to standard error.
"""

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path

from vipmg import i18n, settings
from vipmg.cli import argparse_words
from vipmg.cli.terminal import complain, complain_of_file, complain_unexpected
from vipmg.errors import VipmgError
from vipmg.i18n import N_, _

COMMANDS: dict[str, tuple[str, str]] = {
    "demo": ("demo", N_("make three nodes with synthetic data")),
    "init": ("init", N_("make a node with officers and keys")),
    "import": ("importing", N_("register the rows of a file (CSV, XLSX, ODS, Parquet)")),
    "records": ("records", N_("show records, newest first, without names")),
    "table": ("table", N_("make a table; protected unless --unprotected")),
    "peer": ("peer", N_("the nodes of other countries")),
    "package": ("package", N_("packages for other countries")),
    "receive": ("package", N_("take in what waits in the mailbox")),
    "region": ("region", N_("what all countries reported")),
    "brief": ("brief", N_("make a PDF brief")),
    "audit": ("audit", N_("read and verify the audit trail")),
    "backup": ("backup", N_("make an encrypted backup")),
    "recover": ("recover", N_("let an officer in again with the recovery phrase")),
    "restore": ("backup", N_("restore a backup into an empty folder")),
}
"""Each command: the module of `vipmg.cli` that holds it, and what it is for."""
INTERRUPTED = 130


def run(arguments: Sequence[str], desktop: Callable[[Path], int]) -> int:
    """Run one command; return its exit status.

    `desktop` opens the desktop on the node in a folder: the command line does not know it.
    """
    argparse_words.install()
    _speak(arguments)
    try:
        args = parser(arguments).parse_args(arguments)
        args.desktop = desktop
        return int(args.run(args))
    except VipmgError as error:
        return complain(error)
    except BrokenPipeError:
        # The reader of our output went away, as in “vipmg records | head”.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except OSError as error:
        return complain_of_file(error)
    except KeyboardInterrupt:
        print(_("Cancelled: everything is as it was before."), file=sys.stderr)
        return INTERRUPTED
    except Exception as error:  # noqa: BLE001 - the last door: whatever it is, say it plainly
        return complain_unexpected(error)


def parser(arguments: Sequence[str] = ()) -> argparse.ArgumentParser:
    """Return the parser of the command line; only the command that is named is loaded.

    Loading every command would load all that the program knows, seconds for each short answer.
    """
    whole = argparse.ArgumentParser(
        prog="vipmg",
        description=_("Migration statistics of a national node. Without a command: the desktop."),
    )
    _add_global(whole, first=True)
    shared = argparse.ArgumentParser(add_help=False)
    _add_global(shared, first=False)
    commands = whole.add_subparsers(metavar=_("COMMAND"), required=True)
    wanted = {COMMANDS[word][0] for word in arguments if word in COMMANDS}
    for name, (module, purpose) in COMMANDS.items():
        if module not in wanted:
            commands.add_parser(name, help=_(purpose))
        elif name not in commands.choices:
            for made in import_module(f"vipmg.cli.{module}").add(commands, shared):
                made.description = _(COMMANDS[made.prog.split()[-1]][1])
    return whole


def _add_global(to: argparse.ArgumentParser, *, first: bool) -> None:
    """Add the options that every command takes, before its name or after it."""

    def default(value: object) -> object:
        # What stands before the command must not be reset by the command's own default.
        return value if first else argparse.SUPPRESS

    to.add_argument(
        "--node",
        type=Path,
        metavar=_("FOLDER"),
        default=default(settings.default_folder()),
        help=_("folder of the node (default: the data folder of this user)"),
    )
    to.add_argument(
        "--officer",
        metavar=_("NAME"),
        default=default(os.environ.get("VIPMG_OFFICER")),
        help=_("who signs in (default: VIPMG_OFFICER)"),
    )
    to.add_argument(
        "--lang",
        choices=i18n.LANGUAGES,
        default=default(i18n.language()),
        help=_("language of the answers"),
    )
    to.add_argument(
        "--json",
        action="store_true",
        default=default(False),
        help=_("answer with JSON on standard output"),
    )


def _speak(arguments: Sequence[str]) -> None:
    """Choose the language before the parser's own words are made."""
    early = argparse.ArgumentParser(add_help=False, allow_abbrev=False)
    early.add_argument("--lang", choices=i18n.LANGUAGES, default=_environment_language())
    try:
        known, _rest = early.parse_known_args(arguments)
    except SystemExit:
        return
    i18n.use_language(known.lang)


def _environment_language() -> str:
    spoken = os.environ.get("VIPMG_LANG", "es")
    return spoken if spoken in i18n.LANGUAGES else "es"
