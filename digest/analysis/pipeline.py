"""The loader and the outside of the analysis: one spaCy pipeline per language, an article in, an `Analysis` out.

    text -> BoundedTokenizer -> wortlaut_sentences -> wortlaut_entities -> wortlaut_quotations
         -> wortlaut_tagger -> wortlaut_actors

Each component reads and sets what digest.analysis.extensions lists. Without `wortlaut_tagger` the rules stand alone.
"""

from __future__ import annotations

from collections.abc import Sequence

import spacy
from spacy.language import Language as Pipeline

import digest.analysis.extensions  # noqa: F401  (declares what the components share)
from digest.analysis.data import OURS, RULES_ALONE, Data
from digest.analysis.tagging import loaded
from digest.analysis.tokenizing import bounded
from digest.errors import BadInput
from digest.lang import load
from digest.model import Analysis, Article, Entity, Label, Span
from digest.plaintext import LARGEST_TEXT, is_too_large

COMPONENTS = ("wortlaut_sentences", "wortlaut_entities", "wortlaut_quotations", "wortlaut_tagger", "wortlaut_actors")


def load_analyser(languages: Sequence[str], data: Data = OURS) -> SpacyAnalyser:
    """An analyser for these languages (ISO 639-1).

    Raises BadInput for a language without pack, WeightsError when gazetteer or weights are missing or broken.
    """
    for code in languages:
        load(code)
    return SpacyAnalyser(tuple(languages), data)


def build_pipeline(code: str, data: Data = OURS) -> Pipeline:
    """The spaCy pipeline of one language."""
    nlp = spacy.blank(code)
    nlp.tokenizer = bounded(nlp)
    for name in COMPONENTS:
        if name != "wortlaut_tagger" or data.weights is not None:
            nlp.add_pipe(name, config=data.config(name))
    return nlp


class SpacyAnalyser:
    """Implements `digest.ports.Analyser`. One thread at a time; pipelines are built at first use, the weights read at
    once, so that what is wrong with them is said at the start.
    """

    def __init__(self, languages: tuple[str, ...], data: Data) -> None:
        self.languages = languages
        self._data = data
        self._pipelines: dict[str, Pipeline] = {}
        self._listed = ""
        self._version = data.version()
        if data.weights is not None:
            loaded(data.weights, data.threads)

    @property
    def version(self) -> str:
        return self._version

    def analyse(self, article: Article) -> Analysis:
        """Find quotations and actors. Raises BadInput for a text that is too long or in a language not loaded."""
        if is_too_large(article.text):
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
        listed = self._data.own.key() if self._data.own is not None else ""
        if listed != self._listed:  # the user's file was changed: what was built knows nothing of it
            self._pipelines.clear()
            self._listed = listed
        if code not in self._pipelines:
            self._pipelines[code] = build_pipeline(code, self._data)
        return self._pipelines[code]


__all__ = ["COMPONENTS", "OURS", "RULES_ALONE", "Data", "SpacyAnalyser", "build_pipeline", "load_analyser"]
