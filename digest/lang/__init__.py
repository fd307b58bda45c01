"""What a language brings to the analysis, one module per language code.

A language module (`digest/lang/<code>.py`) has one function, `language() -> Language`. Adding a language is adding that
file; nothing else names a language.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from importlib.util import find_spec

from digest.errors import BadInput
from digest.lang.lexicon import NO_VERB, VerbEntry

VERB_SECOND = "verb_second"
SUBJECT_VERB = "subject_verb"


@dataclass(frozen=True, slots=True)
class WordClasses:
    """Closed classes of words, in lower case. A word may be in several."""

    determiners: frozenset[str]
    genitive_openers: frozenset[str]
    """Determiners that can open a genitive (or its equivalent) after a noun."""
    oblique: frozenset[str]
    """Determiners and pronouns that cannot open a subject."""
    subject_pronouns: frozenset[str]
    other_pronouns: frozenset[str]
    prepositions: frozenset[str]
    attaching_prepositions: frozenset[str]
    """Prepositions whose phrase belongs to the noun before it ("der Chef von …")."""
    coordinators: frozenset[str]
    content_conjunctions: frozenset[str]
    """Words that open a content clause and belong to it."""
    adverbial_conjunctions: frozenset[str]
    question_words: frozenset[str]
    relatives: frozenset[str]
    adverbs: frozenset[str]
    """Frequent words that open no noun phrase."""
    name_particles: frozenset[str]
    infinitive_marker: str
    adverbial_infinitives: frozenset[str]
    """Words that open an infinitive clause of purpose or manner, which is no content."""
    first_person: frozenset[str]
    sure_subjects: frozenset[str]
    """Pronouns that can only be the subject."""
    sure_genitives: frozenset[str]
    conjoiners: frozenset[str]
    """Words that join two noun phrases into one."""
    emphasis: frozenset[str]
    """Words after a noun that stress it and belong to it ("selbst")."""
    focus: frozenset[str]
    """Words before a noun or conjunction that stress it ("auch")."""
    possessives: frozenset[str]
    agents: frozenset[str]
    """Prepositions before the agent of a passive."""
    containers: frozenset[str]
    """Prepositions before the text something stands in ("in der Erklärung heißt es")."""
    dative_openers: frozenset[str]
    negations: frozenset[str]
    anybody: frozenset[str]
    """Pronouns for nobody in particular."""
    owning_relatives: frozenset[str] = frozenset()
    """Relatives in the genitive, which stand before the noun they own ("deren Chef")."""
    reflexives: frozenset[str] = frozenset()
    loose_openers: frozenset[str] = frozenset()
    """Determiners after a preposition that show its phrase to belong to the verb, not to the noun before."""
    clause_openers: frozenset[str] = frozenset()
    """Conjunctions after which a subject begins, where no comma marks it."""
    infinitive_endings: tuple[str, ...] = ("\0",)
    day_parts: frozenset[str] = frozenset()
    """Words after a weekday that belong to it ("morning")."""
    noble_names: frozenset[str] = frozenset()
    """First names after which a preposition goes on with the name ("Ursula von …")."""
    adjective_endings: tuple[str, ...] = ()
    adverb_endings: tuple[str, ...] = ()
    """How words end that, capitalised at the beginning of a sentence, are adverbs rather than names."""
    nominal_endings: tuple[str, ...] = ()
    plural_openers: frozenset[str] = frozenset()
    plural_endings: tuple[str, ...] = ("\0",)
    """How most nouns end that are plural after one of `plural_openers`."""
    abstract_endings: tuple[str, ...] = ("\0",)
    """How bare nouns end that do not speak."""
    person_endings: tuple[str, ...] = ()
    title_endings: tuple[str, ...] = ()
    support_verbs: frozenset[str] = frozenset()
    """Auxiliaries with which a verb is denied ("does not believe")."""
    noun_binders: frozenset[str] = frozenset()
    """Prepositions whose phrase belongs to the noun before it in any case ("of")."""
    gerund_ending: str = "\0"
    irregular_plurals: frozenset[str] = frozenset()
    """Nouns that are plural without an ending that shows it ("people")."""
    asides: frozenset[str] = frozenset()
    """What stands between commas inside a clause and belongs to none of its phrases ("by contrast")."""
    closed: frozenset[str] = frozenset()
    """All function words together; filled in by the class itself."""

    def __post_init__(self) -> None:
        groups = (self.determiners, self.subject_pronouns, self.other_pronouns, self.prepositions, self.coordinators,
                  self.content_conjunctions, self.adverbial_conjunctions, self.question_words,
                  self.adverbs)  # fmt: skip
        object.__setattr__(self, "closed", frozenset[str]().union(*groups))


@dataclass(frozen=True, slots=True)
class Attribution:
    """Words other than verbs by which news credits a speaker, in lower case."""

    before: frozenset[str]
    """Prepositions before the speaker ("laut")."""
    after: frozenset[str]
    """Words after the speaker ("zufolge")."""
    noun_prepositions: frozenset[str]
    """Prepositions that credit only with one of `nouns` ("nach Angaben von")."""
    nouns: frozenset[str]
    """Nouns of saying; who said it follows them or stands before them."""
    noun_endings: tuple[str, ...]
    """How compound nouns of saying end."""
    own: frozenset[str]
    """Words before a noun of saying that make the subject the speaker ("nach eigenen Angaben")."""
    owner_endings: tuple[str, ...]
    """How an adjective ends that opens a genitive plural after a noun of saying."""
    silent_needs: frozenset[str]
    """Words a cue needs that do not belong to it."""
    document_nouns: frozenset[str]
    """Those of `nouns` that are themselves the speaker where nobody else is named ("nach einem Bericht")."""
    parenthetical: frozenset[str]
    """Words that open a frame without verb (", so X,")."""
    verb_final: frozenset[str]
    """Words that open a frame whose verb comes last ("wie X mitteilte")."""
    carried: frozenset[str]
    """Words that credit a sentence to the speaker before ("Demnach")."""
    document_endings: tuple[str, ...]
    """How nouns end that name a text."""
    no_speakers: frozenset[str]
    """Pronouns before a cue that are not who speaks ("das sagte …")."""
    impersonal: frozenset[str]
    """Subjects behind which nobody is named ("es" in "heißt es")."""
    hearer_prepositions: frozenset[str]
    """Prepositions before the person spoken to ("gegenüber")."""
    plain_hearer_prepositions: frozenset[str]
    """Prepositions before one of `hearers` ("vor Journalisten")."""
    hearers: frozenset[str]
    """Nouns that name hearers without determiner ("Reportern")."""
    agency_words: frozenset[str]
    """Words by which a news agency is known in a phrase."""
    relays: frozenset[str] = frozenset()
    """Verb forms by which somebody is named whose words another one passes on ("quoted her as saying")."""
    relay_marks: tuple[str, ...] = ()
    """The words between such a speaker and what he said."""
    carriers: frozenset[str] = frozenset()
    """Participles after which stands who has a text ("a report seen by X")."""


@dataclass(frozen=True, slots=True)
class Calendar:
    """Words for days, in lower case. Weekdays count from Monday = 0, months from January = 1."""

    weekdays: Mapping[str, int]
    months: Mapping[str, int]
    relative_days: Mapping[str, int]
    """Words for days counted from the day of publication ("gestern": -1)."""
    day_prepositions: frozenset[str]
    """Words before a weekday that make it the time of what is told."""
    next_words: frozenset[str]
    """Words that move a weekday into the future."""
    last_words: frozenset[str]
    """Words that move a weekday into the past."""
    until_words: frozenset[str]
    """Words that make a weekday the end of a period."""
    hours_from_utc: int = 0
    bare_weekdays: bool = False
    """Whether a weekday without preposition is the time of what is told."""


@dataclass(frozen=True, slots=True)
class Boilerplate:
    """How paragraphs begin or end that are not the article: case is ignored."""

    openings: tuple[str, ...]
    whole: frozenset[str]
    """Paragraphs that are only this."""
    credits: tuple[str, ...]
    """What the credit of a caption contains ("Foto:")."""


@dataclass(frozen=True, slots=True)
class Language:
    """All that the rules need to know of one language."""

    code: str
    word_order: str
    verbs: Mapping[str, VerbEntry]
    words: WordClasses
    attribution: Attribution
    calendar: Calendar
    boilerplate: Boilerplate
    abbreviations: frozenset[str]
    """Words that end in a full stop without ending a sentence, lower case, without the stop."""
    sentence_openers: frozenset[str]
    """Lower-case words that, capitalised after a number with full stop, begin a sentence."""
    ordinal_stop: bool = False
    """Whether a full stop after a number makes it an ordinal."""
    capital_nouns: bool = False
    """Whether every noun is written with a capital letter."""
    particles: frozenset[str] = frozenset()
    finite_endings: tuple[tuple[str, VerbEntry], ...] = ()
    """Endings by which an unknown word is taken for a finite verb where no known one stands; longest first."""
    opening_quotes: str = "„»«“‚‘\"'‹›”"
    sure_openers: str = ""
    """Those of them that never close a quotation."""
    title_nouns: frozenset[str] = field(default_factory=frozenset)
    """Nouns before which a quoted name is a title ("Zeitung")."""
    tense_auxiliaries: frozenset[str] = frozenset()
    """Forms of the verbs that build perfect and passive with a participle."""
    passive_auxiliaries: frozenset[str] = frozenset()
    """Those that build the passive."""
    passive_markers: frozenset[str] = frozenset()
    """Participles of auxiliaries after a participle, which make the passive."""
    bare_auxiliaries: frozenset[str] = frozenset()
    """Infinitives and participles of auxiliaries that may follow a participle."""
    false_particles: frozenset[str] = frozenset()
    """Particles that, at the end of a clause, are mostly adverbs."""
    wishes: frozenset[str] = frozenset()
    """Subjunctives that are used for wishes, not for reporting."""
    weak_subjunctives: frozenset[str] = frozenset()
    """Subjunctives that report only right after something reported."""
    thoughts: frozenset[str] = frozenset()
    """Cues (basic form) of thinking, which tell a thought with "not" as well, where others then tell nothing."""
    noun_forms: frozenset[str] = frozenset()
    """Forms of cues that are nouns as often, where the words around must show which they are."""
    speech_nouns: frozenset[str] = frozenset()
    """Nouns that introduce content like a verb does ("der Vorwurf, …")."""
    trained_quotations: bool = False
    """Whether the tagger learned quotations from texts of this language; if not, those of the rules stay."""

    def verb(self, word: str) -> VerbEntry:
        """The entry of `word` (lower case)."""
        return self.verbs.get(word, NO_VERB)


@cache
def load(code: str) -> Language:
    """The language with this ISO 639-1 code. Raises BadInput when there is no module for it."""
    if not code.isidentifier() or find_spec(f"digest.lang.{code}") is None or len(code) != 2:
        raise BadInput(f"no language pack for {code!r}; there are de and en")
    language: Language = import_module(f"digest.lang.{code}").language()
    return language
