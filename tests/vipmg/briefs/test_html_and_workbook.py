import re
from html.parser import HTMLParser

from openpyxl import load_workbook

from vipmg.briefs.html import to_html
from vipmg.briefs.movements import compose_movements
from vipmg.briefs.regional import compose_regional
from vipmg.briefs.returns import compose_returns
from vipmg.briefs.workbook import write_workbook


class Outline(HTMLParser):
    """Collects what a checker asks for: ids, headings, open elements."""

    def __init__(self) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.tags: list[str] = []

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.ids += [value for name, value in attrs if name == "id"]


def test_the_page_says_the_same_as_the_paper(make_input, returns):
    brief = compose_returns(make_input(returns))
    page = to_html(brief)
    for sentence in brief.message:
        assert sentence in page
    assert 'lang="es-HN"' in page
    assert page.count("DATOS DE DEMOSTRACIÓN") == 2
    assert "http" not in re.sub(r'xmlns(:\w+)?="[^"]*"', "", page)


def test_the_page_is_accessible(make_input, returns):
    page = to_html(compose_returns(make_input(returns)))
    outline = Outline()
    outline.feed(page)
    assert len(outline.ids) == len(set(outline.ids))
    assert outline.tags.count("h1") == 1
    assert page.count('<svg role="img" aria-label="') == outline.tags.count("svg") == 5
    assert page.count("textLength=") == page.count("<text ") > 50
    assert "None" not in page
    assert "scope=" in page
    assert "script" not in outline.tags


def test_the_workbook_holds_the_numbers_behind_each_chart(make_input, returns, tmp_path):
    brief = compose_returns(make_input(returns))
    book = load_workbook(write_workbook(brief, tmp_path / "numbers.xlsx"))
    assert len(book.sheetnames) == 1 + len(brief.charts) + len(brief.tables)
    assert "DATOS DE DEMOSTRACIÓN" in [cell.value for cell in book.worksheets[0]["A"]]
    rows = list(book["Gráfico 2"].iter_rows(min_row=5, values_only=True))
    hidden = [row for row in rows if row[3] == "suprimido"]
    assert hidden
    assert all(row[2] is None for row in hidden)


def test_movements_tell_entries_exits_and_balance(make_input, movements):
    brief = compose_movements(make_input(movements))
    assert brief.headlines[2].label == "Saldo"
    assert brief.headlines[2].value.startswith("+")
    assert "entradas más que salidas" in " ".join(brief.message)


def test_hidden_months_hide_the_sum_over_them(make_input, movements):
    """The posts with one case a month are hidden each month; their sum is not told either."""
    brief = compose_movements(make_input(movements))
    water = next(row for row in brief.tables[0].rows if row[0] == "Marítima y fluvial")
    assert set(water[1:]) <= {"•", "–"}


def test_the_region_compares_both_ends(make_input, members):
    brief = compose_regional(make_input((), members=members))
    assert brief.message[0].startswith("Entre enero y junio de 2024 se registraron")
    assert " en 3 países" in brief.message[0]
    assert len(brief.more) == 2
    assert brief.tables[0].rows[-1][0] == "Región"
    assert re.search(r"A.=.[+−]?0\.\d\d", brief.more[0].alt_text())


def test_one_table_alone_makes_a_modest_brief(make_input, few_returns):
    brief = compose_returns(make_input(few_returns[:1], country="BZ"))
    assert "en el mismo período" not in brief.message[0]
    assert [p.table for p in brief.provenance] == ["R1"]
    titles = [chart.title for chart in brief.charts]
    assert len(titles) == len(set(titles))
    hidden = [card for card in brief.headlines if card.hidden]
    assert {(card.value, card.change, card.against) for card in hidden} <= {("•", "", "suprimido")}


def test_parts_of_other_records_give_no_share(make_input, few_returns):
    """R5 of the sample counts more people than R1: no percentage over 100 is told."""
    brief = compose_returns(make_input(few_returns, country="BZ"))
    assert "suman" not in " ".join(brief.message)
