"""Receiving: open, verify, check the chain, keep in one transaction, answer with a receipt.

What is refused leaves nothing but an entry in the audit trail. Once the sender is certain and
the delivery follows the one before, the answer is a receipt: accepted, or rejected with a code.
A file leaves the mailbox after its receipt has left; the sender sends it again until then, and
the same delivery is answered with the same receipt.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO

from sqlalchemy import Connection, Row, delete, insert, select, update

from exchange import agreements, chain, datasets, mailbox, package, peers
from exchange.chain import Standing
from exchange.datasets import Origin
from exchange.mailbox import Transport
from exchange.opening import Answer, Arrival, Contents, Opening, Trust
from exchange.peers import Peer
from exchange.receipts import ACCEPTED, Receipt
from exchange.refusals import PackageRefused, reason
from vipmg import audit, node_keys
from vipmg.database import schema
from vipmg.errors import VipmgError
from vipmg.i18n import N_, _
from vipmg.officers import Permission
from vipmg.progress import SILENT, Progress
from vipmg.register import Act, Register

HELD = frozenset({"gap", "from-the-future"})
"""What waits in the mailbox: it may become acceptable without anybody doing it again."""
STRANGER = "peer-not-confirmed"
"""Waits in the mailbox too, but nothing of it is believed or written down yet."""
VERDICT_TITLES: Mapping[str, str] = {
    "accepted": N_("accepted"),
    "rejected": N_("rejected"),
    "refused": N_("refused"),
    "held": N_("held"),
    "evidence": N_("kept as evidence"),
    "duplicate": N_("known already"),
    "answer": N_("receipt"),
}
"""What may become of a file; see `Received.verdict`."""
EVIDENCE = frozenset({"equivocation", "broken-chain"})
"""What the sender signed and cannot have meant: its papers are kept."""


@dataclass(frozen=True, slots=True)
class Received:
    """What became of one file in the mailbox."""

    name: str
    verdict: str
    """``accepted``; ``rejected``: the sender was told; ``refused``: nobody was told;
    ``held``: it waits; ``duplicate``: known already; ``answer``: a receipt of ours came back."""
    code: str | None = None
    """Why it was refused, rejected or held; for an answer, why the peer rejected."""
    country: str | None = None
    """Of the sender, where that is certain."""
    package: str | None = None
    sequence: int | None = None
    tables: tuple[str, ...] = ()
    cells: int = 0

    @property
    def why(self) -> str:
        """The code in the officer's words; empty where there is none."""
        return ". ".join(part.rstrip(".") for part in reason(self.code)) + "." if self.code else ""


@dataclass(frozen=True, slots=True)
class Incoming:
    """A package as it was received, for a list."""

    country: str
    sequence: int
    verdict: str
    """``accepted``, ``rejected``, ``held`` or ``evidence``."""
    code: str | None
    package: str | None
    purpose: str | None
    received_at: datetime
    answered: bool
    """Whether the receipt has left."""


@dataclass(frozen=True, slots=True)
class Inspection:
    """A package looked into without receiving it."""

    arrival: Arrival
    contents: Contents
    standing: str
    """``next``, ``duplicate``, or the code that would hold or refuse it."""


@dataclass(frozen=True, slots=True)
class _File:
    """One file in the mailbox, and what this node knows when it judges it."""

    name: str
    trust: Trust
    now: datetime
    patient: bool
    """The first time round: what is out of order may yet fall into place, and is not told."""
    sha256: str = ""


def receive(
    register: Register,
    inbox: Transport,
    transports: Callable[[Peer], Transport] = mailbox.of_peer,
    progress: Progress = SILENT,
    *,
    now: datetime | None = None,
) -> tuple[Received, ...]:
    """Take in everything that waits in `inbox`; packages that came out of order are sorted out.

    Raises:
        NotAllowed: the officer may not receive.
        MailboxUnreachable: the inbox is not there.
    """
    register.require(Permission.RECEIVE)
    at = now or datetime.now(UTC)
    with register.reading() as db:
        trust = Trust.of(register, db)
    outcomes: dict[str, Received] = {}
    for name in progress.track(inbox.names(), _("Receiving"), every=1):
        outcomes[name] = _take(register, inbox, _File(name, trust, at, patient=True))
    held = [outcome for outcome in outcomes.values() if outcome.verdict == "held"]
    for outcome in sorted(held, key=lambda outcome: outcome.sequence or 0):
        file = _File(outcome.name, trust, at, patient=False)
        outcomes[outcome.name] = _take(register, inbox, file)
    unanswered = answer(register, transports)
    for name, outcome in outcomes.items():
        if outcome.verdict != "held" and outcome.country not in unanswered:
            inbox.delete(name)
    return tuple(outcomes.values())


