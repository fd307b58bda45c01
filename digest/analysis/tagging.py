"""The component that lets the trained tagger have the last word on named entities and quotations.

It reads what the rules found (`doc.ents`, `doc._.quotations`) as hints and replaces it by its own findings. What
the network does not give stays with the rules: `via`, the day something was said, paragraphs in which nothing is
said; and all quotations of a language it has not learned them from.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

from spacy.language import Language as Pipeline
from spacy.tokens import Doc
from spacy.tokens import Span as DocSpan
from spacy.util import filter_spans

import digest.analysis.extensions  # noqa: F401  (declares what the components share)
from digest.analysis.assembling import assemble
from digest.analysis.boilerplate import boilerplate_paragraphs
from digest.analysis.carried_speakers import with_carried_speakers
from digest.analysis.drafts import Draft
from digest.analysis.finding import pass_on
from digest.analysis.quotemarks import Quoted, pair
from digest.analysis.tagger import DEFAULT_WEIGHTS, Tagged, TaggedQuotation, Tagger, load_tagger
from digest.analysis.tagger.hints import MATCH
from digest.analysis.times import publication_day, set_days
from digest.analysis.words import Range, Words, read
from digest.lang import Language, load
from digest.lang.lexicon import NO_VERB
from digest.model import Article, Entity, Label, Mode, Quotation, Span

MODEL_RULE = "model"
"""Names the network as what found a quotation."""


@Pipeline.factory(
    "wortlaut_tagger",
    default_config={"weights": "", "threads": 1},
    assigns=["doc.ents"],
    requires=["token.is_sent_start"],
)
def make_tagging(nlp: Pipeline, name: str, weights: str, threads: int) -> Tagging:
    """The component for the language of `nlp`; `weights` is a folder, empty for the weights that come with the program.

    Raises WeightsError where a file is missing or altered.
    """
    del name
    return Tagging(loaded(Path(weights) if weights else DEFAULT_WEIGHTS, threads), load(nlp.lang))


@cache
def loaded(weights: Path, threads: int) -> Tagger:
    """The tagger of a folder, read once: all languages share it."""
    return load_tagger(weights, threads)


class Tagging:
    """Sets `doc.ents` and `doc._.quotations` from the network."""

    def __init__(self, tagger: Tagger, language: Language) -> None:
        self.tagger = tagger
        self.language = language

    def __call__(self, doc: Doc) -> Doc:
        """Tag `doc`, whose entities and quotations by rules are set."""
        hint = hint_of(doc)
        (tagged,) = self.tagger.tag([doc.text], [hint], quotations=self.language.trained_quotations)
        set_entities(doc, corrected(tagged.entities, hint.entities))
        if self.language.trained_quotations:
            names = [Span(entity.start_char, entity.end_char) for entity in doc.ents]
            self._set_quotations(doc, [whole_names(quotation, names) for quotation in tagged.quotations], names)
        return doc

    def _set_quotations(self, doc: Doc, tagged: Iterable[TaggedQuotation], names: Sequence[Span]) -> None:
        article: Article | None = doc._.article
        words = read(doc, self.language)
        quoted = pair(words)
        drafts = self._drafts(words, tagged, doc._.quotations, names)
        for draft in drafts:
            if draft.mode is Mode.DIRECT:
                draft.content = [with_marks(part, quoted) for part in spoken(draft.content, quoted)]
        if article is not None and article.date_known:
            set_days(words, drafts, publication_day(article.published_at, self.language.calendar))
        found = assemble(words, drafts, article.id if article is not None else "")
        doc._.quotations = with_carried_speakers(words, found, names)

    def _drafts(
        self, words: Words, tagged: Iterable[TaggedQuotation], rules: Sequence[Quotation], names: Sequence[Span]
    ) -> list[Draft]:
        skipped = boilerplate_paragraphs(words)
        found = [draft for quotation in tagged if (draft := draft_of(words, quotation, rules, names)) is not None]
        drafts = [in_one_sentence(words, within_paragraph(words, draft)) for draft in found]
        kept = [
            draft
            for draft in drafts
            if words.paragraph[draft.content[0].start] not in skipped
            and (draft.mode is not Mode.REPORTED or tells(words, draft))
        ]
        for draft in kept:
            pass_on(words, draft)
        return kept


def hint_of(doc: Doc) -> Tagged:
    """What the rules found, in the tagger's terms."""
    entities = (Entity(Span(e.start_char, e.end_char), Label(e.label_)) for e in doc.ents)
    return Tagged(tuple(entities), tuple(map(_spans_of, doc._.quotations)))


