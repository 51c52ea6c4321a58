"""``vipmg package`` and ``vipmg receive``: figures that go to other countries, and come back."""

import argparse
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

from exchange import outgoing, receive, refusals, send
from exchange.mailbox import FolderMailbox
from exchange.preview import Preview
from vipmg import officers
from vipmg.cli.terminal import (
    ConsoleProgress,
    answer,
    countries,
    country,
    opened,
    passphrase,
    say,
)
from vipmg.disclosure.policy import Policy
from vipmg.i18n import N_, _, ngettext
from vipmg.node import Node
from vipmg.publishing import prepare_package

REFUSED = 3
EXCHANGED = "XARR,XDEP,XRET,XRTO"
METHOD_TITLES = {
    "suppression/T": N_("small counts and those that would tell them are hidden"),
    "suppression/E": N_("small counts and those that would tell them exactly are hidden"),
}
"""What the methods that papers name do to a table."""
TAKEN = ("accepted", "duplicate", "answer")


def add(commands: Any, shared: argparse.ArgumentParser) -> tuple[argparse.ArgumentParser, ...]:
    """Add both commands to the parser and return them."""
    command = commands.add_parser("package")
    parts = command.add_subparsers(metavar=_("WHAT"), required=True)
    _add_prepare(parts, shared)
    approving = parts.add_parser("approve", parents=[shared], help=_("look at it, then sign"))
    approving.add_argument("package", metavar=_("PACKAGE"))
    approving.add_argument("--yes", action="store_true", help=_("sign without asking"))
    approving.set_defaults(run=approve)
    sending = parts.add_parser("send", parents=[shared], help=_("put it into the mailboxes"))
    sending.add_argument("package", metavar=_("PACKAGE"))
    sending.set_defaults(run=send_package)
    listing = parts.add_parser("list", parents=[shared], help=_("what was sent and answered"))
    listing.set_defaults(run=list_packages)
    opening = parts.add_parser("open", parents=[shared], help=_("look into a sealed file"))
    opening.add_argument("file", type=Path, metavar=_("FILE"))
    opening.set_defaults(run=open_file)
    receiving = commands.add_parser("receive", parents=[shared])
    receiving.set_defaults(run=receive_all)
    return (command, receiving)


def _add_prepare(parts: Any, shared: argparse.ArgumentParser) -> None:
    preparing = parts.add_parser("prepare", parents=[shared], help=_("make and sign a package"))
    preparing.add_argument("--period", required=True, metavar=_("PERIOD"))
    preparing.add_argument("--to", required=True, action="append", metavar=_("COUNTRY"))
    preparing.add_argument(
        "--tables", default=EXCHANGED, metavar=_("TABLES"), help=_("names, joined by commas")
    )
    preparing.add_argument(
        "--purpose", required=True, metavar=_("TEXT"), help=_("what for, and on which legal basis")
    )
    preparing.add_argument("--threshold", type=int, default=5, metavar=_("NUMBER"))
    preparing.set_defaults(run=prepare)


def prepare(args: argparse.Namespace) -> int:
    """Tabulate, protect, make and sign the package as its preparer."""
    with opened(args) as node:
        identifier = prepare_package(
            node,
            args.tables.split(","),
            args.period,
            [code for text in args.to for code in text.split(",")],
            args.purpose,
            passphrase(args.officer),
            Policy(threshold=args.threshold),
            progress=ConsoleProgress(),
        )
        say("\n".join(_hidden(send.preview(node.register, identifier))))
    words = _("Package {package} waits for the approval of another officer.")
    answer(args, {"package": identifier, "state": "prepared"}, words.format(package=identifier))
    return 0


def approve(args: argparse.Namespace) -> int:
    """Show what would be signed; sign it when the officer says so."""
    with opened(args) as node:
        shown = send.preview(node.register, args.package)
        print(_described(shown), file=sys.stderr)
        if not args.yes and not _agreed():
            answer(args, {"package": args.package, "state": "prepared"}, _("Not signed."))
            return 1
        with node.register.reading() as db:
            key = officers.signing_key(db, args.officer, passphrase(args.officer))
        send.approve(node.register, args.package, key, seen=shown.sha256)
    words = _("Package {package} is approved and can be sent.")
    result = {"package": args.package, "state": "approved", "manifest_sha256": shown.sha256}
    answer(args, result, words.format(package=args.package))
    return 0


def send_package(args: argparse.Namespace) -> int:
    """Put one sealed file for each recipient into its mailbox."""
    with opened(args) as node:
        sent = send.send(node.register, args.package, progress=ConsoleProgress())
    said = _("Sent to: {countries}.").format(countries=countries(each.country for each in sent))
    answer(args, {"package": args.package, "deliveries": [asdict(s) for s in sent]}, said)
    return 0


