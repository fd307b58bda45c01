"""Named entities to actors: full names, surnames, inflected forms, acronyms, seats of government."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from digest.analysis.cast import Cast, Figure, Link
from digest.analysis.gazetteer import Gazetteer, Listing, unlisted_id
from digest.analysis.token_view import TokenView, folded
from digest.lang.naming import Naming
from digest.model import Actor, AliasKind, Kind, Label

_KINDS = {Label.PER: Kind.PERSON, Label.ORG: Kind.ORGANISATION, Label.GPE: Kind.PLACE, Label.LOC: Kind.PLACE}
_EDGES = re.compile(r"^[\s„»“\"‚‘'«‹›”]+|[\s„»“\"‚‘'«‹›”]+$")


class Linker:
    """Links the named entities of one article after another; keeps nothing between articles."""

    def __init__(self, gazetteer: Gazetteer, naming: Naming) -> None:
        self.gazetteer = gazetteer
        self.naming = naming

    def link(
        self, view: TokenView, entities: Sequence[tuple[int, int, Label]], day: date | None
    ) -> tuple[Cast, list[Link]]:
        """The cast of the article and one link per entity (tokens start..end-1 with a label), in text order."""
        cast = Cast()
        words = frozenset(view.words)
        links: dict[int, Link] = {}
        late: list[tuple[int, int, Label]] = []
        for start, end, label in entities:
            if label is Label.MISC:
                continue
            if label is Label.PER and end - start == 1:
                late.append((start, end, label))
                continue
            links[start] = self._person(cast, view, start, end, words) if label is Label.PER else self._body(
                cast, view, start, end, label, day)  # fmt: skip
        for start, end, _ in late:
            links[start] = self._surname(cast, view, start, end, day)
        ordered = [links[start] for start in sorted(links)]
        for link in ordered:
            figure = cast.get(link.actor) if link.actor else None
            if figure is not None:
                figure.places.append(link.start)
        return cast, ordered

    # people

    def _person(self, cast: Cast, view: TokenView, start: int, end: int, words: frozenset[str]) -> Link:
        """A name of several words."""
        surface = view.piece(start, end)
        listing = self._listed(surface, Label.PER)
        if listing is not None:
            self._enter_listed(cast, listing.actor, Label.PER)
            return Link(start, end, Label.PER, listing.actor, "full-name", 0.97)
        name = self._basic_name(surface, words)
        known = self._shorter_listed(name)
        if known is not None:
            self._enter_listed(cast, known, Label.PER)
            return Link(start, end, Label.PER, known, "name-variant", 0.85)
        return self._enter_person(cast, start, end, name)

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
            if not self.naming.is_given(parts[1]) and len(parts[1]) > 2:
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

    def _surname(self, cast: Cast, view: TokenView, start: int, end: int, day: date | None) -> Link:
        """A name of one word: a surname told in full elsewhere, a listed one, a given name, or a new person."""
        word = _EDGES.sub("", view.piece(start, end))
        for base in self.naming.genitive_bases(word):
            found = self._in_article(cast, view, start, end, base)
            if found is not None:
                return found
        listing = self._listed_surname(word, day)
        if listing is not None:
            figure = self._enter_listed(cast, listing.actor, Label.PER)
            figure.surnames.add(folded(listing.alias.surface))
            return Link(start, end, Label.PER, listing.actor, "listed-surname", 0.6 if listing.shy else 0.85)
        return self._enter_person(cast, start, end, self._basic_name(word, frozenset(view.words)))

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

    def _listed(self, surface: str, label: Label) -> Listing | None:
        for listing in self.gazetteer.named(surface, self.naming.code):
            if listing.label is label:
                return listing
        return None

    # organisations, states, places

    def _body(self, cast: Cast, view: TokenView, start: int, end: int, label: Label, day: date | None) -> Link:
        del day
        surface = _EDGES.sub("", view.piece(start, end))
        listings = [item for item in self.gazetteer.named(surface, self.naming.code) if item.label is not Label.PER]
        if listings:
            return self._listed_body(cast, view, start, end, label, listings)
        known = self._by_acronym(cast, surface)
        if known is not None:
            return Link(start, end, label, known.actor.id, "acronym", 0.85)
        name = self._basic_body(surface, view)
        actor = Actor(unlisted_id(_KINDS[label], name), _KINDS[label], name)
        figure = cast.enter(actor, label)
        bracketed = view.word(end) == "(" and view.word(end + 2) == ")"
        if bracketed and view.word(end + 1)[:1].isupper() and len(view.word(end + 1)) <= 8:
            figure.surnames.add(folded(view.word(end + 1)))
        return Link(start, end, label, actor.id, "name", 0.8)

    def _listed_body(
        self, cast: Cast, view: TokenView, start: int, end: int, label: Label, listings: list[Listing]
    ) -> Link:
        same = [item for item in listings if item.label is label] or listings
        named = [item for item in same if item.kind is not AliasKind.METONYM]
        standing = [item for item in same if item.kind is AliasKind.METONYM]
        if standing and (not named or self._acts(view, start, end)):
            self._enter_listed(cast, standing[0].actor, label)
            return Link(start, end, label, standing[0].actor, "metonym", 0.65 if named else 0.85)
        chosen = named[0]
        self._enter_listed(cast, chosen.actor, label)
        rule = "acronym" if chosen.kind is AliasKind.ACRONYM else "listed-name"
        return Link(start, end, label, chosen.actor, rule, 0.7 if chosen.shy else 0.95)

    def _acts(self, view: TokenView, start: int, end: int) -> bool:
        """Whether a seat of government stands for the government here: it acts, is acted on, or owns a policy."""
        before, after, word = view.word(start - 1).lower(), view.word(end), view.word(end - 1)
        if (
            before in self.naming.place_prepositions
            or view.word(start - 1)[:1].isupper()
            or before in self.naming.town_words
        ):
            return False
        if before in self.naming.state_prepositions:
            return True
        if word.endswith("s") and not self._listed(word[:-1], Label.GPE) and after[:1].isupper():
            return False
        owner = len(self.naming.genitive_bases(word)) > 1 and after[:1].isalpha()
        verb = (
            after[:1].islower()
            and after not in self.naming.coordinators
            and after not in self.naming.place_prepositions
        )
        return owner or (verb and after.endswith(self.naming.verb_ends))

    def _by_acronym(self, cast: Cast, surface: str) -> Figure | None:
        """An organisation whose full name gave this acronym in brackets, or whose initials it is."""
        key = folded(surface)
        for figure in cast.bodies():
            if key in figure.surnames:
                return figure
        if not surface.isupper() or len(surface) < 3:
            return None
        for figure in cast.bodies():
            initials = "".join(part[0] for part in figure.actor.name.replace("-", " ").split() if part[:1].isupper())
            if initials == surface:
                return figure
        return None

    def _basic_body(self, surface: str, view: TokenView) -> str:
        """The name of a body in its basic form, as far as the text shows it."""
        surface = " ".join(surface.split())
        head, _, last = surface.rpartition(" ")
        first = surface.split()[0]
        if head and self.naming.is_name_adjective(first):
            return self.naming.basic_body(surface)
        words = view.words
        for base in self.naming.genitive_bases(last)[1:]:
            if base in words or (head and head.endswith((" der", " des"))):
                return f"{head} {base}".strip()
        return surface
