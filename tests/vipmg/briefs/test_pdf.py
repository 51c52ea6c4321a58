import re
import shutil
import subprocess
import time
from dataclasses import replace

import page
import polars as pl
import pytest
from openpyxl import load_workbook

from vipmg.briefs.compose import Coverage, NothingToSay, fingerprint
from vipmg.briefs.html import to_html
from vipmg.briefs.movements import compose_movements
from vipmg.briefs.pdf import to_pdf, write_pdf
from vipmg.briefs.regional import compose_regional
from vipmg.briefs.returns import compose_returns
from vipmg.briefs.workbook import write_workbook
from vipmg.disclosure.policy import Policy
from vipmg.disclosure.protect import protect
from vipmg.tables.spec import Table, TableSpec

tools = pytest.mark.skipif(shutil.which("pdftotext") is None, reason="poppler-utils are missing")


def text(pdf: bytes, tmp_path, *, pages: str = "") -> str:
    """Return what a person can copy out of the file, in reading order, one space between words."""
    path = tmp_path / "brief.pdf"
    path.write_bytes(pdf)
    limits = ["-f", pages, "-l", pages] if pages else []
    done = subprocess.run(
        ["pdftotext", *limits, str(path), "-"], capture_output=True, text=True, check=True
    )
    return re.sub(r"\s+", " ", done.stdout.replace("\N{NO-BREAK SPACE}", " "))


@tools
def test_a_policymaker_reads_the_message_in_spanish(make_input, returns, tmp_path):
    read = text(to_pdf(compose_returns(make_input(returns))), tmp_path)
    for words in (
        "Cifras oficiales de retornos",
        "enero–junio de 2024",
        "Cifras preliminares",
        "Entre enero y junio de 2024 se registraron 37,",
        "menos que en el mismo período de 2023",
        "procedían de Estados Unidos",
        "El 25.0 % eran mujeres",
        "Una persona retornada dos veces cuenta dos veces",
        "Cobertura del registro: 96.1 % de las personas declaradas",
        "Fuente: Instituto Nacional de Migración",
        "no implican aprobación ni reconocimiento oficial",
        "Santa Bárbara",
        "Página 1 de 2",
    ):
        assert words in read


@tools
def test_a_policymaker_reads_the_message_in_english(make_input, returns, tmp_path):
    read = text(to_pdf(compose_returns(make_input(returns, "en"))), tmp_path)
    for words in (
        "Official figures of returns",
        "Between January and June 2024, 37,",
        "fewer than in the same period of 2023",
        "came from the United States",
        "Preliminary figures",
        "Page 2 of 2",
    ):
        assert words in read
    for spanish in ("Retornos", "suprimido", "Hombres", "período"):
        assert spanish not in read


@tools
@pytest.mark.parametrize("number", ["1", "2"])
def test_demonstration_data_are_stamped_on_every_page(make_input, returns, tmp_path, number):
    stamped = to_pdf(compose_returns(make_input(returns)))
    assert "DATOS DE DEMOSTRACIÓN" in text(stamped, tmp_path, pages=number)
    real = to_pdf(compose_returns(make_input(returns, demo=False)))
    assert "DEMOSTRACIÓN" not in text(real, tmp_path, pages=number)


@tools
def test_a_missing_denominator_is_never_full_coverage(make_input, returns, tmp_path):
    for coverage in (None, Coverage(400, None), Coverage(400, 0)):
        read = text(to_pdf(compose_returns(make_input(returns, coverage=coverage))), tmp_path)
        assert "Cobertura del registro: no computable" in read
        assert "100.0 %" not in read


@tools
def test_zero_is_printed_as_zero_and_hidden_as_hidden(make_input, returns, tmp_path):
    brief = compose_returns(make_input(returns))
    places = brief.side[0].data()
    assert places.filter(pl.col("key") == "HN-CL")["value"].to_list() != []
    assert places.filter(pl.col("status") == "suprimido")["value"].to_list() == [
        None,
    ]
    assert 0 in places["value"].to_list()
    assert "suprimido" in text(to_pdf(brief), tmp_path)


def briefs(make_input, returns, movements, members, few_returns):
    return {
        "returns": compose_returns(make_input(returns)),
        "returns in English": compose_returns(make_input(returns, "en")),
        "few": compose_returns(make_input(few_returns, country="BZ", demo=False)),
        "movements": compose_movements(make_input(movements)),
        "regional": compose_regional(make_input((), members=members)),
    }


def test_every_brief_passes_the_accessibility_and_archive_rules(
    make_input, returns, movements, members, few_returns
):
    made = briefs(make_input, returns, movements, members, few_returns)
    for name, brief in made.items():
        pdf = to_pdf(brief)
        for profile in ("ua1", "2a"):
            report = page.validate_pdf_bytes(pdf, profile=profile)
            failures = [(f.rule_id, f.message) for f in report.failures]
            assert report.is_compliant, (name, profile, failures)
        assert report.document.page_count == 2
        assert len(pdf) < 300_000


