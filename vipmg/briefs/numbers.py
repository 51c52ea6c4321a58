"""Numbers, changes, dates and periods as the people of a country write them.

The rules are the country's, not the language's: Guatemala writes 1,234,567.9 and Costa Rica
1 234 567,9, both in Spanish. The minus sign is U+2212 and never meets a plus; a number and its
percent sign, unit or month are kept together by a no-break space.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from babel import Locale, UnknownLocaleError
from babel.dates import get_month_names
from babel.lists import format_list
from babel.numbers import format_decimal

from vipmg.briefs.periods import Span
from vipmg.i18n import _, in_language

MINUS, NO_BREAK, EN_DASH = "\N{MINUS SIGN}", "\N{NO-BREAK SPACE}", "\N{EN DASH}"
SMALL_BASE = 20
"""Below this many cases no percentage is given: one case more or less would move it by 5 points."""

TERRITORIES = {"en": {"DO": "Dominican Republic"}, "es": {"US": "Estados Unidos"}}
"""Names of countries as offices of the region write them, where CLDR has another."""


def change(now: int | None, before: int | None) -> Decimal | None:
    """Return the change from `before` to `now` in percent, to one decimal.

    None where it would say nothing: a figure is missing or hidden, or `before` is under
    `SMALL_BASE`.
    """
    if now is None or before is None or before < SMALL_BASE:
        return None
    return _one_decimal(Decimal(100) * (now - before) / before)


def share(part: int | None, whole: int | None) -> Decimal | None:
    """Return `part` in percent of `whole`, to one decimal; None as for `change`.

    None also where the part is larger than the whole: they are not of the same records.
    """
    if part is None or whole is None or whole < SMALL_BASE or part > whole:
        return None
    return _one_decimal(Decimal(100) * part / whole)


def _one_decimal(value: Decimal) -> Decimal:
    rounded = value.quantize(Decimal("0.1"), ROUND_HALF_UP)
    return abs(rounded) if rounded == 0 else rounded


@dataclass(frozen=True, slots=True)
class Writing:
    """How numbers and dates are written in one language in one country.

    Attributes:
        language: ``es`` or ``en``.
        country: ISO 3166-1 alpha-2, of the office that writes.
    """

    language: str
    country: str

    @property
    def locale(self) -> Locale:
        """The CLDR locale; English follows the numbers of the country where it can."""
        try:
            return Locale.parse(f"{self.language}_{self.country}")
        except UnknownLocaleError:
            return Locale.parse("es_GT" if self.language == "es" else "en")

    def count(self, value: int) -> str:
        """Return a whole number: 1,234,567; negative with a real minus sign."""
        text = format_decimal(abs(value), format="#,##0", locale=self.locale)
        return f"{MINUS if value < 0 else ''}{text}"

    def decimal(self, value: Decimal | float, places: int = 1) -> str:
        """Return a number with `places` decimals; what rounds to zero has no sign."""
        exact = Decimal(str(value)).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
        pattern = "#,##0." + "0" * places if places else "#,##0"
        text = format_decimal(abs(exact), format=pattern, locale=self.locale)
        return f"{MINUS if exact < 0 else ''}{text}"

    def percent(self, value: Decimal) -> str:
        """Return 23.7 % (English: 23.7%)."""
        return self.decimal(value) + self._percent_sign

    def signed_percent(self, value: Decimal) -> str:
        """Return +4.2 %, −3.1 % or 0.0 %."""
        return self._plus(value) + self.percent(value)

    def signed_points(self, value: Decimal) -> str:
        """Return a difference of two percentages: +1.4 pp."""
        with in_language(self.language):
            points = _("pp")
        return f"{self._plus(value)}{self.decimal(value)}{NO_BREAK}{points}"

    def signed_count(self, value: int) -> str:
        """Return a difference of two counts: +5, −12, 0."""
        return self._plus(value) + self.count(value)

    def short(self, value: float) -> str:
        """Return a number for an axis: 950, 20 mil, 1.2 M (English: 20k, 1.2M)."""
        space, thousand = (NO_BREAK, "mil") if self.language == "es" else ("", "k")
        if abs(value) >= 1_000_000:
            return self._trimmed(value / 1_000_000) + space + "M"
        if abs(value) >= 10_000:
            return self._trimmed(value / 1_000) + space + thousand
        return self._trimmed(value)

    def date(self, day: date) -> str:
        """Return 30 de septiembre de 2026 (English: 30 September 2026)."""
        months = get_month_names("wide", locale=self.locale)
        parts = (str(day.day), str(months[day.month]), str(day.year))
        joint = f" de{NO_BREAK}" if self.language == "es" else NO_BREAK
        return joint.join(parts)

    def month(self, code: str, *, wide: bool = True) -> str:
        """Return the month ``2024-06``: junio de 2024, or short: jun 2024."""
        year, number = code.split("-")
        name = self.month_name(int(number), wide=wide)
        joint = " de " if self.language == "es" and wide else NO_BREAK
        return f"{name}{joint}{year}"

    def month_name(self, number: int, *, wide: bool = True) -> str:
        """Return junio, or short: jun."""
        name = str(get_month_names("wide", locale=self.locale)[number])
        return name if wide else name[:3]

    def span(self, span: Span) -> str:
        """Return enero–junio de 2024, 2024, segundo trimestre de 2024, junio de 2024."""
        if span.is_year:
            return str(span.first_year)
        if span.quarter:
            with in_language(self.language):
                pattern = (
                    _("first quarter of {year}"),
                    _("second quarter of {year}"),
                    _("third quarter of {year}"),
                    _("fourth quarter of {year}"),
                )[span.quarter - 1]
                return pattern.format(year=span.first_year)
        if span.first == span.last:
            return self.month(span.first)
        if span.one_year:
            first = self.month_name(span.first_month)
            return f"{first}{EN_DASH}{self.month(span.last)}"
        return f"{self.month(span.first)} {EN_DASH} {self.month(span.last)}"

    def short_span(self, span: Span) -> str:
        """Return ene–jun 2024, 2024, jun 2024."""
        if span.is_year:
            return str(span.first_year)
        last = self.month(span.last, wide=False)
        if span.first == span.last:
            return last
        if span.one_year:
            return f"{self.month_name(span.first_month, wide=False)}{EN_DASH}{last}"
        return f"{self.month(span.first, wide=False)}{EN_DASH}{last}"

    def names(self, names: Sequence[str]) -> str:
        """Return names as a sentence lists them: Cortés, Yoro e Intibucá."""
        if len(names) < 2:
            return "".join(names)
        text = format_list(list(names), locale=Locale.parse(self.language))
        return _and_before_i(text, names[-1]) if self.language == "es" else text

    def territory(self, code: str) -> str:
        """Return the name of a country (ISO 3166-1 alpha-2); the code itself if unknown."""
        own = TERRITORIES.get(self.language, {}).get(code)
        return str(own or self.locale.territories.get(code, code))

    @property
    def _percent_sign(self) -> str:
        return f"{NO_BREAK}%" if self.language == "es" else "%"

    @staticmethod
    def _plus(value: Decimal | int) -> str:
        return "+" if value > 0 else ""

    def _trimmed(self, value: float) -> str:
        text = format_decimal(abs(round(value, 1)), format="#,##0.#", locale=self.locale)
        return f"{MINUS if round(value, 1) < 0 else ''}{text}"


def _and_before_i(text: str, last: str) -> str:
    """Write “e” for “y” before the sound i: Cortés e Intibucá, but Yoro y Hierro."""
    start = last.lower()
    if not start.startswith(("i", "í", "hi", "hí")) or start.startswith(("hie", "hia", "io", "ia")):
        return text
    head = text.removesuffix(last).removesuffix("y ")
    return f"{head}e {last}"
