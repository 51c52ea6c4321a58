"""Who the other countries are, and how far each is trusted.

Every node has a **card**: its keys and those of the officers who may sign for it, signed by the
node itself. A card proves nothing until its owner was asked: both sides read the same fifteen
words to each other over a line they know, and only then is the peer confirmed.

    unverified ──confirm──> confirmed ──revoke──> revoked
         ^──────a new card of the same node──────┘
"""

import hashlib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Connection, RowMapping, insert, select, update

from crypto import dsse, strict_json, words
from crypto.strict_json import Json
from exchange import cards
from exchange.cards import APPROVER, PREPARER, Card
from exchange.refusals import CardRefused, UnknownPeer, WordsDiffer
from vipmg import node_keys, officers
from vipmg.codelists import alpha2
from vipmg.database import schema
from vipmg.i18n import N_, _, language
from vipmg.officers import Permission
from vipmg.register import Register

START = "0" * 64
"""Stands for the delivery before the first."""


@dataclass(frozen=True, slots=True)
class Peer:
    """Another country's node as this one knows it."""

    card: Card
    status: str
    """``unverified``, ``confirmed`` or ``revoked``."""
    mailbox: str | None
    """The folder where packages for it are put."""
    last_sent: int
    last_sent_sha256: str
    last_received: int
    last_received_sha256: str

    @property
    def country(self) -> str:
        """ISO 3166-1 alpha-2."""
        return self.card.country

    @property
    def node(self) -> str:
        """The node's name in papers: country and sixteen hexadecimal digits."""
        return self.card.node


STATUS_TITLES: Mapping[str, str] = {
    "unverified": N_("not confirmed"),
    "confirmed": N_("confirmed"),
    "revoked": N_("revoked"),
}


def own_node(register: Register, db: Connection) -> str:
    """Return this node's name in papers; it stays when keys are renewed."""
    first = select(schema.node_key.c.secret).where(
        schema.node_key.c.kind == "encryption", schema.node_key.c.epoch == 1
    )
    secret = db.scalars(first).one()
    name = hashlib.sha256(b"vipmg-node-v1\0" + secret).hexdigest()[:16]
    return f"{register.country}-{name}"


def own_card(register: Register) -> bytes:
    """Return this node's card, to be given to the other countries."""
    with register.reading() as db:
        return dsse.seal(cards.TYPE, _own_payload(register, db), [node_keys.signing_key(db)])


def add(register: Register, card: bytes, mailbox: str | None = None) -> Peer:
    """Take in a peer's card, not confirmed yet; a new card of a known peer replaces the old.

    Raises:
        PackageRefused, CardRefused: as `Card.from_bytes`; also our own card, a country that has
            another peer, or a key that another card holds.
    """
    new = Card.from_bytes(card)
    with register.act(Permission.TRUST, subject=new.country) as act:
        known = everyone(act.db)
        _refuse_conflict(new, known, own_node(register, act.db))
        act.note(step="add", node=new.node, card=new.digest.hex())
        before = next((peer for peer in known if peer.node == new.node), None)
        if before is None:
            _insert(act.db, new, card, mailbox)
        elif before.card.digest != new.digest or before.status == "revoked":
            _change(act.db, new.node, card=card, status="unverified", agency=new.agency)
        if mailbox is not None:
            _change(act.db, new.node, mailbox=mailbox)
        return get(act.db, new.country)


def pair_words(register: Register, country: str, lang: str | None = None) -> tuple[str, ...]:
    """Return the fifteen words that both sides read to each other; they see the same ones.

    Raises:
        UnknownPeer: there is no card of `country`.
    """
    with register.reading() as db:
        ours = cards.digest(_own_payload(register, db))
        theirs = get(db, country).card.digest
    return words.pair_words(ours, theirs, "en" if (lang or language()) == "en" else "es")


def confirm(register: Register, country: str, typed: str) -> Peer:
    """Confirm a peer by what its owner read out: the fifteen words, or its fingerprint.

    Raises:
        UnknownPeer: there is no card of `country`.
        WordsDiffer: `typed` is neither.
    """
    ways = {
        "words": [_plain(" ".join(pair_words(register, country, lang))) for lang in ("es", "en")],
        "fingerprint": [_plain(_known(register, country).card.fingerprint)],
    }
    used = next((way for way, forms in ways.items() if _plain(typed) in forms), None)
    if used is None:
        raise WordsDiffer(country=country)
    with register.act(Permission.TRUST, subject=country) as act:
        peer = get(act.db, country)
        act.note(step="confirm", node=peer.node, compared=used, card=peer.card.digest.hex())
        by = {"confirmed_at": datetime.now(UTC), "confirmed_by": register.officer.name}
        _change(act.db, peer.node, status="confirmed", **by)
        return get(act.db, country)


