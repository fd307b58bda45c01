"""Titles and names made to break a chat message, through both renderers into both strict services.

Never over a limit, never a mention, a command or a link that is not the article's.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any

from bot import commands
from bot.editions import request_of
from bot.platforms.slack.render import render as slack_parts
from bot.platforms.telegram.render import render as telegram_parts
from digest.outbox import Slot, SlotState
from digest.outcome import Address
from digest.plaintext import line
from digest.render import render_edition
from tests.fakes.slack_blocks import FIRING, mentions, objects
from tests.fakes.slack_web import WebApi
from tests.fakes.slack_workspace import Workspace
from tests.fakes.telegram_methods import Methods
from tests.fakes.telegram_world import Chat, World
from tests.torture import scripted
from tests.unit.bot.doubles import a_channel

PIECES = (
    "<!channel>", "<@U0BOT>", "<#C0NEWS>", "@everyone", "@durov", "/deletemydata", "/start@other_bot", "#wahl", "$EUR",
    "http://böse.example/x", "https://evil.example/?a=1&b=2", "evil.example", "mailto:a@b.example", "a@b.example",
    "tg://user?id=1", "javascript:alert(1)", "<b>fett</b>", "<script>alert(1)</script>", "*fett*", "_kursiv_", "~weg~",
    "`code`", "```block```", "[text](http://evil.example)", "&lt;!channel&gt;", "&amp;", "\u202erückwärts", "\u2066isoliert\u2069",
    "\u200bunsichtbar", "\x00\x07", "\ufeff", "𝕌𝕟𝕚𝕔𝕠𝕕𝕖", "👨\u200d👩\u200d👧\u200d👦", "🏳️\u200d🌈", "é" * 40, "W" * 300, "ｆｕｌｌｗｉｄｔｈ", "e\u0301" * 90, "z̸a̸l̸g̸o̸",
    ":rotating_light:", "@here", "+49 170 1234567", "1. Liste", "> Zitat", "---", "|tabelle|", "\\", "%s %(x)s {0} {}",
    "«»„“”‚‘’", "العربية", "עברית", "漢字かな交じり文", "ไทย", "́", "\u200d", "…" * 60,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Hostilities:
    """How many digests were rendered, into how many posts, and what was wrong with them."""

    digests: int
    posts: int
    faults: tuple[str, ...]


def hostilities(many: int, seed: int = 1) -> Hostilities:
    """Render so many digests with hostile titles and names, and hand every part to both services."""
    dice, faults, posts = random.Random(seed), [], 0
    for number in range(many):
        for platform, found, count in _tried(dice):
            posts += count
            faults += [f"digest {number}, {platform}: {fault}" for fault in found]
    return Hostilities(many, posts, tuple(faults))


def _words(dice: random.Random, most: int = 6) -> str:
    """Clean text as it would be stored, of hostile pieces."""
    return line(" ".join(dice.choice(PIECES) for _ in range(dice.randint(1, most)))) or "leer"


def _tried(dice: random.Random) -> Iterator[tuple[str, list[str], int]]:
    channel = a_channel(Address("telegram", "7"), language=dice.choice(["de", "en"]))
    slot = Slot("s", channel.id, date(2025, 5, 9), 0, datetime(2025, 5, 9, 7, tzinfo=UTC), SlotState.DUE)
    given = scripted.scripted_input(request_of(channel, slot), dice.randint(1, 7), dice.randint(1, 6))
    message = render_edition(scripted.compile_edition(_made_hostile(given, dice)))
    own = {article.url for article in given.articles}
    telegram = [json.loads(part.payload) for part in telegram_parts(message, frozenset(r.name for r in commands.ROWS))]
    yield "telegram", list(_telegram_faults(telegram, own)), len(telegram)
    slack = [json.loads(part.payload) for part in slack_parts(message)]
    yield "slack", list(_slack_faults(slack, own)), len(slack)


def _made_hostile(given: scripted.ScriptedInput, dice: random.Random) -> scripted.ScriptedInput:
    stories = tuple(replace(story, title=_words(dice)) for story in given.stories)
    statements = tuple(
        replace(
            one,
            role=_words(dice, 3),
            speakers=tuple(replace(actor, name=_words(dice, 3)) for actor in one.speakers),
            reports=tuple(replace(r, outlet=replace(r.outlet, name=_words(dice, 2))) for r in one.reports),
        )
        for one in given.statements
    )
    articles = tuple(replace(article, title=_words(dice)) for article in given.articles)
    return replace(given, stories=stories, statements=statements, articles=articles)


def _telegram_faults(payloads: list[dict[str, Any]], own: set[str]) -> Iterator[str]:
    world = World("wortlaut_bot")
    world.chats[7] = Chat(7, "channel", bot="administrator")
    service = Methods(world, None)
    live = {"mention", "text_mention", "email", "phone_number", "url"}
    for payload in payloads:
        try:
            message = service.call("sendMessage", {"chat_id": 7, **payload})
        except Exception as refusal:  # noqa: BLE001  whatever it is, it is what the service would answer
            yield f"refused: {refusal}"
            continue
        for entity in message.get("entities", []):
            if entity["type"] in live or (entity["type"] == "text_link" and entity["url"] not in own):
                yield f"{entity}"
    yield from service.violations


def _slack_faults(payloads: list[dict[str, Any]], own: set[str]) -> Iterator[str]:
    space = Workspace()
    room = space.channel("news")
    service = WebApi(space, lambda: "")
    for payload in payloads:
        shown = {key: value for key, value in payload.items() if key in ("text", "blocks")}
        flags = {"unfurl_links": False, "unfurl_media": False, "link_names": False, "parse": "none"}
        answer = service.call("chat.postMessage", space.bot_token, {"channel": room.id, **shown, **flags})
        if not answer["ok"]:
            yield f"refused: {answer}"
        if FIRING.search(payload["text"]):
            yield f"markup in text: {payload['text'][:80]!r}"
        yield from mentions(payload.get("blocks", []))
        for item in objects(payload.get("blocks", [])):
            if item.get("type") == "link" and item.get("url") not in own:
                yield f"a link to {item.get('url')}"
    yield from (f"{one.kind}: {one.detail}" for one in service.violations)
