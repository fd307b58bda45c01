"""Rules that propose organisations, places and events by the words they are built of."""

from __future__ import annotations

import re
from collections.abc import Iterator

from digest.analysis.entity_rules import NameRules, Proposal
from digest.analysis.token_view import OPENING_QUOTES, TokenView
from digest.lang.naming import Naming
from digest.model import Label

_ACRONYM = re.compile(r"^[A-ZÄÖÜ][A-ZÄÖÜa-z&]{0,4}[A-ZÄÖÜ][A-ZÄÖÜ0-9]{0,3}s?$")
_ROMAN = re.compile(r"^[IVXLC]+$")
_NO_ACRONYM = frozenset(
    [
        "DNA",
        "RNA",
        "HIV",
        "AIDS",
        "TV",
        "PC",
        "CD",
        "DVD",
        "SMS",
        "GPS",
        "IT",
        "KI",
        "AI",
        "AG",
        "GmbH",
        "WM",
        "EM",
        "PS",
        "LKW",
        "PKW",
        "BIP",
        "MEZ",
        "MESZ",
        "UTC",
        "DAX",
        "MDAX",
        "OK",
        "PR",
        "EDV",
        "CEO",
        "CFO",
        "PDF",
        "UKW",
        "DJ",
        "US",
        "CO2",
        "COVID",
        "SARS",
        "BSE",
        "EHEC",
        "USB",
        "WLAN",
        "LED",
        "SUV",
        "ICE",
        "IC",
        "EC",
        "RE",
        "MP3",
        "HD",
        "NGO",
        "NGOs",
        "ID",
        "AKW",
        "PCR",
        "FFP2",
        "FSK",
        "USD",
        "EUR",
        "CHF",
        "km/h",
        "MW",
        "GW",
        "TWh",
        "kWh",
    ]
)
_LONGEST_QUOTED = 4
_LONGEST_TAIL = 6
_LONGEST_EXPANSION = 12


