"""Posting to Slack: the platform against the strict local server, over real HTTP."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from bot.platforms import Menu, Part
from bot.platforms.slack import SlackOptions, connect
from bot.platforms.slack.calls import TOO_FAST
from digest.outcome import Address, Fault, Moved, Outcome, Refused, Sent, TryLater, Unknown
from tests.fakes.slack_scene import ACTOR, OLDER, SHORT, Scene, play
from tests.fakes.slack_workspace import HISTORY_SCOPES

# Posting


def test_a_post_arrives_once_and_as_rendered() -> None:
    """One call posts the blocks, with our delivery id and nothing that fires or unfurls."""

    async def act(stage: Scene) -> None:
        outcome = await stage.send(ACTOR, "d42")
        (posted,) = stage.slack.posts(stage.news.id)
        assert outcome == Sent(posted.ts)
        assert posted.metadata == {"event_type": "wortlaut_delivery", "event_payload": {"delivery": "d42"}}
        assert [block["type"] for block in posted.blocks] == ["header", "rich_text", "rich_text", "actions"]
        assert len(stage.slack.calls) == 1
        assert stage.slack.violations == []

    play(act)


def test_the_plain_form_carries_no_markup() -> None:
    """The plain form is the same words, escaped, and read without markup."""

    async def act(stage: Scene) -> None:
        assert isinstance(await stage.send(plain=True), Sent)
        (posted,) = stage.slack.posts(stage.news.id)
        assert (posted.text, posted.blocks) == ("Guten Morgen &lt;!channel&gt; *Welt*", [])
        assert stage.slack.violations == []

    play(act)


def test_what_follows_goes_into_the_thread_of_its_head() -> None:
    """The folded part is a reply below the first, also when another message was posted in between."""

    async def act(stage: Scene) -> None:
        head, follower = stage.platform.render(ACTOR)
        first = await stage.platform.send(stage.at(), head, "d1")
        await stage.send(SHORT, "d2")
        assert isinstance(first, Sent)
        assert isinstance(await stage.platform.send(stage.at(), follower, "d3"), Sent)
        assert stage.slack.posts(stage.news.id)[0].ts == first.receipt
        (reply,) = stage.slack.posts(stage.news.id, first.receipt)
        assert "Nein" in reply.text

    play(act)


def test_what_follows_finds_its_head_after_a_restart() -> None:
    """A program that did not post the head itself is told its receipt with the part, and replies below it."""

    async def act(stage: Scene) -> None:
        head, follower = stage.platform.render(ACTOR)
        other = stage.platform.render(SHORT)[0]
        first = await stage.platform.send(stage.at(), head, "d1")
        assert isinstance(first, Sent)
        stage.platform._heads.clear()  # as after a restart
        told = replace(follower, earlier=((other.payload, "1.1"), (head.payload, first.receipt)))
        for plain in (False, True):
            assert isinstance(await stage.platform.send(stage.at(), told, "d3", plain=plain), Sent)
        assert len(stage.slack.posts(stage.news.id, first.receipt)) == 2

    play(act)


def test_a_follower_without_its_head_still_arrives() -> None:
    """Where nobody knows the head, the part stands in the channel rather than nowhere."""

    async def act(stage: Scene) -> None:
        _, follower = stage.platform.render(ACTOR)
        assert isinstance(await stage.platform.send(stage.at(), follower, "d3"), Sent)
        assert len(stage.slack.posts(stage.news.id)) == 1

    play(act)


def test_a_reply_to_a_deleted_message_is_taken_back() -> None:
    """Slack posts it beside the thread in silence; the stray is deleted and the thread's end is told."""

    async def act(stage: Scene) -> None:
        parent = stage.slack.space.say(stage.news, "U0ADA", "Frage")
        assert isinstance(await stage.send(thread=parent.ts), Sent)
        lonely = stage.slack.space.say(stage.news, "U0ADA", "Noch eine")
        stage.slack.space.delete(stage.news, lonely.ts)
        outcome = await stage.send(thread=lonely.ts)
        assert isinstance(outcome, Refused)
        assert outcome.fault is Fault.THREAD
        assert stage.slack.posts(stage.news.id) == []
        assert len(stage.slack.posts(stage.news.id, parent.ts)) == 1

    play(act)


