"""The chain of deliveries from one sender: each is the next, a repetition, or a warning."""

from enum import Enum

from sqlalchemy import Connection, select, update

from exchange.opening import Arrival
from exchange.refusals import PackageRefused
from vipmg.database import schema

ANSWERED = ("accepted", "rejected")


class Standing(Enum):
    """Where a delivery stands; the alternatives are refusals."""

    NEXT = "next"
    DUPLICATE = "duplicate"


def standing(db: Connection, arrival: Arrival) -> Standing:
    """Compare a delivery with the state of the register as it is now.

    Raises:
        PackageRefused: "gap", one before it is missing; "equivocation", its number stood for
            another delivery; "broken-chain", it does not name the one before it.
    """
    peer, link = schema.peer, arrival.link
    state = db.execute(select(peer).where(peer.c.node == arrival.peer.node)).one()
    if link.seq > state.last_received + 1:
        raise PackageRefused("gap")
    if link.seq == state.last_received + 1:
        if link.prev != state.last_received_sha256:
            raise PackageRefused("broken-chain")
        return Standing.NEXT
    received = schema.received
    known = select(received.c.delivery_sha256).where(
        received.c.peer == arrival.peer.node,
        received.c.sequence == link.seq,
        received.c.verdict.in_(ANSWERED),
    )
    if db.scalar(known) != arrival.sha256:
        raise PackageRefused("equivocation")
    return Standing.DUPLICATE


def move(db: Connection, arrival: Arrival) -> None:
    """Make the delivery the last one of its sender, in the transaction that answers it."""
    db.execute(
        update(schema.peer)
        .where(schema.peer.c.node == arrival.peer.node)
        .values(last_received=arrival.link.seq, last_received_sha256=arrival.sha256)
    )
