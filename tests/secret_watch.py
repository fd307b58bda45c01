"""Nothing that the program logs may hold a secret, in any test, at DEBUG.

In this process every record of the program's own loggers is looked at as it is, and those of the libraries it logs for
as its filter would let them out. What child processes wrote is handed to `look` by whoever started them.
"""

from __future__ import annotations

import logging
import re

from tests.fakes.slack_workspace import Workspace
from tests.fakes.telegram import TOKEN

SHAPES = re.compile(r"\d{6,12}:[A-Za-z0-9_-]{30,}|x(?:ox[a-z]|app)-[A-Za-z0-9-]{10,}")
"""What tokens look like; the program's filter masks these wherever they stand."""

OWN = ("bot", "digest", "config")
LIBRARIES = ("aiohttp", "alembic", "asyncio", "slack_bolt", "slack_sdk", "telegram")
"""Libraries whose lines get into the program's log; it keeps the others at WARNING."""


def _secrets() -> frozenset[str]:
    space = Workspace()
    return frozenset({TOKEN, TOKEN.partition(":")[2], space.bot_token, space.app_token, space.signing_secret})


class SecretWatch(logging.Handler):
    """Remembers every line with a secret in it, the secret masked."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.secrets = _secrets()
        self.hits: list[str] = []
        self.seen = 0
        self.setFormatter(logging.Formatter("%(name)s: %(message)s"))

    def emit(self, record: logging.LogRecord) -> None:
        """Look at one record with its traceback."""
        if record.name.startswith("tests."):
            return
        text = self.format(record)
        self.look(text if record.name.partition(".")[0] in OWN else SHAPES.sub("[secret]", text), record.name)

    def look(self, text: str, where: str) -> None:
        """Look at what was written somewhere."""
        self.seen += 1
        for line in text.splitlines():
            found = [secret for secret in self.secrets if secret in line] + SHAPES.findall(line)
            for secret in found:
                self.hits.append(f"{where}: {line.replace(secret, '[secret]')[:300]}")

    def begin(self) -> dict[str, int]:
        """Listen at DEBUG; the levels there were before."""
        before = {name: logging.getLogger(name).level for name in (*OWN, *LIBRARIES)}
        for name in before:
            logging.getLogger(name).setLevel(logging.DEBUG)
            logging.getLogger(name).addHandler(self)
        return before

    def end(self, before: dict[str, int]) -> list[str]:
        """Listen no longer; what was found since."""
        for name, level in before.items():
            logging.getLogger(name).setLevel(level)
            logging.getLogger(name).removeHandler(self)
        found, self.hits = self.hits, []
        return found


WATCH = SecretWatch()
