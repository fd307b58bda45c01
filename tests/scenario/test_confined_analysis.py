"""A text on which the analysis hangs, in a running bot: nobody else notices."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.fakes.internet import Answer, internet
from tests.fakes.telegram import TelegramServer
from tests.scenario.bot_process import QUOTE, Bot, answered, fill, running, telegram_settings, until
from tests.scenario.test_ingest import html, rss

PLAIN = "Der Stadtrat von Lindenau hat am Donnerstagabend mit 31 zu 14 Stimmen für den Bau einer neuen Brücke gestimmt."
MORE = "Die Opposition kritisierte die Kosten und kündigte eine Klage an, über die im Herbst entschieden werden soll."


def hanging(marker: Path) -> int:
    """The process that hangs at a text, once it does."""
    until(lambda: marker.exists() and marker.read_text(encoding="ascii"), "the analysis to hang")
    return int(marker.read_text(encoding="ascii"))


def is_gone(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return True
    return False


def outcomes(bot: Bot) -> dict[str, str]:
    """What became of each page of the feed: the reason by its title."""
    return {one["title"]: one["reason"] for one in bot.told("export", "--what", "articles") if "bote" in one["url"]}


@pytest.mark.timeout(300)
def test_a_text_that_hangs_holds_up_nobody(tmp_path: Path):
    """While the analysis of a text hangs, the digest comes at its hour and commands are answered; when its time is up
    the text is put aside with the reason, the next one is analysed, and where that hangs as well the bot still ends.
    """
    fill(tmp_path, WORTLAUT_ANALYSIS__TAGGER="rules")
    first, last = tmp_path / "first", tmp_path / "last"
    with internet(tmp_path) as world, TelegramServer() as telegram:
        pages = {"Eins": f"HANG-BESIDE {first} {PLAIN}", "Zwei": PLAIN, "Drei": f"HANG-BESIDE {last} {MORE}"}
        for title, text in pages.items():
            world.put("bote.example", f"/{title}", Answer(html(title, (text, MORE))))
        links = [(title, f"http://bote.example:{world.port}/{title}") for title in pages]
        feed = world.put("bote.example", "/rss", Answer(rss(*links)))
        sources = tmp_path / "sources.toml"
        sources.write_text(f'[[outlet]]\nid = "bote"\nname = "Bote"\n[[outlet.feed]]\nurl = "{feed}"\n', "utf-8")
        anna = telegram.person("Anna")
        chat = telegram.private(anna)
        settings = telegram_settings(telegram) | {
            "WORTLAUT_FETCH__ALLOW_NETWORKS": "127.0.0.1/32",
            "WORTLAUT_FETCH__ALLOW_PORTS": str(world.port),
            "WORTLAUT_FETCH__RESOLVER": str(world.hosts_file),
            "WORTLAUT_SOURCES": str(sources),
            "WORTLAUT_ANALYSIS__TAGGER": "rules",
            "PYTHONPATH": str(Path(__file__).parents[2]),
        }
        with running(tmp_path, "2025-05-09T08:58:00+02:00", ("tests.fakes.ordeal_bot",), **settings) as bot:
            bot.call("subscribe", f"telegram:{chat.id}", "--time", "09:00", "--timezone", "Europe/Berlin")
            child = hanging(first)
            bot.at("2025-05-09T09:00:01+02:00")
            answered(telegram, chat, QUOTE)
            telegram.user_says(chat, anna, "/actor Putin")
            answered(telegram, chat, "Präsident Russlands")
            assert not is_gone(child)
            assert outcomes(bot) == {}

            first.unlink()
            after = hanging(last)
            assert is_gone(child)
            told = outcomes(bot)
            assert told["Eins"] == "not analysed, put aside: too slow: over 600 s"
            assert told["Zwei"] == ""

            bot.end()
            until(lambda: is_gone(after), "the hanging child to end")
        assert telegram.violations == []
