"""Heads of state and government as Wikidata has them, made into rows of the gazetteer. Pure: a query, an answer, TOML.

    listed states with their Wikidata ids -> one SPARQL query (P6 head of government, P35 head of state, P580, P582)
      -> bindings -> who holds or lately held which post -> rows that the gazetteer does not have already

What a post is called ("Präsident", "Bundeskanzler") tells the gazetteer, which lists the predecessors.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from digest.analysis.gazetteer import Gazetteer
from digest.errors import BadInput
from digest.model import Actor, Kind, Office, Period
from digest.names import fold

WIKIDATA = "https://query.wikidata.org/sparql"
"""The public endpoint; asked once per update."""

LATELY = timedelta(days=730)
"""How long ago a holder may have left for the row of his end to be taken along."""

LEAST_STATES = 0.5
"""Share of the listed states that an answer must tell of; a poorer one is no answer."""

POSTS = {
    "government": ("Bundeskanzler", "Ministerpräsident", "Premierminister", "Regierungschef"),
    "state": ("Bundespräsident", "Präsident", "Staatspräsident", "König", "Emir", "Sultan", "Fürst", "Großherzog"),
}
"""What the two posts are called where no predecessor tells, in this order of preference; the first one that the
gazetteer has for the state, else the third."""

_QUERY = """\
SELECT ?state ?post ?person ?name ?start ?end ?sex WHERE {{
  VALUES ?state {{ {states} }}
  {{ ?state p:P6 ?held . ?held ps:P6 ?person . BIND("government" AS ?post) }}
  UNION {{ ?state p:P35 ?held . ?held ps:P35 ?person . BIND("state" AS ?post) }}
  OPTIONAL {{ ?held pq:P580 ?start }}
  OPTIONAL {{ ?held pq:P582 ?end }}
  FILTER(!BOUND(?end) || ?end > "{since}T00:00:00Z"^^xsd:dateTime)
  OPTIONAL {{ ?person wdt:P21 ?sex }}
  ?person rdfs:label ?name . FILTER(LANG(?name) = "de")
}}"""

_SEX = {"Q6581097": "m", "Q6581072": "f"}


@dataclass(frozen=True, slots=True)
class Holder:
    """Who held a post of a state (its id here) from one day to another one, as Wikidata has it."""

    state: str
    post: str
    wikidata: str
    name: str
    start: date | None
    end: date | None
    sex: str


@dataclass(frozen=True, slots=True)
class Change:
    """A row to be added: an office, and its holder where the gazetteer does not list him."""

    office: Office
    holder: Actor
    since: date
    is_new: bool
    sex: str


def query_url(endpoint: str, gazetteer: Gazetteer, today: date) -> str:
    """The address that asks for the holders of all listed states."""
    states = " ".join(f"wd:{state.wikidata}" for state in _states(gazetteer))
    query = _QUERY.format(states=states, since=(today - LATELY).isoformat())
    return f"{endpoint}?{urlencode({'query': ' '.join(query.split()), 'format': 'json'})}"


def holders_of(body: bytes, gazetteer: Gazetteer) -> list[Holder]:
    """The holders in an answer. Raises BadInput where it is none, or tells of too few states."""
    try:
        bindings = json.loads(body)["results"]["bindings"]
        states = {one.wikidata: one.id for one in _states(gazetteer)}
        found = [holder for one in bindings if (holder := _holder(one, states)) is not None]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise BadInput(f"the answer cannot be read ({type(error).__name__})") from error
    told = len({one.state for one in found})
    if told < LEAST_STATES * len(states):
        raise BadInput(f"the answer tells of {told} of {len(states)} states only")
    return found


def changes(holders: Sequence[Holder], gazetteer: Gazetteer) -> list[Change]:
    """What the gazetteer does not have, by state, title and day."""
    wanted = [change for holder in holders if (change := _change(holder, holders, gazetteer)) is not None]
    distinct = {(one.office.of, one.office.title, one.office.holder, one.office.valid.start): one for one in wanted}
    ordered = sorted(distinct.items(), key=lambda item: tuple(map(str, item[0])))
    return [change for _, change in ordered]


def as_toml(found: Sequence[Change], gazetteer: Gazetteer, today: date) -> str:
    """The rows as a file of the gazetteer."""
    lines = [
        f"# Heads of state and government from Wikidata (CC0), {today.isoformat()}.",
        "# Written by `wortlaut actors update`, and again by the next one.",
        "# Corrections belong into the file beside it, which beats this one.",
        "",
    ]
    people = {one.holder.id: one for one in found if one.is_new}
    for change in people.values():
        sex = {"sex": change.sex} if change.sex else {}
        lines += ["[[person]]", *_fields({"name": change.holder.name, "wd": change.holder.wikidata or "", **sex}), ""]
    for change in found:
        office = change.office
        body = gazetteer.actor(office.of or "")
        days = {"from": office.valid.start, "to": office.valid.end}
        fields = {"title": office.title, "of": body.name if body else office.of, "holder": change.holder.name, **days}
        lines += ["[[office]]", *_fields(fields), "verified = true", ""]
    return "\n".join(lines)


def _fields(values: Mapping[str, object]) -> Iterator[str]:
    for name, value in values.items():
        if isinstance(value, date):
            yield f"{name} = {value.isoformat()}"
        elif value:
            yield f"{name} = {json.dumps(str(value), ensure_ascii=False)}"


def _states(gazetteer: Gazetteer) -> list[Actor]:
    return [one for one in gazetteer.actors() if one.kind is Kind.COUNTRY and one.wikidata]


def _holder(binding: Mapping[str, Any], states: Mapping[str | None, str]) -> Holder | None:
    """The holder in one line of the answer; None for a line about no listed state or without a readable name."""
    values = {name: str(told["value"]) for name, told in binding.items()}
    state = states.get(_entity(values["state"]))
    name = " ".join(values["name"].split())
    if state is None or not fold(name) or len(name) > 100 or values["post"] not in POSTS:
        return None
    return Holder(
        state=state,
        post=values["post"],
        wikidata=_entity(values["person"]),
        name=name,
        start=_day(values.get("start", "")),
        end=_day(values.get("end", "")),
        sex=_SEX.get(_entity(values.get("sex", "")), ""),
    )


def _entity(address: str) -> str:
    """The id at the end of an entity's address."""
    return address.rpartition("/")[2]


