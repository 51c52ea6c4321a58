"""Why a package, a card or a receipt is refused: stable codes and the officer's words for them.

The code goes into the audit trail and, where the sender is known, into the receipt; it never
tells anything of the content. The codes of `crypto.errors` keep their names here.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from crypto.errors import CryptoError
from vipmg.errors import Refused, WrongUsage
from vipmg.i18n import N_, _

_ALTERED = N_("The package was altered")
_ASK_AGAIN = N_(
    "It was damaged or changed after it was sealed. Nothing was imported. Ask the sender to "
    "send it again."
)
_CUT = N_("The package is incomplete")
_NOT_A_PACKAGE = N_("This is not a package of this program")
_NOT_A_PACKAGE_ADVICE = N_("Nothing was imported. Check with the sender what was put there.")
_SIGNATURES = N_("The signatures of the package are not sufficient")
_CONTENT = N_("The content of the package is not as it was declared")
_CONTENT_ADVICE = N_(
    "Nothing was imported. The sender was told; they must correct it and send a new package."
)
_TIME = N_("The dates of the package are not acceptable")
_NOT_FOR_US = N_("The package is not for this country")
_ORDER = N_("The package does not follow the previous one")

REASONS: Mapping[str, tuple[str, str]] = {
    # the sealed file
    "truncated": (_CUT, _ASK_AGAIN),
    "trailing-data": (_ALTERED, _ASK_AGAIN),
    "header-malformed": (_NOT_A_PACKAGE, _NOT_A_PACKAGE_ADVICE),
    "header-altered": (_ALTERED, _ASK_AGAIN),
    "payload-altered": (_ALTERED, _ASK_AGAIN),
    "unknown-version": (_NOT_A_PACKAGE, _NOT_A_PACKAGE_ADVICE),
    "unknown-stanza": (
        N_("The package is sealed in a way that is not allowed"),
        N_("Only seals that resist quantum computers are opened. Nothing was imported."),
    ),
    "too-large": (
        N_("The package is too large"),
        N_("Something in it is above the limits. Nothing was imported."),
    ),
    "not-for-us": (
        _NOT_FOR_US,
        N_("It is sealed for another node, or for a key this node no longer has."),
    ),
    # the archive and its papers
    "container-malformed": (_ALTERED, _ASK_AGAIN),
    "name-refused": (_ALTERED, _ASK_AGAIN),
    "json-malformed": (_ALTERED, _ASK_AGAIN),
    "envelope-malformed": (_ALTERED, _ASK_AGAIN),
    "wrong-payload-type": (
        _ALTERED,
        N_("A signed paper of another kind stands in its place. Nothing was imported."),
    ),
    "paper-malformed": (_ALTERED, _ASK_AGAIN),
    "unknown-spec": (
        N_("The package is of another version"),
        N_("Nothing was imported. Both nodes must use versions of the program that agree."),
    ),
    "unknown-critical": (
        N_("The package demands something this program does not know"),
        N_("Nothing was imported. Update the program, then ask the sender to send it again."),
    ),
    "key-malformed": (_ALTERED, _ASK_AGAIN),
    # who sends it, and to whom
    "unknown-signer": (
        N_("The package comes from an unknown node"),
        N_("Nobody in the list of peers signed it. Nothing was imported."),
    ),
    "bad-signature": (
        N_("A signature of the package is false"),
        N_("Nothing was imported. Tell the supposed sender by telephone."),
    ),
    "peer-not-confirmed": (
        N_("The sender has not been confirmed"),
        N_("It waits in the mailbox. Compare the words of both cards by telephone, confirm the "
           "peer, then receive again."),
    ),
    "peer-revoked": (
        N_("The sender's trust was revoked"),
        N_("Nothing was imported. Add and confirm a new card before receiving from it again."),
    ),
    "wrong-sender": (
        N_("The package names another sender than the one who signed it"),
        N_("Nothing was imported. Tell the supposed sender by telephone."),
    ),
    "not-addressed": (
        _NOT_FOR_US,
        N_("Someone sealed it again for this node, but it was addressed to others."),
    ),
    "hidden-recipient": (
        N_("The package can be opened by someone it does not name"),
        N_("It is sealed for more nodes than it is addressed to. Nothing was imported."),
    ),
    "country-not-approved": (
        _NOT_FOR_US,
        N_("The officers who signed it did not approve this country as a recipient."),
    ),
    # order and time
    "equivocation": (
        N_("The sender signed two different packages with the same number"),
        N_("Both were kept as evidence and nothing was imported. Call the sender."),
    ),
    "gap": (
        N_("An earlier package is missing"),
        N_("It waits in the mailbox. Ask the sender to send the missing ones again."),
    ),
    "broken-chain": (
        _ORDER,
        N_("It does not name the last package of this sender. Call them: one side may have lost "
           "data."),
    ),
    "from-the-future": (
        _TIME,
        N_("It was made later than now and stays in the mailbox. Check this computer's clock."),
    ),
    "expired": (_TIME, N_("It has expired. Check the clock; the sender must send it again.")),
    "lifetime": (_TIME, N_("It is valid for longer than 60 days, which is not allowed.")),
    # the officers
    "one-officer-only": (
        _SIGNATURES,
        N_("Two officers must sign: one who prepares and another who approves."),
    ),
    "same-officer-twice": (_SIGNATURES, N_("Both signatures are of the same person.")),
    "wrong-roles": (
        _SIGNATURES,
        N_("One must be an exchange officer and another an approver, both of the sender's card."),
    ),
    "key-revoked": (_SIGNATURES, N_("One of the keys was revoked.")),
    # the content
    "manifest-mismatch": (_CONTENT, _CONTENT_ADVICE),
    "file-missing": (_CONTENT, _CONTENT_ADVICE),
    "file-altered": (_CONTENT, _CONTENT_ADVICE),
    "expands-too-much": (_CONTENT, _CONTENT_ADVICE),
    "content-malformed": (_CONTENT, _CONTENT_ADVICE),
    "package-reused": (_CONTENT, _CONTENT_ADVICE),
    "small-counts": (
        N_("The package shows counts below the declared threshold"),
        _CONTENT_ADVICE,
    ),
    "not-agreed": (
        N_("The agreement does not cover this"),
        N_("Check the tables, the threshold and the dates of the agreement with this country."),
    ),
    # receipts
    "unknown-delivery": (
        N_("The receipt is for a package this node did not send"),
        N_("It was ignored."),
    ),
    "second-answer": (
        N_("The receipt contradicts an earlier one"),
        N_("The first answer stays. Call the other country."),
    ),
}  # fmt: skip

_OTHERWISE = (_ALTERED, _ASK_AGAIN)


class PackageRefused(Refused):
    """A package, card or receipt does not hold; `code` is one of `REASONS`."""

    def __init__(self, code: str) -> None:
        super().__init__(code=code)
        self.code = code

    def words(self) -> tuple[str, str]:
        """Return title and advice for the code in the officer's language."""
        return reason(self.code)


