"""What holds for every test."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.secret_watch import WATCH


@pytest.fixture(autouse=True)
def no_secret_in_any_log(caplog: pytest.LogCaptureFixture, request: pytest.FixtureRequest) -> Iterator[None]:
    """Everything is logged at DEBUG and looked through; a test whose log holds a secret fails."""
    caplog.handler.setLevel(logging.WARNING)  # what tests see of the log stays as it would be without this
    plugin = request.config.pluginmanager.get_plugin("logging-plugin")
    if plugin is not None:
        plugin.report_handler.setLevel(logging.WARNING)
    before = WATCH.begin()
    yield
    found = WATCH.end(before)
    assert not found, found


@pytest.fixture
def log_lines() -> Iterator[Callable[[], list[dict[str, Any]]]]:
    """What the bot's own modules have logged so far, as machines read it."""
    from bot.logs import lines_for_machines, masking

    stream = io.StringIO()
    listening = logging.StreamHandler(stream)
    listening.setFormatter(lines_for_machines(masking([])))
    logging.getLogger("bot").addHandler(listening)
    yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    logging.getLogger("bot").removeHandler(listening)
