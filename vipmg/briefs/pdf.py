"""The brief on two pages: tagged, archivable, with the same bytes for the same data."""

from collections.abc import Sequence
from pathlib import Path

from vipmg.briefs import geography, layout
from vipmg.briefs.charts import Definition, Map
from vipmg.briefs.compose import Brief
from vipmg.briefs.layout import MARGIN, MUTED, Column
from vipmg.briefs.tagged import About, TaggedPdf
from vipmg.briefs.typefaces import BOLD, REGULAR, SEMIBOLD, shorten, width
from vipmg.i18n import _, in_language

PAPERS = {"letter": (612.0, 792.0), "a4": (595.3, 841.9)}
"""Sizes in points; Central America prints on Letter."""
LEAST_CHARTS = 140.0
"""Height that the charts of the second page need at least."""
NOTES = 262.0
"""Height that the notes of the second page take at most."""
FOOT = 46.0
"""Height below which no content comes."""


def write_pdf(brief: Brief, path: Path, paper: str = "letter") -> Path:
    """Write the brief to `path` and return it; see `to_pdf`."""
    path.write_bytes(to_pdf(brief, paper))
    return path


def to_pdf(brief: Brief, paper: str = "letter") -> bytes:
    """Return the brief as PDF (PDF/UA-1 and PDF/A-2a) on `paper` (letter or a4).

    Two pages; the notes take a third where the tables are long (a region of many countries).
    """
    with in_language(brief.language):
        return _Pages(brief, PAPERS[paper]).write()


