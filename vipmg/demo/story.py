"""Three national nodes, from empty folders to a regional mirror table and six briefs.

What an office does in a month, done by the same functions: nodes are made, files imported,
tables protected, cards compared, packages prepared by one officer and approved by another, sent,
received and answered; the region is compiled and compared, and each node writes its brief.
"""

import io
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import BinaryIO, TypeVar

from crypto import wrap
from exchange import mailbox, mirror, peers, receive, send
from exchange.mailbox import FolderMailbox, Transport
from exchange.peers import Peer
from vipmg import officers
from vipmg.demo.country import COUNTRIES, country
from vipmg.demo.generate import write_files
from vipmg.i18n import LANGUAGES, N_, _
from vipmg.importing.load import import_file
from vipmg.importing.manifests import import_manifests
from vipmg.importing.result import ImportResult
from vipmg.node import Node, create_node, new_node_id, open_node
from vipmg.officers import NewOfficer
from vipmg.progress import SILENT, Progress
from vipmg.publishing import make_brief, prepare_package
from vipmg.settings import NodeSettings

T = TypeVar("T")

PASSPHRASE = "datos de demostración"  # noqa: S105 - told to everybody who makes a demonstration
"""Of every officer of the demonstration; the nodes hold nothing that needs protection."""
FIRST_OFFICER, SECOND_OFFICER = "ana", "luis"
ROLES: Mapping[str, tuple[str, ...]] = {
    FIRST_OFFICER: ("statistician", "registrar", "exchange_officer"),
    SECOND_OFFICER: ("approver", "administrator", "auditor"),
}
AGENCIES: Mapping[str, str] = {
    "SLV": N_("Demonstration office of migration statistics, El Salvador"),
    "GTM": N_("Demonstration office of migration statistics, Guatemala"),
    "HND": N_("Demonstration office of migration statistics, Honduras"),
}
PERIOD = "2026-01/2026-09"
"""What the briefs tell: the last month of the files is left to come in late."""
TOLD = "2025-01/2026-09"
"""What is exchanged."""
AFTERWARDS = date(2026, 11, 20)
"""The earliest day the story plays on: all files are in by then."""
EXCHANGED = ("XARR", "XDEP", "XRET", "XRTO")
RECORDS = 90_000
"""Records of the three countries together, unless asked otherwise."""


@dataclass(frozen=True, slots=True)
class DemoNode:
    """One of the nodes and what its import came to."""

    country: str
    folder: Path
    rows: int
    imported: int
    findings: int
    skipped: int
    duplicates: int


@dataclass(frozen=True, slots=True)
class DemoResult:
    """What the demonstration left behind.

    Attributes:
        packages: copies of the sealed files as they lay in the mailboxes.
        receipts: copies of the sealed receipts.
        mirror: the regional mirror table, CSV.
        briefs: one PDF a node and language.
    """

    folder: Path
    nodes: tuple[DemoNode, ...]
    packages: tuple[Path, ...]
    receipts: tuple[Path, ...]
    mirror: Path
    briefs: tuple[Path, ...]


def run_demo(
    directory: Path, records: int = RECORDS, seed: int = 1, progress: Progress = SILENT
) -> DemoResult:
    """Make the demonstration in `directory`: nodes, files, packages, mirror table, briefs.

    Raises:
        NodeExists: there is a demonstration in `directory` already.
    """
    folders = {code: directory / code.lower() for code in COUNTRIES}
    for code, folder in _told(folders, progress, _("Making the nodes")):
        _make(folder, code)
    with _signed_in(folders, FIRST_OFFICER) as nodes:
        imported = {
            code: _import_all(node, directory / "files" / code.lower(), code, records, seed)
            for code, node in _told(nodes, progress, _("Importing the files"))
        }
        _exchange_cards(nodes, directory / "cards")
        prepared = {
            code: _prepare(node) for code, node in _told(nodes, progress, _("Preparing packages"))
        }
    with _signed_in(folders, SECOND_OFFICER) as nodes:
        for code, node in nodes.items():
            _approve(node, prepared[code])
    with _signed_in(folders, FIRST_OFFICER) as nodes:
        packages, receipts = directory / "packages", directory / "receipts"
        for code, node in _told(nodes, progress, _("Sending the packages")):
            send.send(node.register, prepared[code], _copied(packages, code))
        for _round in ("packages", "receipts"):
            for code, node in nodes.items():
                receive.receive(node.register, FolderMailbox(node.inbox), _copied(receipts, code))
        mirrored = _mirror(nodes["GTM"], directory / "region")
        briefs = [
            path
            for code, node in _told(nodes, progress, _("Writing the briefs"))
            for path in _briefs(node, code, directory)
        ]
    return DemoResult(
        directory,
        tuple(_summary(code, folders[code], results) for code, results in imported.items()),
        tuple(sorted(packages.iterdir())),
        tuple(sorted(receipts.iterdir())),
        mirrored,
        tuple(briefs),
    )


