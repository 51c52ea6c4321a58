"""The composition root: make a node, open a node. The one module that knows every part."""

import secrets
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from sqlalchemy import insert

from crypto import slots, wrap
from crypto.errors import CryptoError
from vipmg import i18n, node_keys, officers, settings
from vipmg.audit import Fact, append
from vipmg.database import backup, migrations
from vipmg.database import engine as database
from vipmg.database.hold import hold
from vipmg.database.schema import setting
from vipmg.errors import VipmgError, WrongUsage
from vipmg.i18n import N_
from vipmg.officers import NewOfficer, Permission, UnknownOfficer, WrongPassphrase
from vipmg.progress import SILENT, Progress
from vipmg.register import Act, Register
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


class NameTaken(WrongUsage):
    """Acts are told by the officer's name: it is never given to a second person."""

    title = N_("That name cannot be given")
    advice = N_(
        "“{name}” is or was the name of an officer here, or has a meaning of its own. "
        "Choose another name, for example with a second family name."
    )


class NotYourself(WrongUsage):
    """Nobody ends their own enrolment."""

    title = N_("You cannot remove yourself")
    advice = N_("Ask another administrator to do it. Nothing was changed.")


class SlotsTampered(VipmgError):
    """The file with the key slots was changed by someone without the key."""

    title = N_("The key file was changed")
    advice = N_(
        "The file slots.json is not as this program left it. Do not go on: call support, and "
        "restore the last backup."
    )


