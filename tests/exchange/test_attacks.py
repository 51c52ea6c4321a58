"""The attacks of the threat model on packages, by their numbers there.

An attacker takes a genuine package apart, changes one thing and puts it together again, with
whatever keys that needs. The number in a test's id is that of the attack.
"""

import base64
import gzip
import hashlib
import io
import json
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from crypto import age, container, dsse, strict_json
from crypto.age import Recipient
from crypto.container import Member
from crypto.signing import SigningKey
from exchange import delivery, manifest, package, receipts, receive
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


Attack = Callable[[Forgery, Any, Any], None]
"""What is changed, given the sender and a third country."""


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


GENUINE: dict[str, Any] = {}
"""Packages as their senders stored them: made once, for every test takes one apart."""


def forge(sender: Any, receiver: Any) -> Forgery:
    """Return the parts of a package that `sender` prepared for `receiver` as its first."""
    way = f"{sender.node} {receiver.node}"
    if way not in GENUINE:
        identifier = sender.prepare(receiver.code)
        sender.approve(identifier)
        with sender.beto.reading() as db:
            table = schema.package
            GENUINE[way] = db.execute(select(table).where(table.c.id == identifier)).one()
    row = GENUINE[way]
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


def receive_from(receiver: Any, sealed: bytes, name: str = f"{'a' * 32}.age") -> Any:
    """Put a file into the receiver's mailbox and let it receive at noon of `NOW`."""
    receiver.inbox.put(name, io.BytesIO(sealed))
    outcomes = receive.receive(receiver.beto, receiver.inbox, now=NOW)
    return next(outcome for outcome in outcomes if outcome.name == name)


def assert_only_the_audit_trail_grew(before: dict[str, int], after: dict[str, int]) -> None:
    assert after.pop("audit_entry") == before.pop("audit_entry") + 1
    assert after == before


def sent_file(receiver: Any) -> bytes:
    (name,) = receiver.inbox.names()
    sealed = (receiver.inbox.folder / name).read_bytes()
    receiver.inbox.delete(name)
    return sealed


def test_an_unchanged_forgery_is_accepted(gt, sv):
    """What the other tests change is the only thing wrong with their packages."""
    outcome = receive_from(sv, forge(gt, sv).build())
    assert (outcome.verdict, outcome.code, outcome.cells) == ("accepted", None, 12)


# -- the sealed file ----------------------------------------------------------------------------


def test_001_002_005_a_file_cut_flipped_or_prolonged_anywhere_leaves_only_an_audit_entry(gt, sv):
    gt.send("SV")
    sealed = sent_file(sv)
    middle = random.Random(1).sample(range(len(sealed)), 24)
    places = sorted({0, 20, 40, 1600, 1640, 1660, 1680, len(sealed) - 1, *middle})
    spoilt = [sealed[:place] for place in places] + [sealed + b"\0"]
    spoilt += [sealed[:p] + bytes([sealed[p] ^ 1]) + sealed[p + 1 :] for p in places]
    before = sv.rows()
    for number, each in enumerate(spoilt):
        sv.inbox.put(f"{number:032x}.age", io.BytesIO(each))
    outcomes = sv.receive()
    assert [outcome.verdict for outcome in outcomes] == ["refused"] * len(spoilt)
    after = sv.rows()
    assert after.pop("audit_entry") == before.pop("audit_entry") + len(spoilt)
    assert after == before
    assert list(sv.inbox.folder.iterdir()) == []
    assert receive_from(sv, sealed).verdict == "accepted"


def test_006_the_header_of_one_file_with_the_payload_of_another(gt, sv):
    one, other = forge(gt, sv).build(), forge(gt, sv).build()
    start = one.index(b"\n--- ") + 49
    assert receive_from(sv, one[:start] + other[other.index(b"\n--- ") + 49 :]).code in {
        "payload-altered",
        "truncated",
    }


