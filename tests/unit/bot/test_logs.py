"""The log: what its lines carry, and that no secret ever gets into it."""

from __future__ import annotations

import asyncio
import io
import json
import logging
from collections.abc import Callable, Iterator

import pytest

from bot.logs import QUIET, JsonLines, Lines, about, configure_logging, masking
from config.settings import load, secrets_of

TELEGRAM = "123456789:AAH" + "x" * 32
SLACK = "xoxb-1234567890-abcdef"
CHOSEN = 'my "webhook" päss/word'
"""A secret that somebody thought up: it looks like nothing, and takes another form in JSON and in an address."""

Written = tuple[logging.Logger, io.StringIO]


@pytest.fixture(params=[JsonLines, Lines])
def written(request: pytest.FixtureRequest) -> Iterator[Written]:
    """A logger in each format, and what it wrote."""
    yield from _logger(request.param)


@pytest.fixture
def as_json() -> Iterator[Written]:
    yield from _logger(JsonLines)


@pytest.fixture
def as_text() -> Iterator[Written]:
    yield from _logger(Lines)


def _logger(form: Callable[..., logging.Formatter]) -> Iterator[Written]:
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(form(masking([CHOSEN, ""])))
    logger = logging.getLogger("tests.logs")
    logger.addHandler(handler)
    logger.propagate = False
    logger.setLevel(logging.DEBUG)
    yield logger, stream
    logger.removeHandler(handler)


@pytest.mark.parametrize("secret", [TELEGRAM, SLACK, CHOSEN])
def test_secrets_are_masked_wherever_they_stand(written: Written, secret: str):
    """In an argument, the message, a field, an exception, its cause, and the stack."""
    logger, stream = written
    with about(channel=secret):
        logger.error("call of %s failed", f"https://api.example/bot{secret}/getMe")
        try:
            try:
                raise KeyError(secret)
            except KeyError as error:
                raise ValueError(f"bad token {secret}") from error
        except ValueError:
            logger.exception("refused", stack_info=True)
    text = stream.getvalue()
    forms = (secret, json.dumps(secret)[1:-1], json.dumps(secret, ensure_ascii=False)[1:-1], repr(secret)[1:-1])
    assert not any(form in text for form in forms)
    assert text.count("[secret]") >= 5


def test_every_secret_setting_is_one_that_is_masked(tmp_path):
    """What is masked is read from the settings by their type, so that a new one is not forgotten."""
    file = tmp_path / "own.toml"
    file.write_text(
        '[platforms.telegram]\ntoken = "1:a"\nwebhook_secret = "w"\n[platforms.slack]\nsigning_secret = "s"\n'
    )
    assert {"1:a", "w", "s"} <= set(secrets_of(load(file)))


def test_lines_carry_what_they_are_about(as_json: Written):
    """Fields said around the work stand in every line of it, also in threads it waits for, and in none after it."""
    logger, stream = as_json

    async def work() -> None:
        with about(platform="telegram", channel="c1", slot=None, part=0):
            logger.info("claimed")
            with about(attempt=2):
                await asyncio.to_thread(logger.info, "sent")
        logger.info("idle")

    asyncio.run(work())
    claimed, sent, idle = map(json.loads, stream.getvalue().splitlines())
    fields = {"platform": "telegram", "channel": "c1", "part": 0}
    assert {name: claimed[name] for name in fields} == fields
    assert "slot" not in claimed
    assert sent["attempt"] == 2
    assert not {"platform", "attempt"} & idle.keys()


def test_tasks_side_by_side_keep_their_fields_apart(as_json: Written):
    """Two parts that are sent at the same time do not mix up what their lines are about."""
    logger, stream = as_json

    async def send(part: int) -> None:
        with about(part=part):
            await asyncio.sleep(0)
            logger.info("part %d", part)

    async def both() -> None:
        await asyncio.gather(send(1), send(2))

    asyncio.run(both())
    assert all(line["message"] == f"part {line['part']}" for line in map(json.loads, stream.getvalue().splitlines()))


def test_json_lines_are_one_object_each(as_json: Written):
    """In JSON form every record is one line that can be read back."""
    logger, stream = as_json
    logger.warning("Zeile eins\nZeile zwei äöü")
    (line,) = stream.getvalue().splitlines()
    assert json.loads(line)["message"] == "Zeile eins\nZeile zwei äöü"


def test_people_see_the_fields_behind_the_message(as_text: Written):
    """On the console a line ends with what it is about, above the traceback."""
    logger, stream = as_text
    with about(platform="slack", part=1):
        logger.error("refused")
    assert stream.getvalue().rstrip().endswith("tests.logs: refused [platform=slack part=1]")


def test_libraries_that_log_addresses_are_quiet_at_debug(capfd: pytest.CaptureFixture[str]):
    """Httpx and its like log nothing below WARNING, whatever the level is set to."""
    before = logging.getLogger().handlers[:]
    try:
        configure_logging("debug", "text", [CHOSEN])
        for name in QUIET:
            logging.getLogger(name).info("GET https://api.example/bot…/getMe")
        logging.getLogger("bot").debug("%s", CHOSEN)
    finally:
        logging.basicConfig(handlers=before, level=logging.WARNING, force=True)
    told = capfd.readouterr().err
    assert "getMe" not in told
    assert "[secret]" in told
