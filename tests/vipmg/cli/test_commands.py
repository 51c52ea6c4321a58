"""A month on the command line, and what each command says when something is wrong."""

import csv
import io
import json

import pytest


def test_a_month_from_file_to_brief(vipmg, folders, returns_file, tmp_path):
    node = ("--node", folders("GT"))
    status, out, _ = vipmg(*node, "import", returns_file, "--flow", "ret", "--json")
    came_to = json.loads(out)
    assert (status, came_to["rows"], came_to["imported"]) == (1, 182, 180)
    assert came_to["rows"] == came_to["imported"] + came_to["findings"] + came_to["skipped"]

    status, out, _ = vipmg(
        *node, "table", "--flow", "ret", "--by", "sex", "--freq", "a", "--unprotected"
    )
    rows = {(row["sex"], row["period"]): row["value"] for row in csv.DictReader(io.StringIO(out))}
    assert status == 0
    assert rows == {("_T", "2024"): "180", ("F", "2024"): "90", ("M", "2024"): "90"}

    status, out, _ = vipmg(
        *node, "brief", "--period", "2024-06", "-o", tmp_path / "junio.pdf", "--json"
    )
    assert status == 0
    assert (tmp_path / "junio.pdf").read_bytes().startswith(b"%PDF")
    assert json.loads(out)["number"] == 1

    status, out, _ = vipmg(*node, "audit", "verify")
    assert status == 0
    assert "La bitácora está íntegra" in out


def test_checking_a_file_registers_nothing(vipmg, folders, returns_file):
    node = ("--node", folders("GT"))
    status, out, _ = vipmg(*node, "import", returns_file, "--flow", "ret", "--check", "--json")
    assert (status, json.loads(out)["imported"]) == (1, 180)
    assert vipmg(*node, "records", "--json")[1].strip() == "[]"


def test_the_same_file_again_is_refused(vipmg, folders, returns_file):
    node = ("--node", folders("GT"))
    vipmg(*node, "import", returns_file, "--flow", "ret")
    status, _, err = vipmg(*node, "import", returns_file, "--flow", "ret")
    assert status == 3
    assert "retornos.csv" in err


def test_records_come_without_names_and_can_be_selected(vipmg, folders, returns_file):
    node = ("--node", folders("GT"))
    vipmg(*node, "import", returns_file, "--flow", "ret")
    asked = ("--from", "2024-02", "--to", "2024-02", "--where", "sex=F", "--limit", "500")
    _, out, _ = vipmg(*node, "records", *asked)
    rows = list(csv.DictReader(io.StringIO(out)))
    assert len(rows) == 15
    assert {row["sex"] for row in rows} == {"F"}
    assert "DEMO" not in out


def test_a_protected_table_hides_small_counts(vipmg, folders, returns_file):
    node = ("--node", folders("GT"))
    vipmg(*node, "import", returns_file, "--flow", "ret")
    _, out, _ = vipmg(
        *node, "table", "--flow", "ret", "--by", "sex,age", "--from", "2024-01", "--to", "2024-01"
    )
    rows = list(csv.DictReader(io.StringIO(out)))
    shown = [int(row["value"]) for row in rows if row["value"]]
    assert any(row["value"] == "" and row["status"] == "Q" for row in rows)
    assert all(value == 0 or value >= 5 for value in shown)


def test_two_countries_exchange_a_month(vipmg, folders, returns_file, tmp_path):
    guatemala, honduras = ("--node", folders("GT")), ("--node", folders("HN"))
    vipmg(*guatemala, "import", returns_file, "--flow", "ret")
    beto, carla = ("--officer", "Beto"), ("--officer", "Carla")
    for ours, theirs, country in ((guatemala, honduras, "HN"), (honduras, guatemala, "GT")):
        card = tmp_path / f"{country}.card"
        vipmg(*theirs, *beto, "peer", "card", "-o", card)
        mailbox = ("--mailbox", theirs[1] / "inbox")
        status, _, err = vipmg(*ours, *beto, "peer", "add", card, *mailbox)
        assert status == 0, err
    words = json.loads(vipmg(*guatemala, *beto, "peer", "confirm", "HN", "--json")[1])["words"]
    assert vipmg(*honduras, *beto, "peer", "confirm", "GT", *words.split())[0] == 0
    assert vipmg(*guatemala, *beto, "peer", "confirm", "HN", *words.split())[0] == 0

    asked = (
        "--period",
        "2024-01/2024-06",
        "--to",
        "HND",
        "--tables",
        "XRET",
        "--purpose",
        "Prueba",
    )
    status, out, err = vipmg(*guatemala, *beto, "package", "prepare", *asked, "--json")
    assert status == 0, err
    package = json.loads(out)["package"]
    assert "XRET:" in err
    assert "celdas ocultas" in err
    assert vipmg(*guatemala, *beto, "package", "send", package)[0] != 0
    status, _, shown = vipmg(*guatemala, *carla, "package", "approve", package, "--yes")
    assert status == 0
    assert "XRET" in shown
    assert "para HN Honduras" in shown
    assert "superada" in shown
    assert vipmg(*guatemala, *beto, "package", "send", package)[0] == 0

    status, out, _ = vipmg(*honduras, *beto, "receive", "--json")
    assert status == 0
    assert [each["verdict"] for each in json.loads(out)] == ["accepted"]
    assert vipmg(*guatemala, *beto, "receive")[:2] == (0, "HN Honduras: acuse de recibo\n")
    listed = vipmg(*honduras, *beto, "package", "list")[1]
    assert "GT Guatemala #1  aceptado  Prueba" in listed
    assert "manifest" not in vipmg(*guatemala, "audit", "list")[1]
    sent = json.loads(vipmg(*guatemala, *beto, "package", "list", "--json")[1])["sent"]
    assert sent[0]["deliveries"][0]["state"] == "accepted"
    _, out, err = vipmg(*honduras, *beto, "region", "table", "XRET", "--period", "2024-06")
    assert "GT,_T,_T,_T,2024-06,30" in out
    assert "Falta 1 período de HN Honduras" in err


