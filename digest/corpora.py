"""Readers of the annotated corpora: each yields the same kind of text, with spans in code points.

What a corpus does not say is left open rather than taken as "no": GermEval's LOC may be GPE or LOC, SmartData has no
MISC, the Bundestag speeches have no entities.
"""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import groupby
from pathlib import Path
from typing import Any

from digest.model import Label, Mode

Range = tuple[int, int]


class Scheme(StrEnum):
    """Which annotation a text has."""

    QUOTATIONS = "quotations"
    """Quotations, entities and sentences (corpus-de)."""
    ENTITIES = "entities"
    SPEECH = "speech"
    """Speech events of another guideline: good for roles, not for what counts as a quotation."""


@dataclass(frozen=True, slots=True)
class MarkedEntity:
    """A named entity and the labels it may have; none: what is there was not decided."""

    span: Range
    labels: tuple[Label, ...]


@dataclass(frozen=True, slots=True)
class MarkedQuotation:
    """A quotation as annotated; each role is a set of spans."""

    mode: Mode
    content: tuple[Range, ...]
    speaker: tuple[Range, ...]
    cue: tuple[Range, ...]
    frame: tuple[Range, ...]
    addressee: tuple[Range, ...]


@dataclass(frozen=True, slots=True)
class MarkedText:
    """An annotated text. `unmarked` are labels that words outside of `entities` may have all the same."""

    id: str
    text: str
    scheme: Scheme
    entities: tuple[MarkedEntity, ...] = ()
    quotations: tuple[MarkedQuotation, ...] = ()
    sentences: tuple[int, ...] = ()
    unmarked: tuple[Label, ...] = ()


