"""The bot on Telegram, end to end over HTTP against the strict local server."""

import asyncio
import json
import logging
from contextlib import AsyncExitStack

import httpx
import pytest

from bot.platforms import Part, Platform
from bot.platforms.telegram import Audience, CommandList, connect, reception
from digest.model import (
    Button,
    Buttons,
    Heading,
    Message,
    Paragraph,
    Run,
    StatementBlock,
)
from digest.outcome import TOO_FAST, Fault, Moved, Refused, Sent, TryLater, Unknown
from tests.fakes import telegram as fake
from tests.fakes.telegram import TelegramServer
from tests.fakes.telegram_listener import Notebook, Waits, free_port, listening, options, run, says, sending, texts, to

pytestmark = pytest.mark.filterwarnings("ignore:.*retry_after")  # of the library, about a later version of it


@pytest.fixture
def server():
    with TelegramServer() as running:
        yield running
        assert running.violations == []


# Sending


def send(server, chat, *faults: fake.Fault, thread="", plain=False, words="hallo", **others: object):
    """The outcome of one part sent while these faults are waiting."""

    async def scenario():
        async with sending(server, **others) as bot:
            (part,) = bot.render(says(words))
            server.fail("sendMessage", *faults)
            return await bot.send(to(chat, thread), part, "d1", plain=plain)

    return run(scenario())


def test_digest_to_every_kind_of_chat(server):
    """A digest reaches a private chat, a group, a topic of a supergroup and a channel as it was rendered."""
    anna = server.person("Anna")
    forum = server.supergroup("F", topics=("Nachrichten",))
    addresses = [
        to(server.private(anna)),
        to(server.group("G")),
        to(forum, "2"),
        to(forum, "1"),
        to(server.channel("C")),
    ]
    digest = Message(
        (
            Heading((Run("Wortlaut · Morgenausgabe"),)),
            StatementBlock("s", (Run("Xi 😀: „ja“"),), (Run("euronews", url="https://de.euronews.com/x"),)),
        ),
        "Wortlaut",
    )

    async def scenario():
        async with sending(server) as bot:
            (part,) = bot.render(digest)
            return [await bot.send(address, part, "d1") for address in addresses]

    outcomes = run(scenario())
    assert all(isinstance(outcome, Sent) for outcome in outcomes)
    assert [accepted.thread for accepted in server.sent] == [0, 0, 2, 0, 0]
    assert [outcome.receipt for outcome in outcomes] == [str(accepted.id) for accepted in server.sent]
    for accepted in server.sent:
        assert accepted.text == "Wortlaut · Morgenausgabe\n▪ Xi 😀: „ja“\n  euronews"
        assert accepted.entities("text_link") == ["euronews"]


@pytest.mark.parametrize(
    ("fault", "expected", "taken"),
    [
        (fake.too_many(77), TryLater(77, TOO_FAST), 0),
        (fake.server_error(), Unknown("HTTP 500: Internal Server Error"), 0),
        (fake.server_error(carried_out=True), Unknown("HTTP 500: Internal Server Error"), 1),
        (fake.page(502), Unknown("HTTP 502 without the service's JSON"), 0),
        (fake.page(200, carried_out=True), Unknown("HTTP 200 without the service's JSON"), 1),
        (fake.CUT_BEFORE, Unknown, 0),
        (fake.CUT_AFTER, Unknown, 1),
        (fake.slow(2.0), Unknown("ReadTimeout"), 1),
    ],
)
def test_faults_make_one_call(server, fault, expected, taken):
    """Whatever goes wrong, one call is made, and its outcome is never taken for sent or for surely not delivered."""
    outcome = send(server, server.private(server.person("Anna")), fault, read_timeout_s=0.3)
    assert outcome == expected or (isinstance(expected, type) and isinstance(outcome, expected))
    assert server.count("sendMessage") == 1
    assert len(server.sent) == taken


def test_no_network():
    """Nobody listening, and a name that does not exist, are certainly not delivered."""
    with TelegramServer() as server:
        chat = server.private(server.person("Anna"))
        for base_url in (f"http://127.0.0.1:{free_port()}", "http://no-such-host.invalid"):
            outcome = send(server, chat, base_url=base_url)
            assert isinstance(outcome, TryLater)
            assert outcome.whole_platform
        assert server.count("sendMessage") == 0


