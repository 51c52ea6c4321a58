"""Icons: Lucide outlines (ISC licence) in the colour of the theme, sharp on every screen."""

from functools import cache
from pathlib import Path

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QAbstractButton, QApplication

FOLDER = Path(__file__).parent / "icons"


@cache
def _outline(name: str) -> str:
    return (FOLDER / f"{name}.svg").read_text(encoding="utf-8")


def picture(name: str, colour: str, pixels: int = 18, ratio: float = 1.0) -> QPixmap:
    """Return icon `name` in `colour` (``#rrggbb``), for a screen of `ratio` device pixels."""
    renderer = QSvgRenderer(QByteArray(_outline(name).replace("currentColor", colour).encode()))
    side = round(pixels * ratio)
    pixmap = QPixmap(side, side)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    renderer.render(painter, QRectF(0, 0, side, side))
    painter.end()
    pixmap.setDevicePixelRatio(ratio)
    return pixmap


@cache
def icon(name: str, colour: str, pixels: int = 18) -> QIcon:
    """Return icon `name` in `colour`, drawn for screens of 1, 2 and 3 device pixels."""
    made = QIcon()
    for ratio in (1.0, 2.0, 3.0):
        made.addPixmap(picture(name, colour, pixels, ratio))
    return made


def set_icon(button: QAbstractButton, name: str, tone: str = "muted") -> None:
    """Give `button` an icon in the token `tone`; a change of theme tints it again."""
    button.setProperty("icon_name", name)
    button.setProperty("icon_tone", tone)
    tint(button)


def tint(button: QAbstractButton) -> None:
    """Draw the icon of `button` again, in the theme in force."""
    from ui.theme.apply import tokens

    name = button.property("icon_name")
    if name:
        button.setIcon(icon(name, getattr(tokens(), button.property("icon_tone"))))


def tint_all(app: QApplication) -> None:
    """Draw the icons of every button again, after a change of theme."""
    for widget in app.allWidgets():
        if isinstance(widget, QAbstractButton):
            tint(widget)
