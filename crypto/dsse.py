"""Signed envelopes: DSSE v1 (github.com/secure-systems-lab/dsse) with hybrid signatures.

What is signed is PAE(type, payload): a receipt can never be taken for a delivery, whatever its
bytes. An envelope is accepted only when every signature in it is known and verifies, and only
in the one form that `seal` writes, so that its SHA-256 names it.
"""

import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from crypto import strict_json
from crypto.errors import CryptoError
from crypto.signing import SigningKey, VerifyKey
from crypto.strict_json import Json

LARGEST = 1 << 20
MOST_SIGNATURES = 8


@dataclass(frozen=True, slots=True)
class Opened:
    """A payload all of whose signatures verified."""

    payload: bytes
    keyids: tuple[str, ...]  # in the order of signing; at least one, none twice


def pae(payload_type: str, payload: bytes) -> bytes:
    """Return the bytes that are signed (DSSE v1, "pre-authentication encoding")."""
    name = payload_type.encode("utf-8")
    return b"DSSEv1 %d %b %d %b" % (len(name), name, len(payload), payload)


def seal(payload_type: str, payload: bytes, keys: Sequence[SigningKey]) -> bytes:
    """Sign `payload` as `payload_type` with one to eight different keys; return the envelope.

    Raises "too-large" above 1 MiB.
    """
    return _write(payload_type, payload, _sign(payload_type, payload, keys))


def countersign(envelope: bytes, payload_type: str, key: SigningKey) -> bytes:
    """Return `envelope` with the signature of `key` after those it has.

    These are not verified: open the envelope first and look at what you sign. ValueError if
    `key` signed already.
    """
    payload, signatures = _read(envelope, payload_type)
    return _write(payload_type, payload, signatures + _sign(payload_type, payload, [key]))


def open_envelope(envelope: bytes, payload_type: str, known: Mapping[str, VerifyKey]) -> Opened:
    """Return the payload if all signatures are by `known` keys (by key id) and verify.

    Raises "too-large", "json-malformed", "envelope-malformed", "wrong-payload-type",
    "unknown-signer", "bad-signature".
    """
    payload, signatures = _read(envelope, payload_type)
    message = pae(payload_type, payload)
    for keyid, signature in signatures:
        if keyid not in known or known[keyid].keyid != keyid:
            raise CryptoError("unknown-signer", keyid)
        known[keyid].verify(signature, message)
    return Opened(payload, tuple(keyid for keyid, _ in signatures))


_Signatures = list[tuple[str, bytes]]


def _sign(payload_type: str, payload: bytes, keys: Sequence[SigningKey]) -> _Signatures:
    message = pae(payload_type, payload)
    return [(key.public.keyid, key.sign(message)) for key in keys]


def _write(payload_type: str, payload: bytes, signatures: _Signatures) -> bytes:
    keyids = {keyid for keyid, _ in signatures}
    if not 1 <= len(signatures) <= MOST_SIGNATURES or len(keyids) != len(signatures):
        raise ValueError("one to eight signatures, by different keys")
    envelope = strict_json.dumps(
        {
            "payload": _encode(payload),
            "payloadType": payload_type,
            "signatures": [{"keyid": keyid, "sig": _encode(sig)} for keyid, sig in signatures],
        }
    )
    if len(envelope) > LARGEST:
        raise CryptoError("too-large", f"envelope of {len(envelope)} bytes")
    return envelope


def _read(envelope: bytes, payload_type: str) -> tuple[bytes, _Signatures]:
    """Take the envelope apart; whatever `_write` would write differently is refused."""
    try:
        match strict_json.loads(envelope, largest=LARGEST):
            case {"payload": str(body), "payloadType": str(found), "signatures": [*entries]}:
                payload, signatures = _decode(body), [_signature(entry) for entry in entries]
            case _:
                raise ValueError("not a DSSE envelope")
        if _write(found, payload, signatures) != envelope:
            raise ValueError("not in canonical form")
    except ValueError as error:
        raise CryptoError("envelope-malformed", str(error)) from None
    if found != payload_type:
        raise CryptoError("wrong-payload-type", f"expected {payload_type}")
    return payload, signatures


def _signature(entry: Json) -> tuple[str, bytes]:
    match entry:
        case {"keyid": str(keyid), "sig": str(signature)}:
            return keyid, _decode(signature)
        case _:
            raise ValueError("not a signature")


def _encode(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")


def _decode(text: str) -> bytes:
    return base64.b64decode(text, validate=True)
