"""Linking alone, for measuring it: quotations whose words are given, entities as the analyser finds them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from spacy.language import Language
from spacy.tokens import Doc

from digest.analysis.gazetteer import Gazetteer, load_gazetteer
from digest.analysis.pipeline import build_pipeline
from digest.model import Actor, AliasKind, Article, Quotation
from digest.names import fold


@cache
def gazetteer() -> Gazetteer:
    """The gazetteer of the program."""
    return load_gazetteer()


@cache
def _pipeline(code: str) -> Language:
    return build_pipeline(code)


def _listed(name: str, language: str) -> Actor | None:
    """The actor listed under a name that is neither an everyday word, a bare surname nor a metonym."""
    for listing in gazetteer().named(name, language):
        if not listing.shy and listing.kind not in (AliasKind.SURNAME, AliasKind.METONYM):
            return gazetteer().actor(listing.actor)
    return None


def canonical(name: str, language: str = "de") -> str:
    """The folded name of the listed actor that a name names, otherwise the folded name."""
    actor = _listed(name, language)
    return fold(actor.name if actor is not None else name)


def is_listed(name: str, language: str = "de") -> bool:
    """Whether a name is that of a listed actor."""
    return _listed(name, language) is not None


def named(names: Sequence[str], language: str = "de") -> frozenset[str]:
    """The actors with a name. "~" marks one without a mention by name: he counts where the gazetteer lists him."""
    return frozenset(
        canonical(name.lstrip("~"), language)
        for name in names
        if not name.startswith("~") or is_listed(name.lstrip("~"), language)
    )


def with_quotations(article: Article, quotations: Sequence[Quotation]) -> Doc:
    """The article with these quotations, linked. Their parties have spans and no actors yet."""
    nlp = _pipeline(article.language)
    doc = nlp.make_doc(article.text)
    doc._.article = article
    for name, component in nlp.pipeline:
        if name == "wortlaut_actors":
            doc._.quotations = tuple(quotations)
        doc = component(doc)
    return doc
