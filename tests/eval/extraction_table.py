"""Extraction measured on real pages: `python -m tests.eval.extraction_table` prints ours beside plain trafilatura.

The pages lie outside the project (SHARED_DATA, else ../shared): their text belongs to the publishers.
"""

from __future__ import annotations

import gzip
import json
import os
import re
import statistics
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

import lxml.html
import trafilatura
from trafilatura.settings import Document

from digest.errors import UnusablePage
from digest.extract import extract

ROOT = Path(__file__).parents[2]
PAGES = Path(os.environ.get("SHARED_DATA", ROOT.parent / "shared")) / "data" / "pages-dev"
LANGUAGES = frozenset({"de", "en"})
_WORD = re.compile(r"\w+")
T = TypeVar("T")
_QUOTE = re.compile(r"[„“\"»«]([^„“”\"»«]{20,400})[“”\"«»]")


@dataclass(frozen=True)
class Expected:
    """What the page says, as its publisher's own data and a person had it."""

    name: str
    language: str
    title: str
    lead: str
    body: str
    authors: tuple[str, ...]
    published: datetime | None


@dataclass(frozen=True)
class Found:
    """What an extractor made of a page; `published` None where it found no date."""

    title: str
    text: str
    authors: tuple[str, ...]
    published: datetime | None


@dataclass(frozen=True)
class Score:
    """One page, one extractor; each figure 0..1, `seconds` of processor time."""

    name: str
    language: str
    body: float
    lead: float | None
    title: float
    minute: float | None
    authors: float
    quotes: tuple[int, int]
    foreign: bool
    seconds: float


def expected_pages() -> tuple[Expected, ...]:
    """All pages of the folder; empty where it is absent."""
    path = PAGES / "expected.jsonl"
    if not path.is_file():
        return ()
    return tuple(_expected(json.loads(line)) for line in path.read_text("utf-8").splitlines())


def _expected(row: dict[str, Any]) -> Expected:
    published = datetime.fromisoformat(row["published"]) if row["published"] else None
    return Expected(
        name=row["file"].removesuffix(".html.gz"),
        language=row["language"],
        title=row["title"].strip(),
        lead="\n".join(row["lead"]),
        body="\n".join(row["body"]),
        authors=tuple(row["authors"]),
        published=published,
    )


def page_bytes(name: str) -> bytes:
    """The page as crawled."""
    return gzip.decompress((PAGES / f"{name}.html.gz").read_bytes())


def ours(page: bytes) -> Found:
    """Our extraction."""
    try:
        article = extract(page, "file:///page.html", {}, datetime(2026, 8, 1, tzinfo=UTC), languages=LANGUAGES)
    except UnusablePage as error:
        return Found(f"({error})", "", (), None)
    return Found(article.title, article.text, article.authors, article.published_at if article.date_known else None)


def plain(page: bytes) -> Found:
    """Trafilatura as it comes."""
    document = trafilatura.bare_extraction(page, with_metadata=True, include_comments=False)
    if not isinstance(document, Document):
        return Found("", "", (), None)
    published = datetime.fromisoformat(document.date).replace(tzinfo=UTC) if document.date else None
    authors = tuple(name.strip() for name in (document.author or "").split(";") if name.strip())
    return Found(document.title or "", document.text or "", authors, published)


def score(expected: Expected, page: bytes, extractor: Callable[[bytes], Found]) -> Score:
    """Run the extractor on the page and compare."""
    started = time.process_time()
    found = extractor(page)
    seconds = time.process_time() - started
    wanted = expected.lead + "\n" + expected.body
    quotes = [_words(quote) for quote in _QUOTE.findall(wanted)]
    text = " ".join(_words(found.text))
    return Score(
        name=expected.name,
        language=expected.language,
        body=f1(shingles(wanted), shingles(found.text)),
        lead=share(shingles(expected.lead), shingles(found.text)) if expected.lead else None,
        title=float(_words(expected.title) == _words(found.title)),
        minute=_minute(expected.published, found.published),
        authors=f1(Counter(map(str.casefold, expected.authors)), Counter(map(str.casefold, found.authors))),
        quotes=(sum(" ".join(quote) in text for quote in quotes), len(quotes)),
        foreign=bool(foreign_headlines(page, found.text, wanted + "\n" + expected.title)),
        seconds=seconds,
    )