def read_corpus_de(path: Path) -> list[MarkedText]:
    """Our own annotation of Wikinews articles."""
    return [_news_article(json.loads(line)) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def _news_article(line: dict[str, Any]) -> MarkedText:
    text, starts = joined_sentences(line["sentences"])

    def spans(pieces: Sequence[tuple[int, int, int]]) -> tuple[Range, ...]:
        return tuple(sorted((starts[s] + a, starts[s] + b) for s, a, b in pieces))

    quotations = tuple(
        MarkedQuotation(
            Mode(item["mode"]), *(spans(item[role]) for role in ("content", "speaker", "cue", "frame", "addressee"))
        )
        for item in line["statements"]
    )
    return MarkedText(
        line["id"], text, Scheme.QUOTATIONS, tuple(_surface_mentions(text, line["actors"])), quotations, tuple(starts)
    )


def joined_sentences(sentences: Iterable[str]) -> tuple[str, list[int]]:
    """The sentences as one text, with a blank line where one does not end in white space, and where each starts."""
    text, starts = "", []
    for sentence in sentences:
        starts.append(len(text))
        text += sentence if sentence[-1:].isspace() else sentence + "\n\n"
    return text, starts


def _surface_mentions(text: str, actors: Sequence[dict[str, Any]]) -> Iterator[MarkedEntity]:
    """Every whole-word occurrence of an actor's surface forms, the longest first; none inside a hyphen compound."""
    forms = {(form, Label(actor["kind"])) for actor in actors for form in actor["surfaces"]}
    taken: list[Range] = []
    for form, label in sorted(forms, key=lambda item: (-len(item[0]), item)):
        for match in re.finditer(rf"(?<![\w-]){re.escape(form)}(?![\w-])", text):
            if all(match.end() <= start or end <= match.start() for start, end in taken):
                taken.append(match.span())
                yield MarkedEntity(match.span(), (label,))


_GERMEVAL = {
    "PER": (Label.PER,), "ORG": (Label.ORG,), "LOC": (Label.GPE, Label.LOC), "OTH": (Label.MISC,)
}  # fmt: skip


def read_germeval(path: Path) -> list[MarkedText]:
    """Sentences of GermEval 2014 with outer entities; derived forms ("deutsch") and parts of compounds are outside."""
    blocks = groupby(path.read_text(encoding="utf-8").splitlines(), key=lambda line: bool(line.strip()))
    sentences = [[line.split("\t") for line in lines if not line.startswith("#")] for filled, lines in blocks if filled]
    return [_germeval_sentence(f"germeval-{i}", rows) for i, rows in enumerate(sentences) if rows]


def _germeval_sentence(name: str, rows: Sequence[Sequence[str]]) -> MarkedText:
    text, spans = spaced([row[1] for row in rows])
    entities: list[MarkedEntity] = []
    for row, span in zip(rows, spans, strict=True):
        position, _, kind = row[2].partition("-")
        if position == "I" and entities and kind in _GERMEVAL:
            entities[-1] = MarkedEntity((entities[-1].span[0], span[1]), entities[-1].labels)
        elif position == "B" and kind in _GERMEVAL:
            entities.append(MarkedEntity(span, _GERMEVAL[kind]))
    return MarkedText(name, text, Scheme.ENTITIES, tuple(entities), sentences=(0,))


_NO_SPACE_BEFORE = re.compile(r"[.,;:!?)\]}%“»…]|''")
_NO_SPACE_AFTER = re.compile(r"[(\[{„«‚]|``")


def spaced(tokens: Sequence[str]) -> tuple[str, list[Range]]:
    """Tokens as running text the way it is printed, and the span of each."""
    text, spans, glue, open_quote = "", [], True, False
    for surface in tokens:
        closes = surface == '"' and open_quote
        if not (glue or closes or _NO_SPACE_BEFORE.fullmatch(surface)):
            text += " "
        spans.append((len(text), len(text) + len(surface)))
        text += surface
        glue = bool(_NO_SPACE_AFTER.fullmatch(surface)) or (surface == '"' and not open_quote)
        open_quote ^= surface == '"'
    return text, spans


_SMARTDATA = {
    "person": (Label.PER,), "organization": (Label.ORG,), "organization-company": (Label.ORG,),
    "location-city": (Label.GPE,), "location-street": (Label.LOC,), "location-stop": (Label.LOC,),
    "location": (Label.GPE, Label.LOC), "location-route": (),
}  # fmt: skip


def read_smartdata(path: Path) -> list[MarkedText]:
    """DFKI SmartData documents. Adjectives and common nouns marked as entities ("Konzern") are left open."""
    decoder = json.JSONDecoder()
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        content = lines.read().strip()
    documents, position = [], 0
    while position < len(content):
        document, end = decoder.raw_decode(content, position)
        documents.append(_smartdata_document(document))
        position = end + len(content[end:]) - len(content[end:].lstrip()) if end < len(content) else end
    return documents


def _smartdata_document(document: dict[str, Any]) -> MarkedText:
    text = document["text"]["string"]
    found: list[MarkedEntity] = []
    for mention in document["conceptMentions"]["array"]:
        span = (mention["span"]["start"], mention["span"]["end"])
        if mention["type"] in _SMARTDATA and text[span[0] : span[1]].strip():
            found.append(MarkedEntity(span, _smartdata_labels(mention["type"], text[span[0] : span[1]])))
    return MarkedText(document["id"], text, Scheme.ENTITIES, _disjoint(found), unmarked=(Label.MISC,))


_COMMON_NOUN = re.compile(r".*(?:gruppe|konzerne?s?|unternehmens?|firma|tochter|airline|gesellschaft)")


def _smartdata_labels(kind: str, surface: str) -> tuple[Label, ...]:
    if kind.startswith("organization") and (
        surface[0].islower() or _COMMON_NOUN.fullmatch(surface.rsplit(maxsplit=1)[-1].lower())
    ):
        return ()
    return () if kind == "location" and surface[0].islower() else _SMARTDATA[kind]


def _disjoint(entities: Sequence[MarkedEntity]) -> tuple[MarkedEntity, ...]:
    """The longest of entities that overlap, in text order."""
    kept: list[MarkedEntity] = []
    for entity in sorted(entities, key=lambda item: (item.span[0] - item.span[1], item.span)):
        if all(entity.span[1] <= other.span[0] or other.span[1] <= entity.span[0] for other in kept):
            kept.append(entity)
    return tuple(sorted(kept, key=lambda item: item.span))


def read_gepade(path: Path, sentences_per_text: int = 14) -> list[MarkedText]:
    """Bundestag speeches in stretches of some sentences, with those speech events that have a message."""
    speeches = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    texts = [
        _speech_stretch(speech, first, first + sentences_per_text)
        for speech in speeches
        for first in range(0, len(speech["sentences"]), sentences_per_text)
    ]
    return [text for text in texts if text.quotations]


def _speech_stretch(speech: dict[str, Any], first: int, end: int) -> MarkedText:
    places: dict[str, Range] = {}
    text = ""
    for number, tokens in enumerate(speech["sentences"][first:end], first):
        sentence, spans = spaced(tokens)
        places.update({f"{number}:{i}": (len(text) + a, len(text) + b) for i, (a, b) in enumerate(spans)})
        text += sentence + " "
    events = [event for event in speech["annotations"] if event["Message"]]
    events = [event for event in events if all(ref in places for ref in (*event["Message"], *event["Cue"]))]

    def spans_of(event: dict[str, Any], *roles: str) -> tuple[Range, ...]:
        return tuple(sorted(places[ref] for role in roles for ref in event[role] if ref in places))

    quotations = tuple(
        MarkedQuotation(
            Mode.INDIRECT, spans_of(event, "Message"), spans_of(event, "Source"), spans_of(event, "Cue", "PTC"), (),
            spans_of(event, "Addr"),
        )
        for event in events
    )  # fmt: skip
    return MarkedText(f"{speech['id']}-{first}", text, Scheme.SPEECH, quotations=quotations)


_STYLES = ("„“‚‘", "“”‘’", "»«›‹", "«»‹›", "\"\"''")
"""Opening and closing marks, then those of a quotation inside another: German, English, guillemets, straight."""


def restyled(text: MarkedText, style: int) -> MarkedText:
    """The text with its German quote marks in another style (by number); one character for one, so spans stay."""
    marks = str.maketrans(_STYLES[0], _STYLES[1 + style % (len(_STYLES) - 1)])
    return replace(text, text=text.text.translate(marks))
