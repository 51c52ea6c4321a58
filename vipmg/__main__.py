"""No arguments: the desktop. Otherwise: the command line."""

import multiprocessing
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from vipmg.i18n import _

if TYPE_CHECKING:
    from ui.doors import Doors
    from vipmg.node import Node
    from vipmg.officers import NewOfficer


def main() -> int:
    """Open the desktop, or run one command; return the exit status."""
    multiprocessing.freeze_support()
    arguments = sys.argv[1:]
    if arguments:
        from vipmg.cli.command_line import run

        return run(arguments, open_desktop)
    return open_desktop(None)


def open_desktop(folder: Path | None) -> int:
    """Show the desktop, offering the node in `folder` at the sign-in."""
    try:
        from ui.app import run
    except ImportError as error:
        print(
            _("The desktop needs system libraries that are missing here ({error}).").format(
                error=error
            )
        )
        print(
            _("Run “make setup”, or ask an administrator to. The command line works without them.")
        )
        return 4

    return run(folder, doors())


def doors() -> "Doors":
    """Return the ways into a node that the desktop is given."""
    from ui.doors import Doors

    return Doors(_open_node, _create_node, _make_demo, _check_passphrase)


def _open_node(folder: Path, officer: str, passphrase: str) -> "Node":
    # Imported when somebody signs in: the window is on the screen by then.
    from vipmg.node import open_node

    return open_node(folder, officer, passphrase)


def _check_passphrase(folder: Path, officer: str, passphrase: str) -> None:
    from vipmg.node import check_passphrase

    check_passphrase(folder, officer, passphrase)


def _create_node(folder: Path, country: str, agency: str, officers: Sequence["NewOfficer"]) -> str:
    from vipmg.node import create_node, new_node_id
    from vipmg.settings import NodeSettings

    return create_node(folder, NodeSettings(new_node_id(), country, agency), officers)


def _make_demo(folder: Path) -> "Node":
    from vipmg.demo import story
    from vipmg.node import open_node

    # The briefs are its last part: with them it is whole, and need not be made again.
    whole = any((folder / "briefs").glob("*.pdf"))
    node = folder / "slv" if whole else story.run_demo(folder).nodes[0].folder
    return open_node(node, story.FIRST_OFFICER, story.PASSPHRASE)


if __name__ == "__main__":
    sys.exit(main())
