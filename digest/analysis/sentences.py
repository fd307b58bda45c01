"""Sentence boundaries by rules: fast, and right for abbreviations, ordinals, dates and quotation marks."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
from spacy.attrs import IDX, LENGTH, SENT_START
from spacy.language import Language as Pipeline
from spacy.tokens import Doc

import digest.analysis.extensions  # noqa: F401  (declares what the components share)
from digest.lang import Language, load

ENDS = frozenset(".!?…")
CLOSERS = frozenset("\"'“”‘’»«›‹)]")
WRAPPED_LINE = 50
"""From this length on (code points) a line that does not end like a sentence may go on in the next one."""

_BLANK_LINE = re.compile(r"\n[^\S\n]*\n")


@Pipeline.factory("wortlaut_sentences", assigns=["token.is_sent_start"])
def make_sentences(nlp: Pipeline, name: str) -> Sentences:
    """The component for the language of `nlp`."""
    del name
    return Sentences(load(nlp.lang))


class Sentences:
    """Sets sentence starts. A paragraph break always ends a sentence; a full stop does where nothing speaks against."""

    def __init__(self, language: Language) -> None:
        self.language = language

    def __call__(self, doc: Doc) -> Doc:
        """Set `is_sent_start` of every token of `doc`."""
        tokens = tokens_of(doc)
        starts = sentence_starts(tokens.texts, tokens.text, tokens.offsets, self.language)
        marks = np.full((len(tokens.texts), 1), -1, dtype=np.int64).astype(np.uint64)
        marks[sorted(starts), 0] = 1
        doc.from_array([SENT_START], marks)  # type: ignore[arg-type]  # the stub knows only its own array types
        return doc


@dataclass(frozen=True, slots=True)
class Tokens:
    """The tokens of a document as plain values: its text, and offset and text of each token."""

    text: str
    offsets: list[int]
    texts: list[str]


def tokens_of(doc: Doc) -> Tokens:
    """The tokens of `doc`; much quicker than making a Python object of each."""
    text = doc.text
    places = doc.to_array([IDX, LENGTH]).astype(np.int64).tolist() if len(doc) else []
    return Tokens(text, [start for start, _ in places], [text[start : start + length] for start, length in places])


def sentence_starts(texts: list[str], text: str, offsets: list[int], language: Language) -> frozenset[int]:
    """Indices of the tokens that begin a sentence; `texts` are the tokens of `text` at `offsets`."""
    loose = _BLANK_LINE.search(text) is not None
    starts = {0} if texts else set()
    passed = 0
    for index, token in enumerate(texts):
        if index < passed:
            continue
        if "\n" in token and not token.strip():
            if not (loose and _is_wrap(token, text, offsets[index])):
                starts.add(index + 1)
        elif token[-1] in ENDS and _ends(texts, index, language):
            passed = _after(texts, index, language)
            starts.add(passed)
    return frozenset(start for start in starts if start < len(texts))


def _is_wrap(token: str, text: str, offset: int) -> bool:
    """Whether the line break at `offset` only wraps a long line of a paragraph."""
    if token.count("\n") > 1:
        return False
    line = text[text.rfind("\n", 0, offset) + 1 : offset].rstrip()
    return len(line) >= WRAPPED_LINE and line[-1] not in '.!?…:“”"»«'


def _after(texts: list[str], index: int, language: Language) -> int:
    """The token after closing marks and further stops that belong to the sentence ending at `index`."""
    index += 1
    while index < len(texts) and (texts[index] in CLOSERS or texts[index] in ENDS):
        if texts[index] in language.sure_openers or _opens(texts, index):
            break
        index += 1
    while index < len(texts) and not texts[index].strip() and "\n" not in texts[index]:
        index += 1
    return index


def _opens(texts: list[str], index: int) -> bool:
    """Whether a mark that may open or close stands before a word, with a blank before: it opens the next sentence."""
    return (
        texts[index] in "\"'»«“"
        and index + 1 < len(texts)
        and texts[index + 1][:1].isupper()
        and (index > 0 and texts[index - 1] in ENDS and _is_outside(texts, index))
    )


def _is_outside(texts: list[str], index: int) -> bool:
    """Whether no quotation is open before the mark at `index`: marks of its kind since the last line break pair up."""
    kind = "«»" if texts[index] in "«»" else texts[index]
    return _count(texts, index, kind) % 2 == 0


def _count(texts: list[str], index: int, kind: str) -> int:
    """How often a mark of this kind stands before the mark at `index` since the last line break."""
    mark, seen = texts[index], 0
    low_opener = "„" if mark == "“" else None
    for position in range(index - 1, max(-1, index - 400), -1):
        if "\n" in texts[position]:
            break
        if texts[position] == low_opener:
            return 1
        seen += texts[position] in kind
    return seen


def _ends(texts: list[str], index: int, language: Language) -> bool:
    """Whether the token at `index`, which ends in a stop, ends its sentence."""
    following = _next_word(texts, index)
    if following is None:
        return True
    ending = texts[index][-1]
    if following[:1].islower() or following[:1] in ",;:–-)":
        return False
    return ending != "." or not _is_abbreviation(texts, index, following, language)


def _next_word(texts: list[str], index: int) -> str | None:
    """The next token that is neither blank nor a closing or opening mark; None at the end or a line break."""
    for position in range(index + 1, min(index + 8, len(texts))):
        token = texts[position]
        if "\n" in token:
            return None
        if token.strip() and token not in CLOSERS | ENDS and token not in "„‚“«»":  # noqa: S105
            return token
    return None


def _is_abbreviation(texts: list[str], index: int, following: str, language: Language) -> bool:
    """Whether the full stop belongs to the word: abbreviation, initial, or ordinal number."""
    token = texts[index]
    word = token[:-1] if len(token) > 1 else (texts[index - 1] if index else "")
    lower = word.lower()
    if lower in language.abbreviations or ("." in word and len(word) > 1 and not word[0].isdigit()):
        return True
    if len(word) == 1 and word.isalpha() and word.isupper():
        return following[:1].isupper() and following.lower() not in language.sentence_openers
    if language.ordinal_stop and word.isdigit() and len(word) <= 2:
        return following.lower() not in language.sentence_openers
    return False
