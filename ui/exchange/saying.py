"""States, dates and names of the exchange in the officer's words."""

from datetime import UTC, datetime

from exchange.outgoing import STATE_TITLES, Outgoing, Sent
from exchange.receive import Received
from exchange.refusals import reason
from ui.widgets.dates import moment
from ui.widgets.pill import Tone
from vipmg import codelists
from vipmg.i18n import N_, _, ngettext
from vipmg.tables.catalogue import TABLES

VERDICTS: dict[str, tuple[str, Tone]] = {
    "accepted": (N_("accepted"), "good"),
    "rejected": (N_("rejected"), "bad"),
    "refused": (N_("refused"), "bad"),
    "held": (N_("held"), "warn"),
    "evidence": (N_("kept as evidence"), "bad"),
    "duplicate": (N_("known already"), "neutral"),
    "answer": (N_("receipt"), "accent"),
}
"""What became of a file that came in, and its tone."""

STANDINGS: dict[str, tuple[str, Tone]] = {
    "unverified": (N_("not confirmed"), "warn"),
    "confirmed": (N_("confirmed"), "good"),
    "revoked": (N_("revoked"), "bad"),
}


def country(code: str) -> str:
    """Return the name of a country."""
    return codelists.name("CL_AREA", code)


def countries(codes: tuple[str, ...]) -> str:
    """Return the names of countries, joined by commas."""
    return ", ".join(country(code) for code in codes)


def table_title(name: str) -> str:
    """Return what a standard table is called: “XDEP · Exchange: departures”."""
    title = next((table.title for table in TABLES if table.name == name), "")
    return f"{name} · {_(title)}" if title else name


def package_state(package: Outgoing) -> tuple[str, Tone]:
    """Return in a word how a package stands, its deliveries included."""
    if package.state != "sent":
        tones: dict[str, Tone] = {"prepared": "warn", "approved": "accent"}
        return _(STATE_TITLES[package.state]), tones.get(package.state, "neutral")
    latest = {sent.country: sent for sent in package.deliveries}
    states = {sent.state for sent in latest.values()}
    if "rejected" in states:
        return _("rejected"), "bad"
    if states == {"accepted"}:
        return _("accepted"), "good"
    return _("no answer yet"), "warn"


def delivery_words(sent: Sent, now: datetime | None = None) -> str:
    """Return in a sentence what became of one delivery."""
    name = country(sent.country)
    if sent.state == "accepted":
        words = _("{country}: accepted on {moment}, package number {number}.")
        return words.format(country=name, moment=moment(sent.answered_at), number=sent.sequence)
    if sent.state == "rejected":
        words = _("{country}: rejected on {moment}. {why}")
        return words.format(country=name, moment=moment(sent.answered_at), why=why(sent.code))
    if sent.state == "sealed":
        words = _("{country}: sealed, but not in the mailbox yet. Send it again.")
        return words.format(country=name)
    days = ((now or datetime.now(UTC)) - sent.sealed_at.replace(tzinfo=UTC)).days
    words = ngettext(
        "{country}: sent; no answer since {moment} ({days} day).",
        "{country}: sent; no answer since {moment} ({days} days).",
        days,
    )
    return words.format(country=name, moment=moment(sent.sealed_at), days=days)


def received_words(found: Received) -> str:
    """Return in a sentence what became of one file of the mailbox."""
    if found.verdict == "accepted":
        words = ngettext(
            "Tables {tables}: {cells} figure taken in. The receipt is on its way.",
            "Tables {tables}: {cells} figures taken in. The receipt is on its way.",
            found.cells,
        )
        return words.format(tables=", ".join(found.tables), cells=f"{found.cells:,}")
    if found.verdict == "duplicate":
        return _("It was received before. The same receipt is sent again.")
    if found.verdict == "answer" and not found.code:
        return _("They accepted our package number {number}.").format(number=found.sequence)
    if found.verdict == "answer":
        words = _("They rejected our package number {number}: {why}")
        return words.format(number=found.sequence, why=found.why)
    return found.why or _("It is no longer in the mailbox.")


def why(code: str | None) -> str:
    """Return a code of refusal as sentences; empty without one."""
    return " ".join(part.rstrip(".") + "." for part in reason(code)) if code else ""