def _minute(expected: datetime | None, found: datetime | None) -> float | None:
    """Right to the minute. Expectations without an offset or of a bare day say nothing about the minute."""
    if expected is None or expected.tzinfo is None or expected.time() == datetime.min.time():
        return None
    return float(found is not None and abs(found - expected) < timedelta(minutes=1))


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold())


def shingles(text: str) -> Counter[tuple[str, ...]]:
    """Word 4-shingles with their number; a shorter text is one shingle."""
    words = _words(text)
    return Counter(tuple(words[at : at + 4]) for at in range(max(1, len(words) - 3))) if words else Counter()


def share(wanted: Counter[T], found: Counter[T]) -> float:
    """How much of `wanted` is in `found`."""
    return (wanted & found).total() / wanted.total() if wanted else 1.0


def f1(wanted: Counter[T], found: Counter[T]) -> float:
    """Harmonic mean of precision and recall; 1 where both are empty."""
    both = (wanted & found).total()
    return 2 * both / (wanted.total() + found.total()) if wanted or found else 1.0


def foreign_headlines(page: bytes, text: str, wanted: str) -> list[str]:
    """Paragraphs that are link texts of this page and no part of the article."""
    links = {" ".join(_words(a.text_content())) for a in lxml.html.fromstring(page).iter("a")}
    known = " ".join(_words(wanted))
    lines = {" ".join(_words(line)) for line in text.split("\n")}
    return [line for line in lines if line.count(" ") >= 3 and line in links and line not in known]


def summary(scores: Sequence[Score]) -> dict[str, float]:
    """The figures of 5-ingestion over these pages."""
    return {
        "body F": _mean(one.body for one in scores),
        "pages >= .9": _mean(float(one.body >= 0.9) for one in scores),
        "lead": _mean(float(one.lead >= 0.8) for one in scores if one.lead is not None),
        "quotes": sum(one.quotes[0] for one in scores) / max(1, sum(one.quotes[1] for one in scores)),
        "foreign": _mean(float(one.foreign) for one in scores),
        "title": _mean(one.title for one in scores),
        "minute": _mean(one.minute for one in scores if one.minute is not None),
        "authors F": _mean(one.authors for one in scores),
        "ms": 1000 * statistics.median(one.seconds for one in scores),
    }


def _mean(values: Iterable[float]) -> float:
    listed = list(values)
    return sum(listed) / len(listed) if listed else float("nan")


def main() -> None:
    """Print the table; with -v every page too."""
    pages = expected_pages()
    if not pages:
        print(f"no pages in {PAGES}: set SHARED_DATA to the folder that holds data/pages-dev")
        return
    ours(page_bytes(pages[0].name))  # models are loaded outside the measurement
    header = None
    for language in ("de", "en"):
        for label, extractor in (("trafilatura", plain), ("wortlaut", ours)):
            scores = [score(one, page_bytes(one.name), extractor) for one in pages if one.language == language]
            figures = summary(scores)
            if header is None:
                header = f"{'':16}" + "".join(f"{key:>12}" for key in figures)
                print(header)
            print(f"{language} {label:<13}" + "".join(f"{value:>12.3f}" for value in figures.values()))
            if "-v" in sys.argv and label == "wortlaut":
                for one in sorted(scores, key=lambda one: one.body):
                    print(
                        f"    {one.name:44} {one.body:.3f} lead {one.lead} title {one.title} minute {one.minute}"
                        f" authors {one.authors:.2f} quotes {one.quotes} foreign {one.foreign} {1000 * one.seconds:.0f} ms"
                    )


if __name__ == "__main__":
    main()
