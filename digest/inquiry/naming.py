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
from digest.inquiry.context import CommandContext, echo
from digest.inquiry.roles import is_role, role_on, tells_role
from digest.inquiry.scripts import readings
from digest.model import Actor, Kind
from digest.names import fold
from digest.ports import AliasHit, Store
from digest.render.answer import Candidate, NoActor, WhichActor

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
    """The actor meant, and the words that are no part of the name."""

    actor: Actor
    rest: tuple[str, ...]


Command = Callable[[str], str]
"""The command line that asks the same of the actor with this name or id."""


def whom(context: CommandContext, asked: Asked, command: Command) -> Meant | WhichActor | NoActor:
    """Who is meant by the words asked; `command` makes what is offered where that is not clear."""
    store, words = context.store, asked.words
    by_id = store.actors([words[0]])
    if words[0] in by_id:
        return Meant(by_id[words[0]], words[1:])
    until = end_of(asked, context)
    hits, before, after = _named(store, words)
    if not hits:
        hits, after = _listed(context, words, until)
    if not hits:
        return NoActor(echo(" ".join(words)), _nearest(context, words, until, command))
    if len(hits) > 1 and (told := _told_by_role(store, hits, (*before, *after), until)) is not None:
        hit, roles = told
        return Meant(hit.actor, tuple(word for word in after if word not in roles))
    if len(hits) > 1:
        rest = " ".join(word for word in (*after, asked.tail) if word)
        candidates = [candidate(context, hit, until, lambda name: f"{command(name)} {rest}".rstrip()) for hit in hits]
        return WhichActor(echo(" ".join(words)), tuple(candidates[:MOST_NAMED]))
    # "Der russische Präsident Putin": what stands before a name together with a role tells who it is, not what about.
    return Meant(hits[0].actor, after if any(map(is_role, before)) else (*before, *after))


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
        named, key=lambda place: (place[0] > 0, -(place[1] - place[0]), _is_no_person(named[place]), place)
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


def _is_no_person(hits: Sequence[AliasHit]) -> bool:
    return all(hit.actor.kind is not Kind.PERSON for hit in hits)


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


def _nearest(context: CommandContext, words: Sequence[str], until: datetime, command: Command) -> tuple[Candidate, ...]:
    """Actors with a name like the words asked for, likest first."""
    found: dict[str, tuple[float, AliasHit]] = {}
    roles = len(list(takewhile(is_role, words)))
    whole = " ".join(words)
    names = [name for name in dict.fromkeys((whole, words[0], " ".join(words[roles:]), *readings(whole))) if fold(name)]
    for name in names:
        for near in context.store.names_near(fold(name), NEAR, 3 * NEAREST):
            if near.likeness > found.get(near.hit.actor.id, (0.0, near.hit))[0]:
                found[near.hit.actor.id] = (near.likeness, near.hit)
    ranked = sorted(found.values(), key=lambda item: (-item[0], -item[1].articles, item[1].actor.name))
    hits = [hit for _, hit in ranked[:NEAREST]] or _nearest_listed(context, names)
    return tuple(candidate(context, hit, until, command) for hit in hits)


def _nearest_listed(context: CommandContext, names: Sequence[str]) -> list[AliasHit]:
    """Actors that no article has named, with a name like one of these."""
    if context.listed is None:
        return []
    near = (one for name in names for one in context.listed.near(name, NEAR, NEAREST))
    return [AliasHit(one, one.name, 0) for one in dict.fromkeys(near)][:NEAREST]


def candidate(context: CommandContext, hit: AliasHit, until: datetime, command: Command) -> Candidate:
    """The actor with the command that names it alone: by full name, or by id where that is shared."""
    store, actor = context.store, hit.actor
    alone = [other for other in store.find_alias(fold(actor.name)) if fold(other.actor.name) == fold(actor.name)]
    name = actor.name if len(alone) == 1 else actor.id
    articles = hit.articles or store.mention_count(actor.id)  # a name given by the operator is in no article
    return Candidate(actor, role_of(context, actor, until), articles, command(name))


def role_of(context: CommandContext, actor: Actor, until: datetime) -> str:
    """The actor's role at a moment: as the articles before it have it, else by the office held that day."""
    told = role_on(context.store.recent_roles(actor.id, until, ROLES), context.language)
    if told or context.listed is None or actor.kind is not Kind.PERSON:
        return told
    return context.listed.role(actor.id, until.date())
