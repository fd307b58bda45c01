"""What a language brings to the recognition of names and roles, one module `<code>_names.py` per language.

A module has one function, `naming() -> Naming`. Adding a language is adding that file; nothing else names a language.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from importlib.util import find_spec

from digest.errors import BadInput
from digest.lang import given_names
from digest.model import Kind


@dataclass(frozen=True, slots=True)
class RoleNoun:
    """A noun for somebody by office, profession or relation, as read from one word of the text.

    `title` is the word in its basic form, masculine where the language makes a difference ("Außenminister"), `base` its
    last part ("minister"), `prefix` what stands before ("außen"); `sex` is m, f, or empty where the word does not tell.
    `plural` is True where the form can only be a plural.
    """

    word: str
    title: str
    base: str
    prefix: str
    sex: str
    plural: bool = False


@dataclass(frozen=True, slots=True)
class Pronoun:
    """Whom a pronoun can stand for: `sex` m or f or empty; `plural` True, False, or None where only the verb tells."""

    sex: str
    plural: bool | None


@dataclass(frozen=True, slots=True)
class Naming:
    """Words around names, in lower case unless said otherwise."""

    code: str
    particles: frozenset[str]
    """Words inside names of people that begin with a small letter ("von")."""
    joining_particles: frozenset[str]
    """Those particles that can follow a surname as well ("y", "de")."""
    self_words: frozenset[str]
    """Words that only stress a pronoun ("selbst")."""
    common_surnames: frozenset[str]
    """Surnames that many people bear, as written: with one of them a full name may be another person's too."""
    courtesies: Mapping[str, str]
    """Words before a name that tell the sex ("Herr": m); as written."""
    degrees: frozenset[str]
    """Titles before a name that tell nothing else ("Dr."); as written, without full stop."""
    read_role: Callable[[str], RoleNoun | None]
    is_ordinary: Callable[[str], bool]
    """Whether a capitalised word is an ordinary word of the language."""
    small_words: frozenset[str]
    """Articles, pronouns, prepositions, conjunctions and adverbs: capitalised they only open a sentence."""
    everyday: frozenset[str]
    """Frequent ordinary nouns and sentence openers, as written with a capital."""
    adjective_stem: Callable[[str], str]
    """A lower-case adjective without its ending."""
    spokespeople: frozenset[str]
    """Bases of role nouns whose bearer speaks for the organisation named after them."""
    officials: Mapping[str, str]
    """Bases of role nouns whose bearer speaks for the office of this lower-case name ("staatsanwalt")."""
    outsiders: frozenset[str]
    """Bases of role nouns whose bearer is of an organisation without speaking for it ("gegner")."""
    documents: frozenset[str]
    """Nouns for texts and utterances that speak for whoever issued them ("Bericht")."""
    organs: Mapping[str, frozenset[str]]
    """Nouns that stand for an organisation told before, with its possible classes in the gazetteer; empty: any class.
    The class `place` means a town or state."""
    local_offices: frozenset[str]
    """Nouns for offices that with the adjective of a town are named by both ("polizei")."""
    pronouns: Mapping[str, Pronoun]
    first_person: frozenset[str]
    """Pronouns of the first person, lower case."""
    sure_pronouns: frozenset[str]
    """Those of them that are nothing else and stand alone as subjects ("er")."""
    demonstratives: frozenset[str]
    """Those pronouns that mean whoever was told last ("dieser")."""
    possessives: frozenset[str]
    numbers: Mapping[str, int]
    """Words for small numbers from three on."""
    rulings: tuple[str, ...]
    """Ends of nouns for texts that only courts issue ("urteil")."""
    both: frozenset[str]
    """Words for exactly two told before."""
    indefinite: frozenset[str]
    """Determiners that introduce somebody not yet named."""
    definite: frozenset[str]
    article_sex: Mapping[str, str]
    """The sex a nominative article tells before a noun for a person ("die": f)."""
    oblique_sex: Mapping[str, str]
    """The same before a noun that ends like no subject's ("der 54-Jährigen": f)."""
    subject_articles: Mapping[str, str]
    """The articles a subject in the singular can have, with the sex they tell; empty where articles tell none."""
    plural_articles: frozenset[str]
    """Articles that before a masculine noun tell a plural ("die Minister")."""
    former: frozenset[str]
    """Adjective stems and prefixes that say that an office is no longer, not yet or not fully held."""
    possessive_marks: frozenset[str]
    """Tokens right behind a name that make it a genitive ("'s", "’" as in "Scholz’ Sprecher")."""
    genitive_articles: frozenset[str]
    place_prepositions: frozenset[str]
    """Prepositions after which a bare name is a place ("in")."""
    of_prepositions: frozenset[str]
    """Prepositions that tie an office to what it is of ("von")."""
    agent_prepositions: frozenset[str]
    """Prepositions before whoever acts in a passive ("von")."""
    with_prepositions: frozenset[str]
    """Prepositions whose noun is not the speaker ("wegen"), where a speaker phrase ends."""
    coordinators: frozenset[str]
    paired: frozenset[str]
    """Words that join as the second half of a pair ("sowohl … als auch")."""
    list_openers: frozenset[str]
    """Words that announce such a pair and belong to no name ("sowohl")."""
    quoted_classes: frozenset[str]
    """Nouns before which or after which a name in quotation marks is a medium ("Zeitung")."""
    name_classes: frozenset[str]
    """Nouns after which an unknown name, quoted or not, is an organisation ("firma")."""
    name_openers: frozenset[str]
    """Those of them with which names begin ("stiftung")."""
    organisation_heads: frozenset[str]
    """Ends of words that are organisations by themselves or with a name after them ("ministerium", "gericht")."""
    organisation_marks: frozenset[str]
    """Words that close the name of an organisation, as written ("GmbH")."""
    company_word: str
    """The noun that such a mark makes of a name ("unternehmen")."""
    appended_classes: frozenset[str]
    """Lower-case nouns that behind a name and a hyphen only tell what it is ("konzern")."""
    legal_forms: frozenset[str]
    """Those of them that a short form leaves out, as written ("AG")."""
    organisation_openers: frozenset[str]
    """Words that open the name of a club or company, as written ("FC")."""
    body_links: frozenset[str]
    """Words between the head of a body and what it is for, as written ("für")."""
    strong_body_heads: frozenset[str]
    """Heads after which any noun phrase belongs to the name ("gewerkschaft der Polizei")."""
    town_heads: frozenset[str]
    """Heads that make a name after the adjective of a town ("Berliner Zeitung")."""
    compound_bodies: frozenset[str]
    """Heads that make a body after a name and a hyphen ("US-Regierung")."""
    nouns_capitalised: bool
    """Whether every noun is written with a capital letter."""
    directions: frozenset[str]
    """Words for directions that can close a name, as written ("Nordwest")."""
    club_words: frozenset[str]
    """Openers after which a number belongs to the name ("FC Schalke 04"), as written."""
    opening_heads: frozenset[str]
    """Ends of nouns that with a name right behind make an organisation ("Feuerwehr Seehagen")."""
    body_prefixes: tuple[str, ...]
    """Beginnings that make a ministry a particular one ("bundes")."""
    street_words: tuple[str, ...]
    """Ends of words that are streets with a name, except for `plain_streets`."""
    plain_streets: frozenset[str]
    street_ends: tuple[str, ...]
    """Ends of words that are streets, squares or stadiums with a name."""
    districts: frozenset[str]
    """Those place openers that belong to the name of something governed ("Landkreis"), as written."""
    place_name_starts: frozenset[str]
    """Those place openers that belong to the name ("Bad", "San"), as written."""
    is_aged: Callable[[str], bool]
    """Whether a word tells somebody's age in years ("54-jährige")."""
    is_name_adjective: Callable[[str], bool]
    """Whether a capitalised word is an adjective, which inside a sentence only a name makes capital."""
    is_person_plural: Callable[[str], bool]
    """Whether a capitalised word looks like people in the plural or another noun that names no place."""
    place_heads: frozenset[str]
    """Ends of words that are streets, waters, buildings ("straße")."""
    place_openers: frozenset[str]
    """Words before which a name is a place, as written ("Landkreis")."""
    event_heads: frozenset[str]
    """Ends of words that are events, works or laws with a name ("krieg")."""
    office_synonyms: Mapping[str, tuple[str, ...]]
    """Other titles under which the gazetteer may list the office that a title names; all lower case."""
    national_prefixes: frozenset[str]
    """Prefixes of titles that mean the state the reader lives in ("bundes")."""
    bare_national_titles: frozenset[str]
    """Titles that without any further word mean the state the reader lives in ("bundeskanzler")."""
    home: str
    """ISO code of the state meant by "der Bundeskanzler" where the outlet's country is unknown; empty: none."""
    town_words: frozenset[str]
    """Words before the name of a town that make it the town itself ("hauptstadt")."""
    town_nouns: frozenset[str]
    """Those of them that are nouns for a town, lower case ("stadt")."""
    building_prepositions: frozenset[str]
    """Prepositions that with a building make it a place ("vor dem Weißen Haus")."""
    between_prepositions: frozenset[str]
    """Prepositions after which two seats of government joined by "und" stand for the governments ("zwischen")."""
    state_verbs: tuple[str, ...]
    """Ends of finite verbs for what governments do in public ("kritisiert", "kritisierte")."""
    state_nouns: tuple[str, ...]
    """Ends of nouns for what governments have and towns have not ("kurs", "vorwürfe")."""
    auxiliaries: frozenset[str]
    """Verb forms that leave it to a later word what is said ("hat")."""
    state_predicates: frozenset[str]
    """Such later words for what governments do or are ("kritisiert", "bereit")."""
    of_endings: tuple[str, ...]
    """Words before a name that make it a complement rather than a subject ("von")."""
    verb_ends: tuple[str, ...]
    """Ends of finite verb forms."""
    function_words: frozenset[str]
    """Frequent words that are no adjectives although they end like one."""
    adjective_ends: tuple[str, ...]
    oblique_adjective_ends: tuple[str, ...]
    """Those of them that no subject in the singular has after an article; the empty tuple where case shows nowhere."""
    attribute_openers: frozenset[str]
    """Words before a name in an attribute between an article and its noun ("die in Graz erscheinende Zeitung")."""
    complement_openers: frozenset[str]
    """Words that open what an office is of ("der", "von")."""
    complement_words: frozenset[str]
    """Small words inside such a phrase."""
    title_adjectives: frozenset[str]
    """Adjectives with a capital that belong to a title ("Regierende Bürgermeisterin"), lower case."""
    fillers: frozenset[str]
    """Adjective stems left out of a role in words ("damalig")."""
    basic_body: Callable[[str, str], str]
    """The basic form of an organisation's name, given the word before it ("Deutschen Wetterdienstes" after "des")."""
    read_plural: Callable[[str], bool]
    """Whether a noun for an organisation is in the plural, as far as its ending tells ("Regierungen")."""
    singular_of: Callable[[str], str]
    """The lower-case singular of such a plural; empty for other words."""
    noun_gender: Callable[[str], str]
    """The gender of a noun for an organisation: m, f, n, p for plural; empty where it is not known."""
    town_of: Callable[[str], tuple[str, ...]]
    """The towns that an adjective can come from, the likeliest first ("Bochumer")."""
    national_body: Callable[[str, str], str]
    """What an organisation is called, from the stem of its state's adjective and its noun."""
    sure_genders: Mapping[str, str]
    """Lower-case articles that tell the gender of the name behind them ("das": n)."""
    nominative_articles: Mapping[str, str]
    """Articles that at the start of a sentence tell it, as written ("Der": m)."""
    generic_bodies: frozenset[str]
    """Ends of nouns that every state has one of ("ministerium"), which its adjective tells apart."""
    plural_verb_ends: tuple[str, ...]
    """Ends of verb forms that tell a plural subject."""
    singular_verbs: frozenset[str]
    """Verb forms that end like a plural but are none."""
    state_bodies: tuple[str, ...]
    """Those of them that without any state named mean the state the text is about."""
    boards: tuple[str, ...]
    """Ends of nouns for those who lead what the noun begins with ("führung")."""
    government_words: frozenset[str]
    """Bases of nouns that stand for a state when its name or adjective is by them ("regierung")."""
    countries_words: frozenset[str]
    """Nouns that after "both" mean states."""
    person_words: frozenset[str]
    """Role bases that tell no role ("mann"), for "der Mann"."""
    office_title: Callable[[str, str, str, Kind], str]
    """An office in words, from its title as the gazetteer has it, the holder's sex, what it is of, and what that is."""
    translated_role: Callable[[str, str], str]
    """A role in words, from its lower-case title in the basic form in another language and the holder's sex; empty
    where this language has no word for it."""
    role_words: Callable[[str, RoleNoun, str], str]
    """A role in its basic form, from the adjectives before it, the noun and the holder's sex."""
    owned_role: Callable[[str, str], str]
    """A role in words with the owner told before its noun ("Frankreichs", in English "France")."""
    genitive_bases: Callable[[str], tuple[str, ...]]
    """What the basic form of a name can be, given a form in the text, the form itself first ("Putins": "Putin")."""

    @property
    def determiners(self) -> frozenset[str]:
        """Articles and possessives."""
        return self.definite | self.indefinite | self.possessives

    @property
    def wordlike(self) -> frozenset[str]:
        """Given names that are words or places as well."""
        return given_names.WORDLIKE

    def sex_of_given(self, name: str) -> str:
        """M or f for a given name, empty where it is unknown or borne by both."""
        first = name.split("-", 1)[0]
        for candidate in (name, first):
            if candidate in given_names.FEMALE:
                return "f"
            if candidate in given_names.MALE:
                return "m"
        return ""

    def is_given(self, name: str) -> bool:
        """Whether a word is a known given name, or two joined by a hyphen."""
        if name in given_names.ALL:
            return True
        parts = name.split("-")
        return len(parts) == 2 and all(part in given_names.ALL for part in parts)


@cache
def load(code: str) -> Naming:
    """The naming record of the language with this ISO 639-1 code. Raises BadInput when there is none."""
    module = f"digest.lang.{code}_names"
    if not code.isidentifier() or len(code) != 2 or find_spec(module) is None:
        raise BadInput(f"no names for language {code!r}; add digest/lang/{code}_names.py")
    naming: Naming = import_module(module).naming()
    return naming
