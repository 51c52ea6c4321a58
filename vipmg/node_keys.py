"""The node's own secrets; they lie in the encrypted database and never leave it.

- ``signing``: signs cards, deliveries and receipts.
- ``encryption``: the age identity packages are sealed to.
- ``records``: 16 bytes that key the record keys of the cell-key method.
- ``persons``: 32 bytes that key the person keys.
"""

import secrets
from datetime import UTC, datetime

from sqlalchemy import Connection, insert, select

from crypto.age import Identity
from crypto.signing import SigningKey
from vipmg.database.schema import node_key


def create(db: Connection) -> None:
    """Make the first epoch of every secret of a new node."""
    made = {
        "signing": SigningKey.generate().to_bytes(),
        "encryption": Identity.generate().to_string().encode(),
        "records": secrets.token_bytes(16),
        "persons": secrets.token_bytes(32),
    }
    now = datetime.now(UTC)
    db.execute(
        insert(node_key),
        [{"kind": k, "epoch": 1, "secret": s, "created_at": now} for k, s in made.items()],
    )


def signing_key(db: Connection) -> SigningKey:
    """Return the key that signs for the node."""
    return SigningKey.from_bytes(_newest(db, "signing"))


def identity(db: Connection) -> Identity:
    """Return the identity that opens what is sealed to the node."""
    return Identity.from_string(_newest(db, "encryption").decode())


def records_secret(db: Connection) -> bytes:
    """Return the 16 bytes that key the record keys."""
    return _newest(db, "records")


def persons_secret(db: Connection) -> bytes:
    """Return the 32 bytes that key the person keys."""
    return _newest(db, "persons")


def _newest(db: Connection, kind: str) -> bytes:
    query = select(node_key.c.secret).where(node_key.c.kind == kind)
    secret = db.scalar(query.order_by(node_key.c.epoch.desc()).limit(1))
    if secret is None:
        raise LookupError(kind)
    return bytes(secret)
