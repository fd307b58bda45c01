"""Updates of the Bot API as what the program knows: commands, pressed buttons, what befell a chat. Only decides."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace

from telegram import CallbackQuery, ChatMember, ChatMemberUpdated, Message, Update
from telegram.constants import ChatMemberStatus, ChatType, UpdateType

from bot.platforms import ChatEvent, Elsewhere, Happening, Incoming, Place
from digest.outcome import Address

NAME = "telegram"

WANTED = (UpdateType.MESSAGE, UpdateType.CHANNEL_POST, UpdateType.CALLBACK_QUERY, UpdateType.MY_CHAT_MEMBER)
"""The kinds of updates asked for; all others stay with the service."""

ADMINS = (ChatMemberStatus.OWNER, ChatMemberStatus.ADMINISTRATOR)
OUT = (ChatMemberStatus.LEFT, ChatMemberStatus.BANNED)

_COMMAND = re.compile(r"^/(\w{1,32})(?:@(\w{3,32}))?(?=\s|$)")
_PLACES = {ChatType.PRIVATE: Place.PRIVATE, ChatType.CHANNEL: Place.CHANNEL}

AskAdmin = Callable[[str, str], Awaitable[bool]]
"""Whether, in the chat named first, the user named second is an admin."""


async def _nowhere(_chat: str, _user: str) -> Elsewhere | None:
    return None


@dataclass(frozen=True, slots=True)
class Rights:
    """How to learn who may do what: whether an admin; and the chat of this name, if the user is an admin there."""

    ask_admin: AskAdmin
    elsewhere: Callable[[str, str], Awaitable[Elsewhere | None]] = _nowhere


@dataclass(frozen=True, slots=True)
class Press:
    """A pressed button: its query must be answered at once. `incoming` is None where the message is out of reach."""

    query: str
    chat: str
    language: str
    incoming: Incoming | None


Event = Incoming | ChatEvent | Press


def read(update: Update, username: str, rights: Rights) -> Event | None:
    """What an update means to us, or None. `username` is the bot's own, behind commands that are addressed to it."""
    event = str(update.update_id)
    if update.callback_query:
        return _press(event, update.callback_query, rights)
    if update.my_chat_member:
        return _membership(event, update.my_chat_member)
    message = update.message or update.channel_post
    if message is None:
        return None
    return _migration(event, message) or _command(event, message, username, rights)


def _press(event: str, query: CallbackQuery, rights: Rights) -> Press | None:
    message = query.message
    if message is None or query.data is None:
        return Press(query.id, "", query.from_user.language_code or "", None)
    language, incoming = query.from_user.language_code or "", None
    if isinstance(message, Message) and message.is_accessible:  # the library reads an inaccessible one as a Message
        typed = _incoming(event, message, query.data, str(query.from_user.id), rights)
        incoming = replace(typed, language=language, pressed=str(message.message_id))
    return Press(query.id, str(message.chat.id), language, incoming)


def _incoming(event: str, message: Message, text: str, user: str, rights: Rights) -> Incoming:
    chat = str(message.chat.id)
    return Incoming(
        event,
        Address(NAME, chat, _thread(message)),
        user,
        place_of(message.chat.type),
        text,
        lambda: rights.ask_admin(chat, user),
        language=(message.from_user.language_code or "") if message.from_user else "",
        elsewhere=lambda name: rights.elsewhere(name, user),
    )


def _thread(message: Message) -> str:
    """The topic; elsewhere the same field numbers a thread of replies, which is none."""
    return str(message.message_thread_id) if message.is_topic_message and message.message_thread_id else ""


def place_of(kind: str) -> Place:
    """The place that a chat of this type is."""
    return _PLACES.get(ChatType(kind), Place.GROUP)


def _command(event: str, message: Message, username: str, rights: Rights) -> Incoming | None:
    """What somebody typed, without our name behind the command; None if it is not meant for us."""
    if not message.text or message.is_automatic_forward:
        return None
    text = message.text.strip()
    found = _COMMAND.match(text)
    if found is None and message.chat.type != ChatType.PRIVATE:
        return None
    if found and found[2] and found[2].lower() != username.lower():
        return None
    if found:
        text = f"/{found[1]}{text[found.end() :]}"
    if _speaks_for_chat(message):
        return _incoming(event, message, text, f"chat:{message.chat.id}", Rights(_yes))
    author = message.sender_chat or message.from_user
    return _incoming(event, message, text, str(author.id), rights) if author else None


def _speaks_for_chat(message: Message) -> bool:
    """An admin who posts as the chat itself: in a channel, or hidden in a group. Only admins can."""
    in_channel = message.chat.type == ChatType.CHANNEL
    return in_channel or (message.sender_chat is not None and message.sender_chat.id == message.chat.id)


async def _yes(_chat: str, _user: str) -> bool:
    return True


def _migration(event: str, message: Message) -> ChatEvent | None:
    """A group that became a supergroup; told in the old chat and in the new one, both are the same event."""
    old, new = message.chat.id, message.migrate_to_chat_id
    if message.migrate_from_chat_id:
        old, new = message.migrate_from_chat_id, message.chat.id
    if not new:
        return None
    return ChatEvent(event, Address(NAME, str(old)), Happening.MOVED, to=Address(NAME, str(new)))


def _membership(event: str, change: ChatMemberUpdated) -> ChatEvent | None:
    before, after = _is_in(change.old_chat_member), _is_in(change.new_chat_member)
    if before == after:
        return None
    happening = Happening.ADDED if after else Happening.REMOVED
    return ChatEvent(event, Address(NAME, str(change.chat.id)), happening)


def _is_in(member: ChatMember) -> bool:
    return member.status not in OUT and getattr(member, "is_member", True)
