"""Sending: one officer prepares, another approves what they have seen, the node delivers.

    prepared ──approve──> approved ──send──> sent
        └────── withdraw / reject ──> withdrawn

Only protected tables are accepted: the type says so, and the running program asks again.
"""

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import Connection, Row, insert, select, update

from crypto import dsse
from crypto.signing import SigningKey
from exchange import (
    agreements,
    content,
    datasets,
    delivery,
    mailbox,
    manifest,
    outgoing,
    package,
    peers,
)
from exchange.datasets import Origin
from exchange.definitions import Definitions
from exchange.delivery import Delivery, Link
from exchange.mailbox import Transport
from exchange.manifest import Manifest
from exchange.outgoing import Sent
from exchange.peers import Peer
from exchange.preview import Preview, of_package
from exchange.refusals import (
    ContentChanged,
    NotConfirmed,
    NothingToSend,
    NotProtected,
    SameOfficer,
    UnknownPeer,
    WrongKey,
    WrongState,
)
from vipmg import audit, node_keys, releases
from vipmg.codelists import alpha2
from vipmg.database import schema
from vipmg.disclosure.protect import ProtectedTable
from vipmg.errors import VipmgError
from vipmg.i18n import _
from vipmg.officers import Permission
from vipmg.progress import SILENT, Progress
from vipmg.register import Register
from vipmg.releases import Prepared


def prepare(
    register: Register,
    tables: Sequence[ProtectedTable],
    recipients: Sequence[str],
    purpose: str,
    signing_key: SigningKey,
    definitions: Definitions | None = None,
    *,
    prepared: Prepared | None = None,
) -> str:
    """Make a package of `tables` and sign it as its preparer; return its number.

    `recipients` are countries (alpha-2 or alpha-3) of confirmed peers; `purpose` says what the
    figures are for, with its legal basis; `signing_key` is that of the officer who signed in.
    `prepared` is the release the tables come from: it is written into the release ledger in the
    same act, so that no later release can give away what this one hides.

    Raises:
        NotProtected: something in `tables` is not a protected table.
        NothingToSend: no table, recipient or purpose.
        UnknownPeer, NotConfirmed: a recipient is not a confirmed peer.
        PackageRefused: "not-agreed", the agreement with a recipient does not cover this.
        WrongKey: the key is not the signed-in officer's.
        LedgerMoved: something else was released since the tables were protected.
    """
    if not all(isinstance(table, ProtectedTable) for table in tables):
        raise NotProtected
    if not tables or not recipients or not purpose.strip():
        raise NothingToSend
    identifier = uuid4().hex
    countries = tuple(dict.fromkeys(_country(code) for code in recipients))
    control = content.disclosure_control(tables)
    names = tuple(dict.fromkeys(table.spec.name for table in tables))
    with register.act(Permission.PREPARE, subject=identifier) as act:
        _check_key(register, signing_key)
        _check_recipients(act.db, countries, names, control.threshold, register.today())
        now = datetime.now(UTC)
        said = definitions or Definitions()
        entries, members = content.write(tables, said, register.country, now)
        signed = Manifest(
            identifier, register.country, purpose.strip(), countries, control, now, entries
        )
        paper = signed.to_bytes()
        if prepared is not None:
            releases.remember(act.db, prepared, "package", identifier)
        act.note(
            step="prepare",
            tables="+".join(names),
            recipients="+".join(countries),
            manifest=package.sha256(paper),
        )
        envelope = dsse.seal(manifest.TYPE, paper, [signing_key])
        _keep(act.db, signed, names, envelope, package.pack(members), register.officer.name)
    return identifier


def _check_recipients(
    db: Connection, countries: Sequence[str], names: Sequence[str], threshold: int, today: date
) -> None:
    for country in countries:
        _confirmed(db, country)
        agreements.check(db, country, names, threshold, today)


def _keep(
    db: Connection,
    signed: Manifest,
    names: Sequence[str],
    envelope: bytes,
    members: bytes,
    officer: str,
) -> None:
    """Store a package that its preparer has signed."""
    db.execute(
        insert(schema.package).values(
            id=signed.package,
            state="prepared",
            purpose=signed.purpose,
            recipients="+".join(signed.recipients_allowed),
            tables="+".join(names),
            envelope=envelope,
            members=members,
            prepared_by=officer,
            prepared_at=signed.prepared,
        )
    )


