"""The command line on real nodes, in this process."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from vipmg.cli import command_line

PASSPHRASE = "una frase larga de prueba"


@pytest.fixture
def vipmg(monkeypatch, capsys) -> Callable[..., Any]:
    """Return a function that runs a command: exit status, standard output, standard error."""
    monkeypatch.setenv("VIPMG_PASSPHRASE", PASSPHRASE)
    monkeypatch.setenv("VIPMG_OFFICER", "Ana")

    def run(*arguments: object) -> tuple[int, str, str]:
        capsys.readouterr()
        status = command_line.run([str(word) for word in arguments], lambda _folder: 0)
        return status, *capsys.readouterr()

    return run


@pytest.fixture
def folders(fresh_nodes, tmp_path) -> Callable[[str], Path]:
    """Return a function that gives the folder of a new node of a country."""
    import shutil

    def folder(country: str) -> Path:
        if not (tmp_path / country).exists():
            shutil.copytree(fresh_nodes(country), tmp_path / country)
        return tmp_path / country

    return folder


@pytest.fixture
def returns_file(tmp_path) -> Path:
    """Return a file of returns: 30 a month from the US, half of them women, and two faults."""
    lines = ["occurred_on,registered_on,sex,age,citizenship,counterpart,mode,nna,doc_number"]
    for month in range(1, 7):
        for number in range(30):
            sex, age = "FM"[number % 2], 18 + number
            day = f"2024-{month:02}-{1 + number % 28:02}"
            lines.append(f"{day},{day},{sex},{age},GT,US,A,AD,DEMO{month}{number}")
    lines.append("2024-13-45,2024-06-01,F,20,GT,US,A,AD,DEMO-A")
    lines.append("2024-06-01,2024-06-01,F,20,ZZZ,US,A,AD,DEMO-B")
    path = tmp_path / "retornos.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def answer(text: str) -> Any:
    return json.loads(text)
