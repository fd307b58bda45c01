"""The local Telegram server refuses what the real one refuses, in its words; so passing on it means something."""

import httpx
import pytest

from tests.fakes.telegram import CUT_AFTER, CUT_BEFORE, TelegramServer, page, too_many


@pytest.fixture
def server():
    with TelegramServer() as running:
        yield running


def call(server, method, token=None, **params: object):
    answer = httpx.post(f"{server.base_url}/bot{token or server.token}/{method}", json=params, timeout=10)
    return answer.status_code, answer.json()


def refused(server, method="sendMessage", **params: object):
    status, answer = call(server, method, **params)
    assert not answer["ok"]
    assert answer["error_code"] == status
    return status, answer["description"]


def text(server, chat, words="hallo", **more: object):
    return refused(server, chat_id=chat.id, text=words, **more)


@pytest.mark.parametrize(
    ("entity", "words"),
    [
        ((1, 1), "entity begins in a middle of a UTF-16 symbol at byte offset 4"),
        ((0, 1), "entity beginning at UTF-16 offset 0 ends in a middle of a UTF-16 symbol at byte offset 4"),
        ((2, 9), "entity beginning at UTF-16 offset 2 ends after the end of the text at UTF-16 offset 11"),
        ((9, 1), "entity begins after the end of the text at UTF-16 offset 9"),
        ((-1, 1), "receive an entity with incorrect offset -1"),
    ],
)
def test_entity_offsets(server, entity, words):
    """Offsets that split a character or leave the text are refused; TDLib's own tests give these words."""
    chat = server.private(server.person("Anna"))
    entities = [{"type": "bold", "offset": entity[0], "length": entity[1]}]
    assert text(server, chat, "👉 abc", entities=entities) == (400, f"Bad Request: {words}")


@pytest.mark.parametrize(
    ("words", "more", "expected"),
    [
        ("", {}, "message text is empty"),
        (" \n ", {}, "message text is empty"),
        ("x" * 4097, {}, "message is too long"),
        ("😀" * 2049, {}, "message is too long"),
        ("x", {"message_thread_id": 5}, "message thread not found"),
        ("x", {"entities": [{"type": "text_link", "offset": 0, "length": 1, "url": "localhost"}]},
         "entity URL 'localhost' is invalid: Wrong HTTP URL"),
        ("x", {"reply_markup": {"inline_keyboard": [[{"text": "a", "callback_data": "ä" * 33}]]}}, "BUTTON_DATA_INVALID"),
        ("x", {"reply_markup": {"inline_keyboard": [[{"text": "a"}]]}},
         "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"),
        ("x", {"reply_markup": {"inline_keyboard": [[{"text": "a", "callback_data": "b"}] * 9]}}, "reply markup is too long"),
    ],
)  # fmt: skip
def test_content(server, words, more, expected):
    """Texts, links and buttons over a limit are refused."""
    chat = server.private(server.person("Anna"))
    assert text(server, chat, words, **more) == (400, f"Bad Request: {expected}")


def test_half_a_character(server):
    """A text that is no proper Unicode is refused."""
    chat = server.private(server.person("Anna"))
    body = f'{{"chat_id":{chat.id},"text":"\\ud83d"}}'
    url = f"{server.base_url}/bot{server.token}/sendMessage"
    answer = httpx.post(url, content=body, headers={"Content-Type": "application/json"})
    assert answer.json()["description"] == "Bad Request: strings must be encoded in UTF-8"


def test_entities_over_a_hundred_vanish(server):
    """Entities beyond the hundredth are dropped without a word, which is noted as a violation."""
    chat = server.private(server.person("Anna"))
    entities = [{"type": "bold", "offset": 2 * number, "length": 1} for number in range(120)]
    _, answer = call(server, "sendMessage", chat_id=chat.id, text="ab" * 120, entities=entities)
    assert len(answer["result"]["entities"]) == 100
    assert "20 entities vanished" in server.violations


def test_found_entities(server):
    """The service makes mentions, commands and addresses live by itself, but not inside code and links."""
    chat = server.private(server.person("Anna"))
    words = "@durov /start zeit.de"
    call(server, "sendMessage", chat_id=chat.id, text=words)
    call(server, "sendMessage", chat_id=chat.id, text=words, entities=[{"type": "code", "offset": 0, "length": 21}])
    first, second = server.sent
    assert [one["type"] for one in first.message["entities"]] == ["mention", "bot_command", "url"]
    assert [one["type"] for one in second.message["entities"]] == ["code"]


def test_chats(server):
    """Each way a chat can be out of reach has the service's status and words."""
    anna, ben = server.person("Anna"), server.person("Ben")
    group, channel = server.group("G", anna), server.channel("C")
    private, unmet = server.private(anna), server.private(ben, started=False)
    assert refused(server, chat_id=12345, text="x") == (400, "Bad Request: chat not found")
    assert refused(server, text="x") == (400, "Bad Request: chat_id is empty")
    assert text(server, unmet) == (403, "Forbidden: bot can't initiate conversation with a user")
    server.kick(private, anna)
    assert text(server, private) == (403, "Forbidden: bot was blocked by the user")
    server.kick(group, anna)
    assert text(server, group) == (403, "Forbidden: bot was kicked from the group chat")
    server.add_bot(channel, anna, "left")
    assert text(server, channel) == (403, "Forbidden: bot is not a member of the channel chat")


