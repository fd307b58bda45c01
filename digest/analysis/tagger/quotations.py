"""Candidate contents and role scores -> quotations in words, with the conventions of the annotation guide.

Settings were found on the development part of corpus-de; the rules follow the guides: a frame holds its cue; what is
told as a whole ("reported") has neither cue nor frame beside it; quoted words inside another quotation are a direct
quotation of the same speaker.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from digest.analysis.tagger.decode import Candidate, Run, Tuning, best_run, log_softmax, runs_above
from digest.analysis.tagger.hints import Proposal, word_f1
from digest.analysis.tagger.labels import ADDRESSEE, CONTENT, CUE, FRAME, MODES, SPEAKER
from digest.analysis.tagger.segments import Segment
from digest.model import Mode

Floats = npt.NDArray[np.float32]


TUNING = Tuning(start_cost=0.5, resume_cost=0.5)
"""How readily the content head finds; the rules' proposals come beside, and the role network refuses what is none."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Thresholds of the decoding. Probabilities unless said otherwise.

    `reported` is the verdict needed for what is told as a whole, most of which is none against the rules' opinion;
    `told` the one needed for what the rules have found too. `trust` is how much (log odds) a word's being in the found
    content counts against the role network's own opinion; `margin` how many words the ends of a content may move;
    `mode_trust` what the content head's mode counts (log). From a word F1 of `same` on a content has the rules' ends.
    """

    tuning: Tuning = TUNING
    verdict: float = 0.6
    reported: float = 0.95
    told: float = 0.35
    speaker: float = 0.5
    cue: float = 0.5
    frame: float = 0.5
    addressee: float = 0.75
    trust: float = 0.0
    margin: int = 8
    mode_trust: float = 0.7
    same: float = 0.8
    shortest: int = 1
    nested: bool = True


DEFAULT = Settings()
"""What the weights were tuned with."""


@dataclass(frozen=True, slots=True)
class WordQuotation:
    """A quotation in words of its text."""

    mode: Mode
    content: tuple[Run, ...]
    cue: tuple[Run, ...]
    frame: tuple[Run, ...]
    speaker: Run | None
    addressee: Run | None
    confidence: float


UNFRAMED = (Mode.REPORTED, Mode.INDIRECT_FREE, Mode.FREE)
"""Modes that have neither cue nor frame beside their content."""


def log_odds(probability: float) -> float:
    """Natural logarithm of the odds."""
    return float(np.log(probability / (1.0 - probability)))


CALIBRATION = 0.61, -1.1
"""Slope and shift that make the network's log odds into those of being right (half of the words or more), fitted on
corpus-de dev. Expected calibration error: there .175 without and .048 with, on gnqa-dev .22 and .08."""


def probability(log_odds_of: float) -> float:
    """The probability with these log odds."""
    return float(1.0 / (1.0 + np.exp(-log_odds_of)))


def decide(
    candidate: Candidate, segment: Segment, roles: Floats, verdict: Floats, told: Proposal | None, settings: Settings
) -> WordQuotation | None:
    """The quotation a candidate turns out to be, None where the network refuses it. `told` is the same quotation as the
    rules have it.
    """
    sure = probability(verdict[0])
    content = _mended(candidate, segment, roles[:, CONTENT], settings)
    mode = _mode(candidate, verdict, settings)
    alone = settings.reported if mode is Mode.REPORTED else settings.verdict
    needed = alone if told is None else settings.told
    if sure < needed or sum(b - a for a, b in content) < settings.shortest:
        return None
    free = np.ones(len(segment), np.bool_)
    if mode is not Mode.REPORTED:
        for start, end in content:
            free[start - segment.start : end - segment.start] = False
    slope, shift = CALIBRATION
    quotation = WordQuotation(mode, content, (), (), None, None, probability(slope * verdict[0] + shift))
    found = _with_roles(quotation, segment, np.where(free[:, None], roles, -20.0).astype(np.float32), settings)
    return found if told is None else _settled(found, told, settings)


def _settled(quotation: WordQuotation, told: Proposal, settings: Settings) -> WordQuotation:
    """The quotation with what the rules are better at: where a party begins and ends, and roles the network missed."""

    def party(own: Run | None, rule: tuple[Run, ...], *, add: bool) -> Run | None:
        near = own is not None and bool(rule) and rule[0][0] < own[1] and own[0] < rule[0][1]
        return rule[0] if near or (add and own is None and rule) else own

    framed = quotation.mode not in UNFRAMED
    return replace(
        quotation,
        content=told.runs if word_f1(told.runs, quotation.content) >= settings.same else quotation.content,
        speaker=party(quotation.speaker, told.roles[SPEAKER], add=True),
        addressee=party(quotation.addressee, told.roles[ADDRESSEE], add=False),
        cue=quotation.cue or (told.roles[CUE] if framed else ()),
        frame=quotation.frame or (told.roles[FRAME] if framed else ()),
    )


def _mode(candidate: Candidate, verdict: Floats, settings: Settings) -> Mode:
    scores = log_softmax(verdict[1:])
    scores[candidate.kind] += settings.mode_trust
    return MODES[int(scores.argmax())]


def _mended(candidate: Candidate, segment: Segment, scores: Floats, settings: Settings) -> tuple[Run, ...]:
    """The content with ends and gaps as the role network sees them; unchanged where it would vanish."""
    first, end = candidate.runs[0][0] - segment.start, candidate.runs[-1][1] - segment.start
    near = np.full(len(segment), -20.0, np.float32)
    span = slice(max(0, first - settings.margin), min(len(segment), end + settings.margin))
    near[span] = scores[span] + settings.trust * (2.0 * segment.inside[span] - 1.0)
    runs = [(a + segment.start, b + segment.start) for a, b in runs_above(near, join=1)]
    if segment.end < candidate.runs[-1][1]:
        return candidate.runs
    return tuple(runs) or candidate.runs


def _with_roles(quotation: WordQuotation, segment: Segment, roles: Floats, settings: Settings) -> WordQuotation:
    def moved(run: Run) -> Run:
        return run[0] + segment.start, run[1] + segment.start

    speaker = best_run(roles[:, SPEAKER] - log_odds(settings.speaker))
    addressee = best_run(roles[:, ADDRESSEE] - log_odds(settings.addressee))
    quotation = replace(
        quotation,
        speaker=moved(speaker) if speaker else None,
        addressee=moved(addressee) if addressee else None,
    )
    if quotation.mode in UNFRAMED:
        return quotation
    cue = tuple(map(moved, runs_above(roles[:, CUE] - log_odds(settings.cue), join=0)))
    frame = tuple(map(moved, runs_above(roles[:, FRAME] - log_odds(settings.frame), join=1)))
    return replace(quotation, cue=cue, frame=frame or _frame_of(cue, quotation))


def _frame_of(cue: Sequence[Run], quotation: WordQuotation) -> tuple[Run, ...]:
    """The frame of "laut X" and "X zufolge": cue and speaker, where they stand together outside of the content."""
    if not cue:
        return ()
    start, end = cue[0][0], cue[-1][1]
    speaker = quotation.speaker
    if speaker is not None and -1 <= max(speaker[0] - end, start - speaker[1]) <= 3:
        start, end = min(start, speaker[0]), max(end, speaker[1])
    if any(start < b and a < end for a, b in quotation.content):
        return tuple(cue)
    return ((start, end),)
