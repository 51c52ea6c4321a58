"""Errors speak, whatever they were given."""

from vipmg.errors import VipmgError


class Told(VipmgError):
    title = "Faltan columnas"
    advice = "{file} no tiene {columns} ({count:,})."


def test_a_fact_that_was_not_given_is_left_in_braces():
    assert Told(file="a.csv").words() == (
        "Faltan columnas",
        "a.csv no tiene {columns} ({count}).",
    )


def test_facts_are_filled_in():
    words = Told(file="a.csv", columns="sex", count=1200).words()[1]
    assert words == "a.csv no tiene sex (1,200)."