def revoke(register: Register, country: str, reason: str) -> None:
    """End the trust in a peer from now on: nothing is sent to it or received from it.

    Raises:
        UnknownPeer: there is no card of `country`.
    """
    with register.act(Permission.TRUST, subject=country) as act:
        peer = get(act.db, country)
        act.note(step="revoke", node=peer.node, reason=reason)
        _change(act.db, peer.node, status="revoked")


def revoke_officer(register: Register, country: str, name: str, reason: str) -> None:
    """Accept no further signature of one officer of a peer.

    Raises:
        UnknownPeer: there is no card of `country`, or no such officer in it.
    """
    with register.act(Permission.TRUST, subject=country) as act:
        signers = {signer.name: signer for signer in get(act.db, country).card.officers}
        if name not in signers:
            raise UnknownPeer(country=f"{country}: {name}")
        keyid = signers[name].key.keyid
        act.note(step="revoke officer", keyid=keyid, reason=reason)
        now = datetime.now(UTC)
        act.db.execute(
            insert(schema.revoked_key).values(keyid=keyid, revoked_at=now, reason=reason)
        )


def set_mailbox(register: Register, country: str, mailbox: str) -> None:
    """Say where packages for a peer are put.

    Raises:
        UnknownPeer: there is no card of `country`.
    """
    with register.act(Permission.TRUST, subject=country) as act:
        act.note(step="mailbox")
        _change(act.db, get(act.db, country).node, mailbox=mailbox)


def everyone(db: Connection) -> list[Peer]:
    """Return all peers by country, the revoked ones last."""
    query = select(schema.peer).order_by(schema.peer.c.status == "revoked", schema.peer.c.country)
    return [_peer(row) for row in db.execute(query).mappings()]


def get(db: Connection, country: str) -> Peer:
    """Return the peer of a country, alpha-2 or alpha-3 (a revoked one if there is no other).

    Raises:
        UnknownPeer: there is none.
    """
    for peer in everyone(db):
        if peer.country == alpha2(country):
            return peer
    raise UnknownPeer(country=country)


def revoked_keys(db: Connection) -> frozenset[str]:
    """Return the key ids whose signatures no longer count."""
    return frozenset(db.scalars(select(schema.revoked_key.c.keyid)))


def _known(register: Register, country: str) -> Peer:
    with register.reading() as db:
        return get(db, country)


def _own_payload(register: Register, db: Connection) -> bytes:
    agency = db.scalar(select(schema.setting.c.value).where(schema.setting.c.name == "agency"))
    signers: list[Json] = [
        {
            "name": officer.name,
            "roles": [*(role for role in (PREPARER, APPROVER) if role in officer.roles)],
            "key": cards.text_of(officer.verify_key),
        }
        for officer in officers.everyone(db)
        if {PREPARER, APPROVER} & set(officer.roles)
    ]
    return strict_json.dumps(
        {
            "spec": "vipmg/card/1",
            "crit": [],
            "country": register.country,
            "agency": agency or "",
            "node": own_node(register, db),
            "node_key": cards.text_of(node_keys.signing_key(db).public),
            "recipient": node_keys.identity(db).recipient.to_string(),
            "officers": signers,
        }
    )


def _refuse_conflict(new: Card, known: list[Peer], own: str) -> None:
    if new.node == own:
        raise CardRefused(why=_("It is the card of this very node."))
    for peer in known:
        if peer.node == new.node:
            continue
        if peer.country == new.country and peer.status != "revoked":
            raise CardRefused(why=_("This country has another card: revoke that one first."))
        if peer.card.keyids & new.keyids:
            raise CardRefused(why=_("A key in it belongs to another peer."))


def _insert(db: Connection, card: Card, envelope: bytes, mailbox: str | None) -> None:
    db.execute(
        insert(schema.peer).values(
            node=card.node,
            country=card.country,
            agency=card.agency,
            card=envelope,
            status="unverified",
            mailbox=mailbox,
            added_at=datetime.now(UTC),
            last_sent=0,
            last_sent_sha256=START,
            last_received=0,
            last_received_sha256=START,
        )
    )


def _change(db: Connection, node: str, **values: object) -> None:
    db.execute(update(schema.peer).where(schema.peer.c.node == node).values(**values))


def _peer(row: RowMapping) -> Peer:
    return Peer(
        cards.read(row["card"]),
        row["status"],
        row["mailbox"],
        row["last_sent"],
        row["last_sent_sha256"],
        row["last_received"],
        row["last_received_sha256"],
    )


def _plain(text: str) -> str:
    """Return letters and digits only: how it was typed does not matter, accents neither."""
    split = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in split if letter.isalnum())
