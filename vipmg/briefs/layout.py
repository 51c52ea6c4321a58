"""Setting text, cards, charts and tables on a tagged page, from the top down."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import segno
from reportlab.graphics import renderPDF
from reportlab.lib.colors import Color, HexColor, white

from vipmg.briefs.charts import LIGHT, Definition
from vipmg.briefs.compose import Grid, Headline
from vipmg.briefs.tagged import TaggedPdf
from vipmg.briefs.typefaces import BOLD, REGULAR, SEMIBOLD, shorten, width, wrap

MARGIN, GUTTER = 40.0, 22.0
INK, MUTED, RULE, ACCENT = LIGHT.ink, LIGHT.muted, LIGHT.rule, LIGHT.accent
BAND, PANEL = HexColor("#0A3A75"), HexColor("#F3F6FA")
AMBER, AMBER_INK = HexColor("#FFE9B8"), HexColor("#6B4300")


@dataclass(slots=True)
class Column:
    """A column of the page being filled: `top` moves down as content is set.

    Attributes:
        left, width: where the column lies, in points.
        top: the height at which the next thing begins.
    """

    pdf: TaggedPdf
    left: float
    width: float
    top: float

    def split(self, parts: int = 2) -> tuple["Column", ...]:
        """Return `parts` columns side by side that begin at this height."""
        room = (self.width - GUTTER * (parts - 1)) / parts
        return tuple(
            Column(self.pdf, self.left + number * (room + GUTTER), room, self.top)
            for number in range(parts)
        )

    def space(self, height: float) -> None:
        """Leave `height` empty."""
        self.top -= height

    def heading(self, words: str, size: float = 12.0, tag: str = "H2", level: int = 1) -> None:
        """Set a heading and enter it in the outline."""
        self.pdf.bookmark(words, self.top + 4, level)
        self.paragraph(words, font=SEMIBOLD, size=size, tag=tag, leading=1.2)
        self.top -= 4

    def paragraph(
        self,
        words: str,
        *,
        font: str = REGULAR,
        size: float = 9.0,
        colour: Color = INK,
        tag: str = "P",
        leading: float = 1.34,
        lead: str = "",
    ) -> None:
        """Set `words` over as many lines as it takes; `lead` opens them in semibold."""
        text = f"{lead} {words}" if lead else words
        lines = wrap(text, font, size, self.width - (4 if lead else 0))
        with self.pdf.content(tag):
            for number, line in enumerate(lines):
                self.top -= size * leading
                y = self.top + size * (leading - 1) / 2 + size * 0.14
                x = self.left
                more = " " if number < len(lines) - 1 else ""
                if lead and number == 0 and line.startswith(lead):
                    self.pdf.text(x, y, lead + " ", SEMIBOLD, size, colour)
                    x += width(lead + " ", SEMIBOLD, size)
                    line = line.removeprefix(lead).lstrip()  # noqa: PLW2901 - what is left of it
                self.pdf.text(x, y, line + more, font, size, colour)

    def chart(self, definition: Definition, height: float) -> None:
        """Set a chart under its title, `height` points high in all."""
        begun = self.top
        self.heading(definition.title, 10.5)
        self.top -= 4
        room = height - (begun - self.top)
        drawn = definition.draw(self.width, room)
        bottom = self.top - room
        box = (self.left, bottom, self.left + self.width, self.top)
        with self.pdf.content("Figure", alt=drawn.alt_text, box=box):
            renderPDF.draw(drawn.drawing, self.pdf.canvas, self.left, bottom)
        self.top = bottom

    def cards(self, headlines: Sequence[Headline], height: float = 66.0) -> None:
        """Set the headline figures side by side."""
        gap = 10.0
        room = (self.width - gap * (len(headlines) - 1)) / max(len(headlines), 1)
        for number, headline in enumerate(headlines):
            self._card(headline, self.left + number * (room + gap), room, height)
        self.top -= height

    def _card(self, headline: Headline, x: float, room: float, height: float) -> None:
        pdf, bottom = self.pdf, self.top - height
        with panel(pdf, PANEL, RULE):
            pdf.canvas.roundRect(x, bottom, room, height, 4, stroke=1, fill=1)
        with pdf.content("P"):
            label = shorten(headline.label, REGULAR, 8.5, room - 20)
            pdf.text(x + 10, self.top - 16, label + " ", REGULAR, 8.5, MUTED)
            pdf.text(x + 10, self.top - 39, headline.value + " ", BOLD, 21, INK)
            if headline.change:
                pdf.text(x + 10, bottom + 10, headline.change + " ", SEMIBOLD, 8, INK)
            shift = width(headline.change + "  ", SEMIBOLD, 8) if headline.change else 0
            pdf.text(x + 10 + shift, bottom + 10, headline.against, REGULAR, 8, MUTED)
        taken = width(headline.value, BOLD, 21) + 22
        if headline.spark is not None and room - taken > 30:
            drawing = headline.spark.draw(min(room - taken, 52), 18).drawing
            with pdf.artifact():
                renderPDF.draw(drawing, pdf.canvas, x + room - drawing.width - 9, self.top - 38)

    def grid(self, grid: Grid, row: float = 16.0) -> None:
        """Set a table: header cells with a scope, figures to the right, the total in bold."""
        self.heading(grid.title)
        first = max(width(r[0], SEMIBOLD, 8.5) for r in grid.rows) + 14
        first = min(max(first, self.width * 0.18), self.width * 0.34)
        step = (self.width - first) / (len(grid.head) - 1)
        with self.pdf.group("Table"):
            self._head(grid, first, step)
            for number, cells in enumerate(grid.rows):
                last = grid.has_total and number == len(grid.rows) - 1
                self._row(cells, first, step, row, last=last)

    def _head(self, grid: Grid, first: float, step: float) -> None:
        lines = [wrap(words, SEMIBOLD, 8, step - 8) for words in grid.head[1:]]
        height = 9.6 * max(map(len, lines)) + 6
        with self.pdf.group("TR"):
            for number, words in enumerate([[grid.head[0]], *lines]):
                end = self.left + first + step * number - 4
                with self.pdf.content("TH", scope="Column"):
                    for place, line in enumerate(words):
                        y = self.top - height + 5 + 9.6 * (len(words) - 1 - place)
                        x, anchor = (end, "end") if number else (self.left + 4, "start")
                        more = " " if place < len(words) - 1 else ""
                        self.pdf.text(x, y, line + more, SEMIBOLD, 8, MUTED, anchor)
        self.top -= height
        self._line(MUTED, 0.8)

    def _row(
        self, cells: Sequence[str], first: float, step: float, height: float, *, last: bool
    ) -> None:
        if last:
            with panel(self.pdf, PANEL):
                self.pdf.canvas.rect(
                    self.left, self.top - height, self.width, height, stroke=0, fill=1
                )
        font = SEMIBOLD if last else REGULAR
        y = self.top - height / 2 - 3
        with self.pdf.group("TR"):
            with self.pdf.content("TH", scope="Row"):
                label = shorten(cells[0], font, 8.5, first - 8)
                self.pdf.text(self.left + 4, y, label, font, 8.5, INK)
            for number, words in enumerate(cells[1:], start=1):
                with self.pdf.content("TD"):
                    end = self.left + first + step * number - 4
                    self.pdf.text(end, y, words, font, 8.5, INK, "end")
        self.top -= height
        self._line(RULE, 0.5)

    def _line(self, colour: Color, thick: float) -> None:
        with self.pdf.artifact():
            self.pdf.canvas.setStrokeColor(colour)
            self.pdf.canvas.setLineWidth(thick)
            self.pdf.canvas.line(self.left, self.top, self.left + self.width, self.top)

    def qr(self, content: str, alt: str, side: float) -> None:
        """Set a QR code in the top left corner of what is left of the column."""
        matrix = segno.make(content, error="m", micro=False).matrix
        dot = side / len(matrix)
        canvas, bottom = self.pdf.canvas, self.top - side
        box = (self.left, bottom, self.left + side, self.top)
        with self.pdf.content("Figure", alt=alt, box=box):
            path = canvas.beginPath()
            for number, line in enumerate(matrix):
                y = self.top - (number + 1) * dot
                for start, length in _runs(line):
                    path.rect(self.left + start * dot, y, length * dot, dot)
            canvas.setFillColor(INK)
            canvas.drawPath(path, stroke=0, fill=1)


@contextmanager
def panel(pdf: TaggedPdf, fill: Color, edge: Color | None = None) -> Iterator[None]:
    """Draw decoration in these colours inside."""
    with pdf.artifact():
        pdf.canvas.setFillColor(fill)
        if edge is not None:
            pdf.canvas.setStrokeColor(edge)
            pdf.canvas.setLineWidth(0.6)
        yield


def band(pdf: TaggedPdf, size: tuple[float, float], left: str, right: str) -> None:
    """Draw the publisher's band across the top of the page."""
    across, high = size
    with panel(pdf, BAND):
        pdf.canvas.rect(0, high - 30, across, 30, stroke=0, fill=1)
        room = across - 2 * MARGIN - width(right, REGULAR, 9) - 16
        pdf.text(MARGIN, high - 19, shorten(left, SEMIBOLD, 9, room), SEMIBOLD, 9, white)
        pdf.text(across - MARGIN, high - 19, right, REGULAR, 9, white, "end")


def stamp(pdf: TaggedPdf, size: tuple[float, float], words: str) -> None:
    """Draw the stamp of demonstration data across the page, under the band."""
    across, high = size
    with panel(pdf, AMBER):
        pdf.canvas.rect(0, high - 46, across, 16, stroke=0, fill=1)
    with pdf.content("P"):
        pdf.text(across / 2, high - 41.5, words, BOLD, 9, AMBER_INK, "middle")


def _runs(bits: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Yield start and length of each run of ones."""
    start = None
    for number, bit in enumerate([*bits, 0]):
        if bit and start is None:
            start = number
        elif not bit and start is not None:
            yield start, number - start
            start = None
