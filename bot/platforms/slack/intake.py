"""What Slack sends -> what somebody wants, or what befell a conversation. Pure.

Payloads are the same over Socket Mode and HTTP: `slash_commands`, `interactive` (a button pressed), `events_api`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from bot.platforms import ChatEvent, Happening, Place
from digest.outcome import Address

Json = dict[str, Any]

OWN_COMMAND = "/wortlaut"
"""`/wortlaut SUB …` stands for `/SUB …`: a workspace may have other apps with a /start or /help of their own."""

_REMOVED = frozenset(
    {"channel_archive", "group_archive", "channel_deleted", "group_deleted", "channel_left", "group_left"}
)
_ADDED = frozenset({"channel_unarchive", "group_unarchive"})
_MARKUP = re.compile(r"<([@#!]?)([^|<>]*)(?:\|([^<>]*))?>")


@dataclass(frozen=True, slots=True)
class Command:
    """Something a person did. `reply_in` is the thread the answer goes to; `response_url` reaches even conversations
    that the app is no member of.
    """

    event: str
    address: Address
    user: str
    place: Place
    text: str
    reply_in: str = ""
    response_url: str = ""
    pressed: str | None = None


@dataclass(frozen=True, slots=True)
class Stopped:
    """The installation ended."""

    reason: str


Heard = Command | ChatEvent | Stopped | None


def address_of(chat: str, thread: str = "") -> Address:
    """The address of a conversation. One token serves one workspace, which therefore is not named."""
    return Address("slack", chat, thread)


def place_of(chat: str) -> Place:
    """Ids of direct conversations begin with D."""
    return Place.PRIVATE if chat.startswith("D") else Place.CHANNEL


def read(kind: str, payload: Json, me: str) -> Heard:
    """What a payload means; None for what does not concern us. `me` is the user id of the app."""
    if kind == "slash_commands":
        return _slash(payload)
    if kind == "interactive":
        return _pressed(payload)
    if kind == "events_api":
        return _event(payload, me)
    return None


def plain(text: str) -> str:
    """What a person typed, without Slack's markup.

    >>> plain("<https://a.example/x|a.example> R&amp;D <#C1|news>")
    'https://a.example/x R&D #news'
    """
    bare = _MARKUP.sub(_bare, text)
    return bare.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&").strip()


def _bare(found: re.Match[str]) -> str:
    sign, target, label = found[1], found[2], found[3] or ""
    if sign == "!":
        return label
    if sign:
        return sign + (label or target)
    return label if target.startswith("mailto:") else target


def _as_command(text: str) -> str:
    if not text:
        return "/help"
    return text if text.startswith("/") else f"/{text}"


def _slash(payload: Json) -> Command:
    chat = str(payload["channel_id"])
    text = plain(str(payload.get("text") or ""))
    name = str(payload["command"])
    return Command(
        event=str(payload["trigger_id"]),
        address=address_of(chat),
        user=str(payload["user_id"]),
        place=place_of(chat),
        text=_as_command(text) if name == OWN_COMMAND else f"{name} {text}".strip(),
        response_url=str(payload.get("response_url") or ""),
    )


def _pressed(payload: Json) -> Command | None:
    actions = payload.get("actions") or []
    container = payload.get("container") or {}
    chat = container.get("channel_id") or (payload.get("channel") or {}).get("id")
    if payload.get("type") != "block_actions" or not actions or not actions[0].get("value") or not chat:
        return None
    ts = str(container.get("message_ts") or "")
    thread = str(container.get("thread_ts") or (payload.get("message") or {}).get("thread_ts") or "")
    thread = "" if thread == ts else thread
    return Command(
        event=str(payload["trigger_id"]),
        address=address_of(str(chat), thread),
        user=str(payload["user"]["id"]),
        place=place_of(str(chat)),
        text=str(actions[0]["value"]),
        reply_in=thread or ts,
        response_url=str(payload.get("response_url") or ""),
        pressed=ts or None,
    )


def _event(payload: Json, me: str) -> Heard:
    event = payload.get("event") or {}
    kind, key = str(event.get("type")), str(payload.get("event_id"))
    if kind in {"app_mention", "message"}:
        return _written(event, key, me)
    if kind == "app_uninstalled" or (kind == "tokens_revoked" and (event.get("tokens") or {}).get("bot")):
        return Stopped(kind)
    if kind == "channel_id_changed":
        moved_to = address_of(str(event["new_channel_id"]))
        return ChatEvent(key, address_of(str(event["old_channel_id"])), Happening.MOVED, moved_to)
    happening = _happening(kind, str(event.get("user")) == me)
    return ChatEvent(key, address_of(str(event["channel"])), happening) if happening else None


def _happening(kind: str, about_me: bool) -> Happening | None:
    if kind in _ADDED or (kind == "member_joined_channel" and about_me):
        return Happening.ADDED
    if kind in _REMOVED or (kind == "member_left_channel" and about_me):
        return Happening.REMOVED
    return None


def _written(event: Json, key: str, me: str) -> Command | None:
    """A mention in a channel, or a message in the direct conversation. A mention outside a thread is answered below it,
    yet concerns the channel as a whole.
    """
    chat, user = str(event.get("channel") or ""), str(event.get("user") or "")
    direct = event["type"] == "message"
    if not user or user == me or event.get("bot_id") or event.get("subtype"):
        return None
    if direct and event.get("channel_type") != "im":
        return None
    thread = str(event.get("thread_ts") or "")
    text = re.sub(rf"<@{re.escape(me)}(\|[^>]*)?>", " ", str(event.get("text") or ""))
    return Command(
        event=key,
        address=address_of(chat, thread),
        user=user,
        place=place_of(chat),
        text=_as_command(plain(text)),
        reply_in=thread if direct else thread or str(event.get("ts") or ""),
    )
