"""What an office hands out: packages for other countries, briefs for its own.

Both take the same way: tabulate at one moment, protect against everything that left before,
write the release into the ledger in the act that makes the package or the brief.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

import polars as pl
from sqlalchemy import Connection, func, insert, select

from exchange import datasets, send
from exchange.compilation import members
from exchange.definitions import Definitions
from vipmg import officers, releases
from vipmg.briefs.compose import Brief, BriefInput, Coverage, NothingToSay, Package
from vipmg.briefs.pdf import to_pdf
from vipmg.briefs.periods import Span
from vipmg.briefs.templates import Template, template
from vipmg.database import schema
from vipmg.disclosure.policy import Policy
from vipmg.i18n import _
from vipmg.indicators.compute import coverage
from vipmg.node import Node
from vipmg.officers import Permission
from vipmg.progress import SILENT, Progress
from vipmg.releases import Prepared
from vipmg.tables.catalogue import standard
from vipmg.tables.periods import parse as months
from vipmg.tables.spec import TableSpec

RETURNS = "monthly_returns"
"""The template that tells registration coverage."""
REGIONAL = "regional"
"""The template that stands on what countries sent, not on this node's own records."""


@dataclass(frozen=True, slots=True, eq=False)
class SentTable:
    """A table as another country's node sent it; see `vipmg.briefs.figures.Reported`."""

    spec: TableSpec
    cells: pl.DataFrame = field(repr=False)
    sender: str


@dataclass(frozen=True, slots=True)
class Made:
    """A brief that was made: its number, and the PDF in each language."""

    number: int
    pdfs: dict[str, bytes]
    brief: Brief


@dataclass(frozen=True, slots=True)
class Kept:
    """A brief as the register lists it."""

    number: int
    template: str
    period: str
    language: str
    made_at: datetime
    made_by: str
    sha256: str


def make_brief(
    node: Node,
    kind: str,
    period: str,
    languages: Sequence[str],
    policy: Policy | None = None,
    paper: str = "letter",
    progress: Progress = SILENT,
) -> Made:
    """Make the final brief of `kind` for `period`: numbered, kept, and entered in the ledger.

    Raises:
        UnknownTemplate, BadSpan, NothingToSay: there is no such brief.
        NotAllowed: the officer may not make briefs.
        NotProtectable, AuditFailed, LedgerMoved and others: its figures may not leave.
    """
    node.register.require(Permission.BRIEF)
    chosen, span = template(kind), brief_span(period)
    prepared = _protected(node, chosen, span, policy or Policy(), progress)
    progress.report(0, 0, _("Writing the brief"))
    with node.register.act(Permission.BRIEF, subject=f"{kind} {period}") as act:
        number = _next_number(act.db)
        basis = _basis(node, act.db, prepared, chosen, span, number)
        briefs = {each: chosen.compose(replace(basis, language=each)) for each in languages}
        pdfs = {language: to_pdf(brief, paper) for language, brief in briefs.items()}
        if prepared is not None:
            releases.remember(act.db, prepared, "brief", str(number))
        for language, pdf in pdfs.items():
            kept = Kept(
                number,
                kind,
                period,
                language,
                datetime.now(UTC),
                node.register.officer.name,
                hashlib.sha256(pdf).hexdigest(),
            )
            _keep(act.db, kept, pdf)
        first = briefs[languages[0]]
        act.note(number=number, languages="+".join(languages), data=first.fingerprint)
    return Made(number, pdfs, first)


def draft_brief(
    node: Node,
    kind: str,
    period: str,
    language: str,
    paper: str = "letter",
    progress: Progress = SILENT,
) -> bytes:
    """Return the PDF as it would be, for eyes inside: nothing is numbered, kept or released.

    Raises:
        as `make_brief`.
    """
    node.register.require(Permission.BRIEF)
    chosen, span = template(kind), brief_span(period)
    prepared = _protected(node, chosen, span, Policy(), progress)
    with node.register.reading() as db:
        basis = _basis(node, db, prepared, chosen, span, None)
    return to_pdf(chosen.compose(replace(basis, language=language)), paper)


def brief_span(period: str) -> Span:
    """Return the months a brief tells: one month stands for January to that month.

    Raises:
        BadSpan: `period` is not one.
    """
    span = Span.parse(period)
    return replace(span, first_month=1) if span.first == span.last else span


def kept_briefs(db: Connection) -> list[Kept]:
    """Return the briefs made so far, the newest first."""
    columns = [column for column in schema.brief.c if column.name != "pdf"]
    query = select(*columns).order_by(schema.brief.c.number.desc(), schema.brief.c.language)
    return [Kept(**row._mapping) for row in db.execute(query)]


