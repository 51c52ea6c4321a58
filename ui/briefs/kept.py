"""The briefs that are kept in the register: which there are, and their PDFs, byte for byte."""

from collections.abc import Callable

from ui.widgets.dates import day, moment
from ui.widgets.rows import Column
from vipmg.briefs.numbers import Writing
from vipmg.briefs.templates import TEMPLATES
from vipmg.i18n import N_, _, language
from vipmg.publishing import Kept, brief_span, kept_brief, kept_briefs
from vipmg.register import Register

LANGUAGE_NAMES = {"es": N_("Spanish"), "en": N_("English")}


def title_of(kept: Kept) -> str:
    """Return the kind of a brief, in the language in force."""
    titles = {each.name: each.title for each in TEMPLATES}
    return _(titles.get(kept.template, kept.template))


def file_name(kept: Kept) -> str:
    """Return a sensible name for the file of a brief."""
    period, brief = kept.period.replace("/", "_"), _("brief")
    return f"{brief}-{kept.number:03}-{kept.template}-{period}-{kept.language}.pdf"


def all_kept(register: Register) -> list[Kept]:
    """Return every brief that was made, the newest first."""
    with register.reading() as db:
        kept = kept_briefs(db)
    return sorted(kept, key=lambda one: (-one.number, one.language != "es"))


def pdf_of(register: Register, kept: Kept) -> bytes:
    """Return the PDF as it was made."""
    with register.reading() as db:
        return kept_brief(db, kept.number, kept.language)


def covers(period: str, country: str, *, short: bool = False) -> str:
    """Return the months that a brief for `period` tells, in words."""
    span = brief_span(period)
    writing = Writing(language(), country)
    return writing.short_span(span) if short else writing.span(span)


def columns(country: str) -> tuple[Column, ...]:
    """Return how a kept brief is read in the list."""
    period: Callable[[Kept], str] = lambda kept: covers(kept.period, country, short=True)  # noqa: E731
    return (
        Column(N_("No."), lambda kept: kept.number, align="right", share=7),
        Column(N_("Brief"), title_of, share=34, hint=title_of),
        Column(N_("Period"), period, share=22, order=lambda kept: kept.period),
        Column(N_("Language"), lambda kept: _(LANGUAGE_NAMES[kept.language]), share=15),
        Column(
            N_("When"),
            lambda kept: day(kept.made_at.date()),
            share=25,
            order=lambda kept: kept.made_at,
            hint=_made,
        ),
    )


def _made(kept: Kept) -> str:
    words = _("{moment}, made by {officer}, SHA-256 {digest}")
    return words.format(moment=moment(kept.made_at), officer=kept.made_by, digest=kept.sha256)
