"""Countries that know each other, and tables to send.

Making keys takes seconds, so three nodes are made once and every test gets its own copies.
"""

import secrets
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import polars as pl
import pytest
from sqlalchemy import Engine, func, insert, select, update

from crypto.age import Identity
from crypto.signing import SigningKey
from exchange import peers, receive, send
from exchange.mailbox import FolderMailbox
from exchange.receive import Received
from vipmg import node_keys, officers
from vipmg.database import migrations, schema
from vipmg.database.engine import open_database
from vipmg.disclosure.policy import Policy
from vipmg.disclosure.protect import ProtectedTable, protect_table
from vipmg.node import DATABASE
from vipmg.register import Register
from vipmg.tables import catalogue
from vipmg.tables.spec import Table

Counts = Mapping[str, int]

CODES = ("GT", "HN", "SV")
OFFICERS = {
    "Ana": "administrator",
    "Beto": "exchange_officer",
    "Carla": "approver",
    "Dora": "exchange_officer",
}
JANUARY = {"GT": 40, "SV": 60, "HN": 80}


@dataclass(frozen=True)
class Country:
    """A node whose officers take turns at one desk."""

    code: str
    engine: Engine = field(repr=False)
    inbox: FolderMailbox = field(repr=False)
    keys: Mapping[str, SigningKey] = field(repr=False)

    def officer(self, name: str) -> Register:
        with Register(self.engine, None, self.code).reading() as db:  # type: ignore[arg-type]
            return Register(self.engine, officers.get(db, name), self.code)

    @property
    def beto(self) -> Register:
        return self.officer("Beto")

    @property
    def carla(self) -> Register:
        return self.officer("Carla")

    @property
    def node(self) -> str:
        with self.beto.reading() as db:
            return peers.own_node(self.beto, db)

    @property
    def node_key(self) -> SigningKey:
        with self.beto.reading() as db:
            return node_keys.signing_key(db)

    @property
    def identity(self) -> Identity:
        with self.beto.reading() as db:
            return node_keys.identity(db)

    def prepare(self, *to: str, period: str = "2024-01", **counts: Counts) -> str:
        """Prepare standard tables, given as counts by counterpart: ``XDEP={"SV": 60}``."""
        made = tuple(protected(name, period, each) for name, each in counts.items())
        tables = made or (january(),)
        return send.prepare(self.beto, tables, to, "Convenio CA-4", self.keys["Beto"])

    def approve(self, package: str) -> None:
        seen = send.preview(self.carla, package).sha256
        send.approve(self.carla, package, self.keys["Carla"], seen=seen)

    def send(self, *to: str, period: str = "2024-01", **counts: Counts) -> str:
        package = self.prepare(*to, period=period, **counts)
        self.approve(package)
        send.send(self.beto, package)
        return package

    def receive(self) -> tuple[Received, ...]:
        return receive.receive(self.beto, self.inbox)

    def rows(self) -> dict[str, int]:
        """Return how many rows each table has: what an attack may have left behind."""
        with self.beto.reading() as db:
            return {
                table.name: db.scalar(select(func.count()).select_from(table)) or 0
                for table in schema.metadata.sorted_tables
            }


def befriend(*countries: Country) -> None:
    """Exchange cards, then read each other the words."""
    pairs = [(one, other) for one in countries for other in countries if one is not other]
    for one, other in pairs:
        peers.add(one.beto, peers.own_card(other.beto), str(other.inbox.folder))
    for one, other in pairs:
        peers.confirm(one.beto, other.code, " ".join(peers.pair_words(other.beto, one.code)))


