"""``vipmg region``: the tables of all countries together, and both ends of each corridor."""

import argparse
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import polars as pl

from exchange.compilation import compile_table
from exchange.mirror import mirror
from vipmg.cli.terminal import answer, countries, opened, say
from vipmg.i18n import _, ngettext


def add(commands: Any, shared: argparse.ArgumentParser) -> tuple[argparse.ArgumentParser, ...]:
    """Add the command to the parser and return it."""
    command = commands.add_parser("region")
    parts = command.add_subparsers(metavar=_("WHAT"), required=True)
    together = parts.add_parser("table", parents=[shared], help=_("one table of all countries"))
    together.add_argument("name", metavar=_("TABLE"))
    together.set_defaults(run=table)
    comparing = parts.add_parser("mirror", parents=[shared], help=_("both ends of each corridor"))
    comparing.set_defaults(run=mirror_table)
    for part in (together, comparing):
        part.add_argument("--period", required=True, metavar=_("PERIOD"))
        part.add_argument("-o", "--output", type=Path, metavar=_("FILE"))
    return (command,)


def table(args: argparse.Namespace) -> int:
    """Write a table with a column for the country; what is missing is said, never zero."""
    with opened(args) as node:
        found = compile_table(node.register, args.name, args.period)
    if found.missing.height:
        words = ngettext(
            "Missing: {count} period of {countries}. It is not counted as zero.",
            "Missing: {count} periods of {countries}. They are not counted as zero.",
            found.missing.height,
        )
        who = countries(found.missing["country"].unique().sort())
        say(words.format(count=found.missing.height, countries=who))
    result = {
        "cells": found.cells.to_dicts(),
        "region": found.region.to_dicts(),
        "missing": found.missing.to_dicts(),
    }
    _write(args, found.cells, result)
    return 0


def mirror_table(args: argparse.Namespace) -> int:
    """Write both ends of each corridor with the asymmetry coefficient."""
    with opened(args) as node:
        found = mirror(node.register, args.period)
    result = {"cells": found.cells.to_dicts(), "corridors": found.corridors.to_dicts()}
    _write(args, found.cells, result)
    return 0


def _write(args: argparse.Namespace, cells: pl.DataFrame, result: Mapping[str, object]) -> None:
    if args.output is not None:
        args.output.write_bytes(cells.write_csv(include_bom=True).encode())
        say(_("Written: {file}").format(file=args.output))
    answer(args, result, "" if args.output else cells.write_csv().rstrip("\n"))
