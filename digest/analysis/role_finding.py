"""The roles an article gives to the people it names: titles before the name, appositions after it, "X, der Y von Z"."""

from __future__ import annotations

from collections.abc import Sequence

from digest.analysis.cast import Cast, Figure, Link
from digest.analysis.offices import Offices, RolePhrase
from digest.analysis.token_view import TokenView, folded
from digest.lang.naming import Naming
from digest.model import Label

_REACH = 4
_LONGEST_APPOSITION = 14


class RoleFinder:
    """Adds roles to the figures of a cast."""

    def __init__(self, offices: Offices, naming: Naming) -> None:
        self.offices = offices
        self.naming = naming

    def find(self, view: TokenView, cast: Cast, links: Sequence[Link]) -> None:
        """Read the words around every person named in the article."""
        for link in links:
            figure = cast.get(link.actor) if link.label is Label.PER and link.actor else None
            if figure is None:
                continue
            self._sex_by_courtesy(view, figure, link)
            for phrase in (self._before(view, figure, link), self._after(view, link), self._inverted(view, link)):
                if phrase is not None:
                    self._give(figure, phrase)

    def _sex_by_courtesy(self, view: TokenView, figure: Figure, link: Link) -> None:
        if not figure.sex:
            figure.sex = self.naming.courtesies.get(view.word(link.start - 1), "")

    def _give(self, figure: Figure, phrase: RolePhrase) -> None:
        if phrase.noun.plural:
            return
        if not figure.sex:
            figure.sex = phrase.sex
        words = self.offices.words_of(phrase, figure.sex or phrase.sex)
        if words not in figure.titles and phrase.noun.base not in self.naming.person_words:
            figure.titles.append(words)
        figure.roles.update((phrase.noun.title, phrase.noun.base))

    def _before(self, view: TokenView, figure: Figure, link: Link) -> RolePhrase | None:
        """As in "Kremlsprecher Dmitri Peskow", "Präsident Russlands Wladimir Putin"."""
        at = link.start - 1
        while at > 0 and (view.words[at].rstrip(".") in self.naming.degrees or view.words[at] in self.naming.courtesies
                          or view.words[at] == ".") and self.naming.read_role(view.words[at]) is None:  # fmt: skip
            at -= 1
        if at < 0 or view.sentence[at] != view.sentence[link.start]:
            return None
        phrase = self.offices.phrase_at(view, at, limit=link.start)
        if phrase is not None:
            return None if self._is_owned(view, phrase, figure, link) else phrase
        return self._with_complement(view, link.start)

    def _is_owned(self, view: TokenView, phrase: RolePhrase, figure: Figure, link: Link) -> bool:
        """Whether a name in the genitive stands behind the role of somebody else ("die Anwältin Samanis")."""
        last = folded(view.words[link.end - 1])
        known = figure.surnames | {figure.given}
        genitive = last not in known and last.endswith("s") and last[:-1] in known
        return genitive and view.word(phrase.start - 1).lower() not in self.naming.genitive_articles - {"der"}

    def _with_complement(self, view: TokenView, name: int) -> RolePhrase | None:
        """A role noun whose complement ends right before the name: "der Sprecher des Ministeriums Hans Müller"."""
        for at in range(name - 2, max(-1, name - 7), -1):
            if view.sentence[at] != view.sentence[name] or not view.words[at][:1].isalnum():
                return None
            phrase = self.offices.phrase_at(view, at, limit=name)
            if phrase is not None:
                return phrase if phrase.end == name and phrase.complement else None
        return None

    def _after(self, view: TokenView, link: Link) -> RolePhrase | None:
        """As in "Bill Graham, Parteichef der Liberalen, …"."""
        index = link.end
        if view.word(index) == "(":
            while index < len(view) and view.words[index] != ")" and index - link.end < _REACH:
                index += 1
            index += 1
        if view.word(index) != ",":
            return None
        for at in range(index + 1, min(index + 1 + _REACH + 1, len(view))):
            word = view.words[at]
            if word in {",", ".", ":"} or view.sentence[at] != view.sentence[link.start]:
                return None
            phrase = self.offices.phrase_at(view, at, floor=index + 1)
            if phrase is not None:
                follower = view.word(phrase.end)
                return (
                    phrase
                    if follower[:1] in {",", ".", ")", "", "“", "(", ";"} or follower in self.naming.coordinators
                    else None
                )
            if word[:1].isupper() and view.word(at + 1)[:1].islower():
                return None
        return None

    def _inverted(self, view: TokenView, link: Link) -> RolePhrase | None:
        """As in "Der Direktor der Behörde, Bagus Puruhito, …"."""
        comma = link.start - 1
        if comma < 1 or view.words[comma] != ",":
            return None
        for at in range(comma - 1, max(-1, comma - _LONGEST_APPOSITION), -1):
            if view.sentence[at] != view.sentence[comma] or view.words[at] in {",", ";", ":"}:
                return None
            phrase = self.offices.phrase_at(view, at, limit=comma)
            if phrase is not None and self._is_definite(view, phrase):
                return phrase if phrase.end == comma or (not phrase.complement and at == comma - 1) else None
        return None

    def _is_definite(self, view: TokenView, phrase: RolePhrase) -> bool:
        return view.word(phrase.start - 1).lower() in self.naming.definite or bool(phrase.owner)
