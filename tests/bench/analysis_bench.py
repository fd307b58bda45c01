"""Speed, size and worst cases of the analysis: `python -m tests.bench.analysis_bench [--full]`.

Words per second are of the same sample articles again and again, in one process, beside a bare spaCy pipeline in the
same run; what counts on another machine is the ratio. With two threads, two analysers share the articles; "inside the
network" is one analyser whose network computes with two. Memory and loading are those of fresh processes. The short
form takes about two minutes; --full takes 10,000 articles and texts as large as is allowed.
"""

from __future__ import annotations

import argparse
import json
import platform
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from itertools import cycle, islice
from pathlib import Path

import spacy
from spacy.util import get_installed_models

from digest.analysis.pipeline import OURS, RULES_ALONE, Data, build_pipeline, load_analyser
from digest.confine.analysing import LIMITS, ConfinedAnalyser
from digest.model import Article
from tests.bench.analysis_articles import mixed_articles, own_articles
from tests.hostile import LARGEST, hostile_texts

SECONDS = 2.0
"""How long each step is repeated."""
SHORT_ARTICLES, ALL_ARTICLES = 200, 10_000
SHORT_HOSTILE = 5_000
"""Bytes of a hostile text in the short form."""

Step = Callable[[Article], object]


def cpu() -> str:
    """The name of the CPU."""
    info = Path("/proc/cpuinfo")
    lines = info.read_text("utf-8").splitlines() if info.exists() else []
    return next(
        (line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), platform.processor()
    )


@dataclass(frozen=True)
class Rate:
    """Words per second: of the clock on the wall, and of processor time (all threads of the process together)."""

    wall: float
    processor: float


def rate(articles: Sequence[Article], steps: Sequence[Step], seconds: float = SECONDS) -> Rate:
    """How fast steps are, one thread for each; each takes its share of the articles again and again."""
    shares = [articles[number :: len(steps)] for number in range(len(steps))]
    for step, share in zip(steps, shares, strict=True):
        step(share[0])
    started, worked = time.perf_counter(), time.process_time()
    with ThreadPoolExecutor(len(steps)) as pool:
        words = sum(pool.map(_worked, steps, shares, [started + seconds] * len(steps)))
    return Rate(words / (time.perf_counter() - started), words / (time.process_time() - worked))


def _worked(step: Step, articles: Sequence[Article], until: float) -> int:
    words = 0
    while time.perf_counter() < until:
        for article in articles:
            step(article)
            words += len(article.text.split())
    return words


def speed() -> None:
    """Our analysis beside spaCy pipelines, with one thread and two."""
    print(
        f"words/s of one process, {cpu()}, Python {platform.python_version()}; ratio (per CPU s) to spaCy's bare one;"
        f" {load_analyser(['de']).version}"
    )
    print(f"  {'':44s}{'1 thread':>12s}{'per CPU s':>12s}{'2 threads':>12s}{'ratio':>8s}")
    for code in ("de", "en"):
        articles = own_articles(code)
        bare = _row(f"{code} spaCy blank + sentencizer", articles, partial(_spacy_step, code), None)
        _row(f"{code} ours, rules alone", articles, partial(_our_step, code, RULES_ALONE), bare)
        _row(f"{code} ours", articles, partial(_our_step, code), bare)
        inside = rate(articles, [_our_step(code, Data(threads=2))])
        print(f"  {f'{code} ours, two threads inside the network':44s}{'':24s}{inside.wall:12,.0f}")
        for name in (name for name in get_installed_models() if name.startswith(f"{code}_")):
            _row(f"{code} spaCy {name}", articles, partial(_installed_step, name), bare)
    if not any(name.startswith("en_") for name in get_installed_models()):
        print("  no English spaCy pipeline is installed to compare with")


def _row(name: str, articles: Sequence[Article], make: Callable[[], Step], bare: float | None) -> float:
    one, two = rate(articles, [make()]), rate(articles, [make(), make()])
    ratio = one.processor / bare if bare else 1.0
    print(f"  {name:44s}{one.wall:12,.0f}{one.processor:12,.0f}{two.wall:12,.0f}{ratio:8.3f}")
    return one.processor


def _our_step(code: str, data: Data = OURS) -> Step:
    return load_analyser([code], data).analyse


def _installed_step(name: str) -> Step:
    nlp = spacy.load(name)
    return lambda article: nlp(article.text)


def _spacy_step(code: str) -> Step:
    nlp = spacy.blank(code)
    nlp.add_pipe("sentencizer")
    return lambda article: nlp(article.text)


def parts() -> None:
    """What the steps of the German rules cost."""
    articles = own_articles("de")
    nlp = build_pipeline("de", RULES_ALONE)
    components = dict(nlp.pipeline)

    def sentences(article: Article) -> object:
        return components["wortlaut_sentences"](nlp.make_doc(article.text))

    def quotations(article: Article) -> object:
        doc = nlp.make_doc(article.text)
        doc._.article = article
        return components["wortlaut_quotations"](components["wortlaut_sentences"](doc))

    print("the steps of the rules, German, one thread")
    for name, step in (
        ("sentences", sentences),
        ("with quotations", quotations),
        ("whole", _our_step("de", RULES_ALONE)),
    ):
        measured = rate(articles, [step])
        print(f"  {name:44s}{measured.wall:12,.0f}{measured.processor:12,.0f}")


