from itertools import pairwise

import pytest
from reportlab.graphics.shapes import Path, Polygon, PolyLine, Rect, String

from vipmg.briefs import geography
from vipmg.briefs.charts import (
    DARK,
    LIGHT,
    Bars,
    Corridors,
    Datum,
    GroupedBars,
    Lines,
    Map,
    Pyramid,
    Series,
    SmallMultiples,
    Sparkline,
)
from vipmg.briefs.charts.bars import Corridor
from vipmg.briefs.charts.canvas import apart, ticks
from vipmg.briefs.charts.maps import class_of, classes
from vipmg.briefs.figures import ABSENT, HIDDEN, Figure
from vipmg.briefs.numbers import Writing

HN = Writing("es", "HN")
AXIS = ("ene", "feb", "mar")
LINE = Series("2024", (Figure(10), HIDDEN, Figure(30)))
DATA = (Datum("a", "Alfa", Figure(30)), Datum("b", "Beta", Figure(0)), Datum("c", "Ce", HIDDEN))
AREAS = tuple(
    Datum(a.code, a.name, HIDDEN if n == 3 else Figure(n * 50))
    for n, a in enumerate(geography.areas("HN"))
    if n != 5
)
PAIRS = (("a", "Alfa", (Figure(3), HIDDEN)), ("b", "Beta", (Figure(0), Figure(9))))
BANDS = (("x", "0–9", Figure(4), HIDDEN), ("y", "10–19", Figure(8), Figure(9)))

CHARTS = [
    Lines("Meses", "eventos", AXIS, (LINE,), HN),
    Bars("Barras", "eventos", DATA, HN),
    GroupedBars("Grupos", "eventos", ("Hombres", "Mujeres"), PAIRS, HN),
    GroupedBars("Pila", "eventos", ("Hombres", "Mujeres"), PAIRS, HN, stacked=True),
    Pyramid("Edad", "eventos", BANDS, ("Mujeres", "Hombres"), HN),
    Map("Mapa", "eventos", "HN", AREAS, HN),
    SmallMultiples("Varios", "eventos", AXIS, (LINE, Series("2023", (HIDDEN,) * 3)), HN),
    Corridors("Espejo", "eventos", (Corridor("x", "A → B", Figure(9), HIDDEN),), ("S", "E"), HN),
    Sparkline("Línea", "eventos", AXIS, LINE.figures, HN),
]


def texts(chart):
    return [shape.text for shape in chart.drawing.contents if isinstance(shape, String)]


def hovers(chart):
    found = (vars(shape).get("hover") for shape in chart.drawing.contents)
    return [text for text in found if text]


@pytest.mark.parametrize("definition", CHARTS, ids=lambda c: c.title)
@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
def test_every_chart_stays_on_its_paper(spanish, definition, palette):
    chart = definition.draw(260, 170, palette)
    left, bottom, right, top = chart.drawing.getBounds()
    assert left >= -1
    assert bottom >= -1
    assert right <= 262
    assert top <= 172


@pytest.mark.parametrize("definition", CHARTS, ids=lambda c: c.title)
def test_every_chart_has_words_and_numbers_behind_it(spanish, definition):
    chart = definition.draw(260, 170)
    assert chart.alt_text
    hidden = chart.data.filter(chart.data["status"] == "suprimido")
    assert len(hidden) >= 1
    assert hidden["value"].null_count() == len(hidden)


def test_a_hidden_bar_has_a_mark_of_fixed_size_and_a_word(spanish):
    chart = Bars("Barras", "eventos", DATA, HN).draw(260, 100)
    bars = {vars(s)["key"]: s for s in chart.drawing.contents if "key" in vars(s)}
    assert isinstance(bars["c"], Path)
    assert isinstance(bars["a"], Rect)
    assert "suprimido" in texts(chart)
    assert hovers(chart) == ["Alfa: 30", "Beta: 0", "Ce: suprimido"]


