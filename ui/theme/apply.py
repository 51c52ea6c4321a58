"""Put a theme on the application; every widget follows at once."""

from typing import Literal

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QColor, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

from ui.theme.fonts import load_fonts, tabular
from ui.theme.icons import tint_all
from ui.theme.sheet import FONT, sheet
from ui.theme.tokens import DARK, LIGHT, Tokens

Mode = Literal["light", "dark", "system"]
_DARK = "vipmg_dark"
_SCALE = "vipmg_text_scale"


def apply_theme(app: QApplication, mode: Mode, scale: float = 1.0) -> Tokens:
    """Dress `app` in the `light` or `dark` theme, or in the one the `system` uses.

    `scale` enlarges text, 1.0 to 1.5. Returns the tokens now in force.
    """
    load_fonts()
    dark = mode == "dark" or (
        mode == "system" and QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark
    )
    chosen = DARK if dark else LIGHT
    app.setProperty(_DARK, dark)
    app.setProperty(_SCALE, scale)
    if app.style().objectName() != "fusion":
        app.setStyle("Fusion")
    app.setPalette(_palette(chosen))
    app.setFont(tabular(round(FONT * scale)))
    app.setStyleSheet(sheet(chosen, scale))
    tint_all(app)
    return chosen


def tokens() -> Tokens:
    """Return the colours in force."""
    app = QCoreApplication.instance()
    return DARK if app is not None and app.property(_DARK) else LIGHT


def text_scale() -> float:
    """Return how much text is enlarged: 1.0 to 1.5."""
    app = QCoreApplication.instance()
    return float((app.property(_SCALE) if app is not None else None) or 1.0)


def _palette(colours: Tokens) -> QPalette:
    role = QPalette.ColorRole
    palette = QPalette()
    for which, colour in {
        role.Window: colours.ground,
        role.Base: colours.surface,
        role.AlternateBase: colours.ground,
        role.Button: colours.surface,
        role.ToolTipBase: colours.surface,
        role.WindowText: colours.text,
        role.Text: colours.text,
        role.ButtonText: colours.text,
        role.ToolTipText: colours.text,
        role.BrightText: colours.on_accent,
        role.PlaceholderText: colours.muted,
        role.Highlight: colours.accent,
        role.HighlightedText: colours.on_accent,
        role.Accent: colours.accent,
        role.Link: colours.accent,
        role.Mid: colours.edge,
        role.Dark: colours.edge,
        role.Light: colours.surface,
        role.Midlight: colours.line,
    }.items():
        palette.setColor(which, QColor(colour))
    for which in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, which, QColor(colours.edge))
    return palette
