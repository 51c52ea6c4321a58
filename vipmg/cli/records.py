"""``vipmg records``: look at single records, without names."""

import argparse
import sys
from typing import Any

from vipmg.cli import options
from vipmg.cli.terminal import opened
from vipmg.i18n import _
from vipmg.officers import Permission
from vipmg.records import store

HIDDEN = ("person_key",)
"""Columns of the register that are of no use outside it."""


def add(commands: Any, shared: argparse.ArgumentParser) -> tuple[argparse.ArgumentParser, ...]:
    """Add the command to the parser and return it."""
    command = commands.add_parser("records", parents=[shared])
    command.add_argument("--flow", choices=options.FLOW_NAMES)
    command.add_argument("--from", dest="first", metavar=_("DAY"), help=_("from this day or month"))
    command.add_argument("--to", dest="last", metavar=_("DAY"), help=_("to this day or month"))
    command.add_argument("--where", action="append", default=[], metavar="VAR=CODE")
    command.add_argument("--limit", type=int, default=200, help=_("how many (default: 200)"))
    command.add_argument("--format", choices=("csv", "json"), default="csv")
    command.set_defaults(run=run)
    return (command,)


def run(args: argparse.Namespace) -> int:
    """Print the records asked for."""
    query = store.Query(
        flow=args.flow.upper() if args.flow else None,
        first=options.day(args.first),
        last=options.day(args.last, last=True),
        where=options.selections(args.where),
        limit=args.limit,
    )
    with opened(args) as node, node.register.reading(Permission.READ_RECORDS) as db:
        found = store.find(db, query).drop(HIDDEN)
    if args.json or args.format == "json":
        print(found.write_json())
    else:
        sys.stdout.write(found.write_csv())
    return 0
