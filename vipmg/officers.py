"""Officers, their roles, and what each role may do.

Role names are fixed: they stand on the command line and in files.
"""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import Enum

from sqlalchemy import Connection, insert, select, update

from crypto import wrap
from crypto.errors import CryptoError
from crypto.signing import SigningKey, VerifyKey
from vipmg.database.schema import officer as officers
from vipmg.errors import Refused, WrongUsage
from vipmg.i18n import N_, _


class Permission(Enum):
    """What an act needs; the value is how it is named in the audit trail."""

    IMPORT = "import"
    EDIT = "edit"
    READ_RECORDS = "read_records"
    READ_IDENTITY = "read_identity"
    TABULATE = "tabulate"
    BRIEF = "brief"
    PREPARE = "prepare"
    APPROVE = "approve"
    SEND = "send"
    RECEIVE = "receive"
    TRUST = "trust"
    REFER = "refer"
    SETTINGS = "settings"
    OFFICERS = "officers"
    AUDIT = "audit"
    BACKUP = "backup"


_P = Permission

ROLES: dict[str, frozenset[Permission]] = {
    "statistician": frozenset(
        {_P.IMPORT, _P.EDIT, _P.READ_RECORDS, _P.TABULATE, _P.BRIEF, _P.AUDIT}
    ),
    "registrar": frozenset({_P.EDIT, _P.READ_RECORDS, _P.READ_IDENTITY, _P.AUDIT}),
    "exchange_officer": frozenset(
        {_P.PREPARE, _P.SEND, _P.RECEIVE, _P.TRUST, _P.TABULATE, _P.AUDIT}
    ),
    "approver": frozenset({_P.APPROVE, _P.TABULATE, _P.AUDIT}),
    "case_worker": frozenset({_P.REFER}),
    "administrator": frozenset({_P.OFFICERS, _P.SETTINGS, _P.BACKUP, _P.AUDIT}),
    "auditor": frozenset({_P.AUDIT}),
}

ROLE_TITLES: dict[str, str] = {
    "statistician": N_("Statistician"),
    "registrar": N_("Registrar"),
    "exchange_officer": N_("Exchange officer"),
    "approver": N_("Approver"),
    "case_worker": N_("Case worker"),
    "administrator": N_("Administrator"),
    "auditor": N_("Auditor"),
}


class NotAllowed(Refused):
    """The officer's roles do not include the permission that an act needs."""

    title = N_("Your role does not allow this")
    advice = N_("This needs one of these roles: {roles}. Ask an officer who has it.")

    def __init__(self, permission: Permission) -> None:
        able = (name for name, grants in ROLES.items() if permission in grants)
        super().__init__(roles=", ".join(_(ROLE_TITLES[name]) for name in able))
        self.permission = permission


class UnknownRole(WrongUsage):
    """A role name that does not exist."""

    title = N_("Unknown role")
    advice = N_("“{role}” is not a role. The roles are: {roles}.")


class UnknownOfficer(Refused):
    """No officer of that name signs in here."""

    title = N_("Unknown officer")
    advice = N_("There is no officer “{name}” in this node. Check the name, capitals included.")


class WrongPassphrase(Refused):
    """The passphrase does not open what it should."""

    title = N_("Wrong passphrase")
    advice = N_("Check capitals and keyboard language, then try again. Nothing was changed.")


@dataclass(frozen=True, slots=True)
class NewOfficer:
    """Somebody to be enrolled: name, role names, passphrase."""

    name: str
    roles: tuple[str, ...]
    passphrase: str


@dataclass(frozen=True, slots=True)
class Officer:
    """Somebody who may sign in."""

    name: str
    roles: tuple[str, ...]
    verify_key: VerifyKey

    @property
    def permissions(self) -> frozenset[Permission]:
        """All that any of the officer's roles allows."""
        return frozenset[Permission]().union(*(ROLES[role] for role in self.roles))

    def may(self, permission: Permission) -> bool:
        """Tell whether any role allows `permission`."""
        return permission in self.permissions


def check_roles(roles: Sequence[str]) -> None:
    """Raise `UnknownRole` for a role name that does not exist."""
    for role in roles:
        if role not in ROLES:
            raise UnknownRole(role=role, roles=", ".join(ROLES))


def enrol(db: Connection, new: NewOfficer, cost: wrap.Cost) -> None:
    """Add an officer with a signing key of their own, wrapped by their passphrase.

    Raises:
        UnknownRole: one of the roles does not exist.
    """
    check_roles(new.roles)
    key = SigningKey.generate()
    db.execute(
        insert(officers).values(
            name=new.name,
            roles="+".join(new.roles),
            verify_key=key.public.to_bytes(),
            signing_key=wrap.wrap(key.to_bytes(), new.passphrase, _aad(new.name), cost),
            created_at=datetime.now(UTC),
        )
    )


def remove(db: Connection, name: str) -> None:
    """End an officer's enrolment; past acts keep their name."""
    db.execute(update(officers).where(officers.c.name == name).values(removed_at=datetime.now(UTC)))


def rewrap(db: Connection, name: str, key: SigningKey, passphrase: str, cost: wrap.Cost) -> None:
    """Keep an officer's signing key under another passphrase."""
    wrapped = wrap.wrap(key.to_bytes(), passphrase, _aad(name), cost)
    db.execute(update(officers).where(officers.c.name == name).values(signing_key=wrapped))


def renew(db: Connection, name: str, passphrase: str, cost: wrap.Cost) -> None:
    """Give an officer a new signing key under `passphrase`; the old public key is forgotten here.

    Papers signed before carry the old one, as the cards that partners hold do.
    """
    key = SigningKey.generate()
    wrapped = wrap.wrap(key.to_bytes(), passphrase, _aad(name), cost)
    changed = update(officers).where(officers.c.name == name)
    db.execute(changed.values(verify_key=key.public.to_bytes(), signing_key=wrapped))


def plain(name: str) -> str:
    """Return the form in which two names are the same person's, as cards compare them."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def names_ever(db: Connection) -> frozenset[str]:
    """Return the `plain` names of all who are or were enrolled."""
    return frozenset(plain(name) for name in db.scalars(select(officers.c.name)))


def everyone(db: Connection) -> list[Officer]:
    """Return the enrolled officers by name."""
    query = select(officers).where(officers.c.removed_at.is_(None)).order_by(officers.c.name)
    return [
        Officer(row.name, tuple(row.roles.split("+")), VerifyKey.from_bytes(row.verify_key))
        for row in db.execute(query)
    ]


def get(db: Connection, name: str) -> Officer:
    """Return the enrolled officer called `name`.

    Raises:
        UnknownOfficer: there is none.
    """
    for officer in everyone(db):
        if officer.name == name:
            return officer
    raise UnknownOfficer(name=name)


def signing_key(db: Connection, name: str, passphrase: str) -> SigningKey:
    """Return an officer's signing key; the passphrase is asked again for every signature.

    Raises:
        UnknownOfficer: no such officer.
        WrongPassphrase: it does not open the key.
    """
    query = select(officers.c.signing_key)
    wrapped = db.scalar(query.where(officers.c.name == name, officers.c.removed_at.is_(None)))
    if wrapped is None:
        raise UnknownOfficer(name=name)
    try:
        return SigningKey.from_bytes(wrap.unwrap(wrapped, passphrase, _aad(name)))
    except CryptoError as error:
        raise WrongPassphrase from error


def _aad(name: str) -> bytes:
    return b"vipmg-officer-v1\0" + name.encode()
