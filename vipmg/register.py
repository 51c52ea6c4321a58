"""The register: whoever changes it does so in an act, or not at all."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import Connection, Engine

from vipmg import audit
from vipmg.audit import Fact
from vipmg.database import engine as database
from vipmg.officers import NotAllowed, Officer, Permission


@dataclass(frozen=True, slots=True)
class Act:
    """One change in progress: its connection and the facts that the audit trail will tell."""

    db: Connection
    facts: dict[str, Fact] = field(default_factory=dict)

    def note(self, **facts: Fact) -> None:
        """Add facts to the audit entry of this act; never personal data."""
        self.facts.update(facts)


@dataclass(frozen=True, slots=True)
class Register:
    """The records of one node, opened by one officer."""

    engine: Engine
    officer: Officer
    country: str
    """Of the node, ISO 3166-1 alpha-2."""
    today: Callable[[], date] = date.today

    @contextmanager
    def act(self, permission: Permission, subject: str) -> Iterator[Act]:
        """Change the register and its audit trail together, or not at all.

        Raises:
            NotAllowed: the officer's roles do not include `permission`.
        """
        self.require(permission)
        with database.writing(self.engine) as db:
            act = Act(db)
            yield act
            audit.append(db, self.officer.name, permission.value, subject, act.facts)

    @contextmanager
    def reading(self, permission: Permission | None = None) -> Iterator[Connection]:
        """Read one moment of the register, whatever is being written meanwhile.

        Raises:
            NotAllowed: the officer's roles do not include `permission`.
        """
        if permission is not None:
            self.require(permission)
        with database.reading(self.engine) as db:
            yield db

    def require(self, permission: Permission) -> None:
        """Raise `NotAllowed` unless the officer may do what `permission` names."""
        if not self.officer.may(permission):
            raise NotAllowed(permission)
