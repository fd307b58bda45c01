"""English verb forms. The list is of frequent verbs, so that finite verbs are seen; from general knowledge."""

from __future__ import annotations

from collections.abc import Iterator

from digest.lang.lexicon import Form


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


IRREGULAR = {
    infinitive: (simple, participle)
    for infinitive, simple, participle in (
        entry.split("/")
        for entry in sorted(_set("""
            say/said/said tell/told/told write/wrote/written think/thought/thought make/made/made put/put/put
            know/knew/known swear/swore/sworn find/found/found forecast/forecast/forecast go/went/gone
            come/came/come take/took/taken get/got/got give/gave/given see/saw/seen leave/left/left feel/felt/felt
            become/became/become begin/began/begun keep/kept/kept hold/held/held stand/stood/stood run/ran/run
            lead/led/led meet/met/met pay/paid/paid lose/lost/lost win/won/won sell/sold/sold send/sent/sent
            spend/spent/spent cut/cut/cut hit/hit/hit rise/rose/risen fall/fell/fallen speak/spoke/spoken
            steal/stole/stolen break/broke/broken bring/brought/brought build/built/built buy/bought/bought
            catch/caught/caught choose/chose/chosen draw/drew/drawn drive/drove/driven drink/drank/drunk
            eat/ate/eaten fight/fought/fought fly/flew/flown forget/forgot/forgotten freeze/froze/frozen
            grow/grew/grown hear/heard/heard hide/hid/hidden hurt/hurt/hurt lay/laid/laid lend/lent/lent let/let/let
            lie/lay/lain mean/meant/meant read/read/read ride/rode/ridden ring/rang/rung seek/sought/sought
            set/set/set shake/shook/shaken shoot/shot/shot show/showed/shown shut/shut/shut sing/sang/sung
            sink/sank/sunk sit/sat/sat sleep/slept/slept strike/struck/struck sweep/swept/swept swim/swam/swum
            teach/taught/taught tear/tore/torn throw/threw/thrown understand/understood/understood wake/woke/woken
            wear/wore/worn withdraw/withdrew/withdrawn burst/burst/burst cost/cost/cost deal/dealt/dealt
            feed/fed/fed foresee/foresaw/foreseen forgive/forgave/forgiven overcome/overcame/overcome
            undergo/underwent/undergone uphold/upheld/upheld spread/spread/spread quit/quit/quit
        """))
    )
}  # fmt: skip
"""Infinitive -> past, participle."""

REGULAR = _set("""
    abandon absorb accept accompany account accumulate accuse achieve act add address adjust admit adopt affect
    afford agree aim allow alter amount analyse announce answer apologise appeal appear apply appoint approach
    approve argue arrest arrive ask assess assist associate assume attach attack attempt attend attract avoid await
    back balance ban bar base battle believe belong bill block boast boil bomb boom boost borrow burn bury calculate
    call calm campaign cancel capture carry cast cater cause celebrate chair change charge chase check circulate
    cite claim clash clean clear climb close collapse collect combine comfort comment commit compare compensate
    compete complain complete complicate concede concern conclude condemn conduct confess confirm connect consider
    consist consult consume contact contain contest continue contribute control convert convict cope correct cough
    count cover crash crawl create criticise criticize cross cry cycle damage date debate decide decline decrease
    dedicate deepen defeat defend delay deliver demand deny depart depend deploy descend describe deserve destroy
    detain detect deteriorate determine develop devote dictate die differ disagree disappear disclose discover
    discuss dismiss display dispute distribute divide dominate donate double doubt dress drop drown dwindle earn
    ease edit educate elect eliminate embarrass embrace emerge emphasise employ enable encourage end endorse endure
    engage enjoy ensure enter entitle escape establish estimate evacuate evolve examine exceed exchange exclude
    exist expand expect expire explain explode exploit explore export expose express extend face fail favour fear
    feature fetch file fill finish fire flag flee flood flow focus follow force form found frighten fuel fund gain
    gather generate govern grab grade grant greet guarantee guide halt hamper handle happen harm haul head help
    hesitate highlight hire hope host hunt hurry identify ignore illustrate imagine import impose impress improve
    include increase indicate inflict influence inform inherit injure insist inspect inspire install insure intend
    interrupt interview introduce invade invest investigate invite involve irritate issue join judge jump justify
    kick kill knock lack land last laugh launch learn like limit link list listen live look lower manage march mark
    match matter measure mention miss move murder name narrow negotiate nod note notice object observe obtain occupy
    occur offer open operate oppose order organise organize outline own pass persuade pick plan play pledge plunge
    point postpone pour praise predict prefer prepare present press prevent produce promise promote propose protect
    protest prove provide publish pull punish purchase pursue push question raise rank reach react realise
    realize recall receive recognise recognize record recover reduce refer reflect refuse regard regret reject
    relate release rely remain remember remind remove repair repeat replace reply report represent request require
    rescue resemble resign resist resolve respond rest restore result resume retain retire return reveal reverse
    review roll ruin save score scrap search secure seem seize separate serve settle share shift ship shock sign
    slip slow smile soar sound spark spill squeeze stage stare start state stay stop stress stretch strip
    struggle study submit succeed suffer suggest supply support suppose surge surprise surrender surround survive
    suspect suspend talk target tax telephone tempt tend test thank threaten tie tighten top touch tour tow trace
    trade train travel treat trigger trip trust try turn unveil update urge use vaccinate vanish view visit voice
    vote vow wait walk want warn wash waste watch weaken weigh welcome widen work worry wound yield
""")

