"""An address somebody named -> a feed that can be read, several to choose from, or why there is none.

    fetch -> a feed or sitemap?  read it -> the newest page: is there an article to be read? -> Readable
          -> a page?  feeds it offers: one -> read that; several -> Several
                      none -> where sites commonly have theirs -> the sitemaps that robots.txt names -> Unusable

Everything goes through the guarded fetcher; a look makes so many requests and takes so long at most.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from itertools import chain

from bot.source_address import Typed
from bot.source_look import Look, Readable, Several, Unusable
from digest.choices import Offer
from digest.errors import AddressRefused, BrokenFeed, FetchFailed, ReaderFailed, UnusablePage
from digest.extract import PageReader, language_of
from digest.feeds import (
    ParsedFeed,
    discover,
    looks_like_sitemap,
    looks_like_source,
    news_first,
    parse_sitemap,
    read_source,
    sitemaps_in_robots,
    usual_places,
)
from digest.model import Entry
from digest.plaintext import line
from digest.ports import Clock, Fetcher, Request, Response

MOST_REQUESTS = 14
"""Requests of one look: the page, the usual places, robots.txt, a few sitemaps, the newest article."""

LONGEST_S = 60.0
"""Seconds after which a look makes no further request."""

MOST_OFFERS = 12
"""Feeds offered at once; a message with more buttons is not looked through."""

LONGEST_TITLE = 80
FEW = 5
"""Entries of one day by which nothing is said of how many come in a day."""
SAMPLED = 30
"""Entries whose words tell the language."""

_SITEMAPS = ("news-sitemap.xml", "sitemap-news.xml", "sitemap.xml")
_UNREACHED = frozenset({"refused", "timeout", "tls", "protocol"})
_PUBLISHED_BY = timedelta(days=7)

log = logging.getLogger(__name__)


OpenReader = Callable[[], AbstractContextManager[PageReader]]
"""Makes what reads one page: it is let go when that is done."""


class SourceCheck:
    """Looks at addresses. `languages` are those that can be analysed; `open_reader` gives what reads a page."""

    def __init__(self, fetcher: Fetcher, clock: Clock, languages: Sequence[str], open_reader: OpenReader) -> None:
        self._means = fetcher, clock, languages, open_reader

    def look(self, typed: Typed) -> Look:
        """What there is at the address. Never raises for what a stranger's server says."""
        return _Look(*self._means).at(typed)


