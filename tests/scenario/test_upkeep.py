"""What the running program does for its database, and what the operator sees when that goes wrong."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from urllib.request import urlopen

import pytest

from tests.fakes.telegram import TelegramServer
from tests.scenario.bot_process import fill, running, telegram_settings, until
from tests.unit.bot.test_health import free_port


def called(folder: Path, *arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
    """What a command of the program does in this folder."""
    clean = {name: value for name, value in os.environ.items() if not name.upper().startswith("WORTLAUT")}
    return subprocess.run(
        [sys.executable, "-m", "bot", *arguments], cwd=folder, env=clean | settings, stdin=subprocess.DEVNULL,
        capture_output=True, text=True, encoding="utf-8", timeout=60, check=False,
    )  # fmt: skip


RULES = {"WORTLAUT_ANALYSIS__TAGGER": "rules"}
"""Analysis is none of these tests' business: the rules load quickly."""


def told(port: int, line: str) -> bool:
    """Whether the running bot's metrics hold a line that begins so."""
    try:
        with urlopen(f"http://127.0.0.1:{port}/metrics", timeout=5) as answer:
            return f"\n{line}" in answer.read().decode()
    except OSError:
        return False


@pytest.mark.timeout(200)
def test_a_copy_is_made_and_put_back_when_the_database_is_damaged(tmp_path: Path):
    """The running bot copies its database and lets old texts expire, and its metrics say so. Damaged, the program says
    which copy to put back, and works again with it.
    """
    fill(tmp_path, **RULES)
    port = free_port()
    with TelegramServer() as telegram:
        settings = telegram_settings(telegram) | RULES | {"WORTLAUT_METRICS_LISTEN": f"127.0.0.1:{port}"}
        with running(tmp_path, "2035-05-09T08:00:00+02:00", **settings) as bot:
            until(lambda: told(port, 'wortlaut_chore_done_seconds{chore="retention"}'), "retention")
            until(lambda: told(port, 'wortlaut_chore_done_seconds{chore="backup"}'), "a copy")
            bot.end()
    lines = called(tmp_path, "export", "--what", "articles,statements").stdout.splitlines()
    pages, statements = (
        [one for one in map(json.loads, lines) if one["kind"] == kind] for kind in ("page", "statement")
    )
    assert [page["text"] for page in pages] == ["", ""]
    assert all(page["excerpts"] for page in pages)

    (copy,) = (tmp_path / "wortlaut-copies").iterdir()
    whole = bytearray((tmp_path / "wortlaut.db").read_bytes())
    whole[4096 : len(whole) // 2] = b"\xff" * (len(whole) // 2 - 4096)
    (tmp_path / "wortlaut.db").write_bytes(whole)
    refused = called(tmp_path, "run")
    assert refused.returncode == 1
    assert f"wortlaut restore {copy.relative_to(tmp_path)} --force" in refused.stderr
    assert len(refused.stderr.splitlines()) == 1
    assert called(tmp_path, "restore", str(copy), "--force").returncode == 0
    answer = called(tmp_path, "ask", f"/quote {statements[0]['id']}").stdout
    assert statements[0]["text"] in " ".join(answer.split())


@pytest.mark.timeout(120)
def test_a_folder_that_cannot_be_written_is_told_to_the_operator_once(tmp_path: Path):
    """Where copies cannot be made the operator hears of it and the bot goes on. Its log is JSON, without
    the token, at DEBUG too.
    """
    (tmp_path / "occupied").write_text("no folder")
    with TelegramServer() as telegram:
        anna = telegram.person("Anna")
        private = telegram.private(anna)
        settings = (
            telegram_settings(telegram)
            | RULES
            | {
                "WORTLAUT_BACKUP__FOLDER": str(tmp_path / "occupied"),
                "WORTLAUT_OPERATOR__TELEGRAM_CHAT": str(private.id),
                "WORTLAUT_LOG__FORMAT": "json",
                "WORTLAUT_LOG__LEVEL": "debug",
            }
        )
        with running(tmp_path, "2025-05-09T08:00:00+02:00", **settings) as bot:
            until(lambda: any("backup fails" in one.text for one in telegram.sent_to(private)), "the alarm")
            telegram.user_says(private, anna, "/help")
            until(lambda: any("/actor" in one.text for one in telegram.sent_to(private)), "an answer")
            log = bot.end()
        assert telegram.token not in log
        lines = [json.loads(line) for line in log.splitlines()]
        assert any("backup failed" in line["message"] for line in lines)
        assert sum("backup fails" in one.text for one in telegram.sent_to(private)) == 1