def reason(code: str) -> tuple[str, str]:
    """Return title and advice for `code` in the officer's language."""
    title, advice = REASONS.get(code, _OTHERWISE)
    return _(title), _(advice)


@contextmanager
def in_words() -> Iterator[None]:
    """Turn what `crypto` refuses within the block into `PackageRefused` with the same code."""
    try:
        yield
    except CryptoError as error:
        raise PackageRefused(error.code) from error


class UnknownPeer(WrongUsage):
    """No peer has this country."""

    title = N_("Unknown peer")
    advice = N_("There is no peer “{country}”. Add its card first: vipmg peer add FILE.")


class UnknownPackage(WrongUsage):
    """No package has this number."""

    title = N_("Unknown package")
    advice = N_("There is no package “{package}” in this node.")


class NotConfirmed(Refused):
    """The peer's card was not compared with its owner."""

    title = N_("The peer has not been confirmed")
    advice = N_(
        "Compare the fifteen words of {country} by telephone and confirm it before sending."
    )


class WordsDiffer(Refused):
    """What was typed is not what the card yields."""

    title = N_("The words do not match")
    advice = N_(
        "The card of {country} is not the one its owner reads to you, or there is a typing "
        "mistake. Do not confirm it until all fifteen words agree."
    )


class CardRefused(Refused):
    """A card cannot be taken in."""

    title = N_("The card cannot be added")
    advice = N_("{why} Nothing was changed.")


class SameOfficer(Refused):
    """The two signatures must be of two persons."""

    title = N_("Another officer must approve it")
    advice = N_("{officer} prepared this package and cannot approve it as well.")


class WrongState(Refused):
    """The package is not at the step that this act needs."""

    title = N_("The package is not ready for this")
    advice = N_("The package {package} is “{state}”; this can only be done when it is “{needed}”.")


class ContentChanged(Refused):
    """What would be signed is not what the officer saw."""

    title = N_("The package is not the one you looked at")
    advice = N_("Look at its content again before you approve it. Nothing was signed.")


class WrongKey(Refused):
    """The key is not the one of the officer who signed in."""

    title = N_("This signature is not yours")
    advice = N_("Sign in as the officer whose passphrase you type.")


class NotProtected(Refused):
    """Something that is not a protected table was offered for sending."""

    title = N_("An unprotected table cannot be sent")
    advice = N_("Protect the table first: only protected tables leave this node.")


class NothingToSend(WrongUsage):
    """No table or no recipient was named."""

    title = N_("There is nothing to send")
    advice = N_("Name at least one table, one recipient and the purpose.")


class NoMailbox(WrongUsage):
    """The peer has no place where packages can be put."""

    title = N_("The peer has no mailbox")
    advice = N_("Set the folder where packages for {country} are put.")


class MailboxUnreachable(Refused):
    """The mailbox's folder is not there."""

    title = N_("The mailbox cannot be reached")
    advice = N_("The folder {folder} is not there or cannot be used. Connect it and try again.")
