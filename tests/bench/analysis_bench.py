"""Words per second of the analysis on one core: `python -m tests.bench.analysis_bench [ROUNDS]`.

Analyses the sample articles ROUNDS times (default 10) after a warm-up and prints the CPU with the figures: tokenizer and
sentences, with quotations, and the whole pipeline with entities and actors.
"""

from __future__ import annotations

import platform
import sys
import time
from collections.abc import Callable
from pathlib import Path

from digest.analysis.pipeline import build_pipeline, load_analyser
from digest.model import Article
from tests.samples import ROOT, read_article


def cpu() -> str:
    """The name of the CPU."""
    info = Path("/proc/cpuinfo")
    lines = info.read_text("utf-8").splitlines() if info.exists() else []
    return next(
        (line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), platform.processor()
    )


def rate(articles: list[Article], rounds: int, step: Callable[[Article], object]) -> float:
    """Words per second of `step` over the articles."""
    words = sum(len(article.text.split()) for article in articles)
    for article in articles:
        step(article)
    started = time.perf_counter()
    for _ in range(rounds):
        for article in articles:
            step(article)
    return words * rounds / (time.perf_counter() - started)


def main() -> None:
    """Print the table."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 10
    articles = [read_article(path) for path in sorted((ROOT / "seeds" / "articles" / "de").glob("*.txt"))]
    nlp = build_pipeline("de")
    parts = dict(nlp.pipeline)
    analyser = load_analyser(["de"])

    def sentences(article: Article) -> object:
        return parts["wortlaut_sentences"](nlp.make_doc(article.text))

    def quotations(article: Article) -> object:
        doc = nlp.make_doc(article.text)
        doc._.article = article
        return parts["wortlaut_quotations"](parts["wortlaut_sentences"](doc))

    print(f"analysis on one core, {cpu()}, Python {platform.python_version()}")
    for name, step in (("sentences", sentences), ("with quotations", quotations), ("whole", analyser.analyse)):
        print(f"  {name:16s} {rate(articles, rounds, step):9,.0f} words/s")


if __name__ == "__main__":
    main()
