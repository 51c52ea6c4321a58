"""Order, repetition, races and interruptions: every package is kept once or reported."""

import io
import random
import threading
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from sqlalchemy import select, update

from crypto import age
from exchange import mailbox, outgoing, package, peers, receive, send
from exchange.receipts import Receipt
from exchange.refusals import MailboxUnreachable, NotConfirmed
from vipmg.database import schema


def files(country):
    return {name: (country.inbox.folder / name).read_bytes() for name in country.inbox.names()}


def put(country, name, sealed):
    country.inbox.put(name, io.BytesIO(sealed))


def delivery_states(country):
    with country.beto.reading() as db:
        table = schema.delivery
        rows = db.execute(select(table.c.state, table.c.code).order_by(table.c.sequence))
        return [tuple(row) for row in rows]


def test_041_a_repeated_file_changes_nothing_and_gets_the_same_receipt(gt, sv):
    gt.send("SV")
    ((name, sealed),) = files(sv).items()
    sv.receive()
    first = receipt_of(sv)
    gt.receive()
    before = sv.rows()
    put(sv, name, sealed)
    (outcome,) = sv.receive()
    assert outcome.verdict == "duplicate"
    after = sv.rows()
    assert {table for table in after if after[table] != before[table]} == {"audit_entry"}
    assert receipt_of(sv) == first
    (answer,) = gt.receive()
    assert answer.verdict == "answer"
    assert delivery_states(gt) == [("accepted", None)]


def receipt_of(country):
    with country.beto.reading() as db:
        return db.scalars(select(schema.received.c.receipt)).one()


def test_042_two_different_packages_with_one_number_are_kept_as_evidence(gt, sv):
    gt.send("SV")
    sv.receive()
    forget_last_delivery(gt)
    gt.send("SV")
    (outcome,) = sv.receive()
    assert (outcome.verdict, outcome.code) == ("refused", "equivocation")
    kept = receive.incoming(sv.beto)
    assert [(each.sequence, each.verdict) for each in kept] == [(1, "evidence"), (1, "accepted")]
    assert sv.rows()["dataset"] == 1


def forget_last_delivery(country):
    """What a dishonest node, or one restored from an old backup, would do."""
    with country.engine.begin() as db:
        db.execute(schema.delivery.delete())
        db.execute(update(schema.peer).values(last_sent=0, last_sent_sha256=peers.START))


def test_043_packages_out_of_order_wait_for_the_missing_one(gt, sv):
    gt.send("SV")
    ((name, first),) = files(sv).items()
    sv.inbox.delete(name)
    gt.send("SV")
    (outcome,) = sv.receive()
    assert (outcome.verdict, outcome.code, outcome.sequence) == ("held", "gap", 2)
    assert sv.rows()["dataset"] == 0
    # Held again it is not told again.
    trail = sv.rows()["audit_entry"]
    sv.receive()
    assert sv.rows()["audit_entry"] == trail
    put(sv, "f" * 32 + ".age", first)
    outcomes = sv.receive()
    assert sorted(each.sequence for each in outcomes if each.verdict == "accepted") == [1, 2]
    assert sv.inbox.names() == []
    assert [each.verdict for each in receive.incoming(sv.beto)] == ["accepted", "accepted"]


def test_what_a_mailbox_loses_is_sent_again_and_received_once(gt, sv):
    gt.send("SV")
    for name in sv.inbox.names():
        sv.inbox.delete(name)
    assert send.send_again(gt.beto) == 1
    assert [each.verdict for each in sv.receive()] == ["accepted"]
    assert send.send_again(gt.beto) == 1, "GT has not read its receipt yet"
    assert [each.verdict for each in sv.receive()] == ["duplicate"]
    gt.receive()
    assert send.send_again(gt.beto) == 0


