"""The composition root: make a node, open a node. The one module that knows every part."""

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from crypto import slots, wrap
from crypto.errors import CryptoError
from vipmg import node_keys, officers, settings
from vipmg.audit import Fact, append
from vipmg.database import backup, migrations
from vipmg.database import engine as database
from vipmg.database.hold import hold
from vipmg.errors import VipmgError, WrongUsage
from vipmg.i18n import N_
from vipmg.officers import NewOfficer, Permission, UnknownOfficer, WrongPassphrase
from vipmg.progress import SILENT, Progress
from vipmg.register import Register
from vipmg.settings import NodeSettings

DATABASE = "register.db"
SLOTS = "slots.json"
RECOVERY = "recovery"
"""The name of the key slot that the recovery phrase opens."""


class NodeExists(WrongUsage):
    """A node is never made over another."""

    title = N_("There is a node here already")
    advice = N_("The folder {folder} holds a node. Choose another folder for the new one.")


class NobodyAdministers(WrongUsage):
    """A node needs somebody who can enrol the others."""

    title = N_("A node needs an administrator")
    advice = N_("Give the role administrator to at least one officer.")


class SlotsTampered(VipmgError):
    """The file with the key slots was changed by someone without the key."""

    title = N_("The key file was changed")
    advice = N_(
        "The file slots.json is not as this program left it. Do not go on: call support, and "
        "restore the last backup."
    )


@dataclass(frozen=True, slots=True)
class Node:
    """An open node: its folder, its public facts, its register; `close` lets it go."""

    folder: Path
    settings: NodeSettings
    register: Register
    _let_go: Callable[[], None] = field(repr=False)

    @property
    def inbox(self) -> Path:
        """The folder where packages for this node arrive."""
        return self.folder / self.settings.inbox

    def close(self) -> None:
        """Close the database and let other programs open the node."""
        self.register.engine.dispose()
        self._let_go()


def create_node(
    folder: Path,
    settings_: NodeSettings,
    enrolled: Sequence[NewOfficer],
    cost: wrap.Cost = wrap.USUAL,
) -> str:
    """Make a node in `folder`; return its recovery phrase, which is shown once.

    Raises:
        NodeExists: the folder holds a node already.
        NobodyAdministers: no officer is an administrator.
        UnknownRole: a role does not exist.
    """
    for new in enrolled:
        officers.check_roles(new.roles)
    if not any("administrator" in new.roles for new in enrolled):
        raise NobodyAdministers
    if (folder / settings.FILE).exists():
        raise NodeExists(folder=folder)
    folder.mkdir(parents=True, exist_ok=True)
    phrase = slots.recovery_phrase("es")
    passphrases = {new.name: new.passphrase for new in enrolled} | {RECOVERY: phrase}
    key, slot_file = slots.create(settings_.node, passphrases, cost)
    engine = database.open_database(folder / DATABASE, key)
    try:
        with database.writing(engine) as db:
            migrations.create(db)
            node_keys.create(db)
            for new in enrolled:
                officers.enrol(db, new, cost)
            facts: dict[str, Fact] = {"country": settings_.country, "officers": len(enrolled)}
            append(db, enrolled[0].name, "officers", settings_.agency, facts)
    finally:
        engine.dispose()
    (folder / SLOTS).write_bytes(slot_file)
    (folder / settings_.inbox).mkdir(parents=True, exist_ok=True)
    settings.save(folder, settings_)
    return phrase


def open_node(
    folder: Path, officer: str, passphrase: str, today: Callable[[], date] = date.today
) -> Node:
    """Open the node in `folder` as `officer`.

    Raises:
        NoNode: there is no node in the folder.
        HeldElsewhere: another program has it open.
        UnknownOfficer, WrongPassphrase: the officer does not sign in.
        SlotsTampered, DatabaseUnreadable, NewerDatabase: it cannot be opened.
    """
    public = settings.load(folder)
    let_go = hold(folder)
    try:
        key = _unlock(folder, officer, passphrase)
        engine = database.open_database(folder / DATABASE, key)
        with database.writing(engine) as db:
            migrations.bring_up(db)
            signed_in = officers.get(db, officer)
    except BaseException:
        let_go()
        raise
    register = Register(engine, signed_in, public.country, today)
    return Node(folder, public, register, let_go)


def back_up(node: Node, target: Path, progress: Progress = SILENT) -> None:
    """Write a checked, encrypted backup of an open node to `target`.

    Raises:
        NotAllowed: the officer may not make backups.
        BackupExists, DatabaseUnreadable, Cancelled: no backup was written.
    """
    with node.register.act(Permission.BACKUP, subject=target.name):
        # The entry goes first into the trail, the copy is made once it is there.
        pass
    backup.back_up(node.folder, node.register.engine, target, progress)


def restore(source: Path, folder: Path) -> None:
    """Put the backup `source` into the empty `folder`.

    Raises:
        FolderInUse, NotABackup: nothing was changed.
    """
    backup.restore(source, folder)


def new_node_id() -> str:
    """Return an identifier for a new node."""
    return secrets.token_hex(16)


def _unlock(folder: Path, officer: str, passphrase: str) -> bytes:
    try:
        return slots.unlock((folder / SLOTS).read_bytes(), officer, passphrase)
    except FileNotFoundError as error:
        raise SlotsTampered from error
    except CryptoError as error:
        match error.code:
            case "wrong-passphrase":
                raise WrongPassphrase from error
            case "unknown-slot":
                raise UnknownOfficer(name=officer) from error
            case _:
                raise SlotsTampered from error
