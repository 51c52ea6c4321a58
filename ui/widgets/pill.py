"""A status: always a word, its colour only repeats it."""

from typing import Literal

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.theme import tabular, tokens
from ui.theme.apply import text_scale

Tone = Literal["good", "warn", "bad", "neutral", "accent"]
HEIGHT = 20


def colours(tone: Tone) -> tuple[str, str]:
    """Return the colours of word and ground for `tone`."""
    look = tokens()
    return {
        "good": (look.good, look.good_soft),
        "warn": (look.warn, look.warn_soft),
        "bad": (look.bad, look.bad_soft),
        "neutral": (look.muted, look.neutral_soft),
        "accent": (look.ink, look.soft),
    }[tone]


def pill_font(weight: QFont.Weight = QFont.Weight.Medium) -> QFont:
    """Return the font of the words in pills."""
    return tabular(round(12 * text_scale()), weight)


def paint_pill(painter: QPainter, box: QRectF, text: str, tone: Tone, font: QFont) -> None:
    """Paint a pill at the left of `box`, half-way down, with a dot before the word."""
    ink, ground = colours(tone)
    metrics = QFontMetricsF(font)
    height = max(HEIGHT, metrics.height() + 4)
    width = min(box.width(), metrics.horizontalAdvance(text) + 28)
    shape = QRectF(box.x(), box.center().y() - height / 2, width, height)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(ground))
    painter.drawRoundedRect(shape, height / 2, height / 2)
    painter.setBrush(QColor(ink))
    painter.drawEllipse(QRectF(shape.x() + 8, shape.center().y() - 3, 6, 6))
    painter.setPen(QColor(ink))
    painter.setFont(font)
    painter.drawText(
        shape.adjusted(19, 0, -6, 0),
        Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft,
        metrics.elidedText(text, Qt.TextElideMode.ElideRight, width - 25),
    )


class Pill(QWidget):
    """A status pill."""

    def __init__(self, text: str = "", tone: Tone = "neutral") -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.show_status(text, tone)

    def show_status(self, text: str, tone: Tone) -> None:
        """Show `text` in the colours of `tone`."""
        self._text, self._tone = text, tone
        self.setAccessibleName(text)
        self.setToolTip(text)
        self.updateGeometry()
        self.update()

    def text(self) -> str:
        """Return the word shown."""
        return self._text

    def sizeHint(self) -> QSize:
        """Return the room for the whole word."""
        metrics = QFontMetricsF(pill_font())
        return QSize(round(metrics.horizontalAdvance(self._text)) + 29, round(metrics.height()) + 8)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the pill."""
        painter = QPainter(self)
        paint_pill(painter, QRectF(self.rect()), self._text, self._tone, pill_font())
        painter.end()
