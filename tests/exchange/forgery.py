"""An attacker's workshop: a genuine package, taken apart, changed and put together again."""

import base64
import hashlib
import io
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import select

from crypto import age, container, dsse, strict_json
from crypto.age import Recipient
from crypto.container import Member
from crypto.signing import SigningKey
from exchange import delivery, manifest, package
from exchange.shapes import moment
from vipmg.database import schema

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


@dataclass
class Forgery:
    """What a package is made of; by default everything is as the sender would make it."""

    manifest: dict[str, Any]
    files: dict[str, bytes]
    delivery: dict[str, Any]
    officers: list[SigningKey]
    nodes: list[SigningKey]
    recipients: list[Recipient]
    delivery_type: str = delivery.TYPE
    manifest_type: str = manifest.TYPE
    manifest_payload: bytes | None = None
    delivery_payload: bytes | None = None
    bend_manifest: Callable[[bytes], bytes] = field(default=lambda envelope: envelope)
    bend_delivery: Callable[[bytes], bytes] = field(default=lambda envelope: envelope)
    bend_archive: Callable[[bytes], bytes] = field(default=lambda archive: archive)
    delivery_envelope: bytes = b""

    def put_file(self, name: str, content: bytes, encoding: str = "identity") -> None:
        """Replace a data member together with what the manifest says of it."""
        entry, encoded = package.entry(name, "text/csv", content, encoding)
        self.files[name] = encoded
        listed = [old for old in self.manifest["files"] if old["name"] != name]
        place = [old["name"] for old in self.manifest["files"]].index(name)
        listed.insert(place, {key: getattr(entry, key) for key in entry.__slots__})
        self.manifest["files"] = listed

    def listed(self, name: str) -> dict[str, Any]:
        return next(entry for entry in self.manifest["files"] if entry["name"] == name)

    @property
    def data(self) -> str:
        """The name of the file with the figures."""
        return next(name for name in self.files if name.endswith(".csv"))

    def build(self) -> bytes:
        paper = self.manifest_payload or strict_json.dumps(self.manifest)
        signed = self.bend_manifest(dsse.seal(self.manifest_type, paper, self.officers))
        self.delivery.setdefault("manifest_sha256", hashlib.sha256(signed).hexdigest())
        sworn = self.delivery_payload or strict_json.dumps(self.delivery)
        self.delivery_envelope = self.bend_delivery(
            dsse.seal(self.delivery_type, sworn, self.nodes)
        )
        members = {package.DELIVERY: self.delivery_envelope, package.MANIFEST: signed, **self.files}
        return seal(self.bend_archive(archive(members)), self.recipients)


def archive(members: dict[str, bytes]) -> bytes:
    made = io.BytesIO()
    container.write(
        made, [Member(n, len(c), lambda c=c: io.BytesIO(c)) for n, c in members.items()]
    )
    return made.getvalue()


def seal(plain: bytes, recipients: list[Recipient]) -> bytes:
    sealed = io.BytesIO()
    age.encrypt(io.BytesIO(plain), sealed, recipients)
    return sealed.getvalue()


def forge(sender: Any, receiver: Any) -> Forgery:
    """Return the parts of the first package that `sender` prepared for `receiver`."""
    identifier = sender.prepare(receiver.code)
    sender.approve(identifier)
    with sender.beto.reading() as db:
        row = db.execute(select(schema.package).where(schema.package.c.id == identifier)).one()
    return Forgery(
        json.loads(payload(row.envelope)),
        package.unpack(row.members),
        {
            "spec": "vipmg/delivery/1",
            "crit": [],
            "sender": sender.node,
            "created": moment(NOW - timedelta(hours=1)),
            "expires": moment(NOW + timedelta(days=30)),
            "to": [{"node": receiver.node, "seq": 1, "prev": "0" * 64}],
            "log": {"size": 3, "root": "0" * 64},
        },
        [sender.keys["Beto"], sender.keys["Carla"]],
        [sender.node_key],
        [receiver.identity.recipient],
    )


def payload(envelope: bytes) -> bytes:
    return base64.b64decode(json.loads(envelope)["payload"])


def resigned(envelope: bytes, change: Callable[[list[dict[str, str]]], None]) -> bytes:
    """Return the envelope with its list of signatures changed."""
    facts = json.loads(envelope)
    change(facts["signatures"])
    return json.dumps(facts, sort_keys=True, separators=(",", ":")).encode()


def with_zeros(first: int, last: int) -> Callable[[bytes], bytes]:
    """Return what blanks a part of the first signature."""

    def change(signatures: list[dict[str, str]]) -> None:
        signature = bytearray(base64.b64decode(signatures[0]["sig"]))
        signature[first:last] = bytes(last - first)
        signatures[0]["sig"] = base64.b64encode(signature).decode()

    return lambda envelope: resigned(envelope, change)