def test_009_a_stanza_put_in_by_the_mailbox(gt, sv):
    sealed = forge(gt, sv).build()
    line = sealed.index(b"\n") + 1
    grease = b"-> grease-x\nAAAA\n"
    assert receive_from(sv, sealed[:line] + grease + sealed[line:]).code == "unknown-stanza"


def test_010_another_version_of_age(gt, sv):
    sealed = forge(gt, sv).build().replace(b"encryption.org/v1", b"encryption.org/v2", 1)
    assert receive_from(sv, sealed).code == "unknown-version"


def test_017_a_file_for_someone_else(gt, hn, sv):
    outcome = receive_from(sv, forge(gt, hn).build())
    assert (outcome.verdict, outcome.code) == ("refused", "not-for-us")


# -- recipients, signatures, freshness, shapes, container, content --------------------------------


def hidden_recipient(f: Forgery, _sender: Any, other: Any) -> None:
    f.recipients.append(other.identity.recipient)


def not_addressed(f: Forgery, _sender: Any, other: Any) -> None:
    f.delivery["to"][0]["node"] = other.node


def addressed_twice(f: Forgery, _sender: Any, _other: Any) -> None:
    f.delivery["to"] *= 2


def country_not_approved(f: Forgery, _sender: Any, _other: Any) -> None:
    f.manifest["recipients_allowed"] = ["HN"]


def by_another_node(f: Forgery, _sender: Any, other: Any) -> None:
    f.nodes = [other.node_key]


def by_an_officer(f: Forgery, sender: Any, _other: Any) -> None:
    f.nodes = [sender.keys["Beto"]]


def by_a_stranger(f: Forgery, _sender: Any, _other: Any) -> None:
    f.nodes = [SigningKey.generate()]


def by_two_nodes(f: Forgery, _sender: Any, other: Any) -> None:
    f.nodes.append(other.node_key)


def one_officer(f: Forgery, _sender: Any, _other: Any) -> None:
    del f.officers[1]


def same_signature_twice(f: Forgery, _sender: Any, _other: Any) -> None:
    del f.officers[1]
    f.bend_manifest = lambda envelope: resigned(envelope, lambda found: found.append(found[0]))


def two_preparers(f: Forgery, sender: Any, _other: Any) -> None:
    f.officers[1] = sender.keys["Dora"]


def foreign_officer(f: Forgery, _sender: Any, other: Any) -> None:
    f.officers[1] = other.keys["Carla"]


def unknown_officer(f: Forgery, _sender: Any, _other: Any) -> None:
    f.officers[1] = SigningKey.generate()


def ml_dsa_zeroed(f: Forgery, _sender: Any, _other: Any) -> None:
    f.bend_manifest = with_zeros(64, 3373)


def ed25519_zeroed(f: Forgery, _sender: Any, _other: Any) -> None:
    f.bend_manifest = with_zeros(0, 64)


def node_ml_dsa_zeroed(f: Forgery, _sender: Any, _other: Any) -> None:
    f.bend_delivery = with_zeros(64, 3373)


def receipt_as_delivery(f: Forgery, _sender: Any, _other: Any) -> None:
    f.delivery_type = receipts.TYPE


def delivery_as_manifest(f: Forgery, _sender: Any, _other: Any) -> None:
    f.manifest_type = delivery.TYPE


def same_meaning_other_bytes(f: Forgery, _sender: Any, _other: Any) -> None:
    def spaced(envelope: bytes) -> bytes:
        facts = json.loads(envelope)
        other = json.dumps(json.loads(base64.b64decode(facts["payload"])), indent=1)
        facts["payload"] = base64.b64encode(other.encode()).decode()
        return json.dumps(facts, sort_keys=True, separators=(",", ":")).encode()

    f.bend_manifest = spaced


def nine_signatures(f: Forgery, _sender: Any, _other: Any) -> None:
    f.bend_manifest = lambda envelope: resigned(envelope, lambda found: found.extend(found * 4))


