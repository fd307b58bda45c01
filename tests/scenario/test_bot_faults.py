"""What goes wrong around the whole bot as a process: chats that vanish, tokens that end, services that are not there.

In every case something due is sent, announced or still waiting at the end, and the operator can read what happened.
"""

from __future__ import annotations

import json
import shutil
import socket
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from tests.fakes.slack_thread import SlackServer
from tests.fakes.telegram import TelegramServer, slow
from tests.fakes.telegram_errors import Fault, too_many
from tests.scenario.bot_process import QUOTE, answered, fill, running, slack_settings, telegram_settings, until

BEFORE, DUE, NEXT_DAY = "2025-05-09T08:58:00+02:00", "2025-05-09T09:00:01+02:00", "2025-05-10T09:00:01+02:00"
NINE = ("--time", "09:00", "--timezone", "Europe/Berlin")
END_WITHIN_S = 10.0
"""The longest that ending may take (the outside contract of `run`)."""

pytestmark = pytest.mark.timeout(120)


@pytest.fixture(scope="module")
def filled(tmp_path_factory):
    """A folder with the night's articles in its store, made once."""
    folder = tmp_path_factory.mktemp("filled")
    fill(folder)
    return folder


@pytest.fixture
def folder(filled, tmp_path):
    """A copy of it for one test."""
    for file in filled.glob("wortlaut.db*"):
        shutil.copy(file, tmp_path)
    return tmp_path


@pytest.fixture
def telegram():
    with TelegramServer() as server:
        yield server


@pytest.fixture
def slack():
    with SlackServer() as server:
        yield server


def digests(server, chat) -> list:
    return [one for one in server.sent_to(chat) if QUOTE in one.text]


def state_of(bot) -> str:
    (channel,) = bot.told("channels", "--json")
    return channel["state"]


def test_a_bot_that_was_kicked_waits_for_a_start(folder, telegram):
    """Thrown out, the channel is suspended and its digest fails; let in again, /start resumes it with its settings."""
    anna = telegram.person("Anna")
    group = telegram.supergroup("Redaktion", anna, admin=anna)
    with running(folder, BEFORE, **telegram_settings(telegram)) as bot:
        bot.call("subscribe", f"telegram:{group.id}", *NINE)
        group.bot = "kicked"  # and no update tells it
        bot.at(DUE)
        until(lambda: state_of(bot) == "suspended", "the channel to be suspended")
        (slot,) = bot.told("export", "--what", "slots")
        group.bot = "member"
        telegram.user_says(group, anna, "/start")
        answered(telegram, group, "Abonniert: 09:00 Uhr")
        assert state_of(bot) == "active"
        bot.end()
    assert slot["state"] == "failed"


def test_a_bot_that_is_let_in_again_resumes_by_itself(folder, telegram):
    """Told of having been removed, also from a chat whose topic is subscribed, the channel rests until it is told of
    being back; then the next digest comes.
    """
    anna = telegram.person("Anna")
    forum = telegram.supergroup("Forum", anna, admin=anna, topics=("Nachrichten",))
    with running(folder, "2025-05-08T12:00:00+02:00", **telegram_settings(telegram)) as bot:
        bot.call("subscribe", f"telegram:{forum.id}:2", *NINE)
        until(lambda: telegram.count("getUpdates"), "the first poll")
        telegram.kick(forum, anna)
        until(lambda: state_of(bot) == "suspended", "the channel to be suspended")
        telegram.add_bot(forum, anna)
        until(lambda: state_of(bot) == "active", "the channel to resume")
        bot.at(DUE)
        answered(telegram, forum, QUOTE)
        bot.end()
    assert [one.thread for one in digests(telegram, forum)] == [2]


@pytest.mark.parametrize("is_told", [True, False])
def test_a_group_that_moves_gets_its_digest_once(folder, telegram, is_told):
    """A digest due just as the group becomes a supergroup arrives there once, whether or not we were told of the move."""
    anna = telegram.person("Anna")
    group = telegram.group("Redaktion", anna, admin=anna)
    with running(folder, BEFORE, **telegram_settings(telegram)) as bot:
        bot.call("subscribe", f"telegram:{group.id}", *NINE)
        if is_told:
            there = telegram.migrate(group)
        else:
            there = telegram.supergroup("Redaktion", anna, admin=anna)
            group.migrated_to = there.id
        bot.at(DUE)
        answered(telegram, there, QUOTE)
        until(lambda: [one["state"] for one in bot.told("export", "--what", "slots")] == ["sent"], "the slot")
        (channel,) = bot.told("channels", "--json")
        bot.end()
    assert channel["address"] == f"telegram:{there.id}"
    assert len(digests(telegram, there)) == 1
    assert digests(telegram, group) == []


