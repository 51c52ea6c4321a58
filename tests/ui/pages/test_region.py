import polars as pl
import pytest
from openpyxl import load_workbook

from exchange import datasets, peers
from exchange.datasets import Dataset, Origin
from ui.jobs import Jobs
from ui.pages.region import RegionPage
from vipmg.officers import Permission
from vipmg.tables.catalogue import standard


def keep(node, name, country, period, counts):
    """Keep the figures of a country as they come out of its package; `None` is hidden."""
    spec = standard(name, period)[0]
    rows = [
        {
            **dict.fromkeys(spec.by, "_T"),
            "counterpart": partner,
            "period": period,
            "value": value,
            "obs_status": "Q" if value is None else "P",
            "conf_status": "C" if value is None else "F",
        }
        for partner, value in counts.items()
    ]
    types = {**dict.fromkeys(spec.by, pl.String()), **datasets.FIGURES}
    cells = pl.DataFrame(rows, schema=types)
    with node.register.act(Permission.RECEIVE, subject=country) as act:
        datasets.keep(act.db, [Dataset(spec, cells)], Origin(country, f"{country}{period}", 1))


@pytest.fixture
def page(qtbot, dressed, make_node):
    guatemala, honduras = make_node("GT", "Beto"), make_node("HN", "Beto")
    peers.add(guatemala.register, peers.own_card(honduras.register))
    words = peers.pair_words(guatemala.register, "HN")
    peers.confirm(guatemala.register, "HN", " ".join(words))
    for month, out, entered in (("2026-01", 100, 60), ("2026-02", 90, None)):
        keep(guatemala, "XDEP", "GT", month, {"_T": out + 5, "HN": out})
        keep(guatemala, "XARR", "HN", month, {"_T": 70, "GT": entered})
    keep(guatemala, "XARR", "GT", "2026-01", {"_T": 40, "HN": 40})
    made = RegionPage(guatemala, Jobs())
    qtbot.addWidget(made)
    made.resize(1100, 700)
    made.show()
    made.together.period.choose("2026-Q1")
    made.against.period.choose("2026-Q1")
    yield made
    made.jobs.close()


def line(model, row):
    return [model.index(row, column).data() for column in range(model.columnCount())]


def test_what_is_missing_is_said_and_is_never_zero(qtbot, page):
    together = page.together
    together.table.setCurrentIndex(together.table.findData("XARR"))
    qtbot.waitUntil(lambda: together.model.rowCount() == 3 and "XARR" in together._found.name)
    assert line(together.model, 0) == ["Guatemala", "40", "falta"]
    assert line(together.model, 1) == ["Honduras", "70", "70"]
    assert line(together.model, 2) == ["Región", "110", "≥ 70"], "nobody has sent March yet"
    assert "Guatemala: febrero de 2026" in together.missing.text()


def test_a_variable_can_stand_across(qtbot, page):
    together = page.together
    together.table.setCurrentIndex(together.table.findData("XARR"))
    qtbot.waitUntil(lambda: together._found is not None and together._found.name == "XARR")
    together.across.setCurrentIndex(together.across.findData("counterpart"))
    together.at.setCurrentIndex(together.at.findData("2026-02"))
    assert line(together.model, 1) == ["Honduras", "70", "suprimido"]
    assert line(together.model, 0) == ["Guatemala", "falta", "falta"]


def test_corridors_stand_by_their_asymmetry_with_their_months(qtbot, page):
    page.open_with("against")
    against = page.against
    qtbot.waitUntil(lambda: against.corridors.rowCount() > 0)
    assert against.said.text().endswith("para conversar.")
    first = line(against.corridors, 0)
    assert first[:2] == ["Guatemala", "Honduras"]
    assert first[2:5] == ["100", "60", "50 %"]
    assert against.title.text() == "De Guatemala a Honduras"
    assert line(against.months, 0)[:5] == ["ene 2026", "100", "60", "−40", "−50 %"]
    assert line(against.months, 1)[2] == "suprimido"
    qtbot.waitUntil(lambda: "Guatemala" in against.chart.accessibleName())
    against.talk.setChecked(True)
    assert against.corridors.rowCount() <= 4


def test_figures_are_exported_as_csv_and_workbook(qtbot, page, tmp_path):
    page.open_with("against")
    qtbot.waitUntil(lambda: page.against.corridors.rowCount() > 0)
    for name in ("espejo.csv", "espejo.xlsx"):
        with qtbot.waitSignal(page.noticed, timeout=10_000):
            page.against.export_to(tmp_path / name)
    written = pl.read_csv(tmp_path / "espejo.csv")
    assert {"reporter_a", "value_out", "asymmetry"} <= set(written.columns)
    book = load_workbook(tmp_path / "espejo.xlsx", read_only=True)
    assert book.sheetnames == ["Meses", "Corredores"]
    book.close()
