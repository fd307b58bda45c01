"""How well stories, statements and novelty agree with tests/eval/stories, grouped as a running bot would: day by day."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import combinations

from digest.ingest.intake import Intake, Stopwatch
from digest.model import Analysis, Article, Statement
from digest.ports import Analyser, StatementQuery, Store
from digest.publish import Grouper
from digest.store.memory import MemoryStore
from tests.eval.story_set import Item
from tests.fakes.clocks import HandClock

DAY = timedelta(days=1)


@dataclass(frozen=True)
class StoryFigures:
    """Per cent, but for counts: the later days' quotations that report something known and something new, and the
    independent texts (all stories together: found, and by hand).
    """

    pairwise: float
    bcubed: float
    merge_precision: float
    merge_recall: float
    repeated: float
    swallowed: float
    known: int
    new: int
    independent: int
    independent_gold: int


class ByHand:
    """An analyser that finds exactly what the set says."""

    version = "by hand"

    def __init__(self, items: Iterable[Item]) -> None:
        self._known = {item.article.id: item.analysis for item in items}

    def analyse(self, article: Article) -> Analysis:
        return self._known[article.id]


def story_figures(items: Sequence[Item], analyser: Analyser | None = None) -> StoryFigures:
    """The figures of a set. With an analyser its mentions replace those by hand; quotations stay those by hand."""
    store, new_on = _filled(items, analyser)
    stories = store.stories(datetime(2025, 1, 1, tzinfo=UTC), datetime(2026, 1, 1, tzinfo=UTC))
    found = {article: story.id for story in stories for article in story.articles}
    gold = {item.article.id: item.cluster for item in items}
    said = {quotation: key for item in items for quotation, key in item.statements.items()}
    statements = store.statements(StatementQuery(), limit=100_000)
    merged = {report.quotation: one.id for one in statements for report in one.reports}
    repeats_left_out = {quotation: key for quotation, key in said.items() if quotation in merged}
    precision, recall = pairwise(merged, repeats_left_out)
    judged = novelty(items, statements, new_on)
    known = [one for one in judged if one.known]
    new = [one for one in judged if not one.known]
    return StoryFigures(
        pairwise=100 * _f1(*pairwise(found, gold)),
        bcubed=100 * bcubed(found, gold),
        merge_precision=100 * precision,
        merge_recall=100 * recall,
        repeated=_share_wrong(known),
        swallowed=_share_wrong(new),
        known=len(known),
        new=len(new),
        independent=len({store.copies([one]).get(one, one) for one in found}),
        independent_gold=len({item.text_group or item.article.id for item in items}),
    )


def _filled(items: Sequence[Item], analyser: Analyser | None) -> tuple[Store, dict[str, date]]:
    """A store that read the items day by day, and the day on which each statement was first there."""
    store = MemoryStore()
    clock = HandClock(items[-1].article.published_at + DAY)
    source = analyser_of(items, analyser)
    intake = Intake(store, clock, Stopwatch(clock), source)
    grouper = Grouper(store)
    seen: dict[str, date] = {}
    for day in sorted({item.article.published_at.date() for item in items}):
        for item in items:
            if item.article.published_at.date() == day:
                intake.take(item.article.url, item.article)
        grouper.run()
        for statement in store.statements(StatementQuery(), limit=100_000):
            seen.setdefault(statement.id, day)
    return store, seen


def analyser_of(items: Sequence[Item], analyser: Analyser | None) -> Analyser:
    """The set's own analyser, with the mentions of the given one if any."""
    return ByHand(items) if analyser is None else _Mixed(items, analyser)


class _Mixed(ByHand):
    """Quotations by hand, actors and mentions by an analyser."""

    def __init__(self, items: Iterable[Item], analyser: Analyser) -> None:
        super().__init__(items)
        self._analyser = analyser

    def analyse(self, article: Article) -> Analysis:
        by_hand, found = self._known[article.id], self._analyser.analyse(article)
        speakers = {actor for one in by_hand.quotations for actor in one.speaker.actors}
        actors = {one.id: one for one in (*found.actors, *(a for a in by_hand.actors if a.id in speakers))}
        return Analysis(
            article=article.id,
            version="mixed",
            language=article.language,
            actors=tuple(actors.values()),
            mentions=found.mentions,
            quotations=by_hand.quotations,
        )


