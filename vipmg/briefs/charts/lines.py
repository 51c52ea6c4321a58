"""Figures over time: lines with their names beside them, small multiples, sparklines."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import polars as pl
from reportlab.graphics.shapes import Circle, Drawing, PolyLine
from reportlab.lib.colors import Color

from vipmg.briefs.charts import canvas
from vipmg.briefs.charts.canvas import LABEL, LIGHT, SMALL, Chart, Palette
from vipmg.briefs.figures import ABSENT, Figure
from vipmg.briefs.numbers import Writing
from vipmg.briefs.typefaces import REGULAR, SEMIBOLD, shorten, width
from vipmg.i18n import _

DASHES: tuple[list[float] | None, ...] = (None, None, [4, 2], [1.5, 2])


@dataclass(frozen=True, slots=True)
class Series:
    """One line: its name and one figure for each step of the axis."""

    name: str
    figures: tuple[Figure, ...]


@dataclass(frozen=True, slots=True)
class Lines:
    """Several series on one axis that begins at zero; the first is the one that matters.

    Attributes:
        axis: a name for each step; `shown_axis` of them are written, evenly spread.
        series: of the same length as `axis`, the most important first.
        alike: draw all with the same weight (entries and exits), not the first in front of
            earlier ones (this year and the years before).
    """

    title: str
    unit: str
    axis: tuple[str, ...]
    series: tuple[Series, ...]
    writing: Writing
    alike: bool = False

    def data(self) -> pl.DataFrame:
        """Return ``series``, ``period``, ``value``, ``status``."""
        rows = [
            (series.name, step, figure.value, canvas.status(figure))
            for series in self.series
            for step, figure in zip(self.axis, series.figures, strict=True)
        ]
        return pl.DataFrame(
            rows,
            schema={
                "series": pl.String,
                "period": pl.String,
                "value": pl.Int64,
                "status": pl.String,
            },
            orient="row",
        )

    def alt_text(self) -> str:
        """Return what each line begins and ends with, its peak, and what is hidden."""
        parts = [_("Line chart. {title}.").format(title=self.title)]
        for series in self.series:
            data = [
                canvas.Datum("", step, figure)
                for step, figure in zip(self.axis, series.figures, strict=True)
            ]
            if summary := canvas.extremes(data, self.writing):
                parts.append(f"{series.name}: {summary}")
        return " ".join(parts)

    def draw(self, width: float, height: float, palette: Palette = LIGHT) -> Chart:
        """Draw the lines, their names at their ends."""
        drawing = Drawing(width, height)
        plot = _Plot.within(self, width, height)
        for shape in plot.grid(palette):
            drawing.add(shape)
        for number in reversed(range(len(self.series))):
            for shape in plot.line(number, palette):
                drawing.add(shape)
        for shape in plot.names(palette):
            drawing.add(shape)
        return Chart(drawing, self.title, self.alt_text(), self.data(), self.unit)


@dataclass(frozen=True, slots=True)
class _Plot:
    """The ground of `Lines`: where a step and a value lie, in points."""

    chart: Lines
    left: float
    right: float
    bottom: float
    top: float
    steps: tuple[float, ...]

    @classmethod
    def within(cls, chart: Lines, w: float, h: float) -> "_Plot":
        steps = canvas.ticks(canvas.largest(f for s in chart.series for f in s.figures))
        left = canvas.widest([chart.writing.short(s) for s in steps], size=SMALL) + 6
        right = canvas.widest([s.name for s in chart.series], SEMIBOLD) + 10
        return cls(chart, left, w - right, 16, h - 6, tuple(steps))

    def x(self, step: int) -> float:
        return self.left + (self.right - self.left) * step / max(len(self.chart.axis) - 1, 1)

    def y(self, value: float) -> float:
        return self.bottom + (self.top - self.bottom) * value / self.steps[-1]

    def colour(self, number: int, palette: Palette) -> Color:
        if number == 0:
            return palette.accent
        if self.chart.alike:
            return (palette.second, palette.muted, palette.third)[(number - 1) % 3]
        return palette.older[min(number - 1, len(palette.older) - 1)]

    def grid(self, palette: Palette) -> Iterator[object]:
        """Yield the level lines, their values and the names of the steps."""
        for step in self.steps:
            y = self.y(step)
            colour = palette.muted if step == 0 else palette.rule
            yield canvas.rule(self.left, y, self.right, y, colour, 0.7 if step == 0 else 0.5)
            label = self.chart.writing.short(step)
            yield canvas.text(
                self.left - 5, y - 2.4, label, palette.muted, anchor="end", size=SMALL
            )
        room = canvas.widest(self.chart.axis, size=SMALL) + 8
        fits = max(1, int((self.right - self.left) // room))
        every = -(-len(self.chart.axis) // fits)
        for step in range(0, len(self.chart.axis), every):
            label = self.chart.axis[step]
            x = max(self.x(step), canvas.widest([label], size=SMALL) / 2)
            yield canvas.text(x, 4, label, palette.muted, anchor="middle", size=SMALL)

    def line(self, number: int, palette: Palette) -> Iterator[object]:
        """Yield the pieces of one line, a point for each value, a mark for each hidden one."""
        series = self.chart.series[number]
        colour = self.colour(number, palette)
        thick = 2.0 if number == 0 or self.chart.alike else 1.1
        dash = DASHES[min(number, 3)]
        for run in _runs(series.figures):
            if len(run) > 1:
                points = [p for n, v in run for p in (round(self.x(n), 1), round(self.y(v), 1))]
                yield PolyLine(
                    points,
                    strokeColor=colour,
                    strokeWidth=thick,
                    strokeLineJoin=1,
                    strokeLineCap=1,
                    strokeDashArray=dash,
                    fillColor=None,
                )
        ends = _last(series.figures)
        for n, figure in enumerate(series.figures):
            name = f"{series.name}, {self.chart.axis[n]}"
            hover = canvas.hover(name, figure, self.chart.writing)
            key = f"{series.name}|{self.chart.axis[n]}"
            if figure.value is not None:
                seen = n == ends or len(series.figures) == 1
                spot = Circle(
                    round(self.x(n), 1),
                    round(self.y(figure.value), 1),
                    2.2 if seen else 3,
                    fillColor=colour if seen else None,
                    strokeColor=None,
                )
                yield canvas.marked(spot, key, hover)
            elif figure.hidden:
                shape = canvas.hatched(
                    canvas.box(self.x(n) - 3, self.bottom, 6, 9), palette.hatch, 2
                )
                yield canvas.marked(shape, key, hover)

    def names(self, palette: Palette) -> Iterator[object]:
        """Yield each series' name: in the margin, or above a line that ends earlier."""
        last = len(self.chart.axis) - 1
        margin: list[tuple[int, int]] = []
        early: list[tuple[int, int]] = []
        for number, series in enumerate(self.chart.series):
            end = _last(series.figures)
            if end is not None:
                (margin if end == last else early).append((number, end))
        wanted = [self.y(self._value(n, end)) - 2.8 for n, end in margin]
        for (number, _end), y in zip(
            margin, canvas.apart(wanted, 9.5, self.bottom - 3, self.top - 3), strict=True
        ):
            yield self._name(number, self.right + 6, y, palette, "start")
        for number, end in early:
            y = self.y(self._value(number, end)) + 7
            name = self.chart.series[number].name
            half = width(name, SEMIBOLD, LABEL) / 2 + 2
            yield canvas.rectangle(self.x(end) - half, y - 2, 2 * half, 10, palette.paper)
            yield self._name(number, self.x(end), y, palette, "middle")

    def _value(self, number: int, step: int) -> int:
        return self.chart.series[number].figures[step].value or 0

    def _name(self, number: int, x: float, y: float, palette: Palette, anchor: str) -> object:
        strong = number == 0 or self.chart.alike
        colour = self.colour(number, palette) if strong else palette.muted
        if colour == palette.second:
            colour = palette.second_ink
        font = SEMIBOLD if strong else REGULAR
        return canvas.text(x, y, self.chart.series[number].name, colour, anchor=anchor, font=font)