def _day(moment: str) -> date | None:
    """The day of an instant such as 2025-05-06T00:00:00Z; None for none, or for one that is no day."""
    try:
        return date.fromisoformat(moment[:10])
    except ValueError:
        return None


def _change(holder: Holder, all_holders: Sequence[Holder], gazetteer: Gazetteer) -> Change | None:
    """The row for a holder; None where the gazetteer has it already, or somebody else of that name.

    Rows name people: who would be taken for a namesake is left out.
    """
    known = _listed(holder, gazetteer)
    if holder.start is None or (known is None and _is_named_like_another(holder, gazetteer)):
        return None
    title = _title(holder, all_holders, gazetteer)
    held = gazetteer.held_by(known.id) if known is not None else ()
    if any(one.title == title and one.of == holder.state and _agree(one, holder) for one in held):
        return None
    actor = known or Actor(holder.wikidata, Kind.PERSON, holder.name, holder.wikidata)
    office = Office(title, actor.id, holder.state, Period(holder.start, holder.end), verified=True)
    return Change(office, actor, holder.start, known is None, holder.sex)


def _agree(office: Office, holder: Holder) -> bool:
    """Whether a listed row says the same, to the day."""
    return office.valid.start == holder.start and office.valid.end == holder.end and office.verified


def _listed(holder: Holder, gazetteer: Gazetteer) -> Actor | None:
    """The listed person, by Wikidata id or by name."""
    by_id = [one for one in gazetteer.actors() if one.wikidata == holder.wikidata]
    if by_id:
        return by_id[0]
    named = [gazetteer.actor(one.actor) for one in gazetteer.named(holder.name)]
    people = {one.id: one for one in named if one is not None and one.kind is Kind.PERSON and not one.wikidata}
    return next(iter(people.values())) if len(people) == 1 else None


def _is_named_like_another(holder: Holder, gazetteer: Gazetteer) -> bool:
    """Whether an actor with the holder's very name is listed."""
    alike = (gazetteer.actor(one.actor) for one in gazetteer.named(holder.name))
    return any(one is not None and fold(one.name) == fold(holder.name) for one in alike)


def _title(holder: Holder, all_holders: Sequence[Holder], gazetteer: Gazetteer) -> str:
    """What the gazetteer calls the post: as for another holder of it, else by the titles it has for the state."""
    for other in all_holders:
        if (other.state, other.post) == (holder.state, holder.post):
            known = _listed(other, gazetteer)
            for office in gazetteer.held_by(known.id) if known is not None else ():
                if office.of == holder.state and other.start is not None and office.valid.covers(other.start):
                    return office.title
    titles = {office.title for office in gazetteer.offices() if office.of == holder.state}
    names = POSTS[holder.post]
    return next((name for name in names if name in titles), names[2] if holder.post == "government" else names[1])
