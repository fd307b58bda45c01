"""Pure step: articles of up to three days -> stories (articles on the same event, over outlets).

    terms of each article (stems, parts of compounds, numbers, actors; headline and lead count more)
      -> weights by rarity -> similarity of every pair that shares a rare term, fading with the time between them
      -> average-link clustering from the stories known before (sticky) and the wire copies with their originals
      -> story ids and headlines

Nothing is generated: a story's title is a headline of one of its articles.
"""

from __future__ import annotations

import heapq
import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Protocol

import numpy as np
import numpy.typing as npt
import snowballstemmer

from digest.model import Story, short_id
from digest.names import fold
from digest.phrases import base, words

THRESHOLD = 0.125
"""Mean similarity from which two clusters are one story; chosen on the sample articles and on 730 German news
articles of other days, of which it joins none that tell of different events but one pair."""

FADING = 120.0
"""Hours after which the similarity of two articles counts 1/e of what it says."""

FLOOR = 0.04
"""Similarities below this are taken as none."""

PRIOR_ARTICLES = 60
"""Articles without any of the terms at hand that are assumed beside the given ones, so that in a small window a term
shared by one story's articles still counts as rare."""

TERMS_KEPT = 120
"""Heaviest terms of an article that are compared."""

BODY_WORDS = 220
"""Words of the text that are read; news says what it is about at the start."""

LEAD_WORDS = 45
"""Words at the start of the text that count as its lead where the article has none."""

TITLE_WEIGHT, LEAD_WEIGHT, ACTOR_WEIGHT, PART_WEIGHT = 3.0, 2.0, 2.0, 0.6
"""Weights of a word of the headline, of the lead, of an actor, of a part of a compound; other words have 1."""

NAMES_WEIGHT = 0.5
"""What sharing all names is worth between articles in different languages, where wording cannot be alike. The samples'
German and English accounts of one strike share .37 of their names, no other pair more than .04."""

COMMON_SHARE = 0.2
"""In windows of more than `PRIOR_ARTICLES` articles a term in more than this share of them is not compared."""

TITLE_AGE = timedelta(hours=18)
"""How much older than a story's latest article the one may be whose headline stands for it."""

READABLE = (25, 110)
"""Characters of a headline that reads well in a list."""