def pairwise(found: Mapping[str, Hashable], gold: Mapping[str, Hashable]) -> tuple[float, float]:
    """Precision and recall over pairs that are together."""
    together = _pairs(found, gold.keys())
    wanted = _pairs(gold, gold.keys())
    right = len(together & wanted)
    return (right / len(together) if together else 1.0), (right / len(wanted) if wanted else 1.0)


def _pairs(groups: Mapping[str, Hashable], keys: Iterable[str]) -> set[frozenset[str]]:
    members: dict[Hashable, list[str]] = defaultdict(list)
    for key in keys:
        members[groups.get(key, ("alone", key))].append(key)
    return {frozenset(pair) for group in members.values() for pair in combinations(group, 2)}


def bcubed(found: Mapping[str, Hashable], gold: Mapping[str, Hashable]) -> float:
    """B-cubed F1: the mean over items of how pure and how complete the item's group is."""

    def mean(of: Mapping[str, Hashable], by: Mapping[str, Hashable]) -> float:
        sizes = Counter(of[key] for key in gold)
        both = Counter((of[key], by[key]) for key in gold)
        return sum(both[of[key], by[key]] / sizes[of[key]] for key in gold) / len(gold)

    return _f1(mean(found, gold), mean(gold, found))


def _f1(precision: float, recall: float) -> float:
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


@dataclass(frozen=True)
class Novelty:
    """One quotation of a later day: whether an earlier day had its utterance, and whether it was taken as if so."""

    quotation: str
    known: bool
    taken_as_known: bool


def novelty(items: Sequence[Item], statements: Sequence[Statement], new_on: Mapping[str, date]) -> list[Novelty]:
    """The judgements on the later days' quotations."""
    of_quotation = {report.quotation: one.id for one in statements for report in one.reports}
    first_said: dict[str, date] = {}
    begin = items[0].article.published_at.date()
    judged = []
    for item in items:
        day = item.article.published_at.date()
        for quotation, key in item.statements.items():
            since = first_said.setdefault(key, day)
            if day > begin and quotation in of_quotation:
                judged.append(Novelty(quotation, since < day, new_on[of_quotation[quotation]] < day))
    return judged


def _share_wrong(judged: Sequence[Novelty]) -> float:
    return 100 * sum(one.known != one.taken_as_known for one in judged) / max(1, len(judged))


def novelty_errors(items: Sequence[Item]) -> list[str]:
    """What was wrongly taken as new or as known, for reading."""
    store, new_on = _filled(items, None)
    judged = novelty(items, store.statements(StatementQuery(), limit=100_000), new_on)
    content = _contents(items)
    return [
        f"{'shown again' if one.known else 'withheld'}: {content[one.quotation]}"
        for one in judged
        if one.known != one.taken_as_known
    ]


def _contents(items: Iterable[Item]) -> dict[str, str]:
    """By quotation its outlet and words."""
    return {
        one.id: f"{item.article.outlet.name} {one.content[0].of(item.article.text)}"
        for item in items
        for one in item.analysis.quotations
    }


def wrong_merges(items: Sequence[Item]) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """Pairs of contents merged against the set, and pairs that should have been merged, for reading."""
    store, _ = _filled(items, None)
    said = {quotation: key for item in items for quotation, key in item.statements.items()}
    content = _contents(items)
    merged = {
        report.quotation: one.id for one in store.statements(StatementQuery(), limit=100_000) for report in one.reports
    }
    said = {quotation: key for quotation, key in said.items() if quotation in merged}
    together, wanted = _pairs(merged, said), _pairs(said, said)
    told: Callable[[frozenset[str]], tuple[str, str]] = lambda pair: tuple(sorted(content[one] for one in pair))  # type: ignore[assignment,return-value]  # noqa: E731
    return sorted(map(told, together - wanted)), sorted(map(told, wanted - together))
