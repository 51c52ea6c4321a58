"""Words in the officer's language.

Message ids are English; one catalogue for each part of the program lies in
``vipmg/locale/<language>/<part>.po``. Mark a text with `_` where it is shown and with `N_`
where it is only named (a class attribute, a table of titles) and translated later.
"""

import gettext
import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from itertools import pairwise
from pathlib import Path

LANGUAGES: tuple[str, ...] = ("es", "en")
LOCALE = Path(__file__).parent / "locale"

_language: ContextVar[str] = ContextVar("language", default="es")
_default = "es"


def language() -> str:
    """Return the language in force here: ``es`` or ``en``."""
    return _language.get(_default)


def use_language(code: str) -> None:
    """Show every text from now on, in every thread, in `code` (one of `LANGUAGES`)."""
    global _default  # noqa: PLW0603 - one language for the whole process, threads included
    if code not in LANGUAGES:
        raise ValueError(code)
    _default = code
    _language.set(code)


@contextmanager
def in_language(code: str) -> Iterator[None]:
    """Show texts in `code` within the block: a brief in English from a Spanish window."""
    token = _language.set(code)
    try:
        yield
    finally:
        _language.reset(token)


def _(message: str) -> str:
    """Return `message` in the language in force."""
    return _catalogue(language()).gettext(message)


def N_(message: str) -> str:  # noqa: N802 - gettext's own name
    """Mark `message` for translation where it is only named."""
    return message


def ngettext(singular: str, plural: str, count: int) -> str:
    """Return the form for `count` in the language in force."""
    return _catalogue(language()).ngettext(singular, plural, count)


@cache
def _catalogue(code: str) -> gettext.NullTranslations:
    parts = [_read(path) for path in sorted((LOCALE / code).glob("*.po"))]
    return _chain(parts)


def _chain(parts: Sequence[gettext.NullTranslations]) -> gettext.NullTranslations:
    if not parts:
        return gettext.NullTranslations()
    for part, following in pairwise(parts):
        part.add_fallback(following)
    return parts[0]


def _read(path: Path) -> gettext.GNUTranslations:
    """Read a catalogue: the compiled one when it is not older, else the text itself."""
    compiled = path.with_suffix(".mo")
    if compiled.exists() and compiled.stat().st_mtime_ns >= path.stat().st_mtime_ns:
        with compiled.open("rb") as file:
            return gettext.GNUTranslations(file)
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    with path.open("rb") as source:
        catalogue = read_po(source, locale=path.parent.name)
    buffer = io.BytesIO()
    write_mo(buffer, catalogue)
    buffer.seek(0)
    return gettext.GNUTranslations(buffer)


def _compile() -> None:
    """Write every catalogue in compiled form, so that a start need not parse the texts."""
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    for path in sorted(LOCALE.glob("*/*.po")):
        with path.open("rb") as source, path.with_suffix(".mo").open("wb") as target:
            write_mo(target, read_po(source, locale=path.parent.name))


if __name__ == "__main__":
    _compile()
