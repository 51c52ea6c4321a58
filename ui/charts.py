"""Any `reportlab.graphics` Drawing on the screen, as it is on paper.

The walker knows shapes by the names of their classes, so that this module costs no import of
reportlab. A shape may carry `hover` (the words shown under the pointer and said by a screen
reader) and `key` (what `chosen` hands to the page); reportlab refuses attributes it does not know,
so they are set by ``vars(shape).update(hover=..., key=...)``.
"""

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import (
    QBrush,
    QColor,
    QFont,
    QFontDatabase,
    QFontMetricsF,
    QPainter,
    QPainterPath,
    QPen,
    QPolygonF,
    QTransform,
)

Ink = Callable[[QColor], QColor]
CAPS = (Qt.PenCapStyle.FlatCap, Qt.PenCapStyle.RoundCap, Qt.PenCapStyle.SquareCap)
JOINS = (Qt.PenJoinStyle.MiterJoin, Qt.PenJoinStyle.RoundJoin, Qt.PenJoinStyle.BevelJoin)


@dataclass(frozen=True, slots=True)
class Spot:
    """A place of a drawing that answers to the pointer, in the drawing's own coordinates."""

    path: QPainterPath
    words: str
    key: object


def as_printed(colour: QColor) -> QColor:
    """Leave `colour` as on paper."""
    return colour


def for_dark(colour: QColor) -> QColor:
    """Turn light into dark and dark into light, keeping the hue: a chart at night."""
    hue, saturation = colour.hslHueF(), colour.hslSaturationF()
    lightness, alpha = colour.lightnessF(), colour.alphaF()
    turned = 0.10 + (1 - lightness) * 0.86
    return QColor.fromHslF(max(hue, 0.0), saturation, min(turned, 1.0), alpha)


def paint(painter: QPainter, drawing: Any, box: QRectF, ink: Ink = as_printed) -> list[Spot]:
    """Paint `drawing` into `box`, keeping its proportions; return its spots.

    The spots are in the drawing's coordinates (points, y upwards); `placing` maps them to `box`.
    """
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setTransform(placing(drawing, box), combine=True)
    spots: list[Spot] = []
    for shape in _contents(drawing):
        _Walker(painter, ink, spots).walk(shape, QTransform())
    painter.restore()
    return spots


def placing(drawing: Any, box: QRectF) -> QTransform:
    """Return how the drawing's coordinates come to lie in `box`."""
    scale = min(box.width() / drawing.width, box.height() / drawing.height)
    left = box.x() + (box.width() - drawing.width * scale) / 2
    foot = box.y() + (box.height() + drawing.height * scale) / 2
    return QTransform(scale, 0, 0, -scale, left, foot)


@cache
def font_of(name: str) -> QFont:
    """Return the screen's form of the font that reportlab knows as `name`."""
    from reportlab.pdfbase import pdfmetrics

    face = getattr(pdfmetrics.getFont(name), "face", None)
    file = getattr(face, "filename", None)
    if file:
        families = QFontDatabase.applicationFontFamilies(
            QFontDatabase.addApplicationFont(str(file))
        )
        if families:
            font = QFont(families[0])
            style = getattr(face, "styleName", b"Regular")
            font.setStyleName(style.decode("latin-1") if isinstance(style, bytes) else style)
            return font
    font = QFont("Inter")
    font.setBold("Bold" in name)
    font.setItalic("Oblique" in name or "Italic" in name)
    return font


class _Walker:
    """Paints shapes one after the other and notes those that answer to the pointer."""

    def __init__(self, painter: QPainter, ink: Ink, spots: list[Spot]) -> None:
        self._painter, self._ink, self._spots = painter, ink, spots

    def walk(self, shape: Any, placed: QTransform) -> None:
        kinds = {kind.__name__ for kind in type(shape).__mro__}
        if "Group" in kinds:
            self._group(shape, placed)
        elif "String" in kinds:
            self._string(shape)
            self._note(shape, _text_box(shape), placed)
        elif hasattr(shape, "provideNode"):
            self.walk(shape.provideNode(), placed)
        else:
            self._outline(shape, kinds, placed)

    def _group(self, group: Any, placed: QTransform) -> None:
        self._painter.save()
        own = QTransform(*group.transform)
        self._painter.setTransform(own, combine=True)
        outline = QPainterPath()
        for shape in _contents(group):
            self.walk(shape, own * placed)
            if getattr(group, "hover", None) and hasattr(shape, "getBounds"):
                left, low, right, high = shape.getBounds()
                outline.addRect(left, low, right - left, high - low)
        self._painter.restore()
        self._note(group, outline, own * placed)

    def _outline(self, shape: Any, kinds: set[str], placed: QTransform) -> None:
        path = next((_PATHS[kind](shape) for kind in _PATHS if kind in kinds), None)
        if path is None:
            return
        if getattr(shape, "isClipPath", 0):
            self._painter.setClipPath(path, Qt.ClipOperation.IntersectClip)
            return
        filled = "Line" not in kinds and "PolyLine" not in kinds
        self._painter.setPen(_pen(shape, self._ink))
        self._painter.setBrush(_brush(shape, self._ink) if filled else Qt.BrushStyle.NoBrush)
        self._painter.drawPath(path)
        self._note(shape, path, placed)

    def _string(self, string: Any) -> None:
        font = QFont(font_of(string.fontName))
        font.setPixelSize(100)
        scale = string.fontSize / 100
        width = QFontMetricsF(font).horizontalAdvance(string.text)
        self._painter.save()
        self._painter.translate(string.x, string.y)
        self._painter.scale(scale, -scale)
        self._painter.setFont(font)
        colour = _colour(string.fillColor, None, self._ink)
        self._painter.setPen(colour or Qt.GlobalColor.transparent)
        self._painter.drawText(QPointF(-width * _anchor(string), 0), string.text)
        self._painter.restore()

    def _note(self, shape: Any, path: QPainterPath, placed: QTransform) -> None:
        words = getattr(shape, "hover", None)
        if words:
            self._spots.append(Spot(placed.map(path), str(words), getattr(shape, "key", None)))


