"""What the documentation says is so."""

from __future__ import annotations

import doctest
import importlib
import pkgutil
import re
from pathlib import Path

import pytest

import bot
import config
import digest
from bot.__main__ import program, sources
from bot.commands import ROWS
from config.settings import keys

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
TRACKED_TEXTS = [
    path
    for pattern in ("*.md", "docs/**/*.md", "docs/**/*.yaml", "Makefile", ".ci/run", "config/*", "seeds/*.toml")
    for path in ROOT.glob(pattern)
    if path.is_file()
]


@pytest.mark.parametrize("name", [row.name for row in ROWS])
def test_readme_lists_every_chat_command(name):
    """The table of commands in the README has every command that /help lists."""
    assert f"`/{name}" in README


def test_readme_lists_every_program_command():
    """The README names every command of the command line."""
    names = [command.name or command.callback.__name__ for command in program.registered_commands]
    names += [f"sources {command.name}" for command in sources.registered_commands]
    assert len(names) > 15
    assert [name for name in names if f"`wortlaut {name}" not in README] == []


def test_every_default_is_a_setting_and_every_setting_has_a_default():
    """default.toml and the settings' types name the same keys."""
    import tomllib

    def flat(table, prefix=""):
        for name, value in table.items():
            yield from flat(value, f"{prefix}{name}.") if isinstance(value, dict) else [f"{prefix}{name}"]

    defaults = tomllib.loads((ROOT / "config" / "default.toml").read_text(encoding="utf-8"))
    assert sorted(flat(defaults)) == sorted(key for key, _ in keys())


@pytest.mark.parametrize("path", TRACKED_TEXTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_between_documents_lead_somewhere(path):
    """A relative link in the documentation names a file that is there."""
    if path.suffix != ".md":
        return
    links = re.findall(r"\]\(([^)#\s]+)\)|src=\"([^\"]+)\"", path.read_text(encoding="utf-8"))
    targets = [one or other for one, other in links]
    assert [one for one in targets if "://" not in one and not (path.parent / one).exists()] == []


def modules():
    for package in (bot, digest, config):
        for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if not re.search(r"training|\.tagger|migrations\.(env|versions)|__main__", found.name):
                yield found.name


@pytest.mark.parametrize("name", sorted(modules()))
def test_examples_in_docstrings_hold(name):
    """Every example in a docstring gives what it says."""
    assert doctest.testmod(importlib.import_module(name)).failed == 0
