"""``vipmg audit``: read the audit trail, and prove that nobody changed it."""

import argparse
from dataclasses import asdict
from typing import Any

from vipmg import audit as trail
from vipmg.cli.terminal import answer, opened
from vipmg.i18n import _
from vipmg.officers import Permission

REFUSED = 3


def add(commands: Any, shared: argparse.ArgumentParser) -> tuple[argparse.ArgumentParser, ...]:
    """Add the command to the parser and return it."""
    command = commands.add_parser("audit")
    parts = command.add_subparsers(metavar=_("WHAT"), required=True)
    listing = parts.add_parser("list", parents=[shared], help=_("the newest entries"))
    listing.add_argument("--limit", type=int, default=50, help=_("how many (default: 50)"))
    listing.add_argument("--containing", default="", help=_("only entries with this text"))
    listing.set_defaults(run=list_entries)
    check = parts.add_parser("verify", parents=[shared], help=_("prove that no entry was changed"))
    check.set_defaults(run=verify)
    return (command,)


def list_entries(args: argparse.Namespace) -> int:
    """List the newest entries, newest first."""
    with opened(args) as node, node.register.reading(Permission.AUDIT) as db:
        entries = trail.entries(db, args.limit, args.containing)
    lines = (
        f"{e.number:>6}  {e.at}  {e.officer:<16}  {e.permission:<14}  {e.subject}  "
        + " ".join(f"{name}={value}" for name, value in e.facts.items())
        for e in entries
    )
    answer(args, [asdict(entry) for entry in entries], "\n".join(lines))
    return 0


def verify(args: argparse.Namespace) -> int:
    """Verify the whole trail; exit with status 3 when an entry does not hold."""
    with opened(args) as node, node.register.reading(Permission.AUDIT) as db:
        found = trail.verify(db)
    if found.first_wrong is None:
        words = _("The audit trail holds: {entries} entries, root {root}.")
    else:
        words = _("The audit trail does not hold: entry {first_wrong} was changed or is missing.")
    answer(args, asdict(found), words.format(**asdict(found)))
    return 0 if found.first_wrong is None else REFUSED
