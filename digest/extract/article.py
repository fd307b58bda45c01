"""From the bytes of a page to an article: facts, text, credit and language put together, or why there is none."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol
from urllib.parse import quote

import htmldate

from digest.dates import Moment, parse_moment, zone_of
from digest.errors import UnusablePage
from digest.extract.authors import byline_authors
from digest.extract.body import Body, Known, body_of
from digest.extract.boilerplate import OutletRules, PageWords, page_words, rules_of
from digest.extract.credit import credit_of
from digest.extract.facts import Facts, claimed_address, facts_of
from digest.extract.headlines import headline_of
from digest.extract.language import language_of
from digest.extract.page import Page, parse_page, words_of
from digest.extract.posts import Post, split
from digest.extract.urls import canonical, is_front, registrable
from digest.model import Access, Article, Entry, Outlet, article_id, require_aware
from digest.plaintext import clean, cut_to_size

FEWEST_WORDS = 20
TEASER_WORDS = 80
"""Below this a text on a page that asks for money is its teaser and no article."""
LONGEST_WALL = 1500
MANY_CONSENT_PHRASES = 6
"""Words of the longest consent dialogues, and phrases that give a long one away where the page has no date."""
CONSENT_PHRASES = 4
"""So many different phrases of consent dialogues in a short text make a consent wall."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a page holds: its article, with all of the text; and if it is a live blog, what it is split into.

    `posts` are articles of their own, each at the page's address with its key as fragment; `frame` is the article of
    what stands before them, None where that is hardly anything. Both are empty for all other pages. `of_page` is False
    for texts that somebody gave as they are to be kept.
    """

    article: Article
    frame: Article | None = None
    posts: tuple[Article, ...] = ()
    of_page: bool = False

    def each(self, change: Callable[[Article], Article]) -> Reading:
        """The same with each of its articles changed."""
        frame = change(self.frame) if self.frame else None
        return replace(self, article=change(self.article), frame=frame, posts=tuple(map(change, self.posts)))

    def of(self, outlet: Outlet) -> Reading:
        """The same as published by this outlet."""
        return self.each(lambda article: replace(article, outlet=outlet))


class PageReader(Protocol):
    """Reads pages; `digest.confine` does so in a process of its own."""

    def prepare(self) -> None:
        """Load what reading needs, so that the first page is read as quickly as the others."""
        ...

    def read(
        self,
        page: bytes,
        url: str,
        headers: Mapping[str, str],
        fetched_at: datetime,
        *,
        languages: Collection[str],
        hint: Entry | None = None,
        outlet: Outlet | None = None,
    ) -> Reading:
        """Do as `read_page` does."""
        ...


def extract(
    page: bytes,
    url: str,
    headers: Mapping[str, str],
    fetched_at: datetime,
    *,
    languages: Collection[str],
    hint: Entry | None = None,
    outlet: Outlet | None = None,
) -> Article:
    """Return the article of a page, as `read_page` does, without splitting a live blog."""
    return read_page(page, url, headers, fetched_at, languages=languages, hint=hint, outlet=outlet).article


def read_page(
    page: bytes,
    url: str,
    headers: Mapping[str, str],
    fetched_at: datetime,
    *,
    languages: Collection[str],
    hint: Entry | None = None,
    outlet: Outlet | None = None,
) -> Reading:
    """Return what a page fetched from `url` holds; `headers` have lower-case names.

    `hint` is the feed's entry for the page, `outlet` its publisher where known, `languages` the ISO codes of the
    languages that can be analysed. Raises UnusablePage with one of the reasons "no text", "too short", "too large",
    "no article", "consent wall", "paywall", "unknown language".
    """
    parsed = parse_page(page, headers)
    claimed = parsed.language or (outlet.language if outlet else "")
    claim = claimed_address(parsed)
    address = canonical(url, claim)
    domains = registrable(address), registrable(claim)  # a mirror or an archive is read like the outlet it copies
    rules = rules_of(*domains)
    words = page_words(frozenset(languages)) | rules.words
    facts = facts_of(parsed, zone_of(claimed), hint.title if hint else "", headline_of(*domains))
    live = bool(facts.updates) or words.is_live(" ".join(map(words_of, (*facts.titles, address))))
    body = body_of(parsed, _known(facts, hint, words, rules, live=live or bool(parsed.posts)))
    text = _text(body.paragraphs)
    _require_article(text, facts, parsed, words)
    if facts.published is None and is_front(url):
        raise UnusablePage("no article", "a site's front page")
    language = language_of(text, claimed)
    if language not in languages:
        raise UnusablePage("unknown language", language)
    published, date_known = _published(facts, hint, parsed, require_aware(fetched_at, "fetched_at"), claimed)
    authors = facts.authors
    if not facts.people:
        authors = byline_authors(body.bylines, words.byline) or authors
    bylines = (text for text in body.bylines if f"{words_of(text)} ".startswith(words.byline))
    named = (*facts.authors, *authors, *facts.providers, *bylines)
    credit = credit_of(named, body.paragraphs, body.signatures)
    article = Article(
        id=article_id(address, text),
        url=address,
        outlet=outlet or _outlet(address, facts, language),
        language=language,
        title=_title(facts, hint, text),
        text=text,
        published_at=published,
        fetched_at=fetched_at,
        lead=clean(body.lead),
        authors=authors,
        dateline=credit.dateline,
        credit=credit.agencies,
        modified_at=min(facts.modified.at, fetched_at) if facts.modified else None,
        access=Access.PARTLY if facts.access is Access.PAID else facts.access,
        date_known=date_known,
    )
    return _reading(article, body, parsed, facts, live=live)


def read_any_page(
    page: bytes,
    url: str,
    headers: Mapping[str, str],
    fetched_at: datetime,
    *,
    languages: Collection[str],
    hint: Entry | None = None,
    outlet: Outlet | None = None,
) -> Reading:
    """Do as `read_page` does; errors nobody foresaw are UnusablePage too, with the reason "unreadable" and a cause."""
    try:
        return read_page(page, url, headers, fetched_at, languages=languages, hint=hint, outlet=outlet)
    except UnusablePage:
        raise
    except MemoryError as error:
        raise UnusablePage("too large", "reading it needs too much memory") from error
    except Exception as error:  # bytes of strangers in four parsers: one page must not stop the pass
        raise UnusablePage("unreadable", type(error).__name__) from error


class DirectReader:
    """Reads pages in this process."""

    def prepare(self) -> None:
        """Nothing to do."""

    read = staticmethod(read_any_page)


def _text(paragraphs: Iterable[str]) -> str:
    return cut_to_size(clean("\n\n".join(paragraphs))).strip()


def _reading(article: Article, body: Body, page: Page, facts: Facts, *, live: bool) -> Reading:
    """Split the article if its page is a live blog."""
    latest = (article.modified_at or article.published_at).astimezone(zone_of(article.language))
    found = split(body.lines, page, facts.updates, latest, live=live)
    if found is None:
        return Reading(article, of_page=True)
    text = _text(found.frame)
    frame = replace(article, id=article_id(article.url, text), text=text)
    return Reading(
        article,
        frame if len(words_of(text).split()) >= FEWEST_WORDS else None,
        tuple(_post(article, post) for post in found.posts),
        of_page=True,
    )


def _post(article: Article, post: Post) -> Article:
    """The article of one post; without a time of its own it has the page's, marked as not known."""
    url, text = f"{article.url}#{quote(post.key)}", _text(post.paragraphs)
    credit = credit_of(article.authors, post.paragraphs)
    return replace(
        article,
        id=article_id(url, text),
        url=url,
        title=clean(post.headline) or article.title,
        text=text,
        published_at=min(post.published or article.published_at, article.fetched_at),
        lead="",
        dateline=credit.dateline,
        credit=credit.agencies,
        modified_at=None,
        date_known=post.published is not None,
    )


