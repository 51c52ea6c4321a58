"""Figures side by side: ranked bars, groups in bars, age and sex, both directions of a corridor."""

from collections.abc import Iterator
from dataclasses import dataclass

import polars as pl
from reportlab.graphics.shapes import Drawing
from reportlab.lib.colors import Color

from vipmg.briefs.charts import canvas
from vipmg.briefs.charts.canvas import LABEL, LIGHT, SMALL, Chart, Datum, Palette
from vipmg.briefs.figures import Figure
from vipmg.briefs.numbers import Writing
from vipmg.briefs.typefaces import REGULAR, SEMIBOLD, width
from vipmg.i18n import _

GROUP_SCHEMA = {
    "group": pl.String,
    "key": pl.String,
    "name": pl.String,
    "value": pl.Int64,
    "status": pl.String,
}


@dataclass(frozen=True, slots=True)
class Bars:
    """One bar for each name, in the order given, the figure at its end."""

    title: str
    unit: str
    bars: tuple[Datum, ...]
    writing: Writing

    def data(self) -> pl.DataFrame:
        """Return ``key``, ``name``, ``value``, ``status``."""
        rows = [(d.key, d.label, d.figure.value, canvas.status(d.figure)) for d in self.bars]
        schema = {n: t for n, t in GROUP_SCHEMA.items() if n != "group"}
        return pl.DataFrame(rows, schema=schema, orient="row")

    def alt_text(self) -> str:
        """Return the largest and the smallest, and how many are hidden."""
        begin = _("Bar chart. {title}.").format(title=self.title)
        return f"{begin} {canvas.extremes(self.bars, self.writing)}".strip()

    def draw(self, width: float, height: float, palette: Palette = LIGHT) -> Chart:
        """Draw the bars from the top down; hidden figures have a mark and no length."""
        drawing = Drawing(width, height)
        if self.bars:
            for shape in self._shapes(width, height, palette):
                drawing.add(shape)
        return Chart(drawing, self.title, self.alt_text(), self.data(), self.unit)

    def _shapes(self, w: float, h: float, palette: Palette) -> Iterator[object]:
        left = min(canvas.widest(d.label for d in self.bars), w * 0.42) + 7
        numbers = [canvas.words(d.figure, self.writing) for d in self.bars]
        room = w - left - canvas.widest(numbers, SEMIBOLD) - 5
        top = canvas.largest(d.figure for d in self.bars) or 1
        step = min(h / len(self.bars), 30.0)
        thick = step * 0.66
        for number, datum in enumerate(self.bars):
            y = h - (number + 1) * step + (step - thick) / 2
            middle = y + thick / 2 - 2.7
            yield from canvas.row_name(
                datum.label, left - 6, y + thick / 2, left - 7, step, palette.ink
            )
            yield from _bar(datum, left, y, room, thick, top, palette, palette.accent, self.writing)
            if datum.figure.value is not None:
                end = left + room * datum.figure.value / top
                yield canvas.text(end + 4, middle, numbers[number], palette.ink, font=SEMIBOLD)


def _bar(
    datum: Datum,
    x: float,
    y: float,
    room: float,
    thick: float,
    top: int,
    palette: Palette,
    colour: Color,
    writing: Writing,
) -> Iterator[object]:
    """Yield a bar to the right of `x`, or the mark of a hidden figure."""
    hover = canvas.hover(datum.label, datum.figure, writing)
    if datum.figure.hidden:
        mark, word = canvas.hidden_mark(x, y, thick, palette)
        yield canvas.marked(mark, datum.key, hover)
        yield word
    else:
        length = room * (datum.figure.value or 0) / top
        length = max(length, 0.6) if datum.figure.value else 0
        shape = canvas.rectangle(x, y, length, thick, colour)
        yield canvas.marked(shape, datum.key, hover)


