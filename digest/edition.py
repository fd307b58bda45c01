"""Pure step: stories and statements of a window -> the edition, a frozen tree of what a digest shows.

    statements of the window -> voices (statements with the words to show, at most so many characters)
      -> per story: the voices to show, further ones, weight -> stories by weight
      -> as many stories and voices as the reader's budget holds, the rest folded
      -> head (counts), in brief (headlines), news since the last edition, foot (who was quoted most)

Nothing is written here: headlines and words are chosen and cut, and a cut stands at the end of a clause.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from digest.model import Actor, Article, Kind, Mode, Outlet, Span, Statement, Story, require_aware, wording
from digest.names import fold
from digest.phrases import base, words

WORDS_PER_MINUTE = 220
"""Reading speed of adults in silent reading of prose, rounded down (German and English lie at 230 to 260)."""

MODE_WORTH = {Mode.DIRECT: 3.0, Mode.INDIRECT: 2.0, Mode.INDIRECT_FREE: 1.0, Mode.FREE: 0.6, Mode.REPORTED: 1.0}
"""How much a statement's mode speaks for showing it."""

SENSIBLE_WORDS = 4
"""Words below which a statement says nothing by itself."""

COMFORTABLE = range(45, 170)
"""Characters of a statement that is read at a glance."""

FULL_STORIES = 1
"""Stories at the top that are shown with more than one voice."""

ROOM_FOR_NEXT = 250
"""Characters that are kept for the next story before a further voice is shown."""

HEAD_COST, STORY_COST, VOICE_COST = 330, 55, 32
"""Characters that stand around the chosen words: head and foot of the edition, a story's figures, a voice's label."""

GOOD_HEADLINE = range(25, 111)
"""Characters of a headline that reads well in a list."""

FEW_NEWCOMERS = 1 / 3
"""Share of the speakers up to which being heard for the first time is news."""

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
_BOUNDARY = re.compile(r"(?P<stop>[.!?…][\"“”»«’‘']*)\s+|(?P<pause>[;–—])\s+|(?P<comma>,)\s+(?=(?P<opener>\w+))")
_SENTENCE_ENDED = re.compile(r"[.!?…]\W*$")
_TAIL = re.compile(r"[\s,;:–—-]+$")


class PartOfDay(StrEnum):
    """Which edition of a day it is; `DAY` covers a whole day."""

    MORNING = "morning"
    MIDDAY = "midday"
    EVENING = "evening"
    DAY = "day"


@dataclass(frozen=True, slots=True)
class Limits:
    """What a reader is asked to read: stories, voices a story, characters unfolded (about) and of a quote (at most).

    `further` is the most voices folded below a story, `brief` the most headlines in brief.
    """

    stories: int = 7
    voices: int = 2
    characters: int = 1800
    quote: int = 220
    further: int = 12
    brief: int = 3


@dataclass(frozen=True, slots=True)
class DigestRequest:
    """Which digest: statements first reported in [since, until), for readers in `zone` (IANA name) and `language`.

    `outlets` are ids; none means all. Raises ValueError for naive times.
    """

    date: date
    since: datetime
    until: datetime
    language: str = "de"
    zone: str = "Europe/Berlin"
    outlets: frozenset[str] = frozenset()
    limits: Limits = field(default=Limits())

    def __post_init__(self) -> None:
        object.__setattr__(self, "since", require_aware(self.since, "since"))
        object.__setattr__(self, "until", require_aware(self.until, "until"))


@dataclass(frozen=True, slots=True)
class EditionInput:
    """What an edition is compiled from.

    `articles` of the window; `stories` those with an article in the window or shortly before it; `statements` first
    reported in the window; `texts` the articles whose words the statements show; `copies` the wire copies' originals;
    `newcomers` ids of actors never heard before; `has_history` whether anything older is stored.
    """

    request: DigestRequest
    articles: tuple[Article, ...]
    stories: tuple[Story, ...]
    statements: tuple[Statement, ...]
    texts: Mapping[str, Article]
    copies: Mapping[str, str] = field(default_factory=dict)
    newcomers: frozenset[str] = frozenset()
    has_history: bool = False


@dataclass(frozen=True, slots=True)
class Voice:
    """A statement with the words shown: `text` is the wording of `spans` in the first report's article.

    `before` and `after` tell that words were cut off there.
    """

    statement: Statement
    spans: tuple[Span, ...]
    text: str
    before: bool = False
    after: bool = False


@dataclass(frozen=True, slots=True)
class Counts:
    """Figures of the window."""

    statements: int
    articles: int
    outlets: int
    independent: int