def _runs(figures: Sequence[Figure]) -> list[list[tuple[int, int]]]:
    """Return the stretches without a gap, as (step, value)."""
    runs: list[list[tuple[int, int]]] = [[]]
    for number, figure in enumerate(figures):
        if figure.value is None:
            runs.append([])
        else:
            runs[-1].append((number, figure.value))
    return [run for run in runs if run]


def trimmed(
    axis: tuple[str, ...], series: tuple[Series, ...]
) -> tuple[tuple[str, ...], tuple[Series, ...]]:
    """Return axis and series without the first steps for which no series has anything."""
    first = next((n for n in range(len(axis)) if any(s.figures[n] != ABSENT for s in series)), 0)
    return axis[first:], tuple(Series(s.name, s.figures[first:]) for s in series)


def _last(figures: Sequence[Figure]) -> int | None:
    return max((n for n, f in enumerate(figures) if f.value is not None), default=None)


@dataclass(frozen=True, slots=True)
class Sparkline:
    """A line without axes beside a headline figure; its last point is marked."""

    title: str
    unit: str
    axis: tuple[str, ...]
    figures: tuple[Figure, ...]
    writing: Writing

    def data(self) -> pl.DataFrame:
        """Return ``period``, ``value``, ``status``."""
        return (
            Lines(
                self.title, self.unit, self.axis, (Series(self.title, self.figures),), self.writing
            )
            .data()
            .drop("series")
        )

    def draw(self, width: float, height: float, palette: Palette = LIGHT) -> Chart:
        """Draw the line from its lowest to its highest value: form, not level."""
        drawing = Drawing(width, height)
        values = [f.value for f in self.figures if f.value is not None]
        low, span = min(values, default=0), (max(values, default=0) - min(values, default=0)) or 1
        steps = max(len(self.figures) - 1, 1)

        def place(step: int, value: int) -> tuple[float, float]:
            x = 2 + (width - 4) * step / steps
            return round(x, 1), round(2 + (height - 4) * (value - low) / span, 1)

        runs = _runs(self.figures)
        for run in runs:
            if len(run) > 1:
                drawing.add(
                    PolyLine(
                        [p for n, v in run for p in place(n, v)],
                        strokeColor=palette.accent,
                        strokeWidth=1.1,
                        strokeLineJoin=1,
                        strokeLineCap=1,
                        fillColor=None,
                    )
                )
        if runs:
            x, y = place(*runs[-1][-1])
            drawing.add(Circle(x, y, 1.6, fillColor=palette.accent, strokeColor=None))
        return Chart(drawing, self.title, self.title, self.data(), self.unit)


