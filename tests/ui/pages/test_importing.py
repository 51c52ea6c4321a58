import csv

import pytest
from openpyxl import load_workbook
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from ui.importing.start import effects
from ui.pages.importing import CASE, OUTCOME, START, ImportingPage
from vipmg.cube import segments
from vipmg.importing.load import import_file

SOUND = 40
WRONG = "2025-13-45"
HEADER = (
    "occurred_on",
    "sex",
    "citizenship",
    "counterpart",
    "age",
    "doc_number",
    "doc_issuer",
    "doc_type",
)


def write(path, wrong=2):
    """A file of returns: sound rows, rows with no such day, and one row twice."""
    rows = [
        (f"2025-03-{1 + at % 28:02}", "F", "GT", "US", str(18 + at), f"X{at}", "GT", "P")
        for at in range(SOUND)
    ]
    rows += [(WRONG, "F", "GT", "US", "30", f"Y{at}", "GT", "P") for at in range(wrong)]
    rows.append(rows[0])
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file)
        out.writerow(HEADER)
        out.writerows(rows)
    return path


@pytest.fixture
def page(qtbot, dressed, jobs, node):
    made = ImportingPage(node, jobs)
    qtbot.addWidget(made)
    made.resize(1150, 700)
    made.show()
    made.refresh()
    return made


def in_hand(qtbot, page, path, flow="RET"):
    page.take([path])
    qtbot.waitUntil(lambda: page.stack.currentIndex() == CASE)
    qtbot.mouseClick(page.case.flow._buttons[flow], Qt.MouseButton.LeftButton)
    return page.case


def checked(qtbot, page, path, flow="RET"):
    in_hand(qtbot, page, path, flow)
    qtbot.mouseClick(page.case.check, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: page.stack.currentIndex() == OUTCOME)


def registered(qtbot, page, path):
    checked(qtbot, page, path)
    qtbot.mouseClick(page.go_on, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: page.result is not None and not page.result.check_only)


def figures(page):
    return [figure.accessibleName() for figure in page.outcome.figures]


def in_register(node):
    with node.register.reading() as db:
        return int(segments.totals(db)["n"].sum())


def test_a_file_is_recognised_by_its_columns_and_its_rows_are_shown(qtbot, page, tmp_path):
    case = in_hand(qtbot, page, write(tmp_path / "marzo.csv"))
    assert case.file.text() == "marzo.csv"
    assert case.mapping.currentText() == "Nombres del registro"
    assert case.hint.text() == "Reconocido por los títulos de sus columnas."
    assert case.preview.model().index(0, 0).data() == "2025-03-01"
    assert case.check.isEnabled()


def test_nothing_is_checked_before_the_flow_is_chosen(qtbot, page, tmp_path):
    page.take([write(tmp_path / "marzo.csv")])
    qtbot.waitUntil(lambda: page.stack.currentIndex() == CASE)
    assert not page.case.check.isEnabled()


def test_a_check_says_what_would_happen_and_registers_nothing(qtbot, page, node, tmp_path):
    checked(qtbot, page, write(tmp_path / "marzo.csv"))
    assert figures(page)[0].startswith("Filas del archivo: 43.")
    assert figures(page)[1].startswith("Se registrarán: 40.")
    assert figures(page)[2].startswith("Retenidas por hallazgos: 2.")
    assert figures(page)[3] == "Omitidas: 1. duplicadas: 1"
    assert page.go_on.text() == "Registrar 40 filas"
    assert in_register(node) == 0


def test_findings_name_rule_row_column_and_value(qtbot, page, tmp_path):
    checked(qtbot, page, write(tmp_path / "marzo.csv"))
    rules, places = page.outcome.rules.model(), page.outcome.places.model()
    assert rules.index(0, 0).data().startswith("Reten")
    assert rules.index(0, 1).data() == "2"
    assert [places.index(0, at).data() for at in (1, 2, 3)] == ["42", "occurred_on", WRONG]
    sentences = [rules.index(at, 2).data() for at in range(rules.rowCount())]
    assert any(WRONG in sentence for sentence in sentences), sentences


def test_registering_ends_with_the_records_and_the_months(qtbot, page, node, tmp_path):
    registered(qtbot, page, write(tmp_path / "marzo.csv"))
    assert figures(page)[1].startswith("Registradas: 40.")
    assert page.outcome.by_month.model().index(0, 0).data() == "marzo de 2025"
    assert page.outcome.by_month.model().index(0, 1).data() == "40"
    assert in_register(node) == 40
    with qtbot.waitSignal(page.go) as gone:
        qtbot.mouseClick(page.see, Qt.MouseButton.LeftButton)
    assert gone.args[0] == "records"
    assert gone.args[1].flow == "RET"


