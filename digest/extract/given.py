"""Articles whose text is there already: from text files and from what other programs extracted."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from digest.errors import UnusablePage
from digest.extract.credit import credit_of
from digest.extract.language import language_of
from digest.extract.urls import registrable
from digest.model import Article, Outlet, article_id, require_aware
from digest.plaintext import LARGEST_TEXT, clean, is_too_large, line

_EMPTY_LINES = re.compile(r"\n[ ]*\n\s*")
_NO_SLUG = re.compile(r"[^a-z0-9]+")
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})


@dataclass(frozen=True, slots=True)
class GivenText:
    """A text and what is said of it: `outlet` is a name, `language` a code or "" where the text has to tell.

    `place` is what the outlet is called where neither a name nor the address says it.
    """

    url: str
    text: str
    title: str = ""
    outlet: str = ""
    language: str = ""
    lead: str = ""
    authors: tuple[str, ...] = ()
    published_at: datetime | None = None
    modified_at: datetime | None = None
    place: str = "file"


def given_article(given: GivenText, fetched_at: datetime, languages: Collection[str]) -> Article:
    """The article; its text is kept as given, only normalised. `languages` are those that can be analysed.

    Raises UnusablePage with the reason "no text", "too large" or "unknown language".
    """
    text = _EMPTY_LINES.sub("\n\n", clean(given.text)).strip()
    if not text:
        raise UnusablePage("no text", f"{given.title} holds no text")
    if is_too_large(text):
        raise UnusablePage("too large", f"{given.title} is over {LARGEST_TEXT // 1000} kB")
    language = given.language.lower().partition("-")[0] or language_of(text)
    if language not in languages:
        raise UnusablePage("unknown language", language)
    credit = credit_of(given.authors, text.split("\n\n"))
    fetched_at = require_aware(fetched_at, "fetched_at")
    return Article(
        id=article_id(given.url, text),
        url=given.url,
        outlet=_outlet(given, language),
        language=language,
        title=line(given.title),
        text=text,
        published_at=given.published_at or fetched_at,
        fetched_at=fetched_at,
        lead=clean(given.lead).strip(),
        authors=tuple(line(author) for author in given.authors),
        dateline=credit.dateline,
        credit=credit.agencies,
        modified_at=given.modified_at,
        date_known=given.published_at is not None,
    )


def _outlet(given: GivenText, language: str) -> Outlet:
    name = line(given.outlet) or registrable(given.url) or line(given.place) or "file"
    slug = _NO_SLUG.sub("-", name.lower().translate(_UMLAUTS)).strip("-")
    return Outlet(id=slug or "file", name=name, language=language)
