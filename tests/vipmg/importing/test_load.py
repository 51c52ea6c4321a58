import signal
import subprocess
import sys
import textwrap
from datetime import date, timedelta

import polars as pl
import pytest
from sqlalchemy import func, select

from vipmg.cube import segments
from vipmg.database.schema import audit_entry, batch, finding, finding_count, identity, record
from vipmg.errors import Cancelled
from vipmg.importing.errors import AlreadyImported, BatchMissing, LayoutUnknown
from vipmg.importing.load import import_file, import_frames, take_back
from vipmg.importing.result import EXAMPLES
from vipmg.officers import NotAllowed
from vipmg.progress import Progress

HEADER = (
    "flow,occurred_on,sex,citizenship,counterpart,mode,age,doc_type,doc_issuer,doc_number,count\n"
)
GOOD = "RET,2024-03-0{day},F,GTM,USA,A,30,P,GT,A{day},1\n"


def written(tmp_path, rows, name="retornos.csv"):
    path = tmp_path / name
    path.write_text(HEADER + "".join(rows), encoding="utf-8")
    return path


def good(*days):
    return [GOOD.format(day=day) for day in days]


def state(node):
    """Return how much the register holds: records, batches, findings, cube, audit entries."""
    with node.register.reading() as db:
        tables = (record, identity, batch, finding, audit_entry)
        counts = tuple(db.scalar(select(func.count()).select_from(table)) for table in tables)
        return (*counts, segments.totals(db)["n"].sum())


def test_rows_end_as_record_finding_or_skip_and_add_up(node, tmp_path):
    rows = [
        *good(1, 2, 3),
        GOOD.format(day=1),  # identical, and names the person
        "ARR,2024-03-04,F,GTM,USA,A,30,,,,1\n",
        "RET,2031-03-04,F,GTM,USA,A,30,,,,1\n",
        "RET,2024-03-04,F,Atlantis,USA,A,30,,,,1\n",
        "RET,2024-03-04,F,GTM,USA\n",
    ]
    result = import_file(node.register, written(tmp_path, rows), "RET")
    assert (result.rows, result.imported, result.findings) == (8, 3, 3)
    assert (result.skipped, result.duplicates) == (2, 1)
    assert result.skips == {"identical": 1, "other_flow": 1}
    assert {c.rule: c.count for c in result.counts if c.severity == "error"} == {
        "in_the_future": 1, "unknown_code": 1, "row_too_short": 1,
    }  # fmt: skip
    (unknown,) = result.some("unknown_code")
    assert (unknown.row, unknown.column, unknown.value) == (8, "citizenship", "Atlantis")
    assert unknown.message() == "«Atlantis» en citizenship no es un código ni un nombre conocido."
    with node.register.reading() as db:
        assert segments.totals(db).rows() == [("RET", "2024-03", 3)]
        assert segments.verify(db) == ()
        kept = db.execute(select(batch)).one()
        assert (kept.rows, kept.imported, kept.findings, kept.skipped) == (8, 3, 3, 2)
        assert (kept.first_record, kept.last_record) == (1, 3)
        assert db.scalar(select(func.count()).select_from(finding_count)) == len(result.counts)
        assert db.scalar(select(func.count()).select_from(identity)) == 3


def test_the_outcome_is_said_in_words(node, tmp_path):
    rows = [*good(1), "RET,2031-03-04,F,GTM,USA,A,30,,,,1\n"]
    result = import_file(node.register, written(tmp_path, rows), "RET")
    words = result.summary()
    assert words.startswith("Lote 1, de 2 filas: 1 registrada, 1 retenida, 0 omitidas.")
    assert "Retenidas (1): 2031-03-04 todavía no llega. [fila 3, columna occurred_on]" in words
    assert result.to_json()["imported"] == 1


def test_a_check_changes_nothing_and_tells_the_same(node, tmp_path):
    path = written(tmp_path, [*good(1, 2), "RET,,F,GTM,USA,A,30,,,,1\n"])
    before = state(node)
    checked = import_file(node.register, path, "RET", check_only=True)
    assert state(node) == before
    done = import_file(node.register, path, "RET")
    assert checked.batch is None
    assert (checked.rows, checked.imported, checked.findings) == (3, 2, 1)
    assert (done.rows, done.imported, done.findings) == (3, 2, 1)


def test_the_same_file_again_is_refused_unless_insisted(node, tmp_path):
    path = written(tmp_path, good(1))
    import_file(node.register, path, "RET")
    before = state(node)
    renamed = path.rename(tmp_path / "otro.csv")
    with pytest.raises(AlreadyImported, match="lote 1"):
        import_file(node.register, renamed, "RET")
    assert state(node) == before
    assert import_file(node.register, renamed, "RET", again=True).imported == 1