def test_not_tls(server):
    """A server that speaks no TLS where it is expected has got nothing."""
    chat = server.private(server.person("Anna"))
    outcome = send(server, chat, base_url=server.base_url.replace("http:", "https:"))
    assert isinstance(outcome, TryLater)


def test_permanent_failures(server):
    """A chat, topic or token that is gone is told apart."""
    anna = server.person("Anna")
    private, group, muted = server.private(anna), server.group("G"), server.supergroup("M")
    forum, channel = server.supergroup("F", topics=("N",)), server.channel("C")
    moved = server.group("alt")
    new = server.migrate(moved)
    server.kick(private, anna)
    server.kick(group, anna)
    server.add_bot(channel, anna, "member")
    server.delete_topic(forum, 2)
    muted.muted = True
    assert send(server, private) == Refused("Forbidden: bot was blocked by the user", Fault.CHAT)
    assert send(server, group) == Refused("Forbidden: bot was kicked from the group chat", Fault.CHAT)
    assert send(server, channel).fault is Fault.CHAT
    assert send(server, muted).fault is Fault.CHAT
    assert send(server, forum, thread="2") == Refused("Bad Request: message thread not found", Fault.THREAD)
    assert send(server, forum, thread="unsinn").fault is Fault.THREAD
    assert send(server, moved) == Moved(to(new))
    server.revoked = True
    assert send(server, new).fault is Fault.PLATFORM
    assert send(server, new, token="unsinn").fault is Fault.PLATFORM


def test_plain_form(server):
    """The plain form bears no entities and is inert all the same."""
    chat = server.private(server.person("Anna"))
    assert isinstance(send(server, chat, plain=True, words="„@durov“ sagt zeit.de /start"), Sent)
    (accepted,) = server.sent
    assert accepted.text.replace("\u2060", "") == "„@durov“ sagt zeit.de /start"
    assert "entities" not in accepted.message


def test_edit(server):
    """A posted message is replaced; one that already says it is fine; one that is gone is refused."""
    chat = server.private(server.person("Anna"))

    async def scenario():
        async with sending(server) as bot:
            first, second = bot.render(says("eins"))[0], bot.render(says("zwei"))[0]
            sent = await bot.send(to(chat), first, "d1")
            outcomes = [await bot.edit(to(chat), sent.receipt, part) for part in (second, second)]
            server.delete_message(server.sent[0])
            return sent, outcomes, await bot.edit(to(chat), sent.receipt, first)

    sent, outcomes, gone = run(scenario())
    assert outcomes == [sent, sent]
    assert texts(server, chat) == ["eins", "zwei"]
    assert gone == Refused("Bad Request: message to edit not found", Fault.CONTENT)


def test_bad_payload_is_refused(server):
    """What the service does not take is the content's fault, so that it goes out plain once."""
    chat = server.private(server.person("Anna"))

    async def scenario():
        async with sending(server) as bot:
            bad = Part(json.dumps({"text": "😀", "entities": [{"type": "bold", "offset": 1, "length": 1}],
                                   "link_preview_options": {"is_disabled": True}}), "😀")  # fmt: skip
            return await bot.send(to(chat), bad, "d1"), await bot.send(to(chat), bad, "d1", plain=True)

    refused, sent = run(scenario())
    assert refused.fault is Fault.CONTENT
    assert isinstance(sent, Sent)


def test_probe(server):
    """The token is tried by a real call."""

    async def scenario(**others: object):
        async with sending(server, **others) as bot:
            return await bot.probe()

    assert run(scenario()) == Sent("@wortlaut_bot")
    assert run(scenario(token="7000000001:" + "x" * 35)).fault is Fault.PLATFORM
    assert isinstance(run(scenario(base_url=f"http://127.0.0.1:{free_port()}")), Unknown)


# Getting in touch


@pytest.mark.parametrize("token", ["unsinn", "7000000001:" + "x" * 35])
def test_wrong_token(server, token, caplog):
    """A wrong token ends listening with a clear word, which does not hold the token."""
    caplog.set_level(logging.DEBUG)

    async def scenario():
        notebook = Notebook()
        bot = connect(options(server, token=token))
        await bot.listen(notebook)
        await bot.close()
        return notebook.troubles

    (trouble,) = run(scenario())
    assert "token" in trouble
    assert token not in trouble + caplog.text


