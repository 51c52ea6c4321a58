"""Texts that follow the language of the window."""

from collections.abc import Callable
from pathlib import Path
from typing import Final

from PySide6.QtCore import QLibraryInfo, QLocale, QTranslator
from PySide6.QtWidgets import QApplication

from vipmg.i18n import _, language, use_language

NARROW_SPACE: Final = "\u202f"
_QT_WORDS = "vipmg_qt_words"


class Words:
    """The texts of one widget: said once, said again when the language changes.

    >>> words.say(button.setText, N_("Export"))
    """

    def __init__(self) -> None:
        self._texts: list[tuple[Callable[[str], object], str]] = []

    def say(self, setter: Callable[[str], object], message: str) -> None:
        """Hand `message` (a message id) translated to `setter`, now and after each change."""
        setter(_(message))
        self._texts.append((setter, message))

    def again(self) -> None:
        """Say every text in the language in force."""
        for setter, message in self._texts:
            setter(_(message))


def speak(app: QApplication, code: str) -> None:
    """Show the whole desktop in `code` (``es`` or ``en``), Qt's own dialogs included.

    Every widget with a `retranslate` method is told.
    """
    use_language(code)
    QLocale.setDefault(QLocale(code))
    earlier = app.findChild(QTranslator, _QT_WORDS)
    if earlier is not None:
        app.removeTranslator(earlier)
        earlier.deleteLater()
        earlier.setObjectName("")
    words = QTranslator(app)
    words.setObjectName(_QT_WORDS)
    folder = Path(QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath))
    if words.load(str(folder / f"qtbase_{code}.qm")):
        app.installTranslator(words)
    for widget in app.allWidgets():
        retranslate = getattr(widget, "retranslate", None)
        if retranslate is not None:
            retranslate()


def other_language() -> str:
    """Return the language that the switch leads to."""
    return "en" if language() == "es" else "es"


def number(value: float, country: str = "SV", digits: int = 0) -> str:
    """Return `value` as written in `country` (two-letter code), not in the language.

    Of the eight countries Costa Rica alone parts thousands by a space and decimals by a comma.
    """
    text = f"{value:,.{digits}f}".replace("-", "\u2212")
    if country == "CR":
        return text.replace(",", NARROW_SPACE).replace(".", ",")
    return text
