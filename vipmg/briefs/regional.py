"""The regional brief: returns received in each country, and both ends of each corridor.

Made of the exchange tables that countries send each other: XRET (returns received), XRTO (returns
carried out), XARR and XDEP (entries and exits by counterpart).
"""

from decimal import Decimal

from vipmg.briefs import compose
from vipmg.briefs.charts import Corridors, Datum, GroupedBars, Lines, Series, SmallMultiples
from vipmg.briefs.charts.bars import Bars, Corridor
from vipmg.briefs.charts.canvas import Definition
from vipmg.briefs.charts.lines import trimmed
from vipmg.briefs.compose import Brief, BriefInput, Grid, NothingToSay, Provenance
from vipmg.briefs.figures import ABSENT, Figure, Figures, ranked, total
from vipmg.briefs.numbers import NO_BREAK, Writing, change
from vipmg.briefs.periods import Span
from vipmg.briefs.sentences import regional_total, spread
from vipmg.i18n import _, in_language

CORRIDORS = 5


def compose_regional(brief: BriefInput) -> Brief:
    """Compose the brief from `brief.members`, each country's exchange tables.

    Raises:
        NothingToSay: no country has returns (XRET) for the period.
    """
    with in_language(brief.language):
        return _Regional(brief).write()


def asymmetry(sent: Figure, received: Figure) -> Decimal | None:
    """Return (received − sent) ÷ their average (indicator I-11), from −2 to 2, two decimals."""
    if sent.value is None or received.value is None or sent.value + received.value == 0:
        return None
    exact = Decimal(2) * (received.value - sent.value) / (received.value + sent.value)
    return exact.quantize(Decimal("0.01"))