def _contents(group: Any) -> Iterator[Any]:
    yield from group.contents


def _anchor(string: Any) -> float:
    return {"middle": 0.5, "end": 1.0}.get(getattr(string, "textAnchor", "start"), 0.0)


def _text_box(string: Any) -> QPainterPath:
    path = QPainterPath()
    if getattr(string, "hover", None):
        left, low, right, high = string.getBounds()
        path.addRect(left, low, right - left, high - low)
    return path


def _rectangle(shape: Any) -> QPainterPath:
    path = QPainterPath()
    path.addRoundedRect(shape.x, shape.y, shape.width, shape.height, shape.rx or 0, shape.ry or 0)
    return path


def _line(shape: Any) -> QPainterPath:
    path = QPainterPath(QPointF(shape.x1, shape.y1))
    path.lineTo(shape.x2, shape.y2)
    return path


def _circle(shape: Any) -> QPainterPath:
    path = QPainterPath()
    path.addEllipse(QPointF(shape.cx, shape.cy), shape.r, shape.r)
    return path


def _ellipse(shape: Any) -> QPainterPath:
    path = QPainterPath()
    path.addEllipse(QPointF(shape.cx, shape.cy), shape.rx, shape.ry)
    return path


def _points(numbers: Any) -> QPolygonF:
    return QPolygonF([QPointF(x, y) for x, y in zip(numbers[0::2], numbers[1::2], strict=True)])


def _polygon(shape: Any) -> QPainterPath:
    path = QPainterPath()
    path.addPolygon(_points(shape.points))
    path.closeSubpath()
    return path


def _polyline(shape: Any) -> QPainterPath:
    path = QPainterPath()
    path.addPolygon(_points(shape.points))
    return path


def _wedge(shape: Any) -> QPainterPath:
    drawn = shape.asPolygon()
    return (
        _polygon(drawn)
        if hasattr(drawn, "points") and not hasattr(drawn, "operators")
        else _path(drawn)
    )


def _path(shape: Any) -> QPainterPath:
    """Follow a path: 0 move, 1 line, 2 curve, 3 close (reportlab.graphics.shapes)."""
    path, points = QPainterPath(), iter(shape.points)
    even = getattr(shape, "fillMode", None) != 1
    path.setFillRule(Qt.FillRule.OddEvenFill if even else Qt.FillRule.WindingFill)
    for operator in shape.operators:
        if operator == 0:
            path.moveTo(next(points), next(points))
        elif operator == 1:
            path.lineTo(next(points), next(points))
        elif operator == 2:
            path.cubicTo(*(next(points) for _ in range(6)))
        else:
            path.closeSubpath()
    return path


_PATHS: dict[str, Callable[[Any], QPainterPath]] = {
    "Rect": _rectangle,
    "Line": _line,
    "Circle": _circle,
    "Ellipse": _ellipse,
    "Wedge": _wedge,
    "Polygon": _polygon,
    "PolyLine": _polyline,
    "Path": _path,
}


def _colour(colour: Any, opacity: float | None, ink: Ink) -> QColor | None:
    if colour is None:
        return None
    alpha = opacity if opacity is not None else getattr(colour, "alpha", 1) or 0
    return ink(QColor.fromRgbF(colour.red, colour.green, colour.blue, float(alpha)))


def _brush(shape: Any, ink: Ink) -> QBrush:
    colour = _colour(getattr(shape, "fillColor", None), getattr(shape, "fillOpacity", None), ink)
    return QBrush(Qt.BrushStyle.NoBrush) if colour is None else QBrush(colour)


def _pen(shape: Any, ink: Ink) -> QPen:
    colour = _colour(
        getattr(shape, "strokeColor", None), getattr(shape, "strokeOpacity", None), ink
    )
    width = float(getattr(shape, "strokeWidth", 0) or 0)
    if colour is None or not width:
        return QPen(Qt.PenStyle.NoPen)
    pen = QPen(colour, width)
    pen.setCapStyle(CAPS[int(getattr(shape, "strokeLineCap", 0) or 0)])
    pen.setJoinStyle(JOINS[int(getattr(shape, "strokeLineJoin", 0) or 0)])
    dashes = getattr(shape, "strokeDashArray", None)
    if dashes:
        pen.setDashPattern(
            [max(length / width, 0.01) for length in dashes if not math.isnan(length)]
        )
    return pen
