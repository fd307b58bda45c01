"""What Telegram does with a text and its entities when it takes a message: clean, check, find, drop.

The wordings are those of TDLib and the Bot API server; each can be read in their sources.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from tests.fakes.telegram_errors import Refusal

LONGEST = 4096
LONGEST_CAPTION = 1024
MOST_ENTITIES = 100

GIVEN = {
    "bold", "italic", "underline", "strikethrough", "spoiler", "blockquote", "expandable_blockquote", "code", "pre",
    "text_link", "text_mention", "custom_emoji", "date_time",
}  # fmt: skip
"""Types a bot may give. The others are found by the service; given ones of those are ignored."""

SHUT = {"code", "pre", "text_link", "text_mention", "custom_emoji"}
"""Nothing is found inside these."""

FOUND = (
    ("url", re.compile(r"(?:(?:https?|ftp)://)?(?:[\w-]+\.)+(?:de|com|org|net|at|ch|eu|ru|info|io|md|py|im|ai|dev)(?![\w-])(?::\d+)?(?:[/?#][^\s]*)?", re.IGNORECASE)),
    ("url", re.compile(r"\b(?:tg|ton)://\S+", re.IGNORECASE)),
    ("email", re.compile(r"[\w.+-]+@(?:[\w-]+\.)+[a-z]{2,}", re.IGNORECASE)),
    ("mention", re.compile(r"(?<!\w)@\w{3,32}(?!\w)")),
    ("bot_command", re.compile(r"(?<![\w/<>])/[A-Za-z0-9_]{1,64}(?:@\w{3,32})?(?![\w/<>])")),
    ("hashtag", re.compile(r"(?<!\w)#\w*[^\W\d]\w*")),
)  # fmt: skip


@dataclass(frozen=True)
class Taken:
    """A text as it was accepted: entities given by the bot and found by the service; how many were dropped."""

    text: str
    entities: list[dict[str, Any]] = field(default_factory=list)
    dropped: int = 0


def units(text: str) -> int:
    """Length in UTF-16 units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def take_caption(text: Any, entities: Any) -> Taken:
    """The same for the words below a picture, which may be missing and are shorter."""
    if text in (None, ""):
        return Taken("")
    if isinstance(text, str) and units(text.strip()) > LONGEST_CAPTION:
        raise Refusal(400, "Bad Request: message caption is too long")
    return take(text, entities)


def take(text: Any, entities: Any) -> Taken:
    """Clean and check a text with its entities. Raises Refusal as the service would refuse it."""
    if not isinstance(text, str):
        raise Refusal(400, "Bad Request: message text is empty")
    if any("\ud800" <= character <= "\udfff" for character in text):
        raise Refusal(400, "Bad Request: strings must be encoded in UTF-8")
    checked = [_checked(entity, text) for entity in _objects(entities)]
    text, given = _trimmed(text, [entity for entity in checked if entity])
    if not text:
        raise Refusal(400, "Bad Request: message text is empty")
    if units(text) > LONGEST:
        raise Refusal(400, "Bad Request: message is too long")
    _check_nesting(given)
    found = _found(text, given)
    every = sorted([*given, *found], key=lambda entity: (entity["offset"], -entity["length"]))
    return Taken(text, every[:MOST_ENTITIES], max(0, len(every) - MOST_ENTITIES))


def _objects(entities: Any) -> list[dict[str, Any]]:
    if entities is None:
        return []
    if not isinstance(entities, list) or not all(isinstance(entity, dict) for entity in entities):
        raise Refusal(400, "Bad Request: can't parse entities: expected an Array of objects")
    return entities


def _checked(entity: dict[str, Any], text: str) -> dict[str, Any] | None:
    offset, length = entity.get("offset"), entity.get("length")
    if not isinstance(offset, int) or not isinstance(length, int):
        raise Refusal(400, 'Bad Request: can\'t parse MessageEntity: Field "offset" must be of type Number')
    if entity.get("type") not in GIVEN:
        return None
    if offset < 0:
        raise Refusal(400, f"Bad Request: receive an entity with incorrect offset {offset}")
    if length < 0:
        raise Refusal(400, f"Bad Request: receive an entity with incorrect length {length}")
    _check_ends(offset, length, text)
    if entity["type"] == "text_link":
        _check_url(str(entity.get("url", "")))
    return dict(entity) if length else None


