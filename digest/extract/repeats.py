"""Lines that an outlet prints on many of its pages, whatever the article: learned from counts, outlet by outlet. Pure.

    counts + article -> counts           (one more page of this outlet, with these lines)
    counts           -> repeated lines   (those on a good part of its pages)
    article          -> article without them

No list of phrases can know what each newsroom asks of its readers; that it asks the same everywhere gives it away. A
sentence of background that comes again with every article on a subject stays far below the share that counts.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import replace

from digest.extract.page import words_of
from digest.model import Article, article_id

PAGES = ""
"""The key under which the pages themselves are counted."""
FEWEST = 5
"""Pages a line must have been on."""
SHARE = 0.3
"""Share of the outlet's pages a line must have been on."""
REMEMBERED = 200
"""Pages after which all counts are halved: what is not printed any more is forgotten, single lines at once."""
_FEWEST_WORDS, _MOST_WORDS = 3, 60


def counted(counts: Mapping[str, int], article: Article) -> dict[str, int]:
    """The counts with the lines of one more page of the outlet."""
    more = dict(counts)
    for key in (PAGES, *_keys(article.text)):
        more[key] = more.get(key, 0) + 1
    if more[PAGES] >= REMEMBERED:
        more = {key: half for key, count in more.items() if (half := count // 2)}
    return more


def repeated(counts: Mapping[str, int]) -> frozenset[str]:
    """The keys of the lines that are no part of any article."""
    enough = max(FEWEST, SHARE * counts.get(PAGES, 0))
    return frozenset(key for key, count in counts.items() if key != PAGES and count >= enough)


def without(article: Article, lines: Collection[str]) -> Article:
    """The article without these lines; as it is, where nothing else would be left."""
    if not lines:
        return article
    paragraphs = article.text.split("\n\n")
    kept = [paragraph for paragraph in paragraphs if _key(paragraph) not in lines]
    text = "\n\n".join(kept)
    if text == article.text or not text.strip():
        return article
    lead = article.lead if text.startswith(article.lead) else ""
    return replace(article, id=article_id(article.url, text), text=text, lead=lead)


def _keys(text: str) -> set[str]:
    keys = set()
    for paragraph in text.split("\n\n"):
        if _FEWEST_WORDS <= len(words_of(paragraph).split()) <= _MOST_WORDS:
            keys.add(_key(paragraph))
    return keys


def _key(paragraph: str) -> str:
    """Twelve hexadecimal digits for the words of a line: short, and never empty."""
    return hashlib.blake2b(words_of(paragraph).encode("utf-8", "surrogatepass"), digest_size=6).hexdigest()