def test_revoked_token(server):
    """A token revoked while the bot runs ends listening with a clear word."""

    async def scenario():
        notebook = Notebook()
        async with listening(server, notebook):
            await server.until(lambda: server.count("getUpdates"))
            server.revoked = True
            server.user_says(server.private(server.person("Anna")), server.person("Anna"), "/digest")
            await notebook.troubled.wait()
        return notebook.troubles

    (trouble,) = run(scenario())
    assert "token" in trouble


def test_no_network_at_start():
    """Without network at the start the bot waits, longer each time, and then works."""
    port = free_port()
    waits = Waits()

    async def scenario():
        bot = connect(options(TelegramServer(port=port)), sleep=waits)
        notebook = Notebook()
        listening = asyncio.create_task(bot.listen(notebook))
        await waits.often(3)
        with TelegramServer(port=port) as server:
            anna = server.person("Anna")
            chat = server.private(anna)
            server.user_says(chat, anna, "/digest")
            await server.until(lambda: server.sent_to(chat))
            await bot.close()
        await listening

    run(scenario())
    assert waits.seconds[:3] == [1, 2, 4]


@pytest.mark.parametrize("fault", [fake.server_error(502), fake.page(502), fake.CUT_BEFORE, fake.too_many(9)])
def test_polling_survives(server, fault):
    """Faults of the service or the network while polling lose no command."""
    anna = server.person("Anna")
    chat = server.private(anna)
    waits = Waits()

    async def scenario():
        server.fail("getUpdates", fault, fault)
        server.user_says(chat, anna, "/digest")
        async with listening(server, Notebook(), waits):
            await server.until(lambda: server.sent_to(chat))

    run(scenario())
    assert len(waits.seconds) == 2
    assert texts(server, chat) == ["Antwort auf /digest"]


def test_update_that_cannot_be_read(server, caplog):
    """An update the library cannot read is passed over and logged; those around it are handled, and none comes again."""
    anna = server.person("Anna")
    chat = server.private(anna)

    async def scenario():
        server.user_says(chat, anna, "/eins")
        server.push("message", {})
        server.push("callback_query", {"id": "1"})
        server.push("my_chat_member", {"chat": chat.json(), "new_chat_member": {"status": "neu erfunden"}})
        server.user_says(chat, anna, "/zwei")
        async with listening(server, Notebook()):
            await server.until(lambda: len(server.sent_to(chat)) == 2)

    run(scenario())
    assert texts(server, chat) == ["Antwort auf /eins", "Antwort auf /zwei"]
    assert caplog.text.count("could not be read") == 3


def test_second_poller(server):
    """Of two instances the newcomer gives up with a clear word; the first goes on, and no command is lost."""
    anna = server.person("Anna")
    chat = server.private(anna)

    class Real(Waits):
        async def __call__(self, seconds: float) -> None:
            self.seconds.append(seconds)
            await asyncio.sleep(seconds / 30)

    async def scenario():
        old, new = Notebook(), Notebook()
        async with listening(server, old, Real()):
            server.user_says(chat, anna, "/eins")
            await server.until(lambda: len(server.sent_to(chat)) == 1)
            async with listening(server, new, Real()):
                await new.troubled.wait()
            server.user_says(chat, anna, "/zwei")
            await server.until(lambda: len(server.sent_to(chat)) == 2)
        return old, new

    old, new = run(scenario())
    assert old.troubles == []
    assert "Another instance" in new.troubles[0]
    assert texts(server, chat) == ["Antwort auf /eins", "Antwort auf /zwei"]


def test_the_second_poller_comes_back(server, monkeypatch):
    """Once the other instance has gone it says so and receives by itself; while that was there it took nothing."""
    monkeypatch.setattr(reception, "QUIET_S", 1)
    monkeypatch.setattr(reception, "CONFLICTS_OLD", 99)  # its undisturbed polls, which would count, are not sped up
    anna = server.person("Anna")
    chat = server.private(anna)

    class Real(Waits):
        async def __call__(self, seconds: float) -> None:
            self.seconds.append(seconds)
            await asyncio.sleep(seconds / 100)

    async def scenario():
        old, new, waits = Notebook(), Notebook(), Real()
        first = AsyncExitStack()
        await first.enter_async_context(listening(server, old, Real()))
        server.user_says(chat, anna, "/null")
        await server.until(lambda: len(server.sent_to(chat)) == 1)
        async with listening(server, new, waits):
            await new.troubled.wait()
            await server.until(lambda: any(seconds > reception.ALONE_WAIT_S for seconds in waits.seconds))
            assert not new.well_again.is_set()
            server.user_says(chat, anna, "/eins")
            await server.until(lambda: len(server.sent_to(chat)) == 2)
            await first.aclose()
            await new.well_again.wait()
            server.user_says(chat, anna, "/zwei")
            await server.until(lambda: len(server.sent_to(chat)) == 3)
        return old, new, waits.seconds

    old, new, waits = run(scenario())
    assert (len(old.troubles), len(new.troubles), len(new.recoveries)) == (0, 1, 1)
    assert [one.text for one in old.commands] == ["/null", "/eins"]
    assert [one.text for one in new.commands] == ["/zwei"]
    looks = [seconds for seconds in waits if seconds >= reception.ALONE_WAIT_S]
    assert looks == sorted(looks)
    assert looks[0] == reception.ALONE_WAIT_S


