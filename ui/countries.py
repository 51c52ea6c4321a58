"""The eight countries of the region that a node can belong to."""

from vipmg.i18n import N_, _

COUNTRIES: tuple[tuple[str, str], ...] = (
    ("BLZ", N_("Belize")),
    ("CRI", N_("Costa Rica")),
    ("SLV", N_("El Salvador")),
    ("GTM", N_("Guatemala")),
    ("HND", N_("Honduras")),
    ("NIC", N_("Nicaragua")),
    ("PAN", N_("Panama")),
    ("DOM", N_("Dominican Republic")),
)
"""Three-letter codes and names (message ids), in the order of the English names."""


def country_name(code: str) -> str:
    """Return the name of `code` in the language in force; the code itself if it is another's."""
    return _(dict(COUNTRIES).get(code, code))
