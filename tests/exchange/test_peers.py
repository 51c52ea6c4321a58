"""Trust: cards, the fifteen words, confirmation, revocation, keys that serve one purpose."""

import base64
import json

import pytest

from crypto import dsse, strict_json
from exchange import cards, peers
from exchange.refusals import CardRefused, PackageRefused, UnknownPeer, WordsDiffer
from vipmg import audit
from vipmg.officers import NotAllowed


def facts_of(card):
    return json.loads(base64.b64decode(json.loads(card)["payload"]))


def signed(facts, country):
    return dsse.seal(cards.TYPE, strict_json.dumps(facts), [country.node_key])


def meet(one, other):
    peers.add(one.beto, peers.own_card(other.beto))
    peers.add(other.beto, peers.own_card(one.beto))


def trail(country):
    with country.beto.reading() as db:
        return [entry for entry in audit.entries(db) if entry.permission == "trust"]


def test_both_sides_read_the_same_fifteen_words(strangers):
    gt, _hn, sv = strangers
    meet(gt, sv)
    words = peers.pair_words(gt.beto, "SV", "es")
    assert words == peers.pair_words(sv.beto, "GT", "es")
    assert len(words) == 15
    assert words != peers.pair_words(sv.beto, "GT", "en")


def test_the_words_confirm_a_peer_however_they_are_typed_and_the_trail_tells(strangers):
    gt, _hn, sv = strangers
    meet(gt, sv)
    typed = ", ".join(word.upper() for word in peers.pair_words(gt.beto, "SV"))
    assert peers.confirm(gt.beto, "SLV", typed).status == "confirmed"
    newest = trail(gt)[0]
    assert newest.facts["step"] == "confirm"
    assert newest.facts["compared"] == "words"
    assert newest.officer == "Beto"


def test_the_fingerprint_of_the_card_confirms_a_peer_too(strangers):
    gt, _hn, sv = strangers
    meet(gt, sv)
    fingerprint = cards.Card.from_bytes(peers.own_card(sv.beto)).fingerprint
    assert peers.confirm(gt.beto, "SV", fingerprint).status == "confirmed"


def test_094_a_word_wrong_transposed_or_missing_confirms_nothing(strangers):
    gt, hn, sv = strangers
    meet(gt, sv)
    meet(gt, hn)
    words = list(peers.pair_words(gt.beto, "SV"))
    transposed = [words[1], words[0], *words[2:]]
    of_another = list(peers.pair_words(gt.beto, "HN"))
    for typed in (transposed, words[:14], [*words, "casa"], of_another, []):
        with pytest.raises(WordsDiffer):
            peers.confirm(gt.beto, "SV", " ".join(typed))
    with gt.beto.reading() as db:
        assert peers.get(db, "SV").status == "unverified"


def test_a_changed_card_must_be_confirmed_again(friends):
    gt, _hn, sv = friends
    facts = facts_of(peers.own_card(sv.beto))
    facts["officers"] = facts["officers"][:2]
    assert peers.add(gt.beto, signed(facts, sv)).status == "unverified"


def test_the_same_card_again_changes_nothing(friends):
    gt, _hn, sv = friends
    assert peers.add(gt.beto, peers.own_card(sv.beto)).status == "confirmed"


def test_a_card_altered_after_it_was_signed_is_refused(strangers):
    gt, _hn, sv = strangers
    card = json.loads(peers.own_card(sv.beto))
    facts = facts_of(peers.own_card(sv.beto)) | {"agency": "Otra"}
    card["payload"] = base64.b64encode(strict_json.dumps(facts)).decode()
    with pytest.raises(PackageRefused) as caught:
        peers.add(gt.beto, strict_json.dumps(card))
    assert caught.value.code == "bad-signature"


def test_027_one_person_with_two_keys_is_refused_whatever_the_capitals(strangers):
    gt, hn, sv = strangers
    facts = facts_of(peers.own_card(sv.beto))
    key = facts_of(peers.own_card(hn.beto))["officers"][0]["key"]
    facts["officers"].append({"name": "BETO ", "roles": ["approver"], "key": key})
    with pytest.raises(CardRefused, match="dos veces|twice"):
        peers.add(gt.beto, signed(facts, sv))


def test_095_a_key_for_two_purposes_or_two_peers_is_refused(strangers):
    gt, hn, sv = strangers
    facts = facts_of(peers.own_card(sv.beto))
    twice = json.loads(json.dumps(facts))
    twice["officers"][0]["key"] = facts["node_key"]
    with pytest.raises(CardRefused):
        peers.add(gt.beto, signed(twice, sv))
    peers.add(gt.beto, peers.own_card(hn.beto))
    facts["officers"][0]["key"] = facts_of(peers.own_card(hn.beto))["officers"][0]["key"]
    with pytest.raises(CardRefused):
        peers.add(gt.beto, signed(facts, sv))


def test_a_country_has_one_card_and_a_node_never_its_own(friends, strangers_card):
    gt, _hn, _sv = friends
    with pytest.raises(CardRefused):
        peers.add(gt.beto, peers.own_card(gt.beto))
    with pytest.raises(CardRefused):
        peers.add(gt.beto, strangers_card)


@pytest.fixture
def strangers_card(sv, hn):
    """Return a card by Honduras that says it is El Salvador's."""
    facts = facts_of(peers.own_card(hn.beto)) | {"country": "SV", "node": "SV-" + "0" * 16}
    return signed(facts, hn)


def test_a_revoked_peer_can_be_followed_by_a_new_card_of_its_country(friends, strangers_card):
    gt, _hn, _sv = friends
    peers.revoke(gt.beto, "SV", "llave perdida")
    peers.revoke(gt.beto, "HN", "prueba")
    # A key that ever belonged to another peer stays unusable.
    with pytest.raises(CardRefused):
        peers.add(gt.beto, strangers_card)


def test_only_whoever_may_trust_adds_and_confirms(strangers):
    gt, _hn, sv = strangers
    with pytest.raises(NotAllowed):
        peers.add(gt.carla, peers.own_card(sv.beto))


def test_an_unknown_country_is_said_so(gt):
    with pytest.raises(UnknownPeer, match="NI"):
        peers.pair_words(gt.beto, "NI")


def test_a_card_holds_only_the_officers_who_sign_for_the_country(gt):
    names = {officer["name"] for officer in facts_of(peers.own_card(gt.beto))["officers"]}
    assert names == {"Beto", "Carla", "Dora"}
