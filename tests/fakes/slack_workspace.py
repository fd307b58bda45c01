"""The state of a Slack workspace: users, conversations, messages, the installed app with its tokens and scopes."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import Any

from tests.fakes.pictures import Picture

LEAST_SCOPES = frozenset(
    {"commands", "chat:write", "app_mentions:read", "im:history", "users:read", "channels:read", "groups:read"}
    | {"im:read", "files:write"}
)
"""What docs/slack/manifest.yaml asks for (a test compares the two)."""

HISTORY_SCOPES = frozenset({"channels:history", "groups:history"})
"""What the operator adds to have doubtful posts looked up."""


@dataclass(slots=True)
class User:
    """A member of the workspace."""

    id: str
    name: str
    is_admin: bool = False
    is_owner: bool = False
    is_bot: bool = False
    deleted: bool = False


@dataclass(slots=True)
class File:
    """A file that is uploaded, step by step: asked for, its bytes sent, shared. `alt` is its description in words."""

    id: str
    name: str
    length: int
    alt: str = ""
    title: str = ""
    picture: Picture | None = None


@dataclass(slots=True)
class Posted:
    """A message as the workspace keeps it. `via` is the way it came: a method, or `response_url`."""

    ts: str
    user: str
    text: str
    blocks: list[dict[str, Any]] = field(default_factory=list)
    thread_ts: str = ""
    metadata: dict[str, Any] | None = None
    edited: int = 0
    ephemeral_for: str = ""
    via: str = "chat.postMessage"
    files: list[File] = field(default_factory=list)

    def shown(self, *, metadata: bool = False) -> dict[str, Any]:
        """The message object of the Web API."""
        answer: dict[str, Any] = {"type": "message", "user": self.user, "ts": self.ts, "text": self.text}
        if self.blocks:
            answer["blocks"] = [{"block_id": f"b{number}", **block} for number, block in enumerate(self.blocks)]
        if self.thread_ts:
            answer["thread_ts"] = self.thread_ts
        if metadata and self.metadata:
            answer["metadata"] = self.metadata
        return answer


@dataclass(slots=True)
class Channel:
    """A conversation; `kind` is channel (public), group (private), im or mpim."""

    id: str
    name: str
    kind: str = "channel"
    creator: str = ""
    members: set[str] = field(default_factory=set)
    archived: bool = False
    messages: list[Posted] = field(default_factory=list)

    def message(self, ts: str) -> Posted | None:
        """The message with this ts, None when there is none."""
        return next((one for one in self.messages if one.ts == ts), None)

    def thread(self, ts: str) -> list[Posted]:
        """The replies below this ts."""
        return [one for one in self.messages if one.thread_ts == ts and one.ts != ts]

    def listed(self) -> list[dict[str, Any]]:
        """Messages outside threads as history shows them, newest first, metadata included."""
        shown = []
        for one in reversed(self.top()):
            replies = len(self.thread(one.ts))
            shown.append(one.shown(metadata=True) | ({"reply_count": replies} if replies else {}))
        return shown

    def top(self) -> list[Posted]:
        """Messages outside threads."""
        return [one for one in self.messages if not one.thread_ts or one.thread_ts == one.ts]


class Workspace:
    """One team with one installed app."""

    def __init__(self) -> None:
        self.team = "T0TEAM"
        self.app = "A0APP"
        self.bot = User("U0BOT", "wortlaut", is_bot=True)
        self.bot_token = "xoxb-fake-1"
        self.app_token = "xapp-1-A0APP-fake"
        self.signing_secret = "5ec2e75ec2e75ec2e7f00d"
        self.scopes: set[str] = set(LEAST_SCOPES)
        self.revoked: dict[str, str] = {}
        """Tokens that no longer work, and the error each now gets."""
        self.users: dict[str, User] = {self.bot.id: self.bot}
        self.channels: dict[str, Channel] = {}
        self._last = 0

    def user(self, name: str, **more: bool) -> User:
        """A new member."""
        user = User(f"U0{name.upper()}", name, **more)
        self.users[user.id] = user
        return user

    def channel(self, name: str, *, kind: str = "channel", creator: str = "", with_bot: bool = True) -> Channel:
        """A new conversation."""
        letter = "D" if kind == "im" else "C"
        channel = Channel(f"{letter}0{name.upper()}", name, kind, creator)
        if with_bot:
            channel.members.add(self.bot.id)
        if creator:
            channel.members.add(creator)
        self.channels[channel.id] = channel
        return channel

    def direct(self, user: str) -> Channel:
        """The conversation between the app and this user."""
        for channel in self.channels.values():
            if channel.kind == "im" and user in channel.members:
                return channel
        return self.channel(user, kind="im", creator=user)

    def find(self, name: str) -> Channel | None:
        """A conversation by id, by name with or without `#`, or by the id of a user."""
        if name in self.channels:
            return self.channels[name]
        if name in self.users:
            return self.direct(name)
        return next((one for one in self.channels.values() if one.name == name.removeprefix("#")), None)

    def new_ts(self) -> str:
        """A ts above all that were given before."""
        self._last = max(self._last + 1, int(time.time() * 1_000_000))
        return f"{self._last // 1_000_000}.{self._last % 1_000_000:06d}"

    def say(self, channel: Channel, user: str, text: str, thread_ts: str = "") -> Posted:
        """A message of a person."""
        posted = Posted(self.new_ts(), user, text, thread_ts=thread_ts, via="person")
        channel.messages.append(posted)
        return posted

    def delete(self, channel: Channel, ts: str) -> None:
        """Delete a message. One with replies stays as a placeholder that can still be replied to, as it really does."""
        gone = channel.message(ts)
        if gone is not None and channel.thread(ts):
            gone.text, gone.blocks, gone.via = "This message was deleted.", [], "tombstone"
        else:
            channel.messages = [one for one in channel.messages if one.ts != ts]
