"""English. Lists written for this program from general knowledge."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from digest.lang import SUBJECT_VERB, Attribution, Boilerplate, Calendar, Language, WordClasses
from digest.lang.lexicon import Cue, Form, LexiconBuilder, Reading, Takes, VerbEntry


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


IRREGULAR = {
    "say": ("says", "said", "said"), "tell": ("tells", "told", "told"), "write": ("writes", "wrote", "written"),
    "think": ("thinks", "thought", "thought"), "make": ("makes", "made", "made"), "put": ("puts", "put", "put"),
    "know": ("knows", "knew", "known"), "swear": ("swears", "swore", "sworn"), "deny": ("denies", "denied", "denied"),
    "find": ("finds", "found", "found"), "reply": ("replies", "replied", "replied"), "vow": ("vows", "vowed", "vowed"),
    "admit": ("admits", "admitted", "admitted"), "forecast": ("forecasts", "forecast", "forecast"),
}  # fmt: skip
"""Infinitive -> third person present, past, participle."""

CUES = """
cq: say argue claim explain add note insist maintain stress emphasise emphasize conclude declare state reply respond
    observe comment recall joke write predict reveal report caution remark
cqh: tell
ca: announce confirm deny acknowledge concede admit complain warn suggest propose estimate allege
c: believe think fear hope expect estimate forecast find
ciah: urge ask order
ih: invite advise beg instruct encourage press
i: promise pledge vow agree refuse threaten offer demand
iah+of: accuse
a: reject criticise criticize condemn welcome thank praise dismiss defend denounce oppose
a+at: put
"""
"""Letters as in digest.lang.de_cues; h: the hearer stands right behind the cue."""

WORDS = WordClasses(
    determiners=_set(
        "the a an this that these those his her its their our my your some any no both all each every several "
        "two three many most another"
    ),
    genitive_openers=frozenset(),
    oblique=_set("him them me us whom"),
    subject_pronouns=_set("he she it they we i you who"),
    other_pronouns=_set("him her them me us you himself herself itself themselves"),
    prepositions=_set(
        """in on at by for with from of to about after before during under over between against into through outside
        inside near as since until according despite without within among towards toward via following amid"""
    ),
    attaching_prepositions=_set("of for from at"),
    coordinators=_set("and but or so yet"),
    content_conjunctions=_set("that whether"),
    adverbial_conjunctions=_set("because although though while when if unless after before since as until"),
    question_words=_set("who what when where why how which"),
    relatives=_set("who which that whose whom where"),
    adverbs=_set(
        """also then later earlier now today yesterday already once again still however meanwhile repeatedly publicly
        openly recently previously only just even not never immediately quickly simply clearly rightly separately"""
    ),
    name_particles=_set("de van von der den del della di da la le al bin ben el of"),
    infinitive_marker="to",
    adverbial_infinitives=frozenset(),
    first_person=_set("i we"),
    sure_subjects=_set("he she they we i"),
    sure_genitives=frozenset(),
    conjoiners=_set("and or &"),
    emphasis=_set("himself herself itself themselves"),
    focus=_set("even only also"),
    possessives=_set("his her its their"),
    agents=_set("by"),
    containers=_set("in"),
    dative_openers=frozenset(),
    negations=_set("not never"),
    anybody=_set("nobody anyone someone"),
    clause_openers=_set("because although though while when if unless after as since until before whereas that"),
    day_parts=_set("morning afternoon evening night last"),
)

ATTRIBUTION = Attribution(
    before=_set("according"),
    after=frozenset(),
    noun_prepositions=frozenset(),
    nouns=frozenset(),
    noun_endings=("\0",),
    own=frozenset(),
    owner_endings=("\0",),
    silent_needs=frozenset(),
    document_nouns=frozenset(),
    parenthetical=frozenset(),
    verb_final=_set("as"),
    carried=frozenset(),
    document_endings=("report", "statement", "letter"),
    no_speakers=_set("it this that there"),
    impersonal=_set("it"),
    hearer_prepositions=frozenset(),
    plain_hearer_prepositions=frozenset(),
    hearers=_set("reporters journalists lawmakers supporters members delegates councillors mps parliament"),
    agency_words=_set("agency agencies reuters afp ap pa tass xinhua bloomberg dpa"),
)

CALENDAR = Calendar(
    weekdays={name: day for day, name in enumerate(
        ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"))},
    months={name: number for number, names in enumerate(
        ("january jan", "february feb", "march", "april apr", "may", "june jun", "july jul", "august aug",
         "september sept sep", "october oct", "november nov", "december dec"), start=1) for name in names.split()},
    relative_days={"today": 0, "yesterday": -1},
    day_prepositions=_set("on last late early"),
    next_words=_set("next by until from before for"),
    last_words=_set("last"),
    until_words=_set("until"),
    bare_weekdays=False,
)  # fmt: skip

BOILERPLATE = Boilerplate(
    openings=(
        "read more", "also read", "read also", "more on this", "related", "you may also like", "most read",
        "newsletter",
        "sign up", "subscribe", "advertisement", "sponsored", "follow us", "share this", "photo:", "picture:", "image:",
        "photograph:", "listen to", "watch:", "source:", "copyright", "© ", "(c) ", "recommended", "trending",
        "more from", "click here", "join our", "download", "this article", "additional reporting", "editing by",
        "reporting by", "up next", "don't miss", "editor's note", "skip ", "what others are reading",
    ),
    whole=frozenset({"share", "advertisement", "print", "save", "comments", "facebook", "twitter", "whatsapp",
        "email"}),
    credits=("photo:", "photograph:", "picture:", "image:", "getty images", "/ap", "/reuters", "/afp", "file photo"),
)  # fmt: skip

ABBREVIATIONS = _set(
    """mr mrs ms dr prof sen rep gov gen col lt sgt rev hon st jr sr inc ltd co corp vs etc jan feb mar apr jun jul
    aug
    sept sep oct nov dec u.s u.k e.g i.e a.m p.m est dept fig vol pp"""
)

OPENERS = _set(
    "the a an he she it they we i this that these those in on at by for with from but and so there here when if"
)

AUXILIARIES = _set(
    "is are was were be been being has have had do does did will would can could shall should may might must"
)
TENSES = _set("has have had")
FREQUENT_FINITE = _set(
    """was were is are would will could can had has have should must may might did does do went came made took got gave
    saw knew thought found left felt became began kept held stood ran led met paid lost won sold sent spent cut hit
    needs wants needed wanted lies costs rises rose falls fell remains remained faces faced works worked isn't wasn't
    don't doesn't didn't won't wouldn't can't couldn't"""
)


