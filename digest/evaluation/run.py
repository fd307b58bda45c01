"""The service behind `wortlaut eval`: each corpus in turn, its figures as soon as they are there.

    for each corpus at hand: read gold -> analyse -> figures -> Section (lines, measured, faults)

A corpus that is not at hand is said not to be measured; the floors hold for what was measured.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

from digest.analysis.gazetteer import load_gazetteer
from digest.corpora import MarkedText, read_germeval
from digest.corpora import read_corpus_de as read_marked
from digest.evaluation import gold, samples, tables
from digest.evaluation.actor_names import known_names
from digest.evaluation.entity_figures import OUTER, OWN, EntityFigures, entity_figures
from digest.evaluation.faults import Finding, faults_of
from digest.evaluation.gate import Floors, Measured
from digest.evaluation.marks import GoldArticle, found_marks
from digest.evaluation.quotation_figures import Judged, Known, by_name, judge, measure
from digest.model import Analysis, Article, Outlet
from digest.ports import Analyser

Step = Callable[[str, int, int], None]
"""Told how far it is: the corpus, articles done, articles in all."""

NOT_TO_LEARN_FROM = "gnqa-dev"
"""Measured, but its faults are shown only where it is named: no rule is to be derived from it."""

SHOWN_IN_FULL = "de-moskau-besuch"
"""The sample whose statements and actors are all printed."""

UNKNOWN = datetime(2014, 1, 1, tzinfo=UTC)
"""A date for sentences that have none."""


def _no_step(corpus: str, done: int, total: int) -> None:
    del corpus, done, total


@dataclass(frozen=True, slots=True)
class Section:
    """One corpus: its name, what it is, the figures as lines, and, where it was measured, the figures and faults.

    `details` are faults of the own samples, one a line.
    """

    corpus: str
    about: str
    lines: tuple[str, ...]
    measured: Measured | None = None
    faults: tuple[Finding, ...] = ()
    details: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What to measure: the analyser, the data folder (None: own samples only), the floors by corpus."""

    analyser: Analyser
    data: Path | None
    floors: Mapping[str, Floors]
    step: Step = _no_step
    known: Known = field(default_factory=lambda: known_names(load_gazetteer()))

    def sections(self, only: Sequence[str] = ()) -> Iterator[Section]:
        """The sections, each when it is ready; `only` names those wanted, none: all."""
        for name, measure_it in CORPORA.items():
            if not only or name in only:
                yield measure_it(self, name)

    def floors_of(self, corpus: str) -> Mapping[str, float]:
        """The floors of a corpus; empty where none were laid down."""
        return self.floors[corpus].floors if corpus in self.floors else {}

    def file(self, place: Path) -> Path | None:
        """A file of the data folder, None where it is not at hand."""
        path = self.data / place if self.data is not None else None
        return path if path is not None and path.is_file() else None

    def analysed(self, corpus: str, articles: Sequence[Article]) -> Iterator[Analysis]:
        """The analysis of each article."""
        for number, article in enumerate(articles, 1):
            yield self.analyser.analyse(article)
            self.step(corpus, number, len(articles))


def _samples(run: Evaluation, corpus: str, folder: Path, about: str) -> Section:
    paths = samples.sample_files(folder)
    if not paths:
        return Section(corpus, about, ("  not at hand; not measured",))
    done = 0

    def step() -> None:
        nonlocal done
        done += 1
        run.step(corpus, done, len(paths))

    scores = samples.sample_scores(paths, run.analyser, step)
    figures = samples.sample_figures(scores, run.known)
    lines = [f"  {len(scores)} articles, {sum(len(score.pairs) for score in scores)} statements"]
    lines += tables.plain_lines(figures, run.floors_of(corpus))
    for score in scores:
        if score.sample.name == SHOWN_IN_FULL:
            lines += tables.sample_lines(score, run.known)
    sha256 = gold.fingerprint([*paths, *map(samples.article_file, paths)])
    details = tuple(tables.sample_faults(scores, run.known))
    return Section(corpus, about, tuple(lines), Measured(corpus, sha256, figures), details=details)