def answer(
    register: Register, transports: Callable[[Peer], Transport] = mailbox.of_peer
) -> frozenset[str]:
    """Send the receipts that have not left yet; return the countries that could not be reached."""
    register.require(Permission.RECEIVE)
    table = schema.received
    with register.reading() as db:
        query = select(table.c.id, table.c.peer, table.c.receipt).where(
            table.c.receipt.is_not(None), table.c.receipt_sent_at.is_(None)
        )
        waiting = db.execute(query.order_by(table.c.id)).all()
        known = {peer.node: peer for peer in peers.everyone(db)}
    unreached: set[str] = set()
    for row in waiting:
        peer = known[row.peer]
        try:
            with package.seal({package.RECEIPT: row.receipt}, [peer.card.recipient]) as sealed:
                transports(peer).put(mailbox.new_name(), sealed)
        except VipmgError:
            unreached.add(peer.country)
            continue
        with register.act(Permission.RECEIVE, subject=peer.country) as act:
            act.note(step="receipt sent", received=row.id)
            sent = update(table).where(table.c.id == row.id)
            act.db.execute(sent.values(receipt_sent_at=datetime.now(UTC)))
    return frozenset(unreached)


def open_package(register: Register, path: Path, *, now: datetime | None = None) -> Inspection:
    """Look into a sealed file: everything is verified, nothing is kept or answered.

    Raises:
        PackageRefused: it does not hold, or it is a receipt.
    """
    with register.reading() as db, path.open("rb") as sealed:
        with Opening(sealed, Trust.of(register, db)) as opening:
            arrival = opening.paper()
            if isinstance(arrival, Answer):
                raise PackageRefused("wrong-payload-type")
            contents = opening.contents(arrival, now or datetime.now(UTC))
        try:
            standing: str = chain.standing(db, arrival).value
        except PackageRefused as refusal:
            standing = refusal.code
    return Inspection(arrival, contents, standing)


def incoming(register: Register) -> list[Incoming]:
    """Return the packages received so far, the newest first."""
    table = schema.received
    query = select(
        schema.peer.c.country,
        *(column for column in table.c if column.name not in {"delivery", "manifest"}),
    ).join(schema.peer, schema.peer.c.node == table.c.peer)
    with register.reading() as db:
        rows = db.execute(query.order_by(table.c.id.desc())).all()
    return [_incoming(row) for row in rows]


def _take(register: Register, inbox: Transport, file: _File) -> Received:
    """Bring one file to its end; whatever is wrong with it is that file's matter alone."""
    try:
        with package.private_file() as sealed:
            inbox.fetch(file.name, sealed)
            sealed.seek(0)
            file = replace(file, sha256=package.file_sha256(sealed))
            return _open(register, sealed, file)
    except FileNotFoundError:
        return Received(file.name, "held")  # the mailbox lists what it does not have
    except PackageRefused as refusal:
        if refusal.code == STRANGER:
            return Received(file.name, "held", refusal.code)
        with register.act(Permission.RECEIVE, subject=file.name) as act:
            act.note(step="refuse", code=refusal.code, file=file.sha256)
        return Received(file.name, "refused", refusal.code)


def _open(register: Register, sealed: BinaryIO, file: _File) -> Received:
    with Opening(sealed, file.trust) as opening:
        paper = opening.paper()
        if isinstance(paper, Answer):
            return _note_answer(register, paper, file)
        try:
            with register.reading() as db:
                standing = chain.standing(db, paper)
            if standing is Standing.DUPLICATE:
                return _repeat(register, paper, file)
            contents = opening.contents(paper, file.now)
            return _accept(register, paper, contents, file)
        except PackageRefused as refusal:
            return _decline(register, paper, refusal.code, file)


def _accept(register: Register, arrival: Arrival, contents: Contents, file: _File) -> Received:
    """Keep the figures, move the chain, write the receipt and the audit entry: all or nothing."""
    signed, found = contents.manifest, contents.content
    country, sequence = arrival.peer.country, arrival.link.seq
    names = tuple(dict.fromkeys(dataset.spec.name for dataset in found.datasets))
    with register.act(Permission.RECEIVE, subject=signed.package) as act:
        # Another program may have received the same file since the chain was looked at.
        if chain.standing(act.db, arrival) is Standing.DUPLICATE:
            return Received(file.name, "duplicate", None, country, signed.package)
        threshold = signed.disclosure_control.threshold
        agreements.check(act.db, country, names, threshold, register.today())
        new = _is_new(act.db, arrival, contents)
        number = _record(register, act, arrival, ACCEPTED, file)
        act.db.execute(
            update(schema.received)
            .where(schema.received.c.id == number)
            .values(
                package=signed.package,
                manifest=contents.envelope,
                purpose=signed.purpose,
                definitions=found.definitions.to_bytes().decode(),
                disclosure_report=found.report.decode(),
            )
        )
        origin = Origin(country, signed.package, sequence, number)
        cells = datasets.keep(act.db, found.datasets, origin) if new else 0
        act.note(step="accept", package=signed.package, tables="+".join(names), cells=cells)
    return Received(file.name, "accepted", None, country, signed.package, sequence, names, cells)


