"""The whole bot as a process, between a strict local Telegram and a strict local Slack, on a clock that tests turn."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys

import pytest

from tests.fakes.slack_thread import SlackServer
from tests.fakes.telegram import Chat, Person, TelegramServer
from tests.fakes.telegram_errors import Fault
from tests.scenario.bot_process import QUOTE, answered, fill, running, slack_settings, telegram_settings, until


def follow_by_button(telegram: TelegramServer, group: Chat, member: Person, admin: Person) -> None:
    """One who is no admin presses "follow" below the answer, then one who is: the answer stays as it was."""
    (asked,) = (one for one in telegram.sent_to(group) if "Präsident Russlands" in one.text)
    telegram.press(member, asked, "folgen")
    answered(telegram, group, "nur Admins")
    telegram.press(admin, asked, "folgen")
    answered(telegram, group, "Gefolgt: ")
    assert not any(one.edited for one in telegram.sent_to(group))


@pytest.mark.timeout(300)
def test_both_platforms_get_their_nine_o_clock_once_and_answer(tmp_path):
    """A Telegram group in Berlin and a Slack channel in New York get the same stories at their own 09:00, once each.

    Both answer /actor Putin, whom admins can follow by the button below; nothing happens that the real services would punish.
    """
    fill(tmp_path)
    with TelegramServer() as telegram, SlackServer() as slack:
        anna = telegram.person("Anna")
        bert = telegram.person("Bert")
        group = telegram.group("Redaktion", anna, bert, admin=anna)
        reader = slack.space.user("anna")
        slack.space.user("bob")
        news = slack.space.channel("news", creator=reader.id)
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
            follow_by_button(telegram, group, bert, anna)
            (asked,) = (post for post in slack.posts(news.id) if "Präsident Russlands" in str(post.blocks))
            slack.press("U0BOB", news.id, asked.ts, "folgen")
            until(lambda: "nur Admins" in news.messages[-1].text, "a no to whom is no admin")
            slack.press(reader.id, news.id, asked.ts, "folgen")
            until(lambda: "Gefolgt: " in news.messages[-1].text, "following in Slack")
            assert not asked.edited

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


@pytest.fixture
def telegram():
    with TelegramServer() as server:
        yield server


@pytest.mark.timeout(300)
def test_a_group_is_set_up_by_its_admin(tmp_path, telegram):
    """In a group only an admin subscribes and changes settings; everybody reads; a typo gets the nearest command."""
    fill(tmp_path)
    anna, ben = telegram.person("Anna"), telegram.person("Ben", language="en")
    group = telegram.supergroup("Redaktion", anna, ben, admin=anna)
    with running(tmp_path, "2025-05-09T08:00:00+02:00", **telegram_settings(telegram)) as bot:
        telegram.user_says(group, ben, "/start")
        answered(telegram, group, "Only admins")
        telegram.user_says(group, anna, "/start")
        answered(telegram, group, "Abonniert: 09:00 Uhr (Europe/Berlin), Mo–So.")
        telegram.user_says(group, anna, "/settings time 18:30")
        answered(telegram, group, "Geändert: 18:30 Uhr")
        telegram.user_says(group, anna, "/settings timezone Europe/Berln")
        answered(telegram, group, "Europe/Berlin")
        telegram.user_says(group, ben, "/actr Putin")
        answered(telegram, group, "/actor")
        telegram.user_says(group, ben, "/status")
        answered(telegram, group, "2 Artikel")
        (channel,) = [json.loads(line) for line in bot.call("channels", "--json").splitlines()]
        assert (channel["times"], channel["language"], channel["state"]) == (["18:30"], "de", "active")
        log = bot.end()
    assert "Traceback" not in log
    assert telegram.token not in log
    assert telegram.violations == []
    assert telegram.unanswered() == []


@pytest.mark.timeout(300)
def test_a_restart_sends_nothing_twice_and_nothing_less(tmp_path, telegram):
    """A bot that is killed and started again has sent the morning's digest once, and sends the next one."""
    fill(tmp_path)
    anna = telegram.person("Anna")
    chat = telegram.private(anna)
    settings = telegram_settings(telegram)
    with running(tmp_path, "2025-05-09T08:59:00+02:00", **settings) as bot:
        bot.call("subscribe", f"telegram:{chat.id}", "--time", "09:00", "--timezone", "Europe/Berlin")
        bot.at("2025-05-09T09:00:01+02:00")
        answered(telegram, chat, QUOTE)
        until(lambda: '"sent"' in bot.call("export", "--what", "slots"), "the slot to be settled")
        bot.process.kill()
        bot.process.wait()
    with running(tmp_path, "2025-05-09T09:05:00+02:00", **settings) as bot:
        telegram.user_says(chat, anna, "/status")
        answered(telegram, chat, "2 Artikel")
        bot.at("2025-05-10T09:00:05+02:00")
        until(lambda: len(bot.call("export", "--what", "slots").splitlines()) == 2, "the next day's slot")
        until(lambda: '"state": "due"' not in bot.call("export", "--what", "slots"), "it to be compiled")
        slots = [json.loads(line) for line in bot.call("export", "--what", "slots").splitlines()]
        bot.end()
    assert [slot["state"] for slot in sorted(slots, key=lambda slot: slot["due"])] == ["sent", "empty"]
    assert len([one for one in telegram.sent_to(chat) if QUOTE in one.text]) == 1