def test_restart_repeats_nothing(server):
    """What was received before closing is acknowledged, so that the next start does not get it again."""
    anna = server.person("Anna")
    chat = server.private(anna)

    async def scenario():
        async with listening(server, Notebook()):
            server.user_says(chat, anna, "/eins")
            await server.until(lambda: server.sent_to(chat))
        server.user_says(chat, anna, "/zwei")
        again = Notebook()
        async with listening(server, again):
            await server.until(lambda: len(server.sent_to(chat)) == 2)
        return [incoming.text for incoming in again.commands]

    assert run(scenario()) == ["/zwei"]


def test_closing_finishes_the_answer(server):
    """Closing lets an answer in the making and a call in flight come to their end."""
    anna = server.person("Anna")
    chat = server.private(anna)

    async def scenario():
        bot = connect(options(server), sleep=Waits())
        (part,) = bot.render(says("Ausgabe"))
        listening = asyncio.create_task(bot.listen(Notebook()))
        server.fail("sendMessage", fake.slow(0.3), fake.slow(0.3))
        server.user_says(chat, anna, "/digest")
        await server.until(lambda: server.count("sendMessage") == 1)
        sent = asyncio.create_task(bot.send(to(chat), part, "d1"))
        await server.until(lambda: server.count("sendMessage") == 2)
        await bot.close()
        await listening
        return await sent, await bot.send(to(chat), part, "d2")

    sent, after = run(scenario())
    assert isinstance(sent, Sent)
    assert isinstance(after, TryLater)
    assert texts(server, chat) == ["Antwort auf /digest", "Ausgabe"]


def test_token_is_never_logged(server, caplog):
    """No log line at any level holds the token, also not when calls fail."""
    caplog.set_level(logging.DEBUG)
    anna = server.person("Anna")
    chat = server.private(anna)

    async def scenario():
        server.fail("getUpdates", fake.page(502), fake.server_error())
        async with listening(server, Notebook()):
            server.fail("sendMessage", fake.page(200))
            server.user_says(chat, anna, "/eins")
            server.user_says(chat, anna, "/zwei")
            await server.until(lambda: server.sent_to(chat))

    run(scenario())
    assert server.token not in caplog.text
    assert server.token not in repr(options(server))


# Webhook


def hook(port):
    return {"webhook_url": f"http://127.0.0.1:{port}/hook/abc", "webhook_listen": f"127.0.0.1:{port}"}


@pytest.mark.parametrize("secret", ["", "geheim-123"])
def test_webhook(server, secret):
    """With a webhook, updates are received there in their order; a secret is used even if none was set."""
    anna = server.person("Anna")
    chat = server.private(anna)

    async def scenario():
        notebook = Notebook()
        async with listening(server, notebook, webhook_secret=secret, **hook(free_port())):
            for number in range(5):
                server.user_says(chat, anna, f"/actor {number}")
            await server.until(lambda: len(server.sent_to(chat)) == 5)
        return notebook

    notebook = run(scenario())
    assert [incoming.text for incoming in notebook.commands] == [f"/actor {number}" for number in range(5)]
    assert set(server.webhook_answers) == {200}
    assert server.count("getUpdates") == 0
    assert server.methods.webhook["secret_token"] == (secret or server.methods.webhook["secret_token"])


