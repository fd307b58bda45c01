"""Accounts -> statements, as they arrive or all at once: each joins the statement it is most like, or begins one.

A statement keeps its id whatever joins it later, even an older account.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import chain

from digest.model import Actor, Mode, Statement
from digest.statements.accounts import Account, Reading, accounts
from digest.statements.likeness import same_utterance
from digest.statements.wording import SENSIBLE

RANK = {Mode.DIRECT: 0, Mode.INDIRECT: 1, Mode.INDIRECT_FREE: 2, Mode.FREE: 3, Mode.REPORTED: 4}
"""How close a mode is to the words that were said; the closest wording is shown."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What taking articles out did: statements that changed, and those with no report left."""

    changed: set[str]
    gone: set[str]


@dataclass(slots=True)
class _Group:
    """A statement at work. `id` is that of its first account, or of the stored statement."""

    id: str
    accounts: list[Account] = field(default_factory=list)


class Statements:
    """The statements of the last days by what can join them. Deterministic in the order of what is given."""

    def __init__(self) -> None:
        self._groups: dict[str, _Group] = {}
        self._by_key: dict[str, dict[str, None]] = defaultdict(dict)
        self._of_article: dict[str, dict[str, None]] = defaultdict(dict)

    def restore(self, statement: str, known: Iterable[Account]) -> None:
        """Take in a stored statement with its accounts; one that is there already stays as it is."""
        if statement not in self._groups:
            group = self._groups[statement] = _Group(statement)
            for account in known:
                self._put(account, group)

    def take(self, fresh: Iterable[Account]) -> set[str]:
        """Let accounts join; return the ids of the statements that changed or began."""
        changed = set()
        for account in sorted(fresh, key=lambda one: one.age):
            group = self._likest(account)
            if group is None:
                group = self._groups[account.report.quotation] = _Group(account.report.quotation)
            self._put(account, group)
            changed.add(group.id)
        return changed

    def withdraw(self, articles: Collection[str]) -> Taken:
        """Take out what these articles reported."""
        touched = {statement for article in articles for statement in self._of_article.pop(article, ())}
        gone = set()
        for statement in touched:
            group = self._groups[statement]
            left = [one for one in group.accounts if one.report.article not in articles]
            if left:
                group.accounts = left
            else:
                gone.add(statement)
                self._forget(statement)
        return Taken(touched - gone, gone)

    def move(self, became: Mapping[str, str]) -> set[str]:
        """Stories became others: return the ids of the statements that are now in another one."""
        moved: set[str] = set()
        if not became:  # as mostly, and all accounts would be gone through
            return moved
        for group in self._groups.values():
            if any(account.story in became for account in group.accounts):
                group.accounts = [_moved(account, became) for account in group.accounts]
                moved.add(group.id)
        return moved

    def reassign(self, story_of: Mapping[str, str]) -> set[str]:
        """Articles are in these stories now: return the ids of the statements that this changes."""
        changed = set()
        for statement in self._of_articles(story_of):
            group = self._groups[statement]
            fitted = [
                replace(one, story=story_of[one.report.article])
                if story_of.get(one.report.article, one.story) != one.story
                else one
                for one in group.accounts
            ]
            if fitted != group.accounts:
                group.accounts = fitted
                changed.add(statement)
        return changed

    def prune(self, before: datetime) -> None:
        """Forget statements that nothing can join any more: all of their accounts are older."""
        for group in list(self._groups.values()):
            if all(account.published_at < before for account in group.accounts):
                self._forget(group.id)

    def statement(self, statement: str) -> Statement:
        """The statement of this id as it is now. Raises KeyError for one that is not there."""
        group = self._groups[statement]
        return replace(_statement(group.accounts), id=group.id)

    def ids(self) -> Collection[str]:
        """All that are there."""
        return self._groups.keys()

    def _of_articles(self, articles: Iterable[str]) -> set[str]:
        """The statements that any of these articles reports."""
        return {statement for article in articles for statement in self._of_article.get(article, ())}

    def _put(self, account: Account, group: _Group) -> None:
        group.accounts.append(account)
        self._of_article[account.report.article][group.id] = None
        for key in keys(account):
            self._by_key[key][group.id] = None

    def _likest(self, account: Account) -> _Group | None:
        """The statement the account belongs to; of equally like ones the oldest."""
        best, most = None, 0.0
        for statement in dict.fromkeys(chain.from_iterable(self._by_key.get(key, ()) for key in keys(account))):
            group = self._groups[statement]
            score = max(same_utterance(account, other) for other in group.accounts)
            if score > most:
                best, most = group, score
        return best

    def _forget(self, statement: str) -> None:
        group = self._groups.pop(statement)
        for account in group.accounts:
            self._drop(self._of_article, account.report.article, statement)
            for key in keys(account):
                self._drop(self._by_key, key, statement)

    @staticmethod
    def _drop(held: dict[str, dict[str, None]], key: str, statement: str) -> None:
        if key in held:
            held[key].pop(statement, None)
            if not held[key]:
                del held[key]


