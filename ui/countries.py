"""The eight countries of the region that a node can belong to."""

from vipmg.i18n import N_, _

COUNTRIES: tuple[tuple[str, str], ...] = (
    ("BZ", N_("Belize")),
    ("CR", N_("Costa Rica")),
    ("SV", N_("El Salvador")),
    ("GT", N_("Guatemala")),
    ("HN", N_("Honduras")),
    ("NI", N_("Nicaragua")),
    ("PA", N_("Panama")),
    ("DO", N_("Dominican Republic")),
)
"""Two-letter codes (ISO 3166-1) and names (message ids), in the order of the English names."""


def country_name(code: str) -> str:
    """Return the name of `code` in the language in force; the code itself if it is another's."""
    return _(dict(COUNTRIES).get(code, code))