def _decline(register: Register, arrival: Arrival, code: str, file: _File) -> Received:
    """Hold what may still come right, keep what is evidence, reject the rest with a receipt."""
    country, sequence = arrival.peer.country, arrival.link.seq
    if code in HELD or code in EVIDENCE:
        if not (code in HELD and file.patient):
            _note_once(register, arrival, "held" if code in HELD else "evidence", code, file)
        verdict = "held" if code in HELD else "refused"
        return Received(file.name, verdict, code, country, None, sequence)
    with register.act(Permission.RECEIVE, subject=country) as act:
        if chain.standing(act.db, arrival) is Standing.DUPLICATE:
            return Received(file.name, "duplicate", None, country, None, sequence)
        _record(register, act, arrival, f"rejected:{code}", file)
        act.note(step="reject", code=code)
    return Received(file.name, "rejected", code, country, None, sequence)


def _repeat(register: Register, arrival: Arrival, file: _File) -> Received:
    """Answer a delivery that was answered before with the very same receipt."""
    table = schema.received
    with register.act(Permission.RECEIVE, subject=arrival.peer.country) as act:
        act.note(step="duplicate", delivery=arrival.sha256)
        known = table.c.delivery_sha256 == arrival.sha256
        act.db.execute(update(table).where(known).values(receipt_sent_at=None))
    return Received(file.name, "duplicate", None, arrival.peer.country, None, arrival.link.seq)


def _note_answer(register: Register, answer_: Answer, file: _File) -> Received:
    """Write down what a peer answered to one of our deliveries; the first answer stays."""
    receipt, table = answer_.receipt, schema.delivery
    with register.act(Permission.RECEIVE, subject=answer_.peer.country) as act:
        ours = (table.c.sha256 == receipt.delivery_sha256) & (table.c.peer == answer_.peer.node)
        row = act.db.execute(select(table).where(ours)).first()
        if row is None:
            raise PackageRefused("unknown-delivery")
        state = "rejected" if receipt.code else "accepted"
        if row.state in {"accepted", "rejected"} and (row.state, row.code) != (state, receipt.code):
            raise PackageRefused("second-answer")
        act.note(step="answer", package=row.package, verdict=receipt.verdict)
        act.db.execute(
            update(table)
            .where(ours)
            .values(
                state=state,
                code=receipt.code,
                answered_at=receipt.received,
                receipt=answer_.envelope,
            )
        )
    return Received(
        file.name, "answer", receipt.code, answer_.peer.country, row.package, row.sequence
    )


def _record(register: Register, act: Act, arrival: Arrival, verdict: str, file: _File) -> int:
    """Write down an answered delivery with its receipt and move the chain; return its number."""
    receipt = Receipt(
        arrival.sha256,
        file.sha256,
        verdict,
        file.now,
        peers.own_node(register, act.db),
        arrival.peer.node,
        audit.checkpoint(act.db),
    )
    held = schema.received.c.verdict == "held"
    mine = schema.received.c.delivery_sha256 == arrival.sha256
    act.db.execute(delete(schema.received).where(held, mine))
    row = _row(arrival, verdict.partition(":")[0], receipt.code, file)
    row["receipt"] = receipt.seal(node_keys.signing_key(act.db))
    key = act.db.execute(insert(schema.received).values(row)).inserted_primary_key
    chain.move(act.db, arrival)
    act.note(delivery=arrival.sha256, sequence=arrival.link.seq, sender=arrival.peer.country)
    return int(key[0]) if key else 0


def _note_once(register: Register, arrival: Arrival, verdict: str, code: str, file: _File) -> None:
    """Write down what is held or kept as evidence, however often it is met."""
    table = schema.received
    known = (table.c.delivery_sha256 == arrival.sha256) & (table.c.verdict == verdict)
    with register.reading() as db:
        if db.execute(select(table.c.id).where(known)).first() is not None:
            return
    with register.act(Permission.RECEIVE, subject=arrival.peer.country) as act:
        act.note(step=verdict, code=code, sequence=arrival.link.seq, delivery=arrival.sha256)
        act.db.execute(insert(table).values(_row(arrival, verdict, code, file)))


def _row(arrival: Arrival, verdict: str, code: str | None, file: _File) -> dict[str, Any]:
    return {
        "peer": arrival.peer.node,
        "sequence": arrival.link.seq,
        "verdict": verdict,
        "code": code,
        "received_at": file.now,
        "file_sha256": file.sha256,
        "delivery_sha256": arrival.sha256,
        "delivery": arrival.envelope,
    }


def _is_new(db: Connection, arrival: Arrival, contents: Contents) -> bool:
    """Tell whether the package was never kept; a resend under a new number is not kept twice.

    Raises:
        PackageRefused: "package-reused", its number stood for another content.
    """
    table = schema.received
    query = select(table.c.manifest).where(
        table.c.package == contents.manifest.package,
        table.c.peer == arrival.peer.node,
        table.c.verdict == ACCEPTED,
    )
    earlier = db.execute(query).first()
    if earlier is not None and earlier.manifest != contents.envelope:
        raise PackageRefused("package-reused")
    return earlier is None


def _incoming(row: Row[Any]) -> Incoming:
    return Incoming(
        row.country,
        row.sequence,
        row.verdict,
        row.code,
        row.package,
        row.purpose,
        row.received_at,
        row.receipt is not None and row.receipt_sent_at is not None,
    )