_WORD = re.compile(r"\d+(?:[.,:]\d+)*|[^\W\d_]+(?:['’][^\W\d_]+)?")
_TICKER = re.compile(r"liveblog|live-?ticker|newsblog|\+\+|newsletter|podcast|video:|kommentar:|fotos?:", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class ArticleText:
    """What clustering looks at of one article. `actors` are ids, most mentioned first; `copy_of` an article id."""

    id: str
    title: str
    text: str
    language: str
    published_at: datetime
    lead: str = ""
    actors: tuple[str, ...] = ()
    copy_of: str | None = None


class _Stemmer(Protocol):
    def stemWord(self, word: str) -> str: ...  # noqa: N802 - the library's name


@lru_cache(maxsize=8)
def _stemmer(language: str) -> _Stemmer | None:
    names = {"de": "german", "en": "english", "fr": "french", "es": "spanish", "it": "italian", "nl": "dutch"}
    name = names.get(language)
    return snowballstemmer.stemmer(name) if name else None


@lru_cache(maxsize=200_000)
def stem(word: str, language: str) -> str:
    """The stem of a word, folded; of a language without stemmer the folded word itself.

    >>> stem("Waffenlieferungen", "de") == stem("Waffenlieferung", "de")
    True
    """
    stemmer = _stemmer(base(language))
    return fold(stemmer.stemWord(word.lower()) if stemmer else word)


def content_stems(text: str, language: str, limit: int | None = None) -> list[str]:
    """Stems of the words that say something, in order; `limit` is the number of words read."""
    stop = words(language).stop
    tokens = _WORD.findall(text)[:limit]
    return [
        stem(token, language)
        for token in tokens
        if token.lower() not in stop and (len(token) > 2 or token.isupper() or token.isdigit())
    ]


def cluster(articles: Sequence[ArticleText], previous: Mapping[str, str]) -> tuple[Story, ...]:
    """Return the stories of these articles, latest first; every article is in exactly one.

    `previous` gives the story that an article was in before: articles of one story stay together and the story keeps
    its id. Where two known stories turn out to be one, the id of the one with the earliest article stays.
    """
    ordered = sorted(articles, key=lambda article: (article.published_at, article.id))
    if not ordered:
        return ()
    similarity = _similarities(ordered)
    groups = _average_link(_seeds(ordered, previous), similarity)
    stories = [_story([ordered[index] for index in group], group, similarity, previous) for group in groups]
    return tuple(sorted(stories, key=lambda story: (story.last_at, story.id), reverse=True))


# terms


def _parts(vocabulary: Iterable[str], seen: Counter[str]) -> dict[str, tuple[str, str]]:
    """Compounds of the vocabulary and the two words of the vocabulary they are made of ("hafenstreik": hafen, streik).

    The first part may carry one of the linking elements of German; for other languages this finds next to nothing.
    """
    links = ("", "s", "n", "en", "es", "er", "e")
    found = {}
    for word in vocabulary:
        if len(word) < 9 or not word.isalpha():
            continue
        for cut in range(len(word) - 4, 3, -1):
            tail = word[cut:]
            heads = (word[: cut - len(link)] for link in links if word[:cut].endswith(link))
            head = next((head for head in heads if len(head) > 3 and head in seen), None)
            if head and tail in seen:
                found[word] = (head, tail)
                break
    return found


def _counted(article: ArticleText) -> Counter[str]:
    """How much each stem of the article counts before rarity."""
    counts: Counter[str] = Counter()
    lead = article.lead or " ".join(article.text.split()[:LEAD_WORDS])
    for text, weight, limit in (
        (article.title, TITLE_WEIGHT, None),
        (lead, LEAD_WEIGHT, None),
        (article.text, 1.0, BODY_WORDS),
    ):
        for term in content_stems(text, article.language, limit):
            counts[term] += weight  # type: ignore[assignment]
    for rank, actor in enumerate(article.actors[:12]):
        counts["@" + actor] += ACTOR_WEIGHT * (2.0 if rank < 4 else 1.0)  # type: ignore[assignment]
    return counts


def _weighted(counted: Sequence[Counter[str]]) -> list[dict[str, float]]:
    """The unit vector of each article over its heaviest terms."""
    counted = [counts.copy() for counts in counted]
    seen = Counter(term for counts in counted for term in counts)
    parts = _parts(seen, seen)
    for counts in counted:
        for term in [term for term in counts if term in parts]:
            for part in parts[term]:
                counts[part] += PART_WEIGHT * counts[term]  # type: ignore[assignment]
    frequency = Counter(term for counts in counted for term in counts)
    most = max(PRIOR_ARTICLES, COMMON_SHARE * len(counted))
    total = len(counted) + PRIOR_ARTICLES
    rarity = {term: math.log(total / number) for term, number in frequency.items() if number <= most}
    return [_unit(counts, rarity) for counts in counted]


def _unit(counts: Counter[str], rarity: Mapping[str, float]) -> dict[str, float]:
    weights = {term: (1 + math.log(max(count, 1))) * rarity[term] for term, count in counts.items() if term in rarity}
    kept = heapq.nlargest(TERMS_KEPT, weights.items(), key=lambda item: (item[1], item[0]))
    length = math.sqrt(sum(weight * weight for _, weight in kept)) or 1.0
    return {term: weight / length for term, weight in kept}


# similarity and clustering


def _similarities(articles: Sequence[ArticleText]) -> dict[int, dict[int, float]]:
    """Similarity of each pair above FLOOR, both ways, fading with the time between the two."""
    counted = [_counted(article) for article in articles]
    alike = _scores(_weighted(counted), np.multiply)
    languages = np.array([base(article.language) for article in articles])
    named = _scores(_names(articles, counted), np.maximum) if len(set(languages.tolist())) > 1 else None
    hours = np.array([article.published_at.timestamp() / 3600 for article in articles])
    result: dict[int, dict[int, float]] = defaultdict(dict)
    for index in range(len(articles)):
        scores = next(alike)
        if named is not None:
            foreign = languages != languages[index]
            scores = np.where(foreign, np.maximum(scores, NAMES_WEIGHT * next(named)), scores)
        scores = scores * np.exp(-np.abs(hours - hours[index]) / FADING)
        for other in np.nonzero(scores[:index] > FLOOR)[0].tolist():
            result[index][other] = result[other][index] = float(scores[other])
    return result


def _scores(vectors: Sequence[Mapping[str, float]], combine: np.ufunc) -> Iterator[npt.NDArray[np.float64]]:
    """For each vector its score with every vector: the sum of `combine` over the terms they share."""
    holders: dict[str, list[int]] = defaultdict(list)
    for index, vector in enumerate(vectors):
        for term in vector:
            holders[term].append(index)
    postings = {
        term: (np.array(indices), np.array([vectors[index][term] for index in indices]))
        for term, indices in holders.items()
        if len(indices) > 1
    }
    for vector in vectors:
        scores = np.zeros(len(vectors))
        for term, weight in vector.items():
            if term in postings:
                indices, weights = postings[term]
                scores[indices] += combine(weight, weights)
        yield scores


def _names(articles: Sequence[ArticleText], counted: Sequence[Counter[str]]) -> list[dict[str, float]]:
    """What articles in different languages can share: actors, figures, capitalised words; each by its part of
    the whole.

    Of the two parts that a shared name makes up the larger one counts (np.maximum), so that the nouns, which German
    capitalises too, do not drown the names.
    """
    found = []
    for article, counts in zip(articles, counted, strict=True):
        names = {term: 2.0 for term in counts if term.startswith("@")}
        for token in _WORD.findall(f"{article.title} {article.text}")[: 2 * BODY_WORDS]:
            if token[0].isupper() and len(token) > 3:
                names[fold(token)] = 1.0
            elif token[0].isdigit() and len(token) > 1:
                names[token.replace(",", ".")] = 1.0
        found.append(names)
    frequency = Counter(name for names in found for name in names)
    total = len(articles) + PRIOR_ARTICLES
    weighted = [{name: part * math.log(total / frequency[name]) for name, part in names.items()} for names in found]
    shared = [{name: weight for name, weight in names.items() if frequency[name] > 1} for names in weighted]
    whole = [sum(names.values()) or 1.0 for names in weighted]
    return [{name: weight / size for name, weight in names.items()} for names, size in zip(shared, whole, strict=True)]


def _seeds(articles: Sequence[ArticleText], previous: Mapping[str, str]) -> list[list[int]]:
    """Articles that stay together whatever they say: those of a known story, and wire copies with their original."""
    index_of = {article.id: index for index, article in enumerate(articles)}
    leader = list(range(len(articles)))

    def find(index: int) -> int:
        while leader[index] != index:
            index = leader[index]
        return index

    def join(one: int, other: int) -> None:
        first, second = sorted((find(one), find(other)))
        leader[second] = first

    first_of: dict[str, int] = {}
    for index, article in enumerate(articles):
        ties = [f"text:{article.copy_of or article.id}"]
        if article.id in previous:
            ties.append(f"story:{previous[article.id]}")
        for tie in ties:
            join(first_of.setdefault(tie, index), index)
        if article.copy_of in index_of:
            join(index_of[article.copy_of], index)
    groups: dict[int, list[int]] = defaultdict(list)
    for index in range(len(articles)):
        groups[find(index)].append(index)
    return list(groups.values())


def _average_link(seeds: list[list[int]], similarity: Mapping[int, Mapping[int, float]]) -> list[list[int]]:
    """Join the two clusters of the highest mean similarity until none reaches THRESHOLD.

    Sums of similarities between clusters are kept and added on joining, so that no mean is computed twice.
    """
    groups = dict(enumerate(seeds))
    group_of = {index: number for number, group in groups.items() for index in group}
    sums: dict[int, dict[int, float]] = {number: defaultdict(float) for number in groups}
    for index, others in similarity.items():
        for other, score in others.items():
            if group_of[index] != group_of[other]:
                sums[group_of[index]][group_of[other]] += score

    def mean(one: int, other: int) -> float:
        return sums[one][other] / (len(groups[one]) * len(groups[other]))

    queue = [(-mean(one, other), one, other) for one in groups for other in sums[one] if one < other]
    heapq.heapify(queue)
    fresh = len(groups)
    while queue:
        negative, one, other = heapq.heappop(queue)
        if -negative < THRESHOLD:
            break
        if one not in groups or other not in groups:
            continue
        groups[fresh] = sorted(groups[one] + groups[other])
        joined: dict[int, float] = defaultdict(float)
        for gone in (one, other):
            for neighbour, score in sums.pop(gone).items():
                if neighbour not in (one, other):
                    joined[neighbour] += score
            del groups[gone]
        sums[fresh] = joined
        for neighbour, score in joined.items():
            for gone in (one, other):
                sums[neighbour].pop(gone, None)
            sums[neighbour][fresh] = score
            heapq.heappush(queue, (-mean(neighbour, fresh), neighbour, fresh))
        fresh += 1
    return sorted(groups.values())


# id and title


def _story(
    members: Sequence[ArticleText],
    indices: Sequence[int],
    similarity: Mapping[int, Mapping[int, float]],
    previous: Mapping[str, str],
) -> Story:
    known = next((previous[article.id] for article in members if article.id in previous), None)
    inside = set(indices)
    latest = members[-1].published_at - TITLE_AGE
    centrality = [
        sum(score for other, score in similarity.get(index, {}).items() if other in inside) / max(1, len(members) - 1)
        for index in indices
    ]
    best = max(
        (place for place in range(len(members)) if members[place].published_at >= latest),
        key=lambda place: (_readability(members[place]) + centrality[place], -place),
    )
    return Story(
        id=known or short_id("story", members[0].id),
        title=members[best].title,
        articles=tuple(article.id for article in members),
        first_at=members[0].published_at,
        last_at=members[-1].published_at,
    )


def _readability(article: ArticleText) -> float:
    """How well the headline stands alone; 0 is good, below is worse."""
    title = article.title
    score = 0.0
    if not READABLE[0] <= len(title) <= READABLE[1]:
        score -= 0.3
    if title.endswith("?") or " | " in title:
        score -= 0.15
    if _TICKER.search(title) or (title.isupper() and len(title) > READABLE[0]):
        score -= 0.5
    if article.copy_of:
        score -= 0.05
    return score
