"""Inter (SIL Open Font License), shipped so that the desktop looks the same in every office."""

from pathlib import Path

from PySide6.QtGui import QFont, QFontDatabase

FAMILY = "Inter"
_FILES = Path(__file__).parent / "fonts"


def load_fonts() -> None:
    """Make the bundled font files known to Qt; harmless when done already."""
    if FAMILY not in QFontDatabase.families():
        for path in sorted(_FILES.glob("*.ttf")):
            QFontDatabase.addApplicationFont(str(path))


def tabular(pixels: int, weight: QFont.Weight = QFont.Weight.Normal) -> QFont:
    """Return the interface font with figures of one width, so that numbers stand in columns."""
    font = QFont(FAMILY)
    font.setPixelSize(pixels)
    font.setWeight(weight)
    font.setFeature(QFont.Tag("tnum"), 1)
    return font