def _spans_of(quotation: Quotation) -> TaggedQuotation:
    addressee = quotation.addressee
    return TaggedQuotation(
        quotation.mode, quotation.content, quotation.cue, quotation.frame, quotation.speaker.span,
        addressee.span if addressee is not None else None, quotation.confidence,
    )  # fmt: skip


def corrected(entities: Iterable[Entity], rules: Iterable[Entity]) -> Iterator[Entity]:
    """The network's entities; a person that the rules know as a country or town ("Washingtons Kurs") is that."""
    places = {entity.span for entity in rules if entity.label is Label.GPE}
    for entity in entities:
        yield replace(entity, label=Label.GPE) if entity.label is Label.PER and entity.span in places else entity


def set_entities(doc: Doc, entities: Iterable[Entity]) -> None:
    """Set `doc.ents`; an entity that ends inside a token takes all of it, of two that overlap the longer one stays."""
    spans = (doc.char_span(e.span.start, e.span.end, label=e.label.value, alignment_mode="expand") for e in entities)
    found: list[DocSpan] = [span for span in spans if span is not None]
    doc.ents = filter_spans(found)


def whole_names(quotation: TaggedQuotation, names: Sequence[Span]) -> TaggedQuotation:
    """The quotation with parties that hold a name wholly or not at all."""

    def whole(party: Span | None) -> Span | None:
        touched = [name for name in names if party and name.start < party.end and party.start < name.end]
        if party is None or not touched:
            return party
        return Span(min(party.start, touched[0].start), max(party.end, touched[-1].end))

    return replace(quotation, speaker=whole(quotation.speaker), addressee=whole(quotation.addressee))


def draft_of(
    words: Words, quotation: TaggedQuotation, rules: Sequence[Quotation], names: Sequence[Span]
) -> Draft | None:
    """The quotation in words, with what the rules know besides; None where its content has no word."""
    content = _ranges(words, quotation.content)
    if not content:
        return None
    draft = Draft(quotation.mode, content, MODEL_RULE, [], _ranges(words, quotation.frame))
    draft.confidence = quotation.confidence
    draft.cue = [index for part in _ranges(words, quotation.cue) for index in part]
    draft.speaker = trimmed(words, _range(words, quotation.speaker))
    draft.addressee = trimmed(words, _range(words, quotation.addressee))
    same = max(rules, key=lambda rule: overlap(rule.content, quotation.content), default=None)
    if same is not None and overlap(same.content, quotation.content) >= MATCH:
        if is_torn(words, draft):
            draft.cue = [index for part in _ranges(words, same.cue) for index in part]
            draft.speaker = _range(words, same.speaker.span) or draft.speaker
        draft.via = _range(words, same.via.span) if same.via is not None else None
        if draft.addressee is None and same.addressee is not None and _is_name(same.addressee.span, names):
            draft.addressee = _range(words, same.addressee.span)
    return draft


def is_torn(words: Words, draft: Draft) -> bool:
    """Whether the cue lies in two sentences: the network then mixes two quotations, and the rules are the surer."""
    return len(set(map(words.sentence_of, draft.cue))) > 1


def _is_name(span: Span | None, names: Iterable[Span]) -> bool:
    """Whether a party is nothing but a name; such an addressee of the rules stands where the network sees none."""
    return span is not None and span in names