def linking() -> None:
    """What part of the processor time of an analysis goes to finding out who is meant."""
    articles = own_articles("de")
    for name, data in (("ours", OURS), ("rules alone", RULES_ALONE)):
        nlp = build_pipeline("de", data)
        spent = dict.fromkeys(("make_doc", *nlp.pipe_names), 0.0)
        for article in (*articles, *articles):
            started = time.process_time()
            doc = nlp.make_doc(article.text)
            doc._.article = article
            for step, component in (("make_doc", None), *nlp.pipeline):
                doc = component(doc) if component is not None else doc
                started, before = time.process_time(), started
                spent[step] += started - before
        print(
            f"  linking's share of the analysis, {name:19s}{100 * spent['wortlaut_actors'] / sum(spent.values()):12.1f} %"
        )


@dataclass(frozen=True)
class Ordeal:
    """One hostile text: words between blanks, seconds of processor time it took, quotations found."""

    name: str
    words: int
    seconds: float
    found: int

    @property
    def allowed(self) -> float:
        """Seconds within which an answer is owed."""
        return 5 + self.words / 1_500


def hostile(size: int) -> None:
    """How long texts take that are made to take long."""
    analyser = load_analyser(["de", "en"])
    ordeals = []
    for name, code, text in hostile_texts(size):
        article = own_articles(code, text)[0]
        started = time.process_time()
        found = len(analyser.analyse(article).quotations)
        ordeals.append(Ordeal(f"{code} {name}", len(text.split()), time.process_time() - started, found))
    late = [one for one in ordeals if one.seconds > one.allowed]
    print(
        f"hostile texts of {size // 1000} kB: {len(ordeals)}, {len(late)} over 5 s + words/1,500 (CPU s); the slowest:"
    )
    for one in sorted(ordeals, key=lambda one: -one.seconds / one.allowed)[:6]:
        mark = "  LATE" if one in late else ""
        print(f"  {one.name:44s}{one.seconds:8.2f} s of {one.allowed:.1f}, {one.found} quotations{mark}")


def memory(articles: int) -> None:
    """Loading time and memory of fresh processes."""
    command = [sys.executable, "-m", "tests.bench.analysis_process"]
    runs = [
        subprocess.run([*command, number], check=True, capture_output=True, text=True)
        for number in ("0", "0", str(articles))
    ]
    told = [json.loads(run.stdout) for run in runs]
    last = told[-1]
    print(f"  {'imported and loaded, first article analysed':44s}{min(one['load'] for one in told):8.2f} s")
    print(f"  {'memory then':44s}{last['start']:8.0f} MB")
    print(f"  {f'after {articles:,} articles, 200 different':44s}{last['end']:8.0f} MB, {last['rate']:,.0f} words/s")


def in_a_child(articles: int) -> None:
    """The same as `wortlaut ingest` and a running bot have it: in a child process, over a pipe."""
    analyser = ConfinedAnalyser(["de", "en"], limits=replace(LIMITS, jobs=0))
    several = mixed_articles(min(articles, 200))
    analyser.analyse(several[0])
    start = _child_mb(analyser)
    began, worked, words = time.perf_counter(), time.process_time(), 0
    for article in islice(cycle(several), articles):
        analyser.analyse(article)
        words += len(article.text.split())
    took, piped = time.perf_counter() - began, time.process_time() - worked
    label = f"in a child, {articles:,} articles"
    print(f"  {label:44s}{words / took:8,.0f} words/s, {start:.0f} MB, at the end {_child_mb(analyser):.0f} MB")
    print(f"  {'this end of the pipe':44s}{1000 * piped / articles:8.2f} ms an article, {piped / took:.1%} of the time")
    analyser.close()


def _child_mb(analyser: ConfinedAnalyser) -> float:
    lines = Path(f"/proc/{analyser.pid}/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmRSS:"))


def large_text() -> None:
    """A text of ordinary sentences, as large as is allowed."""
    text = next(text for name, code, text in hostile_texts(LARGEST) if (name, code) == ("ordinary", "de"))
    analyser = load_analyser(["de"])
    article = own_articles("de", text)[0]
    analyser.analyse(own_articles("de")[0])
    started, worked = time.perf_counter(), time.process_time()
    found = len(analyser.analyse(article).quotations)
    told = f"{time.perf_counter() - started:8.2f} s, {time.process_time() - worked:.2f} CPU s, {found} quotations"
    print(f"  {'200 kB of ordinary sentences':44s}{told}")


def run(*, full: bool) -> None:
    """Print all."""
    speed()
    parts()
    linking()
    print("the analysis as a process")
    memory(ALL_ARTICLES if full else SHORT_ARTICLES)
    in_a_child(ALL_ARTICLES if full else SHORT_ARTICLES)
    large_text()
    hostile(LARGEST if full else SHORT_HOSTILE)


def main() -> None:
    """Print all, in the form asked for."""
    options = argparse.ArgumentParser()
    options.add_argument("--full", action="store_true", help="10,000 articles, and texts as large as is allowed")
    run(full=options.parse_args().full)


if __name__ == "__main__":
    main()
