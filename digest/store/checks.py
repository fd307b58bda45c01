"""What every store refuses, and the one form in which it keeps what it accepts: the same for all implementations.

Refused with BadInput, before anything is written: text no database can hold (an unpaired surrogate, a NUL character),
numbers that are not finite, and parts that contradict each other. Instants become UTC, an alias without any date loses
its empty period, an actor named twice in one role of a statement counts once.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import fields, is_dataclass, replace
from datetime import datetime
from typing import Any, TypeVar

from digest.errors import BadInput
from digest.looks import FeedState, HostState, PageState
from digest.model import (
    Actor,
    Alias,
    Analysis,
    Entry,
    Party,
    Period,
    Report,
    Sketch,
    Statement,
    Story,
    Withdrawn,
    require_aware,
)
from digest.names import fold
from digest.ports import BackfillState, Kept, StatementQuery

_HASH_LIMIT = 1 << 64


def storable(text: str | None) -> bool:
    """Whether a database can hold this text; what it cannot hold, it does not hold either."""
    return text is None or ("\0" not in text and _encodable(text))


def _encodable(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def refuse_unstorable(value: object, what: str) -> None:
    """Raise BadInput when text or a number anywhere inside `value` cannot be stored; `what` names the value."""
    if isinstance(value, str):
        if not storable(value):
            raise BadInput(f"{what} holds a NUL character or half a surrogate pair: clean the text before storing it")
    elif isinstance(value, float):
        if not math.isfinite(value):
            raise BadInput(f"{what} holds {value}, which is no finite number")
    elif isinstance(value, tuple | frozenset):
        for item in value:
            refuse_unstorable(item, what)
    elif is_dataclass(value):
        for part in fields(value):
            refuse_unstorable(getattr(value, part.name), what)


def checked_state(state: FeedState) -> FeedState:
    """The state of a feed in UTC. Raises BadInput for text that cannot be stored, ValueError for a naive instant."""
    refuse_unstorable(state, f"the state of feed {state.url!a}")
    return _in_utc(state)


def checked_host_state(state: HostState) -> HostState:
    """The state of a host in UTC. Raises as `checked_state`."""
    refuse_unstorable(state, f"the state of host {state.host!a}")
    return _in_utc(state)


def checked_page_states(states: Iterable[PageState]) -> Sequence[PageState]:
    """The states of pages in UTC, each page once, the last one given. Raises as `checked_state`."""
    distinct: dict[str, PageState] = {}
    for state in states:
        refuse_unstorable(state, f"the state of page {state.url!a}")
        distinct[state.url] = _in_utc(state)
    return list(distinct.values())


def new_entries(
    entries: Sequence[Entry], known_guids: Collection[str], known_addresses: Collection[str]
) -> Sequence[Entry]:
    """Those entries of one feed that are not known by guid or address; the first one of an address stands."""
    new: list[Entry] = []
    addresses = set(known_addresses)
    for entry in entries:
        if entry.guid not in known_guids and not (entry.address and entry.address in addresses):
            new.append(entry)
            addresses.add(entry.address)
    return new


def checked_backfill(state: BackfillState) -> BackfillState:
    """The state of an archive in UTC. Raises BadInput for text that cannot be stored, ValueError if it is naive."""
    refuse_unstorable(state, f"how far {state.source!a} was read")
    refuse_unstorable(tuple(state.counts), f"how far {state.source!a} was read")
    return replace(
        state,
        changed_at=require_aware(state.changed_at, "changed_at"),
        first_at=_utc(state.first_at, "first_at"),
        last_at=_utc(state.last_at, "last_at"),
        counts=dict(state.counts),
    )


def checked_counts(outlet: str, counts: Mapping[str, int]) -> dict[str, int]:
    """The counts of an outlet's lines. Raises BadInput for text that cannot be stored."""
    refuse_unstorable((outlet, *counts), f"the counts of lines of outlet {outlet!a}")
    return dict(counts)


def checked_links(feed: str, pages: Iterable[str]) -> Sequence[str]:
    """The addresses, each once. Raises BadInput for text that cannot be stored."""
    links = tuple(dict.fromkeys(pages))
    refuse_unstorable((feed, *links), f"the links of feed {feed!a}")
    return links


def checked_entries(entries: Iterable[Entry]) -> Sequence[Entry]:
    """The entries, each feed and guid once, the first one given. Raises BadInput for text that cannot be stored."""
    distinct: dict[tuple[str, str], Entry] = {}
    for entry in entries:
        refuse_unstorable(entry, f"entry {entry.guid!a}")
        distinct.setdefault((entry.feed, entry.guid), entry)
    return list(distinct.values())


