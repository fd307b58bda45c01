"""What the commands on sources answer, as frozen values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from digest.model import Feed


@dataclass(frozen=True, slots=True)
class SourceAdded:
    """A source that a channel reads from now on, and what was seen of it.

    `per_day` and `newest_at` are None where it gives no dates; `silent_days` is for how long nothing new stood in it, 0
    where that is nothing to mention. `trial` is why its newest page gave no article, "" where it did.
    """

    feed: Feed
    language: str
    per_day: float | None
    newest_at: datetime | None
    silent_days: int = 0
    trial: str = ""


@dataclass(frozen=True, slots=True)
class SourceChoice:
    """One source to choose: what it is called, its address, and the word by which a command names it."""

    title: str
    url: str
    word: str


@dataclass(frozen=True, slots=True)
class SourceChoices:
    """Sources to choose one from. `question` is the key of a phrase about `site`; `command` takes a choice's word.

    `where` names the chat that the choice is for, where that is not the one it is made in.
    """

    question: str
    site: str
    command: str
    choices: tuple[SourceChoice, ...]
    where: str = ""
