"""English verbs that introduce speech, with what each introduces. Written for this program from general knowledge.

One line has the same frames. `|` sets off a particle that follows the verb at once, `+` a word that must stand in the
same clause, `-` one that must not. Letters before the colon: c content clause, i infinitive, g gerund, q direct
speech, f quoted fragment, a the act alone; h: who is spoken to stands right behind the cue.
"""

from __future__ import annotations

from collections.abc import Iterator

from digest.lang.en_verbs import forms
from digest.lang.lexicon import Cue, Form, LexiconBuilder, Reading, Takes

CUES = """
cq: say argue claim explain add note insist maintain stress emphasise emphasize conclude declare state reply respond
    observe comment recall joke write predict reveal caution remark retort testify confess boast lament continue
    reiterate counter assert contend affirm rule post shrug clarify quip hint muse enthuse underline underscore
    counsel opine reflect elaborate
    go|on point|out hit|back fire|back chime|in
cqa: disagree announce confirm deny acknowledge concede admit report
cqia: promise pledge vow
cqi: threaten
cqg: deny admit suggest propose recommend
cqih: advise warn
cq: complain suggest propose recommend estimate fear believe
cqh: tell remind assure inform notify
ch: convince persuade
qih: ask
ih: order urge instruct advise invite beg encourage press tell remind challenge call|on
ciqa: demand
ciq: decide agree request
ca: suspect expect
c: allege think hope forecast find doubt imply disclose signal indicate
ci: hope expect claim
i: agree refuse offer decline-comment call+for ask+for appeal
iah+of: accuse
a: reject criticise criticize condemn welcome praise dismiss defend denounce oppose dispute decry deplore hail slam
    blast refute rebut fear rule|out apologise apologize accept rebuke blame
a: call|for appeal|for
ah: thank congratulate wish
af+as: describe dismiss condemn brand hail denounce
fa: call label brand dub
f: speak|of
a+at: put
"""


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


NOUNS_TOO = _set("""
    appeal blame blast brand call caution challenge claim comment counter demand dispute doubt estimate fear
    forecast hope label note offer order pledge post praise press promise remark reply report request rule signal
    state threaten vow welcome
""")
"""Cues whose base form is a noun as often: read as verbs only behind a plural."""

NOUNS_IN_S = _set("""
    appeals brands calls challenges claims comments demands disputes doubts estimates fears forecasts hails hopes
    labels notes offers orders pledges posts promises remarks replies reports requests rules signals states vows
""")
"""Forms that are plural nouns as often: read as verbs only behind what can be a singular subject."""

_LETTERS = {
    "c": Takes.CLAUSE, "i": Takes.INFINITIVE, "g": Takes.GERUND, "q": Takes.QUOTE, "f": Takes.FRAGMENT, "a": Takes.ACT,
}  # fmt: skip


def cues() -> Iterator[Cue]:
    """All cues; the same verb in several lines is one cue that takes all of it."""
    merged: dict[tuple[str, str, tuple[str, ...]], tuple[Takes, str, tuple[str, ...]]] = {}
    for letters, written in _words():
        word, *barred = written.split("-")
        head, *needed = word.split("+")
        lemma, _, particle = head.partition("|")
        options, _, need = letters.partition("+")
        key = (lemma, particle, (*needed, need) if need else tuple(needed))
        takes, hearer, known = merged.get(key, (Takes.NONE, "", ()))
        for letter in options:
            takes |= _LETTERS.get(letter, Takes.NONE)
        merged[key] = (takes, hearer or ("accusative" if "h" in options else ""), known or tuple(barred))
    for (lemma, particle, needs), (takes, hearer, bars) in merged.items():
        yield Cue(lemma, takes, particle, needs, hearer, bars=bars)


def _words() -> Iterator[tuple[str, str]]:
    letters = ""
    for line in CUES.strip().splitlines():
        head, colon, rest = line.partition(": ")
        if colon:
            letters = head
        for word in (rest if colon else line).split():
            yield letters, word


def add_cues(builder: LexiconBuilder) -> None:
    """Add every form of every cue to the lexicon; what needs a particle or a fixed word is tried first."""
    for cue in sorted(cues(), key=lambda cue: (not cue.particle, not cue.needs)):
        for spelling, form in forms(cue.lemma):
            builder.add(spelling, form)
            builder.add_reading(spelling, Reading(cue, form, cue.particle))
    builder.add("quoted", Form.PAST | Form.PARTICIPLE)