@lru_cache(maxsize=8)
def _borders(text: str) -> dict[int, int]:
    """Where characters begin, in UTF-16 units, with the same in bytes."""
    borders, at, bytes_at = {0: 0}, 0, 0
    for character in text:
        at += units(character)
        bytes_at += len(character.encode())
        borders[at] = bytes_at
    return borders


def _check_ends(offset: int, length: int, text: str) -> None:
    borders = _borders(text)
    at = max(borders)
    if offset > at or (offset == at and length):
        raise Refusal(400, f"Bad Request: entity begins after the end of the text at UTF-16 offset {offset}")
    if offset not in borders:
        raise Refusal(
            400, f"Bad Request: entity begins in a middle of a UTF-16 symbol at byte offset {borders[offset + 1]}"
        )
    if offset + length > at:
        raise Refusal(
            400,
            f"Bad Request: entity beginning at UTF-16 offset {offset} ends after the end of the text at UTF-16 offset "
            f"{offset + length}",
        )
    if offset + length not in borders:
        raise Refusal(
            400,
            f"Bad Request: entity beginning at UTF-16 offset {offset} ends in a middle of a UTF-16 symbol at byte offset "
            f"{borders[offset + length + 1]}",
        )


def _check_url(url: str) -> None:
    if url.startswith(("tg://", "ton://", "tonsite://")):
        return
    if not re.match(r"^(https?://)?[^\s/?#@]+\.[^\s/?#@]+([/?#]\S*)?$", url, re.IGNORECASE):
        raise Refusal(400, f"Bad Request: entity URL '{url}' is invalid: Wrong HTTP URL")


def _trimmed(text: str, entities: list[dict[str, Any]]) -> tuple[str, list[dict[str, Any]]]:
    """Control characters become spaces, white space around goes; entities move and shrink with it."""
    text = re.sub(r"[\x00-\x09\x0b-\x1f]", " ", text)
    lead = len(text) - len(text.lstrip())
    inner = text.strip()
    start, end = units(text[:lead]), units(text[:lead]) + units(inner)
    kept = []
    for entity in entities:
        first, last = max(entity["offset"], start), min(entity["offset"] + entity["length"], end)
        if first < last:
            kept.append(entity | {"offset": first - start, "length": last - first})
    return inner, kept


def _check_nesting(entities: list[dict[str, Any]]) -> None:
    """The real service repairs these without a word; a strict one refuses, so that nobody relies on the repair."""
    spans = [(entity["offset"], entity["offset"] + entity["length"], entity["type"]) for entity in entities]
    for index, (start, end, kind) in enumerate(spans):
        for other_start, other_end, other in spans[index + 1 :]:
            if start >= other_end or other_start >= end:
                continue
            nested = (start <= other_start and other_end <= end) or (other_start <= start and end <= other_end)
            if not nested or (
                {kind, other} & {"code", "pre"} and not {kind, other} & {"expandable_blockquote", "blockquote"}
            ):
                raise Refusal(400, f"Bad Request: can't nest {kind} and {other}")
            if kind == other or ("quote" in kind and "quote" in other):
                raise Refusal(400, f"Bad Request: can't nest {kind} and {other}")


def _found(text: str, given: list[dict[str, Any]]) -> list[dict[str, Any]]:
    shut = [(entity["offset"], entity["offset"] + entity["length"]) for entity in given if entity["type"] in SHUT]
    found: list[dict[str, Any]] = []
    for kind, pattern in FOUND:
        for match in pattern.finditer(text):
            offset, length = units(text[: match.start()]), units(match[0])
            if all(offset >= end or offset + length <= start for start, end in shut):
                found.append({"type": kind, "offset": offset, "length": length})
                shut.append((offset, offset + length))
    return found
