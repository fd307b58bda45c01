"""Which of many names are like one: the same for all stores."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import groupby

from rapidfuzz import fuzz, process

from digest.ports import AliasHit, NearName


def near_names(
    folded: str, forms: Sequence[str], hits: Callable[[str], Iterable[AliasHit]], least: float, most: int
) -> Sequence[NearName]:
    """The actors that the likest of the distinct `forms` name; see `Store.names_near`.

    `hits` gives the actors that a form names. Only as many forms are looked up as are needed.
    """
    scored = process.extract(folded, forms, scorer=fuzz.ratio, score_cutoff=least, limit=None)
    found: dict[str, NearName] = {}
    for likeness, equal in groupby(scored, key=lambda one: one[1]):
        alike = [NearName(likeness, hit) for form, _, _ in equal for hit in hits(form)]
        for near in sorted(alike, key=_used_most):
            found.setdefault(near.hit.actor.id, near)
        if len(found) >= most:
            break
    return list(found.values())[: max(most, 0)]


def _used_most(near: NearName) -> tuple[object, ...]:
    hit = near.hit
    return (-hit.articles, hit.actor.name, hit.actor.id, hit.surface)
