"""Who is meant: the component `wortlaut_actors`, which links mentions and parties of quotations to actors.

    entities -> links and cast (linking) -> roles (role_finding) -> parties (speakers, offices) -> actors

A link below `cast.CERTAIN` is kept but marked as not certain. Speaker and addressee are never the same actor.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from spacy.language import Language as Pipeline
from spacy.tokens import Doc

import digest.analysis.extensions  # noqa: F401  (declares what the components share)
from digest.analysis.cast import CERTAIN, Cast, Link
from digest.analysis.gazetteer import SEEDS, Gazetteer, load_gazetteer
from digest.analysis.linking import Linker
from digest.analysis.office_words import office_words
from digest.analysis.offices import Offices
from digest.analysis.role_finding import RoleFinder
from digest.analysis.role_speakers import WITHOUT_NAME
from digest.analysis.scene import NOBODY_NAMED, Scene, Spoken
from digest.analysis.speakers import Speakers
from digest.analysis.token_view import TokenView, view
from digest.lang.naming import Naming, RoleNoun, load
from digest.model import Actor, Article, Label, Mention, Party, Quotation, Roles, Span

FIRST_PERSON = 0.75
"""Confidence that "ich" inside a quotation is its speaker."""

DOUBTFUL = 0.45
"""Mentions linked with less than this confidence name no actor."""


@Pipeline.factory("wortlaut_actors", default_config={"gazetteer_path": ""})
def make_actors(nlp: Pipeline, name: str, gazetteer_path: str) -> Actors:
    """The component for the language of `nlp`; `gazetteer_path` is a file or folder, empty for the program's own."""
    del name
    return Actors(load_gazetteer(Path(gazetteer_path) if gazetteer_path else SEEDS), load(nlp.lang))


