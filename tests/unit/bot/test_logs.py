"""The log: what its lines carry, and that no secret ever gets into it."""

from __future__ import annotations

import asyncio
import io
import json
import logging
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import datetime

import pytest
import structlog

from bot.logs import QUIET, about, configure_logging, lines_for_machines, lines_for_people, masking
from config.settings import load, secrets_of

TELEGRAM = "123456789:AAH" + "x" * 32
SLACK = "xoxb-1234567890-abcdef"
CHOSEN = 'my "webhook" \\ päss/w\'ord'
"""A secret that somebody thought up: it looks like nothing, and takes other forms in JSON, in Python and in an address.
"""

Written = tuple[logging.Logger, io.StringIO]


@pytest.fixture(params=[lines_for_machines, lines_for_people])
def written(request: pytest.FixtureRequest) -> Iterator[Written]:
    """A logger in each format, and what it wrote."""
    yield from _logger(request.param)


@pytest.fixture
def as_json() -> Iterator[Written]:
    yield from _logger(lines_for_machines)


@pytest.fixture
def as_text() -> Iterator[Written]:
    yield from _logger(lines_for_people)


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
    in_python = repr(secret)[1:-1]
    in_json = [json.dumps(one, ensure_ascii=False)[1:-1] for one in (secret, in_python)]
    assert not any(form in text for form in (secret, in_python, json.dumps(secret)[1:-1], *in_json))
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
    """On the console a line ends with what it is about, above the traceback; nothing is coloured in a file."""
    logger, stream = as_text
    with about(platform="slack", part=1):
        try:
            raise KeyError("worn out")
        except KeyError:
            logger.exception("refused")
    line, below, *_ = stream.getvalue().splitlines()
    assert line.endswith("[error    ] refused [tests.logs] part=1 platform=slack")
    assert below == "Traceback (most recent call last):"
    assert "\x1b" not in stream.getvalue()


def test_a_traceback_shows_no_variables(written: Written):
    """What stood in variables where something broke may be anybody's words; it is not told."""
    logger, stream = written
    words = "said in confidence".upper()
    try:
        raise KeyError(len(words))
    except KeyError:
        logger.exception("refused")
    assert "KeyError: 18" in stream.getvalue()
    assert words not in stream.getvalue()


def test_machines_get_the_same_keys_every_time(as_json: Written):
    """Time with offset, level, logger, message come first, the fields after them; stack and traceback where asked."""
    logger, stream = as_json
    with about(slot="s1", level="none of our business"):
        logger.warning("late by %d s", 5)
        try:
            raise ValueError("worn out")
        except ValueError:
            logger.exception("refused", stack_info=True)
    plain, broken = map(json.loads, stream.getvalue().splitlines())
    assert list(plain) == ["time", "level", "logger", "message", "slot"]
    assert datetime.strptime(plain["time"], "%Y-%m-%dT%H:%M:%S%z").tzinfo is not None
    assert (plain["level"], plain["logger"], plain["message"]) == ("warning", "tests.logs", "late by 5 s")
    assert broken.keys() - plain.keys() == {"traceback", "stack"}
    assert broken["traceback"].endswith("ValueError: worn out")
    assert "test_machines_get_the_same_keys" in broken["stack"]


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


def test_a_line_that_cannot_be_made_is_told_without_its_secrets(capfd: pytest.CaptureFixture[str]):
    """Arguments that do not fit cost the line, not the masking; where it was to be logged is said."""
    before = logging.getLogger().handlers[:]
    try:
        configure_logging("info", "json", [CHOSEN])
        logging.getLogger("tests.broken").info("%d parts", CHOSEN)
    finally:
        logging.basicConfig(handlers=before, level=logging.WARNING, force=True)
    told = capfd.readouterr().err
    line = json.loads(told)
    assert line["level"] == "error"
    assert "'%d parts' at " in line["message"]
    assert "test_logs.py:" in line["message"]
    assert "TypeError" in line["traceback"]
    assert json.dumps(CHOSEN)[1:-1] not in told


class Unshowable:
    """What raises wherever it is to be shown."""

    def __repr__(self) -> str:
        raise RuntimeError("cannot be shown")


@pytest.mark.parametrize(("message", "arguments"), [("%s", (Unshowable(),)), (Unshowable(), ())])
def test_what_cannot_be_shown_breaks_nobody_who_logs(message, arguments, capfd: pytest.CaptureFixture[str]):
    """An object that raises when it is shown costs its line; whoever logged it goes on, and where that was is told."""
    before = logging.getLogger().handlers[:]
    try:
        configure_logging("info", "json", [CHOSEN])
        logging.getLogger("tests.broken").info(message, *arguments)
    finally:
        logging.basicConfig(handlers=before, level=logging.WARNING, force=True)
    line = json.loads(capfd.readouterr().err)
    assert line["message"].startswith("a line could not be made")
    assert "test_logs.py:" in line["message"]


BREAKS = """
import sys, threading
from bot import __main__ as program
from bot.logs import configure_logging

def breaks(_arguments=()):
    raise ValueError(sys.argv[2])

def breaks_in_a_thread(_arguments):
    thread = threading.Thread(target=breaks)
    thread.start()
    thread.join()
    return 1

configure_logging("info", "json", [sys.argv[2]])
program._status = {"here": breaks, "in a thread": breaks_in_a_thread}[sys.argv[1]]
program.main()
"""


@pytest.mark.parametrize("where", ["here", "in a thread"])
def test_what_nobody_foresaw_is_told_in_the_log_masked(where: str):
    """A fault that ends the program or a thread is one line with its traceback, without secrets, and status 1."""
    ended = subprocess.run(
        [sys.executable, "-c", BREAKS, where, CHOSEN], capture_output=True, text=True, encoding="utf-8", check=False
    )
    line = json.loads(ended.stderr)
    assert ended.returncode == 1
    assert (line["level"], line["logger"]) == ("critical", "bot")
    assert line["traceback"].endswith("ValueError: [secret]")


BREAKS_EARLY = """
import sys
from bot import __main__ as program

def breaks(_arguments):
    raise ValueError("no reply from https://api.example/bot" + sys.argv[1])

program._status = breaks
program.main()
"""


def test_a_fault_before_the_settings_are_read_is_told_masked():
    """Tokens are hidden by their shape from the first moment on."""
    token = "123456789:" + "AbCdEf_-" * 5
    ended = subprocess.run(
        [sys.executable, "-c", BREAKS_EARLY, token], capture_output=True, text=True, encoding="utf-8", check=False
    )
    assert ended.returncode == 1
    assert "broke off, by a fault of the program" in ended.stderr
    assert "ValueError: no reply from https://api.example/bot[secret]" in ended.stderr
    assert token not in ended.stderr


def test_a_logger_of_structlog_writes_where_all_write(capfd: pytest.CaptureFixture[str]):
    """Its lines go to stderr with what they are about, masked like all, and never to stdout, which belongs to answers."""
    before = logging.getLogger().handlers[:]
    try:
        configure_logging("info", "json", [CHOSEN])
        with about(channel="c1"):
            structlog.get_logger("tests.structlog").warning("refused", reason=CHOSEN)
    finally:
        logging.basicConfig(handlers=before, level=logging.WARNING, force=True)
        structlog.reset_defaults()
    told = capfd.readouterr()
    line = json.loads(told.err)
    assert told.out == ""
    assert (line["message"], line["logger"], line["channel"]) == ("refused", "tests.structlog", "c1")
    assert line["reason"] == "[secret]"
