"""Who speaks in what nobody frames: whoever spoke just before."""

from __future__ import annotations

from digest.analysis.carried_speakers import with_carried_speakers
from digest.model import NOBODY, Mode, Party, Quotation, Span, quotation_id
from tests.unit.analysis.reading import words_of

TEXT = (
    "Orlow sagte, es reiche. Die Schule habe Platz. Der Rat der Stadt werde helfen. Es war spät. "
    "Das Haus sei alt.\n\nDer Weg sei weit."
)


def quotation(content: str, speaker: str | None, mode: Mode = Mode.INDIRECT_FREE) -> Quotation:
    spans = (at(content),)
    return Quotation(quotation_id("a1", spans), "a1", mode, spans, speaker=Party(at(speaker)) if speaker else NOBODY)


def at(words: str) -> Span:
    start = TEXT.index(words)
    return Span(start, start + len(words))


def speakers(*quotations: Quotation) -> list[str | None]:
    found = with_carried_speakers(words_of(TEXT), quotations, [at("Orlow")])
    return [one.speaker.span.of(TEXT) if one.speaker.span is not None else None for one in found]


FIRST = quotation("es reiche", "Orlow", Mode.INDIRECT)


def test_an_unframed_sentence_goes_on_with_the_speaker_before():
    """Without a speaker, or with one inside what is said, the one of the quotation before is taken, and carried on."""
    second = quotation("Die Schule habe Platz.", None)
    third = quotation("Der Rat der Stadt werde helfen.", "Der Rat der Stadt")
    fourth = quotation("Das Haus sei alt.", None)
    assert speakers(FIRST, second, third, fourth) == ["Orlow"] * 4


def test_half_a_phrase_is_no_speaker():
    """A single noun that is no name gives way to the speaker before; a name and a pronoun stay."""
    assert speakers(FIRST, quotation("Das Haus sei alt.", "Platz")) == ["Orlow", "Orlow"]
    assert speakers(FIRST, quotation("Das Haus sei alt.", "Orlow")) == ["Orlow", "Orlow"]
    assert speakers(quotation("Es war spät.", "Orlow"), quotation("Das Haus sei alt.", "es")) == ["Orlow", "es"]


def test_only_what_is_unframed_is_carried_on():
    """An indirect quotation without speaker keeps none, and a speaker told outside the words stays."""
    second = quotation("Die Schule habe Platz.", None, Mode.INDIRECT)
    third = quotation("Der Rat der Stadt werde helfen.", "Die Schule")
    assert speakers(FIRST, second, third) == ["Orlow", None, "Die Schule"]


def test_a_speaker_is_not_carried_into_another_paragraph():
    """A new paragraph can be somebody else's, and where nobody spoke before nobody is carried on."""
    last = quotation("Der Weg sei weit.", None)
    assert speakers(FIRST, last) == ["Orlow", None]
    assert speakers(last) == [None]
