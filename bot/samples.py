"""The sample articles: for trying the program out in the terminal, and never for a chat."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from importlib.resources import files
from pathlib import Path
from zoneinfo import ZoneInfo

from babel.dates import format_date

from digest.model import Article
from digest.phrases import phrases
from digest.ports import Store

log = logging.getLogger(__name__)

SAMPLES = files("seeds") / "articles"

SAMPLE_TLD = ".example"
"""Top-level domain of the sample articles' outlets, reserved for examples (RFC 2606)."""


def newest_sample(store: Store) -> datetime | None:
    """When the newest article was published, if it is one of the samples; else None."""
    newest = store.newest_article_at()
    if newest is None:
        return None
    latest = store.articles(newest, newest + timedelta(seconds=1))
    return newest if latest and all(is_sample(article) for article in latest) else None


def told_of_samples(newest: datetime, language: str, zone: str) -> str:
    """The sentence that says of which day the samples are, whose newest was published then."""
    texts = phrases(language)
    day = newest.astimezone(ZoneInfo(zone)).date()
    return texts.text("console.samples", date=format_date(day, "long", locale=texts.language))


def forget_samples(store: Store) -> None:
    """Take the sample articles out of the store."""
    urls = [
        line.removeprefix("URL:").strip()
        for path in Path(str(SAMPLES)).rglob("*.txt")
        for line in path.read_text(encoding="utf-8").partition("\n\n")[0].splitlines()
        if line.startswith("URL:")
    ]
    found = [article.id for url in urls if (article := store.current_version(url)) is not None]
    if found:
        log.info("%d sample articles are taken out of the store", len(found))
        store.forget_articles(found)


def is_sample(article: Article) -> bool:
    """Whether the article is one of the samples, whose outlets have a reserved top-level domain."""
    host = article.url.partition("//")[2].partition("/")[0]
    return host.endswith(SAMPLE_TLD)