def test_051_two_programs_receiving_the_same_file_keep_it_once(gt, sv):
    gt.send("SV")
    outcomes = []
    threads = [
        threading.Thread(target=lambda: outcomes.extend(sv.receive())) for _number in range(2)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [each.verdict for each in outcomes].count("accepted") == 1
    assert sv.rows()["dataset"] == 1


def test_052_killed_between_acceptance_and_receipt_nothing_is_kept_twice(gt, sv):
    gt.send("SV")

    class Killed(BaseException):
        pass

    def killed(_peer):
        raise Killed

    with pytest.raises(Killed):
        receive.receive(sv.beto, sv.inbox, killed)
    assert len(sv.inbox.names()) == 1
    assert gt.inbox.names() == []
    (outcome,) = sv.receive()
    assert outcome.verdict == "duplicate"
    assert sv.rows()["dataset"] == 1
    gt.receive()
    assert delivery_states(gt) == [("accepted", None)]


def test_a_receipt_that_cannot_leave_stays_until_the_mailbox_is_back(gt, sv, tmp_path):
    gt.send("SV")
    away = tmp_path / "unplugged"
    gt.inbox.folder.rename(away)
    assert [each.verdict for each in sv.receive()] == ["accepted"]
    assert [each.answered for each in receive.incoming(sv.beto)] == [False]
    away.rename(gt.inbox.folder)
    sv.receive()
    assert [each.answered for each in receive.incoming(sv.beto)] == [True]
    assert [each.verdict for each in gt.receive()] == ["answer"]


def test_a_package_that_cannot_be_put_is_put_later_with_the_same_number(gt, sv, tmp_path):
    identifier = gt.prepare("SV")
    gt.approve(identifier)
    away = tmp_path / "unplugged"
    sv.inbox.folder.rename(away)
    with pytest.raises(MailboxUnreachable):
        send.send(gt.beto, identifier)
    assert delivery_states(gt) == [("sealed", None)]
    away.rename(sv.inbox.folder)
    (sent,) = send.send(gt.beto, identifier)
    assert (sent.sequence, sent.state) == (1, "sent")
    assert [each.verdict for each in sv.receive()] == ["accepted"]


def test_033_034_the_signature_of_a_revoked_officer_is_rejected_and_the_sender_told(gt, sv):
    identifier = gt.prepare("SV")
    gt.approve(identifier)
    peers.revoke_officer(sv.beto, "GT", "Carla", "robo de la llave")
    send.send(gt.beto, identifier)
    (outcome,) = sv.receive()
    assert (outcome.verdict, outcome.code) == ("rejected", "key-revoked")
    gt.receive()
    (out,) = outgoing.everything(gt.beto)
    assert (out.deliveries[0].state, out.deliveries[0].code) == ("rejected", "key-revoked")


def test_after_a_rejection_the_next_package_is_received(gt, sv):
    with sv.engine.begin() as db:
        db.execute(
            schema.revoked_key.insert().values(
                keyid=gt.keys["Carla"].public.keyid, revoked_at=datetime.now(UTC), reason="-"
            )
        )
    gt.send("SV")
    assert [each.verdict for each in sv.receive()] == ["rejected"]
    with sv.engine.begin() as db:
        db.execute(schema.revoked_key.delete())
    gt.send("SV")
    assert [each.verdict for each in sv.receive()] == ["accepted"]


def test_a_revoked_peer_is_refused_and_not_sent_to(gt, sv):
    gt.send("SV")
    peers.revoke(sv.beto, "GT", "ruptura")
    (outcome,) = sv.receive()
    assert (outcome.verdict, outcome.code) == ("refused", "peer-revoked")
    with pytest.raises(NotConfirmed):
        sv.prepare("GT")


def test_nothing_is_taken_from_a_sender_who_was_never_confirmed(strangers):
    gt, _hn, sv = strangers
    peers.add(sv.beto, peers.own_card(gt.beto), str(gt.inbox.folder))
    peers.add(gt.beto, peers.own_card(sv.beto), str(sv.inbox.folder))
    words = peers.pair_words(sv.beto, "GT")
    peers.confirm(gt.beto, "SV", " ".join(words))
    gt.send("SV")
    (outcome,) = sv.receive()
    assert (outcome.verdict, outcome.code) == ("held", "peer-not-confirmed")
    assert sv.rows()["dataset"] == 0


def test_a_contradicting_receipt_does_not_replace_the_first(gt, sv):
    gt.send("SV")
    sv.receive()
    gt.receive()
    with sv.beto.reading() as db:
        row = db.execute(select(schema.received)).one()
    known = {sv.node_key.public.keyid: sv.node_key.public}
    receipt, _keyid = Receipt.open(row.receipt, known)
    lie = replace(receipt, verdict="rejected:expired").seal(sv.node_key)
    with sv.engine.begin() as db:
        db.execute(update(schema.received).values(receipt=lie, receipt_sent_at=None))
    receive.answer(sv.beto)
    (outcome,) = gt.receive()
    assert (outcome.verdict, outcome.code) == ("refused", "second-answer")
    assert delivery_states(gt) == [("accepted", None)]


def test_022_a_package_sealed_again_for_a_third_country_is_refused_there(gt, hn, sv):
    gt.send("SV")
    ((_name, sealed),) = files(sv).items()
    plain, _stanzas = package.unseal(io.BytesIO(sealed), sv.identity)
    again = io.BytesIO()
    with plain:
        age.encrypt(plain, again, [hn.identity.recipient])
    put(hn, mailbox.new_name(), again.getvalue())
    (outcome,) = hn.receive()
    assert (outcome.verdict, outcome.code) == ("refused", "not-addressed")


def test_a_package_can_be_looked_into_without_receiving_it(gt, sv):
    identifier = gt.send("SV")
    (name,) = sv.inbox.names()
    before = sv.rows()
    seen = receive.open_package(sv.beto, sv.inbox.folder / name)
    assert (seen.contents.manifest.package, seen.standing) == (identifier, "next")
    assert seen.contents.content.datasets[0].spec.name == "XDEP"
    assert sv.rows() == before


def test_names_in_a_mailbox_tell_nothing(gt, sv):
    gt.send("SV")
    gt.send("SV")
    assert all(mailbox.NAME.fullmatch(entry.name) for entry in sv.inbox.folder.iterdir())
    assert len(sv.inbox.names()) == 2


class Unreliable(mailbox.FolderMailbox):
    """A mailbox that loses, doubles, cuts and spoils what is put into it, and plants its own."""

    def __init__(self, folder, chance):
        super().__init__(folder)
        self.chance = chance

    def put(self, name, sealed):
        content = sealed.read()
        match self.chance.choice(["keep", "keep", "lose", "double", "cut", "spoil", "plant"]):
            case "lose":
                return
            case "double":
                super().put(mailbox.new_name(), io.BytesIO(content))
            case "cut":
                content = content[: self.chance.randrange(len(content))]
            case "spoil":
                place = self.chance.randrange(len(content))
                content = content[:place] + bytes([content[place] ^ 4]) + content[place + 1 :]
            case "plant":
                super().put(mailbox.new_name(), io.BytesIO(self.chance.randbytes(3000)))
        super().put(name, io.BytesIO(content))


@pytest.mark.parametrize("seed", range(3))
def test_through_an_unreliable_mailbox_each_package_is_received_once_and_receipted(gt, sv, seed):
    chance = random.Random(seed)
    to_gt, to_sv = (Unreliable(each.inbox.folder, chance) for each in (gt, sv))
    sent = []
    for _month in range(4):
        identifier = gt.prepare("SV")
        gt.approve(identifier)
        send.send(gt.beto, identifier, lambda _peer: to_sv)
        sent.append(identifier)
        receive.receive(sv.beto, sv.inbox, lambda _peer: to_gt)
        receive.receive(gt.beto, gt.inbox, lambda _peer: to_sv)
    for _round in range(60):
        if not send.send_again(gt.beto, lambda _peer: to_sv):
            break
        receive.receive(sv.beto, sv.inbox, lambda _peer: to_gt)
        receive.receive(gt.beto, gt.inbox, lambda _peer: to_sv)
    assert delivery_states(gt) == [("accepted", None)] * len(sent)
    kept = [each for each in receive.incoming(sv.beto) if each.verdict == "accepted"]
    assert [each.package for each in reversed(kept)] == sent
    assert sv.rows()["dataset"] == len(sent)
