"""What could be known of a time, as plain lines, and its figures: what digests are chosen from."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from digest.model import Actor, Article, Mode, Outlet, Statement, Story

SILENT = timedelta(days=2)
"""How long after its last article a story is called silent rather than over."""


@dataclass(frozen=True, slots=True)
class ArticleLine:
    """An article of a window without its words. `length` counts its characters; see `Article.known_at`."""

    id: str
    outlet: str
    language: str
    title: str
    published_at: datetime
    known_at: datetime
    length: int
    copy_of: str | None
    story: str | None


@dataclass(frozen=True, slots=True)
class ReportLine:
    """A report by ids; `start` is where its words begin."""

    outlet: str
    article: str
    independent: bool
    start: int
    known_at: datetime


@dataclass(frozen=True, slots=True)
class StatementLine:
    """A statement of a window with what choosing looks at; `speakers` and `about` are actor ids."""

    id: str
    story: str | None
    mode: Mode
    certain: bool
    language: str
    text: str
    role: bool
    confidence: float
    speakers: tuple[str, ...]
    about: tuple[str, ...]
    reports: tuple[ReportLine, ...]

    @property
    def known_at(self) -> datetime:
        """When it could first be known."""
        return min(report.known_at for report in self.reports)


@dataclass(frozen=True, slots=True)
class StoryLine:
    """A story of a window; `before` is when its last article before the window appeared, None if it began inside."""

    id: str
    title: str
    first_at: datetime
    last_at: datetime
    before: datetime | None


@dataclass(frozen=True, slots=True)
class Window:
    """What could be known of a time: articles, the statements they report, the stories around; names by id.

    An article counts when it could first be known (`digest.model.known_at`).
    """

    since: datetime
    until: datetime
    articles: tuple[ArticleLine, ...]
    statements: tuple[StatementLine, ...]
    stories: Mapping[str, StoryLine]
    outlets: Mapping[str, Outlet]
    actors: Mapping[str, Actor]


@dataclass(frozen=True, slots=True)
class QuotedActor:
    """How often an actor was surely quoted in a time, and by how many outlets."""

    actor: Actor
    statements: int
    outlets: int


@dataclass(frozen=True, slots=True)
class SpokenOf:
    """How many statements of one actor are about another one."""

    speaker: Actor
    about: Actor
    statements: int


@dataclass(frozen=True, slots=True)
class ToldStory:
    """How widely a story was told in a time."""

    id: str
    title: str
    first_at: datetime
    articles: int
    outlets: int
    independent: int


@dataclass(frozen=True, slots=True)
class Roundup:
    """Figures of a time: those quoted most, who spoke about whom, the stories told most widely; most first."""

    since: datetime
    until: datetime
    articles: int
    outlets: int
    statements: int
    quoted: tuple[QuotedActor, ...]
    pairs: tuple[SpokenOf, ...]
    stories: tuple[ToldStory, ...]


def roundup_of(
    since: datetime,
    until: datetime,
    current: Iterable[Article],
    stories: Iterable[Story],
    statements: Sequence[Statement],
    copies: Mapping[str, str],
    most: int,
) -> Roundup:
    """The figures of [since, until); `statements` are those first reported in it."""
    inside = {article.id: article for article in current if since <= article.published_at < until}
    heard = [one for one in statements if one.certain]
    actors = {actor.id: actor for one in heard for actor in (*one.speakers, *one.about)}
    outlets: dict[str, set[str]] = defaultdict(set)
    said: Counter[str] = Counter()
    pairs: Counter[tuple[str, str]] = Counter()
    for one in heard:
        for speaker in one.speakers:
            said[speaker.id] += 1
            outlets[speaker.id] |= {report.outlet.id for report in one.reports}
            pairs.update((speaker.id, about.id) for about in one.about if about.id != speaker.id)
    quoted = sorted(said, key=lambda actor: (-said[actor], actors[actor].name, actor))
    spoken = sorted(pairs, key=lambda pair: (-pairs[pair], *pair))
    told = [_told(story, [inside[one] for one in story.articles if one in inside], copies) for story in stories]
    return Roundup(
        since=since,
        until=until,
        articles=len(inside),
        outlets=len({article.outlet.id for article in inside.values()}),
        statements=len(statements),
        quoted=tuple(QuotedActor(actors[one], said[one], len(outlets[one])) for one in quoted[:most]),
        pairs=tuple(SpokenOf(actors[one], actors[other], pairs[one, other]) for one, other in spoken[:most]),
        stories=tuple(
            sorted(
                (story for story in told if story.articles),
                key=lambda story: (-story.independent, -story.outlets, story.id),
            )[:most]
        ),
    )


def _told(story: Story, articles: list[Article], copies: Mapping[str, str]) -> ToldStory:
    return ToldStory(
        id=story.id,
        title=story.title,
        first_at=story.first_at,
        articles=len(articles),
        outlets=len({article.outlet.id for article in articles}),
        independent=len({copies.get(article.id, article.id) for article in articles}),
    )
