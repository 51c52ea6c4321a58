"""Un archivo equivocado: the officer is told what is wrong, and the register stays as it was."""

import pytest

from ui.pages.importing import CASE, START
from vipmg.cube import segments

SENTENCES = {
    "foto.csv": "Este archivo no es una tabla",
    "informe.pdf": "Este archivo no es una tabla",
    "vacio.csv": "El archivo está vacío",
    "no-esta.csv": "No se encontró el archivo",
}


@pytest.fixture
def files(tmp_path):
    (tmp_path / "foto.csv").write_bytes(bytes(range(256)) * 40)
    (tmp_path / "informe.pdf").write_bytes(b"%PDF-1.7\n" + b"\x00\xff" * 400)
    (tmp_path / "vacio.csv").write_bytes(b"")
    (tmp_path / "sin-fecha.csv").write_text("sex,citizenship\nF,GT\nM,HN\n", encoding="utf-8")
    return tmp_path


@pytest.fixture
def window(sit_down):
    made = sit_down("GT", "Ana")
    made.open_page("importing")
    return made


def in_register(window):
    with window.node.register.reading() as db:
        return int(segments.totals(db)["n"].sum())


@pytest.mark.parametrize("name", SENTENCES)
def test_a_file_that_is_no_table_is_refused_in_words(qtbot, window, person, files, name):
    page = window.page("importing")
    page.take([files / name])
    qtbot.waitUntil(lambda: bool(person.told), timeout=10_000)
    assert SENTENCES[name] in person.told[0]
    assert name in person.told[0]
    assert page.stack.currentIndex() == START
    assert in_register(window) == 0


def test_a_table_without_its_dates_is_refused_by_the_name_of_the_column(
    qtbot, window, person, files
):
    page = window.page("importing")
    page.take([files / "sin-fecha.csv"])
    qtbot.waitUntil(lambda: page.stack.currentIndex() == CASE, timeout=10_000)
    page.case.mapping.setCurrentIndex(page.case.mapping.findData("vipmg"))
    page.case.flow._buttons["RET"].click()
    page.case.check.click()
    qtbot.waitUntil(lambda: bool(person.told), timeout=10_000)
    assert "Faltan columnas" in person.told[0]
    assert "occurred_on" in person.told[0]
    assert page.stack.currentIndex() == CASE, "one can choose another reading and try again"
    assert in_register(window) == 0
