"""A chart as SVG that looks the same where the typeface is not installed."""

import re
from html import escape, unescape

from reportlab.graphics import renderSVG

from vipmg.briefs.charts import Chart
from vipmg.briefs.typefaces import REGULAR, width

FAMILY = "font-family: 'Source Sans 3', 'Segoe UI', Arial, sans-serif; font-weight: {weight}"
_TEXT = re.compile(
    r'<text (?P<place>[^>]*?)style="font-family: (?P<font>[\w-]+); '
    r'font-size: (?P<size>[\d.]+)px;(?P<rest>[^"]*)"(?P<more>[^>]*)>(?P<words>[^<]*)</text>'
)


def to_svg(chart: Chart) -> str:
    """Return the chart as one ``<svg>`` element with its text alternative.

    Each line of text is given the width it has in Source Sans 3, so that another typeface
    is squeezed and not cut. Clip paths and identifiers are left out: charts stay on their paper,
    and a page may hold several.
    """
    svg = renderSVG.drawToString(chart.drawing)
    svg = re.sub(r"<clipPath.*?</clipPath>", "", svg[svg.index("<svg") :], flags=re.DOTALL)
    svg = re.sub(r' (clip-path|id)="[^"]*"', "", svg).replace(": None;", ": none;")
    svg = _TEXT.sub(_fitted, svg)
    return svg.replace("<svg", f'<svg role="img" aria-label="{escape(chart.alt_text)}"', 1)


def _fitted(found: re.Match[str]) -> str:
    font, size = found["font"], float(found["size"])
    long = width(unescape(found["words"]), font, size)
    family = FAMILY.format(weight=400 if font == REGULAR else 600)
    return (
        f'<text {found["place"]}textLength="{long:.1f}" lengthAdjust="spacingAndGlyphs" '
        f'style="{family}; font-size: {size}px;{found["rest"]}"{found["more"]}>'
        f"{found['words']}</text>"
    )
