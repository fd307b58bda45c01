"""Linked data of a page: the objects of its JSON-LD scripts, and which of them is the article's."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from digest.extract.page import Page, words_of
from digest.plaintext import from_markup

LARGEST_SCRIPT = 1_000_000
_MOST_NODES = 5000
_ARTICLE_TYPES = ("newsarticle", "article", "report", "blogposting", "liveblogposting")

Node = Mapping[str, Any]


def nodes_of(page: Page) -> list[Node]:
    """Every object of the page's JSON-LD scripts, outer ones first."""
    return [node for script in page.scripts for node in _nodes(script)]


def _nodes(script: str) -> Iterator[Node]:
    if len(script) > LARGEST_SCRIPT:
        return
    text = re.sub(r"^\s*(?:<!--|//\s*<!\[CDATA\[|<!\[CDATA\[)|(?:-->|//\s*\]\]>|\]\]>)\s*$", "", script).strip(" \n\t;")
    try:
        waiting: list[Any] = [json.loads(text, strict=False)]
    except (ValueError, RecursionError):
        return
    count = 0
    while waiting and count < _MOST_NODES:
        value = waiting.pop(0)
        if isinstance(value, list):
            waiting[:0] = value
        elif isinstance(value, dict):
            count += 1
            yield value
            waiting += [inner for inner in value.values() if isinstance(inner, dict | list)]


def article_node(nodes: Sequence[Node], page: Page, headline: str) -> Node:
    """The node of this article: of an article type, best with a headline the page shows; a nested one comes later."""
    candidates = [node for node in nodes if any(name.endswith(_ARTICLE_TYPES) for name in types_of(node))]
    if not candidates:
        return {}
    shown = words_of(" ".join([headline, page.title, *(block.text for block in page.blocks if block.tag == "h1")]))

    def rank(node: Node) -> tuple[bool, int]:
        words = words_of(plain(node, "headline"))
        return bool(words) and words in shown, sum(
            bool(node.get(key)) for key in ("headline", "datePublished", "author")
        )

    return max(candidates, key=rank)


def types_of(node: Node) -> list[str]:
    """The types of a node in lower case."""
    kinds = node.get("@type")
    return [str(kind).lower() for kind in (kinds if isinstance(kinds, list) else [kinds]) if kind]


def text_of(node: Node, key: str) -> str:
    """The value under a key if it is text, or the first of a list if that is; "" otherwise."""
    value = node.get(key)
    if isinstance(value, list) and value:
        value = value[0]
    return value if isinstance(value, str) else ""


def plain(node: Node, key: str) -> str:
    """The same without markup."""
    return from_markup(text_of(node, key))
