"""Linking alone, for measuring it: quotations whose words are given, entities as the analyser finds them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from spacy.language import Language
from spacy.tokens import Doc

from digest.analysis.gazetteer import Gazetteer, load_gazetteer
from digest.analysis.pipeline import build_pipeline
from digest.evaluation.actor_names import equal_form
from digest.lang.de_forms import adjective_stem
from digest.model import Actor, AliasKind, Article, Kind, Quotation
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
    """The name of the listed actor that a name names, otherwise the name, in the form in which names are compared."""
    actor = _listed(name, language)
    return equal_form(gazetteer(), actor.name if actor is not None else name)


def is_listed(name: str, language: str = "de") -> bool:
    """Whether a name is that of a listed actor."""
    return _listed(name, language) is not None


def _government(name: str) -> str:
    """The state of a government: a government speaks for it as its capital does. "~israelische Regierung": Israel."""
    match = re.fullmatch(r"(?:Regierung \((.+)\)|(\w+) Regierung|Regierung (\w+?)s?)", name)
    if match is None:
        return ""
    place, adjective, owner = match.groups()
    state = gazetteer().demonym(adjective_stem(adjective.lower())) if adjective else None
    actor = gazetteer().actor(state) if state is not None else _listed(place or owner or "", "de")
    return fold(actor.name) if actor is not None and actor.kind is Kind.COUNTRY else ""


def name_of(actor: Actor, language: str = "de") -> str:
    """The canonical name of an actor that was found; "*" behind it marks a namesake of somebody listed."""
    if gazetteer().actor(actor.id) is None and actor.kind is Kind.PERSON and is_listed(actor.name, language):
        return f"{fold(actor.name)} *"
    return canonical(actor.name, language)


def named(names: Sequence[str], language: str = "de") -> frozenset[str]:
    """The actors with a name, "*" behind it for a namesake of somebody listed.

    "~" marks one without a mention by name: he counts where the gazetteer lists him.
    """
    found = set[str]()
    for name in names:
        if name.endswith("*"):
            found.add(f"{fold(name)} *")
            continue
        bare = name.lstrip("~")
        state = _government(bare)
        if state or not name.startswith("~") or is_listed(bare, language):
            found.add(state or canonical(bare, language))
    return frozenset(found)


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
