"""``vipmg audit``: read the audit trail, and prove that nobody changed it."""

import argparse
from dataclasses import asdict
from typing import Any

from exchange import refusals
from vipmg import audit as trail
from vipmg.cli.audit_words import ACT_TITLES, FACT_TITLES, STEP_TITLES, VALUE_TITLES
from vipmg.cli.terminal import answer, opened
from vipmg.i18n import _
from vipmg.officers import Permission

REFUSED = 3
HEXADECIMAL = frozenset("0123456789abcdef")
LONG, SHOWN = 32, 12
"""Digits from which a hash is cut for people, and to how many; ``--json`` holds it whole."""


def add(commands: Any, shared: argparse.ArgumentParser) -> tuple[argparse.ArgumentParser, ...]:
    """Add the command to the parser and return it."""
    command = commands.add_parser("audit")
    parts = command.add_subparsers(metavar=_("WHAT"), required=True)
    listing = parts.add_parser("list", parents=[shared], help=_("the newest entries"))
    listing.add_argument(
        "--limit", type=int, default=50, metavar=_("NUMBER"), help=_("how many (default: 50)")
    )
    listing.add_argument(
        "--containing", default="", metavar=_("TEXT"), help=_("only entries with this text")
    )
    listing.set_defaults(run=list_entries)
    check = parts.add_parser("verify", parents=[shared], help=_("prove that no entry was changed"))
    check.set_defaults(run=verify)
    return (command,)


def list_entries(args: argparse.Namespace) -> int:
    """List the newest entries, newest first."""
    with opened(args) as node, node.register.reading(Permission.AUDIT) as db:
        entries = trail.entries(db, args.limit, args.containing)
    answer(args, [asdict(entry) for entry in entries], "\n".join(map(_line, entries)))
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


def _line(entry: trail.Entry) -> str:
    """Say one entry; numbers nobody reads whole are cut to their first digits."""
    in_order = sorted(entry.facts.items(), key=lambda fact: fact[0] != "step")
    told = [_fact(name, value) for name, value in in_order]
    act = _(ACT_TITLES.get(entry.permission, entry.permission))
    parts = (f"{entry.number:>6}", entry.at, f"{entry.officer:<16}", f"{act:<20}")
    return "  ".join((*parts, _value(entry.subject), ", ".join(told))).rstrip()


def _fact(name: str, value: trail.Fact) -> str:
    if name == "step":
        return _(STEP_TITLES.get(str(value), str(value)))
    if name == "code" and value in refusals.REASONS:
        return refusals.reason(str(value))[0]
    told = _(VALUE_TITLES[str(value)]) if value in VALUE_TITLES else _value(value)
    return f"{_(FACT_TITLES.get(name, name))}: {told}"


def _value(value: trail.Fact) -> str:
    text = str(value)
    return f"{text[:SHOWN]}…" if len(text) >= LONG and HEXADECIMAL.issuperset(text) else text
