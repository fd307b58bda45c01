"""The shape of the source: small functions, small files, no catch-all modules."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
LONGEST_FUNCTION, LONGEST_FILE = 60, 600
REFUSED = {"utils", "helpers", "common", "misc", "manager", "handler", "processor"}


def sources() -> list[Path]:
    return [path for folder in ("bot", "digest", "config") for path in sorted((ROOT / folder).rglob("*.py"))]


def functions(path: Path) -> Iterator[tuple[str, int]]:
    """Each function of the file with its length in lines, without its docstring."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            documented = ast.get_docstring(node, clean=False)
            told = len(documented.splitlines()) if documented else 0
            yield f"{path.relative_to(ROOT)}:{node.name}", (node.end_lineno or 0) - node.lineno + 1 - told


def test_there_is_something_to_guard():
    """The guards below look at the whole program."""
    assert len(sources()) > 100


def test_functions_are_small():
    """No function is longer than 60 lines."""
    long = {name: length for path in sources() for name, length in functions(path) if length > LONGEST_FUNCTION}
    assert long == {}


def test_files_are_small():
    """No file is longer than 600 lines; data that is written as code is the exception and is named here."""
    lengths = {str(path.relative_to(ROOT)): len(path.read_text(encoding="utf-8").splitlines()) for path in sources()}
    assert {name: length for name, length in lengths.items() if length > LONGEST_FILE} == {}


def test_no_module_is_a_drawer():
    """No module has a name that says nothing of what is in it."""
    assert [path for path in sources() if path.stem in REFUSED] == []
