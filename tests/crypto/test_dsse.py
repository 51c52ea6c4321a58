"""Envelopes: everything in them is signed, known and meant as what it is read as."""

import base64
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crypto import dsse
from crypto.dsse import countersign, open_envelope, pae, seal
from crypto.errors import CryptoError
from crypto.signing import SigningKey

DELIVERY = "application/vnd.vipmg.delivery.v1+json"
RECEIPT = "application/vnd.vipmg.receipt.v1+json"
ANA, LUIS, EVA = (SigningKey.from_bytes(bytes([n]) * 64) for n in (1, 2, 3))
KNOWN = {key.public.keyid: key.public for key in (ANA, LUIS)}
PAYLOAD = b'{"seq":1}'
ENVELOPE = seal(DELIVERY, PAYLOAD, [ANA, LUIS])


def edited(**members: object) -> bytes:
    envelope: dict[str, Any] = json.loads(ENVELOPE) | members
    return canonical(envelope)


def canonical(value: object) -> bytes:
    return json.dumps(value, sort_keys=True, separators=(",", ":")).encode()


def signatures() -> list[dict[str, str]]:
    entries: list[dict[str, str]] = json.loads(ENVELOPE)["signatures"]
    return entries


def test_the_encoding_that_is_signed_is_that_of_the_specification() -> None:
    assert pae("http://example.com/HelloWorld", b"hello world") == (
        b"DSSEv1 29 http://example.com/HelloWorld 11 hello world"
    )


def test_a_payload_comes_back_with_who_signed_it() -> None:
    opened = open_envelope(ENVELOPE, DELIVERY, KNOWN)
    assert opened.payload == PAYLOAD
    assert opened.keyids == (ANA.public.keyid, LUIS.public.keyid)


def test_a_second_officer_signs_later_and_nothing_else_changes() -> None:
    first = seal(DELIVERY, PAYLOAD, [ANA])
    both = countersign(first, DELIVERY, LUIS)
    assert open_envelope(both, DELIVERY, KNOWN) == open_envelope(ENVELOPE, DELIVERY, KNOWN)
    with pytest.raises(ValueError, match="different keys"):
        countersign(both, DELIVERY, ANA)


@settings(max_examples=30, deadline=None)
@given(st.binary(max_size=2000))
def test_any_payload_comes_back(payload: bytes) -> None:
    assert open_envelope(seal(DELIVERY, payload, [ANA]), DELIVERY, KNOWN).payload == payload


def test_attack_37_a_receipt_is_not_a_delivery() -> None:
    with pytest.raises(CryptoError, match=r"^wrong-payload-type"):
        open_envelope(ENVELOPE, RECEIPT, KNOWN)
    with pytest.raises(CryptoError, match=r"^bad-signature"):
        open_envelope(edited(payloadType=RECEIPT), RECEIPT, KNOWN)


def test_attack_31_an_unknown_signer_is_refused_even_beside_known_ones() -> None:
    for keys in ([EVA], [ANA, EVA]):
        with pytest.raises(CryptoError, match=r"^unknown-signer"):
            open_envelope(seal(DELIVERY, PAYLOAD, keys), DELIVERY, KNOWN)


def test_a_known_key_filed_under_another_id_is_refused() -> None:
    with pytest.raises(CryptoError, match=r"^unknown-signer"):
        open_envelope(ENVELOPE, DELIVERY, dict.fromkeys(KNOWN, LUIS.public))


def test_attack_28_the_same_signature_twice_is_refused() -> None:
    first, second = signatures()
    with pytest.raises(CryptoError, match=r"^envelope-malformed"):
        open_envelope(edited(signatures=[first, second, first]), DELIVERY, KNOWN)


def test_attack_35_36_each_signature_must_verify() -> None:
    first, second = signatures()
    for start, stop in ((0, 64), (64, 3373)):
        zeroed = bytearray(base64.b64decode(second["sig"]))
        zeroed[start:stop] = bytes(stop - start)
        other = second | {"sig": base64.b64encode(zeroed).decode()}
        with pytest.raises(CryptoError, match=r"^bad-signature"):
            open_envelope(edited(signatures=[first, other]), DELIVERY, KNOWN)


def test_signatures_under_each_others_key_ids_do_not_verify() -> None:
    first, second = signatures()
    swapped = [first | {"sig": second["sig"]}, second | {"sig": first["sig"]}]
    with pytest.raises(CryptoError, match=r"^bad-signature"):
        open_envelope(edited(signatures=swapped), DELIVERY, KNOWN)


def test_attack_38_a_payload_written_otherwise_is_another_payload() -> None:
    same_meaning = base64.b64encode(b'{"seq": 1}').decode()
    with pytest.raises(CryptoError, match=r"^bad-signature"):
        open_envelope(edited(payload=same_meaning), DELIVERY, KNOWN)


def test_attack_39_nine_signatures_are_refused() -> None:
    entries = [signatures()[0] | {"keyid": f"{n:064x}"} for n in range(9)]
    with pytest.raises(CryptoError, match=r"^envelope-malformed"):
        open_envelope(edited(signatures=entries), DELIVERY, KNOWN)
    with pytest.raises(ValueError, match="one to eight"):
        seal(DELIVERY, PAYLOAD, [SigningKey.generate() for _ in range(9)])


def test_attack_39_a_signature_list_of_a_megabyte_is_refused() -> None:
    entries = signatures() * 120
    with pytest.raises(CryptoError, match=r"^too-large"):
        open_envelope(edited(signatures=entries), DELIVERY, KNOWN)


def test_a_payload_too_large_to_be_read_is_not_sealed() -> None:
    with pytest.raises(CryptoError, match=r"^too-large"):
        seal(DELIVERY, bytes(dsse.LARGEST), [ANA])


def test_an_envelope_needs_a_signature() -> None:
    with pytest.raises(ValueError, match="one to eight"):
        seal(DELIVERY, PAYLOAD, [])
    with pytest.raises(CryptoError, match=r"^envelope-malformed"):
        open_envelope(edited(signatures=[]), DELIVERY, KNOWN)


@pytest.mark.parametrize(
    "envelope",
    [
        pytest.param(b"[]", id="list"),
        pytest.param(b"{}", id="nothing"),
        pytest.param(edited(extra=1), id="attack_55_unknown_member"),
        pytest.param(edited(payload=1), id="number"),
        pytest.param(edited(payload="e30"), id="unpadded"),
        pytest.param(edited(payload="e3 0="), id="space"),
        pytest.param(edited(payload="e31="), id="not_canonical"),
        pytest.param(edited(signatures=[{"keyid": "a"}]), id="no_signature"),
        pytest.param(edited(signatures=[signatures()[0] | {"x": ""}]), id="extra_in_signature"),
        pytest.param(json.dumps(json.loads(ENVELOPE)).encode(), id="spaces"),
        pytest.param(ENVELOPE + b"\n", id="newline"),
    ],
)
def test_only_the_one_form_is_an_envelope(envelope: bytes) -> None:
    with pytest.raises(CryptoError, match=r"^envelope-malformed"):
        open_envelope(envelope, DELIVERY, KNOWN)


@settings(max_examples=300, deadline=None)
@given(place=st.integers(0, len(ENVELOPE) - 1), byte=st.integers(0, 255))
def test_no_altered_envelope_opens(place: int, byte: int) -> None:
    altered = ENVELOPE[:place] + bytes([byte]) + ENVELOPE[place + 1 :]
    if altered != ENVELOPE:
        with pytest.raises(CryptoError):
            open_envelope(altered, DELIVERY, KNOWN)
