"""The audit trail: one entry for every act, never changed, never removed.

Each entry is a leaf of an RFC 6962 Merkle tree, so that a partner who has seen one root can
tell any later rewriting. Entries hold no personal data.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, cast

from sqlalchemy import Connection, Row, delete, insert, or_, select

from crypto import merkle, strict_json
from vipmg.database.schema import audit_entry, setting

Fact = str | int | None
_TREE = "audit_tree"


@dataclass(frozen=True, slots=True)
class Entry:
    """Who did what to what, when (UTC), with which figures."""

    number: int
    at: str
    officer: str
    permission: str
    subject: str
    facts: Mapping[str, Fact]

    def to_bytes(self) -> bytes:
        """Return the canonical JSON whose hash is the leaf of the tree."""
        return strict_json.dumps(
            {
                "number": self.number,
                "at": self.at,
                "officer": self.officer,
                "permission": self.permission,
                "subject": self.subject,
                "facts": dict(self.facts),
            }
        )


@dataclass(frozen=True, slots=True)
class Verification:
    """What a check of the whole trail found.

    Attributes:
        entries: how many there are.
        root: the root of the tree over them, in hexadecimal.
        first_wrong: number of the first entry that does not hold, or None.
    """

    entries: int
    root: str
    first_wrong: int | None


def append(
    db: Connection, officer: str, permission: str, subject: str, facts: Mapping[str, Fact]
) -> Entry:
    """Write the next entry, within the transaction of the act it tells of."""
    tree = _tree(db)
    number = tree.size + 1
    at = datetime.now(UTC).isoformat(timespec="seconds")
    entry = Entry(number, at, officer, permission, subject, dict(facts))
    leaf = merkle.leaf_hash(entry.to_bytes())
    tree.append(leaf)
    _keep(db, tree)
    db.execute(
        insert(audit_entry).values(
            number=number,
            at=at,
            officer=officer,
            permission=permission,
            subject=subject,
            facts=strict_json.dumps(dict(facts)).decode(),
            leaf=leaf,
        )
    )
    return entry


def entries(db: Connection, newest: int = 200, containing: str = "") -> list[Entry]:
    """Return the `newest` entries whose officer, subject, act or facts contain a text."""
    query = select(audit_entry).order_by(audit_entry.c.number.desc()).limit(newest)
    if containing:
        wanted = f"%{containing}%"
        columns = (
            audit_entry.c.officer,
            audit_entry.c.subject,
            audit_entry.c.permission,
            audit_entry.c.facts,
        )
        query = query.where(or_(*(column.ilike(wanted) for column in columns)))
    return [_entry(row) for row in db.execute(query)]


def checkpoint(db: Connection) -> tuple[int, str]:
    """Return size and root of the tree: what a partner keeps as a witness."""
    tree = _tree(db)
    return tree.size, tree.root().hex()


def verify(db: Connection) -> Verification:
    """Recompute every leaf; name the first entry that was changed, removed or put in."""
    tree = merkle.Frontier()
    wrong: int | None = None
    query = select(audit_entry).order_by(audit_entry.c.number)
    for expected, row in enumerate(db.execute(query), start=1):
        entry = _entry(row)
        leaf = merkle.leaf_hash(entry.to_bytes())
        tree.append(leaf)
        if wrong is None and (entry.number != expected or leaf != row.leaf):
            wrong = expected
    if wrong is None and (tree.size, tree.root().hex()) != checkpoint(db):
        wrong = tree.size + 1  # the newest entries were cut off
    return Verification(tree.size, tree.root().hex(), wrong)


def _tree(db: Connection) -> merkle.Frontier:
    """Return the tree as far as it has grown; it is kept beside the entries."""
    kept = db.scalar(select(setting.c.value).where(setting.c.name == _TREE))
    match strict_json.loads(kept.encode()) if kept else {}:
        case {"size": int(size), "subtrees": list(subtrees)}:
            return merkle.Frontier.restore(size, [bytes.fromhex(str(one)) for one in subtrees])
    return merkle.Frontier()


def _keep(db: Connection, tree: merkle.Frontier) -> None:
    value = strict_json.dumps({"size": tree.size, "subtrees": [one.hex() for one in tree.subtrees]})
    db.execute(delete(setting).where(setting.c.name == _TREE))
    db.execute(insert(setting).values(name=_TREE, value=value.decode()))


def _entry(row: Row[Any]) -> Entry:
    facts = cast("dict[str, Fact]", strict_json.loads(row.facts.encode()))
    return Entry(row.number, row.at, row.officer, row.permission, row.subject, facts)
