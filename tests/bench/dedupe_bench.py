"""How quickly near-duplicates are found: `python tests/bench/dedupe_bench.py [TEXTS]` (20,000 unless given).

A tenth of the texts are of their own, the others shortened, edited or extended copies of them. Prints seconds of
processor time for all, the share of copies whose original was found, and pairs that are none.
"""

from __future__ import annotations

import random
import sys
import time

from digest.dedupe import SketchIndex, sketch

WORDS = [f"wort{number}" for number in range(20_000)]


def _copy(words: list[str], rng: random.Random) -> list[str]:
    kind = rng.random()
    copied = words[: max(20, int(len(words) * rng.uniform(0.5, 1)))] if kind < 0.4 else list(words)
    for _ in range(max(1, len(copied) // 60)):
        copied[rng.randrange(len(copied))] = "neu"
    return rng.choices(WORDS, k=20) + copied if kind > 0.7 else copied


def main() -> None:
    """Print the figures."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000
    rng = random.Random(1)
    originals = [rng.choices(WORDS, k=rng.choice([60, 120, 250, 400, 600])) for _ in range(count // 10)]
    texts = [" ".join(words) for words in originals]
    texts += [" ".join(_copy(originals[at % len(originals)], rng)) for at in range(count - len(originals))]
    index, found, wrong = SketchIndex(), 0, 0
    started = time.process_time()
    for number, text in enumerate(texts):
        made = sketch(str(number), text)
        match = index.nearest(made)
        if match is not None and match.is_copy:
            right = int(match.article) % len(originals) == number % len(originals)
            found, wrong = found + right, wrong + (not right)
        index.add(made)
    seconds = time.process_time() - started
    copies = count - len(originals)
    print(f"{count} texts: {seconds:.1f} s, recall {found / copies:.4f}, false pairs {wrong / count:.4%}")


if __name__ == "__main__":
    main()
