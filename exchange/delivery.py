"""The delivery: what the sending node swears of one sealed file: for whom, after which, until when.

Each pair of sender and receiver has its own chain: every delivery names the SHA-256 of the one
before it, so that nothing is repeated, reordered or lost without being noticed.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Self

from crypto import dsse, strict_json
from crypto.signing import SigningKey, VerifyKey
from exchange import shapes
from exchange.refusals import PackageRefused, in_words

TYPE = "application/vnd.vipmg.delivery.v1+json"
LIFETIME = timedelta(days=60)
SKEW = timedelta(minutes=10)
_SPEC = "vipmg/delivery/1"
_SHAPE: dict[str, shapes.Shape] = {
    "spec": _SPEC,
    "crit": [],
    "sender": shapes.NODE,
    "manifest_sha256": shapes.SHA256,
    "created": shapes.MOMENT,
    "expires": shapes.MOMENT,
    "to": [{"node": shapes.NODE, "seq": int, "prev": shapes.SHA256}],
    "log": shapes.LOG,
}


@dataclass(frozen=True, slots=True)
class Link:
    """One recipient and the place of this delivery in its chain; the first is number 1."""

    node: str
    seq: int
    prev: str
    """SHA-256 of the envelope of the delivery before; 64 zeros for the first."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """Who sends which manifest to whom, and when; `log` is size and root of the audit trail."""

    sender: str
    manifest_sha256: str
    created: datetime
    expires: datetime
    to: tuple[Link, ...]
    log: tuple[int, str]

    def seal(self, key: SigningKey) -> bytes:
        """Return the envelope signed by the sending node."""
        facts: dict[str, Any] = {
            "spec": _SPEC,
            "crit": [],
            "sender": self.sender,
            "manifest_sha256": self.manifest_sha256,
            "created": shapes.moment(self.created),
            "expires": shapes.moment(self.expires),
            "to": [{"node": link.node, "seq": link.seq, "prev": link.prev} for link in self.to],
            "log": {"size": self.log[0], "root": self.log[1]},
        }
        return dsse.seal(TYPE, strict_json.dumps(facts), [key])

    @classmethod
    def open(cls, envelope: bytes, known: dict[str, VerifyKey]) -> tuple[Self, str]:
        """Return the delivery and the key id of the one node that signed it.

        Raises:
            PackageRefused: as `dsse.open_envelope` and `shapes.read`; "paper-malformed" for
                more signatures than one.
        """
        with in_words():
            opened = dsse.open_envelope(envelope, TYPE, known)
        if len(opened.keyids) != 1:
            raise PackageRefused("paper-malformed")
        facts = shapes.read(opened.payload, _SHAPE)
        delivery = cls(
            facts["sender"],
            facts["manifest_sha256"],
            shapes.to_datetime(facts["created"]),
            shapes.to_datetime(facts["expires"]),
            tuple(Link(**link) for link in facts["to"]),
            (facts["log"]["size"], facts["log"]["root"]),
        )
        return delivery, opened.keyids[0]

    def link_to(self, node: str, stanzas: int) -> Link:
        """Return the link for `node`, if the file was sealed for exactly those named.

        Raises:
            PackageRefused: "not-addressed", "hidden-recipient", "paper-malformed".
        """
        named = [link.node for link in self.to]
        if len(set(named)) < len(named) or not all(link.seq for link in self.to):
            raise PackageRefused("paper-malformed")
        if node not in named:
            raise PackageRefused("not-addressed")
        if stanzas != len(named):
            raise PackageRefused("hidden-recipient")
        return self.to[named.index(node)]

    def check_time(self, now: datetime) -> None:
        """Return if the delivery is valid at `now`.

        Raises:
            PackageRefused: "from-the-future", "lifetime", "expired".
        """
        if self.created > now + SKEW:
            raise PackageRefused("from-the-future")
        if self.expires - self.created > LIFETIME or self.expires <= self.created:
            raise PackageRefused("lifetime")
        if now > self.expires:
            raise PackageRefused("expired")
