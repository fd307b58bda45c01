"""The digest of the samples as each platform gets it, in words that can be read and compared.

What the platforms get is their frozen payload; it is told line by line, formatting as `*bold*`, `_italic_`, `[words](link)`
and `| ` before each line of what is folded.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from bot.asked import DAY
from bot.editions import chat_limits
from bot.platforms.console import Console
from bot.platforms.slack import render as slack
from bot.platforms.telegram import render as telegram
from digest.edition import DigestRequest, Limits
from digest.model import Message
from digest.publish import Compiler, group
from digest.render import render_edition
from digest.store.memory import MemoryStore
from tests.samples import filled

FOLDER = Path(__file__).parent
LANGUAGES = ("de", "en")

EVENING = datetime(2025, 5, 9, 16, tzinfo=UTC)
"""Just after the newest sample, six in the evening in Berlin."""

MARKS = {"bold": "*", "italic": "_"}


@lru_cache(maxsize=1)
def _compiler() -> Compiler:
    store = filled(MemoryStore())
    group(store)
    return Compiler(store)


def digest(language: str, limits: Limits) -> Message:
    """The digest of the day of the newest sample."""
    request = DigestRequest(EVENING.date(), EVENING - DAY, EVENING, language, limits=limits)
    return render_edition(_compiler().compile(request))


def telegram_text(language: str) -> str:
    """The posts on Telegram."""
    parts = telegram.render(digest(language, chat_limits(7)))
    return "\n=====\n".join(_telegram_post(json.loads(part.payload)) for part in parts)


def _telegram_post(payload: Mapping[str, Any]) -> str:
    units = payload["text"].encode("utf-16-le")
    marks: dict[int, str] = {}
    folded: set[int] = set()
    for entity in sorted(payload.get("entities", []), key=lambda one: (one["offset"], -one["length"])):
        start, end = entity["offset"], entity["offset"] + entity["length"]
        if entity["type"] == "expandable_blockquote":
            folded.update(range(start, end))
        elif entity["type"] == "text_link":
            marks[start], marks[end] = marks.get(start, "") + "[", f"]({entity['url']})" + marks.get(end, "")
        elif mark := MARKS.get(entity["type"]):
            marks[start], marks[end] = marks.get(start, "") + mark, mark + marks.get(end, "")
    told, fresh = "", True
    for at in range(len(units) // 2):
        char = units[2 * at : 2 * at + 2].decode("utf-16-le", "surrogatepass")
        told += ("| " if fresh and at in folded else "") + marks.get(at, "") + char
        fresh = char == "\n"
    return (told + marks.get(len(units) // 2, "")).encode("utf-16", "surrogatepass").decode("utf-16")


def slack_text(language: str) -> str:
    """The posts on Slack; those in the thread of the first one are set off by `-----`."""
    told = []
    for part in slack.render(digest(language, chat_limits(7))):
        payload = json.loads(part.payload)
        told.append(("-----\n" if payload.get("in_thread") else "") + "\n".join(_slack_lines(payload)))
    return "\n".join(told)


def _slack_lines(payload: Mapping[str, Any]) -> Iterator[str]:
    for block in payload["blocks"]:
        if block["type"] == "header":
            yield f"# {block['text']['text']}"
        for element in block.get("elements", []) if block["type"] == "rich_text" else []:
            items = element["elements"] if element["type"] == "rich_text_list" else [element]
            bullet = "• " if element["type"] == "rich_text_list" else ""
            yield from (bullet + "".join(map(_slack_run, item["elements"])) for item in items)


def _slack_run(run: Mapping[str, Any]) -> str:
    text = run.get("text") or run.get("url", "")
    for name, mark in MARKS.items():
        text = f"{mark}{text}{mark}" if run.get("style", {}).get(name) and text.strip() else text
    return f"[{text}]({run['url']})" if run["type"] == "link" else str(text)


def terminal_text(language: str) -> str:
    """What the terminal prints, 96 columns wide."""
    return Console(96).render(digest(language, Limits()))


PLATFORMS: Mapping[str, Callable[[str], str]] = {
    "telegram": telegram_text,
    "slack": slack_text,
    "terminal": terminal_text,
}


def file_of(platform: str, language: str) -> Path:
    """Where the digest of a platform and language is kept."""
    return FOLDER / f"digest.{platform}.{language}.txt"


def told(platform: str, language: str) -> str:
    """The digest as it is now, lines without blanks at their ends."""
    return "\n".join(line.rstrip() for line in PLATFORMS[platform](language).splitlines()) + "\n"
