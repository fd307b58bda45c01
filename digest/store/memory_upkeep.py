"""Chores on plain values: the yardstick of the database's. There is no file, so no room to give back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from digest.excerpts import filled, pieces
from digest.model import Article, Entry, Span, Statement, Withdrawn, require_aware
from digest.store.checks import refuse_unstorable
from digest.store.memory_registry import RegistryTwin, locked
from digest.upkeep import Chore, Room, State


class UpkeepTwin(RegistryTwin):
    """This part of the store in memory; what is asked and promised stands at `digest.upkeep.Upkeep`."""

    _articles: dict[str, Article]
    _statements: dict[str, Statement]
    _withdrawn: dict[str, Withdrawn]
    _to_group: set[str]
    _entries: dict[tuple[str, str], Entry]
    _seen: dict[tuple[str, str], datetime]

    def __init__(self) -> None:
        super().__init__()
        self._chores: dict[str, Chore] = {}

    @locked
    def expire_texts(self, before: datetime, most: int) -> int:
        old = require_aware(before, "before")
        expired = [
            article
            for article in sorted(self._articles.values(), key=lambda one: one.fetched_at)
            if not article.excerpt_of and article.fetched_at < old and article.id not in self._to_group
        ][:most]
        for article in expired:
            kept = pieces(article.text, self._spoken(article.id))
            text = filled(len(article.text), kept)
            self._articles[article.id] = replace(article, text=text, lead="", excerpt_of=article.text_hash)
        return len(expired)

    def _spoken(self, article: str) -> Sequence[Sequence[Span]]:
        statements = [*self._statements.values(), *(one.statement for one in self._withdrawn.values())]
        return [report.content for one in statements for report in one.reports if report.article == article]

    @locked
    def expire_teasers(self, before: datetime, most: int) -> int:
        old = require_aware(before, "before")
        expired = [key for key, one in self._entries.items() if one.teaser and self._seen[key] < old][:most]
        for key in expired:
            self._entries[key] = replace(self._entries[key], teaser="")
        return len(expired)

    def room(self) -> Room:
        return Room(0, 0)

    def give_back(self, most: int) -> int:  # noqa: ARG002 - one signature for all stores
        return 0

    @locked
    def note(self, done: Chore) -> None:
        refuse_unstorable(done, f"chore {done.name!a}")
        self._chores[done.name] = replace(done, at=require_aware(done.at, "at"))

    @locked
    def chores(self) -> Mapping[str, Chore]:
        return dict(sorted(self._chores.items()))

    def state(self) -> State:
        return State(self.chores(), self.room())
