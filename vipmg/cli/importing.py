"""``vipmg import``: register the rows of a file; every row ends as record, finding or skip."""

import argparse
from dataclasses import asdict
from pathlib import Path
from typing import Any

from vipmg.cli import options
from vipmg.cli.terminal import ConsoleProgress, answer, opened
from vipmg.i18n import _
from vipmg.importing.load import import_file
from vipmg.importing.manifests import import_manifests

WITH_FINDINGS = 1


def add(commands: Any, shared: argparse.ArgumentParser) -> tuple[argparse.ArgumentParser, ...]:
    """Add the command to the parser and return it."""
    command = commands.add_parser("import", parents=[shared])
    command.add_argument("file", type=Path, metavar=_("FILE"))
    what = command.add_mutually_exclusive_group(required=True)
    what.add_argument("--flow", choices=options.FLOW_NAMES)
    what.add_argument(
        "--manifests", action="store_true", help=_("a list of flights, buses and their people")
    )
    command.add_argument(
        "--mapping", metavar=_("NAME|FILE"), help=_("how the file is read (default: recognised)")
    )
    command.add_argument("--check", action="store_true", help=_("only check: register nothing"))
    command.add_argument(
        "--again", action="store_true", help=_("import a file although it was imported before")
    )
    command.set_defaults(run=run)
    return (command,)


def run(args: argparse.Namespace) -> int:
    """Import the file; exit with status 1 when a row had findings."""
    with opened(args) as node:
        if args.manifests:
            listed = import_manifests(node.register, args.file)
            answer(args, asdict(listed), listed.summary())
            return 0
        result = import_file(
            node.register,
            args.file,
            args.flow.upper(),
            mapping=args.mapping,
            check_only=args.check,
            again=args.again,
            progress=ConsoleProgress(),
        )
    answer(args, result.to_json(), result.summary())
    return WITH_FINDINGS if result.findings else 0