def test_hidden_bars_look_alike_whatever_they_hide(spanish):
    """The definition cannot even hold the number; two hidden bars differ in place only."""
    chart = Bars("B", "u", (Datum("a", "A", HIDDEN), Datum("b", "B", HIDDEN)), HN).draw(200, 40)
    first, second = (s for s in chart.drawing.contents if isinstance(s, Path))
    assert len(first.points) == len(second.points)


def test_a_line_breaks_where_a_month_is_hidden(spanish):
    whole = Lines("M", "u", AXIS, (Series("x", (Figure(1), Figure(2), Figure(3))),), HN)
    broken = Lines("M", "u", AXIS, (LINE,), HN)
    count = lambda c: sum(isinstance(s, PolyLine) for s in c.draw(200, 100).drawing.contents)  # noqa: E731
    assert (count(whole), count(broken)) == (1, 0)


def test_the_map_hatches_hidden_areas_and_greys_those_without_data(spanish):
    chart = Map("Mapa", "eventos", "HN", AREAS, HN).draw(260, 170)
    shapes = [s for s in chart.drawing.contents if isinstance(s, Polygon)]
    missing = geography.areas("HN")[5].code
    hatched = [
        vars(s)["key"] for s in chart.drawing.contents if isinstance(s, Path) and "key" in vars(s)
    ]
    assert hatched == [geography.areas("HN")[3].code]
    assert {s.fillColor for s in shapes if vars(s)["key"] == missing} == {LIGHT.missing}
    assert {"suprimido", "sin dato"} <= set(texts(chart))


def test_every_country_of_the_region_can_be_drawn(spanish):
    for country in ("BZ", "CR", "DO", "GT", "HN", "NI", "PA", "SV", "MX", "CU", "HT", "JM"):
        data = tuple(Datum(a.code, a.name, Figure(9)) for a in geography.areas(country))
        assert data
        assert len(Map("M", "u", country, data, HN).draw(250, 180).drawing.contents) > len(data)


def test_a_country_without_outlines_still_has_a_legend(spanish):
    chart = Map("M", "u", "ZZ", (Datum("ZZ-1", "Uno", Figure(3)),), HN).draw(200, 100)
    assert "3" in texts(chart)


def test_classes_rise_and_take_in_every_value():
    values = [0, 3, 3, 40, 410, 977, 2538]
    limits = classes(values)
    assert limits == sorted(set(limits))
    assert (limits[0], limits[-1]) == (0, 2538)
    assert [class_of(v, limits) for v in values] == sorted(class_of(v, limits) for v in values)
    assert classes([7, 7, 7]) == [7, 7]


def test_axis_steps_are_round_and_begin_at_zero():
    assert ticks(9200) == [0, 2500, 5000, 7500, 10000]
    assert ticks(3) == [0, 1, 2, 3]
    assert ticks(0) == [0, 1]


def test_names_at_line_ends_are_kept_apart():
    moved = apart([50, 51, 52], 10, 0, 100)
    assert min(b - a for a, b in pairwise(moved)) >= 10
    assert moved == sorted(moved)


def contrast(one, other):
    def light(colour):
        parts = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in colour.rgb())
        return sum(w * c for w, c in zip((0.2126, 0.7152, 0.0722), parts, strict=True))

    a, b = sorted((light(one), light(other)), reverse=True)
    return (a + 0.05) / (b + 0.05)


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
def test_words_can_be_read_and_the_two_groups_told_apart_in_grey(palette):
    for colour in (palette.ink, palette.muted, palette.accent, palette.second_ink):
        assert contrast(colour, palette.paper) >= 4.5
    for first, second in zip(palette.steps, palette.steps[1:], strict=False):
        assert contrast(first, second) >= 1.25


def test_orange_and_blue_differ_in_lightness():
    assert contrast(LIGHT.accent, LIGHT.second) >= 2.5


def test_absent_figures_are_no_data(spanish):
    chart = Bars("B", "u", (Datum("a", "A", ABSENT),), HN).draw(200, 40)
    assert hovers(chart) == ["A: sin dato"]
