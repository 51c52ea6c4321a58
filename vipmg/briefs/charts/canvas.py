"""What all charts share: palettes, data, words beside marks, hatching, round axis steps."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

import polars as pl
from reportlab.graphics.shapes import Drawing, Line, Path, Rect, String
from reportlab.lib.colors import Color, HexColor

from vipmg.briefs.figures import Figure
from vipmg.briefs.numbers import Writing
from vipmg.briefs.typefaces import REGULAR, shorten, width, wrap
from vipmg.i18n import _

LABEL, SMALL = 8.0, 7.0
"""Sizes of type in points: names and values; axes and legends."""


@dataclass(frozen=True, slots=True)
class Palette:
    """Colours by what they mean; each is told from the others by lightness, too.

    Attributes:
        paper, ink, muted, rule: ground, text, secondary text (contrast of at least 4.5:1 on
            paper), thin lines.
        accent, second, third: series and groups; blue and orange stay apart for colour-blind
            readers, and dark from light on a grey printer.
        second_ink: `second` for words, with the contrast that words need.
        older: series of earlier years, nearest first.
        steps: classes of a map, low to high.
        hatch, missing: hidden figures; areas with no data.
        outline: between areas of a map.
    """

    paper: Color
    ink: Color
    muted: Color
    rule: Color
    accent: Color
    second: Color
    second_ink: Color
    third: Color
    older: tuple[Color, ...]
    steps: tuple[Color, ...]
    hatch: Color
    missing: Color
    outline: Color


def _colours(*codes: str) -> tuple[Color, ...]:
    return tuple(HexColor(code) for code in codes)


LIGHT = Palette(
    paper=HexColor("#FFFFFF"),
    ink=HexColor("#1B2430"),
    muted=HexColor("#566171"),
    rule=HexColor("#D9DEE5"),
    accent=HexColor("#0B4F9E"),
    second=HexColor("#E08A1E"),
    second_ink=HexColor("#9A5600"),
    third=HexColor("#7FA8D6"),
    older=_colours("#D9730D", "#7A8697", "#A9B2BE"),
    steps=_colours("#DCE9F7", "#A9CBEC", "#6AA3DA", "#2D73BC", "#0B4A8F"),
    hatch=HexColor("#8A94A3"),
    missing=HexColor("#ECEEF1"),
    outline=HexColor("#FFFFFF"),
)
DARK = Palette(
    paper=HexColor("#161B22"),
    ink=HexColor("#E8ECF1"),
    muted=HexColor("#A3AEBD"),
    rule=HexColor("#333C48"),
    accent=HexColor("#6FB1FF"),
    second=HexColor("#F2A94B"),
    second_ink=HexColor("#F2A94B"),
    third=HexColor("#3E6A9E"),
    older=_colours("#F2A94B", "#8D98A8", "#626D7C"),
    steps=_colours("#1E3A5C", "#275A8F", "#3A7CC0", "#6BA8E5", "#B5D6F8"),
    hatch=HexColor("#8A94A3"),
    missing=HexColor("#2A313B"),
    outline=HexColor("#161B22"),
)


@dataclass(frozen=True, slots=True)
class Datum:
    """One figure with its name: a department, an age band, a country."""

    key: str
    label: str
    figure: Figure


@dataclass(frozen=True, slots=True, eq=False)
class Chart:
    """A chart that has been drawn.

    Attributes:
        drawing: vectors, `drawing.width` by `drawing.height` points, origin bottom left.
        title: the one thing it shows, with period.
        alt_text: what a person who cannot see it is told.
        data: every figure behind it; ``value`` is null and ``status`` says so where hidden.
        unit: what is counted.
    """

    drawing: Drawing
    title: str
    alt_text: str
    data: pl.DataFrame = field(repr=False)
    unit: str


class Definition(Protocol):
    """Anything that can be drawn as a chart."""

    @property
    def title(self) -> str:
        """What it shows."""

    @property
    def unit(self) -> str:
        """What is counted."""

    def draw(self, width: float, height: float, palette: Palette = LIGHT) -> Chart:
        """Draw it `width` by `height` points large."""

    def data(self) -> pl.DataFrame:
        """Return every figure behind it."""


def hover(name: str, figure: Figure, writing: Writing) -> str:
    """Return what is shown beside the pointer: ``Cortés: 7,100``."""
    return f"{name}: {words(figure, writing)}"


def words(figure: Figure, writing: Writing) -> str:
    """Return a figure as text: a number, “hidden” or “no data”, in the language in force."""
    if figure.value is not None:
        return writing.count(figure.value)
    return _("hidden") if figure.hidden else _("no data")


def status(figure: Figure) -> str:
    """Return the figure's status as a word for a column of data."""
    if figure.value is not None:
        return _("shown")
    return _("hidden") if figure.hidden else _("no data")


def marked(shape: Any, key: str, text: str) -> Any:
    """Return `shape` with the code and the words of the value it stands for."""
    vars(shape).update(key=key, hover=text)
    return shape


def text(
    x: float,
    y: float,
    content: str,
    colour: Color,
    *,
    anchor: str = "start",
    size: float = LABEL,
    font: str = REGULAR,
) -> String:
    """Return a line of text whose baseline starts, has its middle or ends at `x`, `y`."""
    return String(
        round(x, 2),
        round(y, 2),
        content,
        fontName=font,
        fontSize=size,
        fillColor=colour,
        textAnchor=anchor,
    )


