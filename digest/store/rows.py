"""Model values as rows of the tables, and rows as model values: `x_row` and `x_of` undo each other.

No query is written here.
"""
# ruff: noqa: D103 - the sentence above would stand at every pair

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import Row

from digest.excerpts import filled, seal
from digest.looks import FeedState, HostState, PageState
from digest.model import (
    Access,
    Actor,
    Alias,
    AliasKind,
    Analysis,
    Article,
    Entry,
    Kind,
    Mode,
    Outlet,
    OutletKind,
    PageOutcome,
    PageRecord,
    Period,
    Report,
    Statement,
    Story,
    Withdrawn,
)
from digest.names import fold
from digest.ports import BackfillState
from digest.registry import Identity
from digest.store.crediting import Resolution
from digest.store.encoding import (
    counts_of,
    counts_text,
    names_of,
    names_text,
    pieces_of,
    spans_of,
    spans_text,
    statement_of_text,
    statement_text,
)
from digest.store.tables import ABOUT, ADDRESSEE, DAY_US, SPEAKER, microseconds
from digest.store.topics import stems_text

Values = dict[str, Any]
"""The columns of one row, by name: what SQLAlchemy takes."""


def outlet_row(outlet: Outlet) -> Values:
    return {
        "id": outlet.id,
        "name": outlet.name,
        "country": outlet.country,
        "language": outlet.language,
        "kind": outlet.kind.value,
    }


def outlet_of(row: Row[Any]) -> Outlet:
    return _outlet(row.id, row.name, row.country, row.language, row.kind)


@lru_cache(maxsize=4096)
def _outlet(id_: str, name: str, country: str, language: str, kind: str) -> Outlet:
    """The outlet, remembered: the same few are read with every portion of articles and reports."""
    return Outlet(id_, name, country, language, OutletKind(kind))


def _fields(value: Any) -> Values:
    """A value whose fields are the columns of its table, by the same names."""
    return {field.name: getattr(value, field.name) for field in fields(value)}


def feed_state_row(state: FeedState) -> Values:
    return _fields(state)


def feed_state_of(row: Row[Any]) -> FeedState:
    return FeedState(**row._mapping)  # noqa: SLF001 - its name in SQLAlchemy


def host_state_row(state: HostState) -> Values:
    return _fields(state)


def host_state_of(row: Row[Any]) -> HostState:
    return HostState(**row._mapping)  # noqa: SLF001 - its name in SQLAlchemy


def page_state_row(state: PageState) -> Values:
    return _fields(state)


def page_state_of(row: Row[Any]) -> PageState:
    return PageState(**row._mapping)  # noqa: SLF001 - its name in SQLAlchemy


def entry_row(entry: Entry, seen_at: datetime) -> Values:
    return {
        "feed": entry.feed,
        "guid": entry.guid,
        "title": entry.title,
        "link": entry.link,
        "published_at": entry.published_at,
        "teaser": entry.teaser,
        "seen_at": seen_at,
        "modified_at": entry.modified_at,
        "address": entry.address,
    }


def entry_of(row: Row[Any]) -> Entry:
    return Entry(row.feed, row.guid, row.title, row.link, row.published_at, row.teaser, row.modified_at, row.address)


def backfill_row(state: BackfillState) -> Values:
    return {
        "source": state.source,
        "stamp": state.stamp,
        "position": state.position,
        "records": state.records,
        "counts": counts_text(state.counts),
        "is_done": state.is_done,
        "changed_at": state.changed_at,
        "first_at": state.first_at,
        "last_at": state.last_at,
    }


def backfill_of(row: Row[Any]) -> BackfillState:
    return BackfillState(
        source=row.source,
        stamp=row.stamp,
        position=row.position,
        records=row.records,
        counts=counts_of(row.counts),
        is_done=row.is_done,
        changed_at=row.changed_at,
        first_at=row.first_at,
        last_at=row.last_at,
    )


def article_row(article: Article) -> Values:
    return {
        "id": article.id,
        "url": article.url,
        "outlet": article.outlet.id,
        "language": article.language,
        "title": article.title,
        "published_at": article.published_at,
        "fetched_at": article.fetched_at,
        "modified_at": article.modified_at,
        "date_known": article.date_known,
        "access": article.access.value,
        "authors": names_text(article.authors),
        "dateline": article.dateline,
        "credit": article.credit,
        "text_hash": article.text_hash,
        "lead": article.lead,
        "text": article.text,
    }


