"""How the Bot API says no."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


class Refusal(Exception):
    """An answer with "ok": false. `description` is the real service's wording, with its prefix."""

    def __init__(self, status: int, description: str, **parameters: Any) -> None:
        super().__init__(description)
        self.status = status
        self.description = description
        self.parameters = parameters

    def body(self) -> dict[str, Any]:
        """The JSON of the answer."""
        answer: dict[str, Any] = {"ok": False, "error_code": self.status, "description": self.description}
        return answer | ({"parameters": self.parameters} if self.parameters else {})


@dataclass(frozen=True)
class Fault:
    """Something that goes wrong with one call.

    `status` and `body` replace the answer; `cut` drops the connection "before" or "after" the call is carried out;
    `delay_s` holds the answer back after it was carried out; `carried_out` says whether a replaced answer's call was.
    """

    status: int = 0
    body: str = ""
    content_type: str = "application/json"
    cut: str = ""
    delay_s: float = 0.0
    carried_out: bool = False
    parameters: dict[str, Any] = field(default_factory=dict)


def too_many(retry_after_s: int) -> Fault:
    """429, nothing carried out."""
    body = (
        f'{{"ok":false,"error_code":429,"description":"Too Many Requests: retry after {retry_after_s}",'
        f'"parameters":{{"retry_after":{retry_after_s}}}}}'
    )
    return Fault(429, body)


def server_error(status: int = 500, *, carried_out: bool = False) -> Fault:
    """5xx with the service's own JSON."""
    body = f'{{"ok":false,"error_code":{status},"description":"Internal Server Error"}}'
    return Fault(status, body, carried_out=carried_out)


def page(status: int = 502, *, carried_out: bool = False) -> Fault:
    """An HTML page from something in between."""
    return Fault(status, "<html><body><h1>Bad Gateway</h1></body></html>", "text/html", carried_out=carried_out)


CUT_BEFORE = Fault(cut="before")
CUT_AFTER = Fault(cut="after")


def slow(delay_s: float) -> Fault:
    """Carried out, but the answer comes late."""
    return Fault(delay_s=delay_s)
