"""``vipmg records``: look at single records, without names."""

import argparse
import sys
from typing import Any

import polars as pl

from vipmg.cli import options
from vipmg.cli.terminal import opened, say
from vipmg.i18n import _
from vipmg.officers import Permission
from vipmg.records import store
from vipmg.tables.variables import RECODES
from vipmg.tables.write import harmless

Selections = tuple[tuple[str, tuple[str, ...]], ...]
HIDDEN = ("person_key",)
"""Columns of the register that are of no use outside it."""


def add(commands: Any, shared: argparse.ArgumentParser) -> tuple[argparse.ArgumentParser, ...]:
    """Add the command to the parser and return it."""
    command = commands.add_parser("records", parents=[shared])
    command.add_argument("--flow", choices=options.FLOW_NAMES)
    command.add_argument("--from", dest="first", metavar=_("DAY"), help=_("from this day or month"))
    command.add_argument("--to", dest="last", metavar=_("DAY"), help=_("to this day or month"))
    command.add_argument("--where", action="append", default=[], metavar=_("VAR=CODE"))
    command.add_argument(
        "--limit", type=int, default=200, metavar=_("NUMBER"), help=_("how many (default: 200)")
    )
    command.add_argument("--format", choices=("csv", "json"), default="csv")
    command.set_defaults(run=run)
    return (command,)


def run(args: argparse.Namespace) -> int:
    """Print the records asked for."""
    query = store.Query(
        flow=args.flow.upper() if args.flow else None,
        first=options.day(args.first),
        last=options.day(args.last, last=True),
        where=_columns(options.selections(args.where)),
        limit=args.limit + 1,
    )
    with opened(args) as node, node.register.reading(Permission.READ_RECORDS) as db:
        found = store.find(db, query).drop(HIDDEN)
    if found.height > args.limit:
        words = _("There are more: these are the newest {count}. For others say --limit, or --to.")
        say(words.format(count=args.limit))
        found = found.head(args.limit)
    if args.json or args.format == "json":
        print(found.write_json())
    else:
        texts = [name for name, kind in found.schema.items() if kind == pl.String]
        sys.stdout.write(found.with_columns(harmless(name) for name in texts).write_csv())
    return 0


def _columns(where: Selections) -> Selections:
    """Return the selection in terms of records, which hold one age class for every grouping."""
    return tuple(
        ("age", tuple(atom for atom, code in RECODES[name].items() if code in codes))
        if name in RECODES
        else (name, codes)
        for name, codes in where
    )
