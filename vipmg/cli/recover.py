"""``vipmg recover``: come in again with the recovery phrase."""

import argparse
from typing import Any

from vipmg.cli.terminal import (
    NobodySignsIn,
    answer,
    new_passphrase,
    recovery_phrase,
    warn_if_short,
)
from vipmg.i18n import _
from vipmg.node import recover


def add(commands: Any, shared: argparse.ArgumentParser) -> tuple[argparse.ArgumentParser, ...]:
    """Add the command to the parser and return it."""
    command = commands.add_parser("recover", parents=[shared])
    command.set_defaults(run=run)
    return (command,)


def run(args: argparse.Namespace) -> int:
    """Give the officer that --officer names a new passphrase and a new signing key."""
    if not args.officer:
        raise NobodySignsIn
    phrase, chosen = recovery_phrase(), new_passphrase(args.officer)
    warn_if_short(chosen)
    recover(args.node, phrase, args.officer, chosen)
    words = _(
        "{name} can sign in with the new passphrase. Their signature is new too: whoever signs "
        "packages gives this node's card to the other countries again (vipmg peer card), and "
        "they confirm it by telephone."
    )
    answer(args, {"officer": args.officer}, words.format(name=args.officer))
    return 0
