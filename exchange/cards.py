"""Cards: the public side of a node, signed by the node itself.

A card proves nothing until its owner was asked; `exchange.peers` does that.
"""

import base64
import hashlib
import re
import unicodedata
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Self

from crypto import dsse, strict_json, words
from crypto.age import Recipient
from crypto.signing import VerifyKey
from exchange import shapes
from exchange.refusals import CardRefused, PackageRefused, in_words
from vipmg.i18n import _

TYPE = "application/vnd.vipmg.card.v1+json"
PREPARER, APPROVER = "exchange_officer", "approver"

_SHAPE: dict[str, shapes.Shape] = {
    "spec": "vipmg/card/1",
    "crit": [],
    "country": shapes.COUNTRY,
    "agency": str,
    "node": shapes.NODE,
    "node_key": shapes.KEY,
    "recipient": shapes.RECIPIENT,
    "officers": [{"name": str, "roles": [re.compile(f"{PREPARER}|{APPROVER}")], "key": shapes.KEY}],
}
_FINGERPRINT_SIZE = 20


@dataclass(frozen=True, slots=True)
class Signer:
    """An officer of a peer: the person, what they may sign as, and with which key."""

    name: str
    roles: tuple[str, ...]
    key: VerifyKey

    @property
    def person(self) -> str:
        """The name in the form in which two entries are the same person."""
        return " ".join(unicodedata.normalize("NFKC", self.name).casefold().split())


@dataclass(frozen=True, slots=True)
class Card:
    """The public side of a node."""

    country: str
    """ISO 3166-1 alpha-2."""
    agency: str
    node: str
    node_key: VerifyKey
    recipient: Recipient
    officers: tuple[Signer, ...]
    digest: bytes = field(repr=False)
    """SHA-256 that the words are made from: the same for the same keys and officers."""

    @classmethod
    def from_bytes(cls, envelope: bytes) -> Self:
        """Read a card; its own node key must have signed it.

        Raises:
            PackageRefused: as `shapes.read`, and "bad-signature", "unknown-signer".
            CardRefused: one person or one key stands in it twice.
        """
        payload = _payload(envelope)
        facts = shapes.read(payload, _SHAPE)
        with in_words():
            node_key = _key(facts["node_key"])
            dsse.open_envelope(envelope, TYPE, {node_key.keyid: node_key})
            recipient = Recipient.from_string(facts["recipient"])
            signers = tuple(
                Signer(entry["name"], tuple(entry["roles"]), _key(entry["key"]))
                for entry in facts["officers"]
            )
        keys = [node_key.keyid, *(signer.key.keyid for signer in signers)]
        persons = [signer.person for signer in signers]
        if len(set(keys)) < len(keys) or len(set(persons)) < len(persons):
            raise CardRefused(why=_("One person or one key stands in it twice."))
        return cls(
            facts["country"],
            facts["agency"],
            facts["node"],
            node_key,
            recipient,
            signers,
            digest(payload),
        )

    @property
    def keyids(self) -> frozenset[str]:
        """Of the node and of its officers."""
        return frozenset({self.node_key.keyid, *(signer.key.keyid for signer in self.officers)})

    @property
    def fingerprint(self) -> str:
        """Forty hexadecimal digits in groups of four, for a screen or paper."""
        return words.fingerprint(self.digest[:_FINGERPRINT_SIZE])


@lru_cache(maxsize=256)
def read(envelope: bytes) -> Card:
    """Read a stored card; verifying it again for every package would take longer than those."""
    return Card.from_bytes(envelope)


def _payload(envelope: bytes) -> bytes:
    """Return what an envelope holds before anything is verified."""
    with in_words():
        match strict_json.loads(envelope):
            case {"payload": str(text)}:
                pass
            case _:
                raise PackageRefused("envelope-malformed")
    try:
        return base64.b64decode(text, validate=True)
    except ValueError:
        raise PackageRefused("envelope-malformed") from None


def digest(payload: bytes) -> bytes:
    """Return what the words of a card are made from."""
    return hashlib.sha256(b"vipmg-card-v1\0" + payload).digest()


def _key(text: str) -> VerifyKey:
    return VerifyKey.from_bytes(base64.b64decode(text))


def text_of(key: VerifyKey) -> str:
    """Return a key as it stands in a card."""
    return base64.b64encode(key.to_bytes()).decode("ascii")