def test_a_topic_that_is_gone_sends_the_digest_to_general(folder, telegram):
    """The digest of a deleted topic goes to General, once, and the operator is told."""
    anna, operator = telegram.person("Anna"), telegram.person("Op")
    forum = telegram.supergroup("Forum", anna, admin=anna, topics=("Nachrichten",))
    office = telegram.private(operator)
    settings = telegram_settings(telegram) | {"WORTLAUT_OPERATOR__TELEGRAM_CHAT": str(office.id)}
    with running(folder, BEFORE, **settings) as bot:
        bot.call("subscribe", f"telegram:{forum.id}:2", *NINE)
        telegram.delete_topic(forum, 2)
        bot.at(DUE)
        answered(telegram, forum, QUOTE)
        answered(telegram, office, "thread gone")
        bot.end()
    assert [one.thread for one in digests(telegram, forum)] == [0]


def test_an_archived_channel_is_suspended_until_we_are_invited_again(folder, slack):
    """A digest for an archived Slack channel suspends it; an invitation resumes it. The operator's log names it."""
    news = slack.space.channel("news")
    with running(folder, BEFORE, **slack_settings(slack)) as bot:
        bot.call("subscribe", f"slack:{news.id}", *NINE)
        until(lambda: slack.sockets, "the socket")
        news.archived = True
        bot.at(DUE)
        until(lambda: state_of(bot) == "suspended", "the channel to be suspended")
        news.archived = False
        slack.join(news.id)
        until(lambda: state_of(bot) == "active", "the channel to resume")
        log = bot.end()
    assert "is_archived" in log


def test_a_revoked_token_alarms_on_the_other_platform(folder, telegram, slack):
    """When Telegram's token ends, Slack tells the operator, Slack goes on, and what is due on Telegram keeps waiting."""
    chat = telegram.private(telegram.person("Anna"))
    office, news = slack.space.channel("office"), slack.space.channel("news")
    settings = telegram_settings(telegram) | slack_settings(slack) | {"WORTLAUT_OPERATOR__SLACK_CHANNEL": office.id}
    with running(folder, BEFORE, **settings) as bot:
        bot.call("subscribe", f"telegram:{chat.id}", *NINE)
        bot.call("subscribe", f"slack:{news.id}", *NINE)
        until(lambda: telegram.count("getUpdates"), "the first poll")
        telegram.revoked = True
        bot.at(DUE)
        until(lambda: any("telegram" in post.text for post in slack.posts(office.id)), "the alarm")
        until(lambda: any(QUOTE in str(post.blocks) for post in slack.posts(news.id)), "the digest on Slack")
        states = {one["state"] for one in bot.told("export", "--what", "deliveries")}
        log = bot.end()
    assert states <= {"pending", "sent"}
    assert telegram.token not in log
    telegram.revoked = False
    with running(folder, "2025-05-09T09:30:00+02:00", **settings) as bot:
        answered(telegram, chat, QUOTE)
        bot.end()


