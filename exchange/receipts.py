"""The receipt: what the receiving node swears became of a delivery.

It goes back through the sender's mailbox, sealed like a package. It has no number of its own:
it names the delivery it answers, and the same delivery is always answered with the same
receipt, so that a repeated one changes nothing.
"""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self

from crypto import dsse, strict_json
from crypto.signing import SigningKey, VerifyKey
from exchange import shapes
from exchange.refusals import PackageRefused, in_words

TYPE = "application/vnd.vipmg.receipt.v1+json"
ACCEPTED = "accepted"
_SPEC = "vipmg/receipt/1"
_SHAPE: dict[str, shapes.Shape] = {
    "spec": _SPEC,
    "crit": [],
    "delivery_sha256": shapes.SHA256,
    "file_sha256": shapes.SHA256,
    "verdict": re.compile(r"accepted|rejected:[a-z-]{1,40}"),
    "received": shapes.MOMENT,
    "receiver": shapes.NODE,
    "sender": shapes.NODE,
    "log": shapes.LOG,
}


@dataclass(frozen=True, slots=True)
class Receipt:
    """Accepted, or rejected with a code and nothing else; sent after durable import only."""

    delivery_sha256: str
    file_sha256: str
    verdict: str
    """``accepted`` or ``rejected:<code>``."""
    received: datetime
    receiver: str
    sender: str
    """The node that sent the package, to which the receipt goes."""
    log: tuple[int, str]

    @property
    def code(self) -> str | None:
        """Why the package was rejected."""
        return self.verdict.partition(":")[2] or None

    def seal(self, key: SigningKey) -> bytes:
        """Return the envelope signed by the receiving node."""
        facts: dict[str, Any] = {
            "spec": _SPEC,
            "crit": [],
            "delivery_sha256": self.delivery_sha256,
            "file_sha256": self.file_sha256,
            "verdict": self.verdict,
            "received": shapes.moment(self.received),
            "receiver": self.receiver,
            "sender": self.sender,
            "log": {"size": self.log[0], "root": self.log[1]},
        }
        return dsse.seal(TYPE, strict_json.dumps(facts), [key])

    @classmethod
    def open(cls, envelope: bytes, known: dict[str, VerifyKey]) -> tuple[Self, str]:
        """Return the receipt and the key id of the one node that signed it.

        Raises:
            PackageRefused: as `dsse.open_envelope` and `shapes.read`; "paper-malformed" for
                more signatures than one.
        """
        with in_words():
            opened = dsse.open_envelope(envelope, TYPE, known)
        if len(opened.keyids) != 1:
            raise PackageRefused("paper-malformed")
        facts = shapes.read(opened.payload, _SHAPE)
        receipt = cls(
            facts["delivery_sha256"],
            facts["file_sha256"],
            facts["verdict"],
            shapes.to_datetime(facts["received"]),
            facts["receiver"],
            facts["sender"],
            (facts["log"]["size"], facts["log"]["root"]),
        )
        return receipt, opened.keyids[0]
