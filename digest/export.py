"""Service: what is stored or was analysed, as JSON objects that other programs read.

    store -> model values -> one object per line, with `kind` naming what it is

The keys are a contract (docs/interface.md); adding is fine, renaming is not.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from digest.errors import BadInput
from digest.excerpts import left_of
from digest.model import (
    Access,
    Actor,
    Alias,
    Analysis,
    Article,
    Entry,
    PageRecord,
    Party,
    Quotation,
    Span,
    Statement,
    Story,
)
from digest.outbox import Channel, Delivery, Outbox, Slot
from digest.ports import StatementQuery, Store
from digest.render import statement_json

PAGE_OF_STATEMENTS = 1000
"""How many statements are read from the store at once."""

ALWAYS = (datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC))
"""An interval no article lies outside of."""

Line = dict[str, Any]


def export(store: Store, outbox: Outbox, kinds: tuple[str, ...]) -> Iterator[Line]:
    """Yield the lines of these kinds in the order asked for. Raises BadInput for an unknown kind."""
    for kind in kinds:
        if kind not in EVERY_KIND:
            raise BadInput(f"Nothing called {kind!r} can be exported; there are: {', '.join(EVERY_KIND)}.")
    for kind in kinds:
        yield from KINDS[kind](store) if kind in KINDS else OUTBOX_KINDS[kind](outbox)


def _iso(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()


def page_line(record: PageRecord, article: Article | None, story: str | None) -> Line:
    """The `page` object; a rejected page has no text, an expired one `excerpts`: where each stands, and its words."""
    line: Line = {
        "kind": "page",
        "url": record.url,
        "title": record.title,
        "outlet": record.outlet,
        "outcome": record.outcome.value,
        "reason": record.reason,
        "copy_of": record.copy_of,
        "story": story,
        "lead": "",
        "text": "",
        "authors": [],
        "published": None,
        "modified": None,
        "access": (Access.PAID if record.reason == "paywall" else Access.UNKNOWN).value,
        "credit": "",
        "article": record.article,
        "canonical": None,
    }
    if article is not None:
        line |= {
            # As fetched; of a text file that gives its own address, that one.
            "url": article.url if record.url.startswith("file:") and not _is_saved_page(record.url) else record.url,
            "canonical": article.url,
            "title": article.title,
            "outlet": article.outlet.name,
            "lead": article.lead,
            "text": "" if article.excerpt_of else article.text,
            "authors": list(article.authors),
            "published": _iso(article.published_at),
            "modified": _iso(article.modified_at),
            "access": article.access.value,
            "credit": article.credit,
        }
        if article.excerpt_of:
            line["excerpts"] = [[piece.start, piece.text] for piece in left_of(article.text)]
    return line


def _is_saved_page(url: str) -> bool:
    return url.lower().endswith((".html", ".htm"))


def entry_line(entry: Entry) -> Line:
    """The `entry` object."""
    published = _iso(entry.published_at)
    return {"kind": "entry", "feed": entry.feed, "title": entry.title, "link": entry.link, "published": published}


def story_line(story: Story) -> Line:
    """The `story` object."""
    return {
        "kind": "story",
        "id": story.id,
        "title": story.title,
        "articles": list(story.articles),
        "first": _iso(story.first_at),
        "last": _iso(story.last_at),
    }


def statement_line(statement: Statement) -> Line:
    """The `statement` object: as in the digest, with all article ids and the story."""
    articles = list(dict.fromkeys(report.article for report in statement.reports))
    return {"kind": "statement", **statement_json(statement), "articles": articles, "story": statement.story}


def actor_line(actor: Actor, aliases: Sequence[Alias], roles: Sequence[str]) -> Line:
    """The `actor` object; `kind` is the line's, so the actor's own kind stands under `actor_kind`."""
    return {
        "kind": "actor",
        "id": actor.id,
        "name": actor.name,
        "actor_kind": actor.kind.value,
        "aliases": list(dict.fromkeys(alias.surface for alias in aliases)),
        "roles": list(roles),
    }


def slot_line(slot: Slot, channel: Channel | None) -> Line:
    """The `slot` object; `channel` is the id that `channels` lists, `address` where the channel is now."""
    return {
        "kind": "slot",
        "id": slot.id,
        "channel": slot.channel,
        "address": None if channel is None else str(channel.address),
        "local_date": slot.local_date.isoformat(),
        "ordinal": slot.ordinal,
        "due": _iso(slot.due),
        "state": slot.state.value,
        "reason": slot.reason,
    }


def delivery_line(delivery: Delivery) -> Line:
    """The `delivery` object, without what was sent; `slot` is None for a notice, `part` counts from 0."""
    return {
        "kind": "delivery",
        "id": delivery.id,
        "channel": delivery.channel,
        "address": str(delivery.address),
        "slot": delivery.slot,
        "part": delivery.part,
        "state": delivery.state.value,
        "attempts": delivery.attempts,
        "remote_id": delivery.remote_id,
        "error": delivery.error,
        "sent_at": _iso(delivery.sent_at),
    }


def _spans(spans: Sequence[Span]) -> list[list[int]]:
    return [[span.start, span.end] for span in spans]


def _party(party: Party | None, actors: Mapping[str, Actor]) -> Line | None:
    if party is None:
        return None
    named = [actors[actor] for actor in party.actors if actor in actors]
    return {
        "span": None if party.span is None else [party.span.start, party.span.end],
        "actors": [{"id": actor.id, "name": actor.name, "kind": actor.kind.value} for actor in named],
    }


def _quotation(quotation: Quotation, actors: Mapping[str, Actor]) -> Line:
    speaker = quotation.speaker
    return {
        "id": quotation.id,
        "mode": quotation.mode.value,
        "content": _spans(quotation.content),
        "cue": _spans(quotation.cue),
        "frame": _spans(quotation.frame),
        "speaker": {**(_party(speaker, actors) or {}), "certain": speaker.certain, "rule": speaker.rule},
        "addressee": _party(quotation.addressee, actors),
        "via": _party(quotation.via, actors),
        "said_on": None if quotation.said_on is None else quotation.said_on.isoformat(),
        "nested_in": quotation.nested_in,
        "confidence": round(quotation.confidence, 3),
    }


def _actor_in_text(actor: Actor, analysis: Analysis) -> Line:
    titles = next((roles.titles for roles in analysis.roles if roles.actor == actor.id), ())
    mentions = [
        {"span": [one.span.start, one.span.end], "rule": one.rule, "confidence": round(one.confidence, 3)}
        for one in analysis.mentions
        if one.actor == actor.id
    ]
    kind = actor.kind.value
    return {"id": actor.id, "name": actor.name, "kind": kind, "roles": list(titles), "mentions": mentions}


def analysis_line(given_id: object, text: str, analysis: Analysis) -> Line:
    """What `analyze --json` says of one text: quotations (under the key `statements`), actors, named entities.

    Offsets are code points into `text`, which is returned unchanged.
    """
    actors = {actor.id: actor for actor in analysis.actors}
    return {
        "id": given_id,
        "language": analysis.language,
        "text": text,
        "statements": [_quotation(quotation, actors) for quotation in analysis.quotations],
        "actors": [_actor_in_text(actor, analysis) for actor in analysis.actors],
        "entities": [
            {"span": [entity.span.start, entity.span.end], "label": entity.label.value} for entity in analysis.entities
        ],
    }


def _all_stories(store: Store) -> Sequence[Story]:
    return store.stories(ALWAYS[0], ALWAYS[1])


def _pages(store: Store) -> Iterator[Line]:
    story_of = {article: story.id for story in _all_stories(store) for article in story.articles}
    posts: dict[str, list[Article]] = {}
    names: dict[str, str] = {}
    for record, article in store.pages():
        if article is not None:
            names[article.outlet.id] = article.outlet.name
        if article is not None and "#" in record.url:
            posts.setdefault(article.url.partition("#")[0], []).append(article)
    for record, article in store.pages():
        line = page_line(record, article, story_of.get(record.article or ""))
        line["outlet"] = names.get(record.outlet, line["outlet"])  # a rejected page has only the id of its own
        address = article.url.partition("#")[0] if article else ""
        yield _whole(line, record, article, posts[address]) if address in posts and "#" not in record.url else line


def _whole(line: Line, record: PageRecord, article: Article | None, posts: Sequence[Article]) -> Line:
    """The `page` object of a live blog: what stands before its posts, then each of them, newest first."""
    told = sorted(posts, key=lambda post: post.published_at, reverse=True)
    before = article.text if article and "#" not in article.url and not article.excerpt_of else ""
    whole_posts = [post for post in told if not post.excerpt_of]
    titled = [post.text if post.title == record.title else f"{post.title}\n\n{post.text}" for post in whole_posts]
    whole: Line = {"title": record.title, "text": "\n\n".join(filter(None, [before, *titled]))}
    if not before:
        whole |= {"url": line["url"].partition("#")[0], "published": _iso(told[-1].published_at)}
    return line | whole


def _entries(store: Store) -> Iterator[Line]:
    return map(entry_line, store.entries())


def _stories(store: Store) -> Iterator[Line]:
    return map(story_line, _all_stories(store))


def _statements(store: Store) -> Iterator[Line]:
    offset = 0
    while page := store.statements(StatementQuery(), limit=PAGE_OF_STATEMENTS, offset=offset):
        yield from map(statement_line, page)
        offset += len(page)


def _actors(store: Store) -> Iterator[Line]:
    for actor, aliases, roles in store.all_actors():
        yield actor_line(actor, aliases, roles)


KINDS: Mapping[str, Callable[[Store], Iterator[Line]]] = {
    "articles": _pages,
    "entries": _entries,
    "statements": _statements,
    "stories": _stories,
    "actors": _actors,
}
"""What can be exported of the store, by the word that `--what` takes."""


def _slots(outbox: Outbox) -> Iterator[Line]:
    channels = {channel.id: channel for channel in outbox.channels()}
    for slot in outbox.slots():
        yield slot_line(slot, channels.get(slot.channel))


def _deliveries(outbox: Outbox) -> Iterator[Line]:
    return map(delivery_line, outbox.deliveries())


OUTBOX_KINDS: Mapping[str, Callable[[Outbox], Iterator[Line]]] = {"slots": _slots, "deliveries": _deliveries}
"""What can be exported of the outbox, by the word that `--what` takes."""

EVERY_KIND = (*KINDS, *OUTBOX_KINDS)
"""All words that `--what` takes."""
