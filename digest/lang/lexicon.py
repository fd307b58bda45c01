"""What a language pack says about verb forms and about the verbs that introduce speech."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import Flag, auto


class Form(Flag):
    """What a verb form can be. One spelling may be several at once ("werden")."""

    NONE = 0
    PRESENT = auto()
    PAST = auto()
    SUBJUNCTIVE_1 = auto()
    SUBJUNCTIVE_2 = auto()
    PARTICIPLE = auto()
    INFINITIVE = auto()
    TO_INFINITIVE = auto()
    """An infinitive that carries its own marker inside ("mitzuteilen")."""
    AUXILIARY = auto()
    """A form of a verb that builds tenses, the passive or modality."""
    PLURAL = auto()
    """The form cannot be third person singular."""


_SUBJUNCTIVE = Form.SUBJUNCTIVE_1 | Form.SUBJUNCTIVE_2
_FINITE = Form.PRESENT | Form.PAST | _SUBJUNCTIVE


class Takes(Flag):
    """What a cue introduces."""

    NONE = 0
    CLAUSE = auto()
    """A content clause: "sagte, dass …", "sagte, er werde …"."""
    INFINITIVE = auto()
    """An infinitive: "versprach, … zu …"."""
    QUOTE = auto()
    """Direct speech."""
    FRAGMENT = auto()
    """A quoted name or judgement: "nannte das „…“", "sprach von „…“"."""
    GERUND = auto()
    """A verbal noun: "denied having said it"."""
    ACT = auto()
    """Nothing: the verb alone tells a speech act ("kritisierte das Vorhaben")."""


@dataclass(frozen=True, slots=True)
class Cue:
    """A verb, with its particle and fixed words, that introduces speech.

    `needs` are words (lower case) that must stand in the same clause and belong to the cue ("davon" … "aus").
    `bars` are words that must not stand there. `impersonal` cues have "es" for a subject, which belongs to them
    ("heißt es"). `hearer` says in which case the person spoken to is named without preposition: "dative",
    "accusative" or "".
    """

    lemma: str
    takes: Takes
    particle: str = ""
    needs: tuple[str, ...] = ()
    hearer: str = ""
    impersonal: bool = False
    bars: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read a spelling as part of a cue. `detached` is the particle that must follow apart."""

    cue: Cue
    form: Form
    detached: str = ""


@dataclass(frozen=True, slots=True)
class VerbEntry:
    """All that one spelling can be as a verb: the forms of every verb together, and its readings as a cue.

    `subjunctive` is 2 for a form that is nothing else, 1 for one that is an indicative too, 0 for none.
    """

    finite: bool = False
    subjunctive: int = 0
    participle: bool = False
    infinitive: bool = False
    to_infinitive: bool = False
    auxiliary: bool = False
    plural: bool = False
    readings: tuple[Reading, ...] = ()


NO_VERB = VerbEntry()
"""The entry of a word that is no verb form."""


def entry_of(forms: Form, readings: tuple[Reading, ...] = ()) -> VerbEntry:
    """The entry of a spelling that can be any of `forms`."""
    possible = bool(forms & _SUBJUNCTIVE)
    return VerbEntry(
        finite=bool(forms & _FINITE),
        subjunctive=0 if not possible else 1 if forms & (Form.PRESENT | Form.PAST) else 2,
        participle=bool(forms & Form.PARTICIPLE),
        infinitive=bool(forms & Form.INFINITIVE),
        to_infinitive=bool(forms & Form.TO_INFINITIVE),
        auxiliary=bool(forms & Form.AUXILIARY),
        plural=bool(forms & Form.PLURAL),
        readings=readings,
    )


@dataclass(slots=True)
class LexiconBuilder:
    """Collects forms and readings by spelling; `entries` freezes them."""

    forms: dict[str, Form] = field(default_factory=dict)
    readings: dict[str, list[Reading]] = field(default_factory=dict)

    def add(self, spelling: str, form: Form) -> None:
        """Say that `spelling` can be `form` of some verb."""
        self.forms[spelling] = self.forms.get(spelling, Form.NONE) | form

    def add_reading(self, spelling: str, reading: Reading) -> None:
        """Say that `spelling` can be part of a cue; the more words a reading needs, the earlier it is tried."""
        known = self.readings.setdefault(spelling, [])
        if reading not in known:
            known.append(reading)

    def entries(self) -> Mapping[str, VerbEntry]:
        """The finished table: spelling in lower case to entry."""
        return {
            spelling: entry_of(self.forms.get(spelling, Form.NONE), _ordered(self.readings.get(spelling, ())))
            for spelling in self.forms.keys() | self.readings.keys()
        }


def _ordered(readings: Iterable[Reading]) -> tuple[Reading, ...]:
    """Longer cues first, so that "davon ausgehen" is tried before "ausgehen"."""
    return tuple(sorted(readings, key=lambda reading: -(len(reading.cue.needs) + bool(reading.detached))))
