"""``vipmg init``: make a node with its officers and keys."""

import argparse
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from vipmg.cli.terminal import PASSPHRASE, answer, new_passphrase, say, warn_if_short
from vipmg.codelists import alpha2
from vipmg.errors import WrongUsage
from vipmg.i18n import N_, _
from vipmg.node import create_node, new_node_id
from vipmg.officers import NewOfficer, check_roles
from vipmg.settings import NodeSettings


class UnknownCountry(WrongUsage):
    """The country is not on the list."""

    title = N_("Unknown country")
    advice = N_("“{country}” is not a country code. Write for example SLV or SV.")


class OfficerMisspelt(WrongUsage):
    """An officer was not given as NAME:role+role."""

    title = N_("An officer is written NAME:role+role")
    advice = N_('“{text}” is not. For example: --officer "Ana López:statistician+administrator".')


def add(commands: Any, shared: argparse.ArgumentParser) -> tuple[argparse.ArgumentParser, ...]:
    """Add the command to the parser and return it."""
    command = commands.add_parser("init", parents=[_without_officer(shared)])
    command.add_argument(
        "--country", required=True, metavar=_("COUNTRY"), help=_("three-letter or two-letter code")
    )
    command.add_argument(
        "--agency", required=True, metavar=_("TEXT"), help=_("name that briefs and packages carry")
    )
    command.add_argument(
        "--officer",
        dest="officers",
        action="append",
        required=True,
        metavar=_("NAME:role[+role]"),
        help=_("an officer and their roles; give it once for each"),
    )
    command.add_argument("--demo", action="store_true", help=_("the node holds synthetic data"))
    command.add_argument(
        "--inbox",
        type=Path,
        metavar=_("FOLDER"),
        help=_("folder where packages for this node arrive"),
    )
    command.set_defaults(run=run)
    return (command,)


def run(args: argparse.Namespace) -> int:
    """Make the node; show its recovery phrase once."""
    country = alpha2(args.country)
    if country is None:
        raise UnknownCountry(country=args.country)
    officers = [_officer(text) for text in args.officers]
    public = NodeSettings(
        new_node_id(),
        country,
        args.agency,
        demo=args.demo,
        inbox=str(args.inbox.resolve()) if args.inbox else "inbox",
    )
    _warn(officers)
    phrase = create_node(args.node, public, officers)
    result = {
        "node": public.node,
        "folder": str(args.node),
        "country": country,
        "officers": [new.name for new in officers],
        "recovery_phrase": phrase,
    }
    words = _(
        "The node is ready in {folder}.\n\n"
        "Recovery phrase, shown only now. Write it on paper and keep it in a sealed envelope:\n"
        "    {phrase}"
    )
    answer(args, result, words.format(folder=args.node, phrase=phrase))
    return 0


def _warn(officers: Sequence[NewOfficer]) -> None:
    """Say what is weak about the passphrases; nothing is refused."""
    if PASSPHRASE in os.environ:
        warn_if_short(os.environ[PASSPHRASE])
        if len(officers) > 1:
            say(
                _(
                    "One VIPMG_PASSPHRASE serves all officers: for demonstrations and tests only. "
                    "Two signatures protect nothing when one person can make both."
                )
            )
    else:
        for new in officers:
            warn_if_short(new.passphrase)


def _without_officer(shared: argparse.ArgumentParser) -> argparse.ArgumentParser:
    """Return the shared options without --officer, which means something else here."""
    kept = argparse.ArgumentParser(add_help=False)
    for action in shared._actions:
        if action.dest != "officer":
            kept._add_action(action)
    return kept


def _officer(text: str) -> NewOfficer:
    name, separator, roles = text.rpartition(":")
    if not separator or not name.strip() or not roles:
        raise OfficerMisspelt(text=text)
    check_roles(roles.split("+"))
    return NewOfficer(name.strip(), tuple(roles.split("+")), new_passphrase(name.strip()))