def keys(account: Account) -> tuple[str, ...]:
    """What two accounts must share to be compared at all: the speakers, or the text they were copied from."""
    text = f"text:{account.root}"
    return (f"who:{'+'.join(account.who)}", text) if account.who else (text,)


def _moved(account: Account, became: Mapping[str, str]) -> Account:
    return replace(account, story=became.get(account.story or "", account.story))


def merge(readings: Sequence[Reading], story_of: Mapping[str, str], copies: Mapping[str, str]) -> tuple[Statement, ...]:
    """Return the statements of these articles, latest first.

    `story_of` gives the story of each article, `copies` the original of each wire copy.
    """
    statements = Statements()
    statements.take(
        account
        for reading in readings
        for account in accounts(
            reading, story_of.get(reading.article.id), copies.get(reading.article.id, reading.article.id)
        )
    )
    merged = [statements.statement(one) for one in statements.ids()]
    return tuple(sorted(merged, key=lambda statement: (statement.first_at, statement.id), reverse=True))


# the statement


def _statement(group: Sequence[Account]) -> Statement:
    """The statement that these accounts report."""
    best_of_article = {one.report.article: one for one in sorted(group, key=_worth, reverse=True)}
    told = sorted(best_of_article.values(), key=lambda one: one.age)
    independent = _independent(told)
    best = min(told, key=lambda one: (not independent[one.report.quotation], _worth(one)))
    credited = next((one for one in (best, *told) if one.speakers), best)
    ordered = [best, *(one for one in told if one is not best)]
    speakers = {actor.id for actor in credited.speakers}
    about = {actor.id: actor for one in ordered for actor in one.about if actor.id not in speakers}
    return Statement(
        id=told[0].report.quotation,
        speakers=credited.speakers,
        certain=bool(credited.speakers) and any(one.certain for one in told),
        role=next((one.role for one in ordered if one.role and one.who == credited.who), ""),
        mode=best.mode,
        text=best.text,
        language=best.language,
        said_on=next((one.said_on for one in ordered if one.said_on), None),
        first_at=told[0].published_at,
        addressees=_first(one.addressees for one in ordered),
        about=tuple(about.values()),
        via=next((one.via for one in ordered if one.via), ""),
        confidence=max(one.confidence for one in told),
        story=best.story,
        reports=tuple(replace(one.report, independent=independent[one.report.quotation]) for one in ordered),
    )


def _independent(told: Sequence[Account]) -> dict[str, bool]:
    """By quotation, whether its text counts: of the copies of one text the original does, else the earliest."""
    roots: set[str] = set()
    counts: dict[str, bool] = {}
    for one in sorted(told, key=lambda account: (account.root != account.report.article, account.age)):
        counts[one.report.quotation] = one.root not in roots
        roots.add(one.root)
    return counts


def _worth(account: Account) -> tuple[object, ...]:
    """Sorts the wordings, best first: makes sense, close to what was said, complete, sure, early."""
    return (
        account.claim.words < SENSIBLE,
        RANK[account.mode],
        -len(account.claim.said),
        -account.confidence,
        account.age,
    )


def _first(given: Iterable[tuple[Actor, ...]]) -> tuple[Actor, ...]:
    return next((actors for actors in given if actors), ())