def test_a_backup_restores_elsewhere(vipmg, folders, tmp_path):
    status, _, err = vipmg("--node", folders("GT"), "backup", tmp_path / "copia.zip")
    assert status == 0, err
    status, _, err = vipmg("--node", tmp_path / "otro", "restore", tmp_path / "copia.zip")
    assert status == 0, err
    assert vipmg("--node", tmp_path / "otro", "audit", "list")[0] == 0


@pytest.mark.parametrize(
    ("arguments", "status", "words"),
    [
        (("records", "--where", "sex"), 2, "VARIABLE=CÓDIGO"),
        (("records", "--where", "sexo=F"), 2, "La más parecida: sex (Sexo)"),
        (("records", "--where", "sex=X"), 2, "F (Mujeres)"),
        (("records", "--where", "counterpart=Guatemal"), 2, "GT (Guatemala)"),
        (("table", "--flow", "ret", "--by", "departamento"), 2, "area1 (Departamento)"),
        (("records", "--from", "ayer"), 2, "año-mes-día"),
        (("table",), 2, "¿Qué tabla?"),
        (("table", "R9"), 2, "R9"),
        (("table", "--flow", "ret", "--by", "sexx", "--from", "2024", "--to", "2024"), 2, "sex"),
        (("table", "R1", "--from", "2024-Q9"), 2, "2024-Q9"),
        (("table", "R1"), 2, "No hay registros"),
        (("import", "no-existe.csv", "--flow", "ret"), 2, "no-existe.csv"),
        (("package", "open", "no-existe.age"), 2, "no-existe.age"),
        (("peer", "add", "no-existe.card"), 2, "no-existe.card"),
        (("--officer", "Beto", "package", "send", "abc"), 2, "abc"),
        (("brief", "--period", "2024-13", "-o", "x.pdf"), 2, "2024-13"),
        (("restore", "no-existe.zip"), 2, "nodo"),
        (("--officer", "Carla", "import", "x.csv", "--flow", "ret"), 3, "función"),
        (("--officer", "Zoila", "records"), 3, "Zoila"),
    ],
)
def test_what_is_wrong_is_said_in_spanish(vipmg, folders, arguments, status, words):
    given, out, err = vipmg("--node", folders("GT"), *arguments)
    assert (given, out) == (status, "")
    assert words in err


def test_a_wrong_passphrase_is_refused(vipmg, folders, monkeypatch):
    monkeypatch.setenv("VIPMG_PASSPHRASE", "otra")
    status, _, err = vipmg("--node", folders("GT"), "records")
    assert status == 3
    assert "Contraseña incorrecta" in err


def test_nobody_named_is_asked_for(vipmg, folders, monkeypatch):
    monkeypatch.delenv("VIPMG_OFFICER")
    status, _, err = vipmg("--node", folders("GT"), "records")
    assert status == 2
    assert "--officer" in err


def test_a_node_is_made_and_shows_its_recovery_phrase_once(vipmg, tmp_path):
    made = (
        "init",
        "--country",
        "SLV",
        "--agency",
        "DGME",
        "--officer",
        "Ana:administrator+statistician",
    )
    status, out, err = vipmg("--node", tmp_path / "n", *made, "--json")
    assert status == 0, err
    assert len(json.loads(out)["recovery_phrase"].split()) == 18
    assert err == ""
    assert vipmg("--node", tmp_path / "n", *made)[0] == 2
    assert vipmg("--node", tmp_path / "n", "audit", "verify")[0] == 0


def test_the_recovery_phrase_lets_an_officer_in_again(vipmg, tmp_path, monkeypatch):
    node = ("--node", tmp_path / "n")
    made = ("init", "--country", "SLV", "--agency", "DGME", "--officer", "Ana:administrator")
    phrase = json.loads(vipmg(*node, *made, "--json")[1])["recovery_phrase"]
    monkeypatch.setenv("VIPMG_PASSPHRASE", "la que no se olvida")
    assert vipmg(*node, "audit", "list")[0] == 3
    status, _, err = vipmg(*node, "recover", "--officer", "Ana")
    assert status == 2
    assert "VIPMG_RECOVERY" in err
    monkeypatch.setenv("VIPMG_RECOVERY", "abaco " * 18)
    status, _, err = vipmg(*node, "recover", "--officer", "Ana")
    assert status == 3
    assert "Contraseña incorrecta" in err
    monkeypatch.setenv("VIPMG_RECOVERY", phrase)
    status, out, err = vipmg(*node, "recover", "--officer", "Ana")
    assert status == 0, err
    assert "Ana ya puede entrar" in out
    assert vipmg(*node, "audit", "list")[0] == 0


