"""Articles to measure with: the samples, and mixtures of their paragraphs."""

from __future__ import annotations

import random
from dataclasses import replace

from digest.model import Article
from tests.samples import ROOT, read_article

SEED = 20250509


def own_articles(code: str, text: str | None = None) -> list[Article]:
    """The sample articles of a language; with `text`, one article of it."""
    articles = [read_article(path) for path in sorted((ROOT / "seeds" / "articles" / code).glob("*.txt"))]
    return articles if text is None else [replace(articles[0], text=text)]


def mixed_articles(number: int) -> list[Article]:
    """Different articles, each of some paragraphs of the samples, in the proportion of the languages."""
    chance = random.Random(SEED)
    articles = own_articles("de") + own_articles("en")
    paragraphs = {
        code: [part for one in articles if one.language == code for part in one.text.split("\n\n")]
        for code in {one.language for one in articles}
    }
    mixed = []
    for count in range(number):
        one = articles[count % len(articles)]
        mixed.append(replace(one, id=f"mixed-{count}", text="\n\n".join(chance.sample(paragraphs[one.language], 6))))
    return mixed