def preview(register: Register, identifier: str) -> Preview:
    """Return what an approver must look at, checked against the preparer's signature.

    Raises:
        UnknownPackage: there is none.
        PackageRefused: what is stored is not what was signed.
    """
    with register.reading() as db:
        return of_package(db, outgoing.get(db, identifier))


def approve(register: Register, identifier: str, signing_key: SigningKey, *, seen: str) -> None:
    """Add the approver's signature to what was seen: `seen` is `Preview.sha256`.

    Raises:
        UnknownPackage, WrongState: it does not wait for approval.
        SameOfficer: the officer prepared it.
        WrongKey: the key is not the signed-in officer's.
        ContentChanged: `seen` is not what would be signed.
        PackageRefused: what is stored is not what was signed.
    """
    with register.act(Permission.APPROVE, subject=identifier) as act:
        row = outgoing.get(act.db, identifier)
        _check_state(row, "prepared")
        _check_key(register, signing_key)
        shown = of_package(act.db, row)
        if row.prepared_by == register.officer.name:
            raise SameOfficer(officer=row.prepared_by)
        if shown.sha256 != seen:
            raise ContentChanged
        act.note(step="approve", manifest=seen, prepared_by=row.prepared_by)
        _change(
            act.db,
            identifier,
            state="approved",
            envelope=dsse.countersign(row.envelope, manifest.TYPE, signing_key),
            approved_by=register.officer.name,
            approved_at=datetime.now(UTC),
        )


def withdraw(register: Register, identifier: str, reason: str) -> None:
    """Take a package back before it is sent, as a preparer; the reason is kept.

    Raises:
        UnknownPackage, WrongState: it was sent or withdrawn.
    """
    _end(register, Permission.PREPARE, identifier, "withdraw", reason)


def reject(register: Register, identifier: str, reason: str) -> None:
    """Refuse to approve a package; the reason is kept.

    Raises:
        UnknownPackage, WrongState: it was sent or withdrawn.
    """
    _end(register, Permission.APPROVE, identifier, "reject", reason)


def send(
    register: Register,
    identifier: str,
    transports: Callable[[Peer], Transport] = mailbox.of_peer,
    progress: Progress = SILENT,
    *,
    now: datetime | None = None,
) -> tuple[Sent, ...]:
    """Deliver an approved package: one sealed file for each recipient, into its mailbox.

    May be repeated: whoever has not answered gets the same delivery again, which the receiver
    recognises; whose delivery expired unanswered gets a new one as well, with a new number.

    Raises:
        UnknownPackage, WrongState: it is not approved.
        NotConfirmed: a recipient is no longer a confirmed peer.
        NoMailbox, MailboxUnreachable: for the first mailbox that failed, after all were tried.
    """
    moment = now or datetime.now(UTC)
    with register.act(Permission.SEND, subject=identifier) as act:
        row = outgoing.get(act.db, identifier)
        if row.state != "sent":
            _check_state(row, "approved")
        countries = row.recipients.split("+")
        for country in countries:
            _deliver(register, act.db, row, _confirmed(act.db, country), moment)
        _keep_own(act.db, register, row)
        _change(act.db, identifier, state="sent")
        act.note(step="deliver", recipients=row.recipients)
        waiting = outgoing.unanswered(act.db, identifier)
    _publish_all(register, waiting, transports, progress)
    return next(
        out.deliveries for out in outgoing.everything(register) if out.package == identifier
    )


def send_again(
    register: Register,
    transports: Callable[[Peer], Transport] = mailbox.of_peer,
    progress: Progress = SILENT,
) -> int:
    """Put every delivery that nobody answered into its mailbox once more; return how many.

    Raises:
        NoMailbox, MailboxUnreachable: for the first mailbox that failed, after all were tried.
    """
    register.require(Permission.SEND)
    with register.reading() as db:
        waiting = outgoing.unanswered(db)
    _publish_all(register, waiting, transports, progress)
    return len(waiting)


def _publish_all(
    register: Register,
    deliveries: Sequence[Row[Any]],
    transports: Callable[[Peer], Transport],
    progress: Progress,
) -> None:
    failed: list[VipmgError] = []
    for row in progress.track(deliveries, _("Sending"), every=1):
        try:
            _publish(register, row, transports)
        except VipmgError as error:
            failed.append(error)
    if failed:
        raise failed[0]


