"""Read a text with the rules of a language and show what they found as plain strings."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache

import spacy
from spacy.language import Language as Pipeline
from spacy.tokens import Doc

from digest.analysis.tokenizing import bounded
from digest.analysis.words import Words, read
from digest.lang import load
from digest.model import Article, Outlet, Party, Quotation, Span

PUBLISHED = datetime(2025, 5, 9, 10, tzinfo=UTC)
"""A Friday."""


@dataclass(frozen=True)
class Found:
    """One quotation in strings; pieces of content, cue and frame in order."""

    mode: str
    content: list[str]
    speaker: str | None
    cue: list[str]
    frame: list[str]
    addressee: str | None
    via: str | None
    said_on: str | None
    quotation: Quotation


@lru_cache
def pipeline(code: str) -> Pipeline:
    """Tokenizer, sentences and quotations of one language, without entities and actors."""
    nlp = spacy.blank(code)
    nlp.tokenizer = bounded(nlp)
    nlp.add_pipe("wortlaut_sentences")
    nlp.add_pipe("wortlaut_quotations")
    return nlp


def article(text: str, code: str = "de", published: datetime = PUBLISHED) -> Article:
    """An article with this text."""
    return Article("a1", "https://x.example/a", Outlet("x", "X"), code, "T", text, published, published)


def doc_of(text: str, code: str = "de", published: datetime = PUBLISHED) -> Doc:
    """The document after all components."""
    nlp = pipeline(code)
    doc = nlp.make_doc(text)
    doc._.article = article(text, code, published)
    for _, component in nlp.pipeline:
        doc = component(doc)
    return doc


def words_of(text: str, code: str = "de") -> Words:
    """The words of the text, sentences set."""
    return read(doc_of(text, code), load(code))


def find(text: str, code: str = "de", published: datetime = PUBLISHED) -> list[Found]:
    """The quotations of the text, in text order."""
    return [_show(text, quotation) for quotation in doc_of(text, code, published)._.quotations]


def only(text: str, code: str = "de", published: datetime = PUBLISHED) -> Found:
    """The one quotation of the text."""
    found = find(text, code, published)
    assert len(found) == 1, [(f.mode, f.content) for f in found]
    return found[0]


def sentences(text: str, code: str = "de") -> list[str]:
    """The sentences of the text."""
    return [sentence.text.strip() for sentence in doc_of(text, code).sents if sentence.text.strip()]


def _show(text: str, quotation: Quotation) -> Found:
    def pieces(spans: tuple[Span, ...]) -> list[str]:
        return [span.of(text) for span in spans]

    def words(party: Party | None) -> str | None:
        return party.span.of(text) if party is not None and party.span is not None else None

    return Found(
        mode=quotation.mode.value,
        content=pieces(quotation.content),
        speaker=words(quotation.speaker),
        cue=[word for piece in pieces(quotation.cue) for word in piece.split()],
        frame=pieces(quotation.frame),
        addressee=words(quotation.addressee),
        via=words(quotation.via),
        said_on=quotation.said_on.isoformat() if quotation.said_on else None,
        quotation=quotation,
    )