@dataclass(frozen=True, slots=True)
class EditionStory:
    """A story in the edition: `day` counts from its first article, `unshown` are voices that found no room.

    `title`, `outlets` and `independent` texts are those of the window. `headline` is another headline of the window
    where there is one, else the title.
    """

    story: Story
    title: str
    day: int
    is_new: bool
    outlets: tuple[Outlet, ...]
    independent: int
    headline: str
    voices: tuple[Voice, ...]
    further: tuple[Voice, ...] = ()
    unshown: int = 0
    weight: float = 0.0


@dataclass(frozen=True, slots=True)
class News:
    """What is new since the edition before: numbers of stories, and actors heard for the first time."""

    new: int
    continued: int
    silent: int
    newcomers: tuple[Actor, ...] = ()


@dataclass(frozen=True, slots=True)
class Edition:
    """A compiled digest. `stories` are shown, `more` are the stories for which there was no room."""

    request: DigestRequest
    part_of_day: PartOfDay
    minutes: int
    counts: Counts
    brief: tuple[str, ...]
    news: News | None
    stories: tuple[EditionStory, ...]
    more: tuple[EditionStory, ...]
    uncredited: tuple[Voice, ...]
    most_quoted: tuple[tuple[Actor, int], ...]


def compile_edition(given: EditionInput) -> Edition:
    """Return the edition; an empty window gives one without stories."""
    stories = sorted(_stories(given), key=lambda story: (-story.weight, story.story.id))
    shown, more = _within_budget(stories, given.request.limits)
    uncredited = _uncredited(given)
    return Edition(
        request=given.request,
        part_of_day=part_of_day(given.request),
        minutes=_minutes(shown),
        counts=_counts(given),
        brief=_brief(shown, given.request.limits.brief),
        news=_news(given, shown) if given.has_history else None,
        stories=shown,
        more=more,
        uncredited=uncredited,
        most_quoted=_most_quoted(given.statements),
    )


def part_of_day(request: DigestRequest) -> PartOfDay:
    """The part of the day at whose end the window ends, for the reader's clock."""
    zone = ZoneInfo(request.zone)
    start, end = request.since.astimezone(zone), request.until.astimezone(zone)
    if (end.hour, end.minute, start.hour, start.minute) == (0, 0, 0, 0):
        return PartOfDay.DAY
    if end.hour < 11:
        return PartOfDay.MORNING
    return PartOfDay.MIDDAY if end.hour < 16 else PartOfDay.EVENING


# the words of a voice


@dataclass(frozen=True, slots=True)
class _Clause:
    span: Span
    sentence: int
    bound: bool
    """Whether its sentence holds a negation or a condition and so is shown whole or not at all."""
    broken: bool = False
    """Whether it goes on after words that are not content, so that nothing may end here."""


def shorten(
    text: str, spans: Sequence[Span], language: str, limit: int, *, may_skip: bool = False
) -> tuple[Span, ...] | None:
    """Return spans of at most `limit` characters as worded: the whole, or its beginning up to the end of a clause.

    A sentence with a negation or a condition is never cut inside. With `may_skip`, sentences at the start may be left
    out when nothing shorter makes sense. None where no cut is allowed.
    """
    if len(wording(text, spans)) <= limit:
        return tuple(spans)
    clauses = _clauses(text, spans, language)
    starts = [place for place in range(len(clauses)) if _may_start(clauses, place, text, language)]
    for start in starts if may_skip else starts[:1]:
        for end in range(len(clauses) - 1, start - 1, -1):
            if not _may_end(clauses, end):
                continue
            kept = _joined([clause.span for clause in clauses[start : end + 1]], text)
            shown = wording(text, kept)
            if len(shown) <= limit and len(_WORD.findall(shown)) >= SENSIBLE_WORDS:
                return kept
    return None


def _may_start(clauses: Sequence[_Clause], place: int, text: str, language: str) -> bool:
    if place == 0:
        return True
    if clauses[place].sentence == clauses[place - 1].sentence:
        return False
    first = _WORD.search(clauses[place].span.of(text))
    small = words(language)
    return first is not None and first.group().lower() not in small.anaphora | small.qualifiers


def _may_end(clauses: Sequence[_Clause], place: int) -> bool:
    last = place + 1 == len(clauses) or clauses[place + 1].sentence != clauses[place].sentence
    return last or not (clauses[place].bound or clauses[place].broken)


