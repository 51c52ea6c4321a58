"""Periods of the region in few letters, for the heads of columns."""

from ui.widgets.period import MONTHS
from vipmg.i18n import _, language


def short_month(period: str) -> str:
    """Return ``ene 2026`` for ``2026-01``, and any other period as it is."""
    if len(period) != 7 or "Q" in period:
        return period
    name = _(MONTHS[int(period[5:7]) - 1])[:3]
    return f"{name.lower() if language() == 'es' else name} {period[:4]}"
