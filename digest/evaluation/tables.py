"""Figures as lines of text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from digest.evaluation.calibration import Calibration
from digest.evaluation.counting import Counts, Measure, share
from digest.evaluation.entity_figures import EntityFigures
from digest.evaluation.quotation_figures import Known, QuotationFigures
from digest.evaluation.samples import FIELDS, Pair, SampleScore, actors_found

WORDS_SHOWN = 58
"""Code points of a content in a table; longer ones are cut."""


def quotation_lines(figures: QuotationFigures, floors: Mapping[str, float]) -> Iterator[str]:
    """The figures of a corpus as tables, with floors where there are any."""
    yield f"  {figures.articles} articles, {figures.gold} quotations, {figures.found} found"
    yield f"  {'':18s}{'P':>7s}{'R':>7s}{'F1':>7s}"
    for prefix, macro in (("", figures.macro), ("strict ", figures.strict)):
        for name, measure in (("joint", macro.joint), ("messages", macro.messages), ("roles", macro.roles)):
            yield _measure_line(f"{prefix}{name}", measure, floors)
    yield "  modes of paired quotations (strict pairing; seen: found in whatever mode)"
    for one in figures.modes:
        yield f"{_counts_line(one.mode.value, one.counts, {})}   {one.counts.gold:5d} gold, {one.seen:4d} seen"
    yield _counts_line("type", figures.type, floors)
    yield "  tokens"
    for slot, counts in figures.slots:
        yield _counts_line(slot, counts, {slot: floors[f"{slot} tokens"]} if f"{slot} tokens" in floors else {})
    yield from _speaker_lines(figures, floors)
    yield from _calibration_lines(figures.calibration)


def _measure_line(name: str, measure: Measure, floors: Mapping[str, float]) -> str:
    values = "".join(f"{100 * value:7.2f}" for value in (measure.precision, measure.recall, measure.f1))
    given = [f"{letter} {floors[key]:.1f}" for letter, key in (("P", f"{name} P"), ("F1", name)) if key in floors]
    return f"  {name:18s}{values}" + (f"   floor {', '.join(given)}" if given else "")


def _counts_line(name: str, counts: Counts, floors: Mapping[str, float]) -> str:
    return _measure_line(name, counts.measure, floors)


def _speaker_lines(figures: QuotationFigures, floors: Mapping[str, float]) -> Iterator[str]:
    speakers = figures.speakers
    yield f"  speaker's words, of {speakers.gold} gold quotations with a speaker"
    yield _share_line("speaker exact", speakers.exact, speakers.gold, floors)
    yield _share_line("speaker overlapped", speakers.overlapped, speakers.gold, floors)
    if speakers.named:
        yield "  speaker → actor, end to end (actor: all the gold describes, by its name; linked: those with a name)"
        yield _share_line("speaker actor", speakers.right, speakers.named, floors)
        yield _share_line("speaker linked", speakers.linked, speakers.credited, floors)


def _share_line(name: str, part: int, whole: int, floors: Mapping[str, float]) -> str:
    floor = f"   floor {floors[name]:.1f}" if name in floors else ""
    return f"  {name:18s}{100 * share(part, whole):7.2f} % of {whole}{floor}"


def _calibration_lines(calibration: Calibration) -> Iterator[str]:
    yield f"  confidence: expected calibration error {calibration.error:.3f} (right: half the tokens or more in common)"
    yield f"    {'confidence':12s}{'number':>8s}{'mean':>8s}{'right':>8s}"
    for one in calibration.bins:
        if one.number:
            last = one.low + 1 / len(calibration.bins)
            yield f"    {one.low:.1f} to {last:.1f}  {one.number:8d}{one.confidence:8.2f}{one.right:8.2f}"


def entity_lines(figures: EntityFigures, floors: Mapping[str, float]) -> Iterator[str]:
    """Named entities by class."""
    yield f"  {'':18s}{'P':>7s}{'R':>7s}{'F1':>7s}"
    for name, counts in figures.classes:
        yield f"{_counts_line(name, counts, {})}   {counts.gold:5d} gold"
    yield _counts_line("entities", figures.all, floors)


def plain_lines(figures: Mapping[str, float], floors: Mapping[str, float]) -> Iterator[str]:
    """Figures in per cent, one a line."""
    for name, value in figures.items():
        yield f"  {name:18s}{value:7.2f}" + (f"   floor {floors[name]:.1f}" if name in floors else "")


def sample_lines(score: SampleScore, known: Known) -> Iterator[str]:
    """One sample in full: every expected statement with what was found, and the actors."""
    found = sum(pair.found is not None for pair in score.pairs)
    yield f"  {score.sample.article.title}: {found} of {len(score.pairs)} statements, {len(score.spurious)} besides"
    for number, pair in enumerate(score.pairs, 1):
        yield from _pair_lines(number, pair, known)
    actors = list(zip(score.sample.actors, actors_found(score, known), strict=True))
    named = ", ".join(f"{name}{'' if right else ' (MISSING)'}" for (name, _), right in actors)
    yield f"    actors, {sum(right for _, right in actors)} of {len(actors)}: {named}"


def _pair_lines(number: int, pair: Pair, known: Known) -> Iterator[str]:
    content = _cut(" … ".join(pair.gold.content))
    if pair.found is None:
        yield f"    {number:2d} MISSED {pair.gold.mode.value}: {content}"
        return
    yield f"    {number:2d} {pair.found.mode.value}: {content}"
    wrong = [field for field in FIELDS if not pair.right(field)]
    told = [f"{field} {_said(pair.value(field))}" for field in FIELDS[1:] if pair.value(field)]
    yield f"       {' · '.join(told)} · confidence {pair.found.confidence:.2f}"
    yield f"       {'→' if pair.linked(known) else 'WRONG →'} {', '.join(sorted(pair.names)) or 'nobody'}"
    for field in wrong:
        yield f"       WRONG {field}: expected {_said(getattr(pair.gold, field)) or 'none'}"


def _said(value: object) -> str:
    return " … ".join(value) if isinstance(value, tuple) else str(value or "")


def _cut(text: str) -> str:
    return text if len(text) <= WORDS_SHOWN else f"{text[:WORDS_SHOWN].rstrip()} …"


def sample_faults(scores: Sequence[SampleScore], known: Known) -> Iterator[str]:
    """What is wrong in the samples, one line each."""
    for score in scores:
        for line in _faults_of(score, known):
            yield f"    {score.sample.name}: {line}"


def _faults_of(score: SampleScore, known: Known) -> Iterator[str]:
    for pair in score.pairs:
        yield from _pair_faults(pair, known)
    for quotation in score.spurious:
        words = _cut(" … ".join(span.of(score.sample.article.text) for span in quotation.content))
        yield f"found and not expected, {quotation.mode.value}: {words}"
    for (name, kind), right in zip(score.sample.actors, actors_found(score, known), strict=True):
        if not right:
            yield f"actor not found: {name} ({kind.value})"


def _pair_faults(pair: Pair, known: Known) -> Iterator[str]:
    content = _cut(" … ".join(pair.gold.content))
    if pair.found is None:
        yield f"missed {pair.gold.mode.value}: {content}"
        return
    for field in FIELDS:
        if not pair.right(field):
            had, wanted = _said(pair.value(field)) or "none", _said(getattr(pair.gold, field)) or "none"
            yield f"{field} {had}, expected {wanted}: {content}"
    if pair.gold.names and not pair.linked(known):
        wanted = ", ".join(sorted(pair.gold.names))
        yield f"→ {', '.join(sorted(pair.names)) or 'nobody'}, expected {wanted}: {content}"
