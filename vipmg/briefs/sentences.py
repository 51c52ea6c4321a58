"""Facts as sentences, from figures, by rule.

Each function returns one whole sentence in the language in force, or an empty text where nothing
may or need be said. A hidden figure is never stated, compared or hinted at; no percentage is
given on fewer than `SMALL_BASE` cases; a difference that rounds to zero is called the same.
"""

from collections.abc import Sequence

from vipmg.briefs.charts.canvas import Datum
from vipmg.briefs.figures import Figure
from vipmg.briefs.numbers import NO_BREAK, Writing, change, share
from vipmg.briefs.periods import Span
from vipmg.i18n import _, ngettext


def within(span: Span, writing: Writing) -> str:
    """Return “entre enero y junio de 2024”, “en 2024”, “en junio de 2024”."""
    if span.is_year or span.first == span.last:
        return _("in {period}").format(period=writing.span(span))
    if span.quarter:
        return _("in the {quarter}").format(quarter=writing.span(span))
    first = writing.month_name(span.first_month) if span.one_year else writing.month(span.first)
    return _("between {first} and {last}").format(first=first, last=writing.month(span.last))


def a_year_before(span: Span, writing: Writing) -> str:
    """Return “en el mismo período de 2023”: what `span` is compared with."""
    before = span.year_before()
    if span.is_year or span.first == span.last:
        return _("in {period}").format(period=writing.span(before))
    if span.quarter:
        return _("in the same quarter of {year}").format(year=before.first_year)
    if span.one_year:
        return _("in the same period of {year}").format(year=before.first_year)
    return _("in the same period a year earlier")


def counted(unit: str, figure: Figure, span: Span, writing: Writing) -> str:
    """Return the clause “Entre enero y junio de 2024 se registraron 1,234 retornos”.

    `unit` is ``RET``, ``ARR``, ``DEP`` or ``RES`` for events, ``persons`` for returned persons.
    """
    when = capital(within(span, writing))
    if figure.hidden:
        return _("{When}, the number of {things} is not published").format(
            When=when, things=things(unit)
        )
    if figure.value is None:
        return ""
    if figure.value == 0:
        return _("{When}, no {things} were registered").format(When=when, things=things(unit))
    return _registered(unit, figure.value).format(When=when, count=writing.count(figure.value))


def _registered(unit: str, n: int) -> str:
    if unit == "RET":
        return ngettext(
            "{When}, {count} return was registered", "{When}, {count} returns were registered", n
        )
    if unit == "ARR":
        return ngettext(
            "{When}, {count} entry was registered", "{When}, {count} entries were registered", n
        )
    if unit == "DEP":
        return ngettext(
            "{When}, {count} exit was registered", "{When}, {count} exits were registered", n
        )
    if unit == "RES":
        return ngettext(
            "{When}, {count} residence was granted", "{When}, {count} residences were granted", n
        )
    return ngettext(
        "{When}, {count} returned person was registered",
        "{When}, {count} returned persons were registered",
        n,
    )


def things(unit: str) -> str:
    """Return the plural of what is counted: retornos, entradas, personas retornadas."""
    names = {
        "RET": _("returns"),
        "ARR": _("entries"),
        "DEP": _("exits"),
        "RES": _("residences"),
        "persons": _("returned persons"),
    }
    return names[unit]


def compared(now: Figure, before: Figure, span: Span, writing: Writing) -> str:
    """Return “un 4.2 % más que en el mismo período de 2023 (1,184)”; empty if not comparable."""
    if now.value is None or before.value is None:
        return ""
    then = a_year_before(span, writing)
    difference = now.value - before.value
    percent = change(now.value, before.value)
    if difference == 0:
        return _("the same number as {then}").format(then=then)
    if percent is None:
        pattern = (
            _("{count} more than {then}") if difference > 0 else _("{count} fewer than {then}")
        )
        text = pattern.format(count=writing.count(abs(difference)), then=then)
    elif percent == 0:
        text = _("practically the same number as {then}").format(then=then)
    else:
        pattern = (
            _("{percent} more than {then}") if percent > 0 else _("{percent} fewer than {then}")
        )
        text = pattern.format(percent=writing.percent(abs(percent)), then=then)
    return f"{text} ({writing.count(before.value)})"


def total(unit: str, now: Figure, before: Figure, span: Span, writing: Writing) -> str:
    """Return the sentence of the whole: how many, and against the same period a year before."""
    clause = counted(unit, now, span, writing)
    against = compared(now, before, span, writing)
    return _sentence(f"{clause}, {against}" if clause and against else clause)


def both_ways(
    entries: tuple[Figure, Figure], exits: tuple[Figure, Figure], span: Span, writing: Writing
) -> str:
    """Return entries and exits in one sentence, each `(now, before)`."""
    first = total("ARR", *entries, span, writing)
    exits_now = exits[0].value
    if not first or exits_now is None:
        return first
    text = ngettext("there was {count} exit", "there were {count} exits", exits_now).format(
        count=writing.count(exits_now)
    )
    against = change(exits_now, exits[1].value)
    if against is not None:
        text += f" ({writing.signed_percent(against)})"
    return _("{sentence}; {more}.").format(sentence=first.rstrip("."), more=text)