def test_migration(server):
    """A migrated group refuses with its new number."""
    group = server.group("G", server.person("Anna"))
    new = server.migrate(group)
    status, answer = call(server, "sendMessage", chat_id=group.id, text="x")
    assert (status, answer["parameters"]) == (400, {"migrate_to_chat_id": new.id})
    assert answer["description"] == "Bad Request: group chat was upgraded to a supergroup chat"
    assert call(server, "sendMessage", chat_id=new.id, text="x")[0] == 200


def test_topics(server):
    """A topic that was deleted or closed takes nothing, General must not be numbered."""
    forum = server.supergroup("F", topics=("Nachrichten",))
    assert (
        call(server, "sendMessage", chat_id=forum.id, text="x", message_thread_id=2)[1]["result"]["message_thread_id"]
        == 2
    )
    assert text(server, forum, message_thread_id=1) == (400, "Bad Request: message thread not found")
    forum.closed_topics.add(2)
    assert text(server, forum, message_thread_id=2) == (400, "Bad Request: TOPIC_CLOSED")
    server.delete_topic(forum, 2)
    assert text(server, forum, message_thread_id=2) == (400, "Bad Request: message thread not found")


def test_tokens(server):
    """A wrong token, a malformed one and an unknown method have their own statuses."""
    assert call(server, "getMe", token="7000000001:" + "B" * 35)[0] == 401
    assert call(server, "getMe", token="unsinn")[0] == 404
    assert call(server, "getNothing")[1]["description"] == "Not Found: method not found"
    assert call(server, "GETME")[0] == 200


def test_edit(server):
    """Editing without a change, of what is gone and of somebody else's message is refused."""
    anna = server.person("Anna")
    chat = server.private(anna)
    own = call(server, "sendMessage", chat_id=chat.id, text="x")[1]["result"]["message_id"]
    foreign = server.user_says(chat, anna, "hallo")
    same = refused(server, "editMessageText", chat_id=chat.id, message_id=own, text="x")
    assert same[1].startswith("Bad Request: message is not modified: specified new message content")
    gone = refused(server, "editMessageText", chat_id=chat.id, message_id=999, text="y")
    assert gone == (400, "Bad Request: message to edit not found")
    other = refused(server, "editMessageText", chat_id=chat.id, message_id=foreign, text="y")
    assert other == (400, "Bad Request: message can't be edited")


def test_queries(server):
    """A pressed button can be answered once and in time, with at most 200 characters."""
    anna = server.person("Anna")
    chat = server.private(anna)
    keyboard = {"inline_keyboard": [[{"text": "a", "callback_data": "b"}]]}
    call(server, "sendMessage", chat_id=chat.id, text="x", reply_markup=keyboard)
    (accepted,) = server.sent
    query, old = server.press(anna, accepted, "a"), server.press(anna, accepted, "a", stale=True)
    late = (400, "Bad Request: query is too old and response timeout expired or query ID is invalid")
    assert refused(server, "answerCallbackQuery", callback_query_id=query, text="x" * 201)[0] == 400
    assert server.unanswered() == [query]
    assert call(server, "answerCallbackQuery", callback_query_id=query)[0] == 200
    assert server.unanswered() == []
    assert refused(server, "answerCallbackQuery", callback_query_id=query) == late
    assert refused(server, "answerCallbackQuery", callback_query_id=old) == late


@pytest.mark.parametrize(
    ("commands", "more", "words"),
    [
        ([{"command": "Start", "description": "x"}], {}, "BOT_COMMAND_INVALID"),
        ([{"command": "start", "description": ""}], {}, "BOT_COMMAND_DESCRIPTION_INVALID"),
        ([{"command": f"c{number}", "description": "x"} for number in range(101)], {}, "BOT_COMMANDS_TOO_MUCH"),
        ([], {"language_code": "deu"}, "invalid language code specified"),
        ([], {"scope": {"type": "everybody"}}, "can't parse BotCommandScope: Unsupported type specified"),
    ],
)
def test_commands(server, commands, more, words):
    """Lists of commands obey their rules."""
    assert refused(server, "setMyCommands", commands=commands, **more) == (400, f"Bad Request: {words}")