def test_a_stray_that_cannot_be_taken_back_counts_as_sent() -> None:
    """It did arrive; posting it once more would double it."""

    async def act(stage: Scene) -> None:
        stage.slack.fail("error", "chat.delete", value="cant_delete_message")
        outcome = await stage.send(thread="1700000000.000001")
        assert (
            [one.ts for one in stage.slack.posts(stage.news.id)] == [outcome.receipt]
            if isinstance(outcome, Sent)
            else False
        )

    play(act)


FAULTS = [
    ("rate", {"seconds": 7}, TryLater(7.0, TOO_FAST), 0),
    ("status", {"value": 503}, Unknown("http 503, no JSON"), 0),
    ("html", {}, Unknown("http 200, no JSON"), 0),
    ("broken", {}, Unknown("http 200, no JSON"), 1),
    ("cut_before", {}, Unknown("ServerDisconnectedError"), 0),
    ("cut_after", {}, Unknown("ServerDisconnectedError"), 1),
    ("slow_after", {"seconds": 1.0}, Unknown("SocketTimeoutError"), 1),
    ("slow_before", {"seconds": 1.0}, Unknown("SocketTimeoutError"), 0),
    ("error", {"value": "internal_error"}, Unknown("internal_error"), 0),
    ("error_after", {"value": "fatal_error"}, Unknown("fatal_error"), 1),
    ("error", {"value": "ratelimited"}, TryLater(30.0, TOO_FAST), 0),
    ("error", {"value": "team_added_to_org"}, TryLater(300.0, "team_added_to_org", whole_platform=True), 0),
    ("error", {"value": "msg_blocks_too_long"}, Refused("msg_blocks_too_long", Fault.CONTENT), 0),
    ("error", {"value": "never_heard_of"}, Refused("never_heard_of", Fault.CONTENT), 0),
    ("error", {"value": "is_archived"}, Refused("is_archived", Fault.CHAT), 0),
    ("error", {"value": "invalid_thread_ts"}, Refused("invalid_thread_ts", Fault.THREAD), 0),
    ("error", {"value": "account_inactive"}, Refused("account_inactive", Fault.PLATFORM), 0),
]


@pytest.mark.parametrize(("kind", "more", "expected", "arrived"), FAULTS, ids=lambda value: str(value)[:30])
def test_every_fault_has_its_outcome(kind: str, more: dict[str, Any], expected: Outcome, arrived: int) -> None:
    """Sure non-arrival may be tried later, a refusal is told with its fault, all else is unknown; nothing is repeated."""

    async def act(stage: Scene) -> None:
        stage.slack.fail(kind, "chat.postMessage", **more)
        outcome = await stage.send()
        assert type(outcome) is type(expected)
        if isinstance(expected, Unknown) and isinstance(outcome, Unknown):
            assert outcome.reason.startswith(expected.reason)
        else:
            assert outcome == expected
        assert len(stage.slack.called("chat.postMessage")) == 1
        await stage.slack.until(lambda: len(stage.news.messages) == arrived, 2)

    play(act, timeout_s=0.2)


@pytest.mark.parametrize(
    "base_url",
    ["http://127.0.0.1:1", "http://no-such-host.invalid", "https://127.0.0.1:{port}"],
    ids=["refused", "dns", "tls"],
)
def test_an_unreachable_slack_means_try_later(base_url: str) -> None:
    """Refused connections, unknown hosts and failed TLS left nothing behind."""

    async def act(stage: Scene) -> None:
        options = SlackOptions(bot_token="xoxb-1", base_url=base_url.format(port=stage.slack.port))
        platform = connect(options)
        outcome = await platform.send(stage.at(), platform.render(SHORT)[0], "d1")
        await platform.close()
        assert isinstance(outcome, TryLater)
        assert outcome.whole_platform
        assert stage.news.messages == []

    play(act)


