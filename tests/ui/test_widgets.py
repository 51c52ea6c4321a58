from datetime import date

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QGuiApplication, QImage, QPainter
from PySide6.QtTest import QAbstractItemModelTester
from reportlab.graphics import shapes
from reportlab.lib.colors import HexColor

from ui.charts import for_dark, paint
from ui.chartview import ChartView
from ui.strength import strength
from ui.widgets.chips import FilterChips
from ui.widgets.codes import CodeCombo
from ui.widgets.paging import PAGE, PagedModel
from ui.widgets.period import PeriodPicker
from ui.widgets.records import RecordsView
from ui.widgets.rows import Column, RowsModel
from ui.words import number

COLUMNS = (
    Column("Number", lambda row: row[0], align="right", order=lambda row: row[0]),
    Column("Name", lambda row: row[1]),
    Column("State", lambda row: row[1], tone=lambda _row: "good"),
)
STRICT = QAbstractItemModelTester.FailureReportingMode.Fatal


def rows(first, count):
    return [(at, f"00{at}") for at in range(first, first + count)]


def test_the_model_of_rows_keeps_qt_s_rules(qapp):
    model = RowsModel(COLUMNS)
    tester = QAbstractItemModelTester(model, STRICT)
    model.show(rows(0, 300))
    model.sort(0, Qt.SortOrder.DescendingOrder)
    assert model.index(0, 0).data() == "299"
    assert tester.model() is model


def test_pages_come_as_they_are_scrolled_to(qtbot, jobs):
    asked = []

    def page(first, size):
        asked.append(first)
        return rows(first, size)

    model = PagedModel(COLUMNS, jobs)
    model.show_pages(page, lambda: 10_000_000)
    qtbot.waitUntil(lambda: model.rowCount() == 10_000_000)
    assert model.index(9_000_000, 1).data() in (None, "")
    qtbot.waitUntil(lambda: model.index(9_000_000, 1).data() == "009000000")
    assert all(first % PAGE == 0 for first in asked)
    assert len(asked) < 20


def test_the_model_of_pages_keeps_qt_s_rules(qtbot, jobs):
    model = PagedModel(COLUMNS, jobs)
    tester = QAbstractItemModelTester(model, STRICT)
    with qtbot.waitSignal(model.counted):
        model.show_pages(rows, lambda: 600)
    qtbot.waitUntil(lambda: model.index(599, 1).data() == "00599")
    assert tester.model() is model


def test_a_new_query_throws_the_old_answers_away(qtbot, jobs):
    model = PagedModel(COLUMNS, jobs)
    model.show_pages(lambda _first, _size: [(1, "old")], lambda: 1)
    model.show_pages(lambda _first, _size: [(1, "new")], lambda: 1)
    qtbot.waitUntil(lambda: model.rowCount() == 1)
    qtbot.waitUntil(lambda: model.index(0, 1).data() == "new")


def test_copied_rows_keep_their_leading_zeros(qtbot):
    model = RowsModel(COLUMNS)
    view = RecordsView(model, "Records")
    qtbot.addWidget(view)
    model.show(rows(0, 5))
    view.selectRow(1)
    view.copy()
    mime = QGuiApplication.clipboard().mimeData()
    assert mime.text().splitlines()[1] == "1\t001\t001"
    assert "mso-number-format" in mime.html()


def test_a_table_is_no_trap_for_the_tab_key(qtbot):
    view = RecordsView(RowsModel(COLUMNS), "Records")
    qtbot.addWidget(view)
    assert not view.tabKeyNavigation()


def test_chips_wrap_and_give_back_their_key(qtbot):
    chips = FilterChips()
    qtbot.addWidget(chips)
    chips.show_chips([(str(at), "Nacionalidad: Honduras, Guatemala") for at in range(6)])
    assert chips.heightForWidth(300) > chips.heightForWidth(3000)
    assert chips.minimumSizeHint().width() < 400
    with qtbot.waitSignal(chips.removed) as removed:
        chips._chips[2].click()
    assert removed.args == ["2"]


def test_a_period_is_chosen_as_sdmx_writes_it(qtbot):
    picker = PeriodPicker(date(2026, 3, 4))
    qtbot.addWidget(picker)
    assert picker.period() == "2026-02"
    for period in ("2025-Q3", "2024", "2023-11"):
        picker.choose(period)
        assert picker.period() == period


