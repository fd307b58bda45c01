"""Named entities to actors: full names, surnames, inflected forms, acronyms, seats of government."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from digest.analysis.body_names import BodyNames
from digest.analysis.cast import Cast, Figure, Link
from digest.analysis.gazetteer import Gazetteer, Listing, unlisted_id
from digest.analysis.spans import Spans, agreed
from digest.analysis.token_view import OPENING_QUOTES, TokenView, folded
from digest.analysis.transliteration import same_name
from digest.lang.naming import Naming, RoleNoun
from digest.model import Actor, AliasKind, Kind, Label

_NEAR = 4
"""Words before and after a name that tell who is meant."""
_EDGES = re.compile(r"^[\s„»“\"‚‘'«‹›”]+|[\s„»“\"‚‘'«‹›”]+$")


class Linker:
    """Links the named entities of one article after another; keeps nothing between articles."""

    def __init__(self, gazetteer: Gazetteer, naming: Naming) -> None:
        self.gazetteer = gazetteer
        self.naming = naming
        self.bodies = BodyNames(gazetteer, naming)
        self.spans = Spans(gazetteer, naming)

    def link(
        self, view: TokenView, entities: Sequence[tuple[int, int, Label]], day: date | None
    ) -> tuple[Cast, list[Link]]:
        """The cast of the article and one link per entity (tokens start..end-1 with a label), in text order."""
        cast = Cast()
        words = frozenset(view.words)
        links: dict[int, Link] = {}
        whole = agreed(view, self.spans.whole(view, entities))
        whole += self.spans.untagged(view, whole)
        for start, end, label in sorted(whole, key=lambda entity: self._turn(view, entity)):
            if label is Label.PER and end - start > 1:
                links[start] = self._person(cast, view, start, end, words, day)
            elif label is Label.PER:
                links[start] = self._surname(cast, view, start, end, words, day)
            elif label is not Label.MISC and not self._names_nobody(view, start, end, label):
                links[start] = self._body(cast, view, start, end, label)
        links.update({link.start: link for link in self._more_surnames(cast, view, links)})
        ordered = [links[start] for start in sorted(links)]
        for link in ordered:
            figure = cast.get(link.actor) if link.actor else None
            if figure is not None:
                figure.places.append(link.start)
        cast.sort()
        return cast, ordered

    def _names_nobody(self, view: TokenView, start: int, end: int, label: Label) -> bool:
        """Whether a single word was tagged that is no name: a class ("Bündnis"), a text or an office of a body."""
        if label is not Label.ORG or end - start > 1 or self._listed_bodies(view.words[start]):
            return False
        word = view.words[start]
        prefix, _, noun = word.rpartition("-")
        text = bool(prefix) and any(noun.lower().endswith(document) for document in self.naming.documents)
        office = self.naming.read_role(word)
        plain = self.naming.read_plural(word) or (
            word in self.naming.everyday and word.lower() not in self.naming.organs
        )
        quoted = view.word(start - 1) in OPENING_QUOTES
        return (
            (plain and not quoted)
            or text
            or (office is not None and self._is_office(office))
            or self._is_class_noun(word)
        )

    def _is_office(self, role: RoleNoun) -> bool:
        """Whether a role noun is the title of an office that is held in the world ("UN-Generalsekretär")."""
        return not role.plural and (
            self.gazetteer.is_title(role.base) or role.base in self.naming.office_synonyms or bool(role.prefix)
        )

    def _is_class_noun(self, word: str) -> bool:
        """Whether a word tagged as an organisation is a mere noun for one ("Bündnis"): it means one told before."""
        noun = word.lower()
        plain = {noun, noun.removesuffix("s"), noun.removesuffix("es")} & self.naming.organs.keys()
        own = noun.startswith(self.naming.body_prefixes)
        return bool(plain) or (noun.removesuffix("s").endswith(self.naming.state_bodies) and not own)

    def _more_surnames(self, cast: Cast, view: TokenView, links: dict[int, Link]) -> list[Link]:
        """People named again by a surname that nobody tagged."""
        taken = {index for link in links.values() for index in range(link.start, link.end)}
        known = {surname for figure in cast.people() if figure.given for surname in figure.surnames}
        found: list[Link] = []
        for index, word in enumerate(view.words):
            key = folded(word) if word[:1].isupper() and index not in taken else ""
            if key not in known and not (key.endswith("s") and key[:-1] in known):
                continue
            bases = self.naming.genitive_bases(word)
            base = next((one for one in bases if folded(one) in known and not self.naming.is_ordinary(one)), None)
            if base == word and view.word(index + 1)[:1].isupper():
                continue
            link = self._in_article(cast, view, index, index + 1, base) if base is not None else None
            found += [link] if link is not None and link.rule == "surname" else []
        return found

    def _turn(self, view: TokenView, entity: tuple[int, int, Label]) -> tuple[int, int]:
        """Names told in full, and those with their acronym in brackets, come before what is short for them."""
        start, end, label = entity
        told = (
            end - start > 1
            if label is Label.PER
            else self.bodies.bracketed(view, end) or not self._is_short(view, entity)
        )
        return (0 if told else 1), start

    def _is_short(self, view: TokenView, entity: tuple[int, int, Label]) -> bool:
        """Whether a body is named by a single word, which can be short for a name told in full."""
        start, end, label = entity
        return label is not Label.PER and end - start == 1 and not view.words[start].isdigit()

    # people

    def _person(
        self, cast: Cast, view: TokenView, start: int, end: int, words: frozenset[str], day: date | None
    ) -> Link:
        """A name of several words."""
        surface = view.piece(start, end)
        listing = self._listed(surface, Label.PER)
        if listing is not None and self._is_meant(view, start, end, listing.actor, day):
            self._enter_listed(cast, listing.actor, Label.PER)
            return Link(start, end, Label.PER, listing.actor, "full-name", 0.97)
        name = self._basic_name(surface, words)
        known = self._shorter_listed(name)
        if known is not None and self._is_meant(view, start, end, known, day):
            self._enter_listed(cast, known, Label.PER)
            return Link(start, end, Label.PER, known, "name-variant", 0.85)
        respelled = self.gazetteer.respelled(name)
        if respelled is not None:
            self._enter_listed(cast, respelled, Label.PER).surnames.add(folded(name.rsplit(maxsplit=1)[-1]))
            return Link(start, end, Label.PER, respelled, "transliteration", 0.8)
        return self._enter_person(cast, start, end, name)

    def _is_meant(self, view: TokenView, start: int, end: int, actor_id: str, day: date | None) -> bool:
        """Whether a listed person is meant by his name: with an everyday name, only where something speaks for it.

        A role or party beside the name must be one of his; without either he must be in office on the day.
        """
        surname = view.words[end - 1]
        if not any(base in self.naming.common_surnames for base in self.naming.genitive_bases(surname)):
            return True
        return self._is_supported(view, start, end, actor_id) or (
            not self._roles_near(view, start, end)
            and day is not None
            and bool(self.gazetteer.offices_of(actor_id, day))
        )

    def _is_supported(self, view: TokenView, start: int, end: int, actor_id: str) -> bool:
        """Whether one of a listed person's titles, or a party, stands beside his name."""
        known = self.gazetteer.titles_of(actor_id)
        if any(self._is_title_of(role, known) for role in self._roles_near(view, start, end)):
            return True
        near = (view.word(index) for index in (*range(start - _NEAR, start), *range(end, end + _NEAR)))
        names = (word.partition("-")[0] for word in near if word[:1].isupper())
        listed = (item for name in names for item in self.gazetteer.named(name, self.naming.code))
        return any(self.gazetteer.class_of(item.actor) == "party" for item in listed)

    def _is_at_hand(self, cast: Cast, actor_id: str, day: date | None) -> bool:
        """Whether somebody holds an office of a state or body that the article names, or one of the reader's state."""
        offices = self.gazetteer.offices_of(actor_id, day) if day is not None else ()
        home = self.gazetteer.country(self.naming.home) if self.naming.home else None
        return any(
            office.of in cast.figures
            or (office.of == home and office.title.lower() in self.naming.bare_national_titles)
            for office in offices
        )

    def _roles_near(self, view: TokenView, start: int, end: int) -> list[RoleNoun]:
        near = (view.word(index) for index in (*range(start - _NEAR, start), *range(end, end + _NEAR)))
        return [role for role in map(self.naming.read_role, near) if role is not None]

    def _is_title_of(self, role: RoleNoun, titles: frozenset[str]) -> bool:
        """Whether a role noun means one of the titles: as it is, as a synonym, or with something before it."""
        meant = {role.base, *self.naming.office_synonyms.get(role.title, ())}
        meant.update(self.naming.office_synonyms.get(role.base, ()))
        return bool(meant & titles) or any(role.title.endswith(title) for title in titles)

    def _shorter_listed(self, name: str) -> str | None:
        """A listed person of that surname whose given name is the first word too ("José Zapatero")."""
        parts = name.split()
        for listing in self.gazetteer.named(parts[-1], self.naming.code):
            actor = self.gazetteer.actor(listing.actor)
            if listing.label is Label.PER and actor is not None and folded(actor.name.split()[0]) == folded(parts[0]):
                return actor.id
        return None

    def _basic_name(self, surface: str, words: frozenset[str]) -> str:
        """The name without genitive ending where the text also has the bare form."""
        surface = " ".join(surface.split())
        head, _, last = surface.rpartition(" ")
        for base in self.naming.genitive_bases(last)[1:]:
            if base in words or last.endswith(("’", "'")):
                return f"{head} {base}".strip()
        return surface

    def _enter_person(self, cast: Cast, start: int, end: int, name: str) -> Link:
        namesakes = cast.by_surname(name.rsplit(maxsplit=1)[-1])
        for figure in namesakes:
            if self._same_person(figure.actor.name, name):
                return Link(start, end, Label.PER, figure.actor.id, "name-variant", 0.85)
        actor = Actor(unlisted_id(Kind.PERSON, name), Kind.PERSON, name)
        figure = cast.enter(actor, Label.PER)
        parts = name.split()
        figure.surnames.update(self._surnames_of(name))
        if len(parts) > 1:
            figure.given = folded(parts[0])
            figure.sex = self.naming.sex_of_given(parts[0])
        return Link(
            start, end, Label.PER, actor.id, "full-name" if len(parts) > 1 else "name", 0.9 if len(parts) > 1 else 0.7
        )

    def _same_person(self, known: str, name: str) -> bool:
        """Whether two full names differ only by middle names or initials."""
        a, b = folded(known).split(), folded(name).split()
        return len(a) > 1 and len(b) > 1 and a[0] == b[0] and a[-1] == b[-1]

    def _surnames_of(self, name: str) -> set[str]:
        """The forms under which a person is named later on: "Maizière" and "de Maizière"."""
        parts = name.split()
        forms = {folded(parts[-1])}
        for index in range(1, len(parts)):
            if parts[index].lower() in self.naming.particles:
                forms.add(folded(" ".join(parts[index:])))
                break
        if len(parts) > 2:
            forms.add(folded(" ".join(parts[-2:])))
            small = parts[1].lower() in self.naming.particles
            if not self.naming.is_given(parts[1]) and len(parts[1]) > 2 and not small:
                forms.add(folded(parts[1]))
        return forms

    def _enter_listed(self, cast: Cast, actor_id: str, label: Label) -> Figure:
        actor = self.gazetteer.actor(actor_id)
        assert actor is not None
        figure = cast.enter(actor, label)
        figure.kind_of_body = self.gazetteer.class_of(actor_id)
        if label is Label.PER:
            figure.sex = self.gazetteer.sex_of(actor_id)
            figure.surnames.update(self._surnames_of(actor.name))
            figure.given = folded(actor.name.split()[0])
        return figure

    def _surname(
        self, cast: Cast, view: TokenView, start: int, end: int, words: frozenset[str], day: date | None
    ) -> Link:
        """A name of one word: a surname told in full elsewhere, a listed one, a given name, or a new person."""
        word = _EDGES.sub("", view.piece(start, end))
        shared = self._shared_surname(cast, view, end, word)
        if shared:
            return replace(self._enter_person(cast, start, end, shared), rule="shared-surname")
        for base in self.naming.genitive_bases(word):
            found = self._in_article(cast, view, start, end, base)
            if found is not None:
                return found
        respelled = self._respelled(cast, word)
        if respelled is not None:
            return Link(start, end, Label.PER, respelled.actor.id, "transliteration", 0.75)
        listing = self._listed_surname(word, day) or self._supported_surname(view, start, end, word)
        meant = listing is not None and (
            self._is_supported(view, start, end, listing.actor) or self._is_at_hand(cast, listing.actor, day)
            if listing.shy
            else self._is_meant(view, start, end, listing.actor, day)
        )
        if listing is not None and meant:
            figure = self._enter_listed(cast, listing.actor, Label.PER)
            figure.surnames.add(folded(listing.alias.surface))
            return Link(start, end, Label.PER, listing.actor, "listed-surname", 0.7 if listing.shy else 0.85)
        return self._enter_person(cast, start, end, self._basic_name(word, words))

    def _respelled(self, cast: Cast, word: str) -> Figure | None:
        """Somebody of the article whose transliterated surname can be spelt like the word ("Alijew" for "Aliyev")."""
        known = [one for one in cast.people() if self.gazetteer.is_transliterated(one.actor.id)]
        bearers = [one for one in known if any(same_name(word, surname) for surname in one.surnames)]
        return bearers[0] if len(bearers) == 1 else None

    def _shared_surname(self, cast: Cast, view: TokenView, end: int, word: str) -> str:
        """The full name of the first of "Sonia und Willy Bogner"; empty where the word is no such name."""
        second, surname = view.word(end + 1), view.word(end + 2)
        if view.word(end).lower() not in self.naming.coordinators or not self.naming.is_given(word):
            return ""
        if cast.by_given(word) or cast.by_surname(word) or not self.naming.is_given(second):
            return ""
        named = [figure for figure in cast.by_surname(surname) if figure.given == folded(second)]
        return f"{word} {surname}" if len(named) == 1 else ""

    def _in_article(self, cast: Cast, view: TokenView, start: int, end: int, base: str) -> Link | None:
        people = cast.by_surname(base)
        if len(people) == 1:
            return Link(start, end, Label.PER, people[0].actor.id, "surname", 0.95)
        if people:
            chosen = self._by_courtesy(people, view.word(start - 1)) or max(
                people, key=lambda one: one.last_before(start)
            )
            return Link(start, end, Label.PER, chosen.actor.id, "surname-of-several", 0.5)
        named = cast.by_given(base)
        return Link(start, end, Label.PER, named[0].actor.id, "given-name", 0.75) if len(named) == 1 else None

    def _by_courtesy(self, people: list[Figure], before: str) -> Figure | None:
        role = self.naming.read_role(before)
        sex = self.naming.courtesies.get(before, "") or (role.sex if role else "")
        fitting = [figure for figure in people if sex and figure.sex == sex]
        return fitting[0] if len(fitting) == 1 else None

    def _listed_surname(self, word: str, day: date | None) -> Listing | None:
        """The listed person a bare surname names: an office holder of the day before others."""
        listings = [item for item in self.gazetteer.named(word, self.naming.code) if item.label is Label.PER]
        in_office = [item for item in listings if day and self.gazetteer.offices_of(item.actor, day)]
        sure = [item for item in in_office or listings if not item.shy]
        if len(sure) == 1:
            return sure[0]
        candidates = in_office or listings
        return candidates[0] if len(candidates) == 1 and (in_office or not candidates[0].shy) else None

    def _supported_surname(self, view: TokenView, start: int, end: int, word: str) -> Listing | None:
        """Of several listed people of a surname the one whose title stands beside it ("Präsident Kennedy")."""
        people = [item for item in self.gazetteer.named(word, self.naming.code) if item.label is Label.PER]
        roles = self._roles_near(view, start, end)
        titled = [
            item
            for item in people
            if any(self._is_title_of(role, self.gazetteer.titles_of(item.actor)) for role in roles)
        ]
        return titled[0] if len({item.actor for item in titled}) == 1 else None

    def _listed(self, surface: str, label: Label, *, exact: bool = False) -> Listing | None:
        for listing in self.gazetteer.named(surface, self.naming.code):
            if listing.label is label and not (exact and folded(listing.alias.surface) != folded(surface)):
                return listing
        return None

    # organisations, states, places

    def _body(self, cast: Cast, view: TokenView, start: int, end: int, label: Label) -> Link:
        surface = _EDGES.sub("", view.piece(start, end))
        listings = self._listed_bodies(surface)
        if listings:
            link = self._listed_body(cast, view, start, end, label, listings)
        else:
            person = self._mislabelled(cast, start, end, surface)
            link = person or self.bodies.link(cast, view, start, end, label, surface)
        figure = cast.get(link.actor) if link.actor else None
        if figure is not None and figure.label is Label.ORG:
            self.bodies.note(figure, view, start, end)
        return link

    def _mislabelled(self, cast: Cast, start: int, end: int, surface: str) -> Link | None:
        """Somebody of the article whose surname was tagged as an organisation or place."""
        for base in self.naming.genitive_bases(surface):
            bearers = [figure for figure in cast.by_surname(base) if figure.given]
            if len(bearers) == 1 and not self.naming.is_ordinary(base):
                return Link(start, end, Label.PER, bearers[0].actor.id, "surname", 0.85)
        return None

    def _listed_bodies(self, surface: str) -> list[Listing]:
        """The listings of a body's name, or of what it is without legal form or class ("Deutsche Bahn AG")."""
        for name in (surface, self.bodies.core(surface)):
            listed = [item for item in self.gazetteer.named(name, self.naming.code) if item.label is not Label.PER]
            if listed or name == self.bodies.core(surface):
                return listed
        return []

    def _listed_body(
        self, cast: Cast, view: TokenView, start: int, end: int, label: Label, listings: list[Listing]
    ) -> Link:
        same = [item for item in listings if item.label is label] or listings
        named = [item for item in same if item.kind is not AliasKind.METONYM]
        standing = [item for item in same if item.kind is AliasKind.METONYM]
        if standing and (not named or self._stands(view, start, end, standing[0])):
            self._enter_listed(cast, standing[0].actor, label)
            return Link(start, end, label, standing[0].actor, "metonym", 0.65 if named else 0.85)
        chosen = named[0]
        self._enter_listed(cast, chosen.actor, label)
        rule = "acronym" if chosen.kind is AliasKind.ACRONYM else "listed-name"
        return Link(start, end, label, chosen.actor, rule, 0.7 if chosen.shy else 0.95)

    def _stands(self, view: TokenView, start: int, end: int, listing: Listing) -> bool:
        """Whether a seat stands for the government: a town where it acts, a building unless somebody is at it."""
        if listing.label is not Label.LOC:
            return self._acts(view, start, end)
        near = {view.word(start - 1).lower(), view.word(start - 2).lower()}
        return not near & (self.naming.place_prepositions | self.naming.building_prepositions)

    def _acts(self, view: TokenView, start: int, end: int) -> bool:
        """Whether a seat of government stands for the government here: it speaks, is spoken to, or owns a policy."""
        naming = self.naming
        before, after, word = view.word(start - 1).lower(), view.word(end), view.word(end - 1)
        titled = view.word(start - 1)[:1].isupper() and not view.opening[start - 1]
        if before in naming.place_prepositions or titled or before in naming.town_words:
            return False
        if len(naming.genitive_bases(word)) > 1 and not self._listed(word, Label.GPE, exact=True):
            return after.lower().endswith(naming.state_nouns) or (
                after[:1].islower() and view.word(end + 1).lower().endswith(naming.state_nouns)
            )
        if before in naming.between_prepositions:
            return after.lower() in naming.coordinators and self._stands_for_state(view.word(end + 1))
        if after.lower() in naming.coordinators and self._stands_for_state(view.word(end + 1)):
            return view.word(end + 2).lower().endswith(naming.state_verbs)
        if before in naming.coordinators and self._stands_for_state(view.word(start - 2)):
            return view.word(start - 3).lower() in naming.between_prepositions or after.endswith(naming.state_verbs)
        if before in naming.of_endings:
            return False
        return after.endswith(naming.state_verbs) if after not in naming.auxiliaries else self._is_said(view, end)

    def _is_said(self, view: TokenView, verb: int) -> bool:
        """Whether the clause behind an auxiliary says what governments do ("hat die Zölle scharf kritisiert")."""
        for index in range(verb + 1, len(view)):
            word = view.words[index]
            if word in {".", ",", ":", ";"} or view.sentence[index] != view.sentence[verb]:
                return False
            if word in self.naming.state_predicates:
                return True
        return False

    def _stands_for_state(self, word: str) -> bool:
        """Whether a word is the name of a state or of its seat of government."""
        listings = self.gazetteer.named(word, self.naming.code)
        return any(self.gazetteer.class_of(item.actor) == "country" for item in listings)
