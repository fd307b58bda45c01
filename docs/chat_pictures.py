"""Draws what the chats get: the frozen payloads of both platforms, in the manner of their clients, as PNG.

`python -m docs.chat_pictures` writes the pages into docs/pictures and takes pictures of them with Chromium, if there is
one. The payloads are the real ones; only the frame and the type around them are drawn here.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from html import escape
from pathlib import Path
from typing import Any

from bot import commands
from bot.app import App
from bot.asked import Asked, request_of
from bot.channel_commands import new_channel
from bot.editions import chat_limits
from bot.platforms.slack import render as slack
from bot.platforms.telegram import render as telegram
from config.settings import Settings, load
from digest.model import Message
from digest.outcome import Address
from digest.render import render_answer, render_edition

FOLDER = Path(__file__).with_name("pictures")

STYLE = """
body { margin: 0; padding: 14px; font: 15px/1.42 "DejaVu Sans", sans-serif;
  width: 600px; }
.telegram { background: #dfe6d5; } .telegram .post { background: #fff; border-radius: 12px; padding: 9px 13px; }
.slack .post { padding-left: 46px; position: relative; } .slack .post:before { content: "W"; position: absolute;
  left: 0; top: 2px; width: 34px; height: 34px; border-radius: 6px; background: #2f4858; color: #fff;
  text-align: center; line-height: 34px; font-weight: bold; }
.post { margin-bottom: 10px; overflow-wrap: anywhere; } a { color: #1d6fa5; text-decoration: none; }
blockquote { margin: 3px 0; padding: 2px 9px; border-left: 3px solid #6aa0c8; background: #eef4f8; border-radius: 4px; }
.folded { max-height: 64px; overflow: hidden; position: relative; } .folded:after { content: "⌄"; position: absolute;
  right: 6px; bottom: 0; color: #6aa0c8; }
h1 { font-size: 17px; margin: 2px 0 6px; } .section, .item { margin: 2px 0; white-space: pre-wrap; }
.item { padding-left: 16px; text-indent: -12px; } .item:before { content: "• "; }
.buttons span { display: inline-block; border: 1px solid #b9c4cc; border-radius: 6px; padding: 2px 12px;
  margin: 4px 6px 0 0; background: #fff; } .dim { color: #707478; font-size: 13px; } .name { font-weight: bold; }
.more { color: #1d6fa5; font-size: 13px; margin: -4px 0 12px 46px; }
"""

TAGS = {"bold": "b", "italic": "i", "code": "code", "underline": "u"}


def telegram_post(payload: dict[str, Any]) -> str:
    """The text with its entities, whose offsets count UTF-16 units."""
    units = payload["text"].encode("utf-16-le")
    opened: dict[int, list[str]] = {}
    closed: dict[int, list[str]] = {}
    for entity in sorted(payload.get("entities", []), key=lambda one: -one["length"]):
        start, end = entity["offset"], entity["offset"] + entity["length"]
        tag, close = _telegram_tag(entity)
        opened.setdefault(start, []).append(tag)
        closed.setdefault(end, []).insert(0, close)
    pieces = []
    for at in range(len(units) // 2 + 1):
        pieces += closed.get(at, [])
        pieces += opened.get(at, [])
        pieces.append(units[2 * at : 2 * at + 2].decode("utf-16-le", "surrogatepass"))
    text = "".join(piece if piece.startswith("<") and len(piece) > 1 else escape(piece) for piece in pieces)
    keyboard = payload.get("reply_markup", {}).get("inline_keyboard", [])
    buttons = "".join(f"<span>{escape(one['text'])}</span>" for row in keyboard for one in row)
    joined = text.encode("utf-16", "surrogatepass").decode("utf-16").replace("\n", "<br>")
    return f'<div class="post">{joined}<div class="buttons">{buttons}</div></div>'


def _telegram_tag(entity: dict[str, Any]) -> tuple[str, str]:
    if entity["type"] == "text_link":
        return f'<a href="{escape(entity["url"])}">', "</a>"
    if entity["type"] == "expandable_blockquote":
        return '<blockquote class="folded">', "</blockquote>"
    tag = TAGS.get(entity["type"], "span")
    return f"<{tag}>", f"</{tag}>"


def slack_post(payload: dict[str, Any]) -> str:
    """The blocks one below the other."""
    return f'<div class="post"><span class="name">Wortlaut</span>{"".join(map(_slack_block, payload["blocks"]))}</div>'


def _slack_block(block: dict[str, Any]) -> str:
    match block["type"]:
        case "header":
            return f"<h1>{escape(block['text']['text'])}</h1>"
        case "actions":
            labels = (escape(one["text"]["text"]) for one in block["elements"])
            return '<div class="buttons">' + "".join(f"<span>{label}</span>" for label in labels) + "</div>"
        case "context":
            return f'<div class="dim">{"".join(escape(one.get("text", "")) for one in block["elements"])}</div>'
        case _:
            return "".join(map(_slack_element, block["elements"]))


def _slack_element(element: dict[str, Any]) -> str:
    if element["type"] == "rich_text_list":
        return "".join(f'<div class="item">{"".join(_slack_runs(one))}</div>' for one in element["elements"])
    return f'<div class="section">{"".join(_slack_runs(element))}</div>'


def _slack_runs(section: dict[str, Any]) -> Iterator[str]:
    for run in section["elements"]:
        text = escape(run.get("text") or run.get("url", ""))
        style = run.get("style", {})
        if run["type"] == "link":
            text = f'<a href="{escape(run["url"])}">{text}</a>'
        for name, tag in (("bold", "b"), ("italic", "i")):
            text = f"<{tag}>{text}</{tag}>" if style.get(name) else text
        yield text


def page(name: str, posts: list[str], more: str = "") -> str:
    """A page with the posts of one platform."""
    return f'<meta charset="utf-8"><style>{STYLE}</style><body class="{name}">{"".join(posts)}{more}</body>'


def main() -> int:
    """Draw digest and answer for both platforms."""
    app = App(Settings(**load().model_dump() | {"database_url": "memory://"}))
    app.read_samples()
    asked = request_of(Asked(), app.terminal, frozenset(), app.reader_clock.now())
    request = replace(asked, limits=chat_limits(7))
    digest, answer = render_edition(app.digest(request)), answered(app, "/actor Putin")
    app.close()
    posts = [telegram_post(json.loads(part.payload)) for one in (digest, answer) for part in telegram.render(one)]
    in_thread = len(slack.render(digest)) - 1
    slack_posts = [slack_post(json.loads(slack.render(one)[0].payload)) for one in (digest, answer)]
    slack_posts.insert(1, f'<div class="more">{in_thread} replies in the thread</div>')
    FOLDER.mkdir(exist_ok=True)
    for name, drawn in (("telegram", posts), ("slack", slack_posts)):
        photograph(page(name, drawn), FOLDER / f"{name}.png")
    return 0


def answered(app: App, line: str) -> Message:
    """The answer as a chat gets it, with its buttons."""
    channel = new_channel(Address("telegram", "1"), app.wishes, app.reader_clock.now())
    context = app.context(channel, app.reader_clock.now())
    return render_answer(commands.answer(context, line), channel.language, channel.zone)


MEASURE = "<script>document.title = document.body.scrollHeight</script>"
"""Tells how tall the page is, in the title of the page that is dumped."""


def photograph(content: str, file: Path) -> None:
    """Take a picture of the whole page. Raises SystemExit without Chromium."""
    browser = shutil.which("chromium") or sys.exit("Chromium is needed to draw the pictures of the chats.")
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder, "page.html")
        source.write_text(content + MEASURE, encoding="utf-8")

        def call(*flags: str) -> str:
            always = (
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--hide-scrollbars",
                "--disable-background-networking",
            )
            command = [browser, *always, f"--user-data-dir={folder}/profile", *flags, source.as_uri()]
            return subprocess.run(command, check=True, capture_output=True, text=True, timeout=60).stdout

        title = re.search(r"<title>(\d+)</title>", call("--window-size=628,200", "--dump-dom"))
        height = int(title[1]) if title else 1200
        call(f"--window-size=628,{height}", f"--screenshot={file}")


if __name__ == "__main__":
    sys.exit(main())
