"""Reading one feed. Everything in here distrusts its input: anybody can add a feed."""

from __future__ import annotations

import calendar
import io
import json
import logging
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from typing import Any

import fastfeedparser
import feedparser

from digest.dates import zone_of
from digest.errors import BrokenFeed
from digest.feeds.items import Frame, Item, absolute, entries
from digest.feeds.mend import json_items, valid_references, with_end_tags, with_namespaces, without_swallowed_items
from digest.feeds.packed import unpacked
from digest.model import Entry, require_aware
from digest.plaintext import decode, from_markup, has_monster_tag

MOST_BYTES = 10 * 1024 * 1024
MOST_ENTRIES = 2000
MOST_NAMESPACES = 4000
"""Two for each entry that may come; the parser looks through all of them for each element."""
DEEPEST = 200
"""How far elements may be nested. Real feeds stay below 20; an unclosed `<br>` or `<p>` per line makes some deeper."""

log = logging.getLogger(__name__)

MOST_TAGS = 200_000
"""Tags of a feed, those of texts in CDATA not counted. 2,000 entries have 80,000; a million take 10 s."""

_DOCTYPE = re.compile(r"<!DOCTYPE\s[^<>\[]{0,1000}>", re.IGNORECASE)
_BARE_AMPERSAND = re.compile(r"&(?!#?\w{1,32};)")
_ELEMENT = re.compile(r"<[A-Za-z]")
_DECLARATION = re.compile(r"^\s*<\?xml[^<>]*\?>")
_WEB_PAGE = re.compile(r"^\s*(?:<!--.{0,2000}?-->\s*)*(?:<!DOCTYPE\s+html|<html\b)", re.IGNORECASE | re.DOTALL)
_ITEM_START = re.compile(r"<(?:\w{1,20}:)?(?:item|entry)(?:\s[^<>]*)?(?<!/)>", re.IGNORECASE)
_ITEM_END = re.compile(r"</(?:\w{1,20}:)?(?:item|entry)\s*>", re.IGNORECASE)
_VOID = frozenset({"br", "img", "hr", "p", "li", "meta", "input", "link"})
_XML_TYPE = "application/xml; charset=utf-8"


@dataclass(frozen=True, slots=True)
class ParsedFeed:
    """What a feed says: its title, its language ("" where it gives none), its entries in the feed's order.

    `rest_s` are the seconds for which it asks not to be fetched again (`ttl`), 0 where it asks nothing.
    """

    title: str
    language: str
    entries: tuple[Entry, ...]
    rest_s: float = 0.0


@dataclass(frozen=True, slots=True)
class _Read:
    title: str
    language: str
    page: str
    items: tuple[Item, ...]
    rest_s: float = 0.0


def parse_feed(body: bytes, headers: Mapping[str, str], url: str, seen_at: datetime, language: str = "") -> ParsedFeed:
    """Return the entries of a feed fetched from `url` at `seen_at`; `headers` have lower-case names.

    `language` is taken for that of a feed which names none.
    A feed that is well-formed and empty gives no entries. Raises BrokenFeed for what is no feed, cannot be read, or is
    made to harm (entity definitions, nesting without end).
    """
    text = _checked(body, headers)
    read = _read_json(text) if text.lstrip()[:1] == "{" else _read_xml(text, url)
    page = absolute(read.page, url)
    spoken = read.language or language
    frame = Frame(url, page, require_aware(seen_at, "seen_at"), zone_of(spoken), _months_of(spoken))
    found = tuple(entries(read.items, frame))
    if read.items and not found:
        raise BrokenFeed(f"{url}: none of {len(read.items)} entries has a link")
    return ParsedFeed(from_markup(read.title), read.language, found, read.rest_s)


def looks_like_feed(body: bytes, headers: Mapping[str, str]) -> bool:
    """Whether an answer is rather a feed than a page: by its first element, not by its Content-Type."""
    start = _DECLARATION.sub("", decode(body[:4096], headers)).lstrip()
    start = re.sub(r"^(?:<!--.*?-->|<\?.*?\?>|<!DOCTYPE[^>]*>|\s)+", "", start, flags=re.DOTALL)
    if start.startswith("{"):
        return "jsonfeed.org" in start
    return re.match(r"<(?:rss|feed|(?:rdf:)?RDF|atom:feed)\b", start, re.IGNORECASE) is not None