class Actors:
    """Sets mentions, actors and roles of a document and the actors of its quotations' parties."""

    def __init__(self, gazetteer: Gazetteer, naming: Naming) -> None:
        self.gazetteer = gazetteer
        self.naming = naming
        self.linker = Linker(gazetteer, naming)
        self.offices = Offices(gazetteer, naming)
        self.finder = RoleFinder(self.offices, naming)
        self.speakers = Speakers(gazetteer, naming, self.offices)

    def __call__(self, doc: Doc) -> Doc:
        """Link everything in `doc`."""
        article: Article | None = doc._.article
        day = article.published_at.date() if article is not None else None
        tokens = view(doc)
        entities = [(ent.start, ent.end, Label(ent.label_)) for ent in doc.ents]
        cast, links = self.linker.link(tokens, entities, day)
        self.finder.find(tokens, cast, links)
        scene = Scene(tokens, cast, links, day, self._home(article), by_start={link.start: link for link in links})
        doc._.quotations = self._quotations(scene, doc._.quotations)
        links = [scene.by_start[start] for start in sorted(scene.by_start)]
        doc._.mentions = tuple(_mention(tokens, link) for link in links)
        doc._.actors = tuple(
            figure.actor for figure in cast.figures.values() if self._appears(figure.actor, links, doc._.quotations)
        )
        doc._.roles = tuple(self._roles(cast, doc._.actors, day))
        return doc

    def _home(self, article: Article | None) -> str | None:
        """The state that "der Bundeskanzler" means in this article."""
        iso = (article.outlet.country if article is not None else "") or self.naming.home
        return self.gazetteer.country(iso) if iso else None

    def _appears(self, actor: Actor, links: Iterable[Link], quotations: Iterable[Quotation]) -> bool:
        named = any(link.actor == actor.id and link.confidence >= DOUBTFUL for link in links)
        return named or any(actor.id in _actors_of(quotation) for quotation in quotations)

    def _quotations(self, scene: Scene, quotations: tuple[Quotation, ...]) -> tuple[Quotation, ...]:
        """The quotations with the actors of their parties, in the order given."""
        filled: list[Quotation] = []
        for quotation in quotations:
            speaker = self._first_person(scene, quotation, filled) or self._party(scene, quotation.speaker)
            scene.invents = False
            addressee = self._party(scene, quotation.addressee) if quotation.addressee is not None else None
            scene.invents = True
            via = self._party(scene, quotation.via) if quotation.via is not None else None
            if addressee is not None and set(addressee.actors) & set(speaker.actors):
                addressee = replace(addressee, actors=(), certain=False, rule="same-as-speaker", confidence=0.0)
            if quotation.speaker.span is not None:
                self._note(scene, quotation.speaker.span, speaker)
            filled.append(replace(quotation, speaker=speaker, addressee=addressee, via=via))
        return tuple(filled)

    def _first_person(self, scene: Scene, quotation: Quotation, before: Sequence[Quotation]) -> Party | None:
        """Who says "ich" or "wir" inside somebody's words: the speaker of those; None where it is not so."""
        span = quotation.speaker.span
        if span is None or span.of(scene.view.text).lower() not in self.naming.first_person:
            return None
        around = [one for one in before if one.speaker.actors and any(part.contains(span) for part in one.content)]
        if not around:
            return None
        outer = around[-1].speaker
        sure = min(outer.confidence, FIRST_PERSON)
        return replace(
            quotation.speaker, actors=outer.actors, certain=outer.certain, rule="first-person", confidence=sure
        )

    def _note(self, scene: Scene, span: Span, speaker: Party) -> None:
        """Keep who spoke: a pronoun right after means him, even where only a role was told."""
        start, end = _tokens_in(scene.view, span)
        nouns = (self.naming.read_role(word) for word in scene.view.words[start:end])
        role = next((noun for noun in nouns if noun is not None), None) or self._unknown(scene, start, end)
        by_role = not speaker.actors or speaker.rule in WITHOUT_NAME | {"office-several"}
        if speaker.actors or role is not None:
            scene.spoken.append(Spoken(start, speaker.actors, role if by_role else None))

    def _unknown(self, scene: Scene, start: int, end: int) -> RoleNoun | None:
        """Whoever has no name and no role ("die Verteidigung"), with the sex or gender that his article tells."""
        words = scene.view.words
        sex = self.naming.subject_articles.get(words[start].lower(), "")
        several = self.naming.read_plural(words[end - 1])
        return RoleNoun(words[end - 1], "", "", "", sex, several) if sex and end - start > 1 else None

    def _party(self, scene: Scene, party: Party) -> Party:
        if party.span is None:
            return party
        start, end = _tokens_in(scene.view, party.span)
        answer = self.speakers.resolve(scene, start, end) if end > start else NOBODY_NAMED
        actors = tuple(actor for actor in answer.actors if actor)
        certain = bool(actors) and answer.confidence >= CERTAIN
        return replace(
            party, actors=actors, certain=certain, rule=answer.rule, confidence=answer.confidence if actors else 0.0
        )

    def _roles(self, cast: Cast, actors: Iterable[Actor], day: date | None) -> Iterable[Roles]:
        """The roles the article gives, then those the office table knows for that day."""
        for actor in actors:
            figure = cast.get(actor.id)
            titles = list(figure.titles) if figure is not None else []
            held = self.gazetteer.offices_of(actor.id, day) if day is not None else ()
            titles += filter(None, (office_words(office, self.gazetteer, self.naming) for office in held))
            if titles:
                yield Roles(actor.id, tuple(dict.fromkeys(titles)))


def _actors_of(quotation: Quotation) -> set[str]:
    parties = (quotation.speaker, quotation.addressee, quotation.via)
    return {actor for party in parties if party is not None for actor in party.actors}


def _mention(tokens: TokenView, link: Link) -> Mention:
    sure = link.confidence >= DOUBTFUL
    return Mention(tokens.span(link.start, link.end), link.actor if sure else None, link.rule, link.confidence)


def _token_at(tokens: TokenView, span: Span) -> int:
    """The first token that ends behind the start of the span."""
    index = bisect_left(tokens.offsets, span.start)
    return index if index < len(tokens) and tokens.offsets[index] == span.start else max(0, index - 1)


def _tokens_in(tokens: TokenView, span: Span) -> tuple[int, int]:
    """The tokens that overlap the span: first, and behind the last."""
    if not len(tokens):
        return 0, 0
    return _token_at(tokens, span), bisect_left(tokens.offsets, span.end)
