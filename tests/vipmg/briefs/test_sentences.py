import pytest

from vipmg.briefs import sentences
from vipmg.briefs.charts import Datum
from vipmg.briefs.figures import ABSENT, HIDDEN, Figure
from vipmg.briefs.numbers import Writing
from vipmg.briefs.periods import Span

ES, EN = Writing("es", "HN"), Writing("en", "HN")
HALF = Span.parse("2024-01/2024-06")
NB = "\N{NO-BREAK SPACE}"


def plain(text: str) -> str:
    return text.replace(NB, " ")


def figure(value: int | str) -> Figure:
    return value if isinstance(value, Figure) else Figure(value)


@pytest.mark.parametrize(
    ("now", "before", "expected"),
    [
        (1042, 1000, "1,042 retornos, un 4.2 % más que en el mismo período de 2023 (1,000)."),
        (950, 1000, "950 retornos, un 5.0 % menos que en el mismo período de 2023 (1,000)."),
        (1000, 1000, "1,000 retornos, la misma cifra que en el mismo período de 2023."),
        (
            100_001,
            100_000,
            (
                "100,001 retornos, prácticamente la misma cifra que en el mismo período de 2023 "
                "(100,000)."
            ),
        ),
        (15, 10, "15 retornos, 5 más que en el mismo período de 2023 (10)."),
        (5, 10, "5 retornos, 5 menos que en el mismo período de 2023 (10)."),
        (40, 0, "40 retornos, 40 más que en el mismo período de 2023 (0)."),
        (900, HIDDEN, "900 retornos."),
        (900, ABSENT, "900 retornos."),
    ],
)
def test_the_total_is_told_and_compared_in_spanish(spanish, now, before, expected):
    told = sentences.total("RET", figure(now), figure(before), HALF, ES)
    assert plain(told) == f"Entre enero y junio de 2024 se registraron {expected}"


@pytest.mark.parametrize(
    ("unit", "one", "many"),
    [
        ("RET", "se registró 1 retorno", "se registraron 2 retornos"),
        ("ARR", "se registró 1 entrada", "se registraron 2 entradas"),
        ("DEP", "se registró 1 salida", "se registraron 2 salidas"),
        ("RES", "se otorgó 1 residencia", "se otorgaron 2 residencias"),
        (
            "persons",
            "se registró 1 persona retornada",
            "se registraron 2 personas retornadas",
        ),
    ],
)
def test_one_is_singular_and_two_are_plural(spanish, unit, one, many):
    june = Span.parse("2024-06")
    assert sentences.total(unit, Figure(1), ABSENT, june, ES) == f"En junio de 2024 {one}."
    assert sentences.total(unit, Figure(2), ABSENT, june, ES) == f"En junio de 2024 {many}."


def test_zero_is_told_as_none(spanish):
    told = sentences.total("RET", Figure(0), ABSENT, Span.parse("2024"), ES)
    assert told == "En 2024 no se registraron retornos."


def test_a_hidden_total_is_neither_told_nor_compared(spanish):
    told = sentences.total("RET", HIDDEN, Figure(1234), HALF, ES)
    assert told == "Entre enero y junio de 2024, el número de retornos no se publica."


@pytest.mark.parametrize(
    ("period", "expected"),
    [
        ("2024", "que en 2023"),
        ("2024-06", "que en junio de 2023"),
        ("2024-Q2", "que en el mismo trimestre de 2023"),
        ("2023-07/2024-06", "que en el mismo período del año anterior"),
    ],
)
def test_each_kind_of_period_is_compared_with_its_own_kind(spanish, period, expected):
    told = sentences.total("RET", Figure(200), Figure(100), Span.parse(period), ES)
    assert f"un 100.0 % más {expected} (100)." in plain(told)


def test_shares_are_told_together(spanish):
    parts = (("mujeres", Figure(237)), ("niñas, niños o adolescentes", Figure(194)))
    told = sentences.shares(parts, Figure(1000), ES)
    assert plain(told) == "El 23.7 % eran mujeres y el 19.4 % eran niñas, niños o adolescentes."


def test_a_hidden_share_is_left_out(spanish):
    parts = (("mujeres", HIDDEN), ("adultas", Figure(500)))
    told = sentences.shares(parts, Figure(1000), ES)
    assert plain(told) == "El 50.0 % eran adultas."
    assert sentences.shares((("mujeres", HIDDEN),), Figure(1000), ES) == ""


def test_a_ranking_with_hidden_departments_says_so(spanish):
    data = [Datum(n, n, Figure(v)) for n, v in (("Yoro", 50), ("Colón", 30), ("Valle", 10))]
    assert plain(sentences.concentration(data, Figure(100), ES)) == (
        "Yoro, Colón y Valle suman el 90.0 % del total."
    )
    data.append(Datum("Olancho", "Olancho", HIDDEN))
    told = sentences.concentration(data, Figure(100), ES)
    assert told.startswith("Entre los departamentos con cifra publicada, Yoro, Colón y Valle")
    assert "Olancho" not in told


def test_no_peak_is_told_where_a_month_is_hidden(spanish):
    months = [("2024-01", Figure(10)), ("2024-02", Figure(30)), ("2024-03", Figure(20))]
    told = sentences.peak(months, ES, "retornos")
    assert told == "El mes con más retornos fue febrero, con 30."
    assert sentences.peak([*months, ("2024-04", HIDDEN)], ES, "retornos") == ""


def test_one_who_came_from_a_country_is_singular(spanish):
    parts = (Datum("US", "Estados Unidos", Figure(1)),)
    assert sentences.origins(parts, Figure(5), ES) == "1 procedía de Estados Unidos."


def test_english_sentences_read_well(english):
    told = sentences.total("RET", Figure(950), Figure(1000), HALF, EN)
    assert plain(told) == (
        "Between January and June 2024, 950 returns were registered, 5.0% fewer than in the "
        "same period of 2023 (1,000)."
    )
    parts = (Datum("US", "United States", Figure(60)), Datum("MX", "Mexico", Figure(40)))
    assert plain(sentences.origins(parts, Figure(100), EN)) == (
        "60 (60.0%) came from the United States and 40 (40.0%) from Mexico."
    )


def test_balance_says_which_was_larger(spanish):
    assert sentences.balance(Figure(10), Figure(7), ES) == "Hubo 3 entradas más que salidas."
    assert sentences.balance(Figure(7), Figure(10), ES) == "Hubo 3 salidas más que entradas."
    assert sentences.balance(Figure(7), Figure(7), ES) == "Hubo tantas entradas como salidas."
    assert sentences.balance(HIDDEN, Figure(7), ES) == ""