class BodyRules:
    """Proposals from acronyms, heads ("Universität"), marks ("GmbH"), openers ("FC") and prepositions of place."""

    def __init__(self, names: NameRules) -> None:
        self.names = names
        self.naming: Naming = names.naming
        self._rules = (self._acronym, self._named_body, self._marked, self._opened, self._adjectival, self._quoted,
                       self._placed, self._compound, self._classed, self._expanded, self._bare)  # fmt: skip

    def propose(self, view: TokenView) -> Iterator[Proposal]:
        """All proposals for the text."""
        for index, word in enumerate(view.words):
            if not word[:1].isupper():
                continue
            for rule in self._rules:
                proposal = rule(view, index)
                if proposal is not None:
                    yield proposal

    def _acronym(self, view: TokenView, index: int) -> Proposal | None:
        word = view.words[index]
        if len(word) < 2 or word in _NO_ACRONYM or _ROMAN.match(word) or not _ACRONYM.match(word):
            return None
        if not word.isupper() and word[-1] != "s" and not any(char.islower() for char in word[1:-1]):
            return None
        if view.word(index + 1)[:1].isdigit() or _shouted(view, index):
            return None
        return Proposal(index, index + 1, Label.ORG, 1)

    def _expanded(self, view: TokenView, index: int) -> Proposal | None:
        """A name spelt out before its acronym: "Interamerikanische Entwicklungsbank (IADB)"."""
        acronym = view.words[index]
        if view.word(index - 1) != "(" or view.word(index + 1)[:1] != ")" or not _ACRONYM.match(acronym):
            return None
        letters = [char for char in acronym.upper() if char.isalpha()]
        position = index - 2
        while letters and position >= 0 and index - position < _LONGEST_EXPANSION:
            word = view.words[position]
            if word[:1].isupper():
                if word[0].upper() not in letters:
                    break
                first = word[0].upper()
                cut = len(letters) - 1 - letters[::-1].index(first)
                letters = letters[:cut]
                if not letters:
                    return Proposal(position, index - 1, Label.ORG, 4)
            elif not word[:1].isalpha() and word not in {"&", "-"}:
                break
            position -= 1
        return None

    def _named_body(self, view: TokenView, index: int) -> Proposal | None:
        """As in "Bundesamt für Verfassungsschutz", "Verband der Automobilindustrie"."""
        word = self._head(view.words[index].lower())
        if not word:
            return None
        link = view.word(index + 1)
        if link not in self.naming.body_links:
            return None
        end = self._tail_end(view, index + 2)
        strong = link == "für" or word in self.naming.strong_body_heads
        return Proposal(index, end, Label.ORG, 3) if end and strong else None

    def _tail_end(self, view: TokenView, index: int) -> int:
        """Index behind the noun phrase of a body's name: nouns joined by "und" or a comma, with their adjectives."""
        end = 0
        for position in range(index, min(index + _LONGEST_TAIL, len(view))):
            word = view.words[position]
            if word[:1].isupper():
                end = position + 1
            elif (end and word not in ("und", ",")) or (not word[:1].isalpha() and word != ","):
                break
        while end and view.words[end - 1] in ("und", ","):
            end -= 1
        return end

    def _marked(self, view: TokenView, index: int) -> Proposal | None:
        """As in "Siemens AG", "Lufthansa Cargo GmbH"."""
        if view.words[index] not in self.naming.organisation_marks:
            return None
        start = index
        if view.words[index] in self.naming.legal_forms and self._is_coined(view, index - 1):
            start -= 1
        while start > 0 and index - start < _LONGEST_QUOTED and self._is_company_word(view, start - 1):
            start -= 1
        return Proposal(start, index + 1, Label.ORG, 3) if start < index else None

    def _is_coined(self, view: TokenView, index: int) -> bool:
        """Whether a word right before the legal form is a name, though it may look like a compound ("Lindwerk AG")."""
        word = view.word(index)
        plain = word[:1].isupper() and word[1:2].islower() and word.lower() not in self.naming.small_words
        return plain and self.naming.read_role(word) is None and word not in self.naming.everyday

    def _is_company_word(self, view: TokenView, index: int) -> bool:
        word = view.words[index]
        if word.lower() in self.naming.small_words:
            return False
        if word == "&" or (word[:1].isupper() and word.isupper()):
            return True
        if not word[:1].isupper() or (view.opening[index] and self.naming.is_ordinary(word)):
            return False
        return self.naming.read_role(word) is None and not (self.naming.is_ordinary(word) and "-" not in word)

    def _opened(self, view: TokenView, index: int) -> Proposal | None:
        """As in "FC Freiburg", "Universität Bayreuth", "Landkreis Kusel"."""
        word, naming = view.words[index], self.naming
        company = word in naming.organisation_openers or self._opens_body(view, index)
        place = word in naming.place_openers
        if not company and not place:
            return None
        end = index + 1
        while end < len(view) and end - index <= _LONGEST_QUOTED and self._is_name_part(view, end):
            end += 1
        if end == index + 1:
            return None
        if word in naming.club_words and view.word(end).isdigit() and len(view.word(end)) in (2, 4):
            end += 1
        if company:
            start = index - 2 if index > 1 and view.words[index - 1] == "." and view.words[index - 2] == "1" else index
            start = index - 1 if view.word(index - 1) == "1." else start
            joined = view.word(index - 1) in self.naming.coordinators and view.word(index - 2).endswith("-")
            start = index - 2 if joined else start
            return Proposal(start, end, Label.ORG, 3)
        inside = word in naming.place_name_starts
        label = Label.LOC if inside and word not in naming.districts else Label.GPE
        return Proposal(index if inside else index + 1, end, label, 2 if inside else 1)

    def _head(self, word: str) -> str:
        """The lower-case word without a genitive ending when it is the head of a body's name; otherwise empty."""
        heads = self.naming.organisation_heads
        bases = (word, word.removesuffix("es"), word.removesuffix("s"))
        return next((base for base in bases if _ends_in(base, heads)), "")

    def _opens_body(self, view: TokenView, index: int) -> bool:
        """Whether a noun that is a kind of organisation has its name right behind: "Hotelverband Westermark"."""
        word, following = view.words[index].lower(), view.word(index + 1)
        if "-" in word or not _ends_in(word, self.naming.opening_heads):
            return False
        named = self.naming.is_given(following) and view.is_name_like(index + 2) and not view.opening[index + 2]
        return not (named or self.naming.read_role(following))

    def _is_name_part(self, view: TokenView, index: int) -> bool:
        word = view.words[index]
        if word in self.naming.directions:
            return True
        if not word[:1].isupper() or word in self.naming.everyday:
            return False
        return not self.naming.is_ordinary(word) or self.names.single(word) != ()

    def _adjectival(self, view: TokenView, index: int) -> Proposal | None:
        """A capitalised adjective and a noun: "Deutsche Forschungsgemeinschaft", "Potsdamer Platz"."""
        word, noun = view.words[index], view.word(index + 1)
        if not noun[:1].isupper() or len(noun) < 3:
            return None
        lowered = noun.lower().removesuffix("s")
        label = self._label_of_head(lowered)
        if word.endswith("er") and lowered in self.naming.town_heads and self._from_town(word):
            return Proposal(index, index + 2, label or Label.ORG, 3)
        if word.endswith("er") and self.names.single(word[:-2]) + self.names.single(word[:-1]):
            return None
        if view.opening[index] or not self.naming.is_name_adjective(word):
            return None
        return Proposal(index, index + 2, label or Label.ORG, 3)

    def _from_town(self, word: str) -> bool:
        """Whether a word in -er is made of a town's name, as far as nothing else explains it ("Irnstedter")."""
        if self.names.single(word[:-2]) or self.names.single(word[:-1]):
            return True
        return not (
            self.naming.is_ordinary(word)
            or self.naming.is_name_adjective(word)
            or word.lower() in self.naming.small_words
        )

    def _label_of_head(self, noun: str) -> Label | None:
        if _ends_in(noun, self.naming.place_heads):
            return Label.LOC
        if _ends_in(noun, self.naming.organisation_heads):
            return Label.ORG
        return Label.MISC if _ends_in(noun, self.naming.event_heads) else None

    def _quoted(self, view: TokenView, index: int) -> Proposal | None:
        """A name in quotation marks after the word for a medium: "der Zeitung „Bild“"."""
        if view.word(index - 1) not in OPENING_QUOTES or not self._is_medium_class(view.word(index - 2)):
            return None
        for end in range(index + 1, min(index + _LONGEST_QUOTED + 1, len(view))):
            if view.words[end] in OPENING_QUOTES:
                return Proposal(index, end, Label.ORG, 4)
        return None

    def _classed(self, view: TokenView, index: int) -> Proposal | None:
        """An unknown name right after the word for what it is: "die Firma Conradty", "der Sender al-Dschasira"."""
        before = view.word(index - 1)
        if not before[:1].isupper() or not (
            self._is_organ(before.lower()) or self._is_organ(before.lower().removesuffix("s"))
        ):
            return None
        end = index
        while (
            end < len(view)
            and end - index < _LONGEST_QUOTED
            and self._is_name_part(view, end)
            and not view.opening[end]
        ):
            end += 1
        if end == index or self.names.single(view.words[index]):
            return None
        return Proposal(index, end, Label.ORG, 3)

    def _bare(self, view: TokenView, index: int) -> Proposal | None:
        """Where only names are capitalised: an unknown capitalised word inside a sentence"""
        if self.naming.nouns_capitalised or view.opening[index] or not self.names.is_plain_name(view, index):
            return None
        return Proposal(index, index + 1, Label.ORG, -1)

    def _is_organ(self, word: str) -> bool:
        if word in self.naming.name_classes:
            return True
        return any(word[start:] in self.naming.name_classes for start in range(1, len(word) - 4))

    def _is_medium_class(self, word: str) -> bool:
        lowered = word.lower()
        return lowered in self.naming.quoted_classes or self._is_organ(lowered.removesuffix("s"))

    def _placed(self, view: TokenView, index: int) -> Proposal | None:
        """A bare unknown name after a preposition of place: "in Passau"."""
        word = view.words[index]
        if (
            view.word(index - 1).lower() not in self.naming.place_prepositions
            or not word[1:2].islower()
            or len(word) < 3
        ):
            return None
        following = view.word(index + 1)
        if following[:1].isupper() and following.isalpha() and not view.opening[index + 1]:
            return None
        if self.naming.is_ordinary(word) or self.naming.is_given(word) or word in self.naming.everyday:
            return None
        if self.naming.read_role(word) or self.names.gazetteer.inhabitant(word) or self.naming.is_person_plural(word):
            return None
        return Proposal(index, index + 1, Label.GPE, 0)

    def _compound(self, view: TokenView, index: int) -> Proposal | None:
        """As in "US-Regierung", "SPD-Fraktion"; "Leopoldstraße", "Landsbergstadion"."""
        word = view.words[index]
        if "-" in word:
            prefix, _, head = word.rpartition("-")
            if head.lower() in self.naming.compound_bodies and self.names.single(prefix):
                return Proposal(index, index + 1, Label.ORG, 2)
            return None
        lowered = word.lower()
        if lowered.endswith(self.naming.street_words) and len(lowered) > 9 and lowered not in self.naming.plain_streets:
            return Proposal(index, index + 1, Label.LOC, 1)
        if lowered.removesuffix("s").endswith("ministerium") and lowered.startswith(self.naming.body_prefixes):
            return Proposal(index, index + 1, Label.ORG, 1)
        if lowered.endswith(self.naming.street_ends) and len(lowered) > 9 and not self.naming.is_ordinary(word):
            return Proposal(index, index + 1, Label.LOC, 1)
        return None


def _ends_in(word: str, ends: frozenset[str]) -> bool:
    """Whether the lower-case word is, or is a compound of, one of the words."""
    return any(word[start:] in ends for start in range(max(0, len(word) - 22), len(word) - 1))


def _shouted(view: TokenView, index: int) -> bool:
    """Whether the neighbours are in capitals too, as in a headline."""
    return any(len(view.word(near)) > 3 and view.word(near).isupper() and view.word(near).isalpha()
               for near in (index - 1, index + 1))  # fmt: skip