@pytest.mark.skipif(shutil.which("qpdf") is None, reason="qpdf is missing")
def test_the_file_is_sound(make_input, returns, tmp_path):
    path = write_pdf(compose_returns(make_input(returns)), tmp_path / "brief.pdf", "a4")
    done = subprocess.run(
        ["qpdf", "--check", str(path)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def test_the_same_data_give_the_same_bytes(make_input, returns):
    first = to_pdf(compose_returns(make_input(returns)))
    again = to_pdf(compose_returns(make_input(tuple(reversed(returns)))))
    assert first == again


def test_other_data_give_another_fingerprint(make_input, returns):
    table = returns[2]
    changed = replace(table, cells=table.cells.with_columns(pl.col("value") + 1))
    assert fingerprint(returns) == fingerprint(tuple(reversed(returns)))
    assert fingerprint(returns) != fingerprint((*returns[:2], changed, *returns[3:]))


def test_a_brief_takes_less_than_a_second_and_a_half(make_input, returns):
    to_pdf(compose_returns(make_input(returns)))
    begun = time.perf_counter()
    to_pdf(compose_returns(make_input(returns)))
    assert time.perf_counter() - begun < 1.5


def test_a_period_without_figures_is_refused_in_words(make_input, returns, spanish):
    with pytest.raises(NothingToSay, match="Las tablas no tienen cifras de enero–junio de 2019"):
        compose_returns(make_input(returns, period="2019-01/2019-06"))


@tools
def test_a_really_protected_release_makes_a_brief_without_its_secrets(make_input, tmp_path):
    """A secret of 3 in a table that `protect` itself guarded is nowhere on the page."""
    span, months = ("2024-01", "2024-06"), "2024-01/2024-06"
    exact = {("US", "AD", "M"): 41119, ("US", "AD", "F"): 23337, ("MX", "AD", "M"): 7773,
             ("MX", "AD", "F"): 3, ("BZ", "AD", "M"): 5813, ("BZ", "AD", "F"): 4127}  # fmt: skip
    summed: dict[tuple[str, str, str], int] = {}
    for (country, age, sex), n in exact.items():
        for c in (country, "_T"):
            for a in (age, "_T"):
                for s in (sex, "_T"):
                    summed[c, a, s] = summed.get((c, a, s), 0) + n
    rows = [(*key, months, n, n * 7) for key, n in summed.items()]
    schema = ["counterpart", "nna", "sex", "period", "n", "k"]
    cells = pl.DataFrame(rows, schema=schema, orient="row")
    spec = TableSpec("R1", "RET", ("counterpart", "nna", "sex"), "_T", *span)
    release = protect([Table(spec, cells)], Policy())
    by = ["counterpart", "nna", "sex"]
    secret = release.tables[0].cells.filter(pl.col("value").is_null()).select(by)
    hidden = {summed[row] for row in secret.iter_rows() if row in summed} - {
        summed[row]
        for row in release.tables[0].cells.drop_nulls("value").select(by).iter_rows()
        if row in summed
    }
    assert 3 in hidden
    assert len(hidden) >= 2
    brief = compose_returns(make_input(release.tables))
    mexico = next(row for row in brief.tables[0].rows if row[0] == "México")
    assert mexico[2] == "•"
    sheets = load_workbook(write_workbook(brief, tmp_path / "numbers.xlsx")).worksheets
    behind = {cell.value for sheet in sheets for row in sheet.iter_rows() for cell in row}
    seen = text(to_pdf(brief), tmp_path) + to_html(brief)
    for value in hidden:
        assert value not in behind
        assert str(brief.writing.count(value)) not in behind
        if value > 999:
            assert not re.search(rf"(?<![\d,.]){brief.writing.count(value)}(?![\d,.])", seen)
    assert "suprimido" in seen


@tools
def test_a_region_of_eight_countries_has_room_for_its_notes(make_input, members, tmp_path):
    eight = tuple(
        (code, members[n % 3][1])
        for n, code in enumerate(("SV", "GT", "HN", "NI", "CR", "PA", "BZ", "DO"))
    )
    pdf = to_pdf(compose_regional(make_input((), members=eight)))
    assert "Página 3 de 3" in text(pdf, tmp_path)
    assert page.validate_pdf_bytes(pdf, profile="ua1").is_compliant


@tools
def test_long_names_neither_overlap_nor_leave_the_page(make_input, movements, tmp_path):
    """Every word lies within the margins of the page, whatever the length of the names."""
    agency = "Secretaría de Estado en los Despachos de Gobernación, Justicia y Migración " * 2
    long = "Aeropuerto Internacional de El Salvador San Óscar Arnulfo Romero y Galdámez"
    brief = compose_movements(make_input(movements, agency=agency, labels=lambda _v, _c: long))
    path = tmp_path / "brief.pdf"
    path.write_bytes(to_pdf(brief))
    done = subprocess.run(
        ["pdftotext", "-bbox", str(path), "-"], capture_output=True, text=True, check=True
    )
    places = re.findall(r'<word xMin="([\d.-]+)" yMin="([\d.-]+)" xMax="([\d.]+)"', done.stdout)
    assert len(places) > 200
    assert all(float(x) >= 38 and float(end) <= 612 - 38 for x, _y, end in places)
