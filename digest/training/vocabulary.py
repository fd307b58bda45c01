"""Which pieces of the base vocabulary are kept: those German and English text needs, and single Latin characters.

A piece is ranked by how often running text would use it: the frequencies of words (package `wordfreq`, CC BY-SA 4.0) as
written small, with a capital, and in capitals, plus the pieces of the training texts themselves. A word that needs a
dropped piece is spelled with smaller ones.
"""

from __future__ import annotations

import json
import unicodedata
from collections import Counter
from collections.abc import Iterable
from typing import Any

import numpy as np
import numpy.typing as npt
from tokenizers import Tokenizer
from wordfreq import top_n_list, word_frequency

LANGUAGES = (("de", 1.0), ("en", 0.5))
"""Languages and their weight; others share many pieces with these."""
WORDS_PER_LANGUAGE = 150_000
SPECIAL = 4
"""The first pieces of the vocabulary are marks: begin, padding, end, unknown."""


def cut_tokenizer(definition: dict[str, Any], texts: Iterable[str], size: int) -> tuple[str, npt.NDArray[np.int64]]:
    """The tokeniser cut to `size` pieces as JSON, and the base ids of the kept pieces in their new order."""
    vocabulary: list[list[Any]] = definition["model"]["vocab"]
    counts = _use(Tokenizer.from_str(json.dumps(definition)), texts)
    always = [i for i, (piece, _) in enumerate(vocabulary) if i < SPECIAL or _is_basic(piece)]
    ranked = [i for i, _ in counts.most_common() if _is_latin(vocabulary[i][0])]
    kept = sorted(dict.fromkeys([*always, *ranked][:size]))
    cut = {
        **definition,
        "added_tokens": [token for token in definition["added_tokens"] if token["id"] < SPECIAL],
        "model": {**definition["model"], "vocab": [vocabulary[i] for i in kept]},
    }
    return json.dumps(cut, ensure_ascii=False, separators=(",", ":")), np.asarray(kept, np.int64)


def _use(tokenizer: Tokenizer, texts: Iterable[str]) -> Counter[int]:
    """How often each piece is used per million words of running text; pieces of `texts` count at least once."""
    counts: Counter[int] = Counter()
    for language, weight in LANGUAGES:
        words = top_n_list(language, WORDS_PER_LANGUAGE)
        rates = [weight * 1e6 * float(word_frequency(word, language)) for word in words]
        for form, part in ((str.lower, 0.5), (str.capitalize, 0.4), (str.upper, 0.1)):
            encoded = tokenizer.encode_batch([form(word) for word in words], add_special_tokens=False)
            for encoding, rate in zip(encoded, rates, strict=True):
                for piece in encoding.ids:
                    counts[piece] += part * rate  # type: ignore[assignment]
    for encoding in tokenizer.encode_batch(list(texts), add_special_tokens=False):
        counts.update(encoding.ids)
    return counts


def _is_latin(piece: str) -> bool:
    """Whether every letter is Latin; marks, digits and signs are anybody's."""
    return all(not c.isalpha() or "LATIN" in unicodedata.name(c, "") for c in piece)


def _is_basic(piece: str) -> bool:
    """One character of Latin text, with or without the mark of a word's beginning."""
    bare = piece.lstrip("\u2581")
    return len(bare) <= 1 and (not bare or ord(bare) < 0x250 or 0x2010 <= ord(bare) < 0x2070)
