"""Real nodes in temporary folders, cheap to open."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from crypto import wrap
from vipmg.i18n import use_language
from vipmg.node import Node, create_node, new_node_id, open_node
from vipmg.officers import NewOfficer
from vipmg.settings import NodeSettings

PASSPHRASE = "una frase larga de prueba"
OFFICERS = (
    NewOfficer("Ana", ("statistician", "registrar", "administrator"), PASSPHRASE),
    NewOfficer("Beto", ("exchange_officer",), PASSPHRASE),
    NewOfficer("Carla", ("approver",), PASSPHRASE),
)

MakeNode = Callable[..., Node]


@pytest.fixture(autouse=True)
def spanish() -> None:
    """Tests read what the officer reads: Spanish."""
    use_language("es")


@pytest.fixture(scope="session")
def fresh_nodes(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """Return a function that gives the folder of a new node, made once for each country."""
    folder = tmp_path_factory.mktemp("nodes")

    def fresh(country: str) -> Path:
        made = folder / country
        if not made.exists():
            public = NodeSettings(new_node_id(), country, f"Migración {country}")
            create_node(made, public, OFFICERS, wrap.LEAST)
        return made

    return fresh


@pytest.fixture
def make_node(tmp_path: Path, fresh_nodes: Callable[[str], Path]) -> Iterator[MakeNode]:
    """Return a function that makes (or opens again) the node of a country as an officer."""
    opened: list[Node] = []

    def make(country: str = "GT", officer: str = "Ana") -> Node:
        folder = tmp_path / country
        for node in opened:
            if node.folder == folder:
                node.close()
        if not folder.exists():
            shutil.copytree(fresh_nodes(country), folder)
        node = open_node(folder, officer, PASSPHRASE)
        opened.append(node)
        return node

    yield make
    for node in opened:
        node.close()


@pytest.fixture
def node(make_node: MakeNode) -> Node:
    """Return the node of Guatemala, opened by its statistician."""
    return make_node()
