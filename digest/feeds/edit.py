"""Adds feeds to and removes them from the text of a sources file; comments and order of the rest stay."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date

import tomlkit
from tomlkit.exceptions import TOMLKitError
from tomlkit.items import AoT, Table

from digest.errors import BadInput
from digest.model import Feed


def with_feed(text: str, feed: Feed) -> str:
    """The sources file with this feed, under its outlet if that is listed already. Raises BadInput if it is listed."""
    return with_feeds(text, [feed])


def with_feeds(text: str, feeds: Sequence[Feed]) -> str:
    """The sources file with these feeds, each under its outlet. Raises BadInput where one is listed already.

    The outlets that are new are written behind the text as it stands: to have thousands of them put into the parsed
    document takes minutes.
    """
    document = _parsed(text)
    outlets = {one.get("id"): one for one in document.get("outlet", [])}
    listed = {row.get("url") for outlet in outlets.values() for row in outlet.get("feed", [])}
    new: dict[str, list[Feed]] = {}
    for feed in feeds:
        if feed.url in listed:
            raise BadInput(f"{feed.url} is listed already.")
        listed.add(feed.url)
        outlet = outlets.get(feed.outlet.id)
        if outlet is None:
            new.setdefault(feed.outlet.id, []).append(feed)
        else:
            outlet.setdefault("feed", tomlkit.aot()).append(_feed_table(feed))
    kept = tomlkit.dumps(document)
    return "\n".join([*([kept.rstrip("\n") + "\n"] if kept.strip() else []), *map(_outlet_text, new.values())])


def without_feed(text: str, url: str) -> str:
    """The sources file without this feed, and without its outlet if none is left. Raises BadInput if it is missing."""
    document = _parsed(text)
    outlets = document.get("outlet", [])
    for number, outlet in enumerate(outlets):
        rows = outlet.get("feed", [])
        for place, row in enumerate(rows):
            if row.get("url") == url:
                del rows[place]
                if not len(rows):
                    del outlets[number]
                return tomlkit.dumps(document)
    raise BadInput(f"{url} is not listed; `wortlaut sources list` shows what is.")


def with_checks(text: str, urls: Collection[str], day: date) -> str:
    """The sources file with `day` as the day on which these feeds were last seen to work."""
    document = _parsed(text)
    for outlet in document.get("outlet", []):
        for row in outlet.get("feed", []):
            if row.get("url") in urls:
                row["checked_on"] = day
    return tomlkit.dumps(document)


def _parsed(text: str) -> tomlkit.TOMLDocument:
    try:
        return tomlkit.parse(text)
    except TOMLKitError as error:
        raise BadInput(f"The sources file is no valid TOML: {error}") from error


def _outlet_text(feeds: Sequence[Feed]) -> str:
    """An outlet with these feeds, as it stands in the file."""
    outlet, document = feeds[0].outlet, tomlkit.document()
    table = tomlkit.table()
    for key, value in (
        ("id", outlet.id),
        ("name", outlet.name),
        ("country", outlet.country),
        ("language", outlet.language),
        ("kind", outlet.kind.value),
    ):
        if value:
            table.add(key, value)
    table.add("feed", AoT([_feed_table(feed) for feed in feeds]))
    document.add("outlet", AoT([table]))
    return tomlkit.dumps(document)


def _feed_table(feed: Feed) -> Table:
    table = tomlkit.table()
    table.add("url", feed.url)
    if feed.section:
        table.add("section", feed.section)
    if feed.checked_on:
        table.add("checked_on", feed.checked_on)
    return table
