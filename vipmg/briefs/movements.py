"""The brief of entries and exits (M1): by month, mode and post, with the balance."""

from vipmg.briefs import compose
from vipmg.briefs.charts import Bars, Datum, GroupedBars, Lines, Series
from vipmg.briefs.charts.canvas import Definition
from vipmg.briefs.charts.lines import trimmed
from vipmg.briefs.compose import Brief, BriefInput, Grid, Headline, NothingToSay, Provenance
from vipmg.briefs.figures import ABSENT, Figure, Figures, ranked
from vipmg.briefs.numbers import change
from vipmg.briefs.periods import Span
from vipmg.briefs.sentences import balance, both_ways, peak, shares
from vipmg.i18n import _, in_language

MODES = ("A", "L", "W")
POSTS = 10
"""Posts in the ranking."""


def compose_movements(brief: BriefInput) -> Brief:
    """Compose the brief from M1 of both flows: ARR and DEP by mode and point, by month.

    Raises:
        NothingToSay: M1 has no entries for the period.
    """
    with in_language(brief.language):
        return _Movements(brief).write()


class _Movements:
    """The figures of one brief."""

    def __init__(self, brief: BriefInput) -> None:
        self.brief, self.span, self.writing = brief, brief.span, brief.writing
        self.before = self.span.year_before()
        self.figures = Figures(brief.tables)
        self.entries, self.exits = self.both("ARR"), self.both("DEP")
        if self.entries[0] == ABSENT:
            raise NothingToSay(period=self.writing.span(self.span))

    def both(self, flow: str, **codes: str) -> tuple[Figure, Figure]:
        """Return a figure of M1 now and a year before."""
        return (
            self.figures.get("M1", self.span, flow, **codes),
            self.figures.get("M1", self.before, flow, **codes),
        )

    def write(self) -> Brief:
        """Return the brief."""
        brief = self.brief
        return Brief(
            kind="movements",
            title=_("Entries and exits of persons"),
            period=self.writing.span(self.span),
            language=brief.language,
            country=brief.country,
            agency=brief.agency,
            number=brief.number,
            status=compose.status_words(brief),
            demo=brief.demo,
            message=self.message(),
            headlines=self.headlines(),
            trend=self.trend(),
            side=self.places(),
            more=self.breakdowns(),
            tables=(self.table(), *self.month_table()),
            notes=compose.method_notes(brief, self.unit()),
            definitions=self.definitions(),
            source=compose.source_words(brief),
            provenance=(
                Provenance(_("All figures"), "M1", self.writing.short_span(self.span)),
                Provenance(_("Comparison"), "M1", self.writing.short_span(self.before)),
            ),
            packages=(),
            contact=brief.contact,
            made_on=brief.cut_off,
            writing=self.writing,
            fingerprint=compose.fingerprint(brief.tables),
        )

    def message(self) -> tuple[str, ...]:
        """Return the sentences under the title."""
        air = self.both("ARR", mode="A")[0]
        months = self.figures.months("M1", self.span, "ARR")
        told = (
            both_ways(self.entries, self.exits, self.span, self.writing),
            balance(self.entries[0], self.exits[0], self.writing),
            shares(((_("by air"), air),), self.entries[0], self.writing, of=_("of the entries")),
            peak(list(zip(self.span.months, months, strict=True)), self.writing, _("entries")),
        )
        return tuple(sentence for sentence in told if sentence)

    def headlines(self) -> tuple[Headline, ...]:
        """Return entries, exits, the balance and the share that came by air."""
        brief, figures, writing = self.brief, self.figures, self.writing
        cards = [
            compose.headline(label, *pair, brief, compose.spark(label, brief, figures, "M1", flow))
            for label, pair, flow in (
                (_("Entries"), self.entries, "ARR"),
                (_("Exits"), self.exits, "DEP"),
            )
        ]
        now, before = (
            None if a.value is None or b.value is None else a.value - b.value
            for a, b in zip(self.entries, self.exits, strict=True)
        )
        old = _("in {period}").format(period=writing.short_span(self.before))
        cards.append(
            Headline(
                _("Balance"),
                "•" if now is None else writing.signed_count(now),
                "" if before is None else writing.signed_count(before),
                "" if before is None else old,
            )
        )
        air = self.both("ARR", mode="A")
        cards.append(
            compose.share_headline(
                _("Entries by air"), (air[0], self.entries[0]), (air[1], self.entries[1]), brief
            )
        )
        return tuple(cards)

    def trend(self) -> Lines:
        """Return entries and exits of the last two years, month by month."""
        span = self.span
        window = Span(span.last_year - 1, 1, span.last_year, span.last_month)
        axis = tuple(self.writing.month(m, wide=False) for m in window.months)
        series = tuple(
            Series(name, self.figures.months("M1", window, flow))
            for name, flow in ((_("Entries"), "ARR"), (_("Exits"), "DEP"))
        )
        title = _("Entries and exits by month")
        axis, series = trimmed(axis, series)
        return Lines(title, _("Movements"), axis, series, self.writing, alike=True)

    def places(self) -> tuple[Definition, ...]:
        """Return both flows by mode, and the posts with most entries."""
        unit = _("Movements, {period}").format(period=self.writing.short_span(self.span))
        groups = (_("Entries"), _("Exits"))
        modes = tuple(
            (
                code,
                mode_name(code),
                (self.both("ARR", mode=code)[0], self.both("DEP", mode=code)[0]),
            )
            for code in MODES
        )
        codes = [c for c in self.figures.codes("M1", "point", "ARR") if c[:1] != "_"]
        named = {self.brief.name("point", code): code for code in codes}
        posts = ranked([(n, self.both("ARR", point=code)[0]) for n, code in named.items()])
        shown = [p for p in posts if p[1].value][:POSTS]
        hidden = [p for p in posts if p[1].hidden][: POSTS + 1 - len(shown)]
        bars = tuple(Datum(named[n], n, figure) for n, figure in (*shown, *hidden))
        return (
            GroupedBars(_("By mode of transport"), unit, groups, modes, self.writing),
            Bars(_("Posts with most entries"), unit, bars, self.writing),
        )

    def breakdowns(self) -> tuple[Definition, ...]:
        """Return each flow against the year before, month by month."""
        charts = []
        for title, flow in (
            (_("Entries: against the year before"), "ARR"),
            (_("Exits: against the year before"), "DEP"),
        ):
            series = tuple(
                Series(str(one.last_year), self.figures.months("M1", one, flow))
                for one in (self.span, self.before)
            )
            axis = tuple(self.writing.month_name(int(m[-2:]), wide=False) for m in self.span.months)
            if len(axis) > 1:
                charts.append(Lines(title, _("Movements"), axis, series, self.writing))
        return tuple(charts)

    def table(self) -> Grid:
        """Return modes by flow, both years, with the change, and the balance."""
        now, old = self.writing.short_span(self.span), self.writing.short_span(self.before)
        head = (
            _("Mode of transport"),
            f"{_('Entries')} {now}",
            f"{_('Entries')} {old}",
            _("Variation"),
            f"{_('Exits')} {now}",
            f"{_('Exits')} {old}",
            _("Variation"),
            _("Balance"),
        )
        rows = [self._row(mode_name(code), mode=code) for code in MODES]
        rows.append(self._row(_("Total")))
        return Grid(_("Entries, exits and balance by mode"), head, tuple(rows))

    def _row(self, name: str, **codes: str) -> tuple[str, ...]:
        entries, exits = self.both("ARR", **codes), self.both("DEP", **codes)
        cells = [name]
        for pair in (entries, exits):
            percent = change(pair[0].value, pair[1].value)
            cells += [compose.shown(figure, self.writing) for figure in pair]
            cells.append("–" if percent is None else self.writing.signed_percent(percent))
        known = entries[0].value is not None and exits[0].value is not None
        less = (entries[0].value or 0) - (exits[0].value or 0)
        return (*cells, self.writing.signed_count(less) if known else "•")

    def month_table(self) -> tuple[Grid, ...]:
        """Return entries and exits by month of this year and the last."""
        rows = [
            (f"{name} {one.last_year}", self.figures.months("M1", one, flow))
            for name, flow in ((_("Entries"), "ARR"), (_("Exits"), "DEP"))
            for one in (self.span, self.before)
        ]
        return compose.month_grid(_("Entries and exits by month"), rows, self.brief)

    @staticmethod
    def unit() -> str:
        """Return what is counted, for the method note."""
        return _(
            "Entries and exits registered at authorised posts. A person who crosses twice counts "
            "twice: the figures are events, not persons."
        )

    @staticmethod
    def definitions() -> tuple[tuple[str, str], ...]:
        """Return the words used."""
        return (
            (_("Entry, exit"), _("crossing of the border registered by the migration authority.")),
            (_("Balance"), _("entries less exits; it is not net migration.")),
            (_("Same period"), _("the same months of the year before.")),
        )


def mode_name(code: str) -> str:
    """Return the name of a mode of transport."""
    return {"A": _("Air"), "L": _("Land"), "W": _("Sea and river")}.get(code, code)
