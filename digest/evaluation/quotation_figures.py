"""How well the quotations of some articles match gold: the figures of the public scorer, and some beside them.

joint, messages, roles: token precision and recall are averaged over the slots of every matched, missed and spurious
quotation, F1 of the two averages (GermEval 2023 task 2, with its pairing of quotations that do not overlap). Strict:
quotations that share no token are never paired. The other figures pair strictly.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from digest.evaluation.calibration import Calibration, calibrate
from digest.evaluation.counting import Counts, Measure, mean, share, total
from digest.evaluation.marks import ROLES, SLOTS, GoldArticle, Marks, Slot
from digest.evaluation.pairing import Pairing, overlap, pair_up
from digest.model import Mode

RIGHT_FROM = 0.5
"""Overlap (token F1 of the contents) from which a found quotation counts as right when its confidence is judged."""

NAMELESS = "~"
"""Before what the gold calls an actor who has no name: "~Polizei"."""

NOTHING = Marks(Mode.DIRECT, frozenset())

Known = Callable[[str], str]
"""Name -> the same string for all names of one actor."""


@dataclass(frozen=True, slots=True)
class Judged:
    """An article with its gold, what was found, and which of both belong together."""

    gold: GoldArticle
    found: tuple[Marks, ...]
    pairing: Pairing

    def matched(self) -> list[tuple[Marks, Marks]]:
        """The gold quotations found, each with what was found for it."""
        return [(self.gold.quotations[i], self.found[j]) for i, j in self.pairing.touching]

    def missed(self) -> list[Marks]:
        """The gold quotations not found."""
        hit = {i for i, _ in self.pairing.touching}
        return [mark for i, mark in enumerate(self.gold.quotations) if i not in hit]

    def spurious(self) -> list[Marks]:
        """What was found and is none."""
        hit = {j for _, j in self.pairing.touching}
        return [mark for j, mark in enumerate(self.found) if j not in hit]


def judge(gold: GoldArticle, found: tuple[Marks, ...]) -> Judged:
    """Pair up what was found in an article with its gold."""
    return Judged(gold, found, pair_up(gold.quotations, found))


@dataclass(frozen=True, slots=True)
class MacroFigures:
    """The averages over quotations and slots."""

    messages: Measure
    roles: Measure
    joint: Measure


@dataclass(frozen=True, slots=True)
class ModeFigures:
    """One mode: `counts` of quotations paired with one of the same mode; `seen` of its gold was found in any mode."""

    mode: Mode
    counts: Counts
    seen: int


@dataclass(frozen=True, slots=True)
class SpeakerFigures:
    """`gold` quotations have words for the speaker; how many of them were hit exactly, and overlapped.

    `named` have actors behind him, told by name or, after "~", by what they are: `right` are those whose names were
    found. `credited` have a name: `linked` are those whose actors were found, by whatever name.
    """

    gold: int
    exact: int
    overlapped: int
    named: int
    right: int
    credited: int
    linked: int


@dataclass(frozen=True, slots=True)
class QuotationFigures:
    """All figures of a corpus."""

    articles: int
    gold: int
    found: int
    macro: MacroFigures
    strict: MacroFigures
    modes: tuple[ModeFigures, ...]
    slots: tuple[tuple[Slot, Counts], ...]
    """Tokens, for each slot."""
    speakers: SpeakerFigures
    calibration: Calibration

    @property
    def type(self) -> Counts:
        """Modes of paired quotations."""
        return Counts(sum(one.counts.right for one in self.modes), self.found, self.gold)


def measure(judged: Sequence[Judged], known: Known) -> QuotationFigures:
    """The figures over these articles; `known` makes names of one actor equal."""
    return QuotationFigures(
        articles=len(judged),
        gold=sum(len(one.gold.quotations) for one in judged),
        found=sum(len(one.found) for one in judged),
        macro=_macro(judged, lambda one: one.pairing.pairs),
        strict=_macro(judged, lambda one: one.pairing.touching),
        modes=tuple(_mode(judged, mode) for mode in Mode),
        slots=tuple((slot, _tokens(judged, slot)) for slot in SLOTS),
        speakers=_speakers(judged, known),
        calibration=calibrate([verdict for one in judged for verdict in _verdicts(one)]),
    )


@dataclass(slots=True)
class _Averages:
    """Token precision of every slot that was found and token recall of every slot of the gold."""

    precisions: dict[Slot, list[float]] = field(default_factory=lambda: {slot: [] for slot in SLOTS})
    recalls: dict[Slot, list[float]] = field(default_factory=lambda: {slot: [] for slot in SLOTS})

    def add(self, gold: Marks, found: Marks) -> None:
        for slot in SLOTS:
            wanted, had = gold.slot(slot), found.slot(slot)
            if had:
                self.precisions[slot].append(len(wanted & had) / len(had))
            if wanted:
                self.recalls[slot].append(len(wanted & had) / len(wanted))

    def over(self, slots: Iterable[Slot]) -> Measure:
        chosen = tuple(slots)
        return Measure(
            mean(value for slot in chosen for value in self.precisions[slot]),
            mean(value for slot in chosen for value in self.recalls[slot]),
        )


def _macro(judged: Iterable[Judged], pairs_of: Callable[[Judged], Sequence[tuple[int, int]]]) -> MacroFigures:
    averages = _Averages()
    for one in judged:
        pairs, gold, found = pairs_of(one), one.gold.quotations, one.found
        for i, j in pairs:
            averages.add(gold[i], found[j])
        for j in sorted(set(range(len(found))) - {j for _, j in pairs}):
            averages.add(NOTHING, found[j])
        for i in sorted(set(range(len(gold))) - {i for i, _ in pairs}):
            averages.add(gold[i], NOTHING)
    return MacroFigures(averages.over(("content",)), averages.over(ROLES), averages.over(SLOTS))


def _mode(judged: Sequence[Judged], mode: Mode) -> ModeFigures:
    matched = [(gold, found) for one in judged for gold, found in one.matched() if gold.mode is mode]
    counts = Counts(
        right=sum(found.mode is mode for _, found in matched),
        found=sum(found.mode is mode for one in judged for found in one.found),
        gold=sum(gold.mode is mode for one in judged for gold in one.gold.quotations),
    )
    return ModeFigures(mode, counts, len(matched))


def _tokens(judged: Iterable[Judged], slot: Slot) -> Counts:
    return total(
        Counts(
            sum(len(gold.slot(slot) & found.slot(slot)) for gold, found in one.matched()),
            sum(len(found.slot(slot)) for found in one.found),
            sum(len(gold.slot(slot)) for gold in one.gold.quotations),
        )
        for one in judged
    )


def _speakers(judged: Sequence[Judged], known: Known) -> SpeakerFigures:
    pairs = [pair for one in judged for pair in one.matched() if pair[0].speaker]
    named = [pair for one in judged for pair in one.matched() if pair[0].actors]
    everything = [mark for one in judged for mark in one.gold.quotations]
    return SpeakerFigures(
        gold=sum(bool(mark.speaker) for mark in everything),
        exact=sum(gold.speaker == found.speaker for gold, found in pairs),
        overlapped=sum(bool(gold.speaker & found.speaker) for gold, found in pairs),
        named=sum(bool(mark.actors) for mark in everything),
        right=sum(_names(gold.actors, plain_name) == _names(found.actors, plain_name) for gold, found in named),
        credited=sum(bool(_credited(mark)) for mark in everything),
        linked=sum(
            _names(_credited(gold), known) == _names(found.actors, known) for gold, found in named if _credited(gold)
        ),
    )


def _credited(gold: Marks) -> tuple[str, ...]:
    return tuple(name for name in gold.actors if not name.startswith(NAMELESS))


def _names(names: Iterable[str], known: Known) -> set[str]:
    return {known(name) for name in names}


def plain_name(name: str) -> str:
    """A name as the public scorer compares it: without case, accents and the mark of a nameless actor."""
    decomposed = unicodedata.normalize("NFKD", name.casefold().lstrip(NAMELESS))
    return "".join(char for char in decomposed if not unicodedata.combining(char)).replace("ß", "ss").strip()


def _verdicts(judged: Judged) -> Iterable[tuple[float, bool]]:
    gold_of = {j: i for i, j in judged.pairing.touching}
    for j, found in enumerate(judged.found):
        gold = judged.gold.quotations[gold_of[j]].content if j in gold_of else frozenset()
        yield found.confidence, overlap(gold, found.content) >= RIGHT_FROM


def by_name(figures: QuotationFigures) -> dict[str, float]:
    """The figures for tables and floors, in per cent; "messages P" is the precision of contents."""
    speakers, macro, strict = figures.speakers, figures.macro, figures.strict
    named = {
        "joint": macro.joint.f1,
        "strict joint": strict.joint.f1,
        "messages": macro.messages.f1,
        "messages P": macro.messages.precision,
        "messages R": macro.messages.recall,
        "roles": macro.roles.f1,
        "strict messages": strict.messages.f1,
        "strict roles": strict.roles.f1,
        "type": figures.type.f1,
        **{f"{slot} tokens": counts.f1 for slot, counts in figures.slots},
        "speaker exact": share(speakers.exact, speakers.gold),
        "speaker overlapped": share(speakers.overlapped, speakers.gold),
    }
    if speakers.named:
        named["speaker actor"] = share(speakers.right, speakers.named)
        named["speaker linked"] = share(speakers.linked, speakers.credited)
    return {name: 100 * value for name, value in named.items()}
