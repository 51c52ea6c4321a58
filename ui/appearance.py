"""Language, theme and size of text: chosen by the officer, kept for the next day."""

from PySide6.QtWidgets import QApplication

from ui.state import State
from ui.theme import apply_theme, tokens
from ui.theme.apply import text_scale
from ui.words import other_language, speak
from vipmg.i18n import LANGUAGES, language

SMALLEST, LARGEST = 1.0, 1.5


class Appearance:
    """Switches that act on the whole application at once."""

    def __init__(self, kept: State) -> None:
        self._kept = kept
        self._app = app()

    def restore(self) -> None:
        """Dress the application as it was left; Spanish, light and 100 % at first."""
        code = str(self._kept.get("language", LANGUAGES[0]))
        dark = str(self._kept.get("theme", "light")) == "dark"
        scale = float(self._kept.get("text_scale", SMALLEST))
        apply_theme(self._app, "dark" if dark else "light", min(max(scale, SMALLEST), LARGEST))
        speak(self._app, code if code in LANGUAGES else LANGUAGES[0])

    def switch_language(self) -> None:
        """Show everything in the other language."""
        speak(self._app, other_language())
        self._kept.keep("language", language())

    def switch_theme(self) -> None:
        """Go from light to dark, or back."""
        chosen = apply_theme(self._app, "light" if tokens().dark else "dark", text_scale())
        self._kept.keep("theme", "dark" if chosen.dark else "light")

    def enlarge(self, by: float) -> None:
        """Make text larger or smaller, between 100 % and 150 %."""
        scale = min(max(round(text_scale() + by, 1), SMALLEST), LARGEST)
        apply_theme(self._app, "dark" if tokens().dark else "light", scale)
        self._kept.keep("text_scale", scale)


def app() -> QApplication:
    """Return the application, which exists."""
    found = QApplication.instance()
    if not isinstance(found, QApplication):
        raise RuntimeError("no QApplication")
    return found
