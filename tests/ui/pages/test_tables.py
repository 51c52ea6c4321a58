"""The page of tables on a real node: what a statistician reads, in Spanish."""

import json

import polars as pl
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

from ui.pages.tables import TablesPage
from ui.tables.work import FORMS
from ui.words import speak
from vipmg.importing.load import import_file

LINES = (
    [("2024-01-10", "US", "M")] * 1200
    + [("2024-01-12", "US", "F")] * 300
    + [("2024-02-03", "MX", "M")] * 40
    + [("2024-02-03", "MX", "F")] * 3
    + [("2024-02-05", "BZ", "M")] * 30
    + [("2024-02-05", "BZ", "F")] * 20
)


@pytest.fixture
def filled(node, tmp_path):
    """The node with 1,593 returns, three of them a group that must be hidden."""
    frame = pl.DataFrame(LINES, schema=["occurred_on", "counterpart", "sex"], orient="row")
    frame = frame.with_columns(
        pl.lit("RET").alias("flow"),
        pl.lit("GT").alias("citizenship"),
    )
    path = tmp_path / "retornos.csv"
    frame.write_csv(path)
    assert import_file(node.register, path, "RET").imported == len(LINES)
    return node


@pytest.fixture
def page(qtbot, dressed, jobs, filled):
    made = TablesPage(filled, jobs)
    qtbot.addWidget(made)
    made.resize(1100, 660)
    made.show()
    made.refresh()
    qtbot.waitUntil(lambda: made.results.result is not None, timeout=20_000)
    return made


def test_the_first_standard_table_is_there_without_asking(page):
    assert page.results.result.specs[0].name == "R1"
    assert not page.results.result.exact
    assert page.results.result.specs[0].last == "2024-02"


def computed(qtbot, page):
    qtbot.waitUntil(lambda: page._job is None, timeout=60_000)
    page.builder.compute.click()
    qtbot.waitUntil(lambda: page._job is None, timeout=60_000)
    return page.results


def own_table(page, *variables):
    page.builder.choose_table("custom")
    for name in list(page.builder._variables):
        page.builder.remove_variable(name)
    for name in variables:
        page.builder.add_variable(name)
    page.builder.freq.setCurrentIndex(page.builder.freq.findData("_T"))


def read(results):
    """Rows as they are read, by the words that name them."""
    _titles, *rows = results.model.lines()
    return {tuple(word for word in row if not word[:1].isdigit()): row for row in rows}


def test_an_empty_node_leads_to_importing(qtbot, dressed, jobs, node):
    page = TablesPage(node, jobs)
    qtbot.addWidget(page)
    page.show()
    with qtbot.waitSignal(page.go) as gone:
        page.refresh()
        page._empty.findChildren(type(page.builder.compute))[0].click()
    assert gone.args[0] == "importing"


def test_the_first_view_is_protected_and_says_what_it_cost(qtbot, page):
    own_table(page, "counterpart", "sex")
    results = computed(qtbot, page)
    assert results.tools.protected.isChecked()
    assert results.banner.isHidden()
    mexico = next(row for row in results.model.lines() if row[0] == "México")
    assert "oculta" in mexico
    assert "3" not in mexico
    assert "celdas ocultas" in results.cost.text()
    assert "las celdas más detalladas" in results.cost.text()
    assert "Se ocultan los conteos de 1 a 4" in results.policy.text()


def test_a_hidden_cell_says_why(qtbot, page):
    own_table(page, "counterpart", "sex")
    results = computed(qtbot, page)
    hints = {
        str(results.model.index(row, column).data(Qt.ItemDataRole.ToolTipRole))
        for row in range(results.model.rowCount())
        for column in range(results.model.columnCount())
        if results.model.index(row, column).data() == "oculta"
    }
    assert any("Supresión primaria" in hint and "menor que el umbral" in hint for hint in hints)
    assert any("Supresión secundaria" in hint for hint in hints)


def test_the_exact_view_shows_all_and_warns(qtbot, page):
    own_table(page, "counterpart", "sex")
    page.results.tools.exact.click()
    results = computed(qtbot, page)
    assert not results.banner.isHidden()
    assert results.cost.isHidden()
    titles, total, *_rest = results.model.lines()
    assert titles == ["País de procedencia o destino", "Total", "Mujeres", "Hombres"]
    assert total == ["Total", "1,593", "323", "1,270"]
    assert ["México", "43", "3", "40"] in results.model.lines()