class _Look:
    """One look; used once."""

    def __init__(self, fetcher: Fetcher, clock: Clock, languages: Sequence[str], open_reader: OpenReader) -> None:
        self._fetcher = fetcher
        self._clock = clock
        self._languages = languages
        self._open_reader = open_reader
        self._left = MOST_REQUESTS
        self._until = clock.monotonic() + LONGEST_S

    def at(self, typed: Typed) -> Look:
        try:
            response = self._first(typed)
        except FetchFailed as failure:
            return why_not(failure)
        if looks_like_source(response.body, response.headers):
            return self._source(_address(typed.url, response), response)
        if b"<!entity" in response.body[:4096].lower():
            return Unusable("broken")
        return self._page(response)

    def _first(self, typed: Typed) -> Response:
        """The answer; where https was only guessed and nobody listens there, that of http."""
        try:
            return self._get(typed.url)
        except FetchFailed as failure:
            if not typed.guessed or failure.reason not in _UNREACHED:
                raise
            return self._get(typed.url.replace("https://", "http://", 1))

    def _get(self, url: str, *, is_page: bool = False) -> Response:
        if not self._left or self._clock.monotonic() > self._until:
            raise FetchFailed(url, "timeout", "too many requests for one look")
        self._left -= 1
        return self._fetcher.get(Request(url, obey_robots=is_page))

    # a feed or sitemap

    def _source(self, url: str, response: Response) -> Look:
        try:
            if looks_like_sitemap(response.body) and (nested := parse_sitemap(response.body, response.url).nested):
                return self._first_readable(news_first(one.url for one in nested)) or Unusable("no_feed", url)
            parsed = read_source(response.body, response.headers, response.url, self._clock.now())
        except BrokenFeed as error:
            log.info("a source that somebody named cannot be read: %s", error)
            return Unusable("broken")
        return self._readable(url, parsed)

    def _readable(self, url: str, parsed: ParsedFeed) -> Look:
        if not parsed.entries:
            return Unusable("empty")
        newest = _newest(parsed.entries)
        trial, language = self._tried(newest) if newest else ("", "")
        language = language or _language(parsed)
        if trial == "unknown language" or language not in self._languages:
            return Unusable("language", language)
        return Readable(
            url=url,
            title=line(parsed.title)[:LONGEST_TITLE],
            language=language,
            entries=len(parsed.entries),
            per_day=rate((entry.published_at for entry in parsed.entries), self._clock.now()),
            newest_at=max((entry.published_at for entry in parsed.entries if entry.published_at), default=None),
            trial=trial,
        )

    def _tried(self, entry: Entry) -> tuple[str, str]:
        """Why the entry's page gives no article ("" where it does), and the language it is in, where that is told."""
        try:
            response = self._get(entry.link, is_page=True)
            with self._open_reader() as reader:
                reader.prepare()
                read = reader.read(
                    response.body,
                    response.url,
                    response.headers,
                    self._clock.now(),
                    languages=self._languages,
                    hint=entry,
                )
        except FetchFailed as failure:
            return failure.reason, ""
        except UnusablePage as error:
            return error.reason, error.detail if error.reason == "unknown language" else ""
        except ReaderFailed as error:
            log.warning("the newest page of %s was not tried: %s", entry.feed, error)
            return "unreadable", ""
        return "", read.article.language

    # a page

    def _page(self, response: Response) -> Look:
        site = Typed(response.url).site
        offers = tuple(Offer(one.url, one.title[:LONGEST_TITLE]) for one in discover(response.body, response.url))
        if len(offers) > 1:
            return Several(site, offers[:MOST_OFFERS])
        usual = () if offers else usual_places(response.url)
        places = chain((one.url for one in offers), usual, self._sitemaps(response))
        return self._first_readable(places) or Unusable("no_feed", site)

    def _sitemaps(self, response: Response) -> Iterator[str]:
        """Sitemaps the site may have, those for news first; asked for only when nothing else was found."""
        root = _root(response.url)
        try:
            robots = self._get(f"{root}/robots.txt").body[:500_000].decode("utf-8", "replace")
        except FetchFailed:
            robots = ""
        named = news_first(sitemaps_in_robots(robots, f"{root}/robots.txt"))
        yield from named or [f"{root}/{name}" for name in _SITEMAPS]

    def _first_readable(self, urls: Iterable[str]) -> Look | None:
        """What the first of these addresses gives that holds a source; None where none does."""
        found: Look | None = None
        for url in urls:
            try:
                response = self._get(url)
            except FetchFailed as failure:
                log.debug("nothing at %s: %s", url, failure.reason)
                continue
            if looks_like_source(response.body, response.headers):
                found = self._source(_address(url, response), response)
                if not isinstance(found, Unusable):
                    return found
        return found


def rate(moments: Iterable[datetime | None], now: datetime) -> float | None:
    """Entries a day: those of the last week, or, where a feed reaches less far back, over the time it does.

    None where too few entries are dated, or they reach less than a day back, to tell.
    """
    dated = sorted(moment for moment in moments if moment is not None)
    if len(dated) < 2:
        return None
    if dated[0] <= now - _PUBLISHED_BY:
        return sum(moment > now - _PUBLISHED_BY for moment in dated) / _PUBLISHED_BY.days
    reach = max(now - dated[0], timedelta(hours=1))
    if len(dated) < FEW and reach < timedelta(days=1):
        return None
    return len(dated) / (reach / timedelta(days=1))


def _newest(entries: Sequence[Entry]) -> Entry | None:
    """The entry that says it is the latest; the first one where none has a date."""
    dated = [(entry.published_at, -place) for place, entry in enumerate(entries) if entry.published_at is not None]
    return entries[-max(dated)[1]] if dated else next(iter(entries), None)


def _language(parsed: ParsedFeed) -> str:
    words = " ".join(f"{entry.title}. {entry.teaser}" for entry in parsed.entries[:SAMPLED])
    return language_of(words, parsed.language) if words else parsed.language.partition("-")[0].lower()


def _address(asked: str, response: Response) -> str:
    """The address to keep: as asked, but for one that was led to https, as it was before anybody asked in vain."""
    secure = asked.replace("http://", "https://", 1)
    return secure if response.url == secure else asked


def _root(url: str) -> str:
    scheme, _, rest = url.partition("://")
    return f"{scheme}://{rest.partition('/')[0]}"


def why_not(failure: FetchFailed) -> Unusable:
    """In which of the stable words a request that failed is told."""
    if isinstance(failure, AddressRefused):
        return Unusable("forbidden")
    reason = failure.reason
    if reason.startswith("http_"):
        status = reason.removeprefix("http_")
        known = {"404": "gone", "410": "gone", "401": "closed", "403": "closed", "429": "later", "503": "later"}
        return Unusable(known.get(status, "server_error"), status)
    known = {"dns": "dns", "tls": "tls", "too_large": "too_large", "redirects": "redirects", "bad_url": "words"}
    return Unusable("later" if reason == "retry_after" else known.get(reason, "silent"))
