"""Two officers, protected tables only, and what the approver saw is what is signed."""

from datetime import date

import pytest
from sqlalchemy import select, update

from exchange import agreements, outgoing, send
from exchange.agreements import Agreement
from exchange.refusals import (
    ContentChanged,
    NotConfirmed,
    NothingToSend,
    NotProtected,
    PackageRefused,
    SameOfficer,
    UnknownPackage,
    UnknownPeer,
    WrongKey,
    WrongState,
)
from vipmg.database import schema
from vipmg.officers import NotAllowed, Officer
from vipmg.register import Register


def test_an_unprotected_table_cannot_be_prepared(gt, exact_table):
    with pytest.raises(NotProtected):
        send.prepare(gt.beto, [exact_table], ["SV"], "Convenio", gt.keys["Beto"])  # type: ignore[list-item]
    assert gt.rows()["package"] == 0


def test_a_package_is_not_sent_with_one_signature(gt):
    package = gt.prepare("SV")
    with pytest.raises(WrongState):
        send.send(gt.beto, package)


def test_who_prepared_cannot_approve_even_with_both_roles(gt):
    package = gt.prepare("SV")
    both = Officer("Beto", ("exchange_officer", "approver"), gt.beto.officer.verify_key)
    beto = Register(gt.engine, both, "GT")
    seen = send.preview(beto, package).sha256
    with pytest.raises(SameOfficer):
        send.approve(beto, package, gt.keys["Beto"], seen=seen)


def test_an_exchange_officer_cannot_approve_nor_an_approver_prepare_or_send(gt):
    package = gt.prepare("SV")
    seen = send.preview(gt.carla, package).sha256
    with pytest.raises(NotAllowed):
        send.approve(gt.officer("Dora"), package, gt.keys["Dora"], seen=seen)
    gt.approve(package)
    with pytest.raises(NotAllowed):
        send.send(gt.carla, package)


def test_nobody_signs_with_another_officers_key(gt):
    package = gt.prepare("SV")
    seen = send.preview(gt.carla, package).sha256
    with pytest.raises(WrongKey):
        send.approve(gt.carla, package, gt.keys["Dora"], seen=seen)


def test_040_the_approver_signs_only_what_was_seen(gt):
    package, other = gt.prepare("SV"), gt.prepare("SV")
    seen = send.preview(gt.carla, other).sha256
    with pytest.raises(ContentChanged):
        send.approve(gt.carla, package, gt.keys["Carla"], seen=seen)


def test_040_what_was_changed_in_the_database_is_not_shown_to_the_approver(gt):
    package = gt.prepare("SV", XDEP={"SV": 60, "HN": 80})
    other = gt.prepare("SV", XDEP={"SV": 100, "HN": 80})
    with gt.engine.begin() as db:
        table = schema.package
        members = db.scalar(select(table.c.members).where(table.c.id == other))
        db.execute(update(table).where(table.c.id == package).values(members=members))
    with pytest.raises(PackageRefused) as caught:
        send.preview(gt.carla, package)
    assert caught.value.code == "file-altered"


def test_the_approver_sees_tables_recipients_protection_and_what_changed(gt):
    gt.send("SV", XDEP={"SV": 60, "HN": 80})
    package = gt.prepare("SV", "HN", XDEP={"SV": 60, "HN": 90})
    shown = send.preview(gt.carla, package)
    assert shown.manifest.recipients_allowed == ("SV", "HN")
    assert shown.manifest.disclosure_control.threshold == 5
    assert shown.content.datasets[0].spec.name == "XDEP"
    changed = {row["key"]: (row["before"], row["now"]) for row in shown.changes.to_dicts()}
    assert changed["HN|_T"] == (80, 90)
    assert "SV|_T" not in changed


def test_small_counts_are_hidden_in_what_is_shown_and_sent(gt, sv):
    gt.send("SV", XDEP={"SV": 60, "HN": 80, "NI": 2})
    sv.receive()
    with sv.beto.reading() as db:
        values = list(db.scalars(select(schema.observation.c.value)))
    assert None in values
    assert not {value for value in values if value and value < 5}


def test_a_withdrawn_or_rejected_package_goes_no_further(gt):
    package = gt.prepare("SV")
    send.withdraw(gt.beto, package, "cifras por corregir")
    with pytest.raises(WrongState):
        gt.approve(package)
    second = gt.prepare("SV")
    gt.approve(second)
    send.reject(gt.carla, second, "falta un mes")
    with pytest.raises(WrongState):
        send.send(gt.beto, second)
    assert [out.state for out in outgoing.everything(gt.beto)] == ["withdrawn", "withdrawn"]


def test_each_recipient_gets_its_own_file_with_its_own_number(gt, hn, sv):
    gt.send("SV")
    package = gt.send("SV", "HN")
    (out,) = [each for each in outgoing.everything(gt.beto) if each.package == package]
    assert {sent.country: sent.sequence for sent in out.deliveries} == {"HN": 1, "SV": 2}
    (one,), both = hn.inbox.names(), sv.inbox.names()
    assert len(both) == 2
    assert one not in both


def test_nothing_is_prepared_for_strangers_or_for_nobody(gt):
    with pytest.raises(UnknownPeer):
        gt.prepare("NI")
    with pytest.raises(NothingToSend):
        gt.prepare()
    with pytest.raises(UnknownPackage):
        send.preview(gt.carla, "0" * 32)


def test_an_agreement_bounds_what_is_prepared_and_what_is_accepted(gt, sv):
    gt.prepare("SV")
    terms = Agreement("SV", ("XARR",), 5, "CA-4", date(2020, 1, 1), date(2099, 12, 31))
    agreements.record(gt.beto, terms)
    with pytest.raises(PackageRefused) as caught:
        gt.prepare("SV")
    assert caught.value.code == "not-agreed"
    gt.prepare("SV", XARR={"SV": 60})
    strict = Agreement("GT", ("XARR",), 10, "CA-4", date(2020, 1, 1), date(2099, 12, 31))
    agreements.record(sv.beto, strict)
    gt.send("SV", XARR={"SV": 60})
    (outcome,) = sv.receive()
    assert (outcome.verdict, outcome.code) == ("rejected", "not-agreed")
    assert sv.rows()["dataset"] == 0


def test_a_card_that_changed_since_stops_the_sending(gt):
    package = gt.prepare("SV")
    gt.approve(package)
    with gt.engine.begin() as db:
        db.execute(update(schema.peer).values(status="unverified"))
    with pytest.raises(NotConfirmed):
        send.send(gt.beto, package)


def test_own_figures_are_kept_once_however_often_a_package_is_sent(gt):
    package = gt.send("SV", "HN")
    send.send(gt.beto, package)
    assert gt.rows()["dataset"] == 1
    assert gt.rows()["delivery"] == 2
