"""Pictures on both platforms, end to end over HTTP against the strict local servers, which read every PNG."""

from __future__ import annotations

import json

import pytest

from digest.chart import Chart, Series
from digest.charts.drawing import draw
from digest.model import Button, Buttons, Heading, Message, Paragraph, Picture, Run
from digest.outcome import Fault, Refused, Sent, TryLater
from tests.fakes.slack_scene import Scene, play
from tests.fakes.telegram import TelegramServer, server_error
from tests.fakes.telegram_listener import Notebook, listening, run, sending, to

CHART = Chart("Wladimir Putin", "30 Tage", ("8. Mai", "9. Mai"), (Series("wörtlich", (1, 2)),))
ALT = "Balkendiagramm: Aussagen von Wladimir Putin. 3 Aussagen. Am meisten: 9. Mai (2)."
PNG = draw(CHART)
WORDS = (Heading((Run("Wladimir Putin: Verlauf"),)), Paragraph((Run("30 Tage: 3 Aussagen <!channel> *x*"),)))
ROW = Buttons((Button("7 Tage", "/timeline wladimir-putin 7d"),))
TIMELINE = Message((*WORDS, Picture(CHART, ALT, "wortlaut-putin.png", PNG), ROW), "Wladimir Putin: Verlauf")
LONG = Message(
    (*WORDS, Paragraph((Run("Wort " * 300),)), Picture(CHART, "ä😀" * 2000, "a.png", PNG), ROW), "Wladimir Putin"
)


@pytest.fixture
def telegram():
    with TelegramServer() as running:
        yield running
        assert running.violations == []


def test_telegram_shows_picture_words_and_buttons_in_one_post(telegram):
    """The words of a timeline are the caption of its picture, with their marks and buttons."""
    anna = telegram.person("Anna")
    chat = telegram.private(anna)

    async def scenario():
        async with sending(telegram) as bot:
            (part,) = bot.render(TIMELINE)
            return await bot.send(to(chat), part, "d1")

    assert isinstance(run(scenario()), Sent)
    (post,) = telegram.sent_to(chat)
    assert (post.picture.data, post.picture.name) == (PNG, "wortlaut-putin.png")
    assert post.text.startswith("Wladimir Putin: Verlauf\n30 Tage: 3 Aussagen")
    assert post.entities("bold") == ["Wladimir Putin: Verlauf"]
    assert [button["text"] for button in post.buttons] == ["7 Tage"]


def test_telegram_puts_long_words_before_the_picture(telegram):
    """What is too long for a caption comes as text, the picture after it with its content in words, cut to fit."""
    anna = telegram.person("Anna")
    chat = telegram.private(anna)

    async def scenario():
        async with sending(telegram) as bot:
            for part in bot.render(LONG):
                assert isinstance(await bot.send(to(chat), part, "d1"), Sent)

    run(scenario())
    words, picture = telegram.sent_to(chat)
    assert words.picture is None
    assert [button["text"] for button in words.buttons] == ["7 Tage"]
    assert picture.picture.data == PNG
    assert picture.text.startswith("ä😀")


def test_telegram_answers_in_words_where_pictures_are_forbidden(telegram):
    """A group that lets no photos through gets the answer with the picture's content in words; it is not given up."""
    anna = telegram.person("Anna")
    group = telegram.group("G", anna)
    group.no_photos = True

    async def scenario():
        async with listening(telegram, Notebook(lambda _: (TIMELINE,))):
            telegram.user_says(group, anna, "/timeline Putin")
            await telegram.until(lambda: telegram.sent_to(group))

    run(scenario())
    (post,) = telegram.sent_to(group)
    assert post.picture is None
    assert ALT in post.text


def test_telegram_button_that_leads_to_a_picture_posts_it_below(telegram):
    """A message of words cannot become a picture: the press is answered by a new post, and so is one on a picture."""
    anna = telegram.person("Anna")
    chat = telegram.private(anna)
    start = Message((Paragraph((Run("Putin"),)), Buttons((Button("Verlauf", "/timeline putin"),))), "Putin")

    async def scenario():
        notebook = Notebook(lambda incoming: (TIMELINE if "timeline" in incoming.text else start,))
        async with listening(telegram, notebook):
            telegram.user_says(chat, anna, "/actor Putin")
            await telegram.until(lambda: len(telegram.sent_to(chat)) == 1)
            telegram.press(anna, telegram.sent_to(chat)[0], "Verlauf")
            await telegram.until(lambda: len(telegram.sent_to(chat)) == 2)
            telegram.press(anna, telegram.sent_to(chat)[1], "7 Tage")
            await telegram.until(lambda: len(telegram.sent_to(chat)) == 3)

    run(scenario())
    assert [post.picture is not None for post in telegram.sent_to(chat)] == [False, True, True]
    assert not any(post.edited for post in telegram.sent_to(chat))