def _clauses(text: str, spans: Sequence[Span], language: str) -> list[_Clause]:
    """The clauses of the spans with the number of their sentence."""
    pieces: list[tuple[Span, int, bool]] = []
    sentence = 0
    for number, span in enumerate(spans):
        if number and _SENTENCE_ENDED.search(text[spans[number - 1].start : span.start]):
            sentence += 1
        start = span.start
        for hit in _BOUNDARY.finditer(text, span.start, span.end):
            if not _ends_clause(hit, text, language) or hit.start() <= start:
                continue
            pieces.append((Span(start, hit.end("stop") if hit["stop"] else hit.start()), sentence, False))
            sentence += 1 if hit["stop"] else 0
            start = hit.end()
        if start < span.end:
            pieces.append((Span(start, span.end), sentence, True))
    small = words(language)
    binding = small.negations | small.qualifiers
    bound = {number for span, number, _ in pieces for token in _WORD.findall(span.of(text)) if token.lower() in binding}
    return [_Clause(span, number, number in bound, broken) for span, number, broken in pieces]


def _ends_clause(hit: re.Match[str], text: str, language: str) -> bool:
    small = words(language)
    if hit["stop"] is None:
        return hit["pause"] is not None or hit["opener"].lower() in small.openers
    follows = text[hit.end() : hit.end() + 1]
    before = re.search(r"(\w*)$", text[: hit.start()])
    word = before.group(1) if before else ""
    if hit["stop"].startswith(".") and (not word or word.isdigit() or word.lower() in small.abbreviations):
        return False
    return not follows.islower()


def _joined(spans: Sequence[Span], text: str) -> tuple[Span, ...]:
    """The spans without a comma or dash at the end, neighbours made one where only a mark and blanks lie between."""
    result: list[Span] = []
    for span in spans:
        if result and not text[result[-1].end : span.start].strip(" ,;–—\n\t"):
            result[-1] = Span(result[-1].start, span.end)
        else:
            result.append(span)
    last = result[-1]
    tail = _TAIL.search(text[last.start : last.end])
    if tail and tail.start() > 0:
        result[-1] = Span(last.start, last.start + tail.start())
    return tuple(result)


def voice(statement: Statement, article: Article | None, limit: int) -> Voice | None:
    """The statement with the words to show; None where they cannot be cut to `limit` or say too little."""
    if len(_WORD.findall(statement.text)) < SENSIBLE_WORDS:
        return None
    if article is None:
        return Voice(statement, (), statement.text) if len(statement.text) <= limit else None
    spans = statement.reports[0].content
    kept = shorten(article.text, spans, article.language, limit, may_skip=statement.mode is Mode.DIRECT)
    if kept is None:
        return None
    return Voice(
        statement,
        kept,
        wording(article.text, kept),
        before=kept[0].start > spans[0].start,
        after=kept[-1].end < spans[-1].end,
    )


# stories


def _stories(given: EditionInput) -> list[EditionStory]:
    """The stories in which something new was said, each with its voices in order of choice."""
    by_story: dict[str, list[Statement]] = defaultdict(list)
    for statement in given.statements:
        if statement.speakers and statement.story is not None:
            by_story[statement.story].append(statement)
    fame = _fame(given.statements)
    return [_story(given, story, by_story[story.id], fame) for story in given.stories if by_story.get(story.id)]


def _story(
    given: EditionInput, story: Story, statements: Sequence[Statement], fame: Mapping[str, float]
) -> EditionStory:
    request = given.request
    inside = [article for article in given.articles if article.id in set(story.articles)]
    roots = {given.copies.get(article.id, article.id) for article in inside}
    outlets = {article.outlet.id: article.outlet for article in inside}
    voices = _chosen(given, statements, fame)
    title, headline = _headlines(story, inside, request.language)
    zone = ZoneInfo(request.zone)
    room = request.limits.voices + request.limits.further
    return EditionStory(
        story=story,
        day=max(1, (request.date - story.first_at.astimezone(zone).date()).days + 1),
        is_new=story.first_at >= request.since,
        outlets=tuple(outlets.values()),
        independent=len(roots),
        title=title,
        headline=headline,
        voices=tuple(voices[:room]),
        unshown=len(statements) - len(voices[:room]),
        weight=_weight(len(roots), len(outlets), statements, fame, request.until - story.last_at),
    )


