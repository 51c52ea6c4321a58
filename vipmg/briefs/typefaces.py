"""The typeface of briefs and charts: Source Sans 3, embedded, with figures of equal width.

reportlab has no OpenType features; Source Sans 3 has tabular figures by default. The files are
unmodified (Reserved Font Name) and come with their licence in `fonts/OFL.txt`.
"""

from functools import cache
from pathlib import Path

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

FONTS = Path(__file__).parent / "fonts"
REGULAR, SEMIBOLD, BOLD = "SourceSans3", "SourceSans3-SemiBold", "SourceSans3-Bold"
FILES = {
    REGULAR: FONTS / "SourceSans3-Regular.ttf",
    SEMIBOLD: FONTS / "SourceSans3-SemiBold.ttf",
    BOLD: FONTS / "SourceSans3-Bold.ttf",
}


@cache
def register() -> None:
    """Make the typeface known to reportlab and the base font of everything it draws.

    Must run before `reportlab.graphics.shapes` is first imported: that module takes the base
    font at import, and an unembedded Helvetica on a page is against PDF/A and PDF/UA.
    """
    for name, file in FILES.items():
        pdfmetrics.registerFont(TTFont(name, str(file), asciiReadable=False))
    pdfmetrics.registerFontFamily(REGULAR, REGULAR, SEMIBOLD, REGULAR, BOLD, baseFontFor="all")


def width(text: str, font: str, size: float) -> float:
    """Return the width of `text` in points."""
    register()
    return float(pdfmetrics.stringWidth(text, font, size))


def wrap(text: str, font: str, size: float, room: float) -> list[str]:
    """Break `text` at spaces into lines no wider than `room`, the last never one short word.

    A no-break space is never broken; a word wider than `room` stands alone on its line.
    """
    lines: list[list[str]] = [[]]
    for word in text.split(" "):
        if lines[-1] and width(" ".join([*lines[-1], word]), font, size) > room:
            lines.append([])
        lines[-1].append(word)
    if len(lines) > 1 and len(lines[-1]) == 1 and len(lines[-2]) > 2 and len(lines[-1][0]) < 12:
        moved = lines[-2].pop()
        if width(" ".join([moved, *lines[-1]]), font, size) <= room:
            lines[-1].insert(0, moved)
        else:
            lines[-2].append(moved)
    return [" ".join(line) for line in lines]


def shorten(text: str, font: str, size: float, room: float) -> str:
    """Return `text`, or its beginning with an ellipsis where it is wider than `room`."""
    if width(text, font, size) <= room:
        return text
    while text and width(text + "…", font, size) > room:
        text = text[:-1]
    return text.rstrip() + "…"