def article_of(row: Row[Any], outlets: Mapping[str, Outlet]) -> Article:
    return Article(
        id=row.id,
        url=row.url,
        outlet=outlets[row.outlet],
        language=row.language,
        title=row.title,
        text=row.text if row.length is None else _left(row),
        published_at=row.published_at,
        fetched_at=row.fetched_at,
        lead=row.lead,
        authors=names_of(row.authors),
        dateline=row.dateline,
        credit=row.credit,
        modified_at=row.modified_at,
        access=Access(row.access),
        date_known=row.date_known,
        excerpt_of="" if row.length is None else row.text_hash,
    )


def _left(row: Row[Any]) -> str:
    """What retention has left of a text; nothing that does not match the seal it was kept under."""
    kept = pieces_of(row.text)
    return filled(row.length, kept if seal(row.text_hash, row.length, kept) == row.seal else ())


def page_row(record: PageRecord) -> Values:
    return {
        "url": record.url,
        "outcome": record.outcome.value,
        "seen_at": record.seen_at,
        "reason": record.reason,
        "article": record.article,
        "copy_of": record.copy_of,
        "replaces": record.replaces,
        "title": record.title,
        "outlet": record.outlet,
    }


def page_of(row: Row[Any]) -> PageRecord:
    return PageRecord(
        url=row.url,
        outcome=PageOutcome(row.outcome),
        seen_at=row.seen_at,
        reason=row.reason,
        article=row.article,
        copy_of=row.copy_of,
        replaces=row.replaces,
        title=row.title,
        outlet=row.outlet,
    )


def actor_row(actor: Actor) -> Values:
    return {"id": actor.id, "kind": actor.kind.value, "name": actor.name, "wikidata": actor.wikidata}


def actor_of(row: Row[Any]) -> Actor:
    return Actor(row.id, Kind(row.kind), row.name, row.wikidata)


def alias_row(alias: Alias) -> Values:
    period = alias.valid or Period()
    return {
        "actor": alias.actor,
        "surface": alias.surface,
        "language": alias.language,
        "kind": alias.kind.value,
        "valid_from": period.start.isoformat() if period.start else "",
        "valid_until": period.end.isoformat() if period.end else "",
        "folded": fold(alias.surface),
        "articles": 0,
    }


def alias_of(row: Row[Any], actor: str = "") -> Alias:
    return Alias(
        actor or row.actor, row.surface, row.language, AliasKind(row.kind), _period(row.valid_from, row.valid_until)
    )


def _period(start: str, end: str) -> Period | None:
    if not start and not end:
        return None
    return Period(_day(start), _day(end))


def identity_row(identity: Identity) -> Values:
    return {
        "article": identity.article,
        "found": identity.found,
        "actor": identity.actor.id,
        "rule": identity.rule,
        "confidence": identity.confidence,
        "event": identity.event,
    }


def mention_rows(analysis: Analysis, seen: Values, means: Resolution) -> list[Values]:
    """One row per actor that the analysis finds mentioned; `seen` holds the article's own columns."""
    actors = dict.fromkeys(
        means.base(analysis.article, mention.actor) for mention in analysis.mentions if mention.actor is not None
    )
    return [{"actor": actor, **seen} for actor in actors]


def role_rows(analysis: Analysis, seen: Values, means: Resolution) -> list[Values]:
    """One row per role title, numbered per actor; `seen` holds the article's own columns."""
    titles: dict[str, list[str]] = {}
    for roles in analysis.roles:
        titles.setdefault(means.base(analysis.article, roles.actor), []).extend(roles.titles)
    return [
        {"actor": actor, "position": position, "title": title, **seen}
        for actor, given in titles.items()
        for position, title in enumerate(given)
    ]


def story_row(story: Story) -> Values:
    return {"id": story.id, "title": story.title, "first_at": story.first_at, "last_at": story.last_at}