def exact(name: str, period: str, counts: Counts) -> Table:
    """Return a standard exchange table with these counts by counterpart, equal by sex."""
    spec = catalogue.standard(name, period)[0]
    rows = [
        {"counterpart": country, "sex": sex, "nna": "AD", "n": count // 2}
        for country, count in counts.items()
        for sex in ("F", "M")
        if count
    ]
    columns = {"counterpart": pl.String, "sex": pl.String, "nna": pl.String, "n": pl.Int64}
    parts = [pl.DataFrame(rows, schema=columns)]
    for column in spec.by:
        parts += [part.with_columns(pl.lit("_T").alias(column)) for part in list(parts)]
    cells = (
        pl.concat(parts)
        .group_by(spec.by)
        .agg(pl.col("n").sum())
        .with_columns(period=pl.lit(period), k=pl.lit(0, pl.Int64))
        .select(*spec.by, "period", "n", "k")
        .sort(spec.by)
    )
    return Table(spec, cells)


@cache
def january() -> ProtectedTable:
    return protected("XDEP", "2024-01", JANUARY)


def protected(name: str, period: str, counts: Counts) -> ProtectedTable:
    return protect_table(exact(name, period, counts), Policy())


@dataclass(frozen=True)
class Made:
    """Three nodes as they were made, and the keys that open them."""

    folder: Path
    database_keys: Mapping[str, bytes]
    officer_keys: Mapping[str, Mapping[str, SigningKey]]

    def copy(self, code: str, folder: Path) -> Country:
        shutil.copytree(self.folder / code, folder / code)
        engine = open_database(folder / code / DATABASE, self.database_keys[code])
        inbox = FolderMailbox(folder / code / "inbox")
        return Country(code, engine, inbox, self.officer_keys[code])


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    folder = tmp_path_factory.mktemp("nodes")
    database_keys = {code: secrets.token_bytes(32) for code in CODES}
    officer_keys = {code: {name: SigningKey.generate() for name in OFFICERS} for code in CODES}
    for code in CODES:
        (folder / code / "inbox").mkdir(parents=True)
        engine = open_database(folder / code / DATABASE, database_keys[code])
        with engine.begin() as db:
            migrations.create(db)
            node_keys.create(db)
            db.execute(
                insert(schema.officer), [_officer(n, k) for n, k in officer_keys[code].items()]
            )
        engine.dispose()
    return Made(folder, database_keys, officer_keys)


@pytest.fixture(scope="session")
def acquainted(made: Made, tmp_path_factory: pytest.TempPathFactory) -> Made:
    """Return the same nodes after they confirmed each other."""
    folder = tmp_path_factory.mktemp("friends")
    region = [made.copy(code, folder) for code in CODES]
    befriend(*region)
    for country in region:
        country.engine.dispose()
    return Made(folder, made.database_keys, made.officer_keys)


def _officer(name: str, key: SigningKey) -> dict[str, object]:
    """Return an enrolled officer whose passphrase nobody stretches: tests hold the key itself."""
    return {
        "name": name,
        "roles": OFFICERS[name],
        "verify_key": key.public.to_bytes(),
        "signing_key": b"",
        "created_at": datetime.now(UTC),
    }


@pytest.fixture
def strangers(made: Made, tmp_path: Path) -> Iterator[tuple[Country, ...]]:
    """Return Guatemala, Honduras and El Salvador, who have not met."""
    yield from _region(made, tmp_path)


@pytest.fixture
def friends(acquainted: Made, tmp_path: Path) -> Iterator[tuple[Country, ...]]:
    """Return Guatemala, Honduras and El Salvador, who confirmed each other."""
    yield from _region(acquainted, tmp_path)


def _region(made: Made, folder: Path) -> Iterator[tuple[Country, ...]]:
    region = tuple(made.copy(code, folder) for code in CODES)
    for country in region:
        with country.engine.begin() as db:
            for other in region:
                theirs = schema.peer.c.country == other.code
                mailbox = str(other.inbox.folder)
                db.execute(update(schema.peer).where(theirs).values(mailbox=mailbox))
    yield region
    for country in region:
        country.engine.dispose()


@pytest.fixture
def gt(friends: tuple[Country, ...]) -> Country:
    return friends[0]


@pytest.fixture
def hn(friends: tuple[Country, ...]) -> Country:
    return friends[1]


@pytest.fixture
def sv(friends: tuple[Country, ...]) -> Country:
    return friends[2]


@pytest.fixture
def exact_table() -> Table:
    """Return figures nobody protected."""
    return exact("XDEP", "2024-01", JANUARY)
