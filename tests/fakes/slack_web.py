"""The Web API methods of the strict local Slack: arguments in, the JSON answer of the real service out."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.fakes import slack_blocks
from tests.fakes.pictures import read_png
from tests.fakes.slack_workspace import Channel, File, Posted, Workspace

Arguments = dict[str, Any]
Answer = dict[str, Any]

TEXT_MOST = 40_000
TEXT_ADVISED = 4_000
"""chat.update refuses longer text; chat.postMessage takes it, but readers see it cut up."""

ALT_MOST = 1_000
"""Characters of a file's description for those who do not see it."""

_NEEDS: dict[str, str] = {
    "chat.postMessage": "chat:write",
    "chat.update": "chat:write",
    "chat.delete": "chat:write",
    "users.info": "users:read",
    "files.getUploadURLExternal": "files:write",
    "files.completeUploadExternal": "files:write",
}
_READ = {"channel": "channels:read", "group": "groups:read", "im": "im:read", "mpim": "mpim:read"}
_HISTORY = {"channel": "channels:history", "group": "groups:history", "im": "im:history", "mpim": "mpim:history"}


@dataclass(frozen=True, slots=True)
class Violation:
    """Something the service took, or let pass, that it would punish or readers would suffer from."""

    kind: str
    detail: str


class Refusal(Exception):
    """An answer with `ok: false`."""

    def __init__(self, error: str, **more: Any) -> None:
        super().__init__(error)
        self.answer: Answer = {"ok": False, "error": error, **more}