def _told(things: Mapping[str, T], progress: Progress, message: str) -> Iterator[tuple[str, T]]:
    yield from progress.track(list(things.items()), message, every=1)


def _make(folder: Path, code: str) -> None:
    settings = NodeSettings(new_node_id(), country(code).alpha2, _(AGENCIES[code]), demo=True)
    enrolled = [NewOfficer(who, roles, PASSPHRASE) for who, roles in ROLES.items()]
    # A passphrase that is printed in the manual gains nothing from a dear key derivation.
    create_node(folder, settings, enrolled, wrap.LEAST)


@contextmanager
def _signed_in(folders: Mapping[str, Path], officer: str) -> Iterator[dict[str, Node]]:
    """Open every node as `officer`; all are closed at the end."""
    with ExitStack() as stack:
        nodes = {}
        for code, folder in folders.items():
            nodes[code] = open_node(folder, officer, PASSPHRASE, _day_of_the_story)
            stack.callback(nodes[code].close)
        yield nodes


def _day_of_the_story() -> date:
    return max(datetime.now().astimezone().date(), AFTERWARDS)


def _import_all(node: Node, files: Path, code: str, records: int, seed: int) -> list[ImportResult]:
    written = write_files(files, code, records // len(COUNTRIES), seed)
    results = []
    for path in written:
        if path.name.startswith("manifests-"):
            import_manifests(node.register, path)
        elif path.suffix == ".csv":
            results.append(import_file(node.register, path, path.stem.split("-")[1].upper()))
    return results


def _summary(code: str, folder: Path, results: list[ImportResult]) -> DemoNode:
    def added(what: str) -> int:
        return sum(getattr(result, what) for result in results)

    counts = ("rows", "imported", "findings", "skipped", "duplicates")
    return DemoNode(code, folder, *(added(what) for what in counts))


def _exchange_cards(nodes: Mapping[str, Node], folder: Path) -> None:
    """Give everybody's card to everybody; both sides read the same words and confirm."""
    folder.mkdir(parents=True, exist_ok=True)
    cards = {code: peers.own_card(node.register) for code, node in nodes.items()}
    for code, card in cards.items():
        (folder / f"{code.lower()}.card").write_bytes(card)
    others = [(here, there) for here in nodes for there in nodes if here != there]
    for here, there in others:
        peers.add(nodes[here].register, cards[there], str(nodes[there].inbox))
    for here, there in others:
        read_out = peers.pair_words(nodes[there].register, country(here).alpha2)
        peers.confirm(nodes[here].register, country(there).alpha2, " ".join(read_out))


def _prepare(node: Node) -> str:
    with node.register.reading() as db:
        recipients = [peer.country for peer in peers.everyone(db)]
    purpose = _("Demonstration: regional table of movements and returns")
    return prepare_package(node, EXCHANGED, TOLD, recipients, purpose, PASSPHRASE)


def _approve(node: Node, package: str) -> None:
    with node.register.reading() as db:
        key = officers.signing_key(db, SECOND_OFFICER, PASSPHRASE)
    seen = send.preview(node.register, package)
    send.approve(node.register, package, key, seen=seen.sha256)


@dataclass(frozen=True, slots=True)
class _Copied:
    """A mailbox that leaves a copy of what is put into it, under a name that says what it is."""

    box: Transport
    copy: Path

    def put(self, name: str, sealed: BinaryIO) -> None:
        content = sealed.read()
        self.copy.write_bytes(content)
        self.box.put(name, io.BytesIO(content))

    def names(self) -> list[str]:
        return self.box.names()

    def fetch(self, name: str, target: BinaryIO, largest: int = mailbox.LARGEST_FILE) -> None:
        self.box.fetch(name, target, largest)

    def delete(self, name: str) -> None:
        self.box.delete(name)


def _copied(folder: Path, sender: str) -> Callable[[Peer], Transport]:
    folder.mkdir(parents=True, exist_ok=True)
    here = country(sender).alpha2.lower()
    return lambda peer: _Copied(
        mailbox.of_peer(peer), folder / f"{here}-{peer.country.lower()}.age"
    )


def _mirror(node: Node, folder: Path) -> Path:
    """Write the mirror table of the region, as one node sees it, and its corridors."""
    folder.mkdir(parents=True, exist_ok=True)
    found = mirror.mirror(node.register, PERIOD)
    found.corridors.write_csv(folder / "corridors.csv", float_precision=3)
    found.cells.write_csv(folder / "mirror.csv", float_precision=3)
    return folder / "mirror.csv"


def _briefs(node: Node, code: str, directory: Path) -> list[Path]:
    """Write a node's brief of returns in each language."""
    (directory / "briefs").mkdir(exist_ok=True)
    made = make_brief(node, "monthly_returns", PERIOD, LANGUAGES)
    paths = []
    for language, pdf in made.pdfs.items():
        paths.append(directory / "briefs" / f"{code.lower()}-{language}.pdf")
        paths[-1].write_bytes(pdf)
    return paths