DOUBLED = _set(
    "admit ban bar commit drop dub flag grab occur plan prefer quip rebut refer regret scrap slam slip stop strip top"
)
"""Verbs whose last consonant is doubled before -ed and -ing."""

BRITISH = _set("cancel counsel fuel label level signal total travel")
"""Verbs whose last consonant is doubled in British spelling and not in American."""

VOWELS = frozenset("aeiou")


def past(lemma: str) -> str:
    """The regular past.

    >>> past("deny"), past("plan"), past("agree"), past("stay")
    ('denied', 'planned', 'agreed', 'stayed')
    """
    if lemma.endswith("e"):
        return f"{lemma}d"
    if lemma.endswith("y") and lemma[-2] not in VOWELS:
        return f"{lemma[:-1]}ied"
    return f"{lemma}{lemma[-1] if lemma in DOUBLED else ''}ed"


def third(lemma: str) -> str:
    """The third person of the present.

    >>> third("deny"), third("press"), third("go"), third("say")
    ('denies', 'presses', 'goes', 'says')
    """
    if lemma.endswith("y") and lemma[-2] not in VOWELS:
        return f"{lemma[:-1]}ies"
    return f"{lemma}{'es' if lemma.endswith(('s', 'sh', 'ch', 'x', 'z', 'o')) else 's'}"


def gerund(lemma: str) -> str:
    """The form in -ing.

    >>> gerund("write"), gerund("agree"), gerund("plan"), gerund("say")
    ('writing', 'agreeing', 'planning', 'saying')
    """
    stem = lemma[:-1] if lemma.endswith("e") and not lemma.endswith("ee") else lemma
    return f"{stem}{lemma[-1] if lemma in DOUBLED else ''}ing"


def forms(lemma: str) -> Iterator[tuple[str, Form]]:
    """Every form of a verb. The one in -ing is a participle that is not finite."""
    if lemma in BRITISH:
        yield f"{lemma}led", Form.PAST | Form.PARTICIPLE
        yield f"{lemma}ling", Form.PARTICIPLE
    yield lemma, Form.INFINITIVE | Form.PRESENT | Form.PLURAL
    yield third(lemma), Form.PRESENT
    yield gerund(lemma), Form.PARTICIPLE
    if lemma in IRREGULAR:
        simple, participle = IRREGULAR[lemma]
    else:
        simple = participle = past(lemma)
    if simple == participle:
        yield simple, Form.PAST | Form.PARTICIPLE
        return
    yield simple, Form.PAST
    yield participle, Form.PARTICIPLE


def narrated() -> Iterator[tuple[str, Form]]:
    """Past forms of frequent verbs. Present forms are left out: most are nouns as well."""
    for lemma in (*REGULAR, *IRREGULAR):
        for spelling, form in forms(lemma):
            if form & Form.PAST:
                yield spelling, form
