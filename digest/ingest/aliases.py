"""The surface forms under which an article names its actors, for finding them again by any of these."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from digest.model import Actor, Alias, AliasKind, Analysis, Article, Kind
from digest.names import fold

_LONGEST = 80
_GENITIVES = ("s", "’s", "'s", "’", "'")


def aliases_of(article: Article, analysis: Analysis) -> tuple[Alias, ...]:
    """One alias per actor and surface: each actor's full name, and the mentions that are names and not words for it.

    Pronouns, roles ("der Präsident") and demonyms are no names: they mean another actor in the next article.
    """
    actors = {actor.id: actor for actor in analysis.actors}
    found: dict[tuple[str, str], Alias] = {}
    for actor in analysis.actors:
        _put(found, Alias(actor.id, actor.name, article.language, AliasKind.NAME))
        if actor.kind is Kind.PERSON and " " in actor.name:
            # People are asked for by surname, also those the article names in full only.
            _put(found, Alias(actor.id, actor.name.rpartition(" ")[2], article.language, AliasKind.SURNAME))
    for mention in analysis.mentions:
        named = actors.get(mention.actor) if mention.actor is not None else None
        if named is not None:
            for alias in _named(named, mention.span.of(article.text), article.language):
                _put(found, alias)
    return tuple(alias for alias in found.values() if not _is_genitive(alias, found))


def _is_genitive(alias: Alias, found: Mapping[tuple[str, str], Alias]) -> bool:
    """Whether the same actor also appears under this surface without its "s": "Washingtons" beside "Washington"."""
    surface = fold(alias.surface)
    return surface.endswith("s") and (alias.actor, surface[:-1]) in found


def _put(found: dict[tuple[str, str], Alias], alias: Alias) -> None:
    found.setdefault((alias.actor, fold(alias.surface)), alias)


def _named(actor: Actor, written: str, language: str) -> Iterator[Alias]:
    surface = _nominative(" ".join(written.split()), actor.name)
    kind = _kind(actor, surface)
    if kind is not None and len(surface) <= _LONGEST:
        yield Alias(actor.id, surface, language, kind)


def _nominative(surface: str, name: str) -> str:
    """Without a genitive ending, where the form without it is a part of the name: "Xis" of "Xi Jinping" is "Xi"."""
    parts = fold(name).split()
    if fold(surface).split()[-1:] and fold(surface).split()[-1] not in parts:
        for ending in _GENITIVES:
            stem = surface.removesuffix(ending)
            if stem != surface and fold(stem).split()[-1:] and fold(stem).split()[-1] in parts:
                return stem
    return surface


def _kind(actor: Actor, surface: str) -> AliasKind | None:
    parts, words = fold(actor.name).split(), fold(surface).split()
    if not words:
        return None
    if words == parts or (len(words) > 1 and set(words) <= set(parts)):
        return AliasKind.NAME
    if actor.kind is Kind.PERSON:
        return AliasKind.SURNAME if len(words) == 1 and words[0] in parts[-2:] else None
    if len(words) == 1 and surface.isupper() and len(surface) <= 6:
        return AliasKind.ACRONYM
    capitals = all(word[:1].isupper() for word in surface.split())
    if not capitals or len(words) > 5:
        return None
    return AliasKind.METONYM if actor.kind is Kind.COUNTRY and len(words) == 1 else AliasKind.NAME