@dataclass(frozen=True, slots=True)
class GroupedBars:
    """Each name split in the same groups: stacked, or one bar under the other.

    Attributes:
        groups: the groups' names, at most three.
        rows: for each name, one figure a group: ``(key, name, figures)``.
        stacked: one bar a row; a row with a hidden group is then drawn unstacked pieces and a
            mark, so that no length gives the hidden one away.
    """

    title: str
    unit: str
    groups: tuple[str, ...]
    rows: tuple[tuple[str, str, tuple[Figure, ...]], ...]
    writing: Writing
    stacked: bool = False

    def data(self) -> pl.DataFrame:
        """Return ``group``, ``key``, ``name``, ``value``, ``status``."""
        rows = [
            (group, key, name, figure.value, canvas.status(figure))
            for key, name, figures in self.rows
            for group, figure in zip(self.groups, figures, strict=True)
        ]
        return pl.DataFrame(rows, schema=GROUP_SCHEMA, orient="row")

    def alt_text(self) -> str:
        """Return every figure in words: these charts are small."""
        parts = [_("Bar chart. {title}.").format(title=self.title)]
        for _key, name, figures in self.rows:
            pairs = [
                f"{group} {canvas.words(figure, self.writing)}"
                for group, figure in zip(self.groups, figures, strict=True)
            ]
            parts.append(f"{name}: {', '.join(pairs)}.")
        return " ".join(parts)

    def draw(self, width: float, height: float, palette: Palette = LIGHT) -> Chart:
        """Draw the rows from the top down under a line that names the groups."""
        drawing = Drawing(width, height)
        if self.rows:
            for shape in self._legend(height, palette):
                drawing.add(shape)
            for shape in self._shapes(width, height - 18, palette):
                drawing.add(shape)
        return Chart(drawing, self.title, self.alt_text(), self.data(), self.unit)

    def spacing(self, height: float) -> tuple[float, float]:
        """Return the height of a row and the thickness of a bar within `height` points."""
        count = 1 if self.stacked else len(self.groups)
        step = min(height / max(len(self.rows), 1), 21.0 * count + 12)
        return step, min((step - 7) / count, 19.0)

    def _legend(self, h: float, palette: Palette) -> Iterator[object]:
        x = 0.0
        for number, group in enumerate(self.groups):
            yield canvas.rectangle(x, h - 9, 8, 8, _group_colour(number, palette))
            yield canvas.text(x + 12, h - 8, group, palette.ink)
            x += 12 + width(group, REGULAR, LABEL) + 14

    def _shapes(self, w: float, h: float, palette: Palette) -> Iterator[object]:
        left = min(canvas.widest(name for _key, name, _f in self.rows), w * 0.38) + 7
        numbers = [canvas.words(f, self.writing) for _key, _name, fs in self.rows for f in fs]
        count = 1 if self.stacked else len(self.groups)
        step, thick = self.spacing(h)
        room = w - left - canvas.widest(numbers) - 6
        for number, (key, name, figures) in enumerate(self.rows):
            base = h - number * step
            middle = base - thick * count / 2
            yield from canvas.row_name(name, left - 6, middle, left - 7, step, palette.ink)
            draw = self._stack if self.stacked else self._under
            yield from draw(key, name, figures, left, base, room, thick, palette)

    def _under(
        self,
        key: str,
        name: str,
        figures: tuple[Figure, ...],
        x: float,
        base: float,
        room: float,
        thick: float,
        palette: Palette,
    ) -> Iterator[object]:
        top = canvas.largest(f for _key, _name, fs in self.rows for f in fs) or 1
        for number, (group, figure) in enumerate(zip(self.groups, figures, strict=True)):
            y = base - (number + 1) * thick
            datum = Datum(f"{key}|{group}", f"{name}, {group}", figure)
            colour = _group_colour(number, palette)
            yield from _bar(datum, x, y + 0.5, room, thick - 1, top, palette, colour, self.writing)
            if figure.value is not None:
                end = x + room * figure.value / top + 4
                words = canvas.words(figure, self.writing)
                yield canvas.text(end, y + thick / 2 - 2.6, words, palette.ink)

    def _stack(
        self,
        key: str,
        name: str,
        figures: tuple[Figure, ...],
        x: float,
        base: float,
        room: float,
        thick: float,
        palette: Palette,
    ) -> Iterator[object]:
        top = max((sum(f.value or 0 for f in fs) for _key, _name, fs in self.rows), default=0) or 1
        for number, (group, figure) in enumerate(zip(self.groups, figures, strict=True)):
            datum = Datum(f"{key}|{group}", f"{name}, {group}", figure)
            colour = _group_colour(number, palette)
            if figure.hidden:
                yield from _bar(datum, x, base - thick, 0, thick, 1, palette, colour, self.writing)
                x += 40
                continue
            length = room * (figure.value or 0) / top
            shape = canvas.rectangle(x, base - thick, length, thick, colour)
            yield canvas.marked(shape, datum.key, canvas.hover(datum.label, figure, self.writing))
            x += length


def _group_colour(number: int, palette: Palette) -> Color:
    return (palette.accent, palette.second, palette.third)[number % 3]


