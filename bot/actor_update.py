"""Holders of offices refreshed from Wikidata: asked, compared with the gazetteer, written beside the user's own file.

The program never needs it. Whatever goes wrong, what was written before stays as it is.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

from bot.feedlist import REASONS
from bot.source_check import why_not
from digest.analysis.gazetteer import load_gazetteer
from digest.analysis.holders import WIKIDATA, Change, Holder, as_toml, changes, holders_of, query_url
from digest.errors import BadInput, FetchFailed
from digest.ports import Fetcher, Request

RECENT = timedelta(days=366)
"""Since when somebody must hold an office to be told of one by one."""


def update_holders(fetcher: Fetcher, today: date, target: Path, endpoint: str = "") -> Iterator[str]:
    """Ask Wikidata, or the endpoint, who heads the states and governments; write what the gazetteer does not have.

    Tells what was done, line by line. Raises BadInput where nothing usable comes back.
    """
    listed = load_gazetteer()
    holders = _asked(fetcher, query_url(endpoint or WIKIDATA, listed, today))
    found = changes(holders, listed)
    yield f"{len(holders)} holders of posts read; {len(found)} are not in the program's own list."
    for change in found:
        if _is_new(change, today):
            state = listed.actor(change.office.of or "")
            yield f"{state.name if state else ''}: {change.holder.name}, {change.office.title} since {change.since}"
    _write(target, as_toml(found, listed, today))
    yield f"Written to {target}; a running program takes it up by itself."


def _asked(fetcher: Fetcher, url: str) -> list[Holder]:
    try:
        return holders_of(fetcher.get(Request(url)).body, load_gazetteer())
    except FetchFailed as failure:
        reason = REASONS.get(why_not(failure).reason, failure.reason)
        raise BadInput(
            f"Wikidata could not be asked ({reason}); this needs the internet, the program does not. "
            "Nothing was changed."
        ) from failure
    except BadInput as error:
        raise BadInput(f"Wikidata was asked, but {error}. Nothing was changed.") from error


def _is_new(change: Change, today: date) -> bool:
    return change.office.valid.end is None and change.since > today - RECENT


def _write(path: Path, text: str) -> None:
    """Write the file whole or not at all. Raises BadInput."""
    fresh = path.with_name(f".{path.name}.new")
    try:
        fresh.write_text(text, encoding="utf-8")
        fresh.replace(path)
    except OSError as error:
        raise BadInput(f"{path} cannot be written: {error.strerror or error}. Nothing was changed.") from error
