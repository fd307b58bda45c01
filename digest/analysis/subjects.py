"""Somebody told by a role alone, just before a pronoun that can mean him: "Der Moderator fragte nach. Er meinte …"."""

from __future__ import annotations

from digest.analysis.offices import Offices, RolePhrase
from digest.analysis.scene import Scene
from digest.lang.naming import Naming
from digest.model import Label

_MARKS = frozenset('„“”»«"')
"""Quotation marks of words that are said."""

_LONGEST_NAME = 6
"""Words."""

_FAR = 200
"""Words back in which it may stand."""

_BACK = 1
"""Sentences before that of the pronoun in which the role may stand."""


class Subjects:
    """Finds the role that is the subject before a pronoun."""

    def __init__(self, naming: Naming, offices: Offices) -> None:
        self.naming = naming
        self.offices = offices

    def role_before(self, scene: Scene, index: int, since: int) -> RolePhrase | None:
        """The last role noun between the tokens `since` and `index` that is a subject of the pronoun's sex, has no name
        beside it and stands in this sentence or the one before, not in somebody's words that the pronoun is outside of.
        """
        known = self.naming.pronouns.get(scene.view.words[index].lower())
        if known is None or not known.sex or not self.naming.subject_articles:
            return None
        sentence, words = scene.view.sentence, scene.view.words
        quoted, at = False, index - 1
        while at > max(since, index - _FAR) and sentence[index] - sentence[at] <= _BACK:
            quoted ^= words[at] in _MARKS
            phrase = None if quoted else self._subject(scene, at, index, known.sex)
            if phrase is not None:
                return phrase
            at -= 1
        return None

    def _subject(self, scene: Scene, at: int, limit: int, sex: str) -> RolePhrase | None:
        """The role phrase around the noun at the token, as far as it is told as a subject of that sex."""
        if at in scene.by_start or scene.around(at):
            return None
        phrase = self.offices.phrase_at(scene.view, at, limit=limit)
        if phrase is None or phrase.noun.plural or phrase.noun.sex not in ("", sex) or phrase.at != at:
            return None
        article = scene.view.word(phrase.start - 1)
        opens = sex == "m" or scene.view.opening[phrase.start - 1]
        oblique = any(word.endswith(self.naming.oblique_adjective_ends) for word in phrase.adjectives)
        subject = opens and not oblique and self.naming.subject_articles.get(article.lower()) == sex
        agent = phrase.noun.sex == sex and scene.view.word(phrase.start - 2).lower() in self.naming.agent_prepositions
        return phrase if (subject or agent) and not self._is_named(scene, phrase, limit) else None

    def _is_named(self, scene: Scene, phrase: RolePhrase, limit: int) -> bool:
        """Whether the name of whoever has the role stands behind it, or before it and a comma."""
        before = phrase.start - 2
        told = [link for link in scene.links_in(max(0, before - _LONGEST_NAME), before) if link.label is Label.PER]
        apposed = scene.view.word(before) == "," and any(link.end == before for link in told)
        behind = scene.links_in(phrase.at, min(phrase.end + 3, limit))
        return apposed or any(link.label is Label.PER for link in behind)
