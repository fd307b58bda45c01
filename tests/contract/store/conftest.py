"""One suite for every store: each test that takes `store` runs on all of them."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from digest.ports import Store
from digest.store import open_store


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database file with its tables and nothing in them, made once and copied for each test."""
    path = tmp_path_factory.mktemp("store") / "empty.db"
    open_store(f"sqlite:///{path}").close()
    return path


@pytest.fixture(params=["memory", "sqlite"])
def store(request: pytest.FixtureRequest, empty_database: Path, tmp_path: Path) -> Iterator[Store]:
    """An empty store of each kind."""
    url = "memory://" if request.param == "memory" else f"sqlite:///{shutil.copy(empty_database, tmp_path / 'w.db')}"
    opened = open_store(url)
    yield opened
    opened.close()
