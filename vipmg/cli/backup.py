"""``vipmg backup`` and ``vipmg restore``."""

import argparse
from pathlib import Path
from typing import Any

from vipmg.cli.terminal import ConsoleProgress, answer, opened
from vipmg.i18n import _
from vipmg.node import back_up, restore


def add(commands: Any, shared: argparse.ArgumentParser) -> tuple[argparse.ArgumentParser, ...]:
    """Add both commands to the parser and return them."""
    saving = commands.add_parser("backup", parents=[shared])
    saving.add_argument("file", type=Path, metavar=_("FILE"))
    saving.set_defaults(run=run_backup)
    restoring = commands.add_parser("restore", parents=[shared])
    restoring.add_argument("file", type=Path, metavar=_("FILE"))
    restoring.set_defaults(run=run_restore)
    return (saving, restoring)


def run_backup(args: argparse.Namespace) -> int:
    """Back up the node; the copy is checked before it gets its name."""
    with opened(args) as node:
        back_up(node, args.file, ConsoleProgress())
    words = _("The backup is in {file}. It was opened and checked.").format(file=args.file)
    answer(args, {"file": str(args.file), "bytes": args.file.stat().st_size}, words)
    return 0


def run_restore(args: argparse.Namespace) -> int:
    """Restore a backup into the folder that --node names."""
    restore(args.file, args.node)
    words = _("The node is in {folder}. Its officers sign in with the passphrases of that day.")
    answer(args, {"folder": str(args.node)}, words.format(folder=args.node))
    return 0
