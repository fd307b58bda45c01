"""Actors and what was decided about them, printed as lines or as JSON objects for the operator."""

from __future__ import annotations

from typing import Any

from bot.actors import Row, Sheet
from digest.model import Article
from digest.registry import Act, Event

ALIASES, ROLES = 12, 8
"""Names and roles that a person is shown; JSON has all."""

_SAID = {
    Act.MERGE: "{actor} is {other}",
    Act.LEARNED: "{actor} is another name of {other}",
    Act.SPLIT: "in some articles {actor} is {other}",
    Act.NAMESAKE: "{other} is a namesake of {actor}",
    Act.NAME: "{actor} is found by “{other}”",
    Act.UNDO: "takes back {other}",
}
"""A decision in words."""


def row_json(row: Row) -> dict[str, Any]:
    """An actor of a list."""
    actor = row.actor
    return {
        "id": actor.id,
        "name": actor.name,
        "kind": actor.kind.value,
        "wikidata": actor.wikidata,
        "roles": list(row.roles),
        "aliases": list(row.aliases),
    }


def row_text(row: Row) -> str:
    """The same in a line."""
    roles = f", {row.roles[0]}" if row.roles else ""
    also = f"  (also {', '.join(row.aliases[:4])})" if row.aliases else ""
    return f"{row.actor.id:36} {row.actor.kind.value:12} {row.actor.name}{roles}{also}"


def sheet_json(sheet: Sheet) -> dict[str, Any]:
    """All about an actor."""
    return row_json(sheet.row) | {
        "articles": sheet.articles,
        "latest": [article.id for article in sheet.latest],
        "given_names": list(sheet.given),
        "other_ids": list(sheet.other_ids),
        "namesakes": [one.id for one in sheet.namesakes],
        "decisions": [event_json(event) for event in sheet.events],
    }


def sheet_text(sheet: Sheet) -> str:
    """The same in lines."""
    actor = sheet.row.actor
    told = [
        ("id", actor.id),
        ("kind", actor.kind.value),
        ("wikidata", actor.wikidata or ""),
        ("roles", ", ".join(sheet.row.roles[:ROLES])),
        ("aliases", ", ".join(sheet.row.aliases[:ALIASES])),
        ("given", ", ".join(sheet.given)),
        ("other ids", ", ".join(sheet.other_ids)),
        ("namesakes", ", ".join(one.id for one in sheet.namesakes)),
        ("articles", str(sheet.articles)),
    ]
    lines = [actor.name, *(f"  {name:10} {value}" for name, value in told if value)]
    lines += [f"    {_article(article)}" for article in sheet.latest]
    lines += ["  decisions", *(f"  {event_text(event)}" for event in sheet.events)] if sheet.events else []
    return "\n".join(lines)


def _article(article: Article) -> str:
    return f"{article.published_at:%Y-%m-%d}  {article.outlet.name}: {article.title}  {article.url}"


def event_json(event: Event) -> dict[str, Any]:
    """An entry of the audit trail."""
    decision = event.decision
    return {
        "number": event.number,
        "at": decision.at.isoformat(),
        "who": decision.who,
        "act": decision.act.value,
        "actor": decision.actor,
        "other": decision.other,
        "why": decision.detail,
        "undone_by": event.undone_by,
    }


def event_text(event: Event) -> str:
    """The same in a line."""
    decision = event.decision
    said = _SAID[decision.act].format(actor=decision.actor, other=decision.other)
    why = f": {decision.detail}" if decision.detail else ""
    undone = f"  (taken back by {event.undone_by})" if event.undone_by is not None else ""
    return f"{event.number:5}  {decision.at:%Y-%m-%d %H:%M} UTC  {decision.who}  {said}{why}{undone}"