@dataclass(frozen=True, slots=True)
class Pyramid:
    """Age bands, women to the left and men to the right, oldest on top.

    Attributes:
        bands: ``(key, name, women, men)``, youngest first.
        sides: the words for women and men.
    """

    title: str
    unit: str
    bands: tuple[tuple[str, str, Figure, Figure], ...]
    sides: tuple[str, str]
    writing: Writing

    def _grouped(self) -> GroupedBars:
        rows = tuple((key, name, (women, men)) for key, name, women, men in self.bands)
        return GroupedBars(self.title, self.unit, self.sides, rows, self.writing)

    def data(self) -> pl.DataFrame:
        """Return ``group``, ``key``, ``name``, ``value``, ``status``."""
        return self._grouped().data()

    def alt_text(self) -> str:
        """Return the largest band of each side, and how many figures are hidden."""
        parts = [_("Age and sex pyramid. {title}.").format(title=self.title)]
        for side, place in zip(self.sides, (2, 3), strict=True):
            data = [Datum(band[0], band[1], band[place]) for band in self.bands]  # type: ignore[arg-type]
            parts.append(f"{side}: {canvas.extremes(data, self.writing)}")
        return " ".join(parts)

    def draw(self, width: float, height: float, palette: Palette = LIGHT) -> Chart:
        """Draw the bands with their figures at the outer ends."""
        drawing = Drawing(width, height)
        for shape in self._shapes(width, height, palette):
            drawing.add(shape)
        return Chart(drawing, self.title, self.alt_text(), self.data(), self.unit)

    def _shapes(self, w: float, h: float, palette: Palette) -> Iterator[object]:
        half = canvas.widest((band[1] for band in self.bands), size=SMALL) / 2 + 6
        numbers = [canvas.words(f, self.writing) for band in self.bands for f in band[2:]]
        room = w / 2 - half - canvas.widest(numbers, size=SMALL) - 5
        top = canvas.largest(f for band in self.bands for f in band[2:]) or 1
        step = (h - 14) / max(len(self.bands), 1)
        colours = (palette.second, palette.accent)
        for side, word in enumerate(self.sides):
            x = w / 2 + (half if side else -half)
            anchor = "start" if side else "end"
            yield canvas.text(x, h - 8, word, palette.ink, anchor=anchor, font=SEMIBOLD)
        for number, (key, name, *figures) in enumerate(self.bands):
            y = number * step + step * 0.12
            thick = step * 0.76
            middle = y + thick / 2 - 2.4
            yield canvas.text(w / 2, middle, name, palette.muted, anchor="middle", size=SMALL)
            for side, figure in enumerate(figures):
                sign = 1 if side else -1
                length = room * (figure.value or 0) / top
                start = w / 2 + sign * half
                hover = canvas.hover(f"{name}, {self.sides[side]}", figure, self.writing)
                if figure.hidden:
                    square = canvas.box(start if side else start - 9, y, 9, min(thick, 9))
                    shape = canvas.hatched(square, palette.hatch, 2.2)
                    end = start + sign * 12
                else:
                    left = start if side else start - length
                    shape = canvas.rectangle(left, y, max(length, 0.5), thick, colours[side])
                    end = start + sign * (length + 3)
                yield canvas.marked(shape, f"{key}|{self.sides[side]}", hover)
                anchor = "start" if side else "end"
                words = canvas.words(figure, self.writing)
                yield canvas.text(end, middle, words, palette.muted, anchor=anchor, size=SMALL)


@dataclass(frozen=True, slots=True)
class Corridor:
    """One flow as both ends saw it: what the sender and the receiver counted."""

    key: str
    name: str
    sent: Figure
    received: Figure
    asymmetry: str = ""


@dataclass(frozen=True, slots=True)
class Corridors:
    """Pairs of countries, each flow as counted at both ends, with the asymmetry in words."""

    title: str
    unit: str
    corridors: tuple[Corridor, ...]
    sides: tuple[str, str]
    writing: Writing

    def _grouped(self) -> GroupedBars:
        rows = tuple((c.key, c.name, (c.sent, c.received)) for c in self.corridors)
        return GroupedBars(self.title, self.unit, self.sides, rows, self.writing)

    def data(self) -> pl.DataFrame:
        """Return ``group``, ``key``, ``name``, ``value``, ``status``."""
        return self._grouped().data()

    def alt_text(self) -> str:
        """Return every figure in words, the asymmetry after each pair."""
        pairs = [
            _("{name}: {sent} against {received}{asymmetry}.").format(
                name=c.name,
                sent=canvas.words(c.sent, self.writing),
                received=canvas.words(c.received, self.writing),
                asymmetry=f" ({c.asymmetry})" if c.asymmetry else "",
            )
            for c in self.corridors
        ]
        return " ".join([_("Bar chart. {title}.").format(title=self.title), *pairs])

    def draw(self, width: float, height: float, palette: Palette = LIGHT) -> Chart:
        """Draw both counts of each corridor, the asymmetry at the right edge."""
        room = canvas.widest((c.asymmetry for c in self.corridors), SEMIBOLD) + 8
        chart = self._grouped().draw(width - room, height, palette)
        drawing = chart.drawing
        drawing.width = width
        step, thick = self._grouped().spacing(height - 18)
        for number, corridor in enumerate(self.corridors):
            y = height - 18 - number * step - thick - 2.7
            drawing.add(
                canvas.text(width, y, corridor.asymmetry, palette.ink, anchor="end", font=SEMIBOLD)
            )
        return Chart(drawing, self.title, self.alt_text(), self.data(), self.unit)