def list_packages(args: argparse.Namespace) -> int:
    """List what was prepared, sent and answered, and what came in."""
    with opened(args) as node:
        ours, theirs = outgoing.everything(node.register), receive.incoming(node.register)
    lines = [_("Sent")]
    for each in ours:
        state = _(outgoing.STATE_TITLES[each.state])
        lines.append(f"  {each.package}  {state}  {'+'.join(each.tables)}  {each.purpose}")
        lines += [
            f"    {country(s.country)} #{s.sequence}: "
            f"{_(outgoing.STATE_TITLES[s.state])}{_because(s.code)}"
            for s in each.deliveries
        ]
    lines.append(_("Received"))
    lines += [
        f"  {country(i.country)} #{i.sequence}  "
        f"{_(receive.VERDICT_TITLES[i.verdict])}{_because(i.code)}  {i.purpose or ''}".rstrip()
        for i in theirs
    ]
    result = {"sent": [asdict(each) for each in ours], "received": [asdict(i) for i in theirs]}
    answer(args, result, "\n".join(lines))
    return 0


def open_file(args: argparse.Namespace) -> int:
    """Verify a sealed file and say what is in it; nothing is kept or answered."""
    with opened(args) as node:
        found = receive.open_package(node.register, args.file)
    signed = found.contents.manifest
    tables = [dataset.spec.name for dataset in found.contents.content.datasets]
    result = {
        "package": signed.package,
        "country": signed.country,
        "purpose": signed.purpose,
        "tables": tables,
        "recipients": list(signed.recipients_allowed),
        "sequence": found.arrival.link.seq,
        "standing": found.standing,
    }
    words = _("From {country}: package {package}, tables {tables}. Every signature holds.")
    said = words.format(
        country=country(signed.country),
        package=signed.package,
        tables=", ".join(dict.fromkeys(tables)),
    )
    answer(args, result, said)
    return 0


def receive_all(args: argparse.Namespace) -> int:
    """Take in what waits; exit with status 3 when something was refused."""
    with opened(args) as node:
        found = _received(node)
    said = "\n".join(_told(each) for each in found) or _("Nothing new in the mailbox.")
    answer(args, [asdict(each) for each in found], said)
    return 0 if all(each.verdict in TAKEN for each in found) else REFUSED


def _told(found: receive.Received) -> str:
    """Say what became of one file: who sent it, the verdict, the tables or the reason."""
    sender = country(found.country) if found.country else _("sender not certain")
    verdict = _(receive.VERDICT_TITLES[found.verdict])
    tables = f" ({', '.join(found.tables)})" if found.tables else ""
    return f"{sender}: {verdict}{tables}" + (f". {found.why}" if found.why else "")


def _received(node: Node) -> tuple[receive.Received, ...]:
    inbox = FolderMailbox(node.inbox)
    return receive.receive(node.register, inbox, progress=ConsoleProgress())


def _described(shown: Preview) -> str:
    """Say what an approver signs: for whom, what for, which figures, how protected."""
    control = shown.manifest.disclosure_control
    lines = [
        _("Prepared by {name}, for {countries}").format(
            name=shown.prepared_by, countries=countries(shown.manifest.recipients_allowed)
        ),
        _("Purpose: {purpose}").format(purpose=shown.manifest.purpose),
        _("Protection: {method}, no count under {threshold}, attack test {verdict}").format(
            method=_(METHOD_TITLES[method])
            if (method := control.method) in METHOD_TITLES
            else method,
            threshold=control.threshold,
            verdict=_("passed") if control.verdict == "passed" else _("FAILED"),
        ),
    ]
    for dataset in shown.content.datasets:
        spec = dataset.spec
        hidden = dataset.cells["value"].null_count()
        words = _("Table {name}, {first} to {last}: {cells} cells, {hidden} hidden")
        lines.append(
            words.format(
                name=spec.name,
                first=spec.first,
                last=spec.last,
                cells=dataset.cells.height,
                hidden=hidden,
            )
        )
    changed = shown.changes.height
    lines.append(_("Figures that differ from what was sent before: {count}").format(count=changed))
    return "\n".join(lines)


def _agreed() -> bool:
    if not sys.stdin.isatty():
        return False
    return input(_("Type YES to sign: ")).strip().upper() in {"YES", "SI", "SÍ"}


def _hidden(shown: Preview) -> list[str]:
    """Say of each table how much of it is hidden: much calls for coarser periods."""
    cells: dict[str, int] = {}
    hidden: dict[str, int] = {}
    for dataset in shown.content.datasets:
        name = dataset.spec.name
        cells[name] = cells.get(name, 0) + dataset.cells.height
        hidden[name] = hidden.get(name, 0) + dataset.cells["value"].null_count()
    return [
        ngettext(
            "{name}: {hidden} of {cells} cell hidden",
            "{name}: {hidden} of {cells} cells hidden",
            cells[name],
        ).format(name=name, hidden=hidden[name], cells=cells[name])
        for name in cells
    ]


def _because(code: str | None) -> str:
    return "" if code is None else f": {refusals.reason(code)[0]}"