@pytest.mark.parametrize(
    ("prepare", "reason", "fault"),
    [
        (lambda s: s.news.members.clear(), "not_in_channel", Fault.CHAT),
        (lambda s: s.slack.space.channels.clear(), "channel_not_found", Fault.CHAT),
        (lambda s: setattr(s.news, "archived", True), "is_archived", Fault.CHAT),
        (lambda s: s.slack.space.scopes.clear(), "missing_scope (needs chat:write)", Fault.PLATFORM),
        (
            lambda s: s.slack.space.revoked.update({s.slack.space.bot_token: "token_revoked"}),
            "token_revoked",
            Fault.PLATFORM,
        ),
        (lambda s: setattr(s.slack.space, "bot_token", "another"), "invalid_auth", Fault.PLATFORM),
    ],
    ids=["kicked", "gone", "archived", "scope", "revoked", "wrong token"],
)
def test_lasting_refusals_say_whose_fault_it_is(prepare: Callable[[Scene], Any], reason: str, fault: Fault) -> None:
    """The channel is suspended or the platform stopped, by the fault named."""

    async def act(stage: Scene) -> None:
        prepare(stage)
        assert await stage.send() == Refused(reason, fault)

    play(act)


def test_invalid_blocks_are_the_content_s_fault_and_go_plain() -> None:
    """A payload that Slack refuses is told with the pointer; the plain form then passes."""

    async def act(stage: Scene) -> None:
        bad = json.dumps({"text": "Hallo", "blocks": [{"type": "header", "text": {"type": "mrkdwn", "text": "x"}}]})
        outcome = await stage.platform.send(stage.at(), Part(bad, "Hallo"), "d1")
        assert isinstance(outcome, Refused)
        assert outcome.fault is Fault.CONTENT
        assert "/blocks/0/text" in outcome.reason
        assert isinstance(await stage.platform.send(stage.at(), Part(bad, "Hallo"), "d1", plain=True), Sent)

    play(act)


def test_a_user_s_id_as_address_can_be_edited_later() -> None:
    """A receipt names the conversation where the address does not."""

    async def act(stage: Scene) -> None:
        address = Address("slack", "U0BOB")
        first = await stage.platform.send(address, stage.platform.render(SHORT)[0], "d1")
        assert isinstance(first, Sent)
        assert await stage.platform.edit(address, first.receipt, stage.platform.render(OLDER)[0]) == first
        (posted,) = stage.slack.posts(stage.slack.space.direct("U0BOB").id)
        assert posted.edited == 1
        assert "Älteres" in posted.text

    play(act)


def test_editing_what_is_gone_is_refused() -> None:
    """The message may have been deleted meanwhile."""

    async def act(stage: Scene) -> None:
        outcome = await stage.platform.edit(stage.at(), "1700000000.000001", stage.platform.render(SHORT)[0])
        assert outcome == Refused("message_not_found", Fault.THREAD)
        assert not isinstance(outcome, Moved)

    play(act)


# Greeting


@pytest.mark.parametrize(
    ("prepare", "troubles"),
    [
        (lambda s: None, ()),
        (
            lambda s: setattr(s.slack.space, "bot_token", "another"),
            ("slack: the token could not be tried: invalid_auth",),
        ),
        (
            lambda s: s.slack.fail("status", "auth.test", value=502),
            ("slack: the token could not be tried: http 502, no JSON",),
        ),
        (
            lambda s: s.slack.space.scopes.difference_update({"users:read", "commands"}),
            (
                "slack: the token lacks the scopes commands, users:read (install the app anew from docs/slack/manifest.yaml)",
            ),
        ),
    ],
    ids=["well", "wrong token", "no answer", "scopes"],
)
def test_greeting_tries_the_token(prepare: Callable[[Scene], Any], troubles: tuple[str, ...]) -> None:
    """Once, and says in words what is wrong; the commands stand in the manifest."""

    async def act(stage: Scene) -> None:
        prepare(stage)
        assert await stage.platform.greet((Menu("", (("digest", "x"),), ()),)) == troubles
        assert [call.method for call in stage.slack.calls] == ["auth.test"]

    play(act)


