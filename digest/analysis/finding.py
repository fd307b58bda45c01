"""The quotations of a text: quotation marks paired, boilerplate set aside, then the rules of the language's grammar."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from digest.analysis import svo, verb_second
from digest.analysis.boilerplate import boilerplate_paragraphs
from digest.analysis.drafts import Draft
from digest.analysis.quotemarks import Quoted, pair
from digest.analysis.words import Range, Words
from digest.lang import SUBJECT_VERB, VERB_SECOND

LONGEST_SENTENCE = 300
"""Words; what is longer is a table or a list, and no rule looks at it."""

GRAMMARS: Mapping[str, Callable[[Words, tuple[Quoted, ...], tuple[Range, ...]], list[Draft]]] = {
    VERB_SECOND: verb_second.find,
    SUBJECT_VERB: svo.find,
}
"""The rules by word order."""


def find_quotations(words: Words) -> list[Draft]:
    """The quotations of the text in text order."""
    quoted = pair(words)
    skipped = boilerplate_paragraphs(words)
    sentences = tuple(
        part for part in words.sentences if len(part) <= LONGEST_SENTENCE and words.paragraph[part.start] not in skipped
    )
    kept = tuple(q for q in quoted if words.paragraph[q.part.start] not in skipped)
    drafts = GRAMMARS[words.language.word_order](words, kept, sentences)
    for draft in drafts:
        pass_on(words, draft)
    return drafts


def pass_on(words: Words, draft: Draft) -> None:
    """What is said to a news agency is known through it."""
    if draft.via is None and draft.addressee is not None:
        agency = words.language.attribution.agency_words
        if any(words.low[index] in agency for index in draft.addressee):
            draft.via = draft.addressee
