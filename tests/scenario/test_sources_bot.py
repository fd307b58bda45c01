"""Channels choose what they read: the whole bot between both strict platforms and a small internet."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.fakes.internet import Answer, internet
from tests.fakes.slack_thread import SlackServer
from tests.fakes.telegram import TelegramServer
from tests.scenario.bot_process import answered, running, slack_settings, telegram_settings, until
from tests.scenario.test_ingest import html, rss

WORDS = "Das ist ein guter Tag für die Stadt und für alle, die über diese Brücke gehen"
STORY = (
    "Der Stadtrat von Lindenau hat am Donnerstagabend mit 31 zu 14 Stimmen für den Bau einer neuen Brücke gestimmt.",
    f"„{WORDS}“, sagte Bürgermeisterin Hanna Voss nach der Sitzung. Sie rechne mit einem Baubeginn im nächsten Frühjahr.",
    "Die Opposition kritisierte die Kosten. Ihr Sprecher Emil Rast kündigte eine Klage an.",
)


def site(world) -> tuple[str, str]:
    """A site with two feeds; the address of the site and that of its feed on politics."""
    page = world.put("bote.example", "/bridge", Answer(html("Rat beschließt Brücke", STORY)))
    named = rss(("Rat beschließt Brücke", page)).replace(b"Feed</", b"Lindenauer Bote</")
    for path in ("/politik.xml", "/sport.xml"):
        world.put("bote.example", path, Answer(named if "politik" in path else rss()))
    links = "".join(
        f"<link rel=alternate type=application/rss+xml href=/{name}.xml title={name.title()}>"
        for name in ("sport", "politik")
    )
    front = world.put("bote.example", "/", Answer(f"<html><head>{links}</head><body>Start</body></html>".encode()))
    return front, f"{front}politik.xml"


def stored(folder: Path, table: str) -> int:
    """Rows of a table of the bot's database."""
    with closing(sqlite3.connect(folder / "wortlaut.db")) as connection:
        (number,) = connection.execute(f"SELECT count(*) FROM {table}").fetchone()
    return number


@pytest.mark.timeout(300)
def test_a_source_of_two_channels_is_read_once_and_shown_to_them_alone(tmp_path):
    """An admin is offered a site's feeds and takes one by its button; a Slack channel adds the same one by its address.

    Both see what it brings, in digests and answers; others do not, nor does one that leaves it out again.
    """
    with internet(tmp_path) as world, TelegramServer() as telegram, SlackServer() as slack:
        front, feed = site(world)
        anna, ben, carl = (telegram.person(name) for name in ("Anna", "Ben", "Carl"))
        group, other = telegram.group("Redaktion", anna, ben, admin=anna), telegram.private(carl)
        reader, news = slack.space.user("anna", is_admin=True), slack.space.channel("news")
        reach = {
            "WORTLAUT_FETCH__ALLOW_NETWORKS": "127.0.0.1/32",
            "WORTLAUT_FETCH__ALLOW_PORTS": str(world.port),
            "WORTLAUT_FETCH__RESOLVER": str(world.hosts_file),
            "WORTLAUT_FETCH__INTERVAL": "1",
        }
        settings = telegram_settings(telegram) | slack_settings(slack) | reach
        with running(tmp_path, "2025-05-09T09:30:00+02:00", **settings) as bot:
            telegram.user_says(group, ben, f"/addsource {front}")
            answered(telegram, group, "nur Admins")
            telegram.user_says(group, anna, f"/addsource {front}")
            answered(telegram, group, "mehrere Feeds")
            offer = next(one for one in telegram.sent_to(group) if "mehrere Feeds" in one.text)
            telegram.press(anna, offer, "2")
            answered(telegram, group, "Aufgenommen: Lindenauer Bote")
            slack.slash(reader.id, news.id, "/wortlaut", f"addsource <{feed}>")
            until(
                lambda: any("Lindenauer Bote" in str(call.arguments) for call in slack.slack.calls),
                "an answer on Slack",
            )

            until(lambda: stored(tmp_path, "statement"), "the article to be read")
            telegram.user_says(group, anna, "/digest")
            answered(telegram, group, WORDS)
            telegram.user_says(other, carl, "/actor Hanna Voss")
            telegram.user_says(other, carl, "/digest")
            telegram.user_says(other, carl, "/quellen")
            answered(telegram, other, "/addsource")
            telegram.user_says(group, anna, "/removesource Lindenauer Bote")
            answered(telegram, group, "Abbestellt: Lindenauer Bote")
            shown = len(telegram.sent_to(group))
            telegram.user_says(group, anna, "/digest")
            until(lambda: len(telegram.sent_to(group)) > shown, "a digest without it")
            slack.slash(reader.id, news.id, "/digest", "")
            until(lambda: any(WORDS in str(call.arguments) for call in slack.slack.calls), "the digest on Slack")
            log = bot.end()
        assert WORDS not in telegram.sent_to(group)[-1].text
        assert not [one for one in telegram.sent_to(other) if WORDS in one.text or "Bote" in one.text]
        assert world.paths("bote.example").count("/bridge") <= 3  # read once, tried twice before
        assert telegram.violations == []
        assert slack.slack.violations == []
        assert "Traceback" not in log
