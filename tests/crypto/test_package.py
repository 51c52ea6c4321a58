"""The package keeps to what it promises: small, and with few imports."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import crypto

MODULES = sorted(Path(crypto.__file__).parent.glob("*.py"))
ALLOWED = {"crypto", "cryptography", "mnemonic", "_typeshed"}
FORBIDDEN = {"pickle", "random", "ssl", "socket", "subprocess", "tarfile", "urllib"}


def imports(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0
            yield (node.module or "").split(".")[0]


def code_lines(source: str) -> int:
    """Count the lines that are neither blank, comment nor docstring."""
    prose = {
        line
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        for line in range(node.lineno, (node.end_lineno or 0) + 1)
    }
    return sum(
        bool(line.strip()) and not line.strip().startswith("#") and number not in prose
        for number, line in enumerate(source.splitlines(), start=1)
    )


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.stem)
def test_a_module_imports_only_what_the_package_may(module: Path) -> None:
    import sys

    found = set(imports(ast.parse(module.read_text(encoding="utf-8"))))
    assert found <= ALLOWED | sys.stdlib_module_names
    assert not found & FORBIDDEN


def test_the_package_is_small_enough_to_be_reviewed() -> None:
    sizes = [code_lines(module.read_text(encoding="utf-8")) for module in MODULES]
    assert sum(sizes) < 1000
    assert all(len(module.read_text(encoding="utf-8").splitlines()) < 400 for module in MODULES)
