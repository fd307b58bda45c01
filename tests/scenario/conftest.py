"""What many scenarios begin with."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from digest.ports import Store
from digest.store import open_store
from tests.fakes.clocks import HandClock


@pytest.fixture(params=["memory://", "sqlite"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """A store of each kind."""
    url = request.param if request.param != "sqlite" else f"sqlite:///{tmp_path / 'wortlaut.db'}"
    one = open_store(url)
    yield one
    one.close()


@pytest.fixture
def clock() -> HandClock:
    """A clock that moves when it is told to."""
    return HandClock()
