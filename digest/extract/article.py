"""From the bytes of a page to an article: facts, text, credit and language put together, or why there is none."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

import htmldate

from digest.dates import Moment, parse_moment, zone_of
from digest.errors import UnusablePage
from digest.extract.authors import byline_authors
from digest.extract.body import Known, body_of
from digest.extract.boilerplate import OutletRules, PageWords, page_words, rules_of
from digest.extract.credit import credit_of
from digest.extract.facts import Facts, claimed_address, facts_of
from digest.extract.language import language_of
from digest.extract.page import Page, parse_page, words_of
from digest.extract.urls import canonical, registrable
from digest.model import Access, Article, Entry, Outlet, article_id, require_aware
from digest.plaintext import clean

LARGEST_TEXT = 200_000
"""Characters of an article's text that are kept."""
FEWEST_WORDS = 20
TEASER_WORDS = 80
"""Below this a text on a page that asks for money is its teaser and no article."""
CONSENT_PHRASES = 4
"""So many different phrases of consent dialogues in a short text make a consent wall."""


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
    """Return the article of a page fetched from `url`; `headers` have lower-case names.

    `hint` is the feed's entry for the page, `outlet` its publisher where known, `languages` the ISO codes of the
    languages that can be analysed. Raises UnusablePage with one of the reasons "no text", "too short", "too large",
    "consent wall", "paywall", "unknown language".
    """
    parsed = parse_page(page, headers)
    claimed = parsed.language or (outlet.language if outlet else "")
    address = canonical(url, claimed_address(parsed))
    rules = rules_of(registrable(address))
    words = page_words(frozenset(languages)) | rules.words
    facts = facts_of(parsed, zone_of(claimed), hint.title if hint else "", rules.title)
    body = body_of(parsed, _known(facts, hint, words, rules))
    text = clean("\n\n".join(body.paragraphs))[:LARGEST_TEXT].strip()
    _require_article(text, facts, parsed, words)
    language = language_of(text, claimed)
    if language not in languages:
        raise UnusablePage("unknown language", language)
    published, date_known = _published(facts, hint, parsed, require_aware(fetched_at, "fetched_at"), claimed)
    authors = facts.authors
    if not facts.people:
        authors = byline_authors(body.bylines, words.byline) or authors
    credit = credit_of((*facts.authors, *authors), body.paragraphs, body.signatures)
    return Article(
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


def _known(facts: Facts, hint: Entry | None, words: PageWords, rules: OutletRules) -> Known:
    titles = (*facts.titles, hint.title if hint else "")
    descriptions = (*facts.descriptions, hint.teaser if hint else "")
    return Known(
        titles=frozenset(key for title in titles if (key := words_of(title))),
        descriptions=tuple(dict.fromkeys(key for text in descriptions if (key := words_of(text)))),
        authors=frozenset(words_of(name) for name in facts.authors),
        words=words,
        rules=rules,
        body=facts.body,
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
    if moment is None and (guess := htmldate.find_date(page.tree, original_date=True, max_date=fetched_at)):
        moment = parse_moment(guess, zone_of(language))
    return (fetched_at, False) if moment is None else (min(moment.at, fetched_at), True)


def _outlet(url: str, facts: Facts, language: str) -> Outlet:
    """An outlet made up from the page, for pages nobody listed: the registrable domain and the site's own name."""
    domain = registrable(url)
    return Outlet(id=domain or "unknown", name=facts.site or domain or "unknown", language=language)
