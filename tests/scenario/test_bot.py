"""The whole bot as a process, between a strict local Telegram and a strict local Slack, on a clock that tests turn."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.fakes.slack_thread import SlackServer
from tests.fakes.telegram import TelegramServer

SEEDS = Path(__file__).parents[2] / "seeds" / "articles" / "de"
NIGHT = ("xi-putin-erklaerung", "moskau-besuch")
"""Two samples that appear between 15:00 and 9:00 in Berlin, which both channels' mornings cover."""

PATIENCE_S = 60.0


@dataclass
class Bot:
    """A running program: its process and the clock file it lives by."""

    process: subprocess.Popen[str]
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
        return done.stdout

    def end(self) -> str:
        """Tell it to end; its log. It must end by itself within ten seconds, with status 0."""
        self.process.send_signal(signal.SIGTERM)
        _, log = self.process.communicate(timeout=15)
        assert self.process.returncode == 0, log
        return log


@contextmanager
def running(folder: Path, start: str, **settings: str) -> Iterator[Bot]:
    """The program with these settings, its store filled with two articles of real-looking outlets."""
    clock = folder / "clock"
    clock.write_text(f"{start} 1", encoding="ascii")
    (folder / "none.toml").write_text(
        '[[outlet]]\nid = "none"\nname = "none"\n[[outlet.feed]]\nurl = "http://127.0.0.1:9/feed"\n', encoding="utf-8"
    )
    environment = {name: value for name, value in os.environ.items() if not name.upper().startswith("WORTLAUT")}
    environment |= {
        "WORTLAUT_TEST__CLOCK": str(clock),
        "WORTLAUT_SOURCES": str(folder / "none.toml"),
        "WORTLAUT_SCHEDULE__TICK": "0.3",
        "WORTLAUT_DELIVERY__UNCERTAIN_AFTER": "1",
    } | settings
    process = subprocess.Popen(
        [sys.executable, "-m", "bot", "run"],
        cwd=folder,
        env=environment,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )
    bot = Bot(process, clock, folder, environment)
    try:
        yield bot
    finally:
        if process.poll() is None:
            process.kill()
            process.communicate()


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


def until(holds, what: str) -> None:
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


@pytest.mark.timeout(300)
def test_both_platforms_get_their_nine_o_clock_once_and_answer(tmp_path):
    """A Telegram group in Berlin and a Slack channel in New York get the same stories at their own 09:00, once each.

    Both answer /actor Putin; nothing happens that the real services would punish.
    """
    fill(tmp_path)
    with TelegramServer() as telegram, SlackServer() as slack:
        anna = telegram.person("Anna")
        group = telegram.group("Redaktion", anna, admin=anna)
        reader = slack.space.user("anna")
        news = slack.space.channel("news")
        settings = telegram_settings(telegram) | slack_settings(slack)
        with running(tmp_path, "2025-05-09T08:58:00+02:00", **settings) as bot:
            bot.call("subscribe", f"telegram:{group.id}", "--time", "09:00", "--timezone", "Europe/Berlin")
            bot.call("subscribe", f"slack:{news.id}", "--time", "09:00", "--timezone", "America/New_York")
            bot.at("2025-05-09T09:00:01+02:00")
            until(lambda: any(QUOTE in one.text for one in telegram.sent_to(group)), "the digest in Berlin")
            assert slack.posts(news.id) == []
            bot.at("2025-05-09T09:00:01-04:00")
            until(lambda: any(QUOTE in str(post.blocks) for post in slack.posts(news.id)), "the digest in New York")
            until(lambda: "sent" in bot.call("export", "--what", "slots"), "the slots to be settled")

            telegram.user_says(group, anna, "/actor Putin")
            until(lambda: any("Präsident Russlands" in one.text for one in telegram.sent_to(group)), "an answer there")
            slack.slash(reader.id, news.id, "/actor", "Putin")
            until(lambda: any("Präsident Russlands" in str(post.blocks) for post in slack.posts(news.id)), "and here")

            slots = [json.loads(line) for line in bot.call("export", "--what", "slots").splitlines()]
            bot.end()
        assert sorted(slot["state"] for slot in slots) == ["sent", "sent"]
        digests = [one for one in telegram.sent_to(group) if QUOTE in one.text]
        assert len(digests) == 1
        assert telegram.violations == []
        assert slack.slack.violations == []
        titles = set(re.findall(r"\d · (.+)", digests[0].text))
        assert titles
        assert all(title in str([post.blocks for post in slack.posts(news.id)]) for title in titles)