def test_greeting_misses_the_history_scopes_only_where_they_are_needed() -> None:
    """`read_history` without them would look in vain, for ever."""

    async def act(stage: Scene) -> None:
        (trouble,) = await stage.platform.greet(())
        assert (
            trouble
            == "slack: the token lacks the scopes channels:history, groups:history (install the app anew from docs/slack/manifest.yaml)"
        )
        stage.slack.space.scopes |= HISTORY_SCOPES
        assert await stage.platform.greet(()) == ()

    play(act, read_history=True)


# Looking


def test_a_doubtful_post_is_found_by_its_delivery_id() -> None:
    """At top level, in a given thread, and below a head of ours; and surely absent where it is not."""

    async def act(stage: Scene) -> None:
        stage.slack.space.scopes |= HISTORY_SCOPES
        stage.slack.fail("cut_after", "chat.postMessage")
        assert isinstance(await stage.send(SHORT, "lost"), Unknown)
        head, follower = stage.platform.render(ACTOR)
        await stage.platform.send(stage.at(), head, "head")
        await stage.platform.send(stage.at(), follower, "follower")
        parent = stage.slack.space.say(stage.news, "U0ADA", "Frage")
        await stage.send(SHORT, "reply", parent.ts)
        for delivery, thread in (("lost", ""), ("head", ""), ("follower", ""), ("reply", parent.ts)):
            found = await stage.platform.find(stage.at(thread), delivery)
            posted = next(one for one in stage.news.messages if one.ts == found.receipt)
            assert posted.metadata is not None
            assert posted.metadata["event_payload"] == {"delivery": delivery}
        under = (await stage.platform.find(stage.at(), "head")).receipt
        for number in range(20):  # newer digests with threads of their own
            await stage.send(SHORT, f"newer {number}")
            stage.slack.space.say(stage.news, "U0ADA", "Antwort", stage.news.messages[-1].ts)
        assert not (await stage.platform.find(stage.at(), "follower")).receipt
        assert (await stage.platform.find(stage.at(), "follower", [("{}", under)])).receipt
        absent = await stage.platform.find(stage.at(), "never")
        assert absent.looked
        assert absent.receipt == ""

    play(act, read_history=True)


def test_nothing_is_claimed_about_what_could_not_be_looked_up() -> None:
    """Without the scope, on a fault, or without the setting, `looked` is False."""

    async def act(stage: Scene) -> None:
        await stage.send(SHORT, "d1")
        assert not (await stage.platform.find(stage.at(), "d1")).looked
        stage.slack.space.scopes |= HISTORY_SCOPES
        stage.slack.fail("rate", "conversations.history")
        assert not (await stage.platform.find(stage.at(), "d1")).looked
        assert (await stage.platform.find(stage.at(), "d1")).receipt

    play(act, read_history=True)

    async def off(stage: Scene) -> None:
        assert not (await stage.platform.find(stage.at(), "d1")).looked
        assert stage.slack.calls == []

    play(off)


def test_many_messages_are_paged_through() -> None:
    """A post is found behind several pages of talk; behind too many nothing is claimed."""

    async def act(stage: Scene) -> None:
        stage.slack.space.scopes |= HISTORY_SCOPES
        await stage.send(SHORT, "early")
        for number in range(450):
            stage.slack.space.say(stage.news, "U0BOB", str(number))
        assert (await stage.platform.find(stage.at(), "early")).receipt
        for number in range(700):
            stage.slack.space.say(stage.news, "U0BOB", str(number))
        assert not (await stage.platform.find(stage.at(), "early")).looked

    play(act, read_history=True)