def test_the_same_file_is_not_registered_twice_without_asking(
    qtbot, page, node, tmp_path, monkeypatch
):
    asked = []
    monkeypatch.setattr("ui.pages.importing.confirm", lambda *said, **_: asked.append(said))
    path = write(tmp_path / "marzo.csv")
    import_file(node.register, path, "RET")
    checked(qtbot, page, path)
    page.register_rows()
    qtbot.waitUntil(lambda: bool(asked))
    assert "marzo.csv" in asked[0][2][0]
    assert in_register(node) == 40


def test_an_import_is_taken_back_and_the_list_says_so(qtbot, page, node, tmp_path):
    import_file(node.register, write(tmp_path / "marzo.csv"), "RET")
    page.refresh()
    qtbot.waitUntil(lambda: page.start.model.rowCount() == 1)
    page.start.view.selectRow(0)
    made = page.start.chosen()
    said = " ".join(effects(made))
    assert "40 registros de retornos de marzo.csv" in said
    assert "Meses afectados: marzo de 2025." in said
    with qtbot.waitSignal(page.noticed) as noticed:
        page.take_back(made, "archivo equivocado")
    assert noticed.args == ["40 registros retirados"]
    qtbot.waitUntil(lambda: page.start.model.index(0, 9).data() == "Deshecha")
    assert in_register(node) == 0


def test_findings_are_exported_with_what_is_wrong(qtbot, page, tmp_path):
    checked(qtbot, page, write(tmp_path / "marzo.csv"))
    for name in ("hallazgos.xlsx", "hallazgos.csv"):
        with qtbot.waitSignal(page.noticed, timeout=30_000) as noticed:
            page.export(tmp_path / name)
        assert noticed.args == [f"{page.outcome.examples.height} hallazgos en {name}"]
    sheet = load_workbook(tmp_path / "hallazgos.xlsx").active
    assert [sheet["C2"].value, sheet["D2"].value, sheet["E2"].value] == [42, "occurred_on", WRONG]
    text = (tmp_path / "hallazgos.csv").read_text(encoding="utf-8-sig")
    assert text.splitlines()[0].endswith("Fila,Columna,Valor,Qué está mal")


def test_the_findings_of_an_earlier_import_can_be_seen_again(qtbot, page, node, tmp_path):
    import_file(node.register, write(tmp_path / "marzo.csv"), "RET")
    page.open_with(1)
    qtbot.waitUntil(lambda: page.stack.currentIndex() == OUTCOME)
    assert page.outcome.heading.text() == "Importación 1: marzo.csv"
    assert page.outcome.places.model().index(0, 3).data() == WRONG
    qtbot.mouseClick(page.back, Qt.MouseButton.LeftButton)
    assert page.stack.currentIndex() == START


def test_a_file_that_is_no_table_is_said_in_words(qtbot, page, tmp_path):
    broken = tmp_path / "foto.csv"
    broken.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(200))
    with qtbot.waitSignal(page.jobs.failed) as failed:
        page.take([broken])
    assert failed.args[0].words()[0]
    assert page.stack.currentIndex() == START


def test_several_files_are_taken_one_after_the_other(qtbot, page, tmp_path):
    page.take([write(tmp_path / "uno.csv"), write(tmp_path / "dos.csv", wrong=0)])
    qtbot.waitUntil(lambda: page.case.file.text() == "uno.csv")
    assert page.queue.text() == "Espera 1 archivo más"
    page.close_case()
    qtbot.waitUntil(lambda: page.case.file.text() == "dos.csv")
    assert page.queue.text() == ""


def test_a_list_of_manifests_is_recognised_and_registered(qtbot, page, tmp_path):
    path = tmp_path / "vuelos.csv"
    path.write_text(
        "reference,flow,date,point,mode,counterpart,declared_count\n"
        "V1,RET,2025-03-01,GTGUA,A,US,120\n",
        encoding="utf-8",
    )
    page.take([path])
    qtbot.waitUntil(lambda: page.stack.currentIndex() == CASE)
    assert page.case.flow.code() == "manifests"
    with qtbot.waitSignal(page.noticed) as noticed:
        qtbot.mouseClick(page.case.check, Qt.MouseButton.LeftButton)
    assert "120" in noticed.args[0]
    assert page.stack.currentIndex() == START


def test_labels_of_a_page_are_in_spanish(page):
    said = {label.text() for label in page.findChildren(QLabel)}
    assert "Importaciones hechas" in said
