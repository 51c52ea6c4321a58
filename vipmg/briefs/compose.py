"""What a brief is, and what goes into it.

A `Brief` holds everything that is said, in the words of its language; `pdf`, `html` and `workbook`
only set it. It is made of protected tables alone.
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from vipmg import codelists
from vipmg.briefs.charts import Definition, Series, Sparkline
from vipmg.briefs.charts.lines import trimmed
from vipmg.briefs.figures import ABSENT, Figure, Figures, Leaving, State
from vipmg.briefs.numbers import Writing, change, share
from vipmg.briefs.periods import Span
from vipmg.disclosure.protect import ProtectedTable
from vipmg.errors import VipmgError
from vipmg.i18n import N_, _

_LISTS = {"area1": "CL_AREA1", "point": "CL_POINT"}

Labels = Callable[[str, str], str]
"""The name of a code in the language in force: `(variable, code) -> name`."""


class NothingToSay(VipmgError):
    """The tables do not hold the period of the brief."""

    title = N_("No figures for this brief")
    advice = N_(
        "The tables hold no figures for {period}. Import the data of that period, or choose "
        "another."
    )


@dataclass(frozen=True, slots=True)
class Coverage:
    """Records against what manifests and lists declared (I-7); `declared` may be unknown."""

    registered: int
    declared: int | None = None


@dataclass(frozen=True, slots=True)
class Package:
    """A package received from another country that a regional brief stands on."""

    country: str
    sha256: str


@dataclass(frozen=True, slots=True)
class BriefInput:
    """What a brief is made from.

    Attributes:
        tables: protected tables, found by ``spec.name``; several may share a name.
        country: ISO 3166-1 of the office that publishes; alpha-3 is turned into alpha-2.
        period: as `Span.parse` reads it.
        language: ``es`` or ``en``.
        cut_off: the day the data were closed; also the date of the document.
        threshold: the least number of cases that is published.
        labels: names of codes, where they are not those of the code lists.
        members: for a regional brief, each country's tables by alpha-2 code.
    """

    tables: tuple[ProtectedTable, ...]
    country: str
    agency: str
    period: str
    language: str
    cut_off: date
    contact: str = ""
    number: str = ""
    demo: bool = False
    threshold: int = 5
    coverage: Coverage | None = None
    preliminary: bool = True
    labels: Labels | None = None
    members: tuple[tuple[str, tuple[Leaving, ...]], ...] = ()
    packages: tuple[Package, ...] = ()

    @property
    def span(self) -> Span:
        """The period."""
        return Span.parse(self.period)

    @property
    def writing(self) -> Writing:
        """How numbers and dates are written in this brief."""
        return Writing(self.language, self.country)

    def name(self, variable: str, code: str) -> str:
        """Return the name of a code of ``counterpart``, ``area1`` or ``point``."""
        if self.labels is not None:
            return self.labels(variable, code)
        if variable == "counterpart":
            return self.writing.territory(code)
        return codelists.name(_LISTS[variable], code, self.language)

    def __post_init__(self) -> None:
        object.__setattr__(self, "country", codelists.alpha2(self.country) or self.country)


@dataclass(frozen=True, slots=True)
class Headline:
    """A headline figure with its change on the same period of last year.

    `change` is empty where it may not or cannot be said; `against` names what it is compared with.
    """

    label: str
    value: str
    change: str
    against: str
    spark: Sparkline | None = None
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Grid:
    """A table of words: the first column heads the rows; the last row may be the total."""

    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    has_total: bool = True


@dataclass(frozen=True, slots=True)
class Note:
    """A paragraph under a heading of its own."""

    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where a figure of the brief comes from."""

    what: str
    table: str
    period: str


@dataclass(frozen=True, slots=True)
class Brief:
    """All that a brief says, in the words of its language; frozen.

    Attributes:
        message: one to four sentences; the first is the message.
        charts: trend, then two side by side on the first page; up to two on the second.
        fingerprint: SHA-256 of the tables (`fingerprint`), hexadecimal.
    """

    kind: str
    title: str
    period: str
    language: str
    country: str
    agency: str
    number: str
    status: str
    demo: bool
    message: tuple[str, ...]
    headlines: tuple[Headline, ...]
    trend: Definition
    side: tuple[Definition, ...]
    more: tuple[Definition, ...]
    tables: tuple[Grid, ...]
    notes: tuple[Note, ...]
    definitions: tuple[tuple[str, str], ...]
    source: str
    provenance: tuple[Provenance, ...]
    packages: tuple[tuple[str, str], ...]
    contact: str
    made_on: date
    writing: Writing = field(repr=False)
    fingerprint: str

    @property
    def charts(self) -> tuple[Definition, ...]:
        """Every chart, in reading order."""
        return (self.trend, *self.side, *self.more)


def fingerprint(tables: Iterable[Leaving]) -> str:
    """Return the SHA-256 of the figures: the same tables in any order give the same one.

    What is hashed is one line of JSON a table, sorted: name, flow, variables, first and last
    month, and the rows (codes, period, value or null) in order.
    """
    lines = []
    for table in tables:
        spec, by = table.spec, list(table.spec.by)
        cells = table.cells.select(*by, "period", "value").sort(*by, "period")
        head = [spec.name, spec.flow, by, spec.freq, spec.first, spec.last]
        lines.append(json.dumps([head, cells.rows()], ensure_ascii=False, separators=(",", ":")))
    return hashlib.sha256("\n".join(sorted(lines)).encode()).hexdigest()