@dataclass(slots=True)
class WebApi:
    """Executes methods on a workspace. `violations` collects what was taken but should not have been sent."""

    workspace: Workspace
    new_link: Callable[[], str]
    violations: list[Violation] = field(default_factory=list)
    uploads: dict[str, File] = field(default_factory=dict)
    base_url: str = ""

    def call(self, method: str, token: str, arguments: Arguments) -> Answer:
        """The answer to one call."""
        try:
            self._authorise(method, token)
            return {"ok": True, **self._action(method)(arguments)}
        except Refusal as refusal:
            return refusal.answer

    def _action(self, method: str) -> Callable[[Arguments], Answer]:
        found = getattr(self, "_" + re.sub(r"\W|(?=[A-Z])", "_", method).lower(), None)
        if found is None:
            raise Refusal("unknown_method", req_method=method)
        action: Callable[[Arguments], Answer] = found
        return action

    def violate(self, kind: str, detail: str) -> None:
        """Note something that the real service would punish."""
        self.violations.append(Violation(kind, detail))

    def _authorise(self, method: str, token: str) -> None:
        space = self.workspace
        if not token:
            raise Refusal("not_authed")
        if token in space.revoked:
            raise Refusal(space.revoked[token])
        if token not in {space.bot_token, space.app_token}:
            raise Refusal("invalid_auth")
        if (method == "apps.connections.open") != (token == space.app_token):
            raise Refusal("not_allowed_token_type")
        if method in _NEEDS:
            self._need(_NEEDS[method])

    def _need(self, scope: str) -> None:
        if scope not in self.workspace.scopes:
            raise Refusal("missing_scope", needed=scope, provided=",".join(sorted(self.workspace.scopes)))

    def _required(self, arguments: Arguments, *names: str) -> None:
        for name in names:
            if arguments.get(name) is None:
                messages = [f"[ERROR] missing required field: {name}"]
                raise Refusal("invalid_arguments", response_metadata={"messages": messages})

    def _auth_test(self, _: Arguments) -> Answer:
        space = self.workspace
        return {
            "url": "https://fake.slack.com/",
            "team": "Fake",
            "user": space.bot.name,
            "team_id": space.team,
            "user_id": space.bot.id,
            "bot_id": "B0BOT",
            "is_enterprise_install": False,
        }

    def _apps_connections_open(self, _: Arguments) -> Answer:
        return {"url": self.new_link()}

    # Posting

    def _writable(self, arguments: Arguments) -> Channel:
        self._required(arguments, "channel")
        channel = self.workspace.find(str(arguments["channel"]))
        if channel is None:
            raise Refusal("channel_not_found")
        if self.workspace.bot.id not in channel.members:
            raise Refusal("not_in_channel" if channel.kind == "channel" else "channel_not_found")
        if channel.archived:
            raise Refusal("is_archived")
        return channel

    def blocks_of(self, arguments: Arguments) -> list[dict[str, Any]]:
        """The validated blocks. Raises Refusal as the service would."""
        blocks = arguments.get("blocks")
        if isinstance(blocks, str):
            try:
                blocks = json.loads(blocks)
            except ValueError:
                raise Refusal("invalid_blocks_format") from None
        if blocks is None:
            return []
        if not isinstance(blocks, list):
            raise Refusal("invalid_blocks_format")
        if errors := slack_blocks.Validation(blocks).errors:
            messages = [f"[ERROR] {error}" for error in errors]
            raise Refusal("invalid_blocks", errors=errors, response_metadata={"messages": messages})
        if slack_blocks.weight(blocks) >= slack_blocks.TOO_LONG:
            raise Refusal("msg_blocks_too_long")
        return blocks

    def content(self, arguments: Arguments, method: str) -> tuple[str, list[dict[str, Any]]]:
        """Text and blocks of a message to be posted. Raises Refusal; notes violations."""
        blocks = self.blocks_of(arguments)
        text = str(arguments.get("text") or "")
        if not text and not blocks:
            raise Refusal("no_text")
        if slack_blocks.units(text) > (TEXT_ADVISED if method == "chat.update" else TEXT_MOST):
            raise Refusal("msg_too_long")
        self._watch(arguments, text, blocks, method)
        return text, blocks

    def _watch(self, arguments: Arguments, text: str, blocks: list[dict[str, Any]], method: str) -> None:
        for found in slack_blocks.mentions(blocks):
            self.violate("mention", found)
        if slack_blocks.FIRING.search(text):
            self.violate("mention", f"markup in text: {text!r}")
        if re.search(r"[<>]|&(?!amp;|lt;|gt;)", text):
            self.violate("unescaped", repr(text))
        # chat.update has no such argument
        if not blocks and arguments.get("mrkdwn") is not False and method != "chat.update":
            self.violate("mrkdwn", "text without mrkdwn: false is read as markup")
        if not text.strip():
            self.violate("missing_text", "no top-level text")
        if slack_blocks.units(text) > TEXT_ADVISED:
            self.violate("near_limit", f"text of {slack_blocks.units(text)} characters")
        if slack_blocks.weight(blocks) > 9_000 or len(blocks) > 45:
            self.violate("near_limit", f"{len(blocks)} blocks, {slack_blocks.weight(blocks)} characters")

    def _watch_flags(self, arguments: Arguments) -> None:
        if arguments.get("unfurl_links") is not False or arguments.get("unfurl_media") is not False:
            self.violate("unfurl", "unfurling is not switched off")
        if arguments.get("link_names"):
            self.violate("link_names", "link_names is on")
        if arguments.get("parse", "none") != "none":
            self.violate("parse", str(arguments["parse"]))

    @staticmethod
    def _thread_of(arguments: Arguments, channel: Channel) -> str:
        wanted = str(arguments.get("thread_ts") or "")
        if not wanted:
            return ""
        if not re.fullmatch(r"\d+\.\d+", wanted) or not 631152000 < float(wanted) < time.time() + 3600:
            raise Refusal("invalid_thread_ts")
        parent = channel.message(wanted)
        if parent is None:
            return ""  # the real service posts at top level and says nothing
        parent.thread_ts = parent.thread_ts or parent.ts
        return parent.thread_ts

    @staticmethod
    def _metadata(arguments: Arguments) -> dict[str, Any] | None:
        given = arguments.get("metadata")
        if given is None:
            return None
        given = json.loads(given) if isinstance(given, str) else given
        if (
            not isinstance(given, dict)
            or not isinstance(given.get("event_payload"), dict)
            or not given.get("event_type")
        ):
            raise Refusal("invalid_metadata_format")
        return given

    def _chat_post_message(self, arguments: Arguments) -> Answer:
        channel = self._writable(arguments)
        text, blocks = self.content(arguments, "chat.postMessage")
        self._watch_flags(arguments)
        posted = Posted(
            self.workspace.new_ts(),
            self.workspace.bot.id,
            text,
            blocks,
            self._thread_of(arguments, channel),
            self._metadata(arguments),
        )
        channel.messages.append(posted)
        return {"channel": channel.id, "ts": posted.ts, "message": posted.shown(metadata=True)}

    def _own(self, arguments: Arguments, refusal: str) -> tuple[Channel, Posted]:
        self._required(arguments, "channel", "ts")
        channel = self.workspace.channels.get(str(arguments["channel"]))
        if channel is None or self.workspace.bot.id not in channel.members:
            raise Refusal("channel_not_found")
        posted = channel.message(str(arguments["ts"]))
        if posted is None or posted.via == "tombstone":
            raise Refusal("message_not_found")
        if posted.user != self.workspace.bot.id:
            raise Refusal(refusal)
        return channel, posted

    def _chat_update(self, arguments: Arguments) -> Answer:
        channel, posted = self._own(arguments, "cant_update_message")
        if channel.archived:
            raise Refusal("is_archived")
        posted.text, posted.blocks = self.content(arguments, "chat.update")
        posted.edited += 1
        return {"channel": channel.id, "ts": posted.ts, "text": posted.text, "message": posted.shown()}

    def _chat_delete(self, arguments: Arguments) -> Answer:
        channel, posted = self._own(arguments, "cant_delete_message")
        self.workspace.delete(channel, posted.ts)
        return {"channel": channel.id, "ts": posted.ts}

    # Files

    def _files_get_upload_u_r_l_external(self, arguments: Arguments) -> Answer:
        self._required(arguments, "filename", "length")
        length, alt = int(arguments["length"]), str(arguments.get("alt_txt") or "")
        if length <= 0:
            raise Refusal("invalid_arguments")
        if not alt:
            self.violate("alt_txt", "a picture without a description")
        if len(alt) > ALT_MOST:
            raise Refusal("alt_txt_too_large")
        made = File(f"F{len(self.uploads) + 1:08d}", str(arguments["filename"]), length, alt)
        self.uploads[made.id] = made
        return {"upload_url": f"{self.base_url}/upload/{made.id}", "file_id": made.id}

    def upload(self, file_id: str, data: bytes) -> str:
        """Take the bytes of a file; what is wrong with them, or ""."""
        made = self.uploads.get(file_id)
        if made is None or made.picture is not None:
            return "unknown or used upload address"
        if len(data) != made.length:
            return "length does not match"
        made.picture = read_png(made.name, data)
        return "" if made.picture else "no picture"

    def _files_complete_upload_external(self, arguments: Arguments) -> Answer:
        self._required(arguments, "files")
        given = arguments["files"]
        wanted = json.loads(given) if isinstance(given, str) else given
        made = [self.uploads.get(str(one.get("id"))) for one in wanted]
        if not made or any(one is None or one.picture is None for one in made):
            raise Refusal("file_not_found")
        files = [one for one in made if one is not None]
        for one, told in zip(files, wanted, strict=True):
            one.title = str(told.get("title") or "")
        if arguments.get("initial_comment"):
            self.violate("mrkdwn", "words of others in initial_comment, which is read as markup")
        if arguments.get("channel_id"):
            channel = self._writable({"channel": arguments["channel_id"]})
            thread = self._thread_of(arguments, channel)
            ts = self.workspace.new_ts()
            channel.messages.append(
                Posted(ts, self.workspace.bot.id, "", thread_ts=thread, via="file_share", files=files)
            )
        return {"files": [{"id": one.id, "title": one.title} for one in files]}

    # Reading

    def _readable(self, arguments: Arguments, scopes: dict[str, str]) -> Channel:
        self._required(arguments, "channel")
        channel = self.workspace.channels.get(str(arguments["channel"]))
        if channel is None or (channel.kind != "channel" and self.workspace.bot.id not in channel.members):
            raise Refusal("channel_not_found")
        self._need(scopes[channel.kind])
        return channel

    def _conversations_info(self, arguments: Arguments) -> Answer:
        channel = self._readable(arguments, _READ)
        shown = {
            "id": channel.id,
            "name": channel.name,
            "creator": channel.creator,
            "is_archived": channel.archived,
            "is_channel": channel.kind == "channel",
            "is_private": channel.kind != "channel",
            "is_im": channel.kind == "im",
            "is_mpim": channel.kind == "mpim",
            "is_member": self.workspace.bot.id in channel.members,
        }
        return {"channel": shown}

    def _conversations_open(self, arguments: Arguments) -> Answer:
        self._need("im:write")
        self._required(arguments, "users")
        if arguments["users"] not in self.workspace.users:
            raise Refusal("user_not_found")
        return {"channel": {"id": self.workspace.direct(str(arguments["users"])).id}}

    def _page(self, arguments: Arguments, messages: list[dict[str, Any]]) -> Answer:
        limit = int(arguments.get("limit") or 100)
        if not 1 <= limit <= 999:
            raise Refusal("invalid_limit")
        oldest = float(arguments.get("oldest") or 0)
        start = int(arguments.get("cursor") or 0)
        found = [one for one in messages if float(one["ts"]) > oldest]
        more = start + limit < len(found)
        full = str(arguments.get("include_all_metadata")).lower() in {"1", "true"}
        hidden = set() if full else {"metadata"}
        return {
            "messages": [
                {key: value for key, value in one.items() if key not in hidden} for one in found[start : start + limit]
            ],
            "has_more": more,
            "response_metadata": {"next_cursor": str(start + limit) if more else ""},
        }

    def _conversations_history(self, arguments: Arguments) -> Answer:
        channel = self._readable(arguments, _HISTORY)
        if self.workspace.bot.id not in channel.members:
            raise Refusal("not_in_channel")
        return self._page(arguments, channel.listed())

    def _conversations_replies(self, arguments: Arguments) -> Answer:
        channel = self._readable(arguments, _HISTORY)
        self._required(arguments, "ts")
        parent = channel.message(str(arguments["ts"]))
        if parent is None:
            raise Refusal("thread_not_found")
        found = [parent, *channel.thread(parent.ts)]
        return self._page(arguments, [one.shown(metadata=True) for one in found])

    def _users_info(self, arguments: Arguments) -> Answer:
        self._required(arguments, "user")
        user = self.workspace.users.get(str(arguments["user"]))
        if user is None:
            raise Refusal("user_not_found")
        shown = {"id": user.id, "name": user.name, "deleted": user.deleted, "is_bot": user.is_bot}
        return {"user": shown | {"is_admin": user.is_admin, "is_owner": user.is_owner}}
