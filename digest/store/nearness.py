"""Which of many names are like one: the same for all stores."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from rapidfuzz import fuzz, process

from digest.ports import AliasHit, NearName

AT_ONCE = 3
"""How many times as many forms as actors wanted are looked up at once: an actor is known by two or three."""


def near_names(
    folded: str,
    forms: Sequence[str],
    hits: Callable[[Sequence[str]], Mapping[str, Sequence[AliasHit]]],
    least: float,
    most: int,
) -> Sequence[NearName]:
    """The actors that the likest of the distinct `forms` name; see `Store.names_near`.

    `hits` gives the actors that forms name. Only as many forms are looked up as are needed.
    """
    scored = process.extract(folded, forms, scorer=fuzz.ratio, score_cutoff=least, limit=None)
    found: dict[str, NearName] = {}
    start = 0
    while start < len(scored) and len(found) < most:
        end = min(start + AT_ONCE * most, len(scored))
        while end < len(scored) and scored[end][1] == scored[end - 1][1]:  # equally like ones are weighed together
            end += 1
        named = hits([form for form, _, _ in scored[start:end]])
        alike = [NearName(score, hit) for form, score, _ in scored[start:end] for hit in named.get(form, ())]
        for near in sorted(alike, key=_likest_first):
            found.setdefault(near.hit.actor.id, near)
        start = end
    return list(found.values())[: max(most, 0)]


def _likest_first(near: NearName) -> tuple[object, ...]:
    hit = near.hit
    return (-near.likeness, -hit.articles, hit.actor.name, hit.actor.id, hit.surface)
