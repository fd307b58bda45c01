"""Makes what digest/lang/senses ships: `python -m digest.training.senses [CODE…]`, a quarter of an hour on two cores.

    frequent words (package `wordfreq`, data CC BY-SA 4.0) -> stems -> the base encoder's vector of each stem's most
      frequent word -> centred, without the directions that all share, the next 64 -> bytes

Needs requirements/train.txt, as all of this package.
"""

from __future__ import annotations

import json
import sys
from collections import defaultdict
from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt
import torch
from tokenizers import Tokenizer
from wordfreq import top_n_list, word_frequency

from digest.lang.senses import DIMENSIONS, FOLDER, ROW
from digest.phrases import words
from digest.stories import stem
from digest.training.base_model import base_tokenizer, load_base_model
from digest.training.network import Encoder

STEMS = {"de": 45_000, "en": 20_000}
"""Stems by language; the rarest stand once in some million words."""

AS_WRITTEN: dict[str, Callable[[str], str]] = {"de": str.capitalize, "en": str}
"""How a word is given to the encoder: most German ones that say something are nouns."""

WORDS_READ = {"de": 150_000, "en": 80_000}

SHARED = 3
"""Directions left out: those in which all words differ, such as how frequent they are."""

FREQUENT = 1e-4
"""Share of all words at which a word says half of what a rare one does."""

TEXT_WORDS = 40
"""Words of a text for whose middle is reckoned."""

BATCH = 256

Floats = npt.NDArray[np.float64]


def main(codes: Sequence[str]) -> None:
    """Write the two files of each language."""
    for code in codes or sorted(STEMS):
        stems, rates, forms = vocabulary(code)
        write(code, stems, rates, vectors([AS_WRITTEN[code](one) for one in forms]))


def vocabulary(code: str) -> tuple[list[str], Floats, list[str]]:
    """Stems, the share of all words that each is, and its most frequent word; most frequent first."""
    found: dict[str, list[tuple[float, str]]] = defaultdict(list)
    for word in top_n_list(code, WORDS_READ[code], wordlist="large"):
        if word.isalpha() and len(word) > 2 and word not in words(code).stop:
            found[stem(word, code)].append((float(word_frequency(word, code, wordlist="large")), word))
    ranked = sorted(found.items(), key=lambda held: -sum(rate for rate, _ in held[1]))[: STEMS[code]]
    rates = np.array([sum(rate for rate, _ in held) for _, held in ranked])
    return [name for name, _ in ranked], rates, [max(held)[1] for _, held in ranked]


def vectors(texts: Sequence[str]) -> Floats:
    """The base encoder's vectors of these texts, as for a search."""
    base = load_base_model()
    encoder = Encoder(base.shape, base.shape.layers, 0.0)
    encoder.load_base(base)
    encoder.eval()
    tokenizer = Tokenizer.from_str(json.dumps(base_tokenizer()))
    pieces = [one.ids for one in tokenizer.encode_batch([f"query: {text}" for text in texts])]
    by_length: dict[int, list[int]] = defaultdict(list)
    for place, ids in enumerate(pieces):
        by_length[len(ids)].append(place)
    result = np.zeros((len(texts), base.shape.hidden))
    for length, places in sorted(by_length.items()):
        for at in range(0, len(places), BATCH):
            batch = places[at : at + BATCH]
            rows = base.embeddings.rows(np.array([pieces[place] for place in batch]).reshape(-1))
            with torch.inference_mode():
                states = encoder.lower(torch.from_numpy(rows.reshape(len(batch), length, -1)), None, base.shape.layers)
                result[batch] = torch.nn.functional.normalize(states.mean(1), dim=1).numpy()
    return result


def write(code: str, stems: Sequence[str], rates: Floats, found: Floats) -> None:
    """Write the stems, and their vectors with the middle of texts behind them."""
    centred = found - found.mean(0)
    _, directions = np.linalg.eigh(centred.T @ centred)
    reduced = centred @ directions[:, ::-1][:, SHARED : SHARED + DIMENSIONS]
    reduced /= np.linalg.norm(reduced, axis=1, keepdims=True)
    lengths = FREQUENT / (FREQUENT + rates)
    share = rates / rates.sum()
    middle = (reduced * (share * lengths)[:, None]).sum(0)
    middle /= np.sqrt((share * lengths**2).sum() / TEXT_WORDS + middle @ middle)
    rows = np.zeros(len(stems) + 1, dtype=ROW)
    for part, row, length in ((slice(-1), reduced, lengths), (slice(-1, None), middle[None, :], np.ones(1))):
        largest = np.abs(row).max(1)
        rows["sense"][part] = np.round(row / largest[:, None] * 127)
        rows["length"][part] = length * largest
    (FOLDER / f"{code}.txt").write_text("\n".join(stems) + "\n", encoding="utf-8")
    np.save(FOLDER / f"{code}.npy", rows)


if __name__ == "__main__":
    main(sys.argv[1:])
