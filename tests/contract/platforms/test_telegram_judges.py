"""Foreign judges: TDLib's own search for entities, and a Bot API server not written here. Skipped where not installed."""

import asyncio
import json
import threading

import pytest
from aiohttp import web
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.platforms.telegram import TelegramOptions, connect
from bot.platforms.telegram.marks import JOINER, Marked, broken, clean, inert, linkable
from bot.platforms.telegram.render import entities
from digest.model import (
    Button,
    Buttons,
    Folded,
    Heading,
    Message,
    Run,
    StatementBlock,
)
from digest.outcome import Address, Sent
from tests.fakes.telegram import TOKEN
from tests.fakes.telegram_listener import Notebook
from tests.fakes.telegram_text import FOUND, take, units

NAMES = {
    "textEntityTypeMention": "mention",
    "textEntityTypeBotCommand": "bot_command",
    "textEntityTypeUrl": "url",
    "textEntityTypeEmailAddress": "email",
}
"""What TDLib finds by itself that must not happen in foreign words. Hashtags, currencies and card numbers may."""

WORDS = (
    "@durov", "@gif", "@", "/start", "/8", "/stop@other_bot", "/", "zeit.de", "Zeit.De", "ZEIT.DE", "er.Die", "bzw.im", "z.B.",
    "https://", "ftp://a.de", "tg://resolve?domain=x", "ton://x", "a@b.de", "1.1.1.1", "münchen.de", "例.中国", "x.zip/a?b",
    "a.b.co.uk:8080/x", "„", "“", "(", ")", "»", "-", "_", ".", ",", ":", "90/Die", "und/oder", " ", "\n", "😀", "²", "。", "÷", "×", "ж",
)  # fmt: skip
texts = st.one_of(
    st.lists(st.one_of(st.sampled_from(WORDS), st.text(max_size=3)), max_size=10).map("".join),
    st.lists(st.sampled_from(WORDS), max_size=8).map(" ".join),
).filter(lambda text: not any("\ud800" <= character <= "\udfff" for character in text))
many = settings(max_examples=400, deadline=None, suppress_health_check=list(HealthCheck))


@pytest.fixture(scope="module")
def td():
    tdjson = pytest.importorskip("tdjson", reason="tdjson (TDLib) is not installed")

    def execute(request):
        return json.loads(tdjson.td_execute(json.dumps(request).encode()))

    execute({"@type": "setLogVerbosityLevel", "new_verbosity_level": 0})
    return execute


def found(td, text):
    """What TDLib makes live: (kind, start, end) in UTF-16 units."""
    answer = td({"@type": "getTextEntities", "text": text})
    return [
        (NAMES[one["type"]["@type"]], one["offset"], one["offset"] + one["length"])
        for one in answer.get("entities", [])
        if one["type"]["@type"] in NAMES
    ]


def test_judge_finds(td):
    """The judge does find what it is asked about, else the tests below would hold of anything."""
    text = "@durov /start zeit.de a@b.de"
    assert [kind for kind, _, _ in found(td, text)] == ["mention", "bot_command", "url", "email"]


@many
@given(text=texts)
def test_nothing_live_outside_code(td, text):
    """Whatever TDLib finds in a text overlaps one of our code marks, within which the service finds nothing."""
    shut = [
        (one["offset"], one["offset"] + one["length"])
        for one in entities(inert(Marked(text), frozenset()))
        if one["type"] == "code"
    ]
    for kind, start, end in found(td, text):
        assert any(start < shut_end and shut_start < end for shut_start, shut_end in shut), (kind, text, start, end)


@many
@given(text=texts)
def test_nothing_live_in_plain(td, text):
    """TDLib finds nothing in the plain form."""
    assert found(td, broken(text, frozenset())) == []


@many
@given(text=texts)
def test_fake_finds_no_less(td, text):
    """What TDLib finds, the local server finds too, up to the top-level domains it knows; so it is no weaker judge."""
    text = clean(text).strip()
    known = [(kind, start, end) for kind, start, end in found(td, text) if kind in ("mention", "bot_command")]
    if not known or JOINER in text or not text:
        return
    ours = [(one["offset"], one["offset"] + one["length"]) for one in take(text, None).entities]
    for kind, start, end in known:
        assert any(start < other_end and other_start < end for other_start, other_end in ours), (kind, text)


def test_fake_search_is_complete():
    """The local server looks for every kind the judge is asked about."""
    assert set(NAMES.values()) <= {kind for kind, _ in FOUND}


