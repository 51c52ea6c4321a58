"""Un mes, de archivo a informe: from the file an office gets to the brief it keeps."""

import csv
import random

from PySide6.QtWidgets import QLabel

from ui.importing.case import CaseView
from ui.pages.briefs import PREVIEW
from ui.pages.importing import CASE, OUTCOME
from ui.pages.tables import RESULTS
from ui.tables.work import FORMS

HEADER = ("occurred_on", "sex", "age", "citizenship", "counterpart", "nna")
COUNTRIES = ("US", "MX")


def month_of_returns(path):
    """A file as an office gets it: returns of two years to June, and two rows with no such day."""
    draw = random.Random(7)
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file)
        out.writerow(HEADER)
        for year in (2025, 2026):
            for number in range(3000):
                age = draw.choices((8, 15, 24, 41), (1, 1, 6, 4))[0]
                day = f"{year}-{1 + number % 6:02}-{draw.randint(1, 28):02}"
                nna = "AD" if age > 17 else "NNA_A"
                where = draw.choices(COUNTRIES, (7, 3))[0]
                out.writerow((day, draw.choice("FMM"), age, "GT", where, nna))
        out.writerow(("2026-02-31", "M", 30, "GT", "US", "AD"))
        out.writerow(("mañana", "M", 30, "GT", "US", "AD"))
    return path


def flow_button(case: CaseView, flow: str):
    return case.flow._buttons[flow]


def test_a_month_from_the_file_to_the_brief(qtbot, sit_down, person, tmp_path):
    window = sit_down("GT", "Ana")
    importing = window.page("importing")
    window.open_page("importing", [month_of_returns(tmp_path / "retornos.csv")])
    qtbot.waitUntil(lambda: importing.stack.currentIndex() == CASE, timeout=10_000)
    flow_button(importing.case, "RET").click()
    importing.case.check.click()
    qtbot.waitUntil(lambda: importing.stack.currentIndex() == OUTCOME, timeout=20_000)
    assert importing.go_on.text() == "Registrar 6,000 filas"
    assert importing.outcome.figures[2].accessibleName().startswith("Retenidas por hallazgos: 2.")
    importing.go_on.click()
    qtbot.waitUntil(lambda: not importing.result.check_only, timeout=20_000)

    window.open_page("home")
    home = window.page("home")
    said = lambda: " ".join(task_texts(home))  # noqa: E731
    qtbot.waitUntil(lambda: "2 filas" in said(), timeout=10_000)

    window.open_page("tables")
    tables = window.page("tables")
    qtbot.waitUntil(lambda: tables._place.currentIndex() == RESULTS, timeout=20_000)
    assert tables.builder.table.currentText() == "R1 · Cifras oficiales de retornos"
    assert tables.results.result.exact is False
    total = next(figure for figure in first_row(tables) if figure == "3,000")
    with qtbot.waitSignal(tables.noticed, timeout=10_000):
        tables.write(tables.results.result, FORMS[1], tmp_path / "r1.csv")
    assert "3000" in (tmp_path / "r1.csv").read_text(encoding="utf-8-sig")

    window.open_page("briefs")
    briefs = window.page("briefs")
    briefs.composer.chooser.choose("2026-06")
    person.next = [lambda dialog: dialog.accept()]
    briefs.composer.finish.click()
    qtbot.waitUntil(lambda: briefs._place.currentIndex() == PREVIEW, timeout=40_000)
    assert briefs.preview.title.text() == "Informe N.º 1"
    qtbot.waitUntil(lambda: bool(briefs.preview.page_texts()), timeout=10_000)
    text = briefs.preview.page_texts()[0]
    assert total in text
    assert "enero–junio de 2026" in text
    assert len(person.told) == 1, person.told
    assert "cuentan como publicadas" in person.told[0]


def task_texts(home):
    return [label.text() for label in home.findChildren(QLabel)]


def first_row(tables):
    model = tables.results.view.model()
    return [str(model.index(0, at).data()) for at in range(model.columnCount())]
