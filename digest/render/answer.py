"""What the commands answer, as frozen values: filled by digest.answers, put into words by digest.render."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from digest.edition import Edition
from digest.model import Actor, Feed, Statement
from digest.ports import StatementCounts
from digest.render.source_answer import SourceAdded, SourceChoices
from digest.render.story_answer import StoriesAnswer, StoryAnswer, TopicAnswer, WeekAnswer

PAGE = 5
"""Statements of an actor shown at once."""


@dataclass(frozen=True, slots=True)
class ActorAnswer:
    """What an actor said in a window of `days`, and what was said about it. `topic` is "" where none was asked for.

    `newest` begins after the first `skip` statements, has only direct speech if `literal`, what others said if
    `about_only`, and `older` ones follow. `by_day` cuts the window into equal spans, of a day each up to a month.
    `subjects` are words that several of the statements share. `until` is the window's last day where it is past.
    `unseen` says that no article has ever named the actor; `call` names it alone in a command. `to_follow` is what may
    be followed so that the actor is, `followed` what is followed here so that it is already; "" for neither.
    """

    actor: Actor
    call: str
    role: str
    aliases: tuple[str, ...]
    days: int
    topic: str
    counts: StatementCounts
    by_day: tuple[int, ...]
    newest: tuple[Statement, ...]
    about_count: int
    about: tuple[Statement, ...]
    company: tuple[tuple[Actor, int], ...]
    unsure_count: int
    unsure: tuple[Statement, ...]
    mentions: int
    last_said: Statement | None = None
    skip: int = 0
    literal: bool = False
    older: bool = False
    about_only: bool = False
    subjects: tuple[tuple[str, int], ...] = ()
    until: date | None = None
    unseen: bool = False
    to_follow: str = ""
    followed: str = ""


@dataclass(frozen=True, slots=True)
class Side:
    """What one actor said on a topic; `bars` cut the window into equal spans, `older` statements follow `newest`.

    `call` names the actor alone in a command.
    """

    actor: Actor
    call: str
    role: str
    counts: StatementCounts
    bars: tuple[int, ...]
    newest: tuple[Statement, ...]
    older: bool


@dataclass(frozen=True, slots=True)
class SaidAnswer:
    """What an actor said on a topic in a window of `days`; the first `skip` statements are left out."""

    side: Side
    topic: str
    days: int
    until: date | None = None
    skip: int = 0


@dataclass(frozen=True, slots=True)
class CompareAnswer:
    """What two actors said on one topic ("" for all they said) in a window of `days`."""

    sides: tuple[Side, Side]
    topic: str
    days: int
    until: date | None = None


@dataclass(frozen=True, slots=True)
class TimeSpan:
    """How often an actor spoke from one day up to another one, both inclusive, by the label readers see."""

    first: date
    last: date
    direct: int
    indirect: int
    reported: int

    @property
    def total(self) -> int:
        """All statements of the span."""
        return self.direct + self.indirect + self.reported


@dataclass(frozen=True, slots=True)
class TimelineAnswer:
    """When an actor spoke, in spans that cut the window of `days`, oldest first; `dark` is for the picture.

    `call` names the actor alone in a command.
    """

    actor: Actor
    call: str
    role: str
    topic: str
    days: int
    spans: tuple[TimeSpan, ...]
    dark: bool = False


@dataclass(frozen=True, slots=True)
class Candidate:
    """One of several actors of a name, and the exact command that asks for it."""

    actor: Actor
    role: str
    articles: int
    command: str


@dataclass(frozen=True, slots=True)
class WhichActor:
    """Several actors carry the name; which one is meant is asked, never guessed."""

    asked: str
    candidates: tuple[Candidate, ...]


@dataclass(frozen=True, slots=True)
class NoActor:
    """Nobody of that name is known; `nearest` are like it."""

    asked: str
    nearest: tuple[Candidate, ...]


@dataclass(frozen=True, slots=True)
class CommandRow:
    """A command as help shows it: `arguments` ("" for none) and `purpose` are keys of phrases."""

    name: str
    aliases: tuple[str, ...]
    arguments: str
    purpose: str


@dataclass(frozen=True, slots=True)
class HelpAnswer:
    """The commands."""

    rows: tuple[CommandRow, ...]


@dataclass(frozen=True, slots=True)
class SourcesAnswer:
    """The feeds that are read here, and the outlets heard in the window with their articles.

    `own` are the feeds among them that this channel added, `off` those of the list that it does not read.
    """

    feeds: tuple[Feed, ...]
    heard: tuple[tuple[str, int], ...]
    days: int
    own: tuple[Feed, ...] = ()
    off: tuple[Feed, ...] = ()


@dataclass(frozen=True, slots=True)
class StatusAnswer:
    """How much is stored, and how new it is."""

    articles: int
    statements: int
    newest_at: datetime | None


@dataclass(frozen=True, slots=True)
class QuoteAnswer:
    """One statement with the words around it: `before` and `after` stand next to it in the article.

    `withdrawn_at` is when its article was seen to say it no more. `walled` are the articles, by id, that can be read in
    part only without paying.
    """

    statement: Statement
    title: str
    before: str
    after: str
    withdrawn_at: datetime | None = None
    walled: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class DigestAnswer:
    """A digest; `more` asks for its second part."""

    edition: Edition
    more: bool = False


@dataclass(frozen=True, slots=True)
class Notice:
    """A sentence: the key of a phrase and what fills it; buttons below it, each the key of its label and its action."""

    key: str
    values: Mapping[str, str] = field(default_factory=dict)
    buttons: tuple[tuple[str, str], ...] = ()


Answer = (
    ActorAnswer
    | SaidAnswer
    | CompareAnswer
    | TimelineAnswer
    | WhichActor
    | NoActor
    | HelpAnswer
    | SourcesAnswer
    | SourceAdded
    | SourceChoices
    | StatusAnswer
    | QuoteAnswer
    | DigestAnswer
    | StoryAnswer
    | StoriesAnswer
    | TopicAnswer
    | WeekAnswer
    | Notice
)
"""What a command may answer."""