def test_telegram_does_not_repeat_a_picture_whose_fate_is_unknown(telegram):
    """A picture is one call like any other message."""
    anna = telegram.person("Anna")
    chat = telegram.private(anna)

    async def scenario():
        async with sending(telegram) as bot:
            (part,) = bot.render(TIMELINE)
            telegram.fail("sendPhoto", server_error(502))
            return await bot.send(to(chat), part, "d1")

    assert not isinstance(run(scenario()), Sent | Refused | TryLater)
    assert telegram.count("sendPhoto") == 1


def test_a_frozen_picture_is_sent_as_it_was(telegram):
    """The payload alone tells all: a picture compiled before a restart is sent after it."""
    anna = telegram.person("Anna")
    chat = telegram.private(anna)

    async def scenario():
        async with sending(telegram) as bot:
            (part,) = bot.render(TIMELINE)
            assert json.loads(part.payload)["name"] == "wortlaut-putin.png"
            return await bot.send(to(chat), type(part)(part.payload, part.plain), "d1")

    run(scenario())
    assert telegram.sent_to(chat)[0].picture.data == PNG


# Slack


def test_slack_posts_the_words_and_shares_the_picture_beside_them():
    """Words and buttons head the answer; the picture follows in the same place, described for those who do not see."""

    async def act(stage: Scene) -> None:
        stage.ear.answers["/timeline Putin"] = (TIMELINE,)
        await stage.slack.slash("U0BOB", stage.news.id, "/timeline", "Putin")
        await stage.slack.until(lambda: len(stage.news.messages) == 2)
        words, picture = stage.slack.posts(stage.news.id)
        assert words.blocks[-1]["type"] == "actions"
        (file,) = picture.files
        assert (file.picture.data, file.name, file.title, file.alt) == (
            PNG,
            "wortlaut-putin.png",
            "Wladimir Putin",
            ALT,
        )
        assert picture.thread_ts == ""
        assert [call.method for call in stage.slack.calls[-4:]] == [
            "chat.postMessage",
            "files.getUploadURLExternal",
            "upload",
            "files.completeUploadExternal",
        ]
        assert stage.slack.violations == []

    play(act, listen=True)


def test_slack_shares_in_the_thread_that_asked():
    """A mention in a thread is answered there, picture included."""

    async def act(stage: Scene) -> None:
        parent = stage.slack.space.say(stage.news, "U0BOB", "Schaut mal")
        stage.ear.answers |= dict.fromkeys(("timeline Putin", "/timeline Putin"), (TIMELINE,))
        await stage.slack.mention("U0BOB", stage.news.id, "timeline Putin", parent.ts)
        await stage.slack.until(lambda: len(stage.slack.posts(stage.news.id, parent.ts)) == 2)
        assert stage.slack.posts(stage.news.id, parent.ts)[1].files

    play(act, listen=True)


@pytest.mark.parametrize("lacks", ["files:write", ""])
def test_slack_tells_in_words_what_it_cannot_show(lacks):
    """Without the scope, or where the upload fails for good, the picture's content is posted as words."""

    async def act(stage: Scene) -> None:
        stage.slack.space.scopes -= {lacks}
        if not lacks:
            stage.slack.fail("status", "upload", times=9, value=500)
        words, picture = stage.platform.render(TIMELINE)
        assert isinstance(await stage.platform.send(stage.at(), words, "d1"), Sent)
        outcome = await stage.platform.send(stage.at(), picture, "d2")
        assert isinstance(outcome, Refused if lacks else TryLater)
        assert not isinstance(outcome, Refused) or outcome.fault is Fault.CONTENT
        assert isinstance(await stage.platform.send(stage.at(), picture, "d2", plain=True), Sent)
        assert stage.slack.posts(stage.news.id)[-1].text == ALT
        assert stage.slack.violations == []

    play(act)


def test_slack_description_fits():
    """The words for those who do not see the picture are cut to what Slack takes, never in the middle of a character."""

    async def act(stage: Scene) -> None:
        *_, picture = stage.platform.render(LONG)
        assert isinstance(await stage.platform.send(stage.at(), picture, "d1"), Sent)
        (post,) = stage.slack.posts(stage.news.id)
        assert post.files[0].alt.endswith("…")
        assert stage.slack.violations == []

    play(act)


def test_slack_picture_without_words_is_shared_alone():
    """A message that is nothing but a picture has no empty post beside it."""

    async def act(stage: Scene) -> None:
        (part,) = stage.platform.render(Message((Picture(CHART, ALT, "a.png", PNG),), ALT))
        assert isinstance(await stage.platform.send(stage.at(), part, "d1"), Sent)
        assert isinstance(await stage.platform.edit(stage.at(), "1.1", part), Refused)

    play(act)
