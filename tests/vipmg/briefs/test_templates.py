import pytest

from vipmg.briefs.geography import area_name, areas, fit
from vipmg.briefs.periods import Span
from vipmg.briefs.templates import TEMPLATES, UnknownTemplate, template
from vipmg.briefs.typefaces import FILES, REGULAR, width, wrap


def test_each_template_names_the_tables_it_needs():
    span = Span.parse("2024-04/2024-06")
    needed = {one.name: {spec.name for spec in one.specs(span)} for one in TEMPLATES}
    assert needed == {
        "monthly_returns": {"R1", "R2", "R5"},
        "movements": {"M1"},
        "regional": {"XRET", "XDEP", "XARR", "XRTO"},
    }


def test_the_year_before_is_asked_for_too():
    specs = template("monthly_returns").specs(Span.parse("2024-04/2024-06"))
    assert [(s.first, s.last) for s in specs if s.name == "R1"] == [
        ("2024-04", "2024-06"),
        ("2023-04", "2023-06"),
    ]
    assert next(s.first for s in specs if s.name == "R2") == "2021-01"


def test_an_unknown_template_is_refused_with_the_known_ones(spanish):
    with pytest.raises(UnknownTemplate, match="monthly_returns, movements, regional"):
        template("weather")


def test_all_departments_of_the_three_countries_have_an_outline_and_a_name():
    assert [len(areas(country)) for country in ("SV", "GT", "HN")] == [14, 22, 18]
    assert area_name("HN-FM") == "Francisco Morazán"
    assert area_name("GT-09") == "Quetzaltenango"
    assert area_name("XX-1") is None


def test_a_map_keeps_the_shape_of_the_country():
    points = [p for a in fit(areas("HN"), 300, 300) for ring in a.rings for p in ring]
    wide = max(x for x, _ in points) - min(x for x, _ in points)
    high = max(y for _, y in points) - min(y for _, y in points)
    assert wide == pytest.approx(300, abs=1)
    assert 1.5 < wide / high < 2.2


def test_a_paragraph_does_not_end_in_one_short_word():
    text = "uno dos tres cuatro cinco seis siete ocho nueve diez"
    lines = wrap(text, REGULAR, 9, 120)
    assert len(lines[-1].split()) > 1
    assert all(width(line, REGULAR, 9) <= 120 for line in lines)
    assert " ".join(lines) == text


def test_the_typeface_comes_with_its_licence_and_can_write_what_briefs_need():
    folder = FILES[REGULAR].parent
    assert "SIL OPEN FONT LICENSE" in (folder / "OFL.txt").read_text(encoding="utf-8").upper()
    from reportlab.pdfbase import pdfmetrics

    width("x", REGULAR, 9)
    glyphs = pdfmetrics.getFont(REGULAR).face.charToGlyph
    assert all(ord(sign) in glyphs for sign in "áéíóúñÑü¿¡«»→−–—·•º%±≥")
