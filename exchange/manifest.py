"""The manifest: what two officers sign. It names no key, so a resend needs no new signature."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Self

from crypto import dsse, strict_json
from crypto.signing import VerifyKey
from exchange import shapes
from exchange.cards import APPROVER, PREPARER, Card, Signer
from exchange.refusals import PackageRefused, in_words

TYPE = "application/vnd.vipmg.manifest.v1+json"
_SPEC = "vipmg/manifest/1"
_SHAPE: dict[str, shapes.Shape] = {
    "spec": _SPEC,
    "crit": [],
    "package": shapes.PACKAGE_ID,
    "country": shapes.COUNTRY,
    "purpose": str,
    "recipients_allowed": [shapes.COUNTRY],
    "disclosure_control": {"method": str, "threshold": int, "verdict": str},
    "prepared": shapes.MOMENT,
    "files": [
        {
            "name": shapes.NAME,
            "media_type": str,
            "encoding": shapes.WORD,
            "size": int,
            "sha256": shapes.SHA256,
            "decoded_size": int,
            "decoded_sha256": shapes.SHA256,
        }
    ],
}


@dataclass(frozen=True, slots=True)
class FileEntry:
    """One data member, before and after its encoding (``identity`` or ``gzip``); bytes."""

    name: str
    media_type: str
    encoding: str
    size: int
    sha256: str
    decoded_size: int
    decoded_sha256: str


@dataclass(frozen=True, slots=True)
class DisclosureControl:
    """How the figures were protected: every shown count is 0 or at least `threshold`."""

    method: str
    threshold: int
    verdict: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a package holds, why, and which countries may have it."""

    package: str
    country: str
    """Of the sender, alpha-2."""
    purpose: str
    recipients_allowed: tuple[str, ...]
    disclosure_control: DisclosureControl
    prepared: datetime
    files: tuple[FileEntry, ...]

    def to_bytes(self) -> bytes:
        """Return the payload that is signed."""
        facts: dict[str, Any] = {
            **asdict(self),
            "spec": _SPEC,
            "crit": [],
            "recipients_allowed": list(self.recipients_allowed),
            "prepared": shapes.moment(self.prepared),
            "files": [asdict(entry) for entry in self.files],
        }
        return strict_json.dumps(facts)

    @classmethod
    def from_bytes(cls, payload: bytes) -> Self:
        """Read a payload.

        Raises:
            PackageRefused: as `shapes.read`.
        """
        facts = shapes.read(payload, _SHAPE)
        return cls(
            facts["package"],
            facts["country"],
            facts["purpose"],
            tuple(facts["recipients_allowed"]),
            DisclosureControl(**facts["disclosure_control"]),
            shapes.to_datetime(facts["prepared"]),
            tuple(FileEntry(**entry) for entry in facts["files"]),
        )


def verify(envelope: bytes, card: Card, revoked: frozenset[str]) -> Manifest:
    """Return the manifest if two officers of `card` signed it: a preparer and an approver.

    Keys are judged at reception, never at the time the sender claims.

    Raises:
        PackageRefused: "unknown-signer", "bad-signature", "one-officer-only",
            "same-officer-twice", "wrong-roles", "key-revoked", "wrong-sender", or as
            `Manifest.from_bytes`.
    """
    signers: Mapping[str, Signer] = {signer.key.keyid: signer for signer in card.officers}
    known: dict[str, VerifyKey] = {keyid: signer.key for keyid, signer in signers.items()}
    with in_words():
        opened = dsse.open_envelope(envelope, TYPE, known)
    _check_officers([signers[keyid] for keyid in opened.keyids])
    if revoked & set(opened.keyids):
        raise PackageRefused("key-revoked")
    manifest = Manifest.from_bytes(opened.payload)
    if manifest.country != card.country:
        raise PackageRefused("wrong-sender")
    return manifest


def _check_officers(signers: list[Signer]) -> None:
    """Two persons at least; among them one who may prepare and another who may approve."""
    if len(signers) < 2:
        raise PackageRefused("one-officer-only")
    if len({signer.person for signer in signers}) < len(signers):
        raise PackageRefused("same-officer-twice")
    if not all({PREPARER, APPROVER} & set(signer.roles) for signer in signers):
        raise PackageRefused("wrong-roles")
    pairs = (
        (first, second) for first in signers for second in signers if first.person != second.person
    )
    if not any(PREPARER in first.roles and APPROVER in second.roles for first, second in pairs):
        raise PackageRefused("wrong-roles")
