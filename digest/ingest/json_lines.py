"""Articles as JSON lines: one object a line, as `wortlaut export --what articles` writes them and `analyze` takes them.

Read are `text` (or `html`, a page), `url` (or `link`, `id`), `title`, `lead`, `outlet`, `language`, `authors`,
`published` (or `published_at`, `date`) and `modified`. A line that cannot be read is told as skipped, with its number
in bytes. A position is the place of the next line, in what is unpacked where the file is packed.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import IO, Any, cast

from digest.ingest.records import BROKEN, LARGEST_PAGE, TOO_LARGE, Content, PageFound, Record, Skipped, TextFound
from digest.ingest.unpacking import Unpacking

LONGEST_LINE = LARGEST_PAGE + (1 << 20)
_GZIP = b"\x1f\x8b"
_ADDRESS, _PUBLISHED = ("url", "link", "id"), ("published", "published_at", "date")


def read_json_lines(path: Path, position: str = "") -> Iterator[Record]:
    """The articles of the file from this position on. Raises OSError when the file cannot be read."""
    with path.open("rb") as file:
        unpacking = Unpacking(file) if file.read(2) == _GZIP else None
        stream = cast("IO[bytes]", io.BufferedReader(unpacking)) if unpacking else file
        stream.seek(int(position or 0))
        for at, line in _lines(stream):
            if line is None or line.strip():
                yield Record(_content(line, at), str(stream.tell()), file.tell())
        if unpacking is not None and unpacking.broke_off:
            yield Record(Skipped(BROKEN, "the packed file breaks off"), str(stream.tell()), file.tell())


def _lines(stream: IO[bytes]) -> Iterator[tuple[int, bytes | None]]:
    """The lines with where they begin; None in the place of one that is too long."""
    while True:
        at = stream.tell()
        line = stream.readline(LONGEST_LINE)
        if not line:
            return
        if len(line) < LONGEST_LINE or line.endswith(b"\n"):
            yield at, line
            continue
        while (more := stream.readline(LONGEST_LINE)) and not more.endswith(b"\n"):
            pass
        yield at, None


def _content(line: bytes | None, at: int) -> Content:
    if line is None:
        return Skipped(TOO_LARGE, f"the line at byte {at}")
    try:
        value = json.loads(line)
    except (ValueError, RecursionError):
        return Skipped("no JSON", f"the line at byte {at}")
    if not isinstance(value, dict):
        return Skipped("no JSON object", f"the line at byte {at}")
    url = _first(value, *_ADDRESS)
    if url.startswith("file:"):  # a place on the machine that exported it
        url = _first(value, "canonical") or url
    if html := _first(value, "html"):
        return PageFound(url, html.encode("utf-8", "replace"), {"content-type": "text/html; charset=utf-8"})
    text = _first(value, "text")
    if not text:
        return Skipped(_why_empty(value), url or f"the line at byte {at}")
    return TextFound(
        url=url,
        text=text,
        title=_first(value, "title"),
        outlet=_outlet(value),
        language=_first(value, "language"),
        lead=_first(value, "lead"),
        authors=_authors(value),
        published=_first(value, *_PUBLISHED),
        modified=_first(value, "modified", "modified_at"),
    )


def _why_empty(value: Mapping[str, Any]) -> str:
    """An export also has the pages that were rejected, which have no text."""
    return "rejected before" if value.get("outcome") == "rejected" else "no text"


def _first(value: Mapping[str, Any], *names: str) -> str:
    """The first of these that is a text, or a number, which ids often are."""
    for name in names:
        found = value.get(name)
        if isinstance(found, str | int) and not isinstance(found, bool) and str(found).strip():
            return str(found)
    return ""


def _outlet(value: Mapping[str, Any]) -> str:
    found = value.get("outlet")
    return _first(found, "name", "id") if isinstance(found, dict) else _first(value, "outlet")


def _authors(value: Mapping[str, Any]) -> tuple[str, ...]:
    found = value.get("authors")
    named = [found] if isinstance(found, str) else found if isinstance(found, list) else []
    return tuple(name for name in named if isinstance(name, str) and name.strip())
