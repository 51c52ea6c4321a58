"""No arguments: the desktop. Otherwise: the command line."""

import multiprocessing
import sys
from pathlib import Path


def main() -> int:
    """Open the desktop, or run one command; return the exit status."""
    multiprocessing.freeze_support()
    arguments = sys.argv[1:]
    if not arguments or (arguments[0] == "--node" and len(arguments) == 2):
        from ui.app import run

        return run(Path(arguments[1]) if arguments else None)
    from vipmg.cli import main as command

    return command(arguments)


if __name__ == "__main__":
    sys.exit(main())