def story_article_rows(story: Story) -> list[Values]:
    return [
        {"story": story.id, "position": position, "article": article} for position, article in enumerate(story.articles)
    ]


def story_of(row: Row[Any], articles: Sequence[str]) -> Story:
    return Story(row.id, row.title, tuple(articles), row.first_at, row.last_at)


@dataclass(frozen=True, slots=True)
class StatementRows:
    """All rows of one statement. Two statements are stored alike when these are equal."""

    statement: Values
    reports: list[Values]
    actors: list[Values]
    voices: list[Values]
    wordings: list[Values]


def statement_rows(statement: Statement) -> StatementRows:
    """The statement over its tables."""
    key = {"first_at": statement.first_at, "mode": statement.mode.value, "certain": statement.certain}
    day = microseconds(statement.first_at) // DAY_US
    parts = [
        {"actor": actor.id, "part": part, "position": position}
        for part, actors in ((SPEAKER, statement.speakers), (ADDRESSEE, statement.addressees), (ABOUT, statement.about))
        for position, actor in enumerate(actors)
    ]
    counted = _counted_articles(statement)
    words = {"statement": statement.id, "day": day, **key, "stems": stems_text(statement.text, statement.language)}
    return StatementRows(
        statement={
            "id": statement.id,
            "day": day,
            **key,
            "said_on": statement.said_on,
            "role": statement.role,
            "language": statement.language,
            "via": statement.via,
            "confidence": statement.confidence,
            "story": statement.story,
            "text": statement.text,
        },
        reports=[_report_row(statement.id, place, report) for place, report in enumerate(statement.reports)],
        actors=[{**part, "statement": statement.id, "day": day, **key} for part in parts],
        voices=[
            {"actor": part["actor"], "part": part["part"], "statement": statement.id, **key, **article}
            for part in parts
            for article in counted
        ],
        wordings=[
            {"actor": part["actor"], "part": part["part"], **words} for part in parts if part["part"] != ADDRESSEE
        ],
    )


def _counted_articles(statement: Statement) -> list[Values]:
    """Each article that reports the statement once, with its outlet."""
    articles: dict[str, Values] = {}
    for report in statement.reports:
        known = articles.setdefault(
            report.article, {"article": report.article, "outlet": report.outlet.id, "independent": False}
        )
        known["independent"] = known["independent"] or report.independent
    return list(articles.values())


def _report_row(statement: str, position: int, report: Report) -> Values:
    return {
        "statement": statement,
        "position": position,
        "outlet": report.outlet.id,
        "article": report.article,
        "url": report.url,
        "quotation": report.quotation,
        "content": spans_text(report.content),
        "published_at": report.published_at,
        "independent": report.independent,
    }


REPORT = ("statement", "outlet", "article", "url", "quotation", "content", "published_at", "independent")
"""The columns that `report_of` takes, in its order."""


def report_of(row: Row[Any], outlets: Mapping[str, Outlet]) -> Report:
    """The report of a row of `REPORT`."""
    _, outlet, article, url, quotation, content, published_at, independent = tuple(row)  # quicker than by name
    return Report(outlets[outlet], article, url, quotation, spans_of(content), published_at, independent)


def statement_of(row: Row[Any], parts: Mapping[int, Sequence[Actor]], reports: Sequence[Report]) -> Statement:
    """The statement of a row; `parts` are the actors by their part, in order."""
    return Statement(
        id=row.id,
        speakers=tuple(parts.get(SPEAKER, ())),
        certain=row.certain,
        role=row.role,
        mode=Mode(row.mode),
        text=row.text,
        language=row.language,
        said_on=row.said_on,
        first_at=row.first_at,
        addressees=tuple(parts.get(ADDRESSEE, ())),
        about=tuple(parts.get(ABOUT, ())),
        via=row.via,
        confidence=row.confidence,
        story=row.story,
        reports=tuple(reports),
    )


def withdrawn_row(gone: Withdrawn) -> Values:
    statement = gone.statement
    return {
        "statement": statement.id,
        "article": statement.reports[0].article,
        "at": gone.at,
        "body": statement_text(statement),
    }


def withdrawn_of(row: Row[Any]) -> Withdrawn:
    return Withdrawn(statement_of_text(row.body), row.at)


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