@pytest.mark.timeout(300)
def test_what_may_have_arrived_is_announced_and_not_repeated(tmp_path, telegram):
    """When the connection is lost after the service took a digest, the part is uncertain, announced, and sent once."""
    fill(tmp_path)
    chat = telegram.private(telegram.person("Anna"))
    with running(tmp_path, "2025-05-09T08:59:00+02:00", **telegram_settings(telegram)) as bot:
        bot.call("subscribe", f"telegram:{chat.id}", "--time", "09:00", "--timezone", "Europe/Berlin")
        telegram.fail("sendMessage", Fault(cut="after"))
        bot.at("2025-05-09T09:00:01+02:00")
        answered(telegram, chat, QUOTE)
        answered(telegram, chat, "kam vielleicht nicht an. Noch einmal zeigen: /digest 2025-05-09")
        (slot,) = [json.loads(line) for line in bot.call("export", "--what", "slots").splitlines()]
        bot.end()
    assert slot["state"] == "uncertain"
    assert len([one for one in telegram.sent_to(chat) if QUOTE in one.text]) == 1


@pytest.mark.timeout(300)
def test_late_is_said_and_too_late_is_recorded(tmp_path, telegram):
    """A digest an hour late is sent and says so; one of the day before is recorded as late and not sent."""
    fill(tmp_path)
    chat = telegram.private(telegram.person("Anna"))
    settings = telegram_settings(telegram)
    with running(tmp_path, "2025-05-08T08:59:00+02:00", **settings) as bot:
        bot.call("subscribe", f"telegram:{chat.id}", "--time", "09:00", "--timezone", "Europe/Berlin")
        bot.end()
    with running(tmp_path, "2025-05-09T10:00:00+02:00", **settings) as bot:
        answered(telegram, chat, "Verspätet: fällig war diese Ausgabe um 09:00.")
        until(lambda: '"sent"' in bot.call("export", "--what", "slots"), "the slot to be settled")
        slots = [json.loads(line) for line in bot.call("export", "--what", "slots").splitlines()]
        bot.end()
    assert [slot["state"] for slot in sorted(slots, key=lambda slot: slot["due"])] == ["late", "sent"]


