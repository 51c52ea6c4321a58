"""Charts and maps, each from one definition, for paper and for screen.

A definition (`Lines`, `Bars`, `Pyramid`, ...) is a frozen object that holds its data and words;
``definition.draw(width, height, palette)`` returns a `Chart`: a `reportlab.graphics` drawing that
the PDF takes as vectors and the desktop paints, a text alternative, and the data as a frame.

Only these shapes are used, so that a painter needs no more: Rect, Line, PolyLine, Polygon, Path
(straight pieces only), Circle, String. A shape that stands for a value carries ``key`` (the code)
and ``hover`` (the words to show), both text. A hidden value has neither length nor number: a
hatched mark of fixed size says that it is hidden.
"""

from vipmg.briefs.typefaces import register

register()  # before any module below imports reportlab.graphics.shapes

from vipmg.briefs.charts.bars import Bars, Corridors, GroupedBars, Pyramid  # noqa: E402
from vipmg.briefs.charts.canvas import DARK, LIGHT, Chart, Datum, Definition, Palette  # noqa: E402
from vipmg.briefs.charts.lines import Lines, Series, SmallMultiples, Sparkline  # noqa: E402
from vipmg.briefs.charts.maps import Map  # noqa: E402

__all__ = [
    "DARK",
    "LIGHT",
    "Bars",
    "Chart",
    "Corridors",
    "Datum",
    "Definition",
    "GroupedBars",
    "Lines",
    "Map",
    "Palette",
    "Pyramid",
    "Series",
    "SmallMultiples",
    "Sparkline",
]
