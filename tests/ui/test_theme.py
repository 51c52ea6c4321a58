import sys
from pathlib import Path

import pytest

from ui.theme.sheet import sheet
from ui.theme.tokens import DARK, EDGES, LIGHT, PAIRS, contrast


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("ink", "ground"), PAIRS)
def test_text_can_be_read_in_both_themes(theme, ink, ground):
    assert contrast(getattr(theme, ink), getattr(theme, ground)) >= 4.5


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("edge", "ground"), EDGES)
def test_edges_of_controls_can_be_seen(theme, edge, ground):
    assert contrast(getattr(theme, edge), getattr(theme, ground)) >= 3


def test_contrast_is_that_of_the_standard():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.478, abs=0.01)


def test_the_sheet_has_no_rule_for_cells_and_every_picture_it_names():
    for theme in (LIGHT, DARK):
        text = sheet(theme)
        assert "QTableView::item" not in text
        for part in text.split("url(")[1:]:
            assert Path(part.split(")")[0]).is_file()


def test_calls_that_return_nothing_keep_the_count_of_none(qapp):
    # PySide6 6.12 on Python 3.11 loses one reference a call and aborts after some thousands.
    from PySide6.QtCore import QObject

    thing = QObject()
    before = sys.getrefcount(None)
    for _ in range(1000):
        thing.setObjectName("a")
    assert abs(sys.getrefcount(None) - before) < 100
