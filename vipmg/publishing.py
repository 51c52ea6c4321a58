"""What an office hands out: packages for other countries, briefs for its own.

Both take the same way: tabulate at one moment, protect against everything that left before,
write the release into the ledger in the act that makes the package or the brief.
"""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Connection, func, insert, select

from exchange import send
from exchange.definitions import Definitions
from vipmg import officers, releases
from vipmg.briefs.compose import Brief, BriefInput, Coverage
from vipmg.briefs.movements import compose_movements
from vipmg.briefs.pdf import to_pdf
from vipmg.briefs.returns import compose_returns
from vipmg.database import schema
from vipmg.disclosure.policy import Policy
from vipmg.errors import WrongUsage
from vipmg.i18n import N_, _
from vipmg.indicators.compute import coverage
from vipmg.node import Node
from vipmg.officers import Permission
from vipmg.progress import SILENT, Progress
from vipmg.releases import Prepared
from vipmg.tables.catalogue import standard
from vipmg.tables.periods import parse
from vipmg.tables.spec import TableSpec


class UnknownTemplate(WrongUsage):
    """There is no brief of that kind."""

    title = N_("Unknown kind of brief")
    advice = N_("“{template}” is not one. There are: {templates}.")


@dataclass(frozen=True, slots=True)
class Template:
    """A kind of brief: which tables it stands on and who puts it into words.

    Attributes:
        name: on the command line and in the register.
        title: message id.
        specs: the tables for a period.
        compose: makes the brief of them.
    """

    name: str
    title: str
    specs: Callable[[str], Sequence[TableSpec]]
    compose: Callable[[BriefInput], Brief]


def _returns(period: str) -> Sequence[TableSpec]:
    before = parse(period).to_date().years_before().label
    return (
        *standard("R1", period),
        *standard("R1", before),
        *standard("R2", period),
        standard("R5", period)[0],
    )


def _movements(period: str) -> Sequence[TableSpec]:
    return standard("M1", parse(period).to_date().label)


TEMPLATES: tuple[Template, ...] = (
    Template("returns", N_("Returns of the year so far"), _returns, compose_returns),
    Template("movements", N_("Entries and exits"), _movements, compose_movements),
)


@dataclass(frozen=True, slots=True)
class Made:
    """A brief that was made: its number, and the PDF in each language."""

    number: int
    pdfs: dict[str, bytes]
    brief: Brief


def template(name: str) -> Template:
    """Return the kind of brief called `name`.

    Raises:
        UnknownTemplate: there is none.
    """
    for each in TEMPLATES:
        if each.name == name:
            return each
    raise UnknownTemplate(template=name, templates=", ".join(each.name for each in TEMPLATES))


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
        UnknownTemplate, BadPeriod, NothingToSay: there is no such brief.
        NotAllowed: the officer may not make briefs.
        NotProtectable, AuditFailed, LedgerMoved and others: its figures may not leave.
    """
    chosen = template(kind)
    node.register.require(Permission.BRIEF)
    prepared = releases.protected(node.register, chosen.specs(period), policy or Policy(), progress)
    progress.report(0, 0, _("Writing the brief"))
    with node.register.act(Permission.BRIEF, subject=f"{kind} {period}") as act:
        number = _next_number(act.db)
        coverage_ = _coverage(act.db, period) if kind == "returns" else None
        briefs = {
            language: chosen.compose(_input(node, prepared, period, language, number, coverage_))
            for language in languages
        }
        pdfs = {language: to_pdf(brief, paper) for language, brief in briefs.items()}
        releases.remember(act.db, prepared, "brief", str(number))
        for language, pdf in pdfs.items():
            _keep(act.db, number, chosen, period, language, node.register.officer.name, pdf)
        first = briefs[languages[0]]
        act.note(number=number, languages="+".join(languages), data=first.fingerprint)
    return Made(number, pdfs, first)


def draft_brief(
    node: Node, kind: str, period: str, language: str, progress: Progress = SILENT
) -> bytes:
    """Return the PDF as it would be, for eyes inside: nothing is numbered, kept or released."""
    chosen = template(kind)
    node.register.require(Permission.BRIEF)
    prepared = releases.protected(node.register, chosen.specs(period), Policy(), progress)
    with node.register.reading() as db:
        coverage_ = _coverage(db, period) if kind == "returns" else None
    return to_pdf(chosen.compose(_input(node, prepared, period, language, None, coverage_)))


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


def _input(
    node: Node,
    prepared: Prepared,
    period: str,
    language: str,
    number: int | None,
    coverage_: Coverage | None,
) -> BriefInput:
    return BriefInput(
        tables=prepared.release.tables,
        country=node.settings.country,
        agency=node.settings.agency,
        period=parse(period).to_date().label,
        language=language,
        cut_off=node.register.today(),
        contact=node.settings.contact,
        number="" if number is None else f"{number}/{node.register.today().year}",
        demo=node.settings.demo,
        threshold=prepared.release.policy.threshold,
        coverage=coverage_,
    )


def _coverage(db: Connection, period: str) -> Coverage | None:
    found = coverage(db, parse(period).to_date())
    if found.denominator is None:
        return None
    return Coverage(int(found.numerator or 0), int(found.denominator))


def _next_number(db: Connection) -> int:
    return (db.scalar(select(func.max(schema.brief.c.number))) or 0) + 1


def _keep(
    db: Connection,
    number: int,
    kind: Template,
    period: str,
    language: str,
    officer: str,
    pdf: bytes,
) -> None:
    db.execute(
        insert(schema.brief).values(
            number=number,
            template=kind.name,
            period=period,
            language=language,
            made_at=datetime.now(UTC),
            made_by=officer,
            sha256=hashlib.sha256(pdf).hexdigest(),
            pdf=pdf,
        )
    )