def gap(f: Forgery, _sender: Any, _other: Any) -> None:
    f.delivery["to"][0] |= {"seq": 3, "prev": "1" * 64}


def broken_chain(f: Forgery, _sender: Any, _other: Any) -> None:
    f.delivery["to"][0]["prev"] = "1" * 64


def sequence(value: Any) -> Attack:
    def change(f: Forgery, _sender: Any, _other: Any) -> None:
        f.delivery["to"][0]["seq"] = value

    return change


def created(after: timedelta, lifetime: timedelta) -> Attack:
    def change(f: Forgery, _sender: Any, _other: Any) -> None:
        f.delivery |= {"created": moment(NOW + after), "expires": moment(NOW + after + lifetime)}

    return change


def in_delivery(**facts: Any) -> Attack:
    def change(f: Forgery, _sender: Any, _other: Any) -> None:
        f.delivery |= facts

    return change


def in_manifest(**facts: Any) -> Attack:
    def change(f: Forgery, _sender: Any, _other: Any) -> None:
        f.manifest |= facts

    return change


def payload_with(text: str) -> Attack:
    """Sign a delivery whose JSON has `text` put in after the opening brace."""

    def change(f: Forgery, _sender: Any, _other: Any) -> None:
        signed = dsse.seal(f.manifest_type, strict_json.dumps(f.manifest), f.officers)
        f.delivery["manifest_sha256"] = hashlib.sha256(signed).hexdigest()
        paper = strict_json.dumps(f.delivery)
        f.delivery_payload = b"{" + text.encode("utf-8", "surrogatepass") + paper[1:]

    return change


def extra_member(f: Forgery, _sender: Any, _other: Any) -> None:
    f.files["zz-extra.csv"] = b"x"


def missing_member(f: Forgery, _sender: Any, _other: Any) -> None:
    del f.files["definitions.json"]


def members_swapped(f: Forgery, _sender: Any, _other: Any) -> None:
    f.files = dict(reversed(f.files.items()))


def trailing_data(f: Forgery, _sender: Any, _other: Any) -> None:
    f.bend_archive = lambda archive: archive + bytes(512)


def padding_not_zero(f: Forgery, _sender: Any, _other: Any) -> None:
    f.bend_archive = lambda archive: archive[:-1] + b"\1"


def symbolic_link(f: Forgery, _sender: Any, _other: Any) -> None:
    f.bend_archive = lambda archive: archive[:156] + b"2" + archive[157:]


def inner_truncation(f: Forgery, _sender: Any, _other: Any) -> None:
    f.bend_archive = lambda archive: archive[: len(archive) // 2]


def bomb(declared: int) -> Attack:
    """Say a member of ten megabytes of zeros is `declared` bytes long."""

    def change(f: Forgery, _sender: Any, _other: Any) -> None:
        f.put_file(f.data, bytes(10_000_000), "gzip")
        f.listed(f.data)["decoded_size"] = declared

    return change


def gzip_with_a_second_member(f: Forgery, _sender: Any, _other: Any) -> None:
    more = f.files[f.data] + gzip.compress(b"more", mtime=0)
    f.listed(f.data).update(size=len(more), sha256=hashlib.sha256(more).hexdigest())
    f.files[f.data] = more


def wrong_hash(f: Forgery, _sender: Any, _other: Any) -> None:
    f.listed(f.data)["sha256"] = "0" * 64


def wrong_decoded_hash(f: Forgery, _sender: Any, _other: Any) -> None:
    f.listed(f.data)["decoded_sha256"] = "0" * 64


def manifest_of_another(f: Forgery, _sender: Any, _other: Any) -> None:
    f.delivery["manifest_sha256"] = "0" * 64


def paper_of_two_megabytes(f: Forgery, _sender: Any, _other: Any) -> None:
    f.bend_manifest = lambda envelope: envelope + bytes(2 << 20)


def figures(change: Callable[[str], str | bytes]) -> Attack:
    """Change the text of the data file, hashes and all."""

    def attack(f: Forgery, _sender: Any, _other: Any) -> None:
        text = change(gzip.decompress(f.files[f.data]).decode())
        f.put_file(f.data, text if isinstance(text, bytes) else text.encode(), "gzip")

    return attack


def other_tables(old: str, new: str) -> Attack:
    """Change the description of the tables, hashes and all."""

    def attack(f: Forgery, _sender: Any, _other: Any) -> None:
        text = f.files["tables.json"].decode()
        assert old in text
        f.put_file("tables.json", text.replace(old, new).encode())

    return attack


DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)
REFUSED, REJECTED, HELD = "refused", "rejected", "held"

