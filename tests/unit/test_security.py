"""What docs/security.md says of the code as a whole, and that it names tests that are there."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
NAMED = re.findall(r"(tests/[\w/]+\.py)::(test_\w+)", (ROOT / "docs" / "security.md").read_text(encoding="utf-8"))
RUNS = {"eval", "exec", "compile", "__import__"}
LOCKS = sorted((ROOT / "requirements").glob("*.txt"))


def trees() -> Iterator[tuple[str, ast.Module]]:
    """Every module of the program, parsed."""
    for package in ("bot", "digest", "config"):
        for path in (ROOT / package).rglob("*.py"):
            yield str(path.relative_to(ROOT)), ast.parse(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize(("file", "name"), NAMED)
def test_every_test_that_is_named_exists(file: str, name: str):
    """A promise in docs/security.md is shown by a test of that name in that file."""
    assert re.search(rf"def {name}\b", (ROOT / file).read_text(encoding="utf-8"))


def test_many_tests_are_named():
    """The table is not read in vain."""
    assert len(NAMED) > 30


def test_nothing_runs_what_it_reads():
    """No pickle, marshal or shelve is imported, nothing evaluated, and no process started through a shell."""
    found = []
    for file, tree in trees():
        for node in ast.walk(tree):
            if isinstance(node, ast.Import | ast.ImportFrom):
                names = {getattr(node, "module", None) or "", *(alias.name for alias in node.names)}
                found += [(file, name) for name in names & {"pickle", "marshal", "shelve", "dill", "cloudpickle"}]
            elif isinstance(node, ast.Call):
                if isinstance(node.func, ast.Name) and node.func.id in RUNS:
                    found.append((file, node.func.id))
                if any(word.arg == "shell" for word in node.keywords):
                    found.append((file, "shell"))
    assert found == []


def test_no_pattern_is_made_of_raw_words():
    """Where a pattern is built at run time out of words, they are escaped: `re.escape` stands in the same expression."""
    raw = []
    for file, tree in trees():
        for node in ast.walk(tree):
            if not (
                isinstance(node, ast.FunctionDef) and file.startswith(("bot/", "digest/inquiry", "digest/edition"))
            ):
                continue
            for call in ast.walk(node):
                made = ast.unparse(call.func) if isinstance(call, ast.Call) else ""
                if made in {"re.compile", "re.search", "re.match", "re.fullmatch", "re.sub", "re.findall"}:
                    pattern = call.args[0]
                    if not isinstance(pattern, ast.Constant) and "re.escape" not in ast.unparse(node):
                        raw.append((file, node.name, ast.unparse(pattern)))
    assert raw == []


def test_lxml_is_new_enough():
    """The locked lxml is 6.1.3 or later."""
    (version,) = re.findall(
        r"^lxml==([\d.]+)", (ROOT / "requirements" / "run.txt").read_text(encoding="utf-8"), re.MULTILINE
    )
    assert tuple(map(int, version.split("."))) >= (6, 1, 3)


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.name)
def test_every_package_is_locked_with_hashes(lock: Path):
    """Each package of a lock has one version and at least one hash; spaCy's models, which others publish, are in none."""
    text = lock.read_text(encoding="utf-8")
    packages = re.findall(
        r"^([\w.-]+(?:\[[\w,-]+\])?)==\S+((?: ;[^\n\\]*)?) \\\n((?:    --hash=\S+(?: \\)?\n)+)", text, re.MULTILINE
    )
    assert len(packages) == len(re.findall(r"^[\w.-]+(?:\[[\w,-]+\])?(?:==| @)", text, re.MULTILINE)) > 0
    assert not re.search(r"^[a-z]{2}[-_]core[-_](news|web)", text, re.MULTILINE)
