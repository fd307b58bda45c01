"""Feeds that are nearly well-formed: end tags that are missing are put in, what was cut off is left out, JSON is read
as far as it goes.

No parser reads on as a person would: one takes an item that was not closed for the rest of the feed, another takes all
items after a title that was not closed for that title.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html.entities import html5
from typing import Any

from digest.plaintext import whole

MOST_REPAIRS = 100
"""Places of one kind that are mended: each costs a look at the rest of the feed, and nobody's feed has more."""

MOST_REFERENCES = 200_000
"""References that are looked at: what is beyond stays as it is, which the parser can take, if not read."""

_TOKEN = re.compile(
    r"<!\[CDATA\[.*?(?:\]\]>|\Z)|<!--.*?(?:-->|\Z)"
    r"|<(?P<end>/?)(?P<name>(?:\w{1,20}:)?(?P<local>\w{1,20}))\b[^<>]*?(?P<empty>/?)>",
    re.DOTALL,
)
_ITEMS = frozenset({"item", "entry"})
_ROOTS = frozenset({"channel", "rss", "feed", "rdf"})
_SIMPLE = frozenset(
    {
        "title",
        "link",
        "guid",
        "id",
        "pubdate",
        "date",
        "updated",
        "published",
        "description",
        "summary",
        "content",
        "encoded",
        "category",
        "comments",
        "creator",
    }
)
"""Parts of an item that hold text and no other of these parts."""
_REFERENCES = re.compile(
    r"(?P<cdata><!\[CDATA\[.*?(?:\]\]>|\Z))"
    r"|(?P<numbers>(?:&#(?:\d{1,9}|[xX][0-9a-fA-F]{1,8});)+)"
    r"|(?P<less><(?![!/?A-Za-z_]))"
    r"|&(?P<name>[A-Za-z][A-Za-z0-9]{1,31});"
    r"|&",
    re.DOTALL,
)
_OF_XML = frozenset({"amp", "lt", "gt", "quot", "apos"})
_CODE = re.compile(r"&#(\d+|[xX][0-9a-fA-F]+)")
_PLAIN, _HALVES = range(1, 0x110000), range(0xD800, 0xE000)
_PREFIX = re.compile(r"<([A-Za-z][\w-]{0,20}):[A-Za-z]")
_DECLARED = re.compile(r"xmlns:([\w-]{1,20})\s*=")
_ROOT = re.compile(r"<(?:rss|feed|(?:\w{1,20}:)?RDF)(?=[\s>])", re.IGNORECASE)
_SPACES = {
    "atom": "http://www.w3.org/2005/Atom",
    "content": "http://purl.org/rss/1.0/modules/content/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "dcterms": "http://purl.org/dc/terms/",
    "feedburner": "http://rssnamespace.org/feedburner/ext/1.0",
    "media": "http://search.yahoo.com/mrss/",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
}
_OPENER = re.compile(r"<!--|<!\[CDATA\[")
_BETWEEN_ITEMS = re.compile(r"</(?:\w{1,20}:)?(?:item|entry)\s*>\s*<(?:\w{1,20}:)?(?:item|entry)\b", re.IGNORECASE)
_OBJECT = re.compile(r"\{")
_NEXT_OBJECT = re.compile(r"\},?\s*\{")
_ARRAY = re.compile(r'"items"\s*:\s*\[')


def valid_references(text: str) -> str:
    r"""The feed with the references that XML knows only, and no ampersand that begins none; CDATA stays as it is.

    HTML's names become their characters, halves of surrogate pairs are put together, numbers of no character dropped;
    a "<" that begins no tag is escaped.

    >>> valid_references("&#55357;&#56832; &#228; &#0; &euro;5 < 6 Kohl & Co &amp; ?a=1&copy=2")
    '😀 &#228;  €5 &lt; 6 Kohl &amp; Co &amp; ?a=1&amp;copy=2'
    """
    return _REFERENCES.sub(_reference, text, count=MOST_REFERENCES)


