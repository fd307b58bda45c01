"""What keeps a store in order: texts end with their retention, room is given back, what was done when is on record."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Chore:
    """When something was last done, what came of it in words, and why it failed (empty: it did not).

    Of one that fails, `at` and `result` are those of the last time it was done.
    """

    name: str
    at: datetime
    result: str = ""
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Room:
    """Bytes of the database's file, and how many of them are free for new content."""

    size: int
    free: int


@dataclass(frozen=True, slots=True)
class State:
    """What is remembered of the chores, by name, and how large the database is."""

    chores: Mapping[str, Chore]
    room: Room


class Upkeep(Protocol):
    """The chores of a store. Any thread and process may call them; each call is one short transaction."""

    def expire_texts(self, before: datetime, most: int) -> int:
        """Leave excerpts (digest.excerpts) of at most `most` articles fetched before then; return of how many.

        Articles that wait to be grouped are passed over. Of a text that does not match its hash nothing is left.
        """
        ...

    def expire_teasers(self, before: datetime, most: int) -> int:
        """Delete the teasers of at most `most` entries first seen before then; return of how many."""
        ...

    def room(self) -> Room:
        """How large the database is."""
        ...

    def give_back(self, most: int) -> int:
        """Give at most `most` bytes that are free inside the file back to the disk; return how many were."""
        ...

    def note(self, done: Chore) -> None:
        """Remember when a chore was done, in place of the last time."""
        ...

    def chores(self) -> Mapping[str, Chore]:
        """What is remembered, by name."""
        ...

    def state(self) -> State:
        """All that is told of it at once."""
        ...
