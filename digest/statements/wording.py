"""The words that are shown of a quotation beside its speaker's name: content, and framing words where it needs them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from digest.model import Mode, Quotation, Span, wording
from digest.phrases import words

SENSIBLE = 4
"""Words below which a piece of speech says nothing without its frame."""

FRAME_LIMIT = 120
"""Most characters of framing words that are shown with a content."""

LEAD_LIMIT = 60
"""Most characters before the first framing word that are shown, so that a sentence is shown from its start."""

WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
SENTENCE_END = re.compile(r"[.!?…][\"“”»«’‘']?\s")
_INSERTED = re.compile(r",[^,;:„“”«»\"\n]{3,120},\s+")
_EDGE = re.compile(r"^[\s,;:–—-]+|[\s,;:–—-]+$")


def denied(quotation: Quotation, shown: Sequence[Span], text: str, language: str) -> bool:
    """Whether the framing words turn the content round: "bestritt, dass", but not "schloss nicht aus, dass"."""
    small = words(language)
    hull = Span(min(shown[0].start, quotation.content[0].start), max(shown[-1].end, quotation.content[-1].end))
    tokens = [token.lower() for token in WORD.findall(_outside(hull, quotation.content, text))]
    return sum(token in small.denials or token in small.negations for token in tokens) % 2 == 1


def told(quotation: Quotation, text: str, language: str) -> tuple[Span, ...]:
    """The spans in which a quotation is shown beside its speaker's name: content, and framing words that it needs.

    Framing words stand where the content alone would mislead ("bestritt, dass …", "warf Peking vor, … zu liefern"),
    where it is a fragment or hangs on its verb ("sagte, dass …"), and where the text does not let us name the speaker
    for sure. At the beginning the words for a named speaker are left out, the name stands before.
    """
    named = bool(quotation.speaker.actors) and quotation.speaker.certain
    attributed = _attributed(quotation, text, language)
    if named and not attributed and not _needs_frame(quotation, text, language):
        spans = list(quotation.content)
    else:
        spans = _with_frame(quotation, text)
    if named and not attributed and quotation.speaker.span is not None:
        spans = _begun_after(spans, _with_inserted_clause(quotation.speaker.span, quotation.cue, text))
    trimmed = [kept for span in spans if (kept := _trimmed(span, text)) is not None]
    return tuple(_fused(trimmed, text)) or quotation.content


def _attributed(quotation: Quotation, text: str, language: str) -> bool:
    """Whether the sentence names its speaker without a verb of saying ("laut Polizei sind …")."""
    attributions = words(language).attributions
    return any(token.lower() in attributions for span in quotation.cue for token in WORD.findall(span.of(text)))


def _needs_frame(quotation: Quotation, text: str, language: str) -> bool:
    said = WORD.findall(wording(text, quotation.content))
    if len(said) < SENSIBLE:
        return True
    if quotation.mode is Mode.DIRECT:
        return len(said) < 2 * SENSIBLE and said[0][0].islower()
    small = words(language)
    if said[0] in small.subordinators:
        return True
    if said[0][0].islower() and re.search(small.infinitive, wording(text, quotation.content)):
        return True
    if any(token in small.negations for token in _framing(quotation, text)):
        return True
    cue = [token.lower() for span in quotation.cue for token in WORD.findall(span.of(text))]
    auxiliary_or_neutral = small.neutral_cues | small.stop
    return any(token not in auxiliary_or_neutral for token in cue)


def _framing(quotation: Quotation, text: str) -> list[str]:
    """The words around the content that tell how it was said, lower case."""
    spans = _with_frame(quotation, text)
    around = _outside(Span(spans[0].start, spans[-1].end), quotation.content, text)
    if len(spans) > 1:
        around = " ".join(span.of(text) for span in (*quotation.cue, *quotation.frame))
    return [token.lower() for token in WORD.findall(around)]


def _with_frame(quotation: Quotation, text: str) -> list[Span]:
    """Content, cue, frame and speaker in text order; one piece where only a few words of one sentence lie between."""
    speaker = quotation.speaker.span
    pieces = [*quotation.content, *quotation.cue, *quotation.frame, *((speaker,) if speaker is not None else ())]
    first, last = quotation.content[0].start, quotation.content[-1].end
    joined = _fused((piece for piece in pieces if _same_sentence(piece, first, last, text)), text)
    hull = _from_sentence_start(Span(joined[0].start, joined[-1].end), speaker, text)
    framing = _outside(hull, quotation.content, text)
    named = speaker.end - speaker.start if speaker is not None and hull.contains(speaker) else 0
    if len(framing) - named <= FRAME_LIMIT and not SENTENCE_END.search(framing):
        return [hull]
    return joined


def _from_sentence_start(hull: Span, speaker: Span | None, text: str) -> Span:
    """The hull, begun with its sentence where it would begin in the middle and nothing but adverbials stands before."""
    if not text[hull.start].islower():
        return hull
    before = text[max(0, hull.start - LEAD_LIMIT) : hull.start]
    ends = [hit.end() for hit in re.finditer(r"[.!?…:\n][\"“”»«’‘']?\s*", before)]
    start = hull.start - len(before) + ends[-1] if ends else hull.start - len(before)
    if (not ends and start > 0) or start >= hull.start or (speaker is not None and start <= speaker.start < hull.start):
        return hull
    return Span(start, hull.end)


def _outside(hull: Span, content: Sequence[Span], text: str) -> str:
    """The words of the hull that are not content."""
    pieces, position = [], hull.start
    for span in content:
        pieces.append(text[position : max(position, span.start)])
        position = max(position, span.end)
    pieces.append(text[position : hull.end])
    return "\0".join(pieces)


def _same_sentence(piece: Span, first: int, last: int, text: str) -> bool:
    if piece.end <= first:
        return SENTENCE_END.search(text[piece.end : first] + " ") is None
    if piece.start >= last:
        return SENTENCE_END.search(text[last - 1 : piece.start] + " ") is None
    return True


def _with_inserted_clause(speaker: Span, cue: Sequence[Span], text: str) -> Span:
    """The speaker with what stands between commas up to the verb ("X, die selbst pfeift, berichtete …")."""
    for start in sorted(span.start for span in cue):
        if start > speaker.end and _INSERTED.fullmatch(text[speaker.end : start]):
            return Span(speaker.start, start)
    return speaker


def _begun_after(spans: Sequence[Span], speaker: Span) -> list[Span]:
    """The spans without the words for the speaker at their beginning; the name stands before the statement already."""
    first, *rest = spans
    if not speaker.start <= first.start < speaker.end:
        return list(spans)
    return [Span(speaker.end, first.end), *rest] if speaker.end < first.end else rest


def _fused(spans: Iterable[Span], text: str) -> list[Span]:
    """Spans in order, those that overlap or have only white space between them made one."""
    result: list[Span] = []
    for span in sorted(spans):
        if result and not text[result[-1].end : span.start].strip():
            result[-1] = Span(result[-1].start, max(result[-1].end, span.end))
        else:
            result.append(span)
    return result


def _trimmed(span: Span, text: str) -> Span | None:
    """The span without commas, dashes and blanks at its edges; None where no word is left."""
    piece = span.of(text)
    lead = _EDGE.match(piece) if piece[:1] in " ,;:–—-\n\t" else None
    start = span.start + (lead.end() if lead else 0)
    tail = re.search(r"[\s,;:–—-]+$", text[start : span.end])
    end = start + tail.start() if tail else span.end
    if start >= end or not WORD.search(text[start:end]):
        return None
    return Span(start, end)
