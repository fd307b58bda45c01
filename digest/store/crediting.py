"""Who takes part in a statement, told again after the registry has decided otherwise. Pure; both stores use it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from digest.model import Actor, Analysis, Kind, Quotation, Report, Statement
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

    Each actor becomes what the ids that were taken for it mean now: speakers and addressees as the first report shows
    that has any, those it is about as all do; where no analysis is kept any more, what its own id means.
    """
    evidence = [
        _Evidence(analyses[report.article], quotation, report)
        for report in statement.reports
        if report.article in analyses and (quotation := _quotation(analyses[report.article], report.quotation))
    ]
    first = statement.reports[0].article

    def now(
        part: Sequence[Actor], founds: Sequence[tuple[str, Sequence[str]]], *, most: int | None
    ) -> tuple[Actor, ...]:
        told: dict[str, Actor] = {}
        for actor in part:
            for id_ in _meant(actor.id, founds, before, after, most) or [after(first, actor.id)]:
                told.setdefault(id_, actors.get(id_, actor))
        return tuple(told.values())

    return replace(
        statement,
        speakers=now(statement.speakers, [one.speakers for one in evidence], most=1),
        addressees=now(statement.addressees, [one.addressees for one in evidence], most=1),
        about=now(statement.about, [one.mentioned for one in evidence], most=None),
    )


@dataclass(frozen=True, slots=True)
class _Evidence:
    """One report of a statement with its quotation and article, as they were found."""

    analysis: Analysis
    quotation: Quotation
    report: Report

    @property
    def speakers(self) -> tuple[str, Sequence[str]]:
        """The article and the ids found for who speaks."""
        return self.analysis.article, self.quotation.speaker.actors

    @property
    def addressees(self) -> tuple[str, Sequence[str]]:
        """The article and the ids found for who is spoken to."""
        addressee = self.quotation.addressee
        return self.analysis.article, addressee.actors if addressee else ()

    @property
    def mentioned(self) -> tuple[str, Sequence[str]]:
        """The article and the ids found in the words of the report."""
        inside = (
            mention.actor
            for mention in self.analysis.mentions
            if mention.actor is not None and any(span.contains(mention.span) for span in self.report.content)
        )
        return self.analysis.article, list(inside)


def _quotation(analysis: Analysis, quotation_id: str) -> Quotation | None:
    return next((one for one in analysis.quotations if one.id == quotation_id), None)


def _meant(
    actor_id: str, evidence: Sequence[tuple[str, Sequence[str]]], before: Meaning, after: Meaning, most: int | None
) -> Sequence[str]:
    """What the ids that meant the actor mean now, in the first `most` articles that have any; none where none has."""
    taken = [
        (article, ids)
        for article, founds in evidence
        if (ids := [one for one in founds if before(article, one) == actor_id])
    ]
    return list(dict.fromkeys(after(article, found) for article, ids in taken[:most] for found in ids))