def _weight(
    independent: int, outlets: int, statements: Sequence[Statement], fame: Mapping[str, float], age: timedelta
) -> float:
    """How much a story matters: independent texts, outlets, statements, the best known speaker, how fresh it is."""
    known = max(fame.get(actor.id, 0.0) for statement in statements for actor in statement.speakers)
    fresh = math.exp(-max(0.0, age.total_seconds()) / 86_400)
    return (
        2 * math.log2(1 + independent) + math.log2(1 + outlets) + 0.7 * math.log2(1 + len(statements)) + known + fresh
    )


def _fame(statements: Iterable[Statement]) -> dict[str, float]:
    """How much is heard of each actor in the window: outlets that quote it, and statements about it."""
    heard: dict[str, set[str]] = defaultdict(set)
    for statement in statements:
        for actor in statement.speakers if statement.certain else ():
            heard[actor.id].update(outlet.id for outlet in statement.outlets)
        for actor in statement.about:
            heard[actor.id].add("about:" + statement.id)
    return {actor: math.log2(1 + len(by)) / 2 for actor, by in heard.items()}


def _headlines(story: Story, articles: Sequence[Article], language: str) -> tuple[str, str]:
    """Title and another good headline of a story, from the window, in the reader's language where there is one.

    The title is the story's own if it is among them, else the latest good one; where there is no other good headline
    the second is the title too.
    """
    own = [article.title for article in articles if base(article.language) == base(language)]
    titles = list(dict.fromkeys(own or [article.title for article in articles])) or [story.title]
    good = [title for title in titles if len(title) in GOOD_HEADLINE and not title.endswith("?")]
    title = story.title if story.title in titles else (good or titles)[-1]
    others = [other for other in good if fold(other) != fold(title)]
    return title, others[-1] if others else title


def _chosen(given: EditionInput, statements: Sequence[Statement], fame: Mapping[str, float]) -> list[Voice]:
    """Voices in the order in which they are worth showing: the best of each speaker first, nothing twice."""
    limit = given.request.limits.quote
    found = [voice(statement, given.texts.get(statement.reports[0].article), limit) for statement in statements]
    ranked = sorted(
        (one for one in found if one is not None), key=lambda one: (-_worth(one, fame, given), one.statement.id)
    )
    first: list[Voice] = []
    later: list[Voice] = []
    taken: list[Voice] = []
    speakers: set[str] = set()
    for one in ranked:
        if any(_repeats(one, other) for other in taken):
            continue
        taken.append(one)
        ids = {actor.id for actor in one.statement.speakers}
        (later if ids & speakers else first).append(one)
        speakers |= ids
    return first + later


def _repeats(one: Voice, other: Voice) -> bool:
    """Whether the words of one stand in the other."""
    short, long = sorted((fold(one.text), fold(other.text)), key=len)
    return f" {short} " in f" {long} "


def _worth(one: Voice, fame: Mapping[str, float], given: EditionInput) -> float:
    """How well a voice serves the reader: near to what was said, well attributed, widely reported, self-contained."""
    statement = one.statement
    independent = sum(report.independent for report in statement.reports)
    tokens = _WORD.findall(one.text)
    small = words(statement.language)
    score = MODE_WORTH[statement.mode] + 0.8 * math.log2(1 + independent) + 0.3 * math.log2(1 + len(statement.outlets))
    score += max(fame.get(actor.id, 0.0) for actor in statement.speakers)
    score += 1.5 if statement.certain else 0.0
    score += 0.4 if statement.role else 0.0
    score += 0.4 if any(actor.kind is Kind.PERSON for actor in statement.speakers) else 0.0
    score += 0.5 if len(one.text) in COMFORTABLE else 0.0
    score -= 1.5 if len(tokens) < 2 * SENSIBLE_WORDS else 0.0
    score -= 1.0 if tokens and tokens[0].lower() in small.anaphora and statement.mode is not Mode.DIRECT else 0.0
    score += 1.0 if base(statement.language) == base(given.request.language) else 0.0
    score += 0.8 * (1 - _depth(statement, given))
    score -= 0.7 if one.before or one.after else 0.0
    return score + statement.confidence


def _depth(statement: Statement, given: EditionInput) -> float:
    """How far down in the article the words stand, 0 to 1: news begins with what matters."""
    report = statement.reports[0]
    article = given.texts.get(report.article)
    return report.content[0].start / len(article.text) if article is not None and article.text else 1.0


