"""Who takes part in a statement, told again after the registry has decided otherwise. Pure; both stores use it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from digest.model import Actor, Analysis, Kind, Quotation, Statement
from digest.registry import followed, settled

Meaning = Callable[[str, str], str]
"""The actor's id that an article (its id) means by an id found in it."""


@dataclass(frozen=True, slots=True)
class Resolution:
    """Whom ids mean: `identities` by article and found id (`doubtful` are those not sure), `redirects` by actor."""

    identities: Mapping[tuple[str, str], str] = field(default_factory=dict)
    redirects: Mapping[str, str] = field(default_factory=dict)
    doubtful: frozenset[tuple[str, str]] = frozenset()

    def __call__(self, article: str, found: str) -> str:
        """The id of the actor that the article means by `found`."""
        return followed(self.base(article, found), self.redirects)

    def base(self, article: str, found: str) -> str:
        """The same before any redirect: under what the article's mentions, roles and names are kept."""
        return self.identities.get((article, found), found)


def settled_by(analysis: Analysis, means: Resolution, actors: Mapping[str, Actor]) -> Analysis:
    """The analysis with the actors that its ids mean; `actors` by id hold those that are not in the analysis."""
    article = analysis.article
    if all(means(article, one.id) == one.id and (article, one.id) not in means.doubtful for one in analysis.actors):
        return analysis
    own = {one.id: one for one in analysis.actors}

    def actor_of(found: str) -> Actor:
        meant = means(article, found)
        return actors.get(meant) or own.get(meant) or own.get(found) or Actor(meant, Kind.PERSON, meant)

    return settled(analysis, actor_of, (found for one, found in means.doubtful if one == article))


def recredited(
    statement: Statement, analyses: Mapping[str, Analysis], before: Meaning, after: Meaning, actors: Mapping[str, Actor]
) -> Statement:
    """The statement with the actors its articles mean now; `analyses` are as found, by article, `actors` by id.

    Each actor becomes what the ids that were taken for it mean now, as the first report shows that has any; where no
    analysis is kept any more, what its own id means.
    """
    articles = [report.article for report in statement.reports]
    evidence = [
        (analyses[report.article], quotation)
        for report in statement.reports
        if report.article in analyses and (quotation := _quotation(analyses[report.article], report.quotation))
    ]

    def now(part: Sequence[Actor], founds: Callable[[Analysis, Quotation], Sequence[str]]) -> tuple[Actor, ...]:
        told: dict[str, Actor] = {}
        for actor in part:
            meant = _meant(
                actor.id, [(one.article, founds(one, quotation)) for one, quotation in evidence], before, after
            )
            for id_ in meant or [after(articles[0], actor.id)]:
                told.setdefault(id_, actors.get(id_, actor))
        return tuple(told.values())

    return replace(
        statement,
        speakers=now(statement.speakers, lambda _, quotation: quotation.speaker.actors),
        addressees=now(
            statement.addressees, lambda _, quotation: quotation.addressee.actors if quotation.addressee else ()
        ),
        about=now(statement.about, lambda one, _: [mention.actor for mention in one.mentions if mention.actor]),
    )


def _quotation(analysis: Analysis, quotation_id: str) -> Quotation | None:
    return next((one for one in analysis.quotations if one.id == quotation_id), None)


def _meant(
    actor_id: str, evidence: Sequence[tuple[str, Sequence[str]]], before: Meaning, after: Meaning
) -> Sequence[str]:
    """What the ids that meant the actor mean now, in the first article that has any; nothing where none has."""
    for article, founds in evidence:
        taken = [found for found in founds if before(article, found) == actor_id]
        if taken:
            return list(dict.fromkeys(after(article, found) for found in taken))
    return ()
