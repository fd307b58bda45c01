"""The loader and the outside of the analysis: one spaCy pipeline per language, an article in, an `Analysis` out.

    text -> BoundedTokenizer -> wortlaut_sentences -> wortlaut_entities -> wortlaut_quotations -> wortlaut_actors

Each component reads and sets what digest.analysis.extensions lists, so that a trained tagger can take the place of any.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import spacy
from spacy.language import Language as Pipeline

import digest.analysis.extensions  # noqa: F401  (declares what the components share)
from digest.analysis.tokenizing import bounded
from digest.errors import BadInput
from digest.lang import load
from digest.model import Analysis, Article, Entity, Label, Span

VERSION = "rules-1"
"""Names rules and data together; a change of any of them changes it."""

LARGEST_TEXT = 200_000
"""Bytes of UTF-8 that one article may have."""

COMPONENTS = ("wortlaut_sentences", "wortlaut_entities", "wortlaut_quotations", "wortlaut_actors")


def load_analyser(languages: Sequence[str], gazetteer_path: Path | None = None) -> RuleAnalyser:
    """An analyser for these languages (ISO 639-1). `gazetteer_path` is a folder of gazetteer files instead of our own.

    Raises BadInput for a language without pack, WeightsError when the gazetteer is missing or broken.
    """
    for code in languages:
        load(code)
    return RuleAnalyser(tuple(languages), gazetteer_path)


def build_pipeline(code: str, gazetteer_path: Path | None = None) -> Pipeline:
    """The spaCy pipeline of one language."""
    nlp = spacy.blank(code)
    nlp.tokenizer = bounded(nlp)
    for name in COMPONENTS:
        with_gazetteer = name in ("wortlaut_entities", "wortlaut_actors") and gazetteer_path is not None
        nlp.add_pipe(name, config={"gazetteer_path": str(gazetteer_path)} if with_gazetteer else {})
    return nlp


class RuleAnalyser:
    """Implements `digest.ports.Analyser` with rules. One thread at a time; pipelines are built at first use."""

    def __init__(self, languages: tuple[str, ...], gazetteer_path: Path | None) -> None:
        self.languages = languages
        self._gazetteer_path = gazetteer_path
        self._pipelines: dict[str, Pipeline] = {}

    @property
    def version(self) -> str:
        return VERSION

    def analyse(self, article: Article) -> Analysis:
        """Find quotations and actors. Raises BadInput for a text that is too long or in a language not loaded."""
        if len(article.text) * 4 > LARGEST_TEXT and len(article.text.encode("utf-8", "replace")) > LARGEST_TEXT:
            raise BadInput(f"the text is over {LARGEST_TEXT // 1000} kB; cut it into articles")
        nlp = self._pipeline(article.language)
        with nlp.memory_zone():
            return self._run(nlp, article)

    def _run(self, nlp: Pipeline, article: Article) -> Analysis:
        doc = nlp.make_doc(article.text)
        doc._.article = article
        for _, component in nlp.pipeline:
            doc = component(doc)
        return Analysis(
            article=article.id,
            version=self.version,
            language=article.language,
            actors=doc._.actors,
            roles=doc._.roles,
            mentions=doc._.mentions,
            quotations=doc._.quotations,
            entities=tuple(
                Entity(Span(entity.start_char, entity.end_char), Label(entity.label_)) for entity in doc.ents
            ),
        )

    def _pipeline(self, code: str) -> Pipeline:
        if code not in self.languages:
            raise BadInput(f"no analysis for language {code!r}; there are {', '.join(self.languages)}")
        if code not in self._pipelines:
            self._pipelines[code] = build_pipeline(code, self._gazetteer_path)
        return self._pipelines[code]