@contextmanager
def another_poller(server) -> Iterator[None]:
    """Another instance that polls for the same bot all the time."""
    ended = threading.Event()

    def poll() -> None:
        while not ended.is_set():
            try:
                url = f"{server.base_url}/bot{server.token}/getUpdates?timeout=5"
                urllib.request.urlopen(url, timeout=10).read()
            except OSError:
                ended.wait(0.05)

    thread = threading.Thread(target=poll, daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()


def test_the_second_of_two_pollers_yields(folder, telegram):
    """An instance that finds another one polling says so, stops, and sends nothing: two would send everything twice."""
    anna = telegram.person("Anna")
    chat = telegram.private(anna)
    with another_poller(telegram), running(folder, BEFORE, **telegram_settings(telegram)) as bot:
        bot.call("subscribe", f"telegram:{chat.id}", *NINE)
        until(lambda: telegram.count("getMe"), "the program to start")
        time.sleep(4.0)  # the two refusals after which it yields are three seconds apart
        bot.at(DUE)
        until(lambda: bot.told("export", "--what", "slots"), "the slot")
        log = bot.end()
    assert "Another instance polls" in log
    assert telegram.sent_to(chat) == []


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def test_no_network_at_the_start_is_waited_for(folder):
    """Started without a network, the log says where nothing answers; once it does, commands are published and answered
    and what was due meanwhile is sent.
    """
    telegram = TelegramServer(port=free_port())
    with running(folder, DUE, **telegram_settings(telegram)) as bot:
        until((bot.folder / "wortlaut.db-wal").exists, "the start")
        bot.call("subscribe", "telegram:1001", *NINE)
        bot.at("2025-05-10T08:59:59+02:00")
        until(lambda: bot.told("export", "--what", "slots"), "the slot")
        with telegram:
            anna = telegram.person("Anna")
            chat = telegram.private(anna)
            telegram.user_says(chat, anna, "/status")
            answered(telegram, chat, "2 Artikel")
            until(lambda: telegram.count("setMyCommands") >= 9, "the lists of commands")
            log = bot.end()
    assert f"no answer from {telegram.base_url}" in log
    assert "cannot be reached yet" in log
    assert "Traceback" not in log


class Wrong(BaseHTTPRequestHandler):
    """A web server that knows nothing of bots."""

    def do_POST(self):
        body = b"<html><body>Not Found</body></html>"
        self.send_response(404)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_GET = do_POST

    def log_message(self, *_):
        pass


def test_a_wrong_base_url_loses_nothing(folder, telegram):
    """Where the base URL leads to some other web server, the log names the setting, and nothing due counts as sent or
    lost: with the right one it arrives.
    """
    chat = telegram.private(telegram.person("Anna"))
    right = telegram_settings(telegram)
    server = ThreadingHTTPServer(("127.0.0.1", 0), Wrong)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    wrong = right | {"WORTLAUT_PLATFORMS__TELEGRAM__BASE_URL": f"http://127.0.0.1:{server.server_port}"}
    with running(folder, BEFORE, **wrong) as bot:
        bot.call("subscribe", f"telegram:{chat.id}", *NINE)
        bot.at(DUE)
        until(lambda: bot.told("export", "--what", "deliveries"), "the digest to be compiled")
        log = bot.end()
    server.shutdown()
    server.server_close()
    assert "base_url" in log
    with running(folder, "2025-05-09T09:01:00+02:00", **right) as bot:
        answered(telegram, chat, QUOTE)
        bot.end()
    assert len(digests(telegram, chat)) == 1


def test_arguments_of_any_length_are_answered_shortly(folder, telegram, slack):
    """An argument of thousands of characters gets an answer of a few lines, without a mention, on both platforms."""
    anna, ada = telegram.person("Anna"), slack.space.user("ada")
    chat, news = telegram.private(anna), slack.space.channel("news")
    long = "<!channel> @everyone *x* " * 200
    with running(folder, BEFORE, **telegram_settings(telegram), **slack_settings(slack)) as bot:
        telegram.user_says(chat, anna, f"/actor {long[:4000]}")
        until(lambda: telegram.sent_to(chat), "an answer there")
        until(lambda: slack.sockets, "the socket")
        slack.slash(ada.id, news.id, "/actor", long)
        until(lambda: slack.posts(news.id), "an answer here")
        log = bot.end()
    assert len(long) == 5000
    assert len(telegram.sent_to(chat)[0].text) < 500
    assert len(json.dumps(slack.posts(news.id)[0].blocks)) < 2000
    assert telegram.violations == []
    assert slack.slack.violations == []
    assert "Traceback" not in log


def test_a_channel_is_managed_from_the_private_chat(folder, telegram):
    """An admin of a channel subscribes it and changes its settings from the private chat; others are told they cannot."""
    anna, ben = telegram.person("Anna"), telegram.person("Ben")
    channel = telegram.channel("Nachrichten", admin=anna)
    office, corner = telegram.private(anna), telegram.private(ben)
    with running(folder, "2025-05-08T12:00:00+02:00", **telegram_settings(telegram)) as bot:
        telegram.user_says(corner, ben, f"/start {channel.id}")
        answered(telegram, corner, "nicht zu finden oder wird nicht von hier aus verwaltet")
        assert bot.told("channels", "--json") == []
        telegram.user_says(office, anna, f"/start {channel.id}")
        answered(telegram, office, "Abonniert")
        telegram.user_says(office, anna, f"/settings {channel.id} time 9:00")
        answered(telegram, office, "Geändert")
        (known,) = bot.told("channels", "--json")
        bot.at(DUE)
        answered(telegram, channel, QUOTE)
        bot.end()
    assert (known["address"], known["times"]) == (f"telegram:{channel.id}", ["09:00"])


def test_it_ends_in_time_whatever_hangs(folder, telegram):
    """A feed that never answers and a call that takes too long do not keep the program from ending within ten seconds.

    The part in flight is uncertain afterwards, and its chat is told instead of getting it again.
    """
    chat = telegram.private(telegram.person("Anna"))
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        settings = telegram_settings(telegram) | {
            "WORTLAUT_FETCH__ALLOW_NETWORKS": '["127.0.0.0/8"]',
            "WORTLAUT_FETCH__ALLOW_PORTS": f"[{port}]",
            "WORTLAUT_SOURCES": str(folder / "silent.toml"),
        }
        feed = f'[[outlet]]\nid = "s"\nname = "s"\n[[outlet.feed]]\nurl = "http://127.0.0.1:{port}/feed"\n'
        (folder / "silent.toml").write_text(feed, encoding="utf-8")
        with running(folder, BEFORE, **settings) as bot:
            bot.call("subscribe", f"telegram:{chat.id}", *NINE)
            telegram.fail("sendMessage", slow(30.0))
            bot.at(DUE)
            answered(telegram, chat, QUOTE)
            began = time.monotonic()
            log = bot.end()
            took = time.monotonic() - began
    assert took < END_WITHIN_S
    assert "Traceback" not in log
    with running(folder, "2025-05-09T09:05:00+02:00", **telegram_settings(telegram)) as bot:
        answered(telegram, chat, "kam vielleicht nicht an")
        bot.end()
    assert len(digests(telegram, chat)) == 1


def test_the_log_says_what_each_line_is_about_and_no_secret(folder, telegram, slack):
    """A part that is put off, then uncertain and announced, parts that arrive, two commands and a feed: each of their
    lines carries platform, channel, slot, part and attempt, or command, or feed, under the keys other commands show.
    """
    anna, ada = telegram.person("Anna"), slack.space.user("ada")
    group, news = telegram.group("Redaktion", anna, admin=anna), slack.space.channel("news")
    settings = telegram_settings(telegram) | slack_settings(slack) | {"WORTLAUT_LOG__FORMAT": "json"}
    with running(folder, BEFORE, **settings) as bot:
        bot.call("subscribe", f"telegram:{group.id}", *NINE)
        bot.call("subscribe", f"slack:{news.id}", *NINE)
        until(lambda: slack.sockets, "the socket")
        telegram.fail("sendMessage", too_many(1), Fault(cut="after"))
        bot.at(DUE)
        answered(telegram, group, "kam vielleicht nicht an")
        until(lambda: bot.log.count("Sent(receipt=") == 3, "both parts on Slack and the notice")
        telegram.user_says(group, anna, "/akteur Putin")
        answered(telegram, group, "Präsident Russlands")
        slack.slash(ada.id, news.id, "/actor", "Putin")
        until(lambda: "Präsident Russlands" in str([post.blocks for post in slack.posts(news.id)]), "an answer there")
        deliveries = bot.told("export", "--what", "deliveries")
        log = bot.end()
    secrets = (telegram.token, slack.space.bot_token, slack.space.app_token, slack.space.signing_secret)
    assert not any(secret in log for secret in secrets)

    lines = [json.loads(line) for line in log.splitlines()]
    parts = [line for line in lines if line["logger"] == "bot.delivery" or "part" in line]
    assert {
        (line["platform"], line["channel"], line.get("slot"), line["part"], line["attempt"], line["outcome"])
        for line in parts
    } == {
        (one["address"].partition(":")[0], one["channel"], one["slot"], one["part"], attempt, outcome)
        for one in deliveries
        for attempt, outcome in enumerate(("Sent",) if one["state"] == "sent" else ("TryLater", "Unknown"), 1)
    }
    assert len(parts) == 5
    for one in deliveries:
        ours = [line for line in lines if line.get("channel") == one["channel"]]
        assert {line["platform"] for line in ours} == {one["address"].partition(":")[0]}
        assert [line["command"] for line in ours if "command" in line] == ["actor"]
        assert {line["slot"] for line in ours if line["logger"] == "bot.schedule"} >= {one["slot"]} - {None}
    assert ["not allowed" in line["message"] for line in lines if line.get("feed") == "http://127.0.0.1:9/feed"] == [
        True
    ]