def _known(facts: Facts, hint: Entry | None, words: PageWords, rules: OutletRules, *, live: bool) -> Known:
    titles = (*facts.titles, hint.title if hint else "")
    descriptions = (*facts.descriptions, hint.teaser if hint else "")
    return Known(
        titles=frozenset(key for title in titles if (key := words_of(title))),
        descriptions=tuple(dict.fromkeys(key for text in descriptions if (key := words_of(text)))),
        authors=frozenset(words_of(name) for name in facts.authors),
        words=words,
        rules=rules,
        body=facts.body,
        live=live,
    )


def _require_article(text: str, facts: Facts, page: Page, words: PageWords) -> None:
    """Raise UnusablePage for the text of a page that shows no article before one agrees or pays, or hardly any text."""
    key = words_of(text)
    length = key.count(" ") + 1 if key else 0
    if length < TEASER_WORDS * 3:
        shown = words_of(" ".join(block.text for block in page.blocks))
        asked = words.count_consent(key or shown)
        stub = length < TEASER_WORDS and asked >= CONSENT_PHRASES // 2
        if asked >= CONSENT_PHRASES or (stub and words.count_consent(shown) >= CONSENT_PHRASES):
            raise UnusablePage("consent wall", "the page shows its text only after consent")
        asks = facts.access in {Access.PAID, Access.PARTLY} or words.asks_for_money(shown)
        if length < TEASER_WORDS and asks and facts.access is not Access.FREE:
            raise UnusablePage("paywall", "only a teaser is shown")
    undated = facts.published is None
    if undated and length < LONGEST_WALL and words.count_consent(key) >= MANY_CONSENT_PHRASES:
        raise UnusablePage("consent wall", "the page shows its text only after consent")
    if undated and length < TEASER_WORDS and words.is_refusal(" ".join([key, *map(words_of, facts.titles)])):
        raise UnusablePage("no article", "the page says that it shows nothing, or asks who is reading")
    if not length:
        raise UnusablePage("no text", "the page shows no running text")
    if length < FEWEST_WORDS:
        raise UnusablePage("too short", f"{length} words")


def _title(facts: Facts, hint: Entry | None, text: str) -> str:
    titles: Sequence[str] = (*facts.titles, hint.title if hint else "")
    return next((title for title in titles if title), " ".join(text.split()[:12]))


def _published(
    facts: Facts, hint: Entry | None, page: Page, fetched_at: datetime, language: str
) -> tuple[datetime, bool]:
    """When the article was published, and whether that is known: its own data, the feed, time elements, htmldate."""
    moment = facts.published
    fed = hint.published_at if hint else None
    if fed is not None and (moment is None or not moment.exact):
        moment = Moment(fed, exact=True)
    if moment is None:
        zone = zone_of(language)
        times = [found for text in page.times[:3] if (found := parse_moment(text, zone)) is not None]
        moment = times[0] if times else None
    if moment is None:
        # Without its extensive search, which takes any date the text mentions and loads 70 MB of locales to read it.
        guess = htmldate.find_date(page.tree, original_date=True, extensive_search=False, max_date=fetched_at)
        moment = parse_moment(guess or "", zone_of(language))
    return (fetched_at, False) if moment is None else (min(moment.at, fetched_at), True)


def _outlet(url: str, facts: Facts, language: str) -> Outlet:
    """An outlet made up from the page, for pages nobody listed: the registrable domain and the site's own name."""
    domain = registrable(url)
    return Outlet(id=domain or "unknown", name=facts.site or domain or "unknown", language=language)
