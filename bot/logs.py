"""Logging to stderr, as text or JSON lines; secrets never get into it."""

from __future__ import annotations

import json
import logging
import re
import sys

SECRET = re.compile(r"\d{6,12}:[A-Za-z0-9_-]{30,}|x(?:ox[a-z]|app)-[A-Za-z0-9-]{10,}")
"""Shapes of Telegram and Slack tokens, wherever they stand: in a URL, a header, an error message."""

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


class WithoutSecrets(logging.Filter):
    """Replaces what looks like a token in message and arguments."""

    def filter(self, record: logging.LogRecord) -> bool:
        message = record.getMessage()
        if SECRET.search(message):
            record.msg, record.args = SECRET.sub("[secret]", message), None
        if record.exc_info and record.exc_info[1] is not None:
            text = logging.Formatter().formatException(record.exc_info)
            record.exc_text = SECRET.sub("[secret]", text)
        return True


class JsonLines(logging.Formatter):
    """One JSON object a line: time (ISO, UTC), level, logger, message, and the traceback where there is one."""

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "time": self.formatTime(record, "%Y-%m-%dT%H:%M:%S%z"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        if record.exc_info:
            line["traceback"] = record.exc_text or self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False)


def configure_logging(level: str, form: str) -> None:
    """Send the program's log to stderr. `level` and `form` are the settings log.level and log.format."""
    handler = logging.StreamHandler(sys.stderr)
    handler.addFilter(WithoutSecrets())
    text = logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s", "%H:%M:%S")
    handler.setFormatter(JsonLines() if form == "json" else text)
    logging.basicConfig(level=level.upper(), handlers=[handler], force=True)
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
    # It warns of every tick that is still at work when the next is due; the ticker sees to that itself.
    logging.getLogger("apscheduler").setLevel(logging.ERROR)
    # A broken page is one line of ours; the library's own account of it is not wanted beside it.
    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