def _months_of(language: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys((language, "de", "en"))) if language else ("de", "en")


def _checked(body: bytes, headers: Mapping[str, str]) -> str:
    body = unpacked(body, MOST_BYTES)
    if not body.strip():
        raise BrokenFeed("the feed is empty")
    text = decode(body, headers).lstrip("\ufeff \t\r\n\0")
    if _WEB_PAGE.match(_DECLARATION.sub("", text[:4096])):
        raise BrokenFeed("this is a web page, not a feed")
    if has_monster_tag(text) or text.count("xmlns") > MOST_NAMESPACES:
        raise BrokenFeed("the feed declares thousands of attributes or namespaces")
    return _first_entries(_without_doctype(text))


def _first_entries(text: str) -> str:
    """Cut after MOST_ENTRIES entries: nobody needs more, and the parser takes a second for 4,000."""
    for number, end in enumerate(_ITEM_END.finditer(text), start=1):
        if number == MOST_ENTRIES:
            return text[: end.end()]
    return text


def _without_doctype(text: str) -> str:
    """Take out a plain DOCTYPE (old RSS 0.91 has one); refuse one that defines entities."""
    root = _ELEMENT.search(text)
    head = text[: root.start()] if root else text
    if "<!doctype" not in head.lower():
        return text
    match = _DOCTYPE.search(head)
    if match is None or "<!entity" in head.lower():
        raise BrokenFeed("the feed's DOCTYPE defines entities or cannot be read, which is refused")
    return head[: match.start()] + head[match.end() :] + text[len(head) :]


def _read_xml(text: str, url: str) -> _Read:
    if "<" not in text:
        raise BrokenFeed("this is no feed: it has no elements")
    _refuse_thicket(text)
    if sum(1 for _ in islice(_BARE_AMPERSAND.finditer(text), MOST_TAGS)) == MOST_TAGS:
        raise BrokenFeed(f"the feed has over {MOST_TAGS} ampersands that begin nothing")
    text = with_namespaces(valid_references(without_swallowed_items(text)))
    if len(_ITEM_START.findall(text)) != len(_ITEM_END.findall(text)):
        text = with_end_tags(text)
    parsed = _parsed(text, url)
    if parsed.bozo and (mended := with_end_tags(text)) != text:
        again = _parsed(mended, url)
        parsed = again if _usable(again.entries) >= _usable(parsed.entries) else parsed
    items = tuple(_items(parsed.entries)) or _second_try(_safe(text))
    if not items and (parsed.bozo or not parsed.get("version")):
        raise BrokenFeed(f"this is no feed that can be read ({parsed.get('bozo_exception', 'no feed format')})")
    feed = parsed.feed
    ttl = _text(feed, "ttl").strip()
    rest_s = 60.0 * int(ttl) if ttl.isascii() and ttl.isdecimal() and len(ttl) < 9 else 0.0
    return _Read(_text(feed, "title"), _language(feed), _text(feed, "link"), items, rest_s)


def _safe(text: str) -> bytes:
    """As UTF-8 without the declaration that may say something else."""
    return _DECLARATION.sub("", text).encode("utf-8", "replace")


def _parsed(text: str, url: str) -> Any:
    headers = {"content-type": _XML_TYPE, "content-location": url}
    try:
        return feedparser.parse(
            io.BytesIO(_safe(text)), response_headers=headers, sanitize_html=False, resolve_relative_uris=False
        )
    except Exception as error:  # bytes of strangers in a parser that promises to survive them, and mostly does
        log.exception("reading %s failed in an unforeseen way", url)
        raise BrokenFeed(f"this is no feed that can be read ({type(error).__name__})") from error


def _usable(found: list[Any]) -> int:
    return sum(bool(entry.get("link") and entry.get("title")) for entry in found)


