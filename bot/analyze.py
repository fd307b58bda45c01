"""What `wortlaut analyze` does: texts from files or JSON lines in, analyses out; nothing is stored.

    file -> Article -> Analysis            line -> GivenText -> Article -> Analysis -> object

A file or line that cannot be used gives an error in its place and does not stop the rest.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from digest.errors import BadInput
from digest.export import analysis_line
from digest.extract import language_of, read_file
from digest.model import Analysis, Article, Outlet
from digest.plaintext import LARGEST_TEXT, is_too_large
from digest.ports import Analyser


@dataclass(frozen=True, slots=True)
class GivenText:
    """One line: a text to be analysed and what is known of it; `given_id` is handed back as it came."""

    given_id: Any
    text: str
    language: str
    title: str
    published_at: datetime | None
    outlet: str


@dataclass(frozen=True, slots=True)
class Analysed:
    """A file and what it says, or why it cannot be analysed."""

    path: Path
    article: Article | None = None
    analysis: Analysis | None = None
    problem: str = ""


def analyze_files(
    paths: Iterable[Path], analyser: Analyser, now: datetime, languages: Collection[str]
) -> Iterator[Analysed]:
    """The analysis of each file, in their order."""
    for path in paths:
        try:
            article = read_file(path, now, languages)
            yield Analysed(path, article, analyser.analyse(article))
        except BadInput as error:
            problem = str(error)
            yield Analysed(path, problem=problem if str(path) in problem else f"{path}: {problem}")


def analyze_lines(
    lines: Iterable[bytes], analyser: Analyser, now: datetime, languages: Collection[str]
) -> Iterator[dict[str, Any]]:
    """One object for each line that is not blank, in their order."""
    for line in lines:
        if line.strip():
            try:
                given = read_line(line)
                article = article_of(given, now, languages)
                yield analysis_line(given.given_id, given.text, analyser.analyse(article))
            except BadInput as error:
                yield {"id": given_id(line), "error": str(error)}


def given_id(line: bytes) -> Any:
    """The id of the line, None where there is none or the line cannot be read."""
    try:
        value = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return value.get("id") if isinstance(value, dict) else None


def read_line(line: bytes) -> GivenText:
    """Read one line. Raises BadInput, saying what is wrong with it."""
    try:
        value = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise BadInput(f"The line is no JSON: {error}.") from error
    if not isinstance(value, dict):
        raise BadInput("The line is no JSON object.")
    text = value.get("text")
    if not isinstance(text, str):
        raise BadInput("The line has no text: a string is expected under the key 'text'.")
    if is_too_large(text):
        raise BadInput(f"The text is over {LARGEST_TEXT // 1000} kB.")
    return GivenText(
        given_id=value.get("id"),
        text=text,
        language=_word(value, "language").partition("-")[0].lower(),
        title=_word(value, "title"),
        published_at=_moment(_word(value, "published_at")),
        outlet=_word(value, "outlet"),
    )


def article_of(given: GivenText, now: datetime, languages: Collection[str]) -> Article:
    """The article to be analysed; its text is the given one, unchanged. Raises BadInput for an unknown language."""
    if not given.language and not given.text.strip():
        raise BadInput("The text is empty; give 'language' to have it analysed all the same.")
    language = given.language or language_of(given.text)
    if given.language and language not in languages:
        raise BadInput(f"The language {language!r} is not known; there are: {', '.join(sorted(languages))}.")
    if language not in languages:
        raise BadInput(f"The text seems to be in a language that is not known ({language}); give 'language' if it is.")
    return Article(
        id=str(given.given_id),
        url="",
        outlet=Outlet(id=given.outlet or "unknown", name=given.outlet),
        language=language,
        title=given.title,
        text=given.text,
        published_at=given.published_at or now,
        fetched_at=now,
        date_known=given.published_at is not None,
    )


def _word(value: dict[str, Any], key: str) -> str:
    word = value.get(key)
    if word is None:
        return ""
    if not isinstance(word, str):
        raise BadInput(f"The value of {key!r} is no string.")
    return word


def _moment(text: str) -> datetime | None:
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise BadInput(f"published_at {text!r} is no ISO date.") from error
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
