"""The chats, people, messages and pending updates behind the local Telegram server."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from tests.fakes.telegram_errors import Refusal

BOT_ID = 7000000001
ANONYMOUS_ADMIN = 1087968824
"""The user behind whom admins post who hide themselves."""

DATE = 1746777600
"""Unix time that all messages bear."""


@dataclass
class Person:
    """Somebody who chats."""

    id: int
    first_name: str
    username: str = ""
    language_code: str = "de"
    started: bool = True
    blocked: bool = False
    deactivated: bool = False

    def json(self) -> dict[str, Any]:
        """As in the API's User."""
        user: dict[str, Any] = {"id": self.id, "is_bot": False, "first_name": self.first_name}
        optional = {"username": self.username, "language_code": self.language_code}
        return user | {key: value for key, value in optional.items() if value}


@dataclass
class Chat:
    """A chat with its state. `statuses` are those of its members by id; `bot` is the bot's own."""

    id: int
    type: str
    title: str = ""
    person: Person | None = None
    statuses: dict[int, str] = field(default_factory=dict)
    bot: str = "member"
    topics: dict[int, str] = field(default_factory=dict)
    closed_topics: set[int] = field(default_factory=set)
    is_forum: bool = False
    muted: bool = False
    no_photos: bool = False
    migrated_to: int = 0
    messages: dict[int, dict[str, Any]] = field(default_factory=dict)
    last_id: int = 0

    def json(self) -> dict[str, Any]:
        """As in the API's Chat."""
        chat: dict[str, Any] = {"id": self.id, "type": self.type}
        if self.person:
            return chat | {"first_name": self.person.first_name}
        return chat | {"title": self.title} | ({"is_forum": True} if self.is_forum else {})

    def new_id(self) -> int:
        """The id of the next message."""
        self.last_id += 1
        return self.last_id


@dataclass
class Query:
    """A pressed button that waits for answerCallbackQuery."""

    id: str
    stale: bool = False
    answers: list[dict[str, Any]] = field(default_factory=list)


class World:
    """All state. Only the server's own thread touches it."""

    def __init__(self, username: str) -> None:
        self.username = username
        self.people: dict[int, Person] = {}
        self.chats: dict[int, Chat] = {}
        self.queries: dict[str, Query] = {}
        self.updates: list[dict[str, Any]] = []
        self.allowed: list[str] | None = None
        self.commands: dict[tuple[str, str], list[dict[str, str]]] = {}
        self._update_id = 5000
        self._ids = 100

    # who and where

    def next_number(self) -> int:
        """A fresh small number for ids."""
        self._ids += 1
        return self._ids

    def me(self) -> dict[str, Any]:
        """The bot as the API's User."""
        return {"id": BOT_ID, "is_bot": True, "first_name": "Wortlaut", "username": self.username}

    def chat(self, chat_id: Any) -> Chat:
        """The chat with this id, in whichever way it was written. Raises Refusal if there is none."""
        if chat_id in (None, ""):
            raise Refusal(400, "Bad Request: chat_id is empty")
        try:
            return self.chats[int(chat_id)]
        except (KeyError, ValueError):
            raise Refusal(400, "Bad Request: chat not found") from None

    def writable(self, chat_id: Any) -> Chat:
        """The chat, if the bot may write there. Raises Refusal as the service does."""
        chat = self.chat(chat_id)
        if chat.migrated_to:
            raise Refusal(
                400, "Bad Request: group chat was upgraded to a supergroup chat", migrate_to_chat_id=chat.migrated_to
            )
        if chat.person:
            self._check_person(chat.person)
        elif chat.bot == "kicked":
            raise Refusal(403, f"Forbidden: bot was kicked from the {chat.type} chat")
        elif chat.bot == "left":
            raise Refusal(403, f"Forbidden: bot is not a member of the {chat.type} chat")
        if chat.type == "channel" and chat.bot != "administrator":
            raise Refusal(400, "Bad Request: need administrator rights in the channel chat")
        if chat.muted:
            raise Refusal(400, "Bad Request: not enough rights to send text messages to the chat")
        return chat

    @staticmethod
    def _check_person(person: Person) -> None:
        if person.deactivated:
            raise Refusal(403, "Forbidden: user is deactivated")
        if person.blocked:
            raise Refusal(403, "Forbidden: bot was blocked by the user")
        if not person.started:
            raise Refusal(403, "Forbidden: bot can't initiate conversation with a user")

    @staticmethod
    def check_topic(chat: Chat, thread: Any) -> int:
        """The topic's id, 0 for General. Raises Refusal for one that is gone, closed or was General by number."""
        if thread in (None, "", 0):
            return 0
        if not chat.is_forum or int(thread) not in chat.topics:
            raise Refusal(400, "Bad Request: message thread not found")
        if int(thread) in chat.closed_topics:
            raise Refusal(400, "Bad Request: TOPIC_CLOSED")
        return int(thread)

    # what happens

    def post(self, chat: Chat, content: dict[str, Any], thread: int = 0) -> dict[str, Any]:
        """Keep a message and return it."""
        message: dict[str, Any] = {"message_id": chat.new_id(), "date": DATE, "chat": chat.json()}
        if thread:
            message |= {"message_thread_id": thread, "is_topic_message": True}
        message |= content
        chat.messages[message["message_id"]] = message
        return message

    def push(self, kind: str, content: dict[str, Any]) -> int:
        """Queue an update, if the bot asked for that kind; return its id, 0 if it did not."""
        if self.allowed and kind not in self.allowed:
            return 0
        self._update_id += 1
        self.updates.append({"update_id": self._update_id, kind: content})
        return self._update_id

    def member(self, chat: Chat, user: int) -> dict[str, Any]:
        """As in the API's ChatMember."""
        if user == BOT_ID:
            return _with_rights({"status": chat.bot, "user": self.me()})
        person = self.people.get(user)
        if person is None:
            raise Refusal(400, "Bad Request: user not found")
        default = "member" if chat.person else "left"
        return _with_rights({"status": chat.statuses.get(user, default), "user": person.json()})

    def set_bot(self, chat: Chat, status: str, by: Person) -> None:
        """Change the bot's own status and tell it."""
        old = self.member(chat, BOT_ID)
        chat.bot = status
        change = {"chat": chat.json(), "from": by.json(), "date": DATE, "old_chat_member": old}
        self.push("my_chat_member", change | {"new_chat_member": self.member(chat, BOT_ID)})


RIGHTS = (
    "can_be_edited", "can_manage_chat", "can_change_info", "can_delete_messages", "can_invite_users",
    "can_restrict_members", "can_promote_members", "can_manage_video_chats", "can_post_stories", "can_edit_stories",
    "can_delete_stories",
)  # fmt: skip


def _with_rights(member: dict[str, Any]) -> dict[str, Any]:
    """With the fields that the status demands."""
    extra: dict[str, Any] = {}
    if member["status"] in ("creator", "administrator"):
        extra["is_anonymous"] = False
    if member["status"] == "administrator":
        extra |= dict.fromkeys(RIGHTS, True)
    if member["status"] == "kicked":
        extra["until_date"] = 0
    return member | extra
