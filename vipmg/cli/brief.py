"""``vipmg brief``: two pages for those who decide."""

import argparse
from errno import ENOTDIR
from pathlib import Path
from typing import Any

from vipmg.briefs.templates import TEMPLATES
from vipmg.cli.terminal import ConsoleProgress, answer, opened, say
from vipmg.i18n import _
from vipmg.publishing import RETURNS, brief_span, make_brief


def add(commands: Any, shared: argparse.ArgumentParser) -> tuple[argparse.ArgumentParser, ...]:
    """Add the command to the parser and return it."""
    command = commands.add_parser("brief", parents=[shared])
    command.add_argument(
        "--period", required=True, metavar=_("PERIOD"), help=_("2024, 2024-Q2, 2024-06")
    )
    command.add_argument("--kind", choices=[each.name for each in TEMPLATES], default=RETURNS)
    command.add_argument("--paper", choices=("letter", "a4"), default="letter")
    command.add_argument("-o", "--output", type=Path, required=True, metavar=_("FILE"))
    command.set_defaults(run=run)
    return (command,)


def run(args: argparse.Namespace) -> int:
    """Make the brief in the language of --lang; it gets a number and is kept in the register."""
    span = brief_span(args.period)
    if not args.output.parent.is_dir():
        # A brief that cannot be written must not count as published.
        raise NotADirectoryError(ENOTDIR, "", str(args.output.parent))
    with opened(args) as node:
        made = make_brief(
            node,
            args.kind,
            args.period,
            [args.lang],
            paper=args.paper,
            progress=ConsoleProgress(),
        )
    args.output.write_bytes(made.pdfs[args.lang])
    result = {
        "number": made.number,
        "file": str(args.output),
        "bytes": len(made.pdfs[args.lang]),
        "data_sha256": made.brief.fingerprint,
    }
    say(_("Months {first} to {last}.").format(first=span.first, last=span.last))
    words = _("Brief {number} is in {file}.")
    answer(args, result, words.format(number=made.number, file=args.output))
    return 0
