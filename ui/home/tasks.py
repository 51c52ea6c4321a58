"""Lines of work: what waits, how urgent it is, and where it is done."""

from collections.abc import Iterator
from dataclasses import dataclass

from ui.home.today import Today
from ui.widgets.pill import Tone
from ui.words import number
from vipmg.codelists import name
from vipmg.i18n import _, ngettext
from vipmg.officers import Officer, Permission


@dataclass(frozen=True, slots=True)
class Task:
    """One line: its words, its state as a pill, the page it leads to and what to hand over."""

    icon: str
    words: str
    state: str
    tone: Tone
    page: str
    subject: object = None
    act: str = ""


def tasks(today: Today, officer: Officer) -> Iterator[Task]:
    """Yield what this officer can do now, the most urgent first."""
    if any(map(officer.may, (Permission.APPROVE, Permission.PREPARE, Permission.SEND))):
        yield from _packages(today, officer)
    if officer.may(Permission.RECEIVE):
        yield from _mailbox(today)
    if officer.may(Permission.TRUST) and today.unconfirmed:
        words = _("The card of {countries} has not been confirmed by voice.")
        yield Task(
            "fingerprint-pattern",
            words.format(countries=_countries(today.unconfirmed)),
            _("To confirm"),
            "warn",
            "exchange",
            act=_("See peers"),
        )
    if officer.may(Permission.IMPORT):
        yield from _findings(today)


def _packages(today: Today, officer: Officer) -> Iterator[Task]:
    for one in today.to_approve:
        words = _("Package for {countries}, prepared by {officer}, waits for a second signature.")
        mine = officer.may(Permission.APPROVE) and one.prepared_by != officer.name
        yield Task(
            "badge-check",
            words.format(countries=_countries(one.recipients), officer=one.prepared_by),
            _("For you to sign") if mine else _("Waits for approval"),
            "warn" if mine else "neutral",
            "exchange",
            one.package,
            _("See package"),
        )
    for one in today.to_send:
        words = _("Package for {countries} is signed twice and has not been sent.")
        yield Task(
            "send",
            words.format(countries=_countries(one.recipients)),
            _("To send"),
            "warn",
            "exchange",
            one.package,
            _("See package"),
        )
    yield from _rejected(today)
    yield from _unanswered(today)


def _rejected(today: Today) -> Iterator[Task]:
    if today.rejected:
        words = _("{countries} rejected the last package: see why.")
        yield Task(
            "circle-alert",
            words.format(countries=_countries(today.rejected)),
            _("Rejected"),
            "bad",
            "exchange",
            act=_("See packages"),
        )


def _unanswered(today: Today) -> Iterator[Task]:
    for country, days in today.unanswered:
        words = ngettext(
            "{country} has not answered for {days} day.",
            "{country} has not answered for {days} days.",
            days,
        )
        yield Task(
            "clock",
            words.format(country=name("CL_AREA", country), days=days),
            _("Without receipt"),
            "warn" if days > 7 else "neutral",
            "exchange",
            act=_("See packages"),
        )


def _mailbox(today: Today) -> Iterator[Task]:
    if today.waiting:
        words = ngettext(
            "{count} file waits in the mailbox.",
            "{count} files wait in the mailbox.",
            today.waiting,
        )
        yield Task(
            "inbox",
            words.format(count=number(today.waiting)),
            _("To receive"),
            "accent",
            "exchange",
            act=_("Open mailbox"),
        )
    if today.held:
        words = ngettext(
            "{count} package waits for an earlier one that has not arrived.",
            "{count} packages wait for an earlier one that has not arrived.",
            today.held,
        )
        yield Task(
            "loader",
            words.format(count=number(today.held)),
            _("On hold"),
            "neutral",
            "exchange",
            act=_("See packages"),
        )


def _findings(today: Today) -> Iterator[Task]:
    held = [one for one in today.imports if one.findings]
    rows = sum(one.findings for one in held)
    if not rows:
        return
    words = ngettext(
        "{rows} row of the imports was held back by findings: correct and import again.",
        "{rows} rows of the imports were held back by findings: correct and import again.",
        rows,
    )
    yield Task(
        "triangle-alert",
        words.format(rows=number(rows)),
        _("Findings"),
        "warn",
        "importing",
        max(held, key=lambda one: one.findings).id if len(held) == 1 else None,
        _("See findings") if len(held) == 1 else _("See imports"),
    )


def _countries(codes: tuple[str, ...]) -> str:
    return ", ".join(name("CL_AREA", code) for code in codes)
