"""The log never holds a secret."""

import io
import json
import logging

import pytest

from bot.logs import JsonLines, WithoutSecrets

TELEGRAM = "123456789:AAH" + "x" * 32
SLACK = "xoxb-1234567890-abcdef"


@pytest.fixture
def written():
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.addFilter(WithoutSecrets())
    handler.setFormatter(JsonLines())
    logger = logging.getLogger("tests.logs")
    logger.addHandler(handler)
    logger.propagate = False
    yield logger, stream
    logger.removeHandler(handler)


@pytest.mark.parametrize("secret", [TELEGRAM, SLACK])
def test_tokens_are_masked_in_messages_and_tracebacks(written, secret):
    """A token in an argument, in the message or in an exception is replaced."""
    logger, stream = written
    logger.error("call of %s failed", f"https://api.example/bot{secret}/getMe")
    try:
        raise ValueError(f"bad token {secret}")
    except ValueError:
        logger.exception("refused")
    assert secret not in stream.getvalue()
    assert stream.getvalue().count("[secret]") == 2


def test_json_lines_are_one_object_each(written):
    """In JSON form every record is one line that can be read back."""
    logger, stream = written
    logger.warning("Zeile eins\nZeile zwei äöü")
    (line,) = stream.getvalue().splitlines()
    assert json.loads(line)["message"] == "Zeile eins\nZeile zwei äöü"
