import pytest

from vipmg.tables.periods import BadPeriod, BrokenPeriods, Span, parse, periods_of


@pytest.mark.parametrize(
    ("text", "first", "last", "label"),
    [
        ("2024", "2024-01", "2024-12", "2024"),
        ("2024-Q2", "2024-04", "2024-06", "2024-Q2"),
        ("2024-06", "2024-06", "2024-06", "2024-06"),
        ("2024-01/2024-06", "2024-01", "2024-06", "2024-01/2024-06"),
        ("2023-Q4/2024-Q1", "2023-10", "2024-03", "2023-10/2024-03"),
        ("2024-04/2024-06", "2024-04", "2024-06", "2024-Q2"),
        ("2023/2024", "2023-01", "2024-12", "2023-01/2024-12"),
        ("2023-07/2024-06", "2023-07", "2024-06", "2023-07/2024-06"),
    ],
)
def test_a_period_is_read_and_named(text, first, last, label):
    assert parse(text) == Span(first, last)
    assert parse(text).label == label


@pytest.mark.parametrize(
    "text",
    ["", "24", "2024-13", "2024-Q5", "2024-1", "junio", "2024-06/2024-01", "2024/2024/2024", "/"],
)
def test_what_is_not_a_period_is_refused_with_an_example(text):
    with pytest.raises(BadPeriod, match="2024-Q2"):
        parse(text)


def test_the_same_months_of_other_years():
    span = parse("2024-01/2024-06")
    assert span.years_before() == Span("2023-01", "2023-06")
    assert span.years_before(3) == Span("2021-01", "2021-06")
    assert parse("2024-06").to_date() == span


def test_months_fall_in_their_quarters():
    assert list(periods_of(parse("2024-Q2"), "Q").values()) == ["2024-Q2"] * 3


def test_the_whole_span_is_one_period():
    assert set(periods_of(parse("2024-01/2024-05"), "_T").values()) == {"2024-01/2024-05"}


def test_half_a_year_is_not_shown_as_a_year():
    with pytest.raises(BrokenPeriods, match=r"2024-01.*2024-12"):
        periods_of(parse("2024-01/2024-06"), "A")
    assert parse("2024-02/2024-06").whole("A") == Span("2024-01", "2024-12")
    assert parse("2024-02/2024-06").whole("Q") == Span("2024-01", "2024-06")
