"""A local Wikidata that answers the one query that `wortlaut actors update` makes, as the real endpoint would.

It reads which states are asked for and since when, and tells of those alone; a state that nobody gave it anything of
has a head of state of a made-up name, so that an answer is as full as the real one.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from urllib.parse import parse_qs, urlsplit

from tests.fakes.internet import Answer, Question

HOST = "query.wikidata.example"
_STATE = re.compile(r"wd:(Q\d+)")
_SINCE = re.compile(r'"(\d{4}-\d\d-\d\d)T')


@dataclass(frozen=True)
class Held:
    """Who held a post of a state; ids are Wikidata's."""

    state: str
    post: str
    person: str
    name: str
    start: str = ""
    end: str = ""
    sex: str = ""


class Wikidata:
    """What is known, and the requests that came."""

    def __init__(self) -> None:
        self.held: list[Held] = []
        self.queries: list[str] = []
        self.agents: list[str] = []

    def answer(self, question: Question) -> Answer:
        """The answer of the endpoint."""
        asked = parse_qs(urlsplit(question.path).query)
        if asked.get("format") != ["json"]:
            return Answer(b"<sparql/>", headers={"Content-Type": "application/sparql-results+xml"})
        self.queries += asked["query"]
        self.agents.append(question.headers.get("user-agent", ""))
        (query,) = asked["query"]
        (since_day,) = _SINCE.findall(query)
        states, since = _STATE.findall(query.partition("}")[0]), date.fromisoformat(since_day)
        bindings = [_binding(held) for held in self._of(states) if not held.end or date.fromisoformat(held.end) > since]
        body = {"head": {"vars": []}, "results": {"bindings": bindings}}
        return Answer(json.dumps(body).encode(), headers={"Content-Type": "application/sparql-results+json"})

    def _of(self, states: list[str]) -> Iterator[Held]:
        for state in states:
            known = [held for held in self.held if held.state == state]
            yield from known or [Held(state, "state", f"Q9{state[1:]}", f"Oberhaupt {state}")]


def _binding(held: Held) -> dict[str, dict[str, str]]:
    """One line of the answer; what is not known is left out."""
    entity = "http://www.wikidata.org/entity/"
    values = {
        "state": entity + held.state,
        "post": held.post,
        "person": entity + held.person,
        "name": held.name,
        "start": held.start and f"{held.start}T00:00:00Z",
        "end": held.end and f"{held.end}T00:00:00Z",
        "sex": held.sex and entity + held.sex,
    }
    kind = {"post": "literal", "name": "literal", "start": "literal", "end": "literal"}
    return {name: {"type": kind.get(name, "uri"), "value": value} for name, value in values.items() if value}
