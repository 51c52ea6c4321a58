"""Open a sealed file and believe it step by step; nothing here changes the register.

Each step rests on the one before: the seal, the delivery and its node, its recipients; then,
after the receiver has compared the delivery with the chain, the manifest and its officers, and
only then the content.
"""

from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime
from types import TracebackType
from typing import BinaryIO, Self

from sqlalchemy import Connection

from crypto.age import Identity
from crypto.signing import VerifyKey
from exchange import content, manifest, package, peers
from exchange.content import Content
from exchange.delivery import Delivery, Link
from exchange.manifest import Manifest
from exchange.package import Archive
from exchange.peers import Peer
from exchange.receipts import Receipt
from exchange.refusals import PackageRefused
from vipmg import node_keys
from vipmg.register import Register


@dataclass(frozen=True, slots=True)
class Trust:
    """What this node knows when it judges a file: itself, its peers, the revoked keys."""

    country: str
    node: str
    identity: Identity = field(repr=False)
    peers: tuple[Peer, ...]
    revoked: frozenset[str]

    @classmethod
    def of(cls, register: Register, db: Connection) -> Self:
        """Return what is known now: keys are judged at reception."""
        return cls(
            register.country,
            peers.own_node(register, db),
            node_keys.identity(db),
            tuple(peers.everyone(db)),
            peers.revoked_keys(db),
        )

    def node_keys(self) -> dict[str, VerifyKey]:
        """Return the keys of all peers' nodes; whether they are trusted is asked afterwards."""
        return {peer.card.node_key.keyid: peer.card.node_key for peer in self.peers}

    def sender(self, keyid: str, claimed: str) -> Peer:
        """Return the confirmed peer whose node key signed.

        Raises:
            PackageRefused: "wrong-sender", "peer-revoked", "peer-not-confirmed".
        """
        signers = [peer for peer in self.peers if peer.card.node_key.keyid == keyid]
        peer = signers[0]
        if peer.node != claimed:
            raise PackageRefused("wrong-sender")
        if peer.status != "confirmed":
            raise PackageRefused(
                "peer-revoked" if peer.status == "revoked" else "peer-not-confirmed"
            )
        return peer


@dataclass(frozen=True, slots=True)
class Arrival:
    """A package whose delivery holds: who sent it and its place in the chain."""

    peer: Peer
    delivery: Delivery
    link: Link
    envelope: bytes = field(repr=False)
    """Of the delivery."""

    @property
    def sha256(self) -> str:
        """Of the delivery's envelope: its name in the chain and in the receipt."""
        return package.sha256(self.envelope)


@dataclass(frozen=True, slots=True)
class Answer:
    """A receipt that holds."""

    peer: Peer
    receipt: Receipt
    envelope: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Contents:
    """All that a package holds, verified."""

    manifest: Manifest
    envelope: bytes = field(repr=False)
    """Of the manifest."""
    content: Content


class Opening(AbstractContextManager["Opening"]):
    """A sealed file that is being opened; leaving the block forgets its plaintext."""

    def __init__(self, sealed: BinaryIO, trust: Trust) -> None:
        self.trust = trust
        self._plain, self._stanzas = package.unseal(sealed, trust.identity)
        self._archive = Archive(self._plain)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._plain.close()

    def paper(self) -> Arrival | Answer:
        """Return the verified delivery or receipt that comes first.

        Raises:
            PackageRefused: as `Delivery.open`, `Receipt.open`, `Trust.sender`,
                `Delivery.link_to`.
        """
        name, envelope = self._archive.first()
        if name == package.RECEIPT:
            return self._answer(envelope)
        delivery, keyid = Delivery.open(envelope, self.trust.node_keys())
        peer = self.trust.sender(keyid, delivery.sender)
        return Arrival(peer, delivery, delivery.link_to(self.trust.node, self._stanzas), envelope)

    def contents(self, arrival: Arrival, now: datetime) -> Contents:
        """Return the rest of the package once the delivery was found in order.

        Raises:
            PackageRefused: as `Delivery.check_time`, `manifest.verify`, `Archive.files`,
                `content.read`; "manifest-mismatch", "country-not-approved".
        """
        arrival.delivery.check_time(now)
        envelope = self._archive.manifest()
        if package.sha256(envelope) != arrival.delivery.manifest_sha256:
            raise PackageRefused("manifest-mismatch")
        signed = manifest.verify(envelope, arrival.peer.card, self.trust.revoked)
        if self.trust.country not in signed.recipients_allowed:
            raise PackageRefused("country-not-approved")
        found = content.read(
            self._archive.files(signed.files), signed.disclosure_control.threshold, signed.country
        )
        return Contents(signed, envelope, found)

    def _answer(self, envelope: bytes) -> Answer:
        self._archive.end()
        receipt, keyid = Receipt.open(envelope, self.trust.node_keys())
        peer = self.trust.sender(keyid, receipt.receiver)
        if receipt.sender != self.trust.node:
            raise PackageRefused("not-addressed")
        if self._stanzas != 1:
            raise PackageRefused("hidden-recipient")
        return Answer(peer, receipt, envelope)
