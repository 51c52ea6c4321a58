"""What this node has prepared and sent, and what became of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, select

from exchange.refusals import UnknownPackage
from vipmg.database import schema
from vipmg.i18n import N_
from vipmg.register import Register

STATE_TITLES: Mapping[str, str] = {
    "prepared": N_("waits for approval"),
    "approved": N_("approved, not sent"),
    "sent": N_("sent"),
    "withdrawn": N_("withdrawn"),
    "sealed": N_("not in the mailbox yet"),
    "accepted": N_("accepted"),
    "rejected": N_("rejected"),
}
"""The states of packages and of their deliveries."""


@dataclass(frozen=True, slots=True)
class Sent:
    """One delivery and what became of it."""

    package: str
    country: str
    sequence: int
    state: str
    """``sealed``, ``sent``, ``accepted`` or ``rejected``."""
    code: str | None
    sealed_at: datetime
    answered_at: datetime | None


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A package of this node and its deliveries so far."""

    package: str
    state: str
    purpose: str
    recipients: tuple[str, ...]
    tables: tuple[str, ...]
    prepared_by: str
    prepared_at: datetime
    approved_by: str | None
    deliveries: tuple[Sent, ...] = field(default=())


def everything(register: Register) -> list[Outgoing]:
    """Return this node's packages, the newest first."""
    with register.reading() as db:
        deliveries = db.execute(
            select(schema.delivery, schema.peer.c.country)
            .join(schema.peer, schema.peer.c.node == schema.delivery.c.peer)
            .order_by(schema.peer.c.country, schema.delivery.c.sequence)
        ).all()
        table = schema.package
        columns = [column for column in table.c if column.name not in {"envelope", "members"}]
        rows = db.execute(select(*columns).order_by(table.c.prepared_at.desc())).all()
    return [
        Outgoing(
            row.id,
            row.state,
            row.purpose,
            tuple(row.recipients.split("+")),
            tuple(row.tables.split("+")),
            row.prepared_by,
            row.prepared_at,
            row.approved_by,
            tuple(_sent(sent) for sent in deliveries if sent.package == row.id),
        )
        for row in rows
    ]


def unanswered(db: Connection, identifier: str | None = None) -> list[Row[Any]]:
    """Return the deliveries (of one package) without a receipt, in the order of their chains."""
    table = schema.delivery
    query = select(table).where(table.c.state.in_(("sealed", "sent")))
    if identifier is not None:
        query = query.where(table.c.package == identifier)
    return list(db.execute(query.order_by(table.c.peer, table.c.sequence)))


def get(db: Connection, identifier: str) -> Row[Any]:
    """Return the stored package.

    Raises:
        UnknownPackage: there is none.
    """
    row = db.execute(select(schema.package).where(schema.package.c.id == identifier)).first()
    if row is None:
        raise UnknownPackage(package=identifier)
    return row


def _sent(row: Row[Any]) -> Sent:
    return Sent(
        row.package,
        row.country,
        row.sequence,
        row.state,
        row.code,
        row.sealed_at,
        row.answered_at,
    )