def _forms(lemma: str) -> Iterator[tuple[str, Form]]:
    yield lemma, Form.INFINITIVE | Form.PRESENT | Form.PLURAL
    if lemma in IRREGULAR:
        third, past, participle = IRREGULAR[lemma]
    else:
        stem = lemma.removesuffix("e")
        third, past = lemma + "s", stem + "ed"
        participle = past
    yield third, Form.PRESENT
    yield past, Form.PAST
    yield participle, Form.PAST | Form.PARTICIPLE if participle == past else Form.PARTICIPLE


_LETTERS = {"c": Takes.CLAUSE, "i": Takes.INFINITIVE, "q": Takes.QUOTE, "a": Takes.ACT}


def _cues() -> Iterator[Cue]:
    letters, needs = "", ()  # type: str, tuple[str, ...]
    for line in CUES.strip().splitlines():
        head, colon, rest = line.partition(": ")
        if colon:
            letters, _, need = head.partition("+")
            needs = (need,) if need else ()
        takes = Takes.NONE
        for letter in letters:
            takes |= _LETTERS.get(letter, Takes.NONE)
        for lemma in (rest if colon else line).split():
            yield Cue(lemma, takes, needs=needs, hearer="accusative" if "h" in letters else "")


def _verbs() -> Mapping[str, VerbEntry]:
    builder = LexiconBuilder()
    for word in FREQUENT_FINITE:
        builder.add(word, Form.PAST)
    for word in AUXILIARIES:
        builder.add(word, Form.PRESENT | Form.AUXILIARY)
    for cue in _cues():
        for spelling, form in _forms(cue.lemma):
            builder.add(spelling, form)
            if not (form & Form.INFINITIVE and form & Form.PLURAL and cue.lemma in {"put", "note", "state", "report"}):
                builder.add_reading(spelling, Reading(cue, form))
    return builder.entries()


def language() -> Language:
    """The English pack."""
    return Language(
        code="en",
        word_order=SUBJECT_VERB,
        verbs=_verbs(),
        words=WORDS,
        attribution=ATTRIBUTION,
        calendar=CALENDAR,
        boilerplate=BOILERPLATE,
        abbreviations=ABBREVIATIONS,
        sentence_openers=OPENERS,
        tense_auxiliaries=TENSES,
    )
