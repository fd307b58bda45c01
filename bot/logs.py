"""Logging to stderr: lines for people, or JSON lines for machines; secrets never get into it.

structlog makes the lines, of our own records and of the libraries' alike: all come by the standard library's loggers.
What a line is about (platform, channel, slot, part, attempt; command; feed, page) is said once around the work, by
`about`, and stands in every line of it, of whatever module, as fields of its own.
"""

from __future__ import annotations

import json
import logging
import re
import sys
from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager, suppress
from typing import TextIO
from urllib.parse import quote

import structlog
from structlog.contextvars import bound_contextvars, merge_contextvars
from structlog.dev import ConsoleRenderer, plain_traceback
from structlog.processors import JSONRenderer, TimeStamper, format_exc_info
from structlog.stdlib import BoundLogger, LoggerFactory, ProcessorFormatter, add_log_level, add_logger_name
from structlog.typing import EventDict, Processor, WrappedLogger

from digest.outbox import Channel, Delivery, Slot, channel_id
from digest.outcome import Address

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

FIRST = ("time", "level", "logger", "message")
"""What a JSON line begins with."""


def about(**fields: str | int | None) -> AbstractContextManager[None]:
    """Have every line that is logged inside, in this task or thread, carry these fields; None is left out."""
    return bound_contextvars(**{name: value for name, value in fields.items() if value is not None})


def about_chat(address: Address) -> AbstractContextManager[None]:
    """The lines on what was said or happened in a chat."""
    return about(platform=address.platform, channel=channel_id(address))


def about_channel(channel: Channel, slot: Slot | None = None) -> AbstractContextManager[None]:
    """The lines on a channel, and on one of its slots."""
    return about(platform=channel.address.platform, channel=channel.id, slot=slot.id if slot else None)


def about_part(part: Delivery) -> AbstractContextManager[None]:
    """The lines on a part of a digest, or on a notice, which has no slot."""
    platform = part.address.platform
    return about(platform=platform, channel=part.channel, slot=part.slot, part=part.part, attempt=part.attempts)


Mask = Callable[[str], str]


def _forms(secret: str) -> tuple[str, ...]:
    """As it is, in JSON, as Python shows it (once more inside JSON), and in an address."""
    shown = repr(secret)[1:-1]
    in_json = [
        json.dumps(one, ensure_ascii=ascii_only)[1:-1] for one in (secret, shown) for ascii_only in (True, False)
    ]
    return (secret, shown, *in_json, quote(secret, ""))


def masking(secrets: Iterable[str]) -> Mask:
    """What hides tokens by their shape, and these secrets in any form they may take in a line."""
    forms = {form for secret in secrets if len(secret) >= SHORTEST_SECRET for form in _forms(secret)}
    longest_first = sorted(map(re.escape, forms), key=len, reverse=True)
    hidden = re.compile("|".join([TOKEN.pattern, *longest_first]))
    return lambda text: hidden.sub(HIDDEN, text)


def _with_stack(_logger: WrappedLogger, _method: str, line: EventDict) -> EventDict:
    """The stack of a record of the standard library under structlog's name for it."""
    return {"stack" if name == "stack_info" else name: value for name, value in line.items()}


def _named(_logger: WrappedLogger, _method: str, line: EventDict) -> EventDict:
    """A line's fields under the names and in the order that docs/operation.md promises."""
    ours = {"event": "message", "exception": "traceback"}
    named = {ours.get(name, name): line[name] for name in sorted(line)}
    return {name: named[name] for name in FIRST} | named


class Lines(ProcessorFormatter):
    """Renders every record by these processors; what comes out is masked as a whole."""

    def __init__(self, mask: Mask, time_format: str, processors: Sequence[Processor]) -> None:
        stamp = TimeStamper(time_format, utc=False, key="time")
        common: list[Processor] = [merge_contextvars, stamp, add_log_level, add_logger_name, _with_stack]
        super().__init__(processors=[*common, ProcessorFormatter.remove_processors_meta, *processors])
        self._mask = mask

    def format(self, record: logging.LogRecord) -> str:
        return self._mask(super().format(record))


def lines_for_people(mask: Mask, *, in_colour: bool = False) -> Lines:
    """A line each: time, level, message, logger, fields; the stack and the traceback below it, without variables."""
    renderer = ConsoleRenderer(
        colors=in_colour, pad_event_to=0, timestamp_key="time", exception_formatter=plain_traceback
    )
    return Lines(mask, "%H:%M:%S", [renderer])


def lines_for_machines(mask: Mask) -> Lines:
    """One JSON object a line: time (ISO), level, logger, message, the fields; traceback and stack where there are."""
    return Lines(mask, "%Y-%m-%dT%H:%M:%S%z", [format_exc_info, _named, JSONRenderer(ensure_ascii=False)])


class _Masked(logging.StreamHandler[TextIO]):
    """Says in a masked line which line could not be made; logging itself would show its arguments as they are."""

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - its name in logging
        if isinstance(self.formatter, Lines):
            where = f"at {record.pathname}:{record.lineno}"
            try:
                reason, why = f"a line could not be made of {record.msg!r} {where}", sys.exc_info()
            except Exception:  # noqa: BLE001  what was to be logged cannot even be shown
                reason, why = f"a line could not be made {where}", (None, None, None)
            with suppress(Exception):  # stderr itself is gone, or the cause cannot be shown: nobody can be told
                told = logging.LogRecord(record.name, logging.ERROR, "", 0, reason, (), why)
                self.stream.write(self.formatter.format(told) + self.terminator)


def configure_logging(level: str, form: str, secrets: Iterable[str] = ()) -> None:
    """Send the program's log to stderr. `level` and `form` are the settings log.level and log.format."""
    handler = _Masked(sys.stderr)
    mask = masking(secrets)
    in_colour = sys.stderr.isatty()
    handler.setFormatter(lines_for_machines(mask) if form == "json" else lines_for_people(mask, in_colour=in_colour))
    logging.basicConfig(level=level.upper(), handlers=[handler], force=True)
    # A logger of structlog's own would print past all this, to stdout, if nobody told it where lines go.
    structlog.configure(
        [ProcessorFormatter.wrap_for_formatter], wrapper_class=BoundLogger, logger_factory=LoggerFactory()
    )
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
    # It warns of every tick that is still at work when the next is due; the ticker sees to that itself.
    logging.getLogger("apscheduler").setLevel(logging.ERROR)
    # A broken page is one line of ours; the library's own account of it is not wanted beside it.
    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
