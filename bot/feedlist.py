"""The sources file from the command line: adding and removing feeds, taking in and handing out lists of them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.source_address import NoAddress, Typed, read_address
from bot.source_commands import address_key
from bot.source_look import Look, Readable, Several, Unusable
from bot.source_outlets import domain_of, outlet_for, outlets_by_domain
from digest.errors import BadInput
from digest.feeds.edit import with_checks, with_feeds, without_feed
from digest.feeds.opml import read_opml, write_opml
from digest.feeds.seeds import load_outlets
from digest.model import Feed, Outlet
from digest.names import fold
from digest.ports import Clock

REASONS = {
    "long": "the address is too long",
    "scheme": "only http and https addresses can be read",
    "credentials": "addresses with a user name or password are not accepted",
    "words": "this is no address",
    "forbidden": "the address, port or scheme is not allowed (fetch.allow_networks, fetch.allow_ports)",
    "dns": "its host has no address",
    "silent": "it does not answer",
    "tls": "its certificate is not in order",
    "too_large": "what lies there is over fetch.max_bytes",
    "redirects": "it leads round in a circle",
    "gone": "there is nothing at this address",
    "closed": "it does not let programs read it",
    "later": "its host asks to be left alone for now",
    "server_error": "its host reports an error",
    "broken": "it looks like a feed but cannot be read",
    "empty": "the feed is empty",
    "no_feed": "neither a feed nor a news sitemap is to be found there",
    "language": "its language is not analysed",
}
"""Why an address is no source, for the operator; the words of bot.source_address and bot.source_check."""

LONGEST_ECHO = 120
"""Characters of an address that are shown back."""


class SeveralFeeds(BadInput):
    """The site has several feeds; one of `offers` has to be named."""

    def __init__(self, found: Several) -> None:
        super().__init__(f"{found.site} has {len(found.offers)} feeds: name the one that is meant.")
        self.offers = found.offers


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of a list: feeds added, feeds that were listed already, and what was left out, by reason."""

    added: int
    outlets: int
    known: int
    left_out: tuple[tuple[str, str], ...] = ()


def typed_address(url: str) -> Typed:
    """The address somebody typed. Raises BadInput with the reason where it is none."""
    try:
        return read_address(url)
    except NoAddress as error:
        raise BadInput(f"{url[:LONGEST_ECHO]}: {REASONS[error.reason]}.") from error


def seen_feed(found: Look, url: str) -> Readable:
    """What a look found, where that is a feed. Raises BadInput with the reason, SeveralFeeds with the choice."""
    match found:
        case Readable():
            return found
        case Several():
            raise SeveralFeeds(found)
        case Unusable(reason, detail):
            raise BadInput(f"{url}: {REASONS[reason]}{f' ({detail})' if detail else ''}.")


def add_feed(file: Path, found: Readable, name: str | None, section: str, clock: Clock) -> str:
    """Add a feed that was seen to work to the file; return one sentence. Raises BadInput, changing nothing."""
    listed = _listed(file)
    if any(address_key(feed.url) == address_key(found.url) for feed in listed):
        raise BadInput(f"{found.url} is listed already.")
    outlet = outlet_for(found.url, found.title, found.language, outlets_by_domain(listed))
    if name and name != outlet.name:
        outlet = Outlet(id="-".join(fold(name).split()) or domain_of(found.url), name=name, language=found.language)
    feed = Feed(found.url, outlet, section, checked_on=clock.now().date())
    _rewrite(file, with_feeds(_read(file), [feed]))
    amount = f", about {found.per_day:.0f} a day" if found.per_day is not None else ""
    warning = f" Its newest page gave no article: {found.trial}." if found.trial else ""
    return f"Added {found.url} ({found.entries} entries{amount}) as {outlet.name} to {file}.{warning}"


def remove_feed(file: Path, url: str) -> str:
    """Take the feed out of the file; return one sentence. Raises BadInput when it is not listed."""
    _rewrite(file, without_feed(_read(file), url))
    return f"Removed {url} from {file}."


def save_checks(file: Path, urls: Collection[str], clock: Clock) -> str:
    """Note today as the day on which these feeds worked; return one sentence."""
    _rewrite(file, with_checks(_read(file), urls, clock.now().date()))
    return f"Noted {len(urls)} feeds as checked today in {file}."


def import_opml(file: Path, opml: Path) -> Imported:
    """Add the feeds of a list to the sources file, none of them fetched. Raises BadInput, changing nothing."""
    listed = _listed(file)
    places, outlets = {address_key(feed.url) for feed in listed}, outlets_by_domain(listed)
    left_out: dict[str, str] = {}
    new: list[Feed] = []
    known = 0
    for outline in read_opml(_bytes(opml)):
        try:
            url = read_address(outline.url).url
        except NoAddress as error:
            left_out[outline.url[:LONGEST_ECHO]] = REASONS[error.reason]
            continue
        if address_key(url) in places:
            known += 1
            continue
        places.add(address_key(url))
        outlet = outlets.setdefault(domain_of(url), outlet_for(url, outline.title, outline.language, outlets))
        new.append(Feed(url, outlet, outline.section))
    if new:
        _rewrite(file, with_feeds(_read(file), new))
    return Imported(len(new), len({feed.outlet.id for feed in new}), known, tuple(left_out.items()))


def export_opml(feeds: Sequence[Feed], opml: Path) -> str:
    """Write these feeds as a list; return one sentence. Raises BadInput when the file cannot be written."""
    try:
        opml.write_bytes(write_opml(feeds, "Wortlaut"))
    except OSError as error:
        raise BadInput(f"The list {opml} cannot be written: {error.strerror or error}.") from error
    return f"Wrote {len(feeds)} feeds to {opml}."


def _listed(file: Path) -> tuple[Feed, ...]:
    """The feeds of the file; none where there is no file yet, or nothing in it."""
    return load_outlets(file) if _read(file).strip() else ()


def _bytes(opml: Path) -> bytes:
    try:
        return opml.read_bytes()
    except OSError as error:
        raise BadInput(f"The list {opml} cannot be read: {error.strerror or error}.") from error


def _read(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8") if file.exists() else ""
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"The sources file {file} cannot be read: {error}.") from error


def _rewrite(file: Path, text: str) -> None:
    """Write a new file and put it in the old one's place, so that a crash leaves one of the two whole."""
    fresh = file.with_name(file.name + ".new")
    try:
        fresh.write_text(text, encoding="utf-8")
        fresh.replace(file)
    except OSError as error:
        raise BadInput(f"The sources file {file} cannot be written: {error}.") from error
