"""A spaCy tokenizer that cannot be brought to its knees: very long runs without blank are cut before they reach it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import cast

from spacy.language import Language
from spacy.tokenizer import Tokenizer
from spacy.tokens import Doc
from spacy.util import compile_prefix_regex, compile_suffix_regex
from spacy.vocab import Vocab

LONGEST_RUN = 256
"""Code points without blank that the tokenizer's affix rules are given at once; they are quadratic in this."""

PIECE = 64
"""Code points per token of a longer run, which is no language anyway."""

_LONG_RUN = re.compile(rf"\S{{{LONGEST_RUN + 1},}}")
_SURROGATE = re.compile("[\ud800-\udfff]")


MORE_QUOTES = "[‹›‚‘’“”„«»]"
"""Quotation marks to split off at both ends of a word; spaCy's own rules lack some of them."""


def bounded(nlp: Language) -> BoundedTokenizer:
    """The tokenizer of `nlp` with all quotation marks split off, bounded."""
    inner = cast("Tokenizer", nlp.tokenizer)
    inner.prefix_search = compile_prefix_regex([*(nlp.Defaults.prefixes or ()), MORE_QUOTES]).search
    inner.suffix_search = compile_suffix_regex([*(nlp.Defaults.suffixes or ()), MORE_QUOTES]).search
    return BoundedTokenizer(inner, nlp.vocab)


class BoundedTokenizer:
    """Tokenizes like `inner` except for runs over LONGEST_RUN; token offsets are code points of the text as given.

    Unpaired surrogates, which have no UTF-8 form, are seen as U+FFFD: one code point for one, so offsets still hold.
    """

    def __init__(self, inner: Tokenizer, vocab: Vocab) -> None:
        self.inner = inner
        self.vocab = vocab

    def __call__(self, text: str) -> Doc:
        """Tokenize `text`; the tokens and their blanks concatenate to it again."""
        text = _SURROGATE.sub("\ufffd", text)
        if _LONG_RUN.search(text) is None:
            doc: Doc = self.inner(text)
            return doc
        words: list[str] = []
        spaces: list[bool] = []
        for word, space in self._pieces(text):
            words.append(word)
            spaces.append(space)
        return Doc(self.vocab, words=words, spaces=spaces)

    def _pieces(self, text: str) -> Iterator[tuple[str, bool]]:
        end = 0
        for run in _LONG_RUN.finditer(text):
            yield from self._ordinary(text[end : run.start()])
            for start in range(run.start(), run.end(), PIECE):
                yield text[start : min(start + PIECE, run.end())], False
            end = run.end()
        yield from self._ordinary(text[end:])

    def _ordinary(self, text: str) -> Iterator[tuple[str, bool]]:
        for token in self.inner(text):
            yield token.text, bool(token.whitespace_)
