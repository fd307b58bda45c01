"""Who is meant by the words of a command: one actor, several of a name, or nobody.

words -> the longest beginning that is a name; else the longest name anywhere ("ministerin baerbock")
-> else whom the gazetteer knows by these words ("Bundeskanzler", "Си Цзиньпин")
several actors of the name -> the one whose roles the other words tell ("Bürgermeisterin Müller"), else a question
nobody -> names like it
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import takewhile

from digest.inquiry.arguments import Asked, end_of
from digest.inquiry.context import ECHO, CommandContext, echo
from digest.inquiry.roles import is_bare, is_role, role_on, tells_role, translated
from digest.inquiry.scripts import readings
from digest.model import Actor, Kind
from digest.names import fold
from digest.phrases import base
from digest.ports import AliasHit, StatementQuery, Store
from digest.render.answer import Candidate, NoActor, Notice, WhichActor

NEAR = 72.0
"""Likeness (0 to 100, rapidfuzz ratio) from which a name is offered for a mistyped one.

One slip in five letters is 80."""

MOST_NAMED = 8
"""Actors of one name that are offered, those in the most articles."""

NEAREST = 4
"""Names that are offered for one that is not known."""

WORDS = 8
"""Words that are looked at for a name."""

ROLES = 40
"""Latest role titles of an actor that are looked at."""

_TWO_LETTERS = re.compile(r"([aou])e")
"""An umlaut as typed without one; names are folded to the bare vowel."""


@dataclass(frozen=True, slots=True)
class Meant:
    """The actor meant, the words that are no part of the name, and what names the actor alone in a command."""

    actor: Actor
    rest: tuple[str, ...]
    call: str


Command = Callable[[str], str]
"""The command line that asks the same of the actor with this name or id."""


def whom(context: CommandContext, asked: Asked, command: Command) -> Meant | WhichActor | NoActor | Notice:
    """Who is meant by the words asked; `command` makes what is offered where that is not clear.

    A notice where nobody is known because nothing has been read or analysed yet.
    """
    store, words = context.store, asked.words
    by_id = store.actors([words[0]])
    if words[0] in by_id:
        return _meant(context, by_id[words[0]], words[1:])
    until = end_of(asked, context)
    hits, before, after = _named(store, words)
    if not hits and (notice := _nothing_yet(store)) is not None:
        return notice
    if not hits or (all(map(_is_no_person, hits)) and any(map(is_role, (*before, *after)))):
        listed, rest = _listed(context, words, until)  # "USA Präsident" is no state to be asked about presidents
        if listed and (not hits or not all(map(_is_no_person, listed))):
            hits, before, after = listed, (), rest
    if not hits:
        return NoActor(echo(" ".join(words)), _nearest(context, asked, until, command))
    if len(hits) > 1 and (told := _told_by_role(store, hits, (*before, *after), until)) is not None:
        hit, roles = told
        return _meant(context, hit.actor, tuple(word for word in after if word not in roles))
    if len(hits) > 1:
        ask = _with(command, after, asked)
        return WhichActor(
            echo(" ".join(words)), tuple(candidate(context, hit, until, ask) for hit in hits[:MOST_NAMED])
        )
    # "Der russische Präsident Putin": what stands before a name together with a role tells who it is, not what about.
    return _meant(context, hits[0].actor, after if any(map(is_role, before)) else (*before, *after))


def _nothing_yet(store: Store) -> Notice | None:
    """What is said while no article has been read, or no statement found in any."""
    if store.newest_article_at() is None:
        return Notice("actor.nothing_read")
    return None if store.statements(StatementQuery(), 1) else Notice("actor.nothing_found")


def _meant(context: CommandContext, actor: Actor, rest: Sequence[str]) -> Meant:
    return Meant(actor, tuple(rest), alone(context, actor))


def _named(store: Store, words: Sequence[str]) -> tuple[list[AliasHit], tuple[str, ...], tuple[str, ...]]:
    """The actors of the name in the words, and the words before and after it."""
    looked_at = min(len(words), WORDS)
    places = [(start, end) for start in range(looked_at) for end in range(start + 1, looked_at + 1)]
    forms = {place: _forms(" ".join(words[slice(*place)])) for place in places}
    known = store.find_aliases(dict.fromkeys(form for found in forms.values() for form in found))
    named = {place: hits for place in places if (hits := _hits(forms[place], known))}
    if not named:
        return [], (), tuple(words)
    start, end = min(
        named,
        key=lambda place: (place[0] > 0, -(place[1] - place[0]), all(map(_is_no_person, named[place])), place),
    )
    return named[start, end], tuple(words[:start]), tuple(words[end:])


def _hits(forms: Sequence[str], known: Mapping[str, Sequence[AliasHit]]) -> list[AliasHit]:
    """The actors of the first form that anybody bears; a full name decides between actors that share it as an alias."""
    for form in forms:
        hits = known.get(form, ())
        if hits:
            exact = [hit for hit in hits if fold(hit.actor.name) == form]
            return exact if len(exact) == 1 else list(hits)
    return []


def _is_no_person(hit: AliasHit) -> bool:
    return hit.actor.kind is not Kind.PERSON


def _forms(name: str) -> list[str]:
    """The folded name, without the s of a genitive ("Putins"), with umlauts typed as two letters ("Mueller"), and
    written in Latin letters ("Путин").
    """
    folded = fold(name)
    forms = [folded]
    if len(folded) > 4 and folded.endswith("s"):
        forms.append(folded[:-1])
    forms += [_TWO_LETTERS.sub(r"\1", form) for form in forms]
    forms += map(fold, readings(name))
    return [form for form in dict.fromkeys(forms) if form]


def _told_by_role(
    store: Store, hits: Sequence[AliasHit], words: Sequence[str], until: datetime
) -> tuple[AliasHit, set[str]] | None:
    """The only actor whose roles the words tell, and the words that do; None where none or several are told."""
    roles = [word for word in words if is_role(word)]
    if not roles:
        return None
    told = [
        (hit, own)
        for hit in hits
        if (own := {word for word in roles if tells_role(word, store.recent_roles(hit.actor.id, until, ROLES))})
    ]
    return told[0] if len(told) == 1 else None


def _listed(context: CommandContext, words: Sequence[str], until: datetime) -> tuple[list[AliasHit], tuple[str, ...]]:
    """The actors that the gazetteer knows by the longest beginning of the words, as the store has them if it does."""
    if context.listed is None:
        return [], ()
    roles = len(list(takewhile(is_role, words)))
    starts = (0, roles) if 0 < roles < len(words) else (0,)
    for start in starts:  # "ministerin baerbock" is an office, or else a name
        for end in range(min(len(words), start + WORDS), start, -1):
            name = " ".join(words[start:end])
            if found := context.listed.named(name, until.date()):
                known = context.store.actors([one.id for one in found])
                return [AliasHit(known.get(one.id, one), name, 0) for one in found], tuple(words[end:])
    return [], ()


def _nearest(context: CommandContext, asked: Asked, until: datetime, command: Command) -> tuple[Candidate, ...]:
    """Actors with a name like the words asked for, likest first, each with the command that asks it the same."""
    found: dict[str, tuple[float, AliasHit, tuple[str, ...]]] = {}
    names = _mistyped(asked.words)
    for name, rest in names.items():
        for near in context.store.names_near(fold(name), NEAR, 3 * NEAREST):
            if near.likeness > found.get(near.hit.actor.id, (0.0,))[0]:
                found[near.hit.actor.id] = (near.likeness, near.hit, rest)
    ranked = sorted(found.values(), key=lambda item: (-item[0], -item[1].articles, item[1].actor.name))
    likest = [(hit, rest) for _, hit, rest in ranked] or _nearest_listed(context, names)
    return tuple(candidate(context, hit, until, _with(command, rest, asked)) for hit, rest in likest[:NEAREST])


def _with(command: Command, rest: Sequence[str], asked: Asked) -> Command:
    """The command with what was typed behind the name, unless that is longer than a topic ever is."""
    behind = rest if len(" ".join(rest)) <= ECHO else ()
    return lambda name: " ".join(filter(None, (command(name), *behind, asked.tail)))


def _mistyped(words: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """What of the words can be a mistyped name, each with the words behind it."""
    roles = len(list(takewhile(is_role, words)))
    places = [(0, len(words)), (0, 2), (0, 1), (roles, len(words)), (roles, roles + 2), (roles, roles + 1)]
    names = {" ".join(words[start:end]): tuple(words[end:]) for start, end in places}
    whole = " ".join(words)
    return {name: rest for name, rest in (*names.items(), *((form, ()) for form in readings(whole))) if fold(name)}


def _nearest_listed(
    context: CommandContext, names: Mapping[str, tuple[str, ...]]
) -> list[tuple[AliasHit, tuple[str, ...]]]:
    """Actors that no article has named, with a name like one of these."""
    if context.listed is None:
        return []
    near = [(one, rest) for name, rest in names.items() for one in context.listed.near(name, NEAR, NEAREST)]
    return [(AliasHit(one, one.name, 0), rest) for one, rest in dict(near).items()]


def candidate(context: CommandContext, hit: AliasHit, until: datetime, command: Command) -> Candidate:
    """The actor with the command that names it alone."""
    store, actor = context.store, hit.actor
    articles = hit.articles or store.mention_count(actor.id)  # a name given by the operator is in no article
    return Candidate(actor, role_of(context, actor, until), articles, command(alone(context, actor)))


def alone(context: CommandContext, actor: Actor) -> str:
    """What names the actor alone in a command: its name to the reader; the id where that is shared or has a number."""
    listed = context.listed
    name = listed.names(context.language).get(actor.id, actor.name) if listed is not None else actor.name
    if any(char.isdigit() for char in name):
        return actor.id
    hits = context.store.find_alias(fold(name))
    bearers = {hit.actor.id for hit in hits if fold(hit.actor.name) == fold(name)} or {hit.actor.id for hit in hits}
    if not bearers and listed is not None:
        bearers = {one.id for one in listed.named(name, context.now.date())}
    return name if bearers == {actor.id} else actor.id


def role_of(context: CommandContext, actor: Actor, until: datetime) -> str:
    """The actor's role at a moment in the reader's language, the most telling one that is known.

    What articles in that language call the actor; the office held that day; what other articles say, translated; an
    office held before. A bare word ("leader") is taken where there is no more.
    """
    uses, day, language = context.store.recent_roles(actor.id, until, ROLES), until.date(), context.language
    told = role_on([use for use in uses if base(use.language) == base(language)])
    if told and not is_bare(told, language):
        return told
    listed = context.listed if actor.kind is Kind.PERSON else None
    if listed is not None and (held := listed.office(actor.id, day, language)):
        return held
    foreign = role_on([use for use in uses if base(use.language) != base(language)])
    sex = listed.sex(actor.id) if listed is not None else ""
    known = translated(foreign, language, actor.name, sex) or told
    return known or (listed.former_office(actor.id, day, language) if listed is not None else "") or foreign