class _Pages:
    def __init__(self, brief: Brief, size: tuple[float, float]) -> None:
        self.brief, self.size = brief, size
        about = About(
            title=f"{brief.title}, {brief.period}",
            author=brief.agency,
            subject=" ".join(brief.message),
            language=f"{brief.language}-{brief.country}",
            made_on=brief.made_on,
            fingerprint=brief.fingerprint,
        )
        self.pdf = TaggedPdf(about, size)
        top = size[1] - (60 if brief.demo else 46)
        least = LEAST_CHARTS + 12 if brief.more else 0
        self.pages = 2 if top - FOOT - self._tables_height() - NOTES >= least else 3

    def write(self) -> bytes:
        """Return all pages."""
        with self.pdf.group("Sect"):
            self._first()
        self.pdf.next_page()
        with self.pdf.group("Sect"):
            self._second()
        return self.pdf.to_bytes()

    def _begin(self, page: int) -> Column:
        """Draw band, stamp and foot of a page; return its column."""
        brief, (across, high) = self.brief, self.size
        country = brief.writing.territory(brief.country)
        number = (
            _("Statistical brief no. {number}").format(number=brief.number)
            if brief.number
            else _("Statistical brief")
        )
        layout.band(self.pdf, self.size, f"{brief.agency} · {country}", number)
        top = high - 42
        if brief.demo:
            layout.stamp(self.pdf, self.size, demo_words())
            top -= 14
        with self.pdf.artifact():
            canvas = self.pdf.canvas
            canvas.setStrokeColor(layout.RULE)
            canvas.setLineWidth(0.6)
            canvas.line(MARGIN, 34, across - MARGIN, 34)
            left = shorten(f"{brief.title} — {brief.period}", REGULAR, 8, across / 2 - 100)
            self.pdf.text(MARGIN, 22, left, REGULAR, 8, MUTED)
            right = _("Page {page} of {pages}").format(page=page, pages=self.pages)
            self.pdf.text(across - MARGIN, 22, right, REGULAR, 8, MUTED, "end")
            self.pdf.text(across / 2, 22, brief.status, SEMIBOLD, 8, MUTED, "middle")
        return Column(self.pdf, MARGIN, across - 2 * MARGIN, top)

    def _first(self) -> None:
        column, brief = self._begin(1), self.brief
        self.pdf.bookmark(brief.title, column.top)
        column.paragraph(brief.title, font=BOLD, size=23, colour=layout.BAND, tag="H1")
        self._status(column.top + 9)
        column.paragraph(brief.period, size=12, colour=MUTED)
        column.space(5)
        column.paragraph(brief.message[0], font=SEMIBOLD, size=11, leading=1.3)
        if len(brief.message) > 1:
            column.space(2)
            column.paragraph(" ".join(brief.message[1:]), size=9.5, leading=1.36)
        column.space(9)
        column.cards(brief.headlines)
        column.space(13)
        room = column.top - FOOT - 14
        part = 0.46 if any(isinstance(chart, Map) for chart in brief.side) else 0.54
        column.chart(brief.trend, room * part)
        column.space(14)
        self._beside(column, brief.side, column.top - FOOT)

    def _status(self, y: float) -> None:
        """Write the status in a pill at the right of the title."""
        words, right = self.brief.status, self.size[0] - MARGIN
        wide = width(words, SEMIBOLD, 8.5) + 18
        with layout.panel(self.pdf, layout.PANEL, MUTED):
            self.pdf.canvas.roundRect(right - wide, y - 5, wide, 17, 8, stroke=1, fill=1)
        with self.pdf.content("P"):
            self.pdf.text(right - wide / 2, y + 0.6, words, SEMIBOLD, 8.5, layout.INK, "middle")

    def _beside(self, column: Column, charts: Sequence[Definition], height: float) -> None:
        """Set one or two charts beside each other."""
        if charts:
            for part, chart in zip(column.split(len(charts)), charts, strict=True):
                part.chart(chart, height)
            column.space(height)

    def _second(self) -> None:
        column, brief = self._begin(2), self.brief
        column.space(4)
        if brief.more:
            self._beside(column, brief.more, self._spare(column.top))
            column.space(12)
        for table in brief.tables:
            column.grid(table)
            column.space(12)
        if self.pages == 3:
            self.pdf.next_page()
            column = self._begin(3)
        left, right = column.split()
        self._notes(left)
        self._sources(right)

    def _spare(self, top: float) -> float:
        """Return the height that tables and notes leave to the charts of the second page."""
        notes = NOTES if self.pages == 2 else 0
        room = top - FOOT - self._tables_height() - notes
        return max(LEAST_CHARTS, min(230.0, room))

    def _tables_height(self) -> float:
        return sum(62 + 16 * len(table.rows) for table in self.brief.tables)

    def _notes(self, column: Column) -> None:
        column.heading(_("Method note"), 11)
        for note in self.brief.notes:
            column.paragraph(note.text, lead=f"{note.title}.", size=8.3)
            column.space(3)
        column.space(6)
        column.heading(_("Definitions"), 11)
        for term, meaning in self.brief.definitions:
            column.paragraph(meaning, lead=f"{term}:", size=8.3)
            column.space(1)

    def _sources(self, column: Column) -> None:
        brief = self.brief
        column.heading(_("Sources and verification"), 11)
        column.paragraph(brief.source, size=8.3)
        if any(isinstance(chart, Map) for chart in brief.charts):
            words = f"{_(geography.ATTRIBUTION)} {_(geography.DISCLAIMER)}"
            column.paragraph(words, size=8.3)
        column.space(4)
        for origin in brief.provenance:
            words = _("table {table}, {period}.").format(table=origin.table, period=origin.period)
            column.paragraph(words, lead=f"{origin.what}:", size=8.3)
        for country, sha in brief.packages:
            column.paragraph(sha[:16] + "…", lead=f"{country}:", size=8.3)
        column.space(8)
        self._seal(column)

    def _seal(self, column: Column) -> None:
        """Set the QR code of the data's fingerprint, the fingerprint itself and the contact."""
        brief, side = self.brief, 66.0
        column.qr(f"sha256:{brief.fingerprint}", _("QR code of the data's SHA-256"), side)
        beside = Column(self.pdf, column.left + side + 12, column.width - side - 12, column.top + 2)
        beside.paragraph(_("SHA-256 of the data"), font=SEMIBOLD, size=8)
        digits = brief.fingerprint
        groups = " ".join(digits[n : n + 8] for n in range(0, len(digits), 8))
        beside.paragraph(groups, size=7.5, colour=MUTED)
        if brief.contact:
            beside.space(4)
            beside.paragraph(brief.contact, lead=_("Contact:"), size=8)
        column.space(side)


def demo_words() -> str:
    """Return the stamp that every page of demonstration data bears."""
    return _("DEMONSTRATION DATA")
