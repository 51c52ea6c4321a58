"""``vipmg demo``: three national nodes live through what the program is for."""

import argparse
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from vipmg.cli.terminal import ConsoleProgress, answer
from vipmg.i18n import _

if TYPE_CHECKING:
    from vipmg.demo.story import DemoResult


def add(commands: Any, shared: argparse.ArgumentParser) -> tuple[argparse.ArgumentParser, ...]:
    """Add the command to the parser and return it."""
    command = commands.add_parser("demo", parents=[shared])
    command.add_argument("--dir", type=Path, default=Path("demo"), metavar=_("FOLDER"))
    command.add_argument(
        "--records", type=int, metavar=_("NUMBER"), help=_("how many records in all")
    )
    command.add_argument(
        "--seed", type=int, default=1, metavar=_("NUMBER"), help=_("the same seed, the same data")
    )
    command.add_argument("--no-window", action="store_true", help=_("do not open the desktop"))
    command.set_defaults(run=run)
    return (command,)


def run(args: argparse.Namespace) -> int:
    """Make the demonstration, say what it left, and open the desktop on it."""
    from vipmg.demo import story

    records = story.RECORDS if args.records is None else args.records
    made = story.run_demo(args.dir, records, args.seed, ConsoleProgress())
    answer(args, asdict(made), _told(made))
    if args.no_window or args.json:
        return 0
    return int(args.desktop(made.nodes[0].folder))


def _told(made: "DemoResult") -> str:
    """Say what the demonstration left, and how to sign in."""
    from vipmg.demo import story

    words = _(
        "{country}: {imported} of {rows} rows registered, {findings} findings, {skipped} skipped"
    )
    return "\n".join(
        [
            _("Demonstration data (synthetic) in {folder}").format(folder=made.folder),
            *("  " + words.format_map(asdict(node)) for node in made.nodes),
            _("Packages: {count}").format(count=len(made.packages)),
            _("Receipts: {count}").format(count=len(made.receipts)),
            _("Regional mirror table: {file}").format(file=made.mirror),
            *(_("Brief: {file}").format(file=brief) for brief in made.briefs),
            _("Sign in as {first} or {second}, with the passphrase “{passphrase}”.").format(
                first=story.FIRST_OFFICER, second=story.SECOND_OFFICER, passphrase=story.PASSPHRASE
            ),
        ]
    )