def _publish(register: Register, row: Row[Any], transports: Callable[[Peer], Transport]) -> None:
    """Seal one delivery for its recipient and put it into the mailbox under a new name."""
    with register.reading() as db:
        stored = outgoing.get(db, row.package)
        peer = next(peer for peer in peers.everyone(db) if peer.node == row.peer)
    if peer.status != "confirmed":
        raise NotConfirmed(country=peer.country)
    members = {
        package.DELIVERY: row.envelope,
        package.MANIFEST: stored.envelope,
        **package.unpack(stored.members),
    }
    name = mailbox.new_name()
    with package.seal(members, [peer.card.recipient]) as sealed:
        transports(peer).put(name, sealed)
    with register.act(Permission.SEND, subject=row.package) as act:
        act.note(step="put", country=peer.country, delivery=row.sha256, file=name)
        table = schema.delivery
        unanswered = (table.c.sha256 == row.sha256) & table.c.state.in_(("sealed", "sent"))
        act.db.execute(update(table).where(unanswered).values(state="sent", file_name=name))


def _deliver(register: Register, db: Connection, row: Row[Any], peer: Peer, now: datetime) -> None:
    """Write down the next delivery to `peer`, unless one is under way or was answered.

    It is committed before anything is published: its number is never used for another.
    """
    table = schema.delivery
    mine = (table.c.package == row.id) & (table.c.peer == peer.node)
    last = db.execute(select(table).where(mine).order_by(table.c.sequence.desc())).first()
    if last is not None and not _lapsed(last, now):
        return
    paper = Delivery(
        peers.own_node(register, db),
        package.sha256(row.envelope),
        now,
        now + delivery.LIFETIME,
        (Link(peer.node, peer.last_sent + 1, peer.last_sent_sha256),),
        audit.checkpoint(db),
    )
    envelope = paper.seal(node_keys.signing_key(db))
    digest = package.sha256(envelope)
    db.execute(
        insert(table).values(
            peer=peer.node,
            sequence=peer.last_sent + 1,
            package=row.id,
            sha256=digest,
            envelope=envelope,
            file_name="",
            state="sealed",
            sealed_at=now,
        )
    )
    chain = {"last_sent": peer.last_sent + 1, "last_sent_sha256": digest}
    db.execute(update(schema.peer).where(schema.peer.c.node == peer.node).values(**chain))


def _lapsed(row: Row[Any], now: datetime) -> bool:
    """Tell whether a delivery can no longer be accepted, for its age alone."""
    sealed_at: datetime = row.sealed_at.replace(tzinfo=UTC)
    unanswered = row.state in {"sealed", "sent"}
    return row.code == "expired" or (unanswered and sealed_at + delivery.LIFETIME < now)


def _keep_own(db: Connection, register: Register, row: Row[Any]) -> None:
    """Keep the figures as sent, once: they are this country's side of region and mirror."""
    known = select(schema.dataset.c.id).where(
        schema.dataset.c.package == row.id, schema.dataset.c.received.is_(None)
    )
    if db.execute(known).first() is None:
        own = of_package(db, row).content
        datasets.keep(db, own.datasets, Origin(register.country, row.id, 0))


def _end(
    register: Register, permission: Permission, identifier: str, step: str, reason: str
) -> None:
    with register.act(permission, subject=identifier) as act:
        row = outgoing.get(act.db, identifier)
        if row.state != "approved":
            _check_state(row, "prepared")
        act.note(step=step, reason=reason)
        _change(act.db, identifier, state="withdrawn")
        releases.forget(act.db, "package", identifier)


def _country(code: str) -> str:
    country = alpha2(code)
    if country is None:
        raise UnknownPeer(country=code)
    return country


def _confirmed(db: Connection, country: str) -> Peer:
    peer = peers.get(db, country)
    if peer.status != "confirmed":
        raise NotConfirmed(country=country)
    return peer


def _check_key(register: Register, key: SigningKey) -> None:
    if key.public != register.officer.verify_key:
        raise WrongKey


def _check_state(row: Row[Any], needed: str) -> None:
    if row.state != needed:
        titles = outgoing.STATE_TITLES
        raise WrongState(package=row.id, state=_(titles[row.state]), needed=_(titles[needed]))


def _change(db: Connection, identifier: str, **values: object) -> None:
    db.execute(update(schema.package).where(schema.package.c.id == identifier).values(**values))
