"""English. Lists written for this program from general knowledge."""

from __future__ import annotations

from collections.abc import Mapping

from digest.lang import SUBJECT_VERB, Attribution, Boilerplate, Calendar, Language, WordClasses
from digest.lang.en_cues import NOUNS_IN_S, NOUNS_TOO, add_cues
from digest.lang.en_verbs import narrated
from digest.lang.lexicon import Form, LexiconBuilder, VerbEntry


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


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
        openly recently previously only just even not never immediately quickly simply clearly rightly separately
        always often soon finally first instead too afterwards angrily bluntly calmly briefly strongly sharply flatly
        formally explicitly initially eventually promptly frankly firmly categorically reportedly apparently
        narrowly twice"""
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
    anybody=_set("nobody anyone someone none somebody anybody"),
    clause_openers=_set("than because although though while when if unless after as since until before whereas that"),
    day_parts=_set("morning afternoon evening night last"),
    adjective_endings=("ful", "able", "ible", "ous", "ive", "less", "ic", "al", "ent", "ant", "ary"),
    support_verbs=_set("do does did"),
    noun_binders=_set("of"),
    gerund_ending="ing",
    irregular_plurals=_set("people police men women children staff both many others critics data media"),
    asides=frozenset(
        {
            "meanwhile",
            "however",
            "though",
            "too",
            "by contrast",
            "for his part",
            "for her part",
            "for its part",
            "for their part",
            "in turn",
            "of course",
            "in contrast",
            "on the other hand",
            "therefore",
            "moreover",
            "for instance",
            "for example",
            "as well",
            "instead",
            "in fact",
            "indeed",
        }
    ),
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
    hearers=_set(
        "reporters journalists lawmakers supporters members delegates councillors mps parliament parents analysts"
        " investors jurors witnesses ministers voters residents staff colleagues customers viewers listeners readers"
    ),
    agency_words=_set("agency agencies reuters afp ap pa tass xinhua bloomberg dpa"),
    relays=_set("quoted cited"),
    relay_marks=("as", "saying"),
    carriers=_set("seen obtained"),
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
    bare_weekdays=True,
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


def _verbs() -> Mapping[str, VerbEntry]:
    builder = LexiconBuilder()
    for word in FREQUENT_FINITE:
        builder.add(word, Form.PAST)
    for spelling, form in narrated():
        builder.add(spelling, form)
    for word in AUXILIARIES:
        builder.add(word, Form.PRESENT | Form.AUXILIARY)
    add_cues(builder)
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
        sure_openers="“",
        tense_auxiliaries=TENSES,
        passive_auxiliaries=_set("is are was were be been being"),
        thoughts=_set("believe think fear hope expect doubt"),
        noun_forms=NOUNS_TOO | NOUNS_IN_S,
    )
