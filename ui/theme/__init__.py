"""The look: colours, one style sheet made from them, fonts and icons."""

from ui.theme.apply import apply_theme, tokens
from ui.theme.fonts import tabular
from ui.theme.icons import icon, set_icon
from ui.theme.tokens import DARK, GRID, LIGHT, Tokens

__all__ = [
    "DARK",
    "GRID",
    "LIGHT",
    "Tokens",
    "apply_theme",
    "icon",
    "set_icon",
    "tabular",
    "tokens",
]
