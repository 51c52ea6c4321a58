"""``vipmg peer``: the nodes of other countries, and how they come to be trusted."""

import argparse
from pathlib import Path
from typing import Any

from exchange import peers
from vipmg.cli.terminal import answer, country, opened
from vipmg.codelists import alpha2
from vipmg.i18n import _


def add(commands: Any, shared: argparse.ArgumentParser) -> tuple[argparse.ArgumentParser, ...]:
    """Add the command to the parser and return it."""
    command = commands.add_parser("peer")
    parts = command.add_subparsers(metavar=_("WHAT"), required=True)
    card = parts.add_parser("card", parents=[shared], help=_("write this node's card"))
    card.add_argument("-o", "--output", type=Path, required=True, metavar=_("FILE"))
    card.set_defaults(run=write_card)
    adding = parts.add_parser("add", parents=[shared], help=_("take in a peer's card"))
    adding.add_argument("card", type=Path, metavar=_("CARD"))
    adding.add_argument("--mailbox", type=Path, metavar=_("FOLDER"), help=_("its mailbox"))
    adding.set_defaults(run=add_card)
    confirming = parts.add_parser(
        "confirm", parents=[shared], help=_("confirm a peer by the words both sides see")
    )
    confirming.add_argument("country", metavar=_("COUNTRY"))
    confirming.add_argument(
        "words", nargs="*", metavar=_("WORD"), help=_("the 15 words, or the fingerprint")
    )
    confirming.set_defaults(run=confirm)
    listing = parts.add_parser("list", parents=[shared], help=_("the peers and their standing"))
    listing.set_defaults(run=list_peers)
    revoking = parts.add_parser("revoke", parents=[shared], help=_("end the trust in a peer"))
    revoking.add_argument("country", metavar=_("COUNTRY"))
    revoking.add_argument("--reason", required=True, metavar=_("TEXT"))
    revoking.set_defaults(run=revoke)
    return (command,)


def write_card(args: argparse.Namespace) -> int:
    """Write this node's card to a file that may be given to anybody."""
    with opened(args) as node:
        args.output.write_bytes(peers.own_card(node.register))
    words = _("The card is in {file}. Give it to the other countries by any way.")
    answer(args, {"file": str(args.output)}, words.format(file=args.output))
    return 0


def add_card(args: argparse.Namespace) -> int:
    """Take in a card; the peer stays unconfirmed until the words were compared."""
    mailbox = str(args.mailbox.resolve()) if args.mailbox else None
    with opened(args) as node:
        peer = peers.add(node.register, args.card.read_bytes(), mailbox)
        pair = " ".join(peers.pair_words(node.register, peer.country))
    words = _(
        "{country}, {agency}: not confirmed yet.\n"
        "Call them on a number you know. Read these words aloud; the other person must read the "
        "same ones:\n    {words}\n"
        "Then: vipmg peer confirm {code} WORDS"
    )
    said = words.format(
        country=country(peer.country), code=peer.country, agency=peer.card.agency, words=pair
    )
    answer(args, {**_facts(peer), "words": pair}, said)
    return 0


def confirm(args: argparse.Namespace) -> int:
    """Confirm a peer by what its owner read out; without words, show them."""
    code = alpha2(args.country) or args.country
    with opened(args) as node:
        if not args.words:
            pair = " ".join(peers.pair_words(node.register, code))
            said = _(
                "Read these words aloud, on a telephone number you know; the other person must "
                "read the same ones:\n    {words}\n"
                "Only if they are the same: vipmg peer confirm {country} WORDS"
            )
            said = said.format(words=pair, country=code)
            answer(args, {"country": code, "words": pair}, said)
            return 0
        peer = peers.confirm(node.register, code, " ".join(args.words))
    words = _("{country}, {agency}: confirmed.")
    said = words.format(country=country(peer.country), agency=peer.card.agency)
    answer(args, _facts(peer), said)
    return 0


def list_peers(args: argparse.Namespace) -> int:
    """List the peers with standing and fingerprint."""
    with opened(args) as node, node.register.reading() as db:
        everyone = peers.everyone(db)
    lines = (
        f"{country(peer.country):<24}  {_(peers.STATUS_TITLES[peer.status])}  "
        f"{peer.card.agency}  {peer.card.fingerprint}"
        for peer in everyone
    )
    answer(args, [_facts(peer) for peer in everyone], "\n".join(lines))
    return 0


def revoke(args: argparse.Namespace) -> int:
    """End the trust in a peer from now on."""
    code = alpha2(args.country) or args.country
    with opened(args) as node:
        peers.revoke(node.register, code, args.reason)
    words = _("{country}: revoked. Nothing is sent to it or received from it any more.")
    answer(args, {"country": code}, words.format(country=country(code)))
    return 0


def _facts(peer: peers.Peer) -> dict[str, object]:
    return {
        "country": peer.country,
        "agency": peer.card.agency,
        "node": peer.card.node,
        "status": peer.status,
        "fingerprint": peer.card.fingerprint,
        "mailbox": peer.mailbox,
    }
