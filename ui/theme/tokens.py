"""Every colour and distance of the desktop, once.

Text pairs keep a contrast of at least 4.5:1 and the edges of controls 3:1 (WCAG 2.2, 1.4.3 and
1.4.11); `PAIRS` and `EDGES` name them and a test measures them in both themes.
"""

from dataclasses import dataclass

GRID = 8
"""Distances are multiples of this many pixels, or its half."""

ROW = 32
"""Height of a table row and of a control, in pixels."""

NAVIGATION = 216
"""Width of the left navigation, in pixels."""

HEADER = 64
"""Height of the header, in pixels."""


@dataclass(frozen=True, slots=True)
class Tokens:
    """The colours of one theme, as ``#rrggbb``.

    `good`, `warn` and `bad` are words and signs upon their `_soft` grounds; `ink` is the accent
    as text upon `soft`, `on_accent` the text upon `accent`.
    """

    dark: bool
    ground: str
    surface: str
    side: str
    line: str
    edge: str
    hover: str
    text: str
    muted: str
    accent: str
    accent_hover: str
    on_accent: str
    soft: str
    ink: str
    selection: str
    good: str
    good_soft: str
    warn: str
    warn_soft: str
    bad: str
    bad_soft: str
    neutral_soft: str


LIGHT = Tokens(
    dark=False,
    ground="#f4f6f8",
    surface="#ffffff",
    side="#f4f6f8",
    line="#e1e5ea",
    edge="#868f9b",
    hover="#e9edf2",
    text="#16202b",
    muted="#556170",
    accent="#0a5cb8",
    accent_hover="#084c99",
    on_accent="#ffffff",
    soft="#e3eefb",
    ink="#0a52a5",
    selection="#dceafb",
    good="#126640",
    good_soft="#e2f3e9",
    warn="#7a4d00",
    warn_soft="#fcf0d2",
    bad="#a3211b",
    bad_soft="#fce8e6",
    neutral_soft="#e9edf2",
)

DARK = Tokens(
    dark=True,
    ground="#0f141a",
    surface="#171e26",
    side="#11171e",
    line="#29323c",
    edge="#6b7885",
    hover="#202a35",
    text="#e6ebf0",
    muted="#9ba8b5",
    accent="#5ea4f5",
    accent_hover="#86bbf9",
    on_accent="#0b1622",
    soft="#17304d",
    ink="#8abffa",
    selection="#1b3a5e",
    good="#62cc94",
    good_soft="#12301f",
    warn="#e8b84f",
    warn_soft="#382a0b",
    bad="#ff938b",
    bad_soft="#3d1815",
    neutral_soft="#222c37",
)

PAIRS: tuple[tuple[str, str], ...] = (
    ("text", "ground"),
    ("text", "surface"),
    ("text", "side"),
    ("text", "hover"),
    ("text", "selection"),
    ("text", "neutral_soft"),
    ("muted", "ground"),
    ("muted", "surface"),
    ("muted", "side"),
    ("muted", "hover"),
    ("muted", "neutral_soft"),
    ("accent", "surface"),
    ("accent", "ground"),
    ("on_accent", "accent"),
    ("on_accent", "accent_hover"),
    ("ink", "soft"),
    ("ink", "selection"),
    ("good", "good_soft"),
    ("warn", "warn_soft"),
    ("bad", "bad_soft"),
    ("good", "surface"),
    ("warn", "surface"),
    ("bad", "surface"),
)
"""Text and the ground it may stand on."""

EDGES: tuple[tuple[str, str], ...] = (
    ("edge", "surface"),
    ("edge", "ground"),
    ("accent", "surface"),
    ("accent", "side"),
)
"""Edges of controls and focus rings, and what they stand against."""


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two ``#rrggbb`` colours, 1 to 21 (WCAG 2.2)."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