def test_weak_passphrases_are_warned_of_but_taken(vipmg, tmp_path, monkeypatch):
    made = ("init", "--country", "SLV", "--agency", "DGME")
    officers = ("--officer", "Ana:administrator", "--officer", "Beto:approver")
    monkeypatch.setenv("VIPMG_PASSPHRASE", "corta")
    status, _, err = vipmg("--node", tmp_path / "a", *made, *officers)
    assert status == 0
    assert "Esta contraseña es corta" in err
    assert "solo para demostraciones y pruebas" in err


@pytest.mark.parametrize(
    "wrong",
    [
        ("--country", "ZZZ", "--officer", "Ana:administrator"),
        ("--country", "SLV", "--officer", "Ana"),
        ("--country", "SLV", "--officer", "Ana:reina"),
        ("--country", "SLV", "--officer", "Ana:statistician"),
    ],
)
def test_a_node_is_not_made_of_wrong_facts(vipmg, tmp_path, wrong):
    assert vipmg("--node", tmp_path / "n", "init", "--agency", "X", *wrong)[0] == 2
    assert not (tmp_path / "n").exists()


def test_the_answers_are_in_english_when_asked(vipmg, folders):
    _, out, _ = vipmg("--node", folders("GT"), "audit", "verify", "--lang", "en")
    assert out.startswith("The audit trail holds")


def test_the_parser_itself_speaks_the_language(vipmg, capsys):
    with pytest.raises(SystemExit):
        vipmg("table", "--freq", "z")
    said = capsys.readouterr().err
    assert said.startswith("uso: vipmg table")
    assert "'z' no es una opción (elija entre" in said
    with pytest.raises(SystemExit):
        vipmg("import")
    assert "faltan estos argumentos: ARCHIVO" in capsys.readouterr().err
    with pytest.raises(SystemExit):
        vipmg("records", "--help")
    assert "mostrar esta ayuda y terminar" in capsys.readouterr().out
    with pytest.raises(SystemExit):
        vipmg("import", "--lang", "en")
    said = capsys.readouterr().err
    assert "usage: vipmg import" in said
    assert "the following arguments are required: FILE" in said


def test_records_beyond_the_limit_are_mentioned(vipmg, folders, returns_file):
    node = ("--node", folders("GT"))
    vipmg(*node, "import", returns_file, "--flow", "ret")
    _, out, err = vipmg(*node, "records", "--limit", "3")
    assert len(out.splitlines()) == 1 + 3
    assert "estos son los 3 más recientes" in err
    _, out, err = vipmg(*node, "records", "--where", "age_broad=Y_LT18")
    assert (len(out.splitlines()), err) == (1, "")
    _, out, err = vipmg(*node, "records", "--where", "age=Y15T19", "--limit", "12")
    assert len(out.splitlines()) == 1 + 12


def test_a_table_and_a_brief_say_which_months_they_cover(vipmg, folders, returns_file, tmp_path):
    node = ("--node", folders("GT"))
    vipmg(*node, "import", returns_file, "--flow", "ret")
    assert "Meses de 2024-01 a 2024-06." in vipmg(*node, "table", "R1", "--unprotected")[2]


def test_a_file_that_is_no_table_is_wrong_usage(vipmg, folders, tmp_path):
    paper = tmp_path / "informe.pdf"
    paper.write_bytes(b"%PDF-1.7 not a table at all")
    status, _, err = vipmg("--node", folders("GT"), "import", paper, "--flow", "ret")
    assert status == 2
    assert "no es una tabla" in err


def test_findings_are_told_row_by_row_with_their_own_values(vipmg, folders, tmp_path):
    path = tmp_path / "r.csv"
    path.write_text(
        "occurred_on,registered_on,sex,age,citizenship,counterpart\n"
        "2024-01-02,2024-01-02,F,20,AAA9,US\n"
        "2024-01-02,2024-01-02,F,20,BBB9,US\n"
        "2024-01-03,2024-01-03,Q7,20,GT,US\n"
        "2024-01-03,2024-01-03,F,21,GT,US\n",
        encoding="utf-8",
    )
    _, out, _ = vipmg("--node", folders("GT"), "import", path, "--flow", "ret", "--check")
    assert out.startswith("Solo revisión, de 4 filas: 1 se registraría, 3 se retendrían, 0 se omit")
    assert "«AAA9»" in out
    assert "«BBB9» en citizenship no es un código ni un nombre conocido. [fila 3" in out
    assert out.index("fila 2") < out.index("fila 3") < out.index("fila 4")
