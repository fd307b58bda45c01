"""What Slack's own validator says of a message's blocks, as far as its behaviour is known.

Errors have the wording of the real service: a sentence and a JSON pointer. Lengths are counted in UTF-16 units, the
stricter of the two ways in which the service may count. Block types that this file does not model are refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

MAX_BLOCKS = 50
TOO_LONG = 11_300
"""Characters over all blocks from which `msg_blocks_too_long` was seen (undocumented; bolt-js issues 2509 and 2867)."""

FIRING = re.compile(r"<!|<@|<#|<https?:|<mailto:")
"""What the service interprets in mrkdwn and in a message's top-level text."""

_INLINE = {
    "text": ({"text"}, {"text", "style"}),
    "link": ({"url"}, {"url", "text", "style", "unsafe"}),
    "emoji": ({"name"}, {"name", "unicode", "skin_tone"}),
    "user": ({"user_id"}, {"user_id", "style"}),
    "usergroup": ({"usergroup_id"}, {"usergroup_id", "style"}),
    "channel": ({"channel_id"}, {"channel_id", "style"}),
    "broadcast": ({"range"}, {"range", "style"}),
}
_STYLES = {"bold", "italic", "strike", "code", "underline", "highlight", "client_highlight", "unlink"}
_COUNTED = {"text", "url", "value", "alt_text", "image_url"}