@pytest.mark.parametrize(
    "url",
    [
        "https://www.zeit.de/a?b=c#d",
        "http://127.0.0.1:8000/x",
        "https://münchen.de/ä",
        "https://a_b.de/%zz",
        "https://1.2/",
    ],
)
def test_links_hold(td, url):
    """A link we set is one TDLib keeps."""
    assert linkable(url)
    html = {
        "@type": "parseTextEntities",
        "text": f'<a href="{url}">x x</a>',
        "parse_mode": {"@type": "textParseModeHTML"},
    }
    assert [one["type"]["@type"] for one in td(html)["entities"]] == ["textEntityTypeTextUrl"]


@many
@given(st.text(max_size=30))
def test_units_agree(text):
    """Length is counted alike on both sides."""
    assert units(text) * 2 == len(text.encode("utf-16-le", "surrogatepass"))


# Another server


@pytest.fixture
def emulator():
    """The Bot API emulator of another author, in a thread; skipped where it is not installed."""
    module = pytest.importorskip("lo_bot_api_emulator", reason="lo-bot-api-emulator is not installed")
    loop, ready, state = asyncio.new_event_loop(), threading.Event(), {}

    async def main():
        server = module.LoBotApiEmulator()
        server.read_request = _without_preview_options(server.read_request)
        runner = web.AppRunner(server.app(), access_log=None, shutdown_timeout=0.2)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        state.update(server=server, loop=loop, url=f"http://127.0.0.1:{runner.addresses[0][1]}", stop=asyncio.Event())
        ready.set()
        await state["stop"].wait()
        await runner.cleanup()

    thread = threading.Thread(target=lambda: loop.run_until_complete(main()), daemon=True)
    thread.start()
    assert ready.wait(10)
    yield state
    loop.call_soon_threadsafe(state["stop"].set)
    thread.join(10)


def _without_preview_options(read_request):
    """The emulator follows an older Bot API, which does not know them."""

    async def read(request):
        fields, uploads = await read_request(request)
        fields.pop("link_preview_options", None)
        return fields, uploads

    return read


def test_another_server_takes_it(emulator):
    """A Bot API server not written here takes our message, its edit and its plain form."""
    tree = (
        Heading((Run("Wortlaut 😀"),)),
        StatementBlock("s", (Run("Xi: „China ist bereit.“"),), (Run("euronews", url="https://de.euronews.com/x"),)),
        Folded("weitere Stimmen", (StatementBlock("s2", (Run("Putin schrieb @durov"),), ()),)),
        Buttons((Button("älter", "/actor a1 older"),)),
    )

    async def run():
        platform = connect(TelegramOptions(token=TOKEN, base_url=emulator["url"]))
        (part,) = platform.render(Message(tree, ""))
        address = Address("telegram", "5")
        outcomes = [await platform.send(address, part, "d1"), await platform.send(address, part, "d1", plain=True)]
        outcomes.append(await platform.edit(address, outcomes[0].receipt, part))
        await platform.close()
        return outcomes

    outcomes = asyncio.run(run())
    assert all(isinstance(outcome, Sent) for outcome in outcomes), outcomes


def test_another_server_is_listened_to(emulator):
    """Commands and pressed buttons of a Bot API server not written here are received and answered."""
    anna, chat = {"id": 5, "is_bot": False, "first_name": "Anna"}, {"id": 5, "type": "private", "first_name": "Anna"}
    message = {"message_id": 3, "date": 1, "chat": chat, "text": "/actor Putin", "from": anna}
    press = {"id": "77", "from": anna, "chat_instance": "1", "data": "/actor a1", "message": message}

    def enqueue(update):
        coroutine = emulator["server"].enqueue_update(update, token=TOKEN)
        asyncio.run_coroutine_threadsafe(coroutine, emulator["loop"]).result(5)

    def taken():
        return [request["method"] for request in list(emulator["server"].requests) if request["status"] == 200]

    async def run():
        notebook = Notebook()
        platform = connect(TelegramOptions(token=TOKEN, base_url=emulator["url"]))
        listening = asyncio.create_task(platform.listen(notebook))
        enqueue({"message": message})
        enqueue({"callback_query": press})
        async with asyncio.timeout(10):
            while not {"sendMessage", "editMessageText", "answerCallbackQuery"} <= set(taken()):  # noqa: ASYNC110
                await asyncio.sleep(0.01)
        await platform.close()
        await listening
        return [incoming.text for incoming in notebook.commands], notebook.troubles

    assert asyncio.run(run()) == (["/actor Putin", "/actor a1"], [])