def test_webhook_refuses_strangers(server):
    """Without the secret, or with what is no update, nothing is taken."""
    port = free_port()
    url = hook(port)["webhook_url"]
    update = {"update_id": 1, "message": {"message_id": 1, "date": 1, "text": "/stop",
              "chat": {"id": 5, "type": "private"}, "from": {"id": 5, "is_bot": False, "first_name": "X"}}}  # fmt: skip
    right = {"X-Telegram-Bot-Api-Secret-Token": "geheim"}

    async def scenario():
        notebook = Notebook()
        async with listening(server, notebook, webhook_secret="geheim", **hook(port)):
            await server.until(lambda: server.count("setWebhook"))
            async with httpx.AsyncClient() as stranger:
                answers = [
                    await stranger.post(url, json=update),
                    await stranger.post(url, json=update, headers={"X-Telegram-Bot-Api-Secret-Token": "falsch"}),
                    await stranger.post(url, content=b"{", headers=right),
                    await stranger.post(url, json=[1], headers=right),
                    await stranger.post(url, json={"message": {}}, headers=right),
                    await stranger.post(url, json={"update_id": 1, "message": {}}, headers=right),
                    await stranger.get(url, headers=right),
                ]
        return [answer.status_code for answer in answers], notebook.commands

    statuses, commands = run(scenario())
    assert statuses == [403, 403, 400, 400, 400, 200, 405]
    assert commands == []


@pytest.mark.parametrize(
    ("settings", "word"),
    [
        ({"webhook_url": "http://example.com/x", "webhook_listen": "127.0.0.1:0"}, "https"),
        ({"webhook_url": "https://example.com/x", "webhook_listen": "unsinn"}, "webhook_listen"),
    ],
)
def test_webhook_that_cannot_be(server, settings, word):
    """A webhook the service refuses, or an address that cannot be listened on, is told in words."""

    async def scenario():
        notebook = Notebook()
        bot = connect(options(server, **settings))
        await bot.listen(notebook)
        await bot.close()
        return notebook.troubles

    (trouble,) = run(scenario())
    assert word in trouble


def test_from_webhook_to_polling(server):
    """Polling takes down a webhook that was left standing, and loses nothing that waited."""
    anna = server.person("Anna")
    chat = server.private(anna)
    server._do(lambda: server.methods.call("setWebhook", {"url": "https://example.com/x", "secret_token": "x"}))
    server.user_says(chat, anna, "/digest")

    async def scenario():
        async with listening(server, Notebook()):
            await server.until(lambda: server.sent_to(chat))

    run(scenario())
    assert texts(server, chat) == ["Antwort auf /digest"]


# Lists of commands


def test_command_lists(server):
    """Command lists are set per audience and language; what the service refuses is told, the rest is set."""
    lists = [
        CommandList(Audience.PRIVATE, "de", (("digest", "Die Ausgabe"), ("actor", "Wer hat was gesagt?"))),
        CommandList(Audience.GROUP, "", (("digest", "The digest"),)),
        CommandList(Audience.ADMINS, "de", (("Falsch", "x"),)),
        CommandList(Audience.ALL, "en", (("digest", "x" * 300),)),
    ]

    async def scenario():
        async with sending(server) as bot:
            return await bot.publish_commands(lists)

    troubles = run(scenario())
    assert [trouble.upper() for trouble in troubles] == ["ALL_CHAT_ADMINISTRATORS DE: BOT_COMMAND_INVALID"]
    assert {key: [one["command"] for one in value] for key, value in server.world.commands.items()} == {
        ("all_private_chats", "de"): ["digest", "actor"],
        ("all_group_chats", ""): ["digest"],
        ("default", "en"): ["digest"],
    }


def test_is_a_platform(server):
    """What connect gives has all that a platform promises, under its name."""

    async def scenario():
        async with sending(server) as bot:
            platform: Platform = bot
            return platform.name, [
                name for name in dir(Platform) if not name.startswith("_") and not hasattr(bot, name)
            ]

    assert run(scenario()) == ("telegram", [])


def test_buttons_are_shown(server):
    """Buttons of a message stand below it as rendered."""
    chat = server.private(server.person("Anna"))

    async def scenario():
        async with sending(server) as bot:
            (part,) = bot.render(
                Message(
                    (
                        Paragraph((Run("x"),)),
                        Buttons((Button("älter", "/actor a1 older"), Button("neuer", "/actor a1 newer"))),
                    ),
                    "",
                )
            )
            await bot.send(to(chat), part, "d1")

    run(scenario())
    assert [button["text"] for button in server.sent[0].buttons] == ["älter", "neuer"]