def _within_budget(
    stories: Sequence[EditionStory], limits: Limits
) -> tuple[tuple[EditionStory, ...], tuple[EditionStory, ...]]:
    """Which stories are shown with how many voices: by weight, the first ones with more voices, while there is room.

    Breadth goes before depth: a second voice is shown only if one more story would still find room beside it.
    """
    spent = HEAD_COST
    shown: list[EditionStory] = []
    speaking = [story for story in stories if story.voices]
    for rank, story in enumerate(speaking[: limits.stories]):
        cost = _story_cost(story, in_brief=rank < limits.brief)
        if shown and spent + cost > limits.characters:
            break
        spent += cost
        open_voices = 1
        for voice_ in story.voices[1 : limits.voices] if rank < FULL_STORIES else ():
            if spent + voice_cost(voice_) <= limits.characters - ROOM_FOR_NEXT * (rank + 1 < len(speaking)):
                spent += voice_cost(voice_)
                open_voices += 1
        shown.append(_split(story, open_voices, limits))
    taken = {story.story.id for story in shown}
    rest = [_split(story, limits.voices, limits) for story in stories if story.story.id not in taken]
    return tuple(shown), tuple(rest)


def _story_cost(story: EditionStory, *, in_brief: bool) -> int:
    """Characters of a story with one voice, about."""
    headline = len(story.headline) + 4 if in_brief else 0
    return STORY_COST + len(story.title) + headline + voice_cost(story.voices[0])


def voice_cost(one: Voice) -> int:
    """Characters that the voice takes when shown, about."""
    return (
        VOICE_COST
        + len(one.text)
        + len(one.statement.role)
        + sum(len(actor.name) + 2 for actor in one.statement.speakers)
    )


def _split(story: EditionStory, shown: int, limits: Limits) -> EditionStory:
    """The story with `shown` voices open and the others folded."""
    further = story.voices[shown : shown + limits.further]
    hidden = story.unshown + len(story.voices) - shown - len(further)
    return replace(story, voices=story.voices[:shown], further=further, unshown=hidden)


# head and foot


def _counts(given: EditionInput) -> Counts:
    return Counts(
        statements=len(given.statements),
        articles=len(given.articles),
        outlets=len({article.outlet.id for article in given.articles}),
        independent=len({given.copies.get(article.id, article.id) for article in given.articles}),
    )


def _brief(stories: Sequence[EditionStory], limit: int) -> tuple[str, ...]:
    return tuple(dict.fromkeys(story.headline for story in stories[:limit]))


def _news(given: EditionInput, shown: Sequence[EditionStory]) -> News:
    """Stories told apart by statement: an old story is continued only where something new was said in it."""
    spoken = {statement.story for statement in given.statements}
    since = given.request.since
    old = [story for story in given.stories if story.first_at < since]
    heard = {actor.id for statement in given.statements if statement.certain for actor in statement.speakers}
    speakers = {
        actor.id: actor
        for story in shown
        for one in story.voices + story.further
        for actor in one.statement.speakers
        if one.statement.certain and actor.id in given.newcomers and actor.kind is Kind.PERSON
    }
    if len(heard & given.newcomers) > FEW_NEWCOMERS * len(heard):
        speakers = {}
    return News(
        new=sum(story.first_at >= since and story.id in spoken for story in given.stories),
        continued=sum(story.id in spoken for story in old),
        silent=sum(story.id not in spoken for story in old),
        newcomers=tuple(speakers.values())[:3],
    )


def _uncredited(given: EditionInput) -> tuple[Voice, ...]:
    """Statements that nobody could be credited with, most reported first."""
    nameless = [statement for statement in given.statements if not statement.speakers]
    limit = given.request.limits
    found = [voice(one, given.texts.get(one.reports[0].article), limit.quote) for one in nameless]
    kept = [one for one in found if one is not None]
    kept.sort(key=lambda one: (-len(one.statement.outlets), -one.statement.confidence, one.statement.id))
    return tuple(kept[: limit.further])


def _most_quoted(statements: Iterable[Statement], limit: int = 4) -> tuple[tuple[Actor, int], ...]:
    """Actors with the most statements surely theirs, if at least two; equal ones by name."""
    counts: Counter[str] = Counter()
    actors: dict[str, Actor] = {}
    for statement in statements:
        for actor in statement.speakers if statement.certain else ():
            counts[actor.id] += 1
            actors[actor.id] = actor
    ranked = sorted(counts.items(), key=lambda item: (-item[1], actors[item[0]].name))
    return tuple((actors[actor], number) for actor, number in ranked[:limit] if number > 1)


def _minutes(stories: Sequence[EditionStory]) -> int:
    shown = " ".join(
        text for story in stories for text in (story.title, story.headline, *(one.text for one in story.voices))
    )
    return max(1, math.ceil(len(shown.split()) * 1.3 / WORDS_PER_MINUTE))