class _Regional:
    """The figures of each country."""

    def __init__(self, brief: BriefInput) -> None:
        self.brief, self.span, self.writing = brief, brief.span, brief.writing
        self.before = self.span.year_before()
        self.members = {code: Figures(tables) for code, tables in brief.members}
        returns = {code: self.returns(code) for code in self.members}
        self.countries = [code for code, figure in ranked([(c, f[0]) for c, f in returns.items()])]
        if not self.countries:
            raise NothingToSay(period=self.writing.span(self.span))
        self.now = total(returns[code][0] for code in self.countries)
        self.then = total(returns[code][1] for code in self.countries)

    def returns(self, country: str, **codes: str) -> tuple[Figure, Figure]:
        """Return a figure of a country's XRET now and a year before."""
        figures = self.members[country]
        return (
            figures.get("XRET", self.span, "RET", **codes),
            figures.get("XRET", self.before, "RET", **codes),
        )

    def write(self) -> Brief:
        """Return the brief."""
        brief = self.brief
        tables = [table for _country, tables in brief.members for table in tables]
        return Brief(
            kind="regional",
            title=_("Returns in the region"),
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
            more=self.mirrors(),
            tables=(self.table(), *self.month_table()),
            notes=compose.method_notes(brief, self.unit()),
            definitions=self.definitions(),
            source=_("Source: migration authorities of {countries}.").format(
                countries=self.writing.names([self.name(code) for code in self.countries])
            ),
            provenance=(
                Provenance(_("Returns by country"), "XRET", self.writing.short_span(self.span)),
                Provenance(
                    _("Mirror figures"),
                    "XDEP, XARR, XRTO, XRET",
                    self.writing.short_span(self.span),
                ),
            ),
            packages=tuple((self.name(p.country), p.sha256) for p in brief.packages),
            contact=brief.contact,
            made_on=brief.cut_off,
            writing=self.writing,
            fingerprint=compose.fingerprint(tables),
        )

    def name(self, code: str) -> str:
        """Return a country's name."""
        return self.writing.territory(code)

    def data(self) -> tuple[Datum, ...]:
        """Return the countries, most returns first."""
        return tuple(Datum(c, self.name(c), self.returns(c)[0]) for c in self.countries)

    def message(self) -> tuple[str, ...]:
        """Return the sentences under the title."""
        told = (
            regional_total(self.now, self.then, len(self.countries), self.span, self.writing),
            spread(self.data(), self.now, self.writing),
        )
        return tuple(sentence for sentence in told if sentence)

    def headlines(self) -> tuple[compose.Headline, ...]:
        """Return the region and its first three countries."""
        brief = self.brief
        cards = [compose.headline(_("Returns, region"), self.now, self.then, brief)]
        for code in self.countries[:3]:
            line = compose.spark(self.name(code), brief, self.members[code], "XRET", "RET")
            cards.append(compose.headline(self.name(code), *self.returns(code), brief, line))
        return tuple(cards)

    def window(self) -> Span:
        """Return the months from January of the year before to the end of the period."""
        return Span(self.span.last_year - 1, 1, self.span.last_year, self.span.last_month)

    def trend(self) -> Definition:
        """Return the months of each country on one axis, or small ones where many."""
        window = self.window()
        axis = tuple(self.writing.month(m, wide=False) for m in window.months)
        series = tuple(
            Series(self.name(code), self.members[code].months("XRET", window, "RET"))
            for code in self.countries
        )
        title, unit = _("Returns by month and country"), _("Returns (events)")
        axis, series = trimmed(axis, series)
        if len(series) > 3:
            return SmallMultiples(title, unit, axis, series, self.writing)
        return Lines(title, unit, axis, series, self.writing, alike=True)

    def places(self) -> tuple[Definition, ...]:
        """Return the countries ranked, and by sex."""
        unit = _("Returns, {period}").format(period=self.writing.short_span(self.span))
        rows = tuple(
            (
                code,
                self.name(code),
                (self.returns(code, sex="M")[0], self.returns(code, sex="F")[0]),
            )
            for code in self.countries[:6]
        )
        return (
            Bars(_("Returns by country"), unit, self.data(), self.writing),
            GroupedBars(_("Returns by sex"), unit, (_("Men"), _("Women")), rows, self.writing),
        )

    def corridors(self, sent: tuple[str, str], got: tuple[str, str]) -> tuple[Corridor, ...]:
        """Return the corridors between members, as `(table, flow)` of each end counted them."""
        found = []
        for origin in self.members:
            for target in self.members:
                if origin == target:
                    continue
                out = self.members[origin].get(sent[0], self.span, sent[1], counterpart=target)
                back = self.members[target].get(got[0], self.span, got[1], counterpart=origin)
                if ABSENT in (out, back) or out.value == back.value == 0:
                    continue
                words = asymmetry_words(asymmetry(out, back), self.writing)
                name = f"{self.name(origin)} → {self.name(target)}"
                found.append(Corridor(f"{origin}-{target}", name, out, back, words))
        found.sort(key=lambda c: -max(c.sent.value or 0, c.received.value or 0))
        return tuple(found[:CORRIDORS])

    def mirrors(self) -> tuple[Definition, ...]:
        """Return the mirror of movements and that of returns, where both ends sent tables."""
        title = _("Exits and entries, as counted at both ends")
        movements = self.corridors(("XDEP", "DEP"), ("XARR", "ARR"))
        returned = self.corridors(("XRTO", "DEP"), ("XRET", "RET"))
        charts = []
        if movements:
            sides = (_("Exits, by the sender"), _("Entries, by the receiver"))
            charts.append(Corridors(title, _("Movements"), movements, sides, self.writing))
        if returned:
            title = _("Returns, as counted at both ends")
            sides = (_("Sent, by the sender"), _("Received, by the receiver"))
            charts.append(Corridors(title, _("Returns (events)"), returned, sides, self.writing))
        return tuple(charts)

    def table(self) -> Grid:
        """Return each country's men, women, total of both years and the change."""
        head = (
            _("Country"),
            _("Men"),
            _("Women"),
            self.writing.short_span(self.span),
            self.writing.short_span(self.before),
            _("Variation"),
        )
        rows = []
        for code in self.countries:
            sexes = (self.returns(code, sex="M")[0], self.returns(code, sex="F")[0])
            rows.append(self._row(self.name(code), sexes, *self.returns(code)))
        both = tuple(
            total(self.returns(code, sex=sex)[0] for code in self.countries) for sex in "MF"
        )
        rows.append(self._row(_("Region"), both, self.now, self.then))
        return Grid(_("Returns by country and sex"), head, tuple(rows))

    def _row(
        self, name: str, sexes: tuple[Figure, ...], now: Figure, before: Figure
    ) -> tuple[str, ...]:
        percent = change(now.value, before.value)
        words = "–" if percent is None else self.writing.signed_percent(percent)
        cells = [compose.shown(figure, self.writing) for figure in (*sexes, now, before)]
        return (name, *cells, words)

    def month_table(self) -> tuple[Grid, ...]:
        """Return the months of the period by country."""
        rows = [
            (self.name(code), self.members[code].months("XRET", self.span, "RET"))
            for code in self.countries
        ]
        return compose.month_grid(_("Returns by month and country"), rows, self.brief)

    @staticmethod
    def unit() -> str:
        """Return what is counted, for the method note."""
        return _(
            "Return events as each country registers them, and border crossings as counted at "
            "both ends. The figures are events, not persons."
        )

    @staticmethod
    def definitions() -> tuple[tuple[str, str], ...]:
        """Return the words used."""
        return (
            (
                _("Asymmetry"),
                _(
                    "difference between what the receiver and the sender counted, divided by the "
                    "average of the two; 0 when they agree, between −2 and 2."
                ),
            ),
            (_("Same period"), _("the same months of the year before.")),
        )


def asymmetry_words(value: Decimal | None, writing: Writing) -> str:
    """Return +0.12 or −0.30, empty where it cannot be computed."""
    if value is None:
        return ""
    sign = "+" if value > 0 else ""
    return f"A{NO_BREAK}={NO_BREAK}{sign}{writing.decimal(value, 2)}"
