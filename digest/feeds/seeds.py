"""The sources file: outlets and their feeds, as `seeds/sources.toml` lists them."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from digest.errors import BadInput
from digest.feeds.items import absolute
from digest.model import Feed, Outlet, OutletKind

_OUTLET_KEYS = frozenset({"id", "name", "country", "language", "kind", "feed"})
_FEED_KEYS = frozenset({"url", "section", "checked_on"})


def load_outlets(path: Path) -> tuple[Feed, ...]:
    """Every feed of the sources file with its outlet, in the file's order. Raises BadInput that names the place."""
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise BadInput(f"{path}: cannot be read ({error.strerror}); give another file with --sources") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        hint = "; a list in OPML is taken in by `wortlaut sources import`" if path.suffix.lower() == ".opml" else ""
        raise BadInput(f"{path}: no valid TOML: {error}{hint}") from error
    outlets = tables.pop("outlet", None)
    if tables:
        raise BadInput(f"{path}: unknown key {next(iter(tables))!r}; only [[outlet]] tables are known")
    if not isinstance(outlets, list) or not outlets:
        raise BadInput(f"{path}: lists no [[outlet]]")
    feeds = tuple(feed for number, table in enumerate(outlets, start=1) for feed in _feeds(path, number, table))
    _refuse_repeats(path, feeds)
    return feeds


def _feeds(path: Path, number: int, table: Any) -> Iterator[Feed]:
    place = f"{path}: outlet {number}"
    if not isinstance(table, dict):
        raise BadInput(f"{place} is no table")
    place += f" ({table['id']})" if isinstance(table.get("id"), str) else ""
    _refuse_unknown(place, table, _OUTLET_KEYS)
    outlet = _outlet(place, table)
    rows = table.get("feed", [])
    if not isinstance(rows, list) or not rows:
        raise BadInput(f"{place} has no [[outlet.feed]]")
    for row in rows:
        yield _feed(place, row, outlet)


def _outlet(place: str, table: Mapping[str, Any]) -> Outlet:
    kind = _word(place, table, "kind", "outlet")
    if kind not in set(OutletKind):
        raise BadInput(f"{place}: kind {kind!r} is none of {', '.join(OutletKind)}")
    return Outlet(
        id=_word(place, table, "id"),
        name=_word(place, table, "name"),
        country=_word(place, table, "country", ""),
        language=_word(place, table, "language", ""),
        kind=OutletKind(kind),
    )


def _feed(place: str, row: Any, outlet: Outlet) -> Feed:
    if not isinstance(row, dict):
        raise BadInput(f"{place}: a feed is no table")
    _refuse_unknown(place, row, _FEED_KEYS)
    url = _word(place, row, "url")
    if not absolute(url, ""):
        raise BadInput(f"{place}: {url!r} is no http or https URL")
    checked_on = row.get("checked_on")
    if checked_on is not None and not (isinstance(checked_on, date) and type(checked_on) is date):
        raise BadInput(f"{place}: checked_on of {url} is no date such as 2025-05-09")
    return Feed(url=url, outlet=outlet, section=_word(place, row, "section", ""), checked_on=checked_on)


def _word(place: str, table: Mapping[str, Any], key: str, default: str | None = None) -> str:
    value = table.get(key, default)
    if value is None or (default is None and not value):
        raise BadInput(f"{place} has no {key}")
    if not isinstance(value, str):
        raise BadInput(f"{place}: {key} is no text")
    return value


def _refuse_unknown(place: str, table: Mapping[str, Any], known: frozenset[str]) -> None:
    for key in table:
        if key not in known:
            raise BadInput(f"{place}: unknown key {key!r}; known are {', '.join(sorted(known))}")


def _refuse_repeats(path: Path, feeds: tuple[Feed, ...]) -> None:
    urls: set[str] = set()
    outlets: dict[str, Outlet] = {}
    for feed in feeds:
        if feed.url in urls:
            raise BadInput(f"{path}: {feed.url} is listed twice")
        if outlets.setdefault(feed.outlet.id, feed.outlet) is not feed.outlet:
            raise BadInput(f"{path}: two outlets have the id {feed.outlet.id!r}")
        urls.add(feed.url)
