"""A map of departments coloured by class, the hidden ones hatched, those with no data grey."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import polars as pl
from reportlab.graphics.shapes import Drawing, Polygon
from reportlab.lib.colors import Color

from vipmg.briefs import geography
from vipmg.briefs.charts import canvas
from vipmg.briefs.charts.bars import Bars
from vipmg.briefs.charts.canvas import LIGHT, SMALL, Chart, Datum, Palette
from vipmg.briefs.figures import ABSENT
from vipmg.briefs.numbers import Writing
from vipmg.i18n import _

LEGEND = 30.0
"""Height kept under the map for the legend, in points."""


@dataclass(frozen=True, slots=True)
class Map:
    """First-level areas of one country by a figure.

    Attributes:
        country: ISO 3166-1 alpha-2.
        areas: one figure an area, keyed by ISO 3166-2 code; an area not named is “no data”.
    """

    title: str
    unit: str
    country: str
    areas: tuple[Datum, ...]
    writing: Writing

    def data(self) -> pl.DataFrame:
        """Return ``key``, ``name``, ``value``, ``status``."""
        return Bars(self.title, self.unit, self.areas, self.writing).data()

    def alt_text(self) -> str:
        """Return the largest and the smallest, and how many are hidden."""
        begin = _("Map. {title}.").format(title=self.title)
        return f"{begin} {canvas.extremes(self.areas, self.writing)}".strip()

    def draw(self, width: float, height: float, palette: Palette = LIGHT) -> Chart:
        """Draw the map over its legend. A country without outlines gives the legend alone."""
        drawing = Drawing(width, height)
        known = {datum.key: datum for datum in self.areas}
        limits = classes([d.figure.value for d in self.areas if d.figure.value is not None])
        shapes = geography.areas(self.country)
        missing = False
        if shapes:
            for outline in geography.fit(shapes, width, height - LEGEND - 4):
                missing |= outline.code not in known or known[outline.code].figure == ABSENT
                for shape in self._area(outline, known, limits, palette):
                    drawing.add(shape)
        for shape in self._legend(width, limits, missing, palette):
            drawing.add(shape)
        return Chart(drawing, self.title, self.alt_text(), self.data(), self.unit)

    def _area(
        self,
        outline: geography.Outline,
        known: Mapping[str, Datum],
        limits: Sequence[int],
        palette: Palette,
    ) -> Iterator[object]:
        datum = known.get(outline.code) or Datum(outline.code, outline.name, ABSENT)
        hover = canvas.hover(datum.label, datum.figure, self.writing)
        colour = palette.missing
        if datum.figure.value is not None:
            colour = colours(limits, palette)[class_of(datum.figure.value, limits)]
        elif datum.figure.hidden:
            colour = palette.paper
        rings = [[(x, y + LEGEND + 4) for x, y in ring] for ring in outline.rings]
        for ring in rings:
            edge = palette.hatch if datum.figure.hidden else palette.outline
            shape = Polygon(
                [round(c, 1) for point in ring[:-1] for c in point],
                fillColor=colour,
                strokeColor=edge,
                strokeWidth=0.5,
                strokeLineJoin=1,
            )
            yield canvas.marked(shape, outline.code, hover)
        if datum.figure.hidden:
            yield canvas.marked(canvas.hatched(rings, palette.hatch), outline.code, hover)

    def _legend(
        self, w: float, limits: Sequence[int], missing: bool, palette: Palette
    ) -> Iterator[object]:
        yield canvas.text(0, 22, self.unit, palette.muted, size=SMALL)
        number = len(limits) - 1
        step = min(44.0, (w - 120) / max(number, 1))
        for place, colour in enumerate(colours(limits, palette)):
            yield canvas.rectangle(place * (step + 1), 11, step, 8, colour)
        for place, limit in enumerate(limits):
            anchor = "start" if place == 0 else ("end" if place == number else "middle")
            label = self.writing.count(limit)
            x = place * (step + 1)
            yield canvas.text(x, 3, label, palette.muted, anchor=anchor, size=SMALL)
        x = number * (step + 1) + 10 if limits else 0.0
        if any(d.figure.hidden for d in self.areas):
            yield canvas.hatched(canvas.box(x, 11, 12, 8), palette.hatch, 2.2)
            yield canvas.text(x + 16, 12.4, _("hidden"), palette.muted, size=SMALL)
            x += 26 + canvas.widest([_("hidden")], size=SMALL)
        if missing:
            yield canvas.rectangle(x, 11, 12, 8, palette.missing)
            yield canvas.text(x + 16, 12.4, _("no data"), palette.muted, size=SMALL)


def classes(values: Sequence[int], wanted: int = 5) -> list[int]:
    """Return the limits of at most `wanted` classes of about equal numbers of areas.

    Limits are rounded to two significant digits; each but the last is the lowest value of its
    class, the last one the largest value. Fewer classes where values repeat.
    """
    if not values:
        return []
    ordered = sorted(values)
    limits = [ordered[0]]
    for number in range(1, wanted):
        limit = _rounded(ordered[len(ordered) * number // wanted])
        if limits[-1] < limit <= ordered[-1]:
            limits.append(limit)
    if limits[-1] != ordered[-1] or len(limits) == 1:
        limits.append(ordered[-1])
    return limits


def class_of(value: int, limits: Sequence[int]) -> int:
    """Return the number of the class `value` falls in, from 0."""
    return max(0, sum(value >= limit for limit in limits[:-1]) - 1)


def colours(limits: Sequence[int], palette: Palette) -> list[Color]:
    """Return one colour a class, light to dark over the whole range."""
    number = len(limits) - 1
    if number < 1:
        return []
    last = len(palette.steps) - 1
    return [palette.steps[round(n * last / max(number - 1, 1))] for n in range(number)]


def _rounded(value: int) -> int:
    if value < 100:
        return value
    size = 10 ** (int(math.log10(value)) - 1)
    return int(value // size * size)
