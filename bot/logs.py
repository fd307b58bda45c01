"""Logging to stderr: lines for people, or JSON lines for machines; secrets never get into it.

What a line is about (platform, channel, slot, part, attempt) is said once around the work (`about`) and stands in every
line of it as fields of its own.
"""

from __future__ import annotations

import json
import logging
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from types import MappingProxyType
from urllib.parse import quote

TOKEN = re.compile(r"\d{6,12}:[A-Za-z0-9_-]{30,}|x(?:ox[a-z]|app)-[A-Za-z0-9-]{10,}")
"""Shapes of Telegram and Slack tokens, wherever they stand: in a URL, a header, an error message."""

HIDDEN = "[secret]"

SHORTEST_SECRET = 6
"""A secret setting that is shorter is no secret, and would black out half of the log."""

QUIET = (
    "httpx",
    "httpcore",
    "urllib3",
    "trafilatura",
    "courlan",
    "htmldate",
    "charset_normalizer",
    "apscheduler",
    "alembic",
)
"""Libraries whose routine lines are noise or carry tokens in URLs (httpx's INFO line does)."""

_fields: ContextVar[Mapping[str, str | int]] = ContextVar("fields", default=MappingProxyType({}))


@contextmanager
def about(**fields: str | int | None) -> Iterator[None]:
    """Have every line that is logged inside, in this task or thread, carry these fields; None is left out."""
    said = {name: value for name, value in fields.items() if value is not None}
    before = _fields.set({**_fields.get(), **said})
    try:
        yield
    finally:
        _fields.reset(before)


Mask = Callable[[str], str]


def masking(secrets: Iterable[str]) -> Mask:
    """What hides tokens by their shape, and these secrets in any form they may take in a line."""
    forms = {
        form
        for secret in secrets
        if len(secret) >= SHORTEST_SECRET
        for form in (secret, json.dumps(secret)[1:-1], json.dumps(secret, ensure_ascii=False)[1:-1], quote(secret, ""))
    }
    longest_first = sorted(map(re.escape, forms), key=len, reverse=True)
    hidden = re.compile("|".join([TOKEN.pattern, *longest_first]))
    return lambda text: hidden.sub(HIDDEN, text)


class Lines(logging.Formatter):
    """A line for people: time, level, logger, message, fields; the traceback below it. Masked as a whole."""

    def __init__(self, mask: Mask) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s", "%H:%M:%S")
        self._mask = mask

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - its name in logging
        """The line above a traceback."""
        fields = " ".join(f"{name}={value}" for name, value in _fields.get().items())
        return super().formatMessage(record) + (f" [{fields}]" if fields else "")

    def format(self, record: logging.LogRecord) -> str:
        return self._mask(super().format(record))


class JsonLines(logging.Formatter):
    """One JSON object a line: time (ISO), level, logger, message, the fields, and the traceback where there is one."""

    def __init__(self, mask: Mask) -> None:
        super().__init__()
        self._mask = mask

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "time": self.formatTime(record, "%Y-%m-%dT%H:%M:%S%z"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            **_fields.get(),
        }
        if record.exc_info:
            line["traceback"] = self.formatException(record.exc_info)
        if record.stack_info:
            line["stack"] = self.formatStack(record.stack_info)
        return self._mask(json.dumps(line, ensure_ascii=False))


def configure_logging(level: str, form: str, secrets: Iterable[str] = ()) -> None:
    """Send the program's log to stderr. `level` and `form` are the settings log.level and log.format."""
    handler = logging.StreamHandler(sys.stderr)
    mask = masking(secrets)
    handler.setFormatter(JsonLines(mask) if form == "json" else Lines(mask))
    logging.basicConfig(level=level.upper(), handlers=[handler], force=True)
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
    # It warns of every tick that is still at work when the next is due; the ticker sees to that itself.
    logging.getLogger("apscheduler").setLevel(logging.ERROR)
    # A broken page is one line of ours; the library's own account of it is not wanted beside it.
    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
