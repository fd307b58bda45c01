"""The guard that looks through all logs of the suite finds what it is there for."""

import logging

import pytest

from tests.fakes.slack_workspace import Workspace
from tests.fakes.telegram import TOKEN
from tests.secret_watch import WATCH, SecretWatch


@pytest.mark.parametrize(
    "secret", [TOKEN, Workspace().signing_secret, "xoxb-1234567890-abcdef", "12345678:" + "A" * 35]
)
def test_a_secret_is_found_wherever_it_stands(secret):
    """In words, arguments, tracebacks and what a child process wrote; the hit does not show it."""
    watch = SecretWatch()
    logger = logging.getLogger("bot.unheard")
    logger.propagate = False  # or the suite's own guard would fail this test
    logger.addHandler(watch)
    logger.debug("a call of %s", f"https://api.example/bot{secret}/getMe")
    try:
        raise ValueError(secret)
    except ValueError:
        logger.exception("refused")
    logger.removeHandler(watch)
    watch.look(f"ein\n{secret}\nzwei", "child")
    assert len({hit.partition(":")[0] for hit in watch.hits}) == 2
    assert len(watch.hits) >= 3
    assert not any(secret in hit for hit in watch.hits)


def test_the_suite_is_watched_at_debug():
    """Each test runs with the guard on the program's loggers."""
    seen = WATCH.seen
    logging.getLogger("bot.anything").debug("nothing")
    assert WATCH.seen == seen + 1