def test_a_code_is_found_by_name_or_code(qtbot):
    combo = CodeCombo()
    qtbot.addWidget(combo)
    combo.show_codes([("HN", "Honduras"), ("GT", "Guatemala")])
    assert combo.code() is None
    combo.choose("GT")
    assert combo.code() == "GT"
    combo.setEditText("Gua")
    assert combo.code() is None
    combo.completer().setCompletionPrefix("(hn)")
    assert combo.completer().currentCompletion() == "Honduras  (HN)"


def drawing():
    made = shapes.Drawing(100, 50)
    bar = shapes.Rect(0, 0, 40, 50, fillColor=HexColor("#0a5cb8"), strokeColor=None)
    vars(bar).update(hover="Cortés: 7,100", key="HN-CR")
    group = shapes.Group(shapes.Circle(10, 10, 5, fillColor=HexColor("#ff0000"), strokeColor=None))
    group.translate(60, 20)
    path = shapes.Path(fillColor=None, strokeColor=HexColor("#000000"))
    path.moveTo(80, 0)
    path.curveTo(85, 10, 90, 20, 95, 0)
    path.closePath()
    for shape in (
        bar,
        group,
        path,
        shapes.Line(0, 0, 100, 50, strokeDashArray=[2, 2]),
        shapes.PolyLine([0, 0, 10, 10, 20, 0]),
        shapes.Polygon([90, 40, 100, 40, 95, 50]),
        shapes.Wedge(85, 25, 5, 0, 120),
        shapes.String(50, 5, "San José", textAnchor="middle", fontName="Helvetica", fontSize=6),
    ):
        made.add(shape)
    return made


def painted(made, scale=4):
    image = QImage(100 * scale, 50 * scale, QImage.Format.Format_RGB32)
    image.fill(QColor("white"))
    painter = QPainter(image)
    spots = paint(painter, made, QRectF(image.rect()))
    painter.end()
    return image, spots


def test_a_drawing_is_painted_where_and_as_it_is_on_paper(qapp):
    image, spots = painted(drawing())
    assert image.pixelColor(20, 150).name() == "#0a5cb8"
    assert image.pixelColor(280, 80).name() == "#ff0000", "moved by its group, y upwards"
    assert [(spot.words, spot.key) for spot in spots] == [("Cortés: 7,100", "HN-CR")]


def test_at_night_dark_words_become_light():
    assert for_dark(QColor("#111111")).lightnessF() > 0.8
    assert for_dark(QColor("#ffffff")).lightnessF() < 0.2


def test_a_chart_answers_to_the_keys_and_to_the_pointer(qtbot, dressed):
    view = ChartView()
    qtbot.addWidget(view)
    view.resize(400, 200)
    view.show_drawing(drawing(), "Retornos", "Cortés va primero")
    view.show()
    view.grab()
    qtbot.keyClick(view, Qt.Key.Key_Right)
    assert view.accessibleDescription() == "Cortés: 7,100"
    with qtbot.waitSignal(view.chosen) as chosen:
        qtbot.keyClick(view, Qt.Key.Key_Return)
    assert chosen.args == ["HN-CR"]
    assert view.table().lines == [("Cortés: 7,100",)]


def test_a_chart_is_saved_as_svg_and_png(qtbot, tmp_path):
    view = ChartView()
    qtbot.addWidget(view)
    view.show_drawing(drawing(), "Retornos", "")
    for kind, start in (("svg", b"<?xml"), ("png", b"\x89PNG")):
        path = tmp_path / f"chart.{kind}"
        view.save(path)
        assert path.read_bytes().startswith(start)


def test_numbers_follow_the_country():
    assert number(1234567, "HN") == "1,234,567"
    assert number(1234567.5, "CR", 1) == "1\u202f234\u202f567,5"
    assert number(-3) == "\u22123"


def test_a_passphrase_is_judged_by_length_and_variety():
    assert strength("aaaaaaaaaaaaaaaaaaaa") == "weak"
    assert strength("123456789012") == "weak"
    assert strength("Corto1!") == "weak"
    assert strength("caballo lámpara río quince") == "strong"