def checked_kept(kept: Kept) -> Kept:
    """The page with its parts agreeing with each other. Raises BadInput where they do not or cannot be stored."""
    what = f"page {kept.record.url!a}"
    refuse_unstorable(kept, what)
    article = kept.record.article
    for part in (kept.article.id if kept.article else None, _article_of(kept.sketch), _article_of(kept.analysis)):
        if part is not None and part != article:
            raise BadInput(f"{what} is recorded for article {article!a} but brings something of article {part!a}")
    if kept.aliases and article is None:
        raise BadInput(f"{what} brings aliases without an article that uses them")
    for gone in kept.withdrawn:
        if {report.article for report in gone.statement.reports} != {kept.record.replaces}:
            raise BadInput(
                f"{what} withdraws statement {gone.statement.id!a}, which others than its old version report"
            )
    if kept.sketch and any(not 0 <= number < _HASH_LIMIT for number in kept.sketch.hashes):
        raise BadInput(f"{what} has a sketch with a hash beyond 64 bits")
    withdrawn = tuple(
        Withdrawn(checked_statement(one.statement), require_aware(one.at, "at")) for one in kept.withdrawn
    )
    return replace(kept, aliases=tuple(dict.fromkeys(map(_plain, kept.aliases))), withdrawn=withdrawn)


def actors_named(kept: Kept) -> set[str]:
    """Ids of the actors that the page's analysis and aliases point to without bringing them along."""
    named = {alias.actor for alias in kept.aliases}
    if kept.analysis:
        named.update(mention.actor for mention in kept.analysis.mentions if mention.actor is not None)
        named.update(roles.actor for roles in kept.analysis.roles)
        named.update(actor for party in _parties(kept.analysis) for actor in party.actors)
        named.difference_update(actor.id for actor in kept.analysis.actors)
    return named


def refuse_missing(what: str, missing: Iterable[str]) -> None:
    """Raise BadInput when anything is missing; `what` says what should have been stored before."""
    names = sorted(missing)
    if names:
        raise BadInput(f"{what} not stored: {', '.join(map(ascii, names[:5]))}{' …' if len(names) > 5 else ''}")


def checked_statement(statement: Statement) -> Statement:
    """The statement in its stored form. Raises BadInput without a report, or for text that cannot be stored."""
    what = f"statement {statement.id!a}"
    refuse_unstorable(statement, what)
    if not statement.reports or not all(report.content for report in statement.reports):
        raise BadInput(f"{what} has no report with content: nothing is kept without its evidence")
    return replace(
        statement,
        speakers=_once(statement.speakers),
        addressees=_once(statement.addressees),
        about=_once(statement.about),
        first_at=require_aware(statement.first_at, "first_at"),
        reports=tuple(map(_checked_report, statement.reports)),
    )


def checked_story(story: Story) -> Story:
    """The story in its stored form. Raises BadInput without an article, or for text that cannot be stored."""
    refuse_unstorable(story, f"story {story.id!a}")
    if not story.articles:
        raise BadInput(f"story {story.id!a} has no article")
    return replace(
        story,
        articles=tuple(dict.fromkeys(story.articles)),
        first_at=require_aware(story.first_at, "first_at"),
        last_at=require_aware(story.last_at, "last_at"),
    )


def checked_query(query: StatementQuery) -> StatementQuery:
    """The query with its limits in UTC. Raises ValueError for a naive one."""
    return replace(query, since=_utc(query.since, "since"), until=_utc(query.until, "until"))


def articles_held(stories: Iterable[Story], statements: Iterable[Statement]) -> set[str]:
    """Ids of all articles that these stories and statements hold."""
    held = {article for story in stories for article in story.articles}
    return held | {report.article for statement in statements for report in statement.reports}


def actors_of(statement: Statement) -> tuple[Actor, ...]:
    """Everybody who takes part in a statement, each role in turn."""
    return (*statement.speakers, *statement.addressees, *statement.about)


def updated_actor(known: Actor | None, given: Actor) -> Actor:
    """What is kept of an actor given again: the later values, but never an empty one over a known one."""
    if known is None:
        return given
    return replace(given, name=given.name or known.name, wikidata=given.wikidata or known.wikidata)


def _article_of(part: Sketch | Analysis | None) -> str | None:
    return part.article if part else None


def _plain(alias: Alias) -> Alias:
    return replace(alias, valid=None) if alias.valid == Period() else alias


def _parties(analysis: Analysis) -> Iterable[Party]:
    for quotation in analysis.quotations:
        for party in (quotation.speaker, quotation.addressee, quotation.via):
            if party is not None:
                yield party


def _checked_report(report: Report) -> Report:
    return replace(report, published_at=require_aware(report.published_at, "published_at"))


def _once(actors: Sequence[Actor]) -> tuple[Actor, ...]:
    distinct: dict[str, Actor] = {}
    for actor in actors:
        distinct.setdefault(actor.id, actor)
    return tuple(distinct.values())


_State = TypeVar("_State", FeedState, HostState, PageState)


def _in_utc(state: _State) -> _State:
    """The state with each of its instants in UTC. Raises ValueError for a naive one, naming it."""
    instants: dict[str, Any] = {
        field.name: require_aware(moment, field.name)
        for field in fields(state)
        if isinstance(moment := getattr(state, field.name), datetime)
    }
    return replace(state, **instants)


def _utc(moment: datetime | None, name: str) -> datetime | None:
    return None if moment is None else require_aware(moment, name)


def folded_name(surface: str) -> str:
    """The folded form under which a name is looked up. Raises BadInput for one without a letter or digit."""
    folded = fold(surface)
    if not folded:
        raise BadInput(f"{surface!r} is no name: it has no letter and no digit.")
    return folded