@dataclass(frozen=True, slots=True)
class SmallMultiples:
    """The same small line for each of several countries or groups, all on one scale."""

    title: str
    unit: str
    axis: tuple[str, ...]
    series: tuple[Series, ...]
    writing: Writing
    columns: int = 4

    def data(self) -> pl.DataFrame:
        """Return ``series``, ``period``, ``value``, ``status``."""
        return Lines(self.title, self.unit, self.axis, self.series, self.writing).data()

    def alt_text(self) -> str:
        """Return what the lines tell, one after the other."""
        lines = Lines(self.title, self.unit, self.axis, self.series, self.writing)
        return lines.alt_text()

    def draw(self, width: float, height: float, palette: Palette = LIGHT) -> Chart:
        """Draw a grid of panels, each with its name and its last value."""
        drawing = Drawing(width, height)
        columns = min(self.columns, len(self.series)) or 1
        rows = -(-len(self.series) // columns) or 1
        w, h = (width - 10 * (columns - 1)) / columns, (height - 8 * (rows - 1)) / rows
        top = canvas.largest(f for s in self.series for f in s.figures) or 1
        for number, series in enumerate(self.series):
            x = (number % columns) * (w + 10)
            y = height - (number // columns + 1) * h - (number // columns) * 8
            for shape in self._panel(series, x, y, w, h, top, palette):
                drawing.add(shape)
        return Chart(drawing, self.title, self.alt_text(), self.data(), self.unit)

    def _panel(
        self, series: Series, x: float, y: float, w: float, h: float, top: int, palette: Palette
    ) -> Iterator[object]:
        steps = max(len(self.axis) - 1, 1)
        name = shorten(series.name, SEMIBOLD, SMALL, w)
        yield canvas.text(x, y + h - 7, name, palette.ink, size=SMALL, font=SEMIBOLD)
        yield canvas.rule(x, y, x + w, y, palette.muted, 0.6)
        room = h - 22
        for run in _runs(series.figures):
            points = [
                p
                for n, v in run
                for p in (round(x + w * n / steps, 1), round(y + room * v / top, 1))
            ]
            if len(run) > 1:
                yield PolyLine(points, strokeColor=palette.accent, strokeWidth=1.3, fillColor=None)
        end = _last(series.figures)
        if end is None:
            label = _("hidden") if any(f.hidden for f in series.figures) else _("no data")
            yield canvas.text(x, y + 4, label, palette.muted, size=SMALL)
            return
        last = series.figures[end]
        hover = canvas.hover(f"{series.name}, {self.axis[end]}", last, self.writing)
        spot = Circle(
            round(x + w * end / steps, 1),
            round(y + room * (last.value or 0) / top, 1),
            1.8,
            fillColor=palette.accent,
            strokeColor=None,
        )
        yield canvas.marked(spot, series.name, hover)
        yield canvas.text(
            x + w,
            y + h - 16,
            canvas.words(last, self.writing),
            palette.muted,
            anchor="end",
            size=SMALL,
        )
