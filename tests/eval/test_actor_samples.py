"""Who is meant: floors for the sample articles, with the gold words of the speaker and end to end.

Measured on our own samples (seeds/articles, gold in seeds/gold) and, where it lies beside the project, on the
development part of an annotated corpus (path: SHARED_DATA, else ../shared). A floor is a little below what was
measured when it was set; raising it is a gain, lowering it needs a reason.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import pytest

from digest.analysis.pipeline import load_analyser
from digest.model import Article, Mode, Outlet, Span
from digest.names import fold
from tests.eval.actor_corpus import CORPUS, Gold, found_and_right, right_given_spans, speakers_given_spans
from tests.eval.actors_table import FLOORS, corpus_figures
from tests.eval.linked import named
from tests.samples import ROOT

SAMPLES = sorted((ROOT / "seeds" / "gold" / "samples").glob("*.json"))
ANALYSER = load_analyser(["de", "en"])

MOSCOW = {
    ("Wladimir Putin", "person"),
    ("Xi Jinping", "person"),
    ("Donald Trump", "person"),
    ("JD Vance", "person"),
    ("Wolodymyr Selenskyj", "person"),
    ("Dmitri Peskow", "person"),
    ("NATO", "organisation"),
    ("Reuters", "organisation"),
    ("Fox News", "organisation"),
    ("China", "country"),
    ("Russland", "country"),
    ("Ukraine", "country"),
    ("USA", "country"),
}


def read_sample(path: Path) -> tuple[Article, list[Gold], list[dict[str, str]]]:
    gold = json.loads(path.read_text("utf-8"))
    head, _, body = (ROOT / gold["article"]).read_text("utf-8").partition("\n\n")
    fields = dict(line.split(": ", 1) for line in head.splitlines())
    published = datetime.fromisoformat(fields["Date"])
    outlet = Outlet(fields["Outlet"], fields["Outlet"], language=fields["Language"])
    article = Article("a", fields["URL"], outlet, fields["Language"], fields["Title"], body, published, published)
    statements = sorted((_statement(body, row) for row in gold["statements"]), key=lambda one: one.content)
    return article, statements, gold["actors"]


def _statement(text: str, row: dict[str, object]) -> Gold:
    content = row["content"]
    assert isinstance(content, list)
    begin = text.index(content[0])
    speaker = None
    if row["speaker"]:
        phrase = str(row["speaker"])
        at = text.index(phrase, text.index(str(row.get("speaker_near", phrase))))
        speaker = Span(at, at + len(phrase))
    return Gold(Mode(str(row["mode"])), speaker, Span(begin, begin + len(content[0])), named(row["actors"]))  # type: ignore[arg-type]


def share(verdicts: Sequence[bool]) -> float:
    assert verdicts, "nothing was measured"
    return sum(verdicts) / len(verdicts)


def test_speakers_of_the_samples_given_their_words():
    """Of the samples' statements at least 93 % have the right actors when the speaker's words are given."""
    verdicts = [right for path in SAMPLES for right in right_given_spans(*read_sample(path)[:2])]
    assert len(verdicts) >= 200
    assert share(verdicts) >= 0.92


def test_speakers_of_the_samples_end_to_end():
    """Of the samples' statements with a named speaker at least 85 % come out with the right actors from the text alone."""
    verdicts: list[bool] = []
    for path in SAMPLES:
        article, statements, _ = read_sample(path)
        verdicts += [bool(one) for one in found_and_right(ANALYSER.analyse(article), statements)]
    assert len(verdicts) >= 150
    assert share(verdicts) >= 0.85


def test_actors_of_the_samples():
    """At least 83 % of the actors that the samples' gold lists are found with their kind."""
    verdicts: list[bool] = []
    for path in SAMPLES:
        article, _, actors = read_sample(path)
        found = {(fold(actor.name), actor.kind.value) for actor in ANALYSER.analyse(article).actors}
        verdicts += [(fold(actor["name"]), actor["kind"]) in found for actor in actors]
    assert len(verdicts) >= 150
    assert share(verdicts) >= 0.83


@pytest.mark.parametrize("name", ["de-moskau-besuch", "de-xi-putin-erklaerung"])
def test_the_thirteen_actors_of_the_moscow_visit(name: str):
    """All thirteen are found with the right kind, and the two heads of state are one actor each in all their forms."""
    article, _, _ = read_sample(ROOT / "seeds" / "gold" / "samples" / f"{name}.json")
    analysis = ANALYSER.analyse(article)
    assert {(actor.name, actor.kind.value) for actor in analysis.actors} >= MOSCOW
    by_actor = {mention.span.of(article.text): mention.actor for mention in analysis.mentions}
    assert by_actor["Xi"] == by_actor["Xi Jinping"] == "xi-jinping"
    assert by_actor["Putin"] == by_actor["Wladimir Putin"] == "wladimir-putin"
    assert by_actor["Washingtons"] == by_actor["Washington"] == "usa"
    assert by_actor["Peking"] == "china"
    assert by_actor["Moskau"] == "moskau"


def test_links_that_are_called_certain_are_right():
    """Of the samples' speakers called certain, given their words, at least 92 % are right."""
    verdicts: list[bool] = []
    for path in SAMPLES:
        article, statements, _ = read_sample(path)
        for party, gold in zip(speakers_given_spans(article, statements), statements, strict=True):
            if party.certain:
                verdicts.append(frozenset(party.actors) == gold.names)
    assert share(verdicts) >= 0.92


@pytest.mark.skipif(not CORPUS.exists(), reason="the annotated corpus is not beside the project (SHARED_DATA)")
def test_speakers_of_the_corpus():
    """On the development corpus the shares of right speakers do not fall below their floors."""
    figures = corpus_figures(ANALYSER)
    assert {name: figures[name] for name, floor in FLOORS["corpus"].items() if figures[name] < floor} == {}
