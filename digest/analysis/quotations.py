"""The component that finds quotations."""

from __future__ import annotations

from spacy.language import Language as Pipeline
from spacy.tokens import Doc

import digest.analysis.extensions  # noqa: F401  (declares what the components share)
from digest.analysis.assembling import assemble
from digest.analysis.finding import find_quotations
from digest.analysis.times import publication_day, set_days
from digest.analysis.words import read
from digest.lang import Language, load
from digest.model import Article


@Pipeline.factory("wortlaut_quotations")
def make_quotations(nlp: Pipeline, name: str) -> Quotations:
    """The component for the language of `nlp`."""
    del name
    return Quotations(load(nlp.lang))


class Quotations:
    """Sets `doc._.quotations`; parties have spans and no actors yet."""

    def __init__(self, language: Language) -> None:
        self.language = language

    def __call__(self, doc: Doc) -> Doc:
        """Find the quotations of `doc`."""
        words = read(doc, self.language)
        article: Article | None = doc._.article
        drafts = find_quotations(words)
        if article is not None and article.date_known:
            set_days(words, drafts, publication_day(article.published_at, self.language.calendar))
        doc._.quotations = assemble(words, drafts, article.id if article is not None else "")
        return doc
