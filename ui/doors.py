"""The ways into a node, given to the desktop so that it never builds one itself."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from ui.page import Node
from vipmg.i18n import N_

ROLES: tuple[tuple[str, str], ...] = (
    ("statistician", N_("Statistician")),
    ("registrar", N_("Registrar")),
    ("exchange_officer", N_("Exchange officer")),
    ("approver", N_("Approver")),
    ("case_worker", N_("Case worker")),
    ("administrator", N_("Administrator")),
    ("auditor", N_("Auditor")),
)
"""Role codes and their names (message ids)."""


@dataclass(frozen=True, slots=True)
class NewOfficer:
    """An officer of a node to be made; `roles` are codes of `ROLES`."""

    name: str
    roles: tuple[str, ...]
    passphrase: str


@dataclass(frozen=True, slots=True)
class Doors:
    """How nodes are opened and made. All of them run in a worker thread.

    `open_node(folder, officer, passphrase)` raises `VipmgError` when it refuses;
    `create_node(folder, country, agency, officers)` returns the recovery phrase;
    `make_demo(folder)` makes a node with demonstration data and opens it.
    """

    open_node: Callable[[Path, str, str], Node]
    create_node: Callable[[Path, str, str, Sequence[NewOfficer]], str]
    make_demo: Callable[[Path], Node] | None = None