def _own(run: Evaluation, corpus: str) -> Section:
    return _samples(run, corpus, samples.SAMPLES, "own articles with hand-made gold, also used to develop the rules")


def _english(run: Evaluation, corpus: str) -> Section:
    return _samples(
        run, corpus, samples.ENGLISH, "own English articles with hand-made gold, also used to develop the rules"
    )


def _english_held(run: Evaluation, corpus: str) -> Section:
    return _samples(run, corpus, samples.ENGLISH_HELD, "own English articles kept aside from the rules")


def _gnqa(run: Evaluation, corpus: str) -> Section:
    about = "German Wikinews annotated by others; evaluation only"
    path = run.file(gold.GNQA)
    if path is None:
        return _absent(corpus, about)
    articles = gold.read_gnqa(path)
    analyses = list(run.analysed(corpus, [one.article for one in articles]))
    return _quotations(run, corpus, about, path, _judged(articles, analyses))


def _corpus_de(run: Evaluation, corpus: str) -> Section:
    about = "German Wikinews annotated by ourselves, development part; also its named entities"
    path = run.file(gold.CORPUS_DE)
    if path is None:
        return _absent(corpus, about)
    articles = gold.read_corpus_de(path)
    analyses = list(run.analysed(corpus, [one.article for one in articles]))
    section = _quotations(run, corpus, about, path, _judged(articles, analyses))
    marked = zip(read_marked(path), (analysis.entities for analysis in analyses), strict=True)
    entities = entity_figures(marked, OWN)
    assert section.measured is not None
    return replace(
        section,
        lines=(*section.lines, "  named entities", *tables.entity_lines(entities, run.floors_of(corpus))),
        measured=replace(section.measured, figures={**section.measured.figures, **entity_percents(entities)}),
    )


def _judged(articles: Sequence[GoldArticle], analyses: Sequence[Analysis]) -> list[Judged]:
    pairs = zip(articles, analyses, strict=True)
    return [judge(one, found_marks(analysis, one.tokens)) for one, analysis in pairs]


def _absent(corpus: str, about: str) -> Section:
    return Section(corpus, about, ("  not at hand (--data names the folder of the development data); not measured",))


def _quotations(run: Evaluation, corpus: str, about: str, path: Path, judged: Sequence[Judged]) -> Section:
    figures = measure(judged, run.known)
    lines = tuple(tables.quotation_lines(figures, run.floors_of(corpus)))
    faults = tuple(fault for one in judged for fault in faults_of(one))
    return Section(corpus, about, lines, Measured(corpus, gold.fingerprint([path]), by_name(figures)), faults)


def _germeval(run: Evaluation, corpus: str) -> Section:
    about = "GermEval 2014 dev, sentences one by one; outer entities, LOC is GPE or LOC"
    path = run.file(gold.GERMEVAL)
    if path is None:
        return _absent(corpus, about)
    texts = read_germeval(path)
    analyses = run.analysed(corpus, [_bare_article(text) for text in texts])
    figures = entity_figures(zip(texts, (analysis.entities for analysis in analyses), strict=True), OUTER)
    lines = tuple(tables.entity_lines(figures, run.floors_of(corpus)))
    return Section(corpus, about, lines, Measured(corpus, gold.fingerprint([path]), entity_percents(figures)))


def _bare_article(text: MarkedText) -> Article:
    return Article(text.id, "", Outlet("corpus", ""), "de", "", text.text, UNKNOWN, UNKNOWN, date_known=False)


def entity_percents(figures: EntityFigures) -> dict[str, float]:
    """The figures for floors, in per cent."""
    return {"entities": 100 * figures.all.f1} | {name: 100 * counts.f1 for name, counts in figures.classes}


CORPORA: Mapping[str, Callable[[Evaluation, str], Section]] = {
    "samples": _own,
    "english": _english,
    "english-held": _english_held,
    "gnqa-dev": _gnqa,
    "corpus-de-dev": _corpus_de,
    "germeval-dev": _germeval,
}
"""What can be measured, by name."""
