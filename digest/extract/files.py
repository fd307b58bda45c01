"""Articles from files: saved pages, and texts with a few header lines, an empty line, the text as given."""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import datetime
from pathlib import Path

from digest.dates import parse_moment, zone_of
from digest.errors import UnreadableFile
from digest.extract.article import extract
from digest.extract.given import GivenText, given_article
from digest.extract.language import language_of
from digest.extract.urls import clean as clean_url
from digest.model import Article
from digest.plaintext import clean, decode, line

HEADERS = ("title", "outlet", "date", "url", "language")
LARGEST_FILE = 2_000_000
LARGEST_PAGE = 10 * 1024 * 1024
PAGE_ENDINGS = frozenset({".html", ".htm"})
_HEADER = re.compile(r"^(?P<name>[A-Za-z]+):[ \t]*(?P<value>.*)$")


def read_file(path: Path, fetched_at: datetime, languages: Collection[str]) -> Article:
    """Read an article from a saved page (html, htm) or, whatever else its name, a text. Raises as both do."""
    if path.suffix.lower() not in PAGE_ENDINGS:
        return read_text_file(path, fetched_at, languages)
    return extract(page_bytes(path), path.resolve().as_uri(), {}, fetched_at, languages=languages)


def page_bytes(path: Path) -> bytes:
    """What a saved page holds. Raises UnreadableFile."""
    try:
        if path.stat().st_size > LARGEST_PAGE:
            raise UnreadableFile(f"{path}: over {LARGEST_PAGE} bytes, which is no article")
        return path.read_bytes()
    except OSError as error:
        raise UnreadableFile(f"{path}: cannot be read ({error.strerror})") from error


def read_text_file(path: Path, fetched_at: datetime, languages: Collection[str]) -> Article:
    """Read an article from a txt file. Its text is kept as given, only normalised.

    The file may begin with lines `Title:`, `Outlet:`, `Date:`, `URL:`, `Language:` in any order and then an empty line;
    a date without offset is meant in the zone of the language. Where they are missing, the file's name is the title,
    its place the URL, the folder's name the outlet, the text tells the language, and the date is not known. Raises
    UnreadableFile, or UnusablePage with the reason "no text", "too large" or "unknown language".
    """
    headers, text = _split(path, clean(_read(path)))
    language = headers.get("language", "") or language_of(text)
    given = GivenText(
        url=_url(path, headers.get("url", "")),
        text=text,
        title=headers.get("title") or path.stem.replace("-", " ").replace("_", " "),
        outlet=headers.get("outlet", ""),
        language=headers.get("language", ""),
        published_at=_date(path, headers.get("date", ""), language.lower().partition("-")[0]),
        place=path.resolve().parent.name,
    )
    return given_article(given, fetched_at, languages)


def _read(path: Path) -> str:
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise UnreadableFile(f"{path}: over {LARGEST_FILE} bytes, which is no article")
        body = path.read_bytes()
    except OSError as error:
        raise UnreadableFile(f"{path}: cannot be read ({error.strerror})") from error
    if b"\0" in body[:1000] and not body.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise UnreadableFile(f"{path}: is no text file")
    return decode(body, {})


def _split(path: Path, text: str) -> tuple[dict[str, str], str]:
    """Header lines and the rest. A first line that is no known header means there are none."""
    headers: dict[str, str] = {}
    lines = text.lstrip("\n").split("\n")
    for number, written in enumerate(lines):
        match = _HEADER.match(written)
        name = match["name"].lower() if match else ""
        if match is not None and name in HEADERS:
            if name in headers:
                raise UnreadableFile(f"{path}: line {number + 1}: {match['name']} is given twice")
            headers[name] = line(match["value"])
        elif not headers:
            return {}, text
        elif not written.strip():
            return headers, "\n".join(lines[number + 1 :])
        else:
            raise UnreadableFile(
                f"{path}: line {number + 1}: after the header lines ({', '.join(map(str.title, HEADERS))})"
                " an empty line is needed"
            )
    return headers, ""


def _url(path: Path, written: str) -> str:
    if not written:
        return path.resolve().as_uri()
    if not clean_url(written):
        raise UnreadableFile(f"{path}: URL: {written!r} is no http or https URL")
    return clean_url(written)


def _date(path: Path, written: str, language: str) -> datetime | None:
    if not written:
        return None
    moment = parse_moment(written, zone_of(language))
    if moment is None:
        raise UnreadableFile(
            f"{path}: Date: {written!r} is no date such as 2025-05-09T18:20:00+02:00 or 9.5.2025 18:20"
        )
    return moment.at
