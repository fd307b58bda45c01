"""Measures during training: what the network finds by itself, without rules and links, against gold."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from digest.analysis.tagger import Tagged, Tagger
from digest.corpora import MarkedText
from digest.evaluation.entity_figures import OUTER, EntityFigures, entity_figures
from digest.evaluation.marks import GoldArticle, Marks, Tokens
from digest.evaluation.quotation_figures import QuotationFigures, judge, measure, plain_name
from digest.model import Span


def tagger_figures(articles: Sequence[GoldArticle], tagger: Tagger) -> QuotationFigures:
    """The figures of the bare network on annotated articles (digest.evaluation.gold reads them)."""
    answers = tagger.tag([one.article.text for one in articles])
    pairs = zip(articles, answers, strict=True)
    return measure([judge(one, tagged_marks(answer, one.tokens)) for one, answer in pairs], plain_name)


def tagger_entities(texts: Sequence[MarkedText], answers: Iterable[Tagged]) -> EntityFigures:
    """Named entities of the bare network, by the classes of GermEval."""
    return entity_figures(zip(texts, (answer.entities for answer in answers), strict=True), OUTER)


def tagged_marks(tagged: Tagged, tokens: Tokens) -> tuple[Marks, ...]:
    """What the network found, in tokens of the gold."""

    def one(span: Span | None) -> frozenset[int]:
        return tokens.under([span]) if span is not None else frozenset()

    marks = (
        Marks(
            mode=quotation.mode,
            content=tokens.under(quotation.content),
            speaker=one(quotation.speaker),
            cue=tokens.under(quotation.cue),
            frame=tokens.under(quotation.frame),
            addressee=one(quotation.addressee),
            confidence=quotation.confidence,
        )
        for quotation in tagged.quotations
    )
    return tuple(mark for mark in marks if mark.content)
