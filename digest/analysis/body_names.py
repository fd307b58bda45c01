"""Names of organisations and places that the gazetteer does not list: basic forms, acronyms, short forms, genders."""

from __future__ import annotations

from digest.analysis.cast import Cast, Figure, Link
from digest.analysis.gazetteer import Gazetteer, unlisted_id
from digest.analysis.token_view import OPENING_QUOTES, TokenView, folded
from digest.lang.naming import Naming
from digest.model import Actor, Kind, Label

_KINDS = {Label.ORG: Kind.ORGANISATION, Label.GPE: Kind.PLACE, Label.LOC: Kind.PLACE}
_LONGEST_ACRONYM = 10


class BodyNames:
    """Links names of bodies by what the article itself tells about them."""

    def __init__(self, gazetteer: Gazetteer, naming: Naming) -> None:
        self.gazetteer = gazetteer
        self.naming = naming
        self._nouns = tuple(naming.organs.keys() | naming.name_classes | naming.quoted_classes)

    def link(self, cast: Cast, view: TokenView, start: int, end: int, label: Label, surface: str) -> Link:
        """The link of an unlisted name."""
        known = self._known(cast, surface) or self._known(cast, self.core(surface))
        if known is not None:
            return Link(start, end, label, known.actor.id, "acronym" if surface.isupper() else "short-name", 0.85)
        name = self.name(view, start, end, surface) if label is Label.ORG else self._place(view, surface)
        actor = Actor(unlisted_id(_KINDS[label], name), _KINDS[label], name)
        figure = cast.enter(actor, label)
        figure.surnames.update(self._short_forms(name))
        acronym = self.bracketed(view, end)
        if acronym:
            figure.surnames.add(folded(acronym))
        return Link(start, end, label, actor.id, "name", 0.8)

    def note(self, figure: Figure, view: TokenView, start: int, end: int) -> None:
        """Keep the acronym in brackets behind a name, and the gender that the noun or the article before it tells."""
        acronym = self.bracketed(view, end)
        if acronym:
            figure.surnames.add(folded(acronym))
        self._note_noun(figure, view, start)
        if view.word(end) in self.naming.organs and not self.naming.nouns_capitalised:
            figure.nouns.add(view.words[end])
        if figure.gender:
            return
        last = view.words[end - 1].rpartition("-")[2]
        words = [word for word in (*figure.actor.name.split(), last) if word[:1].isupper()]
        nouns = (self.naming.noun_gender(word) for word in words)
        before = view.word(start - 1)
        figure.gender = next((gender for gender in nouns if gender), "") or self.naming.sure_genders.get(
            before.lower(), self.naming.nominative_articles.get(before, "") if view.word(end)[:1].islower() else ""
        )

    def _note_noun(self, figure: Figure, view: TokenView, start: int) -> None:
        """Keep the noun before a name, or before its quotation mark, as far as it is one for organisations."""
        at = start - 2 if view.word(start - 1) in OPENING_QUOTES else start - 1
        noun = view.word(at)
        if noun[:1].isupper() and not view.opening[at] and noun.lower().endswith(self._nouns):
            figure.nouns.add(noun.lower())

    # names

    def name(self, view: TokenView, start: int, end: int, surface: str) -> str:
        """The name of an organisation in its basic form, with the adjective of its state or the town behind it."""
        surface = " ".join(surface.split())
        if surface.rpartition("-")[2].lower().removesuffix("s") in self.naming.appended_classes:
            surface = self.core(surface)
        local = self._local(view, surface)
        if local:
            return local
        before = self._article(view, start)
        if end == start + 1 and self._is_generic(surface):
            adjective = view.word(start - 1)
            stem = self.naming.adjective_stem(adjective.lower())
            if adjective[:1].islower() and self.gazetteer.demonym(stem, self.naming.code) is not None:
                basic = self.naming.basic_body(surface, before)
                return self.naming.national_body(stem, basic)
        basic = self.naming.basic_body(surface, before)
        return basic if basic != surface or self._has_head(surface) else self._without_genitive(surface, view)

    def _article(self, view: TokenView, start: int) -> str:
        """The article of a name, past adjectives before it; the word before the name where there is none."""
        for index in range(start - 1, max(-1, start - 4), -1):
            if view.words[index].lower() in self.naming.determiners:
                return view.words[index]
            if not view.words[index].lower().endswith(self.naming.adjective_ends):
                break
        return view.word(start - 1)

    def _is_generic(self, word: str) -> bool:
        lowered = word.lower()
        return any(
            lowered.removesuffix("s").endswith(end) or lowered.endswith(end) for end in self.naming.generic_bodies
        )

    def _has_head(self, surface: str) -> bool:
        """Whether a known noun stands in the name before its last word, so that the last one is no genitive."""
        return any(self.naming.noun_gender(word) for word in surface.split()[:-1])

    def _local(self, view: TokenView, surface: str) -> str:
        """As in "Bochumer Polizei": an office of a town is named by both, the town last; otherwise empty."""
        first, _, noun = surface.partition(" ")
        if noun.lower() not in self.naming.local_offices:
            return ""
        town = self.town(view, first)
        return f"{noun} {town}" if town else ""

    def town(self, view: TokenView, adjective: str) -> str:
        """The town an adjective comes from: a listed one, one that the article names, or the likeliest; or empty."""
        towns = self.naming.town_of(adjective)
        for town in towns:
            listed = [item for item in self.gazetteer.named(town, self.naming.code) if item.label is Label.GPE]
            if listed:
                return listed[0].alias.surface
        return next((town for town in towns if town in view.words), towns[0] if towns else "")

    def _place(self, view: TokenView, surface: str) -> str:
        return self._without_genitive(" ".join(surface.split()), view)

    def _without_genitive(self, surface: str, view: TokenView) -> str:
        """The name without a genitive ending where the text has the bare form too."""
        head, _, last = surface.rpartition(" ")
        for base in self.naming.genitive_bases(last)[1:]:
            if base in view.words:
                return f"{head} {base}".strip()
        return surface

    # short forms

    def _known(self, cast: Cast, surface: str) -> Figure | None:
        """A body told before under a longer name: its acronym in brackets, its initials, its name without "AG"."""
        key = folded(surface)
        bodies = [figure for figure in cast.bodies() if figure.label is Label.ORG]
        for base in (key, *(folded(one) for one in self.naming.genitive_bases(surface)[1:])):
            for figure in bodies:
                if base in figure.surnames:
                    return figure
        if not surface.isupper() or len(surface) < 3:
            return None
        return next((figure for figure in bodies if surface in self._initials(figure.actor.name)), None)

    def _initials(self, name: str) -> tuple[str, str]:
        """The first letters of all capitalised words of a name, and of all its words."""
        words = name.replace("-", " ").split()
        return "".join(word[0] for word in words if word[0].isupper()), "".join(word[0] for word in words).upper()

    def _short_forms(self, name: str) -> set[str]:
        """The name without what only tells what it is ("Lindwerk AG")."""
        core = self.core(name)
        return {folded(core)} if core != name else set()

    def core(self, name: str) -> str:
        """The name without a closing legal form or a class behind a hyphen ("Lindwerk AG", "Ataka-Partei")."""
        words = name.split()
        while len(words) > 1 and words[-1].rstrip(".") in self.naming.legal_forms:
            words.pop()
        head, hyphen, noun = words[-1].rpartition("-") if words else ("", "", "")
        if hyphen and noun.lower().removesuffix("s") in self.naming.appended_classes:
            words[-1] = head
        return " ".join(words)

    def bracketed(self, view: TokenView, end: int) -> str:
        """The acronym in brackets behind a name, past a closing quotation mark; empty without one."""
        at = end + 1 if view.word(end) in OPENING_QUOTES and view.word(end + 1) == "(" else end
        acronym = view.word(at + 1)
        fits = acronym[:1].isupper() and len(acronym) <= _LONGEST_ACRONYM and not acronym.islower()
        return acronym if view.word(at) == "(" and view.word(at + 2)[:1] in {")", ","} and fits else ""
