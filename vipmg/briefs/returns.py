"""The brief of monthly returns, in the region's own layout (R1-R3, with R5 by department)."""

from vipmg.briefs import compose, geography, sentences
from vipmg.briefs.charts import Bars, Datum, GroupedBars, Lines, Map, Series
from vipmg.briefs.charts.canvas import Definition
from vipmg.briefs.compose import Brief, BriefInput, Grid, NothingToSay, Provenance
from vipmg.briefs.figures import ABSENT, HIDDEN, Figure, Figures, ranked, total
from vipmg.briefs.numbers import change
from vipmg.briefs.periods import Span
from vipmg.i18n import _, in_language

YEARS = 4
"""This year and the three before it (R2)."""
LEADING = 10
"""Departments in the ranking."""
CHILDREN = ("NNA_A", "NNA_NA", "NNA_SEP", "NNA_U")
PARTNERS = 5
"""Countries of provenance with a row of their own."""


def compose_returns(brief: BriefInput) -> Brief:
    """Compose the brief from tables R1 (sex, nna, counterpart), R2 (months) and R5 (area1).

    Raises:
        NothingToSay: R1 has no figure for the period.
    """
    with in_language(brief.language):
        return _Returns(brief).write()


class _Returns:
    """The figures of one brief, each looked up once."""

    def __init__(self, brief: BriefInput) -> None:
        self.brief, self.span, self.writing = brief, brief.span, brief.writing
        self.before = self.span.year_before()
        self.figures = Figures(brief.tables)
        self.whole, self.whole_before = self.both()
        if self.whole == ABSENT:
            raise NothingToSay(period=self.writing.span(self.span))
        self.partners = self._partners()

    def both(self, **codes: str) -> tuple[Figure, Figure]:
        """Return a figure of R1 now and a year before."""
        return (
            self.figures.get("R1", self.span, "RET", **codes),
            self.figures.get("R1", self.before, "RET", **codes),
        )

    def children(self, **codes: str) -> tuple[Figure, Figure]:
        """Return boys and girls now and before: added up, else all less adults and unknown."""
        least = self.brief.threshold
        whole = self.both(**codes)
        adults, unknown = self.both(nna="AD", **codes), self.both(nna="_U", **codes)
        found = []
        for place in (0, 1):
            parts = [self.both(nna=code, **codes)[place] for code in CHILDREN]
            added = total(parts)
            if added.hidden:
                added = compose.rest(whole[place], (adults[place], unknown[place]), least)
            found.append(added)
        return found[0], found[1]

    def _partners(self) -> tuple[str, ...]:
        codes = [c for c in self.figures.codes("R1", "counterpart") if c[:1] != "_"]
        pairs = ranked([(code, self.both(counterpart=code)[0]) for code in codes])
        return tuple(code for code, figure in pairs if figure.value or figure.hidden)[:PARTNERS]

    def write(self) -> Brief:
        """Return the brief."""
        brief = self.brief
        return Brief(
            kind="monthly_returns",
            title=_("Official figures of returns"),
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
            side=self.departments(),
            more=self.breakdowns(),
            tables=(self.table(), *self.month_table()),
            notes=compose.method_notes(brief, self.unit()),
            definitions=self.definitions(),
            source=compose.source_words(brief),
            provenance=self.provenance(),
            packages=(),
            contact=brief.contact,
            made_on=brief.cut_off,
            writing=self.writing,
            fingerprint=compose.fingerprint(brief.tables),
        )

    def message(self) -> tuple[str, ...]:
        """Return the sentences under the title."""
        writing = self.writing
        girls_boys = self.children()[0]
        groups = (
            (_("women"), self.both(sex="F")[0]),
            (_("girls, boys or adolescents"), girls_boys),
        )
        months = self.figures.months("R2", self.span, "RET")
        told = (
            sentences.total("RET", self.whole, self.whole_before, self.span, writing),
            sentences.origins(self.partner_data(), self.whole, writing),
            sentences.shares(groups, self.whole, writing),
            sentences.concentration(self.areas(), self.whole, writing),
            sentences.peak(list(zip(self.span.months, months, strict=True)), writing, _("returns")),
        )
        return tuple(sentence for sentence in told if sentence)

    def partner_data(self) -> tuple[Datum, ...]:
        """Return the countries of provenance, largest first."""
        return tuple(
            Datum(c, self.brief.name("counterpart", c), self.both(counterpart=c)[0])
            for c in self.partners
        )

    def headlines(self) -> tuple[compose.Headline, ...]:
        """Return what is quoted: all, from the first country, women, children."""
        brief, figures = self.brief, self.figures
        cards = [
            compose.headline(
                _("Returns"),
                self.whole,
                self.whole_before,
                brief,
                compose.spark(_("Returns"), brief, figures, "R2", "RET"),
            )
        ]
        if self.partners:
            first = self.partners[0]
            label = _("From {country}").format(country=brief.name("counterpart", first))
            line = compose.spark(label, brief, figures, "R2", "RET", counterpart=first)
            cards.append(compose.headline(label, *self.both(counterpart=first), brief, line))
        women = self.both(sex="F")
        cards.append(
            compose.share_headline(
                _("Women"), (women[0], self.whole), (women[1], self.whole_before), brief
            )
        )
        cards.append(compose.headline(_("Girls and boys (NNA)"), *self.children(), brief))
        return tuple(cards)

    def trend(self) -> Definition:
        """Return this year and the three before on one axis of twelve months (R2)."""
        year, last = self.span.last_year, self.span.last_month
        series = []
        for one in range(year, year - YEARS, -1):
            months = self.figures.months("R2", Span(one, 1, one, 12), "RET")
            if one == year:
                months = (*months[:last], *(ABSENT,) * (12 - last))
            if any(month != ABSENT for month in months):
                series.append(Series(str(one), months))
        if not series:
            return self.by_partner()
        axis = tuple(self.writing.month_name(n, wide=False) for n in range(1, 13))
        title = _("Returns by month, {first}–{last}").format(first=series[-1].name, last=year)
        return Lines(title, _("Returns (events)"), axis, tuple(series), self.writing)

    def areas(self) -> tuple[Datum, ...]:
        """Return the departments of origin, largest first, the hidden ones last (R5)."""
        if self.figures.get("R5", self.span, "RET") == ABSENT:
            return ()
        codes = {c for c in self.figures.codes("R5", "area1") if c[:1] != "_"}
        codes |= {area.code for area in geography.areas(self.brief.country)}
        named = {self.brief.name("area1", code): code for code in sorted(codes)}
        pairs = [
            (name, self.figures.get("R5", self.span, "RET", area1=code))
            for name, code in named.items()
        ]
        return tuple(Datum(named[name], name, figure) for name, figure in ranked(pairs))

    def departments(self) -> tuple[Definition, ...]:
        """Return the map and the ranking; without R5, the countries of provenance."""
        areas = self.areas()
        unit = _("Returns, {period}").format(period=self.writing.short_span(self.span))
        if not areas:
            return (self.by_partner(),) if "R2" in self.figures else ()
        shown = [d for d in areas if not d.figure.hidden][:LEADING]
        hidden = [d for d in areas if d.figure.hidden][: max(LEADING + 1 - len(shown), 1)]
        return (
            Map(
                _("Returns by department of origin"), unit, self.brief.country, areas, self.writing
            ),
            Bars(_("Departments with most returns"), unit, (*shown, *hidden), self.writing),
        )

    def by_partner(self) -> Bars:
        """Return the countries of provenance, ranked."""
        unit = _("Returns, {period}").format(period=self.writing.short_span(self.span))
        title = _("Returns by country of provenance")
        return Bars(title, unit, self.partner_data(), self.writing)

    def breakdowns(self) -> tuple[Definition, ...]:
        """Return provenance by sex, and adults and children by sex."""
        unit = _("Returns (events)")
        groups = (_("Men"), _("Women"))
        places = tuple(
            (c, self.brief.name("counterpart", c), self.sexes(counterpart=c))
            for c in self.partners[:4]
        )
        ages = (
            ("AD", _("Adults"), self.sexes(nna="AD")),
            ("NNA_A", _("NNA, accompanied"), self.sexes(nna="NNA_A")),
            ("NNA_NA", _("NNA, unaccompanied"), self.sexes(nna="NNA_NA")),
        )
        return (
            GroupedBars(_("Country of provenance, by sex"), unit, groups, places, self.writing),
            GroupedBars(_("Adults and NNA, by sex"), unit, groups, ages, self.writing),
        )

    def sexes(self, **codes: str) -> tuple[Figure, Figure]:
        """Return men and women."""
        return self.both(sex="M", **codes)[0], self.both(sex="F", **codes)[0]

    def table(self) -> Grid:
        """Return R1 and R3 in one: provenance by sex and age, both years, the change."""
        head = (
            _("Provenance"),
            _("Adult men"),
            _("Adult women"),
            _("Boys"),
            _("Girls"),
            self.writing.short_span(self.span),
            self.writing.short_span(self.before),
            _("Variation"),
        )
        rows = [
            self._row(self.brief.name("counterpart", code), counterpart=code)
            for code in self.partners
        ]
        named = [self.both(counterpart=code) for code in self.partners]
        now, before = (
            compose.rest(whole, [pair[place] for pair in named], self.brief.threshold)
            for place, whole in enumerate((self.whole, self.whole_before))
        )
        if now.value != 0 or before.value not in (0, None):
            blanks = ("",) * 4
            rows.append((_("Other or not stated"), *blanks, *self._years(now, before)))
        rows.append(self._row(_("Total")))
        title = _("Returns by provenance, sex and age, and change on the same period")
        return Grid(title, head, tuple(rows))

    def month_table(self) -> tuple[Grid, ...]:
        """Return the months of the period, this year and the ones before (R2)."""
        rows = []
        for years in range(YEARS):
            one = self.span.year_before(years)
            months = self.figures.months("R2", one, "RET")
            if any(month != ABSENT for month in months):
                rows.append((str(one.last_year), months))
        return compose.month_grid(_("Returns by month"), rows, self.brief)

    def _row(self, name: str, **codes: str) -> tuple[str, ...]:
        adults = self.sexes(nna="AD", **codes)
        children = (self.children(sex="M", **codes)[0], self.children(sex="F", **codes)[0])
        cells = [compose.shown(figure, self.writing) for figure in (*adults, *children)]
        return (name, *cells, *self._years(*self.both(**codes)))

    def _years(self, now: Figure, before: Figure) -> tuple[str, str, str]:
        percent = change(now.value, before.value)
        words = self.writing.signed_percent(percent) if percent is not None else "–"
        if HIDDEN in (now, before):
            words = "•"
        return compose.shown(now, self.writing), compose.shown(before, self.writing), words

    @staticmethod
    def unit() -> str:
        """Return what is counted, for the method note."""
        return _(
            "Return events received at the country's reception points. A person returned twice "
            "counts twice: the figures are events, not persons."
        )

    @staticmethod
    def definitions() -> tuple[tuple[str, str], ...]:
        """Return the words used."""
        return (
            (
                _("Return event"),
                _("arrival of a national sent back or helped back by another country."),
            ),
            (_("Provenance"), _("country that carried out the return.")),
            (_("NNA"), _("girls, boys and adolescents under 18 years of age.")),
            (_("Same period"), _("the same months of the year before.")),
        )

    def provenance(self) -> tuple[Provenance, ...]:
        """Return the table behind each part."""
        now = self.writing.short_span(self.span)
        both = f"{self.writing.short_span(self.before)}, {now}"
        rows = [
            Provenance(
                _("Headline figures, sexes, table"),
                "R1",
                now if self.whole_before == ABSENT else both,
            )
        ]
        if "R2" in self.figures:
            years = _("{years} years").format(years=YEARS)
            rows.append(Provenance(_("Series by month"), "R2", years))
        if "R5" in self.figures:
            rows.append(Provenance(_("Departments"), "R5", now))
        return tuple(rows)