def shown(figure: Figure, writing: Writing) -> str:
    """Return a figure for a table or a card: a number, “•” if hidden, “–” if there is none."""
    if figure.value is not None:
        return writing.count(figure.value)
    return "•" if figure.hidden else "–"


def headline(
    label: str, now: Figure, before: Figure, brief: BriefInput, spark: Sparkline | None = None
) -> Headline:
    """Return a headline of a count; a small base gives the difference, not a percentage."""
    writing = brief.writing
    percent = change(now.value, before.value)
    words = ""
    if percent is not None:
        words = writing.signed_percent(percent)
    elif now.value is not None and before.value is not None:
        words = writing.signed_count(now.value - before.value)
    against = _("hidden") if now.hidden else _against(brief, words)
    return Headline(label, shown(now, writing), words, against, spark, now.hidden)


def share_headline(
    label: str, now: tuple[Figure, Figure], before: tuple[Figure, Figure], brief: BriefInput
) -> Headline:
    """Return a headline of a share `(part, whole)`, its change in percentage points."""
    writing = brief.writing
    value = share(now[0].value, now[1].value)
    old = share(before[0].value, before[1].value)
    if value is None:
        hidden = now[0].hidden or now[1].hidden
        against = _("hidden") if hidden else _("not comparable")
        return Headline(label, "•" if hidden else "–", "", against, None, hidden)
    words = writing.signed_points(value - old) if old is not None else ""
    return Headline(label, writing.percent(value), words, _against(brief, words))


def _against(brief: BriefInput, change: str) -> str:
    if not change:
        return _("not comparable")
    return _("against {period}").format(period=brief.writing.short_span(brief.span.year_before()))


def spark(
    title: str, brief: BriefInput, figures: Figures, table: str, flow: str, **codes: str
) -> Sparkline | None:
    """Return the months of the last two years up to the span's end, if a table has them."""
    span = brief.span
    window = Span(span.last_year - 1, 1, span.last_year, span.last_month)
    months = figures.months(table, window, flow, **codes)
    if sum(f.value is not None for f in months) < 3:
        return None
    axis = tuple(brief.writing.month(m, wide=False) for m in window.months)
    axis, (line,) = trimmed(axis, (Series(title, months),))
    return Sparkline(title, title, axis, line.figures, brief.writing)


def rest(whole: Figure, parts: Iterable[Figure], least: int) -> Figure:
    """Return `whole` less `parts`, for what has no row of its own; hidden if under `least`.

    What can be worked out from published figures is no secret, but a small count is not printed
    even so.
    """
    value = whole.value
    for part in parts:
        if value is None or part.value is None:
            return Figure(None, State.HIDDEN) if whole != ABSENT else ABSENT
        value -= part.value
    if value is None:
        return whole
    return Figure(None, State.HIDDEN) if 0 < value < least else Figure(value)


def coverage_words(coverage: Coverage | None, writing: Writing) -> str:
    """Return the coverage in percent, or that it cannot be computed: never a tacit 100 %."""
    if coverage is None or not coverage.declared:
        return _("Registration coverage: not computable (no declared totals).")
    percent = share(coverage.registered, coverage.declared)
    if percent is None:
        return _("Registration coverage: not computable (too few cases).")
    return _("Registration coverage: {percent} of the persons declared in manifests.").format(
        percent=writing.percent(percent)
    )


def month_grid(
    title: str, rows: Sequence[tuple[str, Sequence[Figure]]], brief: BriefInput
) -> tuple[Grid, ...]:
    """Return a table with a column a month of the span; none for a month or over a year."""
    months = brief.span.months
    if not rows or not 1 < len(months) <= 12:
        return ()
    writing = brief.writing
    head = ("", *(writing.month_name(int(month[-2:]), wide=False) for month in months))
    cells = tuple((name, *(shown(f, writing) for f in figures)) for name, figures in rows)
    return (Grid(title, head, cells, has_total=False),)


def method_notes(brief: BriefInput, unit: str) -> tuple[Note, ...]:
    """Return what a reader must know: unit, protection, status, coverage."""
    hidden = _(
        "Counts from 1 to {most} are hidden, and others with them so that they cannot be worked "
        "out; “•” and hatching mark a hidden figure, “–” one that does not exist. Totals may "
        "differ from the sum of what is shown."
    ).format(most=brief.threshold - 1)
    status = (
        _("Preliminary figures; they may change as late records come in. Data as of {day}.")
        if brief.preliminary
        else _("Final figures. Data as of {day}.")
    ).format(day=brief.writing.date(brief.cut_off))
    return (
        Note(_("What is counted"), unit),
        Note(_("Confidentiality"), hidden),
        Note(
            _("Status and coverage"),
            f"{status} {coverage_words(brief.coverage, brief.writing)}",
        ),
    )


def status_words(brief: BriefInput) -> str:
    """Return the status as a word for the top of the page."""
    return _("Preliminary figures") if brief.preliminary else _("Final figures")


def source_words(brief: BriefInput) -> str:
    """Return the source line."""
    return _("Source: {agency}, administrative records, data as of {day}.").format(
        agency=brief.agency, day=brief.writing.date(brief.cut_off)
    )
