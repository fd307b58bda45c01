"""Where a message goes, and what became of sending it: the words platforms and delivery share."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Address:
    """Where a message goes: a chat on a platform, and a thread or topic in it. `workspace` is Slack's team id."""

    platform: str
    chat: str
    thread: str = ""
    workspace: str = ""

    def __str__(self) -> str:
        return ":".join(part for part in (self.platform, self.chat, self.thread) if part)


@dataclass(frozen=True, slots=True)
class Sent:
    """The service took it; `receipt` is its id there, with which it can be edited."""

    receipt: str


@dataclass(frozen=True, slots=True)
class TryLater:
    """Certainly not delivered; not before `after_s` seconds from now. `whole_platform` pauses more than this chat."""

    after_s: float
    reason: str
    whole_platform: bool = False


@dataclass(frozen=True, slots=True)
class Moved:
    """The chat has another address now; certainly not delivered."""

    address: Address


@dataclass(frozen=True, slots=True)
class Refused:
    """The service said no. `fault` tells what to do: the content (send it plain once), the chat (suspend the
    subscription), the thread (once to the chat itself), or the platform (stop it and alarm the operator).
    """

    reason: str
    fault: Fault


@dataclass(frozen=True, slots=True)
class Unknown:
    """It may have arrived or not; never repeated without looking."""

    reason: str


class Fault(StrEnum):
    """Whose fault a refusal is."""

    CONTENT = "content"
    CHAT = "chat"
    THREAD = "thread"
    PLATFORM = "platform"


TOO_FAST = "too fast"
"""The reason of a TryLater that means our own rate is too high."""

Outcome = Sent | TryLater | Moved | Refused | Unknown
"""What became of one attempt to send; platforms return it instead of raising."""