def test_polling(server):
    """Updates come until they are acknowledged; kinds not asked for do not come at all."""
    anna = server.person("Anna")
    chat = server.private(anna)
    for words in ("eins", "zwei"):
        server.user_says(chat, anna, words)
    updates = call(server, "getUpdates", timeout=0)[1]["result"]
    assert [update["message"]["text"] for update in updates] == ["eins", "zwei"]
    assert len(call(server, "getUpdates", timeout=0)[1]["result"]) == 2
    offset = updates[0]["update_id"] + 1
    assert len(call(server, "getUpdates", timeout=0, offset=offset)[1]["result"]) == 1
    assert (
        call(server, "getUpdates", timeout=0, offset=offset + 1, allowed_updates=["callback_query"])[1]["result"] == []
    )
    server.user_says(chat, anna, "drei")
    assert call(server, "getUpdates", timeout=0)[1]["result"] == []


def test_privacy_mode(server):
    """In groups the bot gets commands only."""
    anna = server.person("Anna")
    group = server.group("G", anna)
    server.user_says(group, anna, "hallo zusammen")
    server.user_says(group, anna, "/digest")
    updates = call(server, "getUpdates", timeout=0)[1]["result"]
    assert [update["message"]["text"] for update in updates] == ["/digest"]


def test_webhook_rules(server):
    """A webhook must be encrypted or on loopback; while it stands nobody can poll."""
    assert refused(server, "setWebhook", url="http://example.com/x")[1].endswith(
        "An HTTPS URL must be provided for webhook"
    )
    assert refused(server, "setWebhook", url="https://example.com/x", secret_token="ü")[0] == 400
    assert call(server, "setWebhook", url="https://example.com/x", secret_token="abc")[0] == 200
    assert refused(server, "getUpdates")[0] == 409
    assert call(server, "deleteWebhook")[0] == 200
    assert call(server, "getUpdates", timeout=0)[0] == 200


def test_admins(server):
    """Who is an admin is told of chats the bot is in."""
    anna, ben = server.person("Anna"), server.person("Ben")
    group = server.group("G", ben, admin=anna)
    statuses = [
        call(server, "getChatMember", chat_id=group.id, user_id=user.id)[1]["result"]["status"] for user in (anna, ben)
    ]
    assert statuses == ["creator", "member"]
    admins = call(server, "getChatAdministrators", chat_id=group.id)[1]["result"]
    assert [admin["user"]["id"] for admin in admins] == [anna.id]
    assert refused(server, "getChatMember", chat_id=group.id, user_id=1)[1] == "Bad Request: user not found"


def test_floods():
    """Over one message a second in a chat the service makes wait, and notes who does not."""
    now = [100.0]
    with TelegramServer(flood=True, clock=lambda: now[0]) as server:
        chat, other = server.private(server.person("Anna")), server.private(server.person("Ben"))
        assert call(server, "sendMessage", chat_id=chat.id, text="x")[0] == 200
        status, answer = call(server, "sendMessage", chat_id=chat.id, text="x")
        assert (status, answer["description"]) == (429, "Too Many Requests: retry after 1")
        assert answer["parameters"] == {"retry_after": 1}
        assert call(server, "sendMessage", chat_id=other.id, text="x")[0] == 200
        assert not [one for one in server.violations if "flood" in one]
        now[0] += 0.5
        assert call(server, "sendMessage", chat_id=chat.id, text="x")[0] == 429
        assert [one for one in server.violations if "flood" in one]
        now[0] += 0.5
        assert call(server, "sendMessage", chat_id=chat.id, text="x")[0] == 200


def test_group_flood():
    """A group takes twenty messages a minute, however slowly they come."""
    now = [100.0]
    with TelegramServer(flood=True, clock=lambda: now[0]) as server:
        group = server.group("G")
        statuses = []
        for _ in range(21):
            statuses.append(call(server, "sendMessage", chat_id=group.id, text="x")[0])
            now[0] += 2
        assert statuses == [200] * 20 + [429]


def test_faults(server):
    """Faults hit one call each: an answer replaced, a connection cut before or after the message was taken."""
    chat = server.private(server.person("Anna"))
    server.fail("sendMessage", too_many(7), page(502), CUT_BEFORE, CUT_AFTER)
    params = {"chat_id": chat.id, "text": "x"}
    assert call(server, "sendMessage", **params)[1]["parameters"] == {"retry_after": 7}
    answer = httpx.post(f"{server.base_url}/bot{server.token}/sendMessage", json=params)
    assert (answer.status_code, answer.headers["content-type"].split(";")[0]) == (502, "text/html")
    for taken in (0, 1):
        with pytest.raises(httpx.HTTPError):
            call(server, "sendMessage", **params)
        assert len(server.sent) == taken
    assert call(server, "sendMessage", **params)[0] == 200


def test_watched(server):
    """What a careful client never does is noted: glued markup, previews, names instead of numbers, full messages."""
    chat = server.channel("C")
    call(server, "sendMessage", chat_id=chat.id, text="x" * 4060, parse_mode="HTML", extra=1)
    call(server, "sendMessage", chat_id="@kanal", text="x", link_preview_options={"is_disabled": True})
    for words in ("parse_mode", "link preview", "@kanal", "near the limit", "unknown parameter extra"):
        assert any(words in violation for violation in server.violations), words