def test_an_import_is_taken_back_whole_and_may_be_done_again(node, tmp_path):
    path = written(tmp_path, good(1, 2))
    kept = import_file(node.register, written(tmp_path, good(5), "otro.csv"), "RET")
    result = import_file(node.register, path, "RET")
    assert take_back(node.register, result.batch, "archivo equivocado") == 2
    with node.register.reading() as db:
        assert segments.totals(db)["n"].sum() == kept.imported
        assert segments.verify(db) == ()
    with pytest.raises(BatchMissing):
        take_back(node.register, result.batch)
    assert import_file(node.register, path, "RET").imported == 2


class StopAt(Progress):
    def __init__(self, times):
        self.times = times

    def report(self, done, total, message):
        self.times -= 1
        if self.times < 0:
            raise Cancelled


def test_a_cancelled_import_leaves_nothing(node):
    day = pl.DataFrame({"occurred_on": [date(2024, 3, 1)] * 50})
    before = state(node)
    with pytest.raises(Cancelled):
        import_frames(node.register, [day, day, day], "FORM", "RET", progress=StopAt(2))
    assert state(node) == before


def test_a_killed_import_leaves_nothing(node, tmp_path):
    folder, before = node.folder, state(node)
    node.close()
    path = written(tmp_path, [GOOD.format(day=1 + n % 9) for n in range(60_000)])
    program = f"""
        import os, signal
        from pathlib import Path
        from vipmg.importing import load
        from vipmg.node import open_node
        merge = load.segments.merge
        def die(*args):
            merge(*args)
            os.kill(os.getpid(), signal.SIGKILL)
        load.segments.merge = die
        node = open_node(Path({str(folder)!r}), "Ana", "una frase larga de prueba")
        load.import_file(node.register, Path({str(path)!r}), "RET", mapping="vipmg")
    """
    ended = subprocess.run([sys.executable, "-c", textwrap.dedent(program)], check=False)
    assert ended.returncode == -signal.SIGKILL
    from vipmg.node import open_node

    again = open_node(folder, "Ana", "una frase larga de prueba")
    try:
        assert state(again) == before
    finally:
        again.close()


def test_only_who_may_import_imports(make_node, tmp_path):
    node = make_node("GT", "Beto")
    with pytest.raises(NotAllowed):
        import_file(node.register, written(tmp_path, good(1)), "RET")


def test_an_unknown_layout_says_which_columns_it_saw(node, tmp_path):
    path = tmp_path / "otra.csv"
    path.write_text("fecha;monto\n2024-01-01;3\n", encoding="utf-8")
    with pytest.raises(LayoutUnknown, match="fecha, monto"):
        import_file(node.register, path, "RET")


def test_an_error_never_shows_a_row_of_data(node, tmp_path):
    path = tmp_path / "sin_encabezado.csv"
    path.write_text("2024-01-01,Juana,Pérez\n2024-01-02,Eva,Díaz\n", encoding="utf-8")
    with pytest.raises(LayoutUnknown) as refused:
        import_file(node.register, path, "RET")
    assert "Juana" not in str(refused.value)


def test_findings_are_counted_exactly_and_kept_up_to_a_limit(node, tmp_path):
    row = "RET,2031-03-04,F,GTM,USA,A,30,,,,1\n"
    result = import_file(node.register, written(tmp_path, [row] * 300_000), "RET")
    assert (result.rows, result.imported, result.findings) == (300_000, 0, 300_000)
    assert result.counts[0].count == 300_000
    with node.register.reading() as db:
        assert db.scalar(select(func.count()).select_from(finding)) == EXAMPLES


def test_formulas_in_cells_stay_text(node, tmp_path):
    row = 'RET,2024-03-04,F,GTM,USA,A,30,P,GT,"=HYPERLINK(""http://x"",""y"")",1\n'
    assert import_file(node.register, written(tmp_path, [row]), "RET").imported == 1
    with node.register.reading() as db:
        assert db.scalar(select(identity.c.doc_number)) == '=HYPERLINK("http://x","y")'


def test_a_form_is_a_frame_of_one_row_through_the_same_rules(node):
    tomorrow = node.register.today() + timedelta(days=1)
    typed = {"occurred_on": [date(2024, 5, 1)], "sex": ["F"], "citizenship": ["GT"], "age": [16]}
    result = import_frames(node.register, [pl.DataFrame(typed)], "FORM", "RET")
    assert result.imported == 1
    late = pl.DataFrame(typed | {"occurred_on": [tomorrow]})
    assert import_frames(node.register, [late], "FORM", "RET").findings == 1
    with node.register.reading() as db:
        kept = db.execute(select(record)).one()
    assert (kept.nna, kept.age_class, kept.category) == ("NNA_U", "Y15T17", "_Z")
