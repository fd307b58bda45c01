"""What the names of elements tell: furniture, captions, embedded posts, leads, authors.

A place is the row of classes and ids from an element upward, parted by " / ". Names are chosen freely by newsrooms, so
they are hints: a place named like furniture is believed only while it holds little of the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

_CAPTION = re.compile(
    r"\b(?:figcaption|caption|bildunterschrift|image-?credit|photo-?credit|copyright|bildtext|imagetext)\b"
)
_EMBED = re.compile(r"\b(?:twitter-tweet|instagram-media|tiktok-embed|fb-post|bluesky-embed)\b")
_OTHER = re.compile(
    r"(?:^|[\s_-])(?:aside|nav|footer|newsletter|related|recommend\w*|most-?read|share|sharing|social|comments?|breadcrumbs?|"
    r"author-?(?:box|bio|card|info)|outbrain|taboola|ad|advert\w*|anzeige|promo|modal|cookie\w*|consent|similars?|"
    r"quiz|poll|survey|voting|read-?more|more-?(?:stories|articles|news)|topstories)(?:$|[\s_-])"
)
_LEAD = re.compile(
    r"lead(?!ing|er)|intro|standfirst|vorspann|abstract|summary|excerpt|sub-?title|sub-?head|dek\b|preface|einleitung|teaser-?text"
    r"|teaser__text|deck|kurztext|description|header-teaser"
)
_NO_LEAD = re.compile(
    r"caption|author|byline|date|time|breadcrumb|share|social|tag|comment|nav|label|kicker|credit|copyright|button"
)
_SLUG = re.compile(r"[^\s-]+(?:-[^\s-]*){5,}")
"""A headline in the place of a name: "a-poll-among-similar-voters"."""
_AUTHOR = re.compile(r"author|byline|autor")
_MOST_ASIDE = 0.3
"""Share of the kept text up to which a place named like furniture is believed to be some."""
_NEAR = 4


def asides(kept: Iterable[tuple[str, int]], places: Iterable[str]) -> frozenset[str]:
    """The places among `places` that hold none of the article, unless they hold most of what was kept.

    `kept` are places and lengths of the kept lines: a whole article may stand in a "paywall-article".
    """
    weights: dict[str, int] = {}
    total = 0
    for place, length in kept:
        total += length
        for suspect in suspects(place):
            weights[suspect] = weights.get(suspect, 0) + length
    named = {suspect for place in places for suspect in suspects(place)}
    return frozenset(suspect for suspect in named if weights.get(suspect, 0) <= _MOST_ASIDE * total)


@lru_cache(maxsize=4_000)
def suspects(place: str) -> tuple[str, ...]:
    """The ends of a place, from elements named like furniture on; near ones only, but for embedded posts."""
    parts = place.split(" / ")
    kinds = [_kind(part) for part in parts]
    return tuple(
        " / ".join(parts[depth:])
        for depth, kind in enumerate(kinds)
        if kind == "embed" or (depth < _NEAR and kind == "furniture")
    )


@lru_cache(maxsize=4_000)
def _kind(name: str) -> str:
    bare = _SLUG.sub(" ", name)
    if _EMBED.search(bare):
        return "embed"
    return "furniture" if _CAPTION.search(bare) or _OTHER.search(bare) else ""


def is_called_lead(place: str, own: Sequence[str] = ()) -> bool:
    """Whether the element or its parent is named like a lead; `own` are the names this outlet gives it."""
    near = " / ".join(place.split(" / ")[:2])
    return is_named(place, own) or (_LEAD.search(near) is not None and not _NO_LEAD.search(near))


def is_called_author(place: str) -> bool:
    """Whether the element is named after authors."""
    return _AUTHOR.search(place.split(" / ", 1)[0]) is not None


def is_named(place: str, names: Sequence[str]) -> bool:
    """Whether one of these words is the class or id of the element or one above it."""
    return bool(names) and not set(names).isdisjoint(place.replace(" / ", " ").split())


def kind_of(place: str) -> str:
    """The element and its parent, by which paragraphs of one article are alike wherever they stand."""
    return " / ".join(place.split(" / ")[:2])
