"""The methods of the Bot API that the local server answers, each with the checks of the real one."""

from __future__ import annotations

import json
import math
import re
from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.fakes.pictures import Picture, read_png
from tests.fakes.telegram_errors import Refusal
from tests.fakes.telegram_text import LONGEST, LONGEST_CAPTION, Taken, take, take_caption, units
from tests.fakes.telegram_world import BOT_ID, Chat, World

NEAR_LIMIT = 0.989
"""The part of the longest text from which on it is called near."""

SEND_FIELDS = {
    "business_connection_id", "chat_id", "message_thread_id", "direct_messages_topic_id", "text", "parse_mode",
    "entities", "link_preview_options", "disable_notification", "protect_content", "allow_paid_broadcast",
    "message_effect_id", "reply_parameters", "reply_markup",
}  # fmt: skip
PHOTO_FIELDS = SEND_FIELDS - {"text", "entities", "link_preview_options"} | {
    "photo", "caption", "caption_entities", "show_caption_above_media", "has_spoiler",
}  # fmt: skip
LARGEST_PHOTO = 10 * 1024 * 1024
MOST_DOTS, MOST_RATIO = 10_000, 20
"""What https://core.telegram.org/bots/api#sendphoto says of width and height together, and of one to the other."""

EDIT_FIELDS = {
    "business_connection_id", "chat_id", "message_id", "inline_message_id", "text", "parse_mode", "entities",
    "link_preview_options", "reply_markup",
}  # fmt: skip
SCOPES = {
    "default", "all_private_chats", "all_group_chats", "all_chat_administrators", "chat", "chat_administrators",
    "chat_member",
}  # fmt: skip

Params = dict[str, Any]


@dataclass(frozen=True)
class Accepted:
    """A message that the service took, as others see it; `edited` says that it replaced an earlier one."""

    chat: int
    thread: int
    message: dict[str, Any]
    edited: bool = False
    pictures: tuple[Picture, ...] = ()

    @property
    def text(self) -> str:
        """Its words, those below a picture too."""
        return str(self.message.get("text", self.message.get("caption", "")))

    @property
    def picture(self) -> Picture | None:
        """Its picture."""
        return self.pictures[0] if self.pictures else None

    @property
    def id(self) -> int:
        """Its number in the chat."""
        return int(self.message["message_id"])

    @property
    def buttons(self) -> list[dict[str, str]]:
        """All its buttons, row after row."""
        rows = self.message.get("reply_markup", {}).get("inline_keyboard", [])
        return [button for row in rows for button in row]

    def entities(self, kind: str) -> list[str]:
        """The words set off as `kind`."""
        encoded = self.text.encode("utf-16-le")
        return [
            encoded[2 * entity["offset"] : 2 * (entity["offset"] + entity["length"])].decode("utf-16-le")
            for entity in self.message.get("entities", self.message.get("caption_entities", []))
            if entity["type"] == kind
        ]


@dataclass
class Flood:
    """The service's sending limits: messages per second and chat, per minute and group, per second over all.

    `refused` counts the answers 429.
    """

    clock: Callable[[], float]
    chat_per_s: int = 1
    group_per_min: int = 20
    all_per_s: int = 30
    refused: int = 0
    _times: dict[Any, deque[float]] = field(default_factory=lambda: defaultdict(deque))
    _until: dict[Any, float] = field(default_factory=dict)

    def check(self, chat: Chat, violations: list[str]) -> None:
        """Count one message. Raises Refusal 429 over a limit; writing on before the wait is over is noted."""
        now = self.clock()
        if now < self._until.get(chat.id, 0):
            violations.append(f"wrote to {chat.id} {self._until[chat.id] - now:.1f} s before the flood wait was over")
            self._refuse(chat, self._until[chat.id] - now)
        limits = [((chat.id, 1), self.chat_per_s, 1.0), ("all", self.all_per_s, 1.0)]
        if chat.type != "private":
            limits.append(((chat.id, 60), self.group_per_min, 60.0))
        waits = [self._wait(key, most, span, now) for key, most, span in limits]
        if max(waits) > 0:
            self._until[chat.id] = now + math.ceil(max(waits))
            self._refuse(chat, max(waits))
        for key, _, _ in limits:
            self._times[key].append(now)

    def _wait(self, key: Any, most: int, span: float, now: float) -> float:
        times = self._times[key]
        while times and times[0] <= now - span:
            times.popleft()
        return times[0] + span - now if len(times) >= most else 0.0

    def _refuse(self, chat: Chat, wait: float) -> None:
        self.refused += 1
        seconds = max(1, math.ceil(wait))
        raise Refusal(429, f"Too Many Requests: retry after {seconds}", retry_after=seconds)


