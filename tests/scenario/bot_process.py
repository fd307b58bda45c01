"""The whole bot as a process for tests: started with a clock that tests turn, told to end, its store filled before."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.fakes.slack_thread import SlackServer
from tests.fakes.telegram import Chat, TelegramServer
from tests.secret_watch import WATCH

SEEDS = Path(__file__).parents[2] / "seeds" / "articles" / "de"
NIGHT = ("xi-putin-erklaerung", "moskau-besuch")
"""Two samples that appear between 15:00 and 9:00 in Berlin, which both channels' mornings cover."""

PATIENCE_S = 60.0
LOG = "run.log"


@dataclass
class Bot:
    """A running program: its process and the clock file it lives by."""

    process: subprocess.Popen[bytes]
    clock: Path
    folder: Path
    environment: dict[str, str]

    def at(self, moment: str) -> None:
        """Turn the clock to this time, at the speed of real time."""
        fresh = self.clock.with_suffix(".new")
        fresh.write_text(f"{moment} 1", encoding="ascii")
        fresh.replace(self.clock)

    def call(self, *arguments: str) -> str:
        """What another command of the program prints beside the running one."""
        done = subprocess.run(
            [sys.executable, "-m", "bot", *arguments],
            cwd=self.folder,
            env=self.environment,
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=PATIENCE_S,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        WATCH.look(done.stderr, " ".join(arguments))
        return done.stdout

    def told(self, *arguments: str) -> list[dict[str, Any]]:
        """The same for a command that prints JSON lines."""
        return [json.loads(line) for line in self.call(*arguments).splitlines()]

    def end(self) -> str:
        """Tell it to end; its log. It must end by itself within ten seconds, with status 0."""
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(15)
        assert self.process.returncode == 0, self.log
        return self.log

    @property
    def log(self) -> str:
        """What it wrote to stderr so far, looked through for secrets."""
        text = (self.folder / LOG).read_text(encoding="utf-8", errors="replace")
        WATCH.look(text, "the program's log")
        return text


@contextmanager
def running(folder: Path, start: str, program: tuple[str, ...] = ("bot", "run"), **settings: str) -> Iterator[Bot]:
    """The program with these settings, its store filled with two articles of real-looking outlets; or the program
    composed otherwise by another module.
    """
    clock = folder / "clock"
    clock.write_text(f"{start} 1", encoding="ascii")
    (folder / "none.toml").write_text(
        '[[outlet]]\nid = "none"\nname = "none"\n[[outlet.feed]]\nurl = "http://127.0.0.1:9/feed"\n', encoding="utf-8"
    )
    environment = {name: value for name, value in os.environ.items() if not name.upper().startswith("WORTLAUT")}
    environment |= {
        "WORTLAUT_TEST__CLOCK": str(clock),
        "WORTLAUT_SOURCES": str(folder / "none.toml"),
        "WORTLAUT_LOG__LEVEL": "debug",
        "WORTLAUT_SCHEDULE__TICK": "0.3",
        "WORTLAUT_DELIVERY__UNCERTAIN_AFTER": "1",
    } | settings
    with (folder / LOG).open("wb") as log:  # at DEBUG it is more than a pipe holds that nobody reads
        process = subprocess.Popen([sys.executable, "-m", *program], cwd=folder, env=environment, stderr=log)
    bot = Bot(process, clock, folder, environment)
    try:
        yield bot
    finally:
        if process.poll() is None:
            process.kill()
            process.wait()
            print(bot.log)  # shown where a test failed


def fill(folder: Path, **environment: str) -> None:
    """Read the night's articles into the store, under addresses that are no samples'."""
    for name in NIGHT:
        text = (SEEDS / f"{name}.txt").read_text(encoding="utf-8")
        (folder / f"{name}.txt").write_text(text.replace(".example/", ".example.org/"), encoding="utf-8")
    clean = {name: value for name, value in os.environ.items() if not name.upper().startswith("WORTLAUT")}
    subprocess.run(
        [sys.executable, "-m", "bot", "ingest", *(f"{name}.txt" for name in NIGHT)],
        cwd=folder,
        env=clean | environment,
        check=True,
        capture_output=True,
        timeout=PATIENCE_S,
    )


def until(holds: Callable[[], object], what: str) -> None:
    """Wait for a condition with a bound; say what was waited for."""
    deadline = time.monotonic() + PATIENCE_S
    while not holds():
        assert time.monotonic() < deadline, f"waited in vain for {what}"
        time.sleep(0.05)


def telegram_settings(server: TelegramServer) -> dict[str, str]:
    return {
        "WORTLAUT_PLATFORMS__TELEGRAM__TOKEN": server.token,
        "WORTLAUT_PLATFORMS__TELEGRAM__BASE_URL": server.base_url,
        "WORTLAUT_PLATFORMS__TELEGRAM__FILE_BASE_URL": server.file_base_url,
    }


def slack_settings(server: SlackServer) -> dict[str, str]:
    return {
        "WORTLAUT_PLATFORMS__SLACK__BOT_TOKEN": server.slack.space.bot_token,
        "WORTLAUT_PLATFORMS__SLACK__APP_TOKEN": server.slack.space.app_token,
        "WORTLAUT_PLATFORMS__SLACK__BASE_URL": server.slack.base_url,
    }


QUOTE = "die Wahrheit über die Geschichte des Zweiten Weltkriegs zu verteidigen"


def answered(server: TelegramServer, chat: Chat, words: str) -> None:
    """Wait until the bot said these words in the chat."""
    until(lambda: any(words in one.text for one in server.sent_to(chat)), repr(words))
