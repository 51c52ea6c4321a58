"""Days, moments and months as an officer reads them."""

from datetime import UTC, date, datetime

from ui.widgets.period import MONTHS
from vipmg.i18n import _, language


def day(value: date | None) -> str:
    """Return ``01/09/2026``, the same in both languages; empty for `None`."""
    return "" if value is None else f"{value:%d/%m/%Y}"


def moment(value: datetime | None) -> str:
    """Return ``01/09/2026 14:05`` in local time; a value without a zone is UTC."""
    if value is None:
        return ""
    zoned = value if value.tzinfo else value.replace(tzinfo=UTC)
    return f"{zoned.astimezone():%d/%m/%Y %H:%M}"


def month(period: str) -> str:
    """Return the name of a month given as ``2026-09``, as within a sentence."""
    name = _(MONTHS[int(period[5:7]) - 1])
    if language() == "es":
        name = name.lower()
    return _("{month} {year}").format(month=name, year=period[:4])


def months(first: str, last: str) -> str:
    """Return the months from `first` to `last` in words."""
    if first == last:
        return month(first)
    return _("{first} to {last}").format(first=month(first), last=month(last))


def to_day(text: str) -> date | None:
    """Return the day that `text` means: ``1/9/2026``, ``2026-09-01``, or a month ``9/2026``.

    A month means its last day, because lists show the newest first.
    """
    parts = text.strip().replace("-", "/").replace(".", "/").split("/")
    if not all(part.isdigit() for part in parts):
        return None
    numbers = [int(part) for part in parts]
    if len(numbers) > 1 and numbers[0] > 31:
        numbers.reverse()
    try:
        if len(numbers) == 3:
            return date(numbers[2], numbers[1], numbers[0])
        if len(numbers) == 2:
            return _end_of_month(numbers[1], numbers[0])
        return date(numbers[0], 12, 31) if numbers and numbers[0] > 999 else None
    except ValueError:
        return None


def _end_of_month(year: int, number: int) -> date:
    from calendar import monthrange

    return date(year, number, monthrange(year, number)[1])
