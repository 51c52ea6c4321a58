"""Does this machine compute what it should? Run at every start; about ten milliseconds."""

import io

from crypto.age import Identity, decrypt, encrypt
from crypto.errors import CryptoError
from crypto.signing import SigningKey

_MESSAGE = b"vipmg self-test"


def run() -> None:
    """Sign and verify, encrypt and decrypt; a wrong message must not verify.

    Raises:
        CryptoError: "self-test-failed".
    """
    key, identity = SigningKey.generate(), Identity.generate()
    signature = key.sign(_MESSAGE)
    sealed, opened = io.BytesIO(), io.BytesIO()
    try:
        key.public.verify(signature, _MESSAGE)
        encrypt(io.BytesIO(_MESSAGE), sealed, [identity.recipient])
        sealed.seek(0)
        decrypt(sealed, opened, [identity])
    except CryptoError as error:
        raise CryptoError("self-test-failed", str(error)) from error
    if opened.getvalue() != _MESSAGE or _verifies(key, signature, _MESSAGE + b"!"):
        raise CryptoError("self-test-failed", "wrong result")


def _verifies(key: SigningKey, signature: bytes, message: bytes) -> bool:
    try:
        key.public.verify(signature, message)
    except CryptoError:
        return False
    return True
