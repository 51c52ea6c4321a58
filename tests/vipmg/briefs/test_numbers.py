from datetime import date
from decimal import Decimal

import pytest

from vipmg.briefs.numbers import Writing, change, share
from vipmg.briefs.periods import BadSpan, Span

GT, CR, EN = Writing("es", "GT"), Writing("es", "CR"), Writing("en", "SV")
NB = "\N{NO-BREAK SPACE}"


def plain(text: str) -> str:
    return text.replace(NB, " ").replace("\N{NARROW NO-BREAK SPACE}", " ")


@pytest.mark.parametrize(
    ("country", "expected"),
    [
        ("GT", "1,234,567"),
        ("SV", "1,234,567"),
        ("HN", "1,234,567"),
        ("PA", "1,234,567"),
        ("DO", "1,234,567"),
        ("CR", "1 234 567"),
    ],
)
def test_thousands_are_written_as_in_the_country(country, expected):
    assert plain(Writing("es", country).count(1234567)) == expected


def test_costa_rica_writes_a_decimal_comma():
    assert plain(CR.percent(Decimal("23.7"))) == "23,7 %"


@pytest.mark.parametrize(
    ("now", "before", "expected"),
    [
        (104, 100, "+4.0 %"),
        (97, 100, "−3.0 %"),
        (100, 100, "0.0 %"),
        (100_001, 100_000, "0.0 %"),
        (99_999, 100_000, "0.0 %"),
        (0, 100, "−100.0 %"),
    ],
)
def test_a_change_has_one_sign_and_zero_has_none(now, before, expected):
    assert plain(GT.signed_percent(change(now, before))) == expected


def test_no_percentage_is_given_on_fewer_than_twenty():
    assert change(30, 19) is None
    assert share(3, 19) is None
    assert change(30, 20) == Decimal("50.0")


def test_no_percentage_is_given_on_a_hidden_figure():
    assert change(None, 100) is None
    assert change(100, None) is None
    assert share(None, 100) is None


def test_a_number_stays_with_its_percent_sign():
    assert GT.percent(Decimal("4.2")) == f"4.2{NB}%"
    assert EN.percent(Decimal("4.2")) == "4.2%"


def test_large_numbers_are_short_on_an_axis():
    assert plain(GT.short(200_000)) == "200 mil"
    assert EN.short(200_000) == "200k"
    assert plain(GT.short(1_500_000)) == "1.5 M"
    assert GT.short(7_500) == "7,500"


def test_dates_are_written_out():
    assert plain(GT.date(date(2026, 9, 30))) == "30 de septiembre de 2026"
    assert plain(EN.date(date(2026, 9, 30))) == "30 September 2026"


@pytest.mark.parametrize(
    ("period", "spanish", "english"),
    [
        ("2024", "2024", "2024"),
        ("2024-06", "junio de 2024", "June 2024"),
        ("2024-Q2", "segundo trimestre de 2024", "second quarter of 2024"),
        ("2024-04/2024-06", "segundo trimestre de 2024", "second quarter of 2024"),
        ("2024-01/2024-06", "enero–junio de 2024", "January–June 2024"),
        ("2023-07/2024-06", "julio de 2023 – junio de 2024", "July 2023 – June 2024"),
    ],
)
def test_periods_are_named(period, spanish, english):
    assert plain(GT.span(Span.parse(period))) == spanish
    assert plain(EN.span(Span.parse(period))) == english


def test_a_list_of_names_ends_with_e_before_the_sound_i():
    assert GT.names(["Cortés", "Yoro", "Olancho"]) == "Cortés, Yoro y Olancho"
    assert GT.names(["Cortés", "Intibucá"]) == "Cortés e Intibucá"
    assert GT.names(["Cortés", "Islas de la Bahía"]) == "Cortés e Islas de la Bahía"
    assert GT.names(["Agua", "Hierro"]) == "Agua y Hierro"
    assert GT.names(["Yoro"]) == "Yoro"


@pytest.mark.parametrize("period", ["", "2024-13", "24", "2024-06/2024-01", "2024-Q5", "x"])
def test_a_bad_period_is_refused_with_an_example(period):
    with pytest.raises(BadSpan, match="2024-01/2024-06"):
        Span.parse(period)


def test_the_span_compared_with_is_the_same_months_a_year_before():
    span = Span.parse("2024-01/2024-06").year_before()
    assert (span.first, span.last) == ("2023-01", "2023-06")