ATTACKS: tuple[tuple[str, Attack, str, str], ...] = (
    ("019", hidden_recipient, REFUSED, "hidden-recipient"),
    ("020", not_addressed, REFUSED, "not-addressed"),
    ("021", addressed_twice, REFUSED, "paper-malformed"),
    ("023", country_not_approved, REJECTED, "country-not-approved"),
    ("024", by_another_node, REFUSED, "wrong-sender"),
    ("025", by_an_officer, REFUSED, "unknown-signer"),
    ("025 two nodes", by_two_nodes, REFUSED, "paper-malformed"),
    ("031 node", by_a_stranger, REFUSED, "unknown-signer"),
    ("026", one_officer, REJECTED, "one-officer-only"),
    ("028", same_signature_twice, REJECTED, "envelope-malformed"),
    ("029", two_preparers, REJECTED, "wrong-roles"),
    ("030", foreign_officer, REJECTED, "unknown-signer"),
    ("031 officer", unknown_officer, REJECTED, "unknown-signer"),
    ("035", ml_dsa_zeroed, REJECTED, "bad-signature"),
    ("035 node", node_ml_dsa_zeroed, REFUSED, "bad-signature"),
    ("036", ed25519_zeroed, REJECTED, "bad-signature"),
    ("037", receipt_as_delivery, REFUSED, "wrong-payload-type"),
    ("037 manifest", delivery_as_manifest, REJECTED, "wrong-payload-type"),
    ("038", same_meaning_other_bytes, REJECTED, "bad-signature"),
    ("039", nine_signatures, REJECTED, "envelope-malformed"),
    ("043", gap, HELD, "gap"),
    ("044", broken_chain, REFUSED, "broken-chain"),
    ("045 zero", sequence(0), REFUSED, "paper-malformed"),
    ("045 negative", sequence(-1), REFUSED, "paper-malformed"),
    ("045 bool", sequence(True), REFUSED, "paper-malformed"),
    ("045 huge", sequence(10**17), HELD, "gap"),
    ("046", created(11 * MINUTE, DAY), HELD, "from-the-future"),
    ("047", created(-2 * DAY, DAY), REJECTED, "expired"),
    ("048", created(-DAY, 3650 * DAY), REJECTED, "lifetime"),
    ("049", created(365 * DAY, 30 * DAY), HELD, "from-the-future"),
    ("053 delivery", in_delivery(spec="vipmg/delivery/0"), REFUSED, "unknown-spec"),
    ("053 manifest", in_manifest(spec="vipmg/manifest/0"), REJECTED, "unknown-spec"),
    ("054 delivery", in_delivery(crit=["x"]), REFUSED, "unknown-critical"),
    ("054 manifest", in_manifest(crit=["x"]), REJECTED, "unknown-critical"),
    ("055 delivery", in_delivery(extra=1), REFUSED, "paper-malformed"),
    ("055 manifest", in_manifest(extra=1), REJECTED, "paper-malformed"),
    ("056 duplicate key", payload_with('"crit":[],'), REFUSED, "json-malformed"),
    ("056 NaN", payload_with('"a":NaN,'), REFUSED, "json-malformed"),
    ("056 fraction", payload_with('"a":1.5,'), REFUSED, "json-malformed"),
    ("056 digits", payload_with(f'"a":{"9" * 5000},'), REFUSED, "json-malformed"),
    ("056 nesting", payload_with(f'"a":{"[" * 90000}{"]" * 90000},'), REFUSED, "json-malformed"),
    ("056 surrogate", payload_with('"a":"\ud800",'), REFUSED, "json-malformed"),
    ("057 country", in_manifest(country="G\u0422"), REJECTED, "paper-malformed"),
    ("057 node", in_delivery(sender="G\u0422-0123456789abcdef"), REFUSED, "paper-malformed"),
    ("060", symbolic_link, REFUSED, "container-malformed"),
    ("061 extra", extra_member, REJECTED, "file-missing"),
    ("061 missing", missing_member, REJECTED, "file-missing"),
    ("061 order", members_swapped, REJECTED, "file-missing"),
    ("062 after", trailing_data, REJECTED, "trailing-data"),
    ("062 padding", padding_not_zero, REJECTED, "container-malformed"),
    ("063", inner_truncation, REJECTED, "truncated"),
    ("064 declared small", bomb(1000), REJECTED, "expands-too-much"),
    ("064 truthful", bomb(10_000_000), REJECTED, "expands-too-much"),
    ("065", bomb(10**12), REJECTED, "expands-too-much"),
    ("066", gzip_with_a_second_member, REJECTED, "file-altered"),
    ("067", wrong_hash, REJECTED, "file-altered"),
    ("067 decoded", wrong_decoded_hash, REJECTED, "file-altered"),
    ("068", manifest_of_another, REJECTED, "manifest-mismatch"),
    ("069", paper_of_two_megabytes, REJECTED, "too-large"),
    ("073 NUL", figures(lambda text: text.replace("EV", "E\0V", 1)), REJECTED, "content-malformed"),
    ("073 UTF-16", figures(lambda text: text.encode("utf-16")), REJECTED, "content-malformed"),
    ("073 quotes", figures(lambda text: text + '"' * 9999), REJECTED, "content-malformed"),
    ("073 not a number", figures(lambda text: text.replace(",20,", ",2e1,")), REJECTED,
     "content-malformed"),
    ("074", figures(lambda text: text.replace("MODE", "NAME", 1)), REJECTED, "content-malformed"),
    ("074 another country", figures(lambda text: text.replace(",GT,DEP", ",HN,DEP")), REJECTED,
     "content-malformed"),
    ("074 another month", figures(lambda text: text.replace("2024-01", "2024-02")), REJECTED,
     "content-malformed"),
    ("074 another table", other_tables('"flow":"DEP"', '"flow":"ARR"'), REJECTED,
     "content-malformed"),
    ("074 unknown variable", other_tables('"sex"', '"passport"'), REJECTED, "content-malformed"),
    ("077", figures(lambda text: text.replace(",20,", ",2,")), REJECTED, "small-counts"),
)  # fmt: skip


@pytest.mark.parametrize(
    ("attack", "verdict", "code"), [each[1:] for each in ATTACKS], ids=[each[0] for each in ATTACKS]
)
def test_a_package_with_one_thing_wrong_is_never_kept(gt, hn, sv, attack, verdict, code):
    forgery = forge(gt, sv)
    attack(forgery, gt, hn)
    before = sv.rows()
    outcome = receive_from(sv, forgery.build())
    assert (outcome.verdict, outcome.code) == (verdict, code)
    assert outcome.why.endswith(".")
    after = sv.rows()
    assert after["dataset"] == after["observation"] == 0
    if verdict == REFUSED and code != "broken-chain":
        assert_only_the_audit_trail_grew(before, after)
    if verdict == REJECTED:
        answers = gt.receive()
        assert [answer.verdict for answer in answers] == ["refused"], "GT never sent that delivery"
    assert (sv.inbox.names() == []) == (verdict != HELD)
