"""A disk that fills in the middle of an import leaves the register as it was before."""

import pytest

from vipmg.cube import segments
from vipmg.database.engine import DiskFull
from vipmg.importing.load import import_file

LINES = 20_000


@pytest.fixture
def big_file(tmp_path):
    path = tmp_path / "entradas.csv"
    row = "2024-03-{day:02},F,30,GT,SV,A,NOTE-{number}"
    lines = ["occurred_on,sex,age,citizenship,counterpart,mode,manifest"]
    lines += [row.format(day=1 + number % 28, number=number) for number in range(LINES)]
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


@pytest.mark.parametrize("pages_more", [0, 1, 5, 20, 60])
def test_when_the_disk_fills_nothing_is_registered_and_the_officer_is_told(
    node, big_file, pages_more
):
    engine = node.register.engine
    with engine.connect() as db:
        pages = db.exec_driver_sql("PRAGMA page_count").scalar()
        db.exec_driver_sql(f"PRAGMA max_page_count = {pages + pages_more}")
    with pytest.raises(DiskFull, match="El disco está lleno"):
        import_file(node.register, big_file, "ARR", mapping="vipmg")
    with engine.connect() as db:
        db.exec_driver_sql("PRAGMA max_page_count = 1000000")
    with node.register.reading() as db:
        assert db.exec_driver_sql("SELECT count(*) FROM record").scalar() == 0
        assert db.exec_driver_sql("SELECT count(*) FROM batch").scalar() == 0
        assert segments.totals(db).is_empty()
    assert import_file(node.register, big_file, "ARR", mapping="vipmg").imported == LINES
