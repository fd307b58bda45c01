"""What is answered about stories, as frozen values: filled by digest.inquiry, put into words by digest.render."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from digest.edition import Edition, Week
from digest.model import Outlet, Statement, Story
from digest.statements import Variant


@dataclass(frozen=True, slots=True)
class Chapter:
    """A day of a story, with the headline of its first article (linked)."""

    day: date
    title: str
    url: str
    outlet: Outlet


@dataclass(frozen=True, slots=True)
class StoryAnswer:
    """A story on its `day`-th day: outlets with their articles, independent texts, the headlines of its days.

    `newest` begins after the first `skip` of its `statements`, and `older` ones follow. `variants` are by statement id.
    """

    story: Story
    day: int
    is_silent: bool
    outlets: tuple[tuple[Outlet, int], ...]
    independent: int
    chapters: tuple[Chapter, ...]
    statements: int
    newest: tuple[Statement, ...]
    variants: Mapping[str, tuple[Variant, ...]] = field(default_factory=dict)
    skip: int = 0
    older: bool = False


@dataclass(frozen=True, slots=True)
class StoriesAnswer:
    """Several stories are called so; which one is meant is asked."""

    asked: str
    stories: tuple[Story, ...]


@dataclass(frozen=True, slots=True)
class TopicAnswer:
    """What was said on a topic in a window of `days`, story by story."""

    topic: str
    days: int
    edition: Edition


@dataclass(frozen=True, slots=True)
class WeekAnswer:
    """The week in figures."""

    week: Week