class Methods:
    """Carries out calls on a world. `sent` is what was taken, `violations` what a client should never do."""

    def __init__(self, world: World, flood: Flood | None) -> None:
        self.world = world
        self.flood = flood
        self.sent: list[Accepted] = []
        self.violations: list[str] = []
        self.webhook: Params = {}

    def call(self, method: str, params: Params) -> Any:
        """The result of a method. Raises Refusal."""
        name = "_" + re.sub(r"[^a-z]", "", method.lower())
        if not hasattr(self, name) or name in ("_send", "_edit"):
            raise Refusal(404, "Not Found: method not found")
        return getattr(self, name)(params)

    # messages

    def _sendmessage(self, params: Params) -> dict[str, Any]:
        self._watch(params, SEND_FIELDS)
        taken = take(params.get("text"), params.get("entities"))
        markup = _markup(params.get("reply_markup"))
        chat = self.world.writable(params.get("chat_id"))
        thread = self.world.check_topic(chat, params.get("message_thread_id"))
        if self.flood:
            self.flood.check(chat, self.violations)
        self._watch_text(taken, params)
        sender = {} if chat.type == "channel" else {"from": self.world.me()}
        message = self.world.post(chat, sender | _content(taken, markup), thread)
        self.sent.append(Accepted(chat.id, thread, dict(message)))
        return message

    def _sendphoto(self, params: Params) -> dict[str, Any]:
        self._watch_fields(params, PHOTO_FIELDS)
        picture = _photo(params.get("photo"))
        taken = take_caption(params.get("caption"), params.get("caption_entities"))
        markup = _markup(params.get("reply_markup"))
        chat = self.world.writable(params.get("chat_id"))
        thread = self.world.check_topic(chat, params.get("message_thread_id"))
        if chat.no_photos:
            raise Refusal(400, "Bad Request: not enough rights to send photos to the chat")
        if self.flood:
            self.flood.check(chat, self.violations)
        self._watch_text(taken, {"text": params.get("caption", "")}, LONGEST_CAPTION)
        sizes = [{"file_id": f"p{len(self.sent)}", "file_unique_id": f"u{len(self.sent)}", "width": picture.width,
                  "height": picture.height, "file_size": len(picture.data)}]  # fmt: skip
        sender = {} if chat.type == "channel" else {"from": self.world.me()}
        message = self.world.post(chat, sender | {"photo": sizes} | _content(taken, markup, "caption"), thread)
        self.sent.append(Accepted(chat.id, thread, dict(message), pictures=(picture,)))
        return message

    def _editmessagetext(self, params: Params) -> dict[str, Any]:
        self._watch(params, EDIT_FIELDS)
        taken = take(params.get("text"), params.get("entities"))
        markup = _markup(params.get("reply_markup"))
        chat = self.world.writable(params.get("chat_id"))
        message = self._own_message(chat, params.get("message_id"))
        if "text" not in message:
            raise Refusal(400, "Bad Request: there is no text in the message to edit")
        new = _content(taken, markup)
        if all(message.get(key) == new.get(key) for key in ("text", "entities", "reply_markup")):
            raise Refusal(
                400,
                "Bad Request: message is not modified: specified new message content and reply markup are exactly the "
                "same as a current content and reply markup of the message",
            )
        self._watch_text(taken, params)
        for key in ("entities", "reply_markup"):
            message.pop(key, None)
        message |= new | {"edit_date": message["date"] + 1}
        self.sent.append(Accepted(chat.id, message.get("message_thread_id", 0), dict(message), edited=True))
        return message

    def _own_message(self, chat: Chat, number: Any) -> dict[str, Any]:
        message = chat.messages.get(int(number or 0))
        if message is None:
            raise Refusal(400, "Bad Request: message to edit not found")
        if chat.type != "channel" and message.get("from", {}).get("id") != BOT_ID:
            raise Refusal(400, "Bad Request: message can't be edited")
        return message

    def _deletemessage(self, params: Params) -> bool:
        chat = self.world.writable(params.get("chat_id"))
        if chat.messages.pop(int(params.get("message_id") or 0), None) is None:
            raise Refusal(400, "Bad Request: message to delete not found")
        return True

    def _answercallbackquery(self, params: Params) -> bool:
        query = self.world.queries.get(str(params.get("callback_query_id")))
        if query is None or query.stale or query.answers:
            if query and query.answers:
                self.violations.append(f"query {query.id} answered twice")
            raise Refusal(400, "Bad Request: query is too old and response timeout expired or query ID is invalid")
        if len(str(params.get("text", ""))) > 200:
            raise Refusal(400, "Bad Request: MESSAGE_TOO_LONG")
        query.answers.append(params)
        return True

    def _watch(self, params: Params, known: set[str]) -> None:
        self._watch_fields(params, known)
        if not (params.get("link_preview_options") or {}).get("is_disabled"):
            self.violations.append("link preview not switched off")

    def _watch_fields(self, params: Params, known: set[str]) -> None:
        self.violations += [f"unknown parameter {name}" for name in params if name not in known]
        if params.get("parse_mode"):
            self.violations.append("parse_mode: markup glued into text")
        if not re.fullmatch(r"-?\d+", str(params.get("chat_id", ""))):
            self.violations.append(f"chat named {params.get('chat_id')!r} instead of its number")

    def _watch_text(self, taken: Taken, params: Params, longest: int = LONGEST) -> None:
        if taken.dropped:
            self.violations.append(f"{taken.dropped} entities vanished")
        elif len(taken.entities) > 95:
            self.violations.append(f"near the limit: {len(taken.entities)} entities")
        if units(taken.text) > longest * NEAR_LIMIT:
            self.violations.append(f"near the limit: {units(taken.text)} units of text")
        if taken.text != params["text"]:
            self.violations.append("white space or control characters had to be removed")

    # people and chats

    def _getme(self, _params: Params) -> dict[str, Any]:
        return self.world.me() | {
            "can_join_groups": True,
            "can_read_all_group_messages": False,
            "supports_inline_queries": False,
        }

    def _getchat(self, params: Params) -> dict[str, Any]:
        """As in the API's ChatFullInfo, with the fields that are never left out."""
        chat = self._readable(params)
        gifts = dict.fromkeys(("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription"), False)
        gifts["gifts_from_channels"] = False
        return chat.json() | {"accent_color_id": 0, "max_reaction_count": 11, "accepted_gift_types": gifts}

    def _getchatmember(self, params: Params) -> dict[str, Any]:
        chat = self._readable(params)
        return self.world.member(chat, int(params.get("user_id") or 0))

    def _getchatadministrators(self, params: Params) -> list[dict[str, Any]]:
        chat = self._readable(params)
        if chat.person:
            raise Refusal(400, "Bad Request: there are no administrators in the private chat")
        admins = [user for user, status in chat.statuses.items() if status in ("creator", "administrator")]
        return [self.world.member(chat, user) for user in admins]

    def _readable(self, params: Params) -> Chat:
        chat = self.world.chat(params.get("chat_id"))
        if chat.migrated_to:
            self.world.writable(chat.id)
        if chat.bot in ("kicked", "left"):
            raise Refusal(403, f"Forbidden: bot was kicked from the {chat.type} chat")
        if chat.type == "channel" and chat.bot != "administrator":
            raise Refusal(400, "Bad Request: member list is inaccessible")
        return chat

    # the bot's own settings

    def _setmycommands(self, params: Params) -> bool:
        scope, language = _scope(params)
        commands = params.get("commands")
        if not isinstance(commands, list):
            raise Refusal(400, "Bad Request: can't parse commands: expected an Array")
        if len(commands) > 100:
            raise Refusal(400, "Bad Request: BOT_COMMANDS_TOO_MUCH")
        for command in commands:
            if not re.fullmatch(r"[a-z0-9_]{1,32}", str(command.get("command"))):
                raise Refusal(400, "Bad Request: BOT_COMMAND_INVALID")
            if not 1 <= len(str(command.get("description", ""))) <= 256:
                raise Refusal(400, "Bad Request: BOT_COMMAND_DESCRIPTION_INVALID")
        self.world.commands[scope, language] = commands
        return True

    def _getmycommands(self, params: Params) -> list[dict[str, str]]:
        return self.world.commands.get(_scope(params), [])

    def _deletemycommands(self, params: Params) -> bool:
        self.world.commands.pop(_scope(params), None)
        return True

    # webhook; getUpdates waits and is the server's

    def _setwebhook(self, params: Params) -> bool:
        url = str(params.get("url") or "")
        if not url:
            return self._deletewebhook(params)
        if not re.match(r"^(https://|http://127\.0\.0\.1)", url):
            raise Refusal(400, "Bad Request: bad webhook: An HTTPS URL must be provided for webhook")
        if not re.fullmatch(r"[A-Za-z0-9_-]{0,256}", str(params.get("secret_token") or "")):
            raise Refusal(400, "Bad Request: secret token contains unallowed characters")
        if not params.get("secret_token"):
            self.violations.append("webhook without a secret token")
        self.webhook = params
        self._allow(params)
        if params.get("drop_pending_updates"):
            self.world.updates.clear()
        return True

    def _deletewebhook(self, params: Params) -> bool:
        self.webhook = {}
        if params.get("drop_pending_updates"):
            self.violations.append("pending updates dropped")
            self.world.updates.clear()
        return True

    def _getwebhookinfo(self, _params: Params) -> dict[str, Any]:
        return {
            "url": self.webhook.get("url", ""),
            "has_custom_certificate": False,
            "pending_update_count": len(self.world.updates),
        }

    def _allow(self, params: Params) -> None:
        if "allowed_updates" in params:
            self.world.allowed = list(params["allowed_updates"] or [])

    def poll(self, params: Params) -> list[dict[str, Any]]:
        """What is pending from `offset` on; what is before it is forgotten."""
        self._allow(params)
        offset = int(params.get("offset") or 0)
        updates = self.world.updates
        if offset > 0:
            updates[:] = [update for update in updates if update["update_id"] >= offset]
        elif offset < 0:
            del updates[:offset]
        return updates[: int(params.get("limit") or 100)]


