import pytest

from vipmg.indicators import formulae


@pytest.mark.parametrize(
    ("formula", "numbers", "expected"),
    [
        (formulae.variation, (110, 100), 0.1),
        (formulae.variation, (0, 100), -1.0),
        (formulae.variation, (5, 0), None),
        (formulae.variation, (None, 100), None),
        (formulae.variation, (5, None), None),
        (formulae.nna_share, (20, 80), 0.2),
        (formulae.nna_share, (0, 0), None),
        (formulae.nna_share, (None, 80), None),
        (formulae.unaccompanied_share, (5, 20), 0.25),
        (formulae.men_per_woman, (4, 2), 2.0),
        (formulae.men_per_woman, (4, 0), None),
        (formulae.registration_coverage, (90, 120), 0.75),
        (formulae.registration_coverage, (90, None), None),
        (formulae.registration_coverage, (90, 0), None),
        (formulae.item_completeness, (9, 10), 0.9),
        (formulae.item_completeness, (0, 0), None),
        (formulae.asymmetry, (100, 100), 0.0),
        (formulae.asymmetry, (120, 80), 0.4),
        (formulae.asymmetry, (80, 120), -0.4),
        (formulae.asymmetry, (50, 0), 2.0),
        (formulae.asymmetry, (0, 50), -2.0),
        (formulae.asymmetry, (0, 0), None),
        (formulae.asymmetry, (None, 50), None),
        (formulae.suppression_rate, (3, 12), 0.25),
    ],
)
def test_the_formula_gives_what_the_catalogue_says(formula, numbers, expected):
    assert formula(*numbers) == pytest.approx(expected)


def test_opposite_asymmetries_do_not_cancel_out_in_a_corridor():
    assert formulae.corridor_asymmetry([(120, 80), (80, 120)]) == pytest.approx(0.4)
    assert formulae.corridor_asymmetry([(120, 80), (None, 500)]) == pytest.approx(0.4)
    assert formulae.corridor_asymmetry([]) is None