def kept_brief(db: Connection, number: int, language: str) -> bytes:
    """Return the PDF of a brief made earlier, byte for byte.

    Raises:
        LookupError: there is none.
    """
    kept = schema.brief.c
    pdf = db.scalar(select(kept.pdf).where(kept.number == number, kept.language == language))
    if pdf is None:
        raise LookupError(number)
    return bytes(pdf)


def prepare_package(
    node: Node,
    names: Sequence[str],
    period: str,
    recipients: Sequence[str],
    purpose: str,
    passphrase: str,
    policy: Policy | None = None,
    definitions: Definitions | None = None,
    progress: Progress = SILENT,
) -> str:
    """Make a package of standard tables and sign it as its preparer; return its number.

    Raises:
        UnknownName, BadPeriod: there is no such table or period.
        WrongPassphrase: it does not open the officer's signing key.
        NotProtectable, AuditFailed, LedgerMoved and others: the figures may not leave.
        UnknownPeer, NotConfirmed, PackageRefused: a recipient may not get them.
    """
    node.register.require(Permission.PREPARE)
    with node.register.reading() as db:
        key = officers.signing_key(db, node.register.officer.name, passphrase)
    specs = [spec for name in names for spec in standard(name, period)]
    prepared = releases.protected(node.register, specs, policy or Policy(), progress)
    progress.report(0, 0, _("Signing the package"))
    return send.prepare(
        node.register,
        prepared.release.tables,
        recipients,
        purpose,
        key,
        definitions,
        prepared=prepared,
    )


def _protected(
    node: Node, chosen: Template, span: Span, policy: Policy, progress: Progress
) -> Prepared | None:
    """Return the node's own tables for a brief; a regional one stands on what was exchanged."""
    if chosen.name == REGIONAL:
        return None
    prepared = releases.protected(node.register, chosen.specs(span), policy, progress)
    if all(table.cells.is_empty() for table in prepared.release.tables):
        raise NothingToSay(period=f"{span.first}/{span.last}")
    return prepared


def _basis(
    node: Node,
    db: Connection,
    prepared: Prepared | None,
    chosen: Template,
    span: Span,
    number: int | None,
) -> BriefInput:
    """Return what the brief is made from; its language is still to be chosen."""
    release = None if prepared is None else prepared.release
    sent, packages = _sent(node, db, chosen, span) if release is None else ((), ())
    return BriefInput(
        tables=release.tables if release else (),
        country=node.settings.country,
        agency=node.settings.agency,
        period=f"{span.first}/{span.last}",
        language="es",
        cut_off=node.register.today(),
        contact=node.settings.contact,
        number="" if number is None else f"{number}/{node.register.today().year}",
        demo=node.settings.demo,
        threshold=release.policy.threshold if release else Policy().threshold,
        coverage=_coverage(db, span) if chosen.name == RETURNS else None,
        members=sent,
        packages=packages,
    )


def _sent(
    node: Node, db: Connection, chosen: Template, span: Span
) -> tuple[tuple[tuple[str, tuple[SentTable, ...]], ...], tuple[Package, ...]]:
    """Return what each country of the region sent, this one too, and the packages it is from."""
    sent: dict[str, list[SentTable]] = {}
    packages: dict[tuple[str, str], None] = {}
    countries = members(node.register, db)
    for spec in chosen.specs(span):
        cells, covered = datasets.current(db, spec)
        for country in countries:
            of_country = covered.filter(pl.col("country") == country)
            periods = of_country["period"].sort().to_list()
            if not periods:
                continue
            held = replace(spec, first=periods[0], last=periods[-1])
            theirs = cells.filter(pl.col("country") == country).drop("country", "package")
            sent.setdefault(country, []).append(SentTable(held, theirs, country))
            for package in of_country["package"].unique().sort():
                packages[country, package] = None
    return (
        tuple((country, tuple(tables)) for country, tables in sorted(sent.items())),
        tuple(Package(country, package) for country, package in packages),
    )


def _coverage(db: Connection, span: Span) -> Coverage | None:
    found = coverage(db, months(f"{span.first}/{span.last}"))
    if found.denominator is None:
        return None
    return Coverage(int(found.numerator or 0), int(found.denominator))


def _next_number(db: Connection) -> int:
    return (db.scalar(select(func.max(schema.brief.c.number))) or 0) + 1


def _keep(db: Connection, kept: Kept, pdf: bytes) -> None:
    row = {name: getattr(kept, name) for name in Kept.__slots__}
    db.execute(insert(schema.brief).values(**row, pdf=pdf))
