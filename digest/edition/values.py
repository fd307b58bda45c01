"""What an edition is made of: frozen values, put into words by digest.render."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from digest.edition.request import DigestRequest, PartOfDay
from digest.model import Actor, Outlet, Span, Statement
from digest.statements import Differs
from digest.stories import Lifetime


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
class Contrast:
    """Two statements of one actor on one topic that differ in what `differs` names; neither is judged."""

    earlier: Voice
    later: Voice
    differs: Differs


@dataclass(frozen=True, slots=True)
class EditionStory:
    """A story in the edition; `unshown` are statements that found no room.

    `title`, `outlets` and `independent` texts are those of the window. `headline` is another headline of the window
    where there is one, else the title.
    """

    id: str
    title: str
    lifetime: Lifetime
    outlets: tuple[Outlet, ...]
    independent: int
    headline: str
    voices: tuple[Voice, ...]
    further: tuple[Voice, ...] = ()
    unshown: int = 0
    weight: float = 0.0
    contrast: Contrast | None = None


@dataclass(frozen=True, slots=True)
class News:
    """What is new since the edition before: numbers of stories, and actors heard for the first time."""

    new: int
    continued: int
    silent: int
    newcomers: tuple[Actor, ...] = ()


class Verdict(StrEnum):
    """What became of a story or a statement."""

    SHOWN = "shown"
    FOLDED = "folded"
    MORE = "in the second part"
    LEFT_OUT = "left out"


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a story (`statement` is "") or a statement of it stands where it does: a word on it, and what weighed."""

    story: str
    statement: str
    text: str
    verdict: Verdict
    because: str
    parts: tuple[tuple[str, float], ...] = ()

    @property
    def total(self) -> float:
        """What all together weigh."""
        return sum(value for _, value in self.parts)


@dataclass(frozen=True, slots=True)
class Edition:
    """A compiled digest. `stories` are shown, `more` are the next ones, for which there was no room.

    `read` articles that the channel would see are behind `counts` even where nothing is shown.
    """

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
    reasons: tuple[Reason, ...] = ()

    @property
    def voices(self) -> tuple[Voice, ...]:
        """Every voice that is shown or folded in the first part."""
        told = [voice for story in self.stories for voice in (*story.voices, *story.further)]
        first_of_more = [voice for story in self.more for voice in story.voices[:1]]
        return (*told, *first_of_more, *self.uncredited)
