"""The page of briefs on a real node: a draft, a final brief, the same bytes again."""

import pytest

from ui.pages.briefs import BriefsPage
from vipmg.demo.generate import write_files
from vipmg.importing.load import import_file


@pytest.fixture
def page(qtbot, dressed, jobs, node, tmp_path):
    for path in write_files(tmp_path / "files", "GTM", 20_000, 1):
        if "-ret-202" in path.name and path.suffix == ".csv":
            import_file(node.register, path, "RET")
    made = BriefsPage(node, jobs)
    qtbot.addWidget(made)
    made.resize(1100, 660)
    made.show()
    made.refresh()
    made.composer.chooser.choose("2026-06")
    return made


def done(qtbot, page):
    qtbot.waitUntil(lambda: page._job is None, timeout=60_000)
    qtbot.waitUntil(lambda: bool(page.preview.page_texts()), timeout=20_000)


def test_a_draft_is_shown_and_not_kept(qtbot, page):
    page.composer.draft.click()
    done(qtbot, page)
    assert page.preview.status.text() == "Borrador: no publicado"
    assert "enero–junio de 2026" in page.preview.page_texts()[0].replace("\u2011", "-")
    assert not page.preview.save.isEnabled()
    assert page.model.rowCount() == 0


def test_a_final_brief_gets_a_number_and_opens_again_byte_for_byte(
    qtbot, page, monkeypatch, tmp_path
):
    said = []
    monkeypatch.setattr(
        "ui.pages.briefs.confirm", lambda _page, _title, effects, _act: said.extend(effects) or True
    )
    page.composer.english.setChecked(True)
    page.composer.finish.click()
    done(qtbot, page)
    qtbot.waitUntil(lambda: page.model.rowCount() == 2, timeout=20_000)
    assert any("cuentan como publicadas" in effect for effect in said)
    assert page.preview.title.text() == "Informe N.º 1"
    with qtbot.waitSignal(page.noticed):
        page.write(tmp_path / "uno.pdf")
    first = (tmp_path / "uno.pdf").read_bytes()
    assert first.startswith(b"%PDF")
    english, spanish = page.model.row_at(1), page.model.row_at(0)
    assert (spanish.language, english.language) == ("es", "en")
    page.open_kept(english)
    qtbot.waitUntil(lambda: page.preview.pdf != first)
    page.open_kept(spanish)
    qtbot.waitUntil(lambda: page.preview.pdf == first)


def test_an_officer_without_the_role_is_told_so(qtbot, dressed, jobs, make_node):
    page = BriefsPage(make_node(officer="Beto"), jobs)
    qtbot.addWidget(page)
    page.show()
    page.refresh()
    assert page.composer.isHidden()
    assert page.waiting.heading.text() == "Su función no permite hacer esto"
    qtbot.waitUntil(page._none.isVisible)
