"""Key slots: one database key, wrapped once for each officer under their own passphrase.

The file is canonical JSON: database id, generation, a slot for each name, and a MAC over all of
it keyed from the database key. Without that key nobody can remove, exchange or weaken a slot
unnoticed. The generation grows with every change; keep it in the database to notice an older
file put back. A recovery slot is a slot like the others, under a phrase that nobody chose.
"""

import hmac
import os
from collections.abc import Mapping
from dataclasses import dataclass

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from crypto import strict_json, wrap
from crypto.errors import CryptoError
from crypto.strict_json import Json
from crypto.words import Language, to_words
from crypto.wrap import KEY_SIZE, USUAL, Cost

_RECOVERY_SIZE = 24  # 192 bits are 18 words


def create(
    database_id: str, passphrases: Mapping[str, str], cost: Cost = USUAL
) -> tuple[bytes, bytes]:
    """Make a database key and a slot for each name; return the key and the slot file."""
    if not passphrases:
        raise ValueError("a database that nobody can open")
    key = os.urandom(KEY_SIZE)
    empty = _Slots(database_id, 0, {})
    wrapped = {name: empty.wrap(key, name, phrase, cost) for name, phrase in passphrases.items()}
    return key, empty.changed(key, wrapped)


def unlock(data: bytes, name: str, passphrase: str) -> bytes:
    """Return the database key.

    Raises "unknown-slot", "wrong-passphrase", "kdf-refused", "slots-malformed", and
    "slots-tampered" when the passphrase is right but the file was changed without the key.
    """
    slots = _read(data)
    wrapped = strict_json.dumps(slots.named(name))
    key = wrap.unwrap(wrapped, passphrase, slots.aad(name))
    _verified(data, key)
    return key


def names(data: bytes) -> tuple[str, ...]:
    """Return whose slots there are, in alphabetical order; not verified until unlocked."""
    return tuple(_read(data).wrapped)


def generation(data: bytes) -> int:
    """Return how often the file was written; not verified until unlocked."""
    return _read(data).generation


def add(data: bytes, key: bytes, name: str, passphrase: str, cost: Cost = USUAL) -> bytes:
    """Return the file with one slot more, or raise "slots-tampered" if `key` is not its key."""
    slots = _verified(data, key)
    if name in slots.wrapped:
        raise ValueError("the name has a slot")
    return slots.changed(key, slots.wrapped | {name: slots.wrap(key, name, passphrase, cost)})


def change(data: bytes, key: bytes, name: str, passphrase: str, cost: Cost = USUAL) -> bytes:
    """Return the file with another passphrase for `name`; raises as `add`, and "unknown-slot"."""
    slots = _verified(data, key)
    slots.named(name)
    return slots.changed(key, slots.wrapped | {name: slots.wrap(key, name, passphrase, cost)})


def remove(data: bytes, key: bytes, name: str) -> bytes:
    """Return the file without the slot of `name`.

    Who had the slot may have kept the database key: give the database a new one too. Raises
    as `change`, and "last-slot".
    """
    slots = _verified(data, key)
    slots.named(name)
    if len(slots.wrapped) == 1:
        raise CryptoError("last-slot", "nobody could open the database")
    return slots.changed(key, {n: slot for n, slot in slots.wrapped.items() if n != name})


def recovery_phrase(language: Language) -> str:
    """Return 18 new words (192 random bits and a checksum) for an envelope in a safe."""
    return " ".join(to_words(os.urandom(_RECOVERY_SIZE), language))


@dataclass(frozen=True, slots=True)
class _Slots:
    database_id: str
    generation: int
    wrapped: dict[str, Json]

    def named(self, name: str) -> Json:
        if name not in self.wrapped:
            raise CryptoError("unknown-slot", "no slot of this name")
        return self.wrapped[name]

    def aad(self, name: str) -> bytes:
        """A slot opens only for its own database and name."""
        return strict_json.dumps(["vipmg-slot-v1", self.database_id, name])

    def wrap(self, key: bytes, name: str, passphrase: str, cost: Cost) -> Json:
        return strict_json.loads(wrap.wrap(key, passphrase, self.aad(name), cost))

    def changed(self, key: bytes, wrapped: dict[str, Json]) -> bytes:
        return _Slots(self.database_id, self.generation + 1, wrapped).to_bytes(key)

    def to_bytes(self, key: bytes) -> bytes:
        content: dict[str, Json] = {
            "database": self.database_id,
            "generation": self.generation,
            "slots": self.wrapped,
        }
        mac_key = HKDF(SHA256(), KEY_SIZE, None, b"vipmg-slots-mac-v1").derive(key)
        mac = hmac.digest(mac_key, strict_json.dumps(content), "sha256")
        return strict_json.dumps(content | {"mac": mac.hex()})


def _read(data: bytes) -> _Slots:
    match strict_json.loads(data):
        case {"database": str(database_id), "generation": int(count), "slots": dict(wrapped)}:
            return _Slots(database_id, count, wrapped)
        case _:
            raise CryptoError("slots-malformed", "not a key slot file")


def _verified(data: bytes, key: bytes) -> _Slots:
    """Read the file; it must be, byte for byte, what the holder of `key` wrote."""
    slots = _read(data)
    if not hmac.compare_digest(slots.to_bytes(key), data):
        raise CryptoError("slots-tampered", "MAC")
    return slots