def balance(entries: Figure, exits: Figure, writing: Writing) -> str:
    """Return which flow was larger and by how much."""
    if entries.value is None or exits.value is None:
        return ""
    less = entries.value - exits.value
    if less == 0:
        return _("There were as many entries as exits.")
    pattern = (
        _("There were {count} more entries than exits.")
        if less > 0
        else _("There were {count} more exits than entries.")
    )
    return pattern.format(count=writing.count(abs(less)))


def regional_total(
    now: Figure, before: Figure, countries: int, span: Span, writing: Writing
) -> str:
    """Return the returns of all countries together, and against the year before."""
    clause = counted("RET", now, span, writing)
    if not clause:
        return ""
    where = ngettext("in {count} country", "in {count} countries", countries)
    clause += " " + where.format(count=writing.count(countries))
    against = compared(now, before, span, writing)
    return _sentence(f"{clause}, {against}" if against else clause)


def spread(data: Sequence[Datum], whole: Figure, writing: Writing) -> str:
    """Return “Guatemala recibió el 48.2 %, Honduras el 35.0 % y …”, the first three."""
    told: list[str] = []
    for datum in data[:3]:
        percent = share(datum.figure.value, whole.value)
        if percent is not None:
            pattern = _("{country} {percent}") if told else _("{country} received {percent}")
            country = in_text(datum.label, writing)
            told.append(pattern.format(percent=writing.percent(percent), country=country))
    if len(told) < 2:
        return ""
    return _sentence(writing.names(told))


def shares(
    parts: Sequence[tuple[str, Figure]], whole: Figure, writing: Writing, of: str = ""
) -> str:
    """Return “El 23.7 % eran mujeres y el 19.4 % eran niñas, niños o adolescentes.”

    With `of`, what the share is of: “El 55.0 % de las entradas fue por vía aérea.”
    """
    pattern = _("{percent} {of} were {group}") if of else _("{percent} were {group}")
    told = [
        pattern.format(percent=writing.percent(percent), group=name, of=of)
        for name, part in parts
        if (percent := share(part.value, whole.value)) is not None
    ]
    return _sentence(writing.names(told))


def origins(parts: Sequence[Datum], whole: Figure, writing: Writing) -> str:
    """Return “8,123 (65.8 %) procedían de Estados Unidos y 4,001 (32.4 %) de México.”"""
    told: list[str] = []
    for part in [p for p in parts if p.figure.value][:2]:
        percent = share(part.figure.value, whole.value)
        number = writing.count(part.figure.value or 0)
        quantity = number if percent is None else f"{number}{NO_BREAK}({writing.percent(percent)})"
        came = ngettext(
            "{quantity} came from {country}",
            "{quantity} came from {country} ",
            part.figure.value or 0,
        ).strip()
        words = _("{quantity} from {country}") if told else came
        told.append(words.format(quantity=quantity, country=in_text(part.label, writing)))
    return _sentence(writing.names(told))


def in_text(country: str, writing: Writing) -> str:
    """Return a country's name as it stands in a sentence: English says “the United States”."""
    article = country in {"United States", "Dominican Republic", "United Kingdom", "Netherlands"}
    return f"the {country}" if article and writing.language == "en" else country


def peak(months: Sequence[tuple[str, Figure]], writing: Writing, what: str) -> str:
    """Return the month with the most, if every month is shown and there are several."""
    values = [figure.value for _month, figure in months]
    shown = [value for value in values if value is not None]
    if len(values) < 3 or len(shown) < len(values) or max(shown) == 0:
        return ""
    if shown.count(max(shown)) > 1:
        return ""
    month = months[shown.index(max(shown))][0]
    return _("The month with most {things} was {month}, with {count}.").format(
        things=what, month=writing.month_name(int(month[-2:])), count=writing.count(max(shown))
    )


def concentration(data: Sequence[Datum], whole: Figure, writing: Writing, top: int = 3) -> str:
    """Return “Cortés, Yoro y Olancho suman el 42.1 % de los retornos.”

    `data` is ranked, largest first. Where some are hidden the sentence says that only published
    ones are ranked.
    """
    leaders = [d for d in data if d.figure.value][:top]
    summed = sum(d.figure.value or 0 for d in leaders)
    percent = share(summed, whole.value)
    if len(leaders) < top or percent is None:
        return ""
    names = writing.names([d.label for d in leaders])
    if any(d.figure.hidden for d in data):
        text = _(
            "Among the departments with a published figure, {names} add up to {percent} of the "
            "total."
        )
    else:
        text = _("{names} add up to {percent} of the total.")
    return text.format(names=names, percent=writing.percent(percent))


def capital(text: str) -> str:
    """Return `text` with a capital first letter, the rest untouched."""
    return text[:1].upper() + text[1:]


def _sentence(text: str) -> str:
    return f"{capital(text)}." if text else ""