@dataclass(slots=True, eq=False)
class Node:
    """An open node: its folder, its public facts, its register; `close` lets it go.

    `settings` is changed by `change_settings` alone.
    """

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
    language: str | None = None,
) -> str:
    """Make a node in `folder`; return its recovery phrase, which is shown once.

    `language` is that of the phrase's words: ``es`` or ``en``, by default the one in force.

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
    phrase = slots.recovery_phrase("en" if (language or i18n.language()) == "en" else "es")
    passphrases = {new.name: new.passphrase for new in enrolled} | {RECOVERY: phrase}
    key, slot_file = slots.create(settings_.node, passphrases, cost)
    engine = database.open_database(folder / DATABASE, key)
    try:
        with database.writing(engine) as db:
            migrations.create(db)
            node_keys.create(db)
            db.execute(insert(setting).values(name="agency", value=settings_.agency))
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


def check_passphrase(folder: Path, officer: str, passphrase: str) -> None:
    """Return if `passphrase` is the officer's; the node itself is not opened.

    Raises:
        UnknownOfficer, WrongPassphrase, SlotsTampered: it is not.
    """
    _unlock(folder, officer, passphrase)


def add_officer(node: Node, new: NewOfficer, cost: wrap.Cost = wrap.USUAL) -> None:
    """Enrol an officer, with a signing key and a key slot under their own passphrase.

    Raises:
        NotAllowed: the officer signed in does not administer.
        UnknownRole: one of the roles does not exist.
        NameTaken: somebody has or had the name.
        SlotsTampered: the key file was changed by someone without the key.
    """
    node.register.require(Permission.OFFICERS)
    officers.check_roles(new.roles)
    file, key = (node.folder / SLOTS).read_bytes(), database.key_of(node.register.engine)
    with node.register.reading() as db:
        if officers.plain(new.name) in {RECOVERY, "", *officers.names_ever(db)}:
            raise NameTaken(name=new.name)
    with _slot_words():
        added = slots.add(file, key, new.name, new.passphrase, cost)
    with _changing_slots(node, new.name, added) as act:
        act.note(step="enrol", roles="+".join(new.roles))
        officers.enrol(act.db, new, cost)


def remove_officer(node: Node, name: str) -> None:
    """End an officer's enrolment and take their key slot away; past acts keep their name.

    A copy of the database and of the key file that they made before still opens.

    Raises:
        NotAllowed: the officer signed in does not administer.
        NotYourself: the officer signed in is the one to be removed.
        UnknownOfficer: there is none of that name.
        SlotsTampered: the key file was changed by someone without the key.
    """
    node.register.require(Permission.OFFICERS)
    if name == node.register.officer.name:
        raise NotYourself
    file, key = (node.folder / SLOTS).read_bytes(), database.key_of(node.register.engine)
    with node.register.reading() as db:
        officers.get(db, name)
    with _slot_words():
        left = slots.remove(file, key, name)
    with _changing_slots(node, name, left) as act:
        act.note(step="remove")
        officers.remove(act.db, name)


def change_passphrase(node: Node, old: str, new: str, cost: wrap.Cost = wrap.USUAL) -> None:
    """Give the officer signed in another passphrase, for the node and for their signature.

    Raises:
        WrongPassphrase: `old` is not theirs.
        SlotsTampered: the key file was changed by someone without the key.
    """
    name = node.register.officer.name
    key = _unlock(node.folder, name, old)
    with _slot_words():
        changed = slots.change((node.folder / SLOTS).read_bytes(), key, name, new, cost)
    # Everybody may do this for themselves: no role stands behind it.
    with _keeping_slots(node.folder, changed), database.writing(node.register.engine) as db:
        officers.rewrap(db, name, officers.signing_key(db, name, old), new, cost)
        append(db, name, Permission.OFFICERS.value, name, {"step": "change passphrase"})


def recover(
    folder: Path,
    phrase: str,
    officer: str,
    new_passphrase: str,
    cost: wrap.Cost = wrap.USUAL,
) -> None:
    """Let an officer in again with the recovery phrase, under a new passphrase.

    The old signing key was closed under the passphrase that is lost, so a new one is made:
    partners must take in this node's new card before they accept the officer's signature.

    Raises:
        NoNode: there is no node in the folder.
        HeldElsewhere: a program has it open.
        WrongPassphrase: it is not the recovery phrase.
        UnknownOfficer: there is none of that name.
        SlotsTampered, DatabaseUnreadable, NewerDatabase: the node cannot be opened.
    """
    settings.load(folder)
    let_go = hold(folder)
    try:
        key = _unlock(folder, RECOVERY, " ".join(phrase.casefold().split()))
        engine = database.open_database(folder / DATABASE, key)
        try:
            with database.writing(engine) as db:
                migrations.bring_up(db)
                officers.get(db, officer)
            file = (folder / SLOTS).read_bytes()
            put = slots.change if officer in slots.names(file) else slots.add
            with _slot_words():
                changed = put(file, key, officer, new_passphrase, cost)
            with _keeping_slots(folder, changed), database.writing(engine) as db:
                officers.renew(db, officer, new_passphrase, cost)
                append(db, officer, Permission.OFFICERS.value, officer, {"step": "recover"})
        finally:
            engine.dispose()
    finally:
        let_go()


def change_settings(node: Node, *, inbox: str | None = None, contact: str | None = None) -> None:
    """Change where packages arrive, or what briefs give for questions.

    Raises:
        NotAllowed: the officer signed in does not administer.
    """
    kept = node.settings
    changed = replace(
        kept,
        inbox=kept.inbox if inbox is None else inbox.strip(),
        contact=kept.contact if contact is None else contact.strip(),
    )
    asked = {"inbox": inbox, "contact": contact}
    subject = "+".join(name for name, text in asked.items() if text is not None)
    with node.register.act(Permission.SETTINGS, subject=subject):
        (node.folder / changed.inbox).mkdir(parents=True, exist_ok=True)
        settings.save(node.folder, changed)
    node.settings = changed


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
        with _slot_words(officer):
            return slots.unlock((folder / SLOTS).read_bytes(), officer, passphrase)
    except FileNotFoundError as error:
        raise SlotsTampered from error


@contextmanager
def _slot_words(officer: str = "") -> Iterator[None]:
    """Say in the officer's words what the key slots refuse within the block."""
    try:
        yield
    except CryptoError as error:
        match error.code:
            case "wrong-passphrase":
                raise WrongPassphrase from error
            case "unknown-slot":
                raise UnknownOfficer(name=officer) from error
            case _:
                raise SlotsTampered from error


@contextmanager
def _changing_slots(node: Node, subject: str, changed: bytes) -> Iterator[Act]:
    """Change officers and the key file in one act: both, or neither."""
    with (
        _keeping_slots(node.folder, changed),
        node.register.act(Permission.OFFICERS, subject=subject) as act,
    ):
        yield act


@contextmanager
def _keeping_slots(folder: Path, changed: bytes) -> Iterator[None]:
    """Write the key file once the block is committed; what fails leaves the old file.

    Should the program die between the two, the officers in the register and the slots differ by
    one name, which opens nothing: a slot without an officer is refused at the sign-in.
    """
    file, part = folder / SLOTS, folder / f".{SLOTS}.part"
    part.write_bytes(changed)
    try:
        yield
    except BaseException:
        part.unlink()
        raise
    part.replace(file)
