"""The ways into a node, given to the desktop so that it never builds one itself."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vipmg.node import Node
    from vipmg.officers import NewOfficer


@dataclass(frozen=True, slots=True)
class Doors:
    """How nodes are opened and made. All of them run in a worker thread.

    `open_node(folder, officer, passphrase)` raises `VipmgError` when it refuses;
    `check_passphrase(folder, officer, passphrase)` raises as `open_node` when the passphrase is
    not the officer's, without opening anything: for the way back from the lock;
    `create_node(folder, country, agency, officers)`, country of two letters, returns the
    recovery phrase;
    `make_demo(folder)` makes a node with demonstration data and opens it.
    """

    open_node: Callable[[Path, str, str], "Node"]
    create_node: Callable[[Path, str, str, Sequence["NewOfficer"]], str]
    make_demo: Callable[[Path], "Node"] | None = None
    check_passphrase: Callable[[Path, str, str], None] | None = None