def within_paragraph(words: Words, draft: Draft) -> Draft:
    """The draft without what stands in another paragraph than most of it; only direct speech may go over several, and
    its speaker may stand anywhere.
    """
    counts = Counter(words.paragraph[index] for part in draft.content for index in part)
    home = counts.most_common(1)[0][0]

    def here(part: Range) -> Range | None:
        inside = [index for index in part if words.paragraph[index] == home]
        return Range(inside[0], inside[-1] + 1) if inside else None

    draft.frame = [cut for part in draft.frame if (cut := here(part)) is not None]
    draft.cue = [index for index in draft.cue if words.paragraph[index] == home]
    if draft.mode is not Mode.DIRECT:
        draft.content = [cut for part in draft.content if (cut := here(part)) is not None]
    return draft


MOST = 0.6
"""Share of a quoted stretch that a piece of a direct content must hold."""

STRAY = 2
"""Words; so short a piece of a content, in another sentence than the rest, is a slip."""


def in_one_sentence(words: Words, draft: Draft) -> Draft:
    """The draft without pieces of its content that do not belong to it: of what is not direct speech those in other
    sentences than the longest piece, of direct speech only stray words, and quoted words in the name of who speaks.
    """
    if len(draft.content) > 1:
        longest = max(draft.content, key=len)
        sentence = words.sentences[words.sentence_of(longest.start)]
        draft.content = [
            part
            for part in draft.content
            if part is longest or part.overlaps(sentence) or (draft.mode is Mode.DIRECT and len(part) > STRAY)
        ]
        if draft.mode is Mode.DIRECT and draft.speaker is not None:
            who = draft.speaker
            draft.content = [part for part in draft.content if part is longest or not part.overlaps(who)]
    return draft


def tells(words: Words, draft: Draft) -> bool:
    """Whether an act that is told as a whole has a word for saying in it, or a quotation mark."""
    places = [index for part in (*draft.content, *draft.frame) for index in part]
    present = {words.low[index] for index in places}
    return any(
        words.low[index] in words.language.speech_nouns
        or words.depth[index]
        or any(
            (not reading.detached or reading.detached in present)
            and (not reading.cue.needs or not present.isdisjoint(reading.cue.needs))
            for reading in words.language.verbs.get(words.low[index], NO_VERB).readings
        )
        for index in places
    )


def spoken(content: list[Range], quoted: Sequence[Quoted]) -> list[Range]:
    """The pieces of a direct content that are quoted, most of a quoted stretch each; all if none is."""

    def is_spoken(part: Range) -> bool:
        around = [one.part for one in quoted if one.part.overlaps(part)]
        return any(len(part) >= MOST * len(one) or part.contains(one) for one in around)

    longest = max(content, key=len)
    kept = [part for part in content if is_spoken(part) or (part is longest and not any(map(is_spoken, content)))]
    return kept or content


def with_marks(part: Range, quoted: Iterable[Quoted]) -> Range:
    """A direct content with the quotation marks that stand right around it: by convention they belong to it."""
    for one in quoted:
        if one.part.start == part.start - 1 and part.end <= one.part.end:
            part = Range(one.part.start, part.end)
        if one.part.end == part.end + 1 and one.part.start <= part.start:
            part = Range(part.start, one.part.end)
    return part


SEPARATORS = frozenset(",;:.–-")


def trimmed(words: Words, part: Range | None) -> Range | None:
    """A party without punctuation at its ends; None where nothing else is in it."""
    inside = [index for index in part or () if words.text[index] not in SEPARATORS]
    return Range(inside[0], inside[-1] + 1) if inside else None


def overlap(a: Sequence[Span], b: Sequence[Span]) -> float:
    """F1 of the code points of two contents."""
    if a[0].start >= b[-1].end or b[0].start >= a[-1].end:
        return 0.0
    common = sum(max(0, min(x.end, y.end) - max(x.start, y.start)) for x in a for y in b)
    return 2 * common / sum(span.end - span.start for span in (*a, *b))


def _ranges(words: Words, spans: Iterable[Span]) -> list[Range]:
    return [part for span in spans if (part := _range(words, span)) is not None]


def _range(words: Words, span: Span | None) -> Range | None:
    """The words that `span` touches."""
    if span is None:
        return None
    start, end = bisect_right(words.end, span.start), bisect_left(words.start, span.end)
    return Range(start, end) if start < end else None
