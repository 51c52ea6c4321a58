"""What can be wrong with bytes, keys and passphrases, as stable codes."""

from typing import Literal

Code = Literal[
    "truncated",  # the bytes end before the format does
    "too-large",  # a declared or actual size is above its limit
    "trailing-data",  # bytes follow the end of the format
    "header-malformed",  # not an age v1 header
    "header-altered",  # the header's MAC does not match
    "unknown-version",  # an age file of another version
    "unknown-stanza",  # a recipient type that is not allowed here
    "not-for-us",  # none of our identities opens this file
    "payload-altered",  # a chunk of the payload is altered or incomplete
    "key-malformed",  # not a key of the expected kind
    "bad-signature",  # a signature, or one half of it, does not verify
    "unknown-signer",  # signed by a key that is not among the known ones
    "wrong-payload-type",  # signed, but as something else
    "envelope-malformed",  # not an envelope in the one accepted form
    "json-malformed",  # not JSON, or JSON that two readers could read differently
    "container-malformed",  # not the archive our writer would have written
    "name-refused",  # a member's name is not allowed, or repeated
    "wrong-passphrase",  # the passphrase does not open this slot or secret
    "wrong-key",  # the key does not open this value
    "unknown-slot",  # no slot has this name
    "last-slot",  # removing it would lock everybody out
    "slots-malformed",  # not a key slot file
    "slots-tampered",  # a slot was changed, removed or exchanged by someone without the key
    "kdf-refused",  # the cost of the passphrase is outside the accepted range
    "self-test-failed",  # this machine's cryptography does not compute what it should
]


class CryptoError(Exception):
    """Bytes, a key or a passphrase were refused; `code` is stable and meant for programs.

    The layers above turn it into officers' words; the message never holds secrets or content.
    """

    def __init__(self, code: Code, message: str) -> None:
        self.code: Code = code
        super().__init__(f"{code}: {message}")