def _refuse_thicket(text: str) -> None:
    """Raise BrokenFeed where elements are nested too deep or too many; comments and CDATA do not count. Linear."""
    depth = at = count = 0
    end = -1
    while (at := text.find("<", at)) >= 0:
        if text.startswith(("<!--", "<![CDATA["), at):
            at = text.find("-->" if text[at + 2] == "-" else "]]>", at)
            if at < 0:
                return
            continue
        if end < at and (end := text.find(">", at)) < 0:  # looked for once, however many "<" stand before it
            return
        count += 1
        if text[at + 1] == "/":
            depth = max(0, depth - 1)
        elif text[at + 1].isalpha() and text[end - 1] != "/":
            name = re.match(r"\w*", text[at + 1 : at + 12])
            depth += name is None or name[0].lower() not in _VOID
        if depth > DEEPEST:
            raise BrokenFeed(f"the feed is nested deeper than {DEEPEST} elements")
        if count > MOST_TAGS:
            raise BrokenFeed(f"the feed has over {MOST_TAGS} tags")
        at += 1


def _items(found: list[Any]) -> Iterator[Item]:
    for entry in map(dict, islice(found, MOST_ENTRIES)):  # plain: the library's own type answers for keys it lacks
        links = [
            str(link.get("href", ""))
            for link in entry.get("links", ())
            if link.get("rel", "alternate") == "alternate" and "json" not in str(link.get("type", ""))
        ]
        summary = _text(entry, "summary") or next((str(part.get("value", "")) for part in entry.get("content", ())), "")
        moment = entry.get("published_parsed") or entry.get("updated_parsed")
        yield Item(
            guid=_text(entry, "id"),
            title=_text(entry, "title"),
            links=(_text(entry, "feedburner_origlink"), *links, _text(entry, "link")),
            base=str(entry.get("title_detail", {}).get("base", "")),
            date=_text(entry, "published") or _text(entry, "updated") or _text(entry, "created"),
            parsed=_from_struct(moment),
            teaser=summary,
            changed=_text(entry, "updated") if _text(entry, "published") else "",
        )


def _second_try(safe: bytes) -> tuple[Item, ...]:
    """Ask fastfeedparser: it reads some feeds feedparser finds nothing in."""
    try:
        parsed = fastfeedparser.parse(safe, include_media=False, include_enclosures=False)
    except Exception:  # noqa: BLE001 - a second opinion on broken bytes: any failure of it means there is none
        return ()
    return tuple(
        Item(
            guid=_text(entry, "id"),
            title=_text(entry, "title"),
            links=(_text(entry, "link"),),
            base="",
            date=_text(entry, "published") or _text(entry, "updated"),
            parsed=None,
            teaser=_text(entry, "description"),
        )
        for entry in islice(parsed.entries, MOST_ENTRIES)
    )


def _read_json(text: str) -> _Read:
    """JSON Feed 1.0 and 1.1 (jsonfeed.org)."""
    try:
        feed = json.loads(text)
    except (ValueError, RecursionError) as error:
        feed = {"items": list(islice(json_items(text), MOST_ENTRIES))}
        if not feed["items"]:
            raise BrokenFeed(f"this is no JSON that can be read ({error})") from error
    if not isinstance(feed, dict) or not isinstance(feed.get("items"), list):
        raise BrokenFeed("this is JSON, but no JSON Feed: it has no items")
    items = tuple(_json_item(item) for item in feed["items"][:MOST_ENTRIES] if isinstance(item, dict))
    return _Read(_text(feed, "title"), _text(feed, "language"), _text(feed, "home_page_url"), items)


def _json_item(item: Mapping[str, Any]) -> Item:
    teaser = _text(item, "summary") or _text(item, "content_text") or _text(item, "content_html")
    return Item(
        guid=_text(item, "id"),
        title=_text(item, "title"),
        links=(_text(item, "url"), _text(item, "external_url")),
        base="",
        date=_text(item, "date_published") or _text(item, "date_modified"),
        parsed=None,
        teaser=teaser,
        changed=_text(item, "date_modified") if _text(item, "date_published") else "",
    )


def _text(source: Mapping[str, Any], key: str) -> str:
    value = source.get(key)
    return str(value) if isinstance(value, str | int) else ""


def _language(feed: Mapping[str, Any]) -> str:
    return _text(feed, "language") or str(feed.get("title_detail", {}).get("language") or "")


def _from_struct(moment: Any) -> datetime | None:
    try:
        return datetime.fromtimestamp(calendar.timegm(moment), UTC) if moment else None
    except (ValueError, TypeError, OverflowError):
        return None
