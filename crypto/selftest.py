"""Does this machine compute what it should? Run at every start; about ten milliseconds."""

import io

from crypto.age import Identity, decrypt, encrypt
from crypto.errors import CryptoError
from crypto.signing import SigningKey

_MESSAGE = b"vipmg self-test"


def run() -> None:
    """Sign and verify, encrypt and decrypt once, or raise "self-test-failed"."""
    key, identity = SigningKey.generate(), Identity.generate()
    sealed, opened = io.BytesIO(), io.BytesIO()
    try:
        key.public.verify(key.sign(_MESSAGE), _MESSAGE)
        encrypt(io.BytesIO(_MESSAGE), sealed, [identity.recipient])
        sealed.seek(0)
        decrypt(sealed, opened, [identity])
    except CryptoError as error:
        raise CryptoError("self-test-failed", str(error)) from error
    if opened.getvalue() != _MESSAGE:
        raise CryptoError("self-test-failed", "other plaintext")