def _reference(found: re.Match[str]) -> str:
    written = found[0]
    if found["cdata"] or found["name"] in _OF_XML:
        return written
    if found["less"]:
        return "&lt;"
    if found["name"]:
        return html5.get(f"{found['name']};", f"&amp;{found['name']};")
    if not found["numbers"]:
        return "&amp;"
    codes = [int(code[1:], 16) if code[0] in "xX" else int(code) for code in _CODE.findall(written)]
    if all(code in _PLAIN and code not in _HALVES for code in codes):
        return written
    return whole("".join(chr(code) for code in codes if code in _PLAIN))


def with_end_tags(text: str) -> str:
    """The feed with the end tags that items and their simple parts lack, and without an item that has no end at all."""
    pieces: list[str] = []
    at, begun_at, begun_pieces = 0, 0, 0
    item = part = ""
    for token in _TOKEN.finditer(text):
        local, name, ends = (token["local"] or "").lower(), token["name"] or "", token["end"] == "/"
        closes_item = bool(item) and (local in _ITEMS or (ends and local in _ROOTS))
        missing = ""
        if part and (closes_item or (local in _SIMPLE and name != part) or (name == part and not ends)):
            missing, part = f"</{part}>", ""
        if closes_item and not (ends and local in _ITEMS):
            missing += f"</{item}>"
        if missing:
            pieces += [text[at : token.start()], missing]
            at = token.start()
        if local in _ITEMS:
            item = "" if ends or token["empty"] else name
            begun_at, begun_pieces, part = token.start(), len(pieces), ""
        elif closes_item:
            item = ""
        elif item and local in _SIMPLE:
            part = "" if ends or token["empty"] else name
    if item:
        return "".join(pieces[:begun_pieces]) + text[at if begun_pieces == len(pieces) else 0 : begun_at]
    return "".join(pieces) + text[at:]


def with_namespaces(text: str) -> str:
    """The feed with a declaration for each prefix that it uses and does not declare.

    >>> with_namespaces("<rss><item><atom:link href='x'/></item></rss>")
    "<rss xmlns:atom='http://www.w3.org/2005/Atom'><item><atom:link href='x'/></item></rss>"
    """
    used = dict.fromkeys(_PREFIX.findall(text))
    declared = {*_DECLARED.findall(text), "xml", "xmlns"}
    missing = [prefix for prefix in used if prefix not in declared][:MOST_REPAIRS]
    root = _ROOT.search(text) if missing else None
    if root is None:
        return text
    spaces = "".join(f" xmlns:{prefix}='{_SPACES.get(prefix, f'urn:unknown:{prefix}')}'" for prefix in missing)
    return text[: root.end()] + spaces + text[root.end() :]


def without_swallowed_items(text: str) -> str:
    """The feed without the openers of comments and CDATA that were not closed and took the next items with them.

    >>> without_swallowed_items("<item><a><![CDATA[x</a></item><item><a><![CDATA[y]]></a></item>")
    '<item><a>x</a></item><item><a><![CDATA[y]]></a></item>'
    """
    pieces: list[str] = []
    at = dropped = 0
    while dropped < MOST_REPAIRS and (begun := _OPENER.search(text, at)) is not None:
        end = text.find("-->" if begun[0] == "<!--" else "]]>", begun.end())
        inside = text[begun.end() :] if end < 0 else text[begun.end() : end]
        swallows = _BETWEEN_ITEMS.search(inside) is not None
        pieces.append(text[at : begun.start()] if swallows else text[at : begun.end() + len(inside)])
        at = begun.end() if swallows else begun.end() + len(inside)
        dropped += swallows
    return "".join(pieces) + text[at:]


def json_items(text: str) -> Iterator[dict[str, Any]]:
    """The items of a JSON Feed that are whole, one after the other; after a broken one it goes on with the next."""
    array = _ARRAY.search(text)
    at = array.end() if array else len(text)
    decoder = json.JSONDecoder(strict=False)
    broken = 0
    while broken < MOST_REPAIRS and (begun := _OBJECT.search(text, at)) is not None:
        try:
            item, at = decoder.raw_decode(text, begun.start())
        except (ValueError, RecursionError):
            broken += 1
            following = _NEXT_OBJECT.search(text, begun.end())
            at = following.end() - 1 if following else len(text)
            continue
        if isinstance(item, dict):
            yield item