def rectangle(x: float, y: float, w: float, h: float, colour: Color) -> Rect:
    """Return a filled rectangle without an edge."""
    return Rect(
        round(x, 2), round(y, 2), round(w, 2), round(h, 2), fillColor=colour, strokeColor=None
    )


def rule(x1: float, y1: float, x2: float, y2: float, colour: Color, thick: float = 0.6) -> Line:
    """Return a straight line."""
    return Line(
        round(x1, 2),
        round(y1, 2),
        round(x2, 2),
        round(y2, 2),
        strokeColor=colour,
        strokeWidth=thick,
    )


def hatched(rings: Sequence[Sequence[tuple[float, float]]], colour: Color, step: float = 3) -> Path:
    """Return slanting lines that fill `rings` (even-odd): the mark of a hidden figure."""
    path = Path(strokeColor=colour, strokeWidth=0.5, fillColor=None)
    points = [point for ring in rings for point in ring]
    low = min(y - x for x, y in points)
    high = max(y - x for x, y in points)
    for number in range(1, math.ceil((high - low) / (step * math.sqrt(2)))):
        offset = low + number * step * math.sqrt(2)
        crossings = sorted(x for ring in rings for x in _crossings(ring, offset))
        for start, end in zip(crossings[::2], crossings[1::2], strict=False):
            path.moveTo(round(start, 1), round(start + offset, 1))
            path.lineTo(round(end, 1), round(end + offset, 1))
    return path


def _crossings(ring: Sequence[tuple[float, float]], offset: float) -> Iterable[float]:
    """Yield x where the line y = x + offset crosses the ring."""
    for (x1, y1), (x2, y2) in zip(ring, [*ring[1:], ring[0]], strict=True):
        before, after = y1 - x1 - offset, y2 - x2 - offset
        if (before < 0) != (after < 0):
            yield x1 + (x2 - x1) * before / (before - after)


def box(x: float, y: float, w: float, h: float) -> list[list[tuple[float, float]]]:
    """Return a rectangle as rings, for `hatched`."""
    return [[(x, y), (x + w, y), (x + w, y + h), (x, y + h)]]


def ticks(largest: float, about: int = 4) -> list[float]:
    """Return round steps from 0 to at least `largest`, `about` of them."""
    if largest <= 0:
        return [0, 1]
    raw = largest / about
    size = 10 ** math.floor(math.log10(raw))
    step = next(size * m for m in (1, 2, 2.5, 5, 10) if size * m >= raw)
    step = max(step, 1)
    return [step * n for n in range(math.ceil(largest / step - 1e-9) + 1)]


def apart(places: Sequence[float], gap: float, low: float, high: float) -> list[float]:
    """Return `places` moved as little as needed to be `gap` apart, within `low` to `high`."""
    order = sorted(range(len(places)), key=lambda n: places[n])
    moved = [places[n] for n in order]
    for n in range(1, len(moved)):
        moved[n] = max(moved[n], moved[n - 1] + gap)
    ceiling = high
    for n in reversed(range(len(moved))):
        moved[n] = max(low, min(moved[n], ceiling))
        ceiling = moved[n] - gap
    result = [0.0] * len(places)
    for place, n in zip(moved, order, strict=True):
        result[n] = place
    return result


def widest(labels: Iterable[str], font: str = REGULAR, size: float = LABEL) -> float:
    """Return the width of the widest label in points; 0 of none."""
    return max((width(label, font, size) for label in labels), default=0.0)


def row_name(
    words: str, end: float, middle: float, room: float, height: float, colour: Color
) -> list[String]:
    """Return the name of a row, ending at `end`: in two lines where one is too narrow."""
    lines = wrap(words, REGULAR, LABEL, room)
    if len(lines) > 2 or height < 2 * LABEL:
        lines = [words] if height < 2 * LABEL else [lines[0], " ".join(lines[1:])]
    lines = [shorten(line, REGULAR, LABEL, room) for line in lines]
    top = middle + (len(lines) - 1) * LABEL * 0.55 - LABEL * 0.34
    return [
        text(end, top - number * LABEL * 1.1, line, colour, anchor="end")
        for number, line in enumerate(lines)
    ]


def hidden_mark(x: float, y: float, h: float, palette: Palette) -> list[Any]:
    """Return a hatched square and the word “hidden” beside it; always of the same size."""
    side = min(h, 10.0)
    bottom = y + (h - side) / 2
    return [
        hatched(box(x, bottom, side, side), palette.hatch, 2.2),
        text(x + side + 4, y + h / 2 - 2.6, _("hidden"), palette.muted, size=SMALL),
    ]


def largest(figures: Iterable[Figure]) -> int:
    """Return the largest figure shown; 0 of none."""
    return max((f.value for f in figures if f.value is not None), default=0)


def extremes(data: Sequence[Datum], writing: Writing) -> str:
    """Return a sentence with the largest and the smallest figure shown, for text alternatives."""
    shown = [d for d in data if d.figure.value is not None]
    hidden = sum(d.figure.hidden for d in data)
    sentences = []
    if shown:
        top = max(shown, key=lambda d: d.figure.value or 0)
        low = min(shown, key=lambda d: d.figure.value or 0)
        sentences.append(
            _("Largest: {top} ({most}). Smallest: {low} ({least}).").format(
                top=top.label,
                most=words(top.figure, writing),
                low=low.label,
                least=words(low.figure, writing),
            )
        )
    if hidden:
        sentences.append(_("Hidden figures: {count}.").format(count=hidden))
    return " ".join(sentences)