def units(text: str) -> int:
    """UTF-16 code units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def strings(tree: Any, key: str = "") -> Iterator[str]:
    """Every string of the tree that a reader sees or that a link or button carries."""
    if isinstance(tree, str):
        if key in _COUNTED:
            yield tree
    elif isinstance(tree, list):
        for item in tree:
            yield from strings(item, key)
    elif isinstance(tree, dict):
        for name, item in tree.items():
            yield from strings(item, name)


def weight(blocks: list[Any]) -> int:
    """Characters over all blocks, links and button values included."""
    return sum(units(text) for text in strings(blocks))


def objects(tree: Any) -> Iterator[dict[str, Any]]:
    """Every object of the tree, outer ones first."""
    if isinstance(tree, list):
        for item in tree:
            yield from objects(item)
    elif isinstance(tree, dict):
        yield tree
        for item in tree.values():
            yield from objects(item)


def mentions(blocks: list[Any]) -> list[str]:
    """What in these blocks would call people or turn into a link the author did not set."""
    found = []
    for item in objects(blocks):
        if item.get("type") in {"user", "usergroup", "broadcast", "channel"}:
            found.append(f"{item['type']} element")
        if item.get("type") in {"mrkdwn", "markdown"} and FIRING.search(str(item.get("text", ""))):
            found.append(f"markup in {item['type']}: {item['text']!r}")
    return found


class Validation:
    """Collects what is wrong with a list of blocks into `errors`."""

    def __init__(self, blocks: list[Any]) -> None:
        self.errors: list[str] = []
        if len(blocks) > MAX_BLOCKS:
            self._say(f"no more than {MAX_BLOCKS} items allowed", "/blocks")
        self._block_ids: set[str] = set()
        self._action_ids: set[str] = set()
        for number, block in enumerate(blocks):
            self._block(block, f"/blocks/{number}")

    def _say(self, what: str, where: str) -> None:
        self.errors.append(f"{what} [json-pointer:{where}]")

    def _block(self, block: Any, at: str) -> None:
        if not isinstance(block, dict):
            self._say("must be an object", at)
            return
        kind = block.get("type")
        check = getattr(self, f"_{kind}_block", None)
        if check is None:
            self._say(f"unsupported type: {kind}", f"{at}/type")
            return
        block_id = block.get("block_id")
        if block_id is not None:
            if not 0 < len(block_id) <= 255:
                self._say("must be less than 256 characters", f"{at}/block_id")
            if block_id in self._block_ids:
                self._say(f"`block_id` must be unique: {block_id}", f"{at}/block_id")
            self._block_ids.add(block_id)
        check(block, at)

    def _keys(self, item: dict[str, Any], needed: set[str], allowed: set[str], at: str) -> bool:
        for key in sorted(needed - item.keys()):
            self._say(f"missing required field: {key}", at)
        for key in sorted(item.keys() - allowed - {"type"}):
            self._say(f"invalid additional property: {key}", at)
        return needed <= item.keys()

    def _string(self, text: Any, most: int, at: str) -> None:
        if not isinstance(text, str):
            self._say("must be a string", at)
        elif not text:
            self._say("must be more than 0 characters", at)
        elif units(text) > most:
            self._say(f"must be less than {most + 1} characters", at)

    def _text_object(self, item: Any, kinds: set[str], most: int, at: str) -> None:
        if not isinstance(item, dict) or item.get("type") not in kinds:
            self._say(f"must be a valid {' or '.join(sorted(kinds))} object", at)
            return
        allowed = {"text", "emoji"} if item["type"] == "plain_text" else {"text", "verbatim"}
        if self._keys(item, {"text"}, allowed, at):
            self._string(item["text"], most, f"{at}/text")

    def _items(self, item: dict[str, Any], key: str, most: int, at: str) -> list[Any]:
        found = item.get(key)
        if not isinstance(found, list) or not found:
            self._say("no fewer than 1 items allowed", f"{at}/{key}")
            return []
        if len(found) > most:
            self._say(f"no more than {most} items allowed", f"{at}/{key}")
        return found

    def _header_block(self, block: dict[str, Any], at: str) -> None:
        if self._keys(block, {"text"}, {"text", "block_id", "level"}, at):
            self._text_object(block["text"], {"plain_text"}, 150, f"{at}/text")

    def _section_block(self, block: dict[str, Any], at: str) -> None:
        self._keys(block, set(), {"text", "block_id", "fields", "accessory", "expand"}, at)
        if "text" not in block and "fields" not in block:
            self._say("missing required field: text", at)
        if "text" in block:
            self._text_object(block["text"], {"plain_text", "mrkdwn"}, 3000, f"{at}/text")
        if "fields" in block:
            for number, field in enumerate(self._items(block, "fields", 10, at)):
                self._text_object(field, {"plain_text", "mrkdwn"}, 2000, f"{at}/fields/{number}")

    def _divider_block(self, block: dict[str, Any], at: str) -> None:
        self._keys(block, set(), {"block_id"}, at)

    def _context_block(self, block: dict[str, Any], at: str) -> None:
        self._keys(block, {"elements"}, {"elements", "block_id"}, at)
        for number, item in enumerate(self._items(block, "elements", 10, at)):
            if isinstance(item, dict) and item.get("type") == "image":
                self._keys(item, {"image_url", "alt_text"}, {"image_url", "alt_text"}, f"{at}/elements/{number}")
            else:
                self._text_object(item, {"plain_text", "mrkdwn"}, 3000, f"{at}/elements/{number}")

    def _image_block(self, block: dict[str, Any], at: str) -> None:
        allowed = {"image_url", "alt_text", "title", "block_id", "slack_file"}
        if self._keys(block, {"alt_text", "image_url"}, allowed, at):
            self._string(block["alt_text"], 2000, f"{at}/alt_text")
            self._string(block["image_url"], 3000, f"{at}/image_url")

    def _actions_block(self, block: dict[str, Any], at: str) -> None:
        self._keys(block, {"elements"}, {"elements", "block_id"}, at)
        for number, item in enumerate(self._items(block, "elements", 25, at)):
            self._button(item, f"{at}/elements/{number}")

    def _button(self, item: Any, at: str) -> None:
        if not isinstance(item, dict) or item.get("type") != "button":
            self._say("unsupported element type", at)
            return
        allowed = {"text", "action_id", "value", "url", "style", "confirm", "accessibility_label"}
        if not self._keys(item, {"text"}, allowed, at):
            return
        self._text_object(item["text"], {"plain_text"}, 75, f"{at}/text")
        if "value" in item:
            self._string(item["value"], 2000, f"{at}/value")
        action_id = item.get("action_id")
        if action_id is not None:
            self._string(action_id, 255, f"{at}/action_id")
            if action_id in self._action_ids:
                self._say(f"`action_id` must be unique: {action_id}", f"{at}/action_id")
            self._action_ids.add(action_id)

    def _rich_text_block(self, block: dict[str, Any], at: str) -> None:
        self._keys(block, {"elements"}, {"elements", "block_id"}, at)
        for number, item in enumerate(self._items(block, "elements", 1000, at)):
            self._rich_text_element(item, f"{at}/elements/{number}")

    def _rich_text_element(self, item: Any, at: str) -> None:
        kind = item.get("type") if isinstance(item, dict) else None
        if kind == "rich_text_list":
            self._keys(item, {"elements", "style"}, {"elements", "style", "indent", "offset", "border"}, at)
            if item.get("style") not in {"bullet", "ordered"}:
                self._say("must be one of bullet, ordered", f"{at}/style")
            for number, child in enumerate(self._items(item, "elements", 1000, at)):
                self._rich_text_section(child, f"{at}/elements/{number}", {"rich_text_section"})
        else:
            kinds = {"rich_text_section", "rich_text_quote", "rich_text_preformatted"}
            self._rich_text_section(item, at, kinds)

    def _rich_text_section(self, item: Any, at: str, kinds: set[str]) -> None:
        if not isinstance(item, dict) or item.get("type") not in kinds:
            self._say("unsupported rich text element", at)
            return
        self._keys(item, {"elements"}, {"elements", "border"}, at)
        for number, inline in enumerate(self._items(item, "elements", 1000, at)):
            self._inline(inline, f"{at}/elements/{number}")

    def _inline(self, item: Any, at: str) -> None:
        kind = item.get("type") if isinstance(item, dict) else None
        if kind not in _INLINE:
            self._say(f"unsupported type: {kind}", at)
            return
        needed, allowed = _INLINE[kind]
        if not self._keys(item, needed, allowed, at):
            return
        for key in sorted(needed | ({"text"} & item.keys())):
            self._string(item[key], 12_000 if key == "text" else 3000, f"{at}/{key}")
        if kind == "link" and not re.match(r"(https?://|mailto:)\S+$", str(item["url"])):
            self._say("must be a valid URL", f"{at}/url")
        style = item.get("style", {})
        if not isinstance(style, dict) or not style.keys() <= _STYLES:
            self._say("invalid style", f"{at}/style")
