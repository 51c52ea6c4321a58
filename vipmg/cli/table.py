"""``vipmg table``: a standard table by name, or any variables crossed; protected unless told."""

import argparse
import sys
from pathlib import Path
from typing import Any

from vipmg import releases
from vipmg.cli import options
from vipmg.cli.terminal import ConsoleProgress, opened, say
from vipmg.cube import segments
from vipmg.disclosure.policy import Policy
from vipmg.errors import WrongUsage
from vipmg.i18n import N_, _
from vipmg.node import Node
from vipmg.officers import Permission
from vipmg.tables.catalogue import TABLES, standard
from vipmg.tables.observations import Figures
from vipmg.tables.periods import Span, parse
from vipmg.tables.sdmx import to_sdmx_csv
from vipmg.tables.spec import TableSpec
from vipmg.tables.tabulate import tabulate
from vipmg.tables.workbook import to_xlsx
from vipmg.tables.write import to_csv, to_json

FREQUENCIES = {"m": "M", "q": "Q", "a": "A"}


class WhichTable(WrongUsage):
    """Neither a standard table nor a flow was named."""

    title = N_("Which table?")
    advice = N_(
        "Name a standard table ({tables}), or say --flow and the variables to cross with --by."
    )


class OwnVariables(WrongUsage):
    """A standard table was named together with variables of one's own."""

    title = N_("A standard table has its own variables")
    advice = N_(
        "Ask for {table} without --flow, --by and --where, or for your own table without it."
    )


class NothingRegistered(WrongUsage):
    """There is no record of the flow, so no span to tabulate."""

    title = N_("There are no records to tabulate")
    advice = N_("Nothing of this flow has been registered yet. Import a file first.")


class ExcelNeedsAFile(WrongUsage):
    """A workbook was asked for on standard output."""

    title = N_("A workbook needs a file name")
    advice = N_("Say where to write it: -o FILE.xlsx")


def add(commands: Any, shared: argparse.ArgumentParser) -> tuple[argparse.ArgumentParser, ...]:
    """Add the command to the parser and return it."""
    command = commands.add_parser("table", parents=[shared])
    command.add_argument(
        "name", nargs="?", metavar=_("TABLE"), help=", ".join(table.name for table in TABLES)
    )
    command.add_argument("--flow", choices=options.FLOW_NAMES)
    command.add_argument("--by", action="append", default=[], metavar="VAR")
    command.add_argument("--freq", choices=tuple(FREQUENCIES), default="m")
    command.add_argument("--from", dest="first", metavar=_("PERIOD"))
    command.add_argument("--to", dest="last", metavar=_("PERIOD"))
    command.add_argument("--where", action="append", default=[], metavar=_("VAR=CODE"))
    command.add_argument(
        "--unprotected", action="store_true", help=_("exact figures, for use inside only")
    )
    command.add_argument(
        "--threshold", type=int, default=5, metavar=_("NUMBER"), help=_("smallest count shown (5)")
    )
    command.add_argument(
        "--format", choices=("csv", "xlsx", "sdmx-csv", "json"), default="csv", dest="as_format"
    )
    command.add_argument("-o", "--output", type=Path, metavar=_("FILE"))
    command.set_defaults(run=run)
    return (command,)


def run(args: argparse.Namespace) -> int:
    """Write the table to standard output or to a file."""
    if args.as_format == "xlsx" and args.output is None:
        raise ExcelNeedsAFile
    with opened(args) as node:
        specs = _specs(args, node)
        say(_("Months {first} to {last}.").format(first=specs[0].first, last=specs[0].last))
        written = _written(args, node, _figures(args, node, specs))
    if args.output is None:
        sys.stdout.buffer.write(written)
        sys.stdout.buffer.flush()
    else:
        args.output.write_bytes(written)
        say(_("Written: {file}").format(file=args.output))
    return 0


def _specs(args: argparse.Namespace, node: Node) -> tuple[TableSpec, ...]:
    """Return what is asked for; without a span, all that is registered of the flow."""
    if args.name:
        if args.flow or args.by or args.where:
            raise OwnVariables(table=args.name)
        flow = standard(args.name, "2024")[0].flow
        span = _span(args, node, flow, "M")
        return standard(args.name, f"{span.first}/{span.last}")
    if not args.flow:
        raise WhichTable(tables=", ".join(table.name for table in TABLES))
    flow, freq = args.flow.upper(), FREQUENCIES[args.freq]
    by, where = options.variables(args.by), options.selections(args.where)
    span = _span(args, node, flow, freq)
    return (TableSpec("custom", flow, by, freq, span.first, span.last, where),)


def _span(args: argparse.Namespace, node: Node, flow: str, freq: str) -> Span:
    first = parse(args.first).first if args.first else None
    last = parse(args.last).last if args.last else None
    if first and last:
        return parse(f"{first}/{last}")
    with node.register.reading(Permission.TABULATE) as db:
        months = segments.totals(db).filter(flow=flow)["period"].to_list()
    if not months:
        raise NothingRegistered
    known = Span(months[0], months[-1]).whole(freq)
    return parse(f"{first or known.first}/{last or known.last}")


def _figures(
    args: argparse.Namespace, node: Node, specs: tuple[TableSpec, ...]
) -> tuple[Figures, ...]:
    progress = ConsoleProgress()
    if args.unprotected:
        return tuple(tabulate(node.register, spec, progress) for spec in specs)
    policy = Policy(threshold=args.threshold)
    return releases.protected(node.register, specs, policy, progress).release.tables


def _written(args: argparse.Namespace, node: Node, tables: tuple[Figures, ...]) -> bytes:
    form = "json" if args.json else args.as_format
    if form == "xlsx":
        return to_xlsx(*tables, source=node.settings.agency)
    if form == "json":
        return to_json(*tables)
    if form == "sdmx-csv":
        return to_sdmx_csv(*tables, area=node.settings.country)
    alike = [table for table in tables if table.spec.by == tables[0].spec.by]
    if len(alike) < len(tables):
        say(_("This table has parts with other variables: --format xlsx or json holds them all."))
    return to_csv(*alike, bom=args.output is not None)