def _photo(given: Any) -> Picture:
    """Check an uploaded picture. Raises Refusal as the service would."""
    if not isinstance(given, tuple):
        raise Refusal(400, "Bad Request: there is no photo in the request")
    name, _, data = given
    if len(data) > LARGEST_PHOTO:
        raise Refusal(400, "Bad Request: file of size larger than 10 MB is too big for a photo")
    picture = read_png(name, data)
    if picture is None:
        raise Refusal(400, "Bad Request: IMAGE_PROCESS_FAILED")
    measures = sorted((picture.width, picture.height))
    if sum(measures) > MOST_DOTS or measures[1] > MOST_RATIO * measures[0]:
        raise Refusal(400, "Bad Request: PHOTO_INVALID_DIMENSIONS")
    return picture


def _content(taken: Taken, markup: dict[str, Any] | None, name: str = "text") -> dict[str, Any]:
    content: dict[str, Any] = {name: taken.text}
    if taken.entities:
        content["entities" if name == "text" else "caption_entities"] = taken.entities
    return content | ({"reply_markup": markup} if markup else {})


def _markup(markup: Any) -> dict[str, Any] | None:
    """Check an inline keyboard. The refusals of rows and numbers are ours: the real service shows what fits."""
    if not markup:
        return None
    rows = markup.get("inline_keyboard")
    if not isinstance(rows, list):
        raise Refusal(400, "Bad Request: object expected as reply markup")
    buttons = [button for row in rows for button in row]
    for button in buttons:
        if not str(button.get("text", "")).strip():
            raise Refusal(400, "Bad Request: can't parse inline keyboard button: Text must be non-empty")
        if not {"callback_data", "url"} & set(button):
            raise Refusal(
                400,
                "Bad Request: can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
            )
        if not 1 <= len(str(button.get("callback_data", "-")).encode()) <= 64:
            raise Refusal(400, "Bad Request: BUTTON_DATA_INVALID")
    if len(buttons) > 100 or any(len(row) > 8 for row in rows) or len(json.dumps(markup)) > 16_000:
        raise Refusal(400, "Bad Request: reply markup is too long")
    return {"inline_keyboard": rows} if buttons else None


def _scope(params: Params) -> tuple[str, str]:
    scope = (params.get("scope") or {"type": "default"}).get("type")
    if scope not in SCOPES:
        raise Refusal(400, "Bad Request: can't parse BotCommandScope: Unsupported type specified")
    language = str(params.get("language_code") or "")
    if not re.fullmatch(r"([a-z]{2})?", language):
        raise Refusal(400, "Bad Request: invalid language code specified")
    return scope, language