@pytest.mark.timeout(300)
def test_buttons_turn_the_pages(tmp_path, telegram):
    """The buttons under an actor's answer replace it by its next page, or by direct speech alone; one follows the actor
    and the next one ends that, each with a short answer below.
    """
    for number in range(8):
        (tmp_path / f"{number}.txt").write_text(
            f"Title: Berg zum Haushalt {number}\nOutlet: Rathausbote\nDate: 2025-05-0{number + 1}T08:00:00+02:00\n"
            f"URL: https://rathausbote.example.org/{number}\nLanguage: de\n\n"
            f"„Der Haushalt Nummer {number} ist ausgeglichen“, sagte Bürgermeisterin Ida Berg am Montag. "
            f"Berg kündigte an, {number + 3} neue Buslinien zu bauen.\n",
            encoding="utf-8",
        )
    clean = {name: value for name, value in os.environ.items() if not name.upper().startswith("WORTLAUT")}
    files = [f"{number}.txt" for number in range(8)]
    subprocess.run([sys.executable, "-m", "bot", "ingest", *files], cwd=tmp_path, env=clean, check=True, timeout=60)
    anna = telegram.person("Anna")
    chat = telegram.private(anna)
    with running(tmp_path, "2025-05-09T10:00:00+02:00", **telegram_settings(telegram)) as bot:
        telegram.user_says(chat, anna, "/actor Berg 30d")
        answered(telegram, chat, "Nummer 7")
        (first,) = telegram.sent_to(chat)
        telegram.press(anna, first, "ältere")
        until(lambda: "Nummer 7" not in telegram.sent_to(chat)[-1].text, "the older page")
        assert telegram.sent_to(chat)[-1].edited
        telegram.press(anna, telegram.sent_to(chat)[-1], "nur wörtliche")
        until(lambda: "neue Buslinien" not in telegram.sent_to(chat)[-1].text, "direct speech alone")
        shown = telegram.sent_to(chat)[-1]
        telegram.press(anna, shown, "folgen")
        answered(telegram, chat, "Gefolgt: Ida Berg.")
        telegram.press(anna, telegram.sent_to(chat)[-1], "nicht mehr folgen")
        answered(telegram, chat, "Nicht mehr gefolgt: Ida Berg.")
        assert not any(one.edited for one in telegram.sent_to(chat) if one.id != shown.id)
        telegram.press(anna, telegram.sent_to(chat)[-1], "folgen")
        until(lambda: telegram.sent_to(chat)[-1].text.startswith("Gefolgt"), "following again")
        telegram.user_says(chat, anna, "/actor Berg")
        until(lambda: "nicht mehr folgen" in str(telegram.sent_to(chat)[-1].buttons), "a button that ends it")
        bot.end()
    assert telegram.unanswered() == []


@pytest.mark.timeout(300)
def test_samples_never_reach_a_chat(tmp_path, telegram):
    """A store that was tried out with the samples shows none of them once there is a token."""
    clean = {name: value for name, value in os.environ.items() if not name.upper().startswith("WORTLAUT")}
    subprocess.run([sys.executable, "-m", "bot", "run"], cwd=tmp_path, env=clean, input=b"", check=True, timeout=100)
    anna = telegram.person("Anna")
    chat = telegram.private(anna)
    with running(tmp_path, "2025-05-09T16:58:00+02:00", **telegram_settings(telegram)) as bot:
        telegram.user_says(chat, anna, "/start")
        answered(telegram, chat, "Abonniert")
        telegram.user_says(chat, anna, "/actor Putin")
        answered(telegram, chat, "noch kein Artikel gelesen")
        telegram.user_says(chat, anna, "/digest 2025-05-09")
        until(lambda: len(telegram.sent_to(chat)) >= 4, "all answers")
        bot.end()
    assert not any("Xi Jinping" in one.text for one in telegram.sent_to(chat))


@pytest.mark.timeout(300)
def test_a_wrong_token_is_said_and_the_program_stays(tmp_path, telegram):
    """With a token the service refuses, the log says so in words without showing it, and the program ends when told."""
    settings = telegram_settings(telegram) | {"WORTLAUT_PLATFORMS__TELEGRAM__TOKEN": "12345678:" + "x" * 35}
    with running(tmp_path, "2025-05-09T08:59:00+02:00", **settings) as bot:
        until(lambda: telegram.count("getMe") >= 1, "a call")
        bot.call("channels")
        log = bot.end()
    assert "token" in log
    assert "x" * 35 not in log
