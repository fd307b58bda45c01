"""One suite for every memory of what channels chose: each test runs on all of them."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from digest.choices import Choices
from digest.outbox import Outbox
from digest.ports import Store
from digest.store import open_choices, open_outbox, open_store
from tests.contract.outbox.values import GROUP, OTHER, a_channel


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database file with its tables and nothing in them, made once and copied for each test."""
    path = tmp_path_factory.mktemp("choices") / "empty.db"
    open_store(f"sqlite:///{path}").close()
    return path


@pytest.fixture(params=["memory", "sqlite"])
def store(request: pytest.FixtureRequest, empty_database: Path, tmp_path: Path) -> Iterator[Store]:
    """A store of each kind that knows two channels."""
    url = "memory://" if request.param == "memory" else f"sqlite:///{shutil.copy(empty_database, tmp_path / 'w.db')}"
    opened = open_store(url)
    for address in (GROUP, OTHER):
        open_outbox(opened).save_channel(a_channel(address))
    yield opened
    opened.close()


@pytest.fixture
def choices(store: Store) -> Choices:
    """What its channels chose: nothing yet."""
    return open_choices(store)


@pytest.fixture
def outbox(store: Store) -> Outbox:
    """Its channels."""
    return open_outbox(store)