def test_a_copy_of_exact_figures_says_that_they_are_internal(qtbot, page):
    own_table(page, "sex")
    page.results.tools.exact.click()
    computed(qtbot, page)
    page.results.tools.copy.click()
    copied = QGuiApplication.clipboard().text().splitlines()
    assert copied[0] == "Uso interno: no debe salir de la oficina"
    assert "1,593" in copied[2]
    assert "<table>" in QGuiApplication.clipboard().mimeData().html()


def test_sorting_keeps_the_total_first(qtbot, page):
    own_table(page, "counterpart", "sex")
    page.results.tools.exact.click()
    results = computed(qtbot, page)
    results.model.sort(1, Qt.SortOrder.AscendingOrder)
    assert [line[0] for line in results.model.lines()[1:]] == [
        "Total",
        "México",
        "Belice",
        "Estados Unidos",
    ]


def test_a_higher_threshold_hides_more(qtbot, page):
    own_table(page, "counterpart", "sex")
    computed(qtbot, page)
    few = sum(row.count("oculta") for row in page.results.model.lines())
    page.results.tools.threshold.setCurrentIndex(20 - 3)
    page.results.tools.threshold_chosen.emit(20)
    qtbot.waitUntil(lambda: page._job is None, timeout=60_000)
    assert sum(row.count("oculta") for row in page.results.model.lines()) >= few > 0
    assert "de 1 a 19" in page.results.policy.text()


def test_another_choice_is_said_until_it_is_computed(qtbot, page):
    own_table(page, "sex")
    computed(qtbot, page)
    assert page.results.stale.isHidden()
    page.builder.narrow("counterpart", ("US",))
    assert not page.results.stale.isHidden()
    computed(qtbot, page)
    assert page.results.stale.isHidden()
    assert "1,500" in page.results.model.lines()[1]


def test_a_span_that_ends_before_it_begins_is_explained_in_place(qtbot, page):
    own_table(page, "sex")
    page.builder.first.choose("2024-02")
    page.builder.last.choose("2024-01")
    page.builder.compute.click()
    assert page.waiting.heading.text() == "El período termina antes de empezar"


def test_files_hold_what_the_view_shows(qtbot, page, tmp_path):
    own_table(page, "counterpart", "sex")
    result = computed(qtbot, page).result
    for form in FORMS:
        path = tmp_path / f"cuadro.{form.ending}"
        with qtbot.waitSignal(page.noticed, timeout=30_000):
            page.write(result, form, path)
    assert json.loads((tmp_path / "cuadro.json").read_bytes())["tables"][0]["protected"] is True
    text = (tmp_path / "cuadro.csv").read_text(encoding="utf-8-sig")
    assert not [line for line in text.splitlines() if line.startswith("MX,F,") and ",3," in line]


def test_exact_figures_are_not_exported_unless_that_is_meant(qtbot, page, monkeypatch):
    asked = []
    monkeypatch.setattr("ui.pages.tables.confirm", lambda *_a, **_k: asked.append(1) and False)
    monkeypatch.setattr(
        "ui.pages.tables.QFileDialog.getSaveFileName",
        lambda *_: pytest.fail("a file was asked for"),
    )
    own_table(page, "sex")
    page.results.tools.exact.click()
    computed(qtbot, page)
    page.export(FORMS[0])
    assert asked == [1]


def test_a_chart_is_drawn_where_one_fits(qtbot, page):
    own_table(page, "counterpart")
    results = computed(qtbot, page)
    results.tools.table_or_chart.click()
    assert results.chart.isVisible()
    assert "Gráfico de barras" in results.chart.accessibleDescription()


def test_the_table_is_said_again_in_english(qtbot, page, qapp):
    own_table(page, "counterpart", "sex")
    page.results.tools.exact.click()
    results = computed(qtbot, page)
    speak(qapp, "en")
    assert results.model.lines()[0][1:] == ["Total", "Women", "Men"]
    assert page.builder.compute.accessibleName() == "Compute"
