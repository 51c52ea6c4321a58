"""The pages of a PDF as pictures and as text. PDFium does one thing at a time."""

from dataclasses import dataclass
from threading import Lock

_ONE_AT_A_TIME = Lock()


@dataclass(frozen=True, slots=True)
class Sheet:
    """One page: RGB rows of `stride` bytes, and what a screen reader is told."""

    width: int
    height: int
    stride: int
    pixels: bytes
    text: str


def sheets(pdf: bytes, scale: float) -> list[Sheet]:
    """Return the pages of `pdf`; `scale` is pixels for each point."""
    from pypdfium2 import PdfDocument

    with _ONE_AT_A_TIME:
        document = PdfDocument(pdf)
        try:
            return [_sheet(page, scale) for page in document]
        finally:
            document.close()


def width_of(pdf: bytes) -> float:
    """Return the width of the first page in points."""
    from pypdfium2 import PdfDocument

    with _ONE_AT_A_TIME:
        document = PdfDocument(pdf)
        try:
            return float(document[0].get_width())
        finally:
            document.close()


def _sheet(page: object, scale: float) -> Sheet:
    bitmap = page.render(scale=scale, rev_byteorder=True)  # type: ignore[attr-defined]
    text = page.get_textpage().get_text_bounded()  # type: ignore[attr-defined]
    return Sheet(bitmap.width, bitmap.height, bitmap.stride, bytes(bitmap.buffer), text)
