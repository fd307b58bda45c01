"""Articles, quotations and statements made by hand for tests, with as few words as a test needs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from digest.model import (
    NOBODY,
    Actor,
    Alias,
    AliasKind,
    Analysis,
    Article,
    Kind,
    Mention,
    Mode,
    Outlet,
    PageOutcome,
    PageRecord,
    Party,
    Quotation,
    Roles,
    Sketch,
    Span,
    article_id,
    quotation_id,
    short_id,
)
from digest.ports import Kept, Store
from digest.statements import Reading

START = datetime(2025, 5, 8, 8, tzinfo=UTC)
"""When the first article of a test appears, unless it says otherwise."""


def person(name: str, kind: Kind = Kind.PERSON) -> Actor:
    """An actor of that name."""
    return Actor(short_id("actor", name), kind, name)


@dataclass(frozen=True, slots=True)
class Said:
    """One quotation of an article to be made: `content` stands in the text as it is given, `{}` in `frame` for it."""

    speaker: Actor | None
    content: str
    frame: str = "{}, sagte {speaker}."
    mode: Mode = Mode.DIRECT
    cue: str = "sagte"
    certain: bool = True
    said_on: date | None = None
    about: tuple[Actor, ...] = ()
    role: str = ""

    @property
    def sentence(self) -> str:
        """The sentence of the article."""
        speaker = self.speaker.name if self.speaker else "jemand"
        return self.frame.replace("{speaker}", speaker).replace("{}", self.content)


def made(
    outlet: str,
    *said: Said,
    hours: float = 0,
    title: str = "Ein Titel über eine Sache",
    lead: str = "",
    language: str = "de",
    more: str = "",
) -> Reading:
    """An article of this outlet with these quotations, published `hours` after START."""
    text = "\n\n".join([part for part in (lead,) if part] + [one.sentence for one in said] + [more] * bool(more))
    url = f"https://{outlet.lower().replace(' ', '-')}.example/{short_id(title, text, hours)}"
    identity = article_id(url, text)
    published = START + timedelta(hours=hours)
    article = Article(
        identity, url, Outlet(outlet.lower().replace(" ", "-"), outlet), language, title, text, published, published
    )
    quotations = tuple(_quotation(article, one) for one in said)
    actors = {actor.id: actor for one in said for actor in ((one.speaker,) if one.speaker else ()) + one.about}
    analysis = Analysis(
        article=identity,
        version="by hand",
        language=language,
        actors=tuple(actors.values()),
        roles=tuple(Roles(one.speaker.id, (one.role,)) for one in said if one.speaker and one.role),
        mentions=_mentions(text, tuple(actors.values())),
        quotations=quotations,
    )
    return Reading(article, analysis)


def _quotation(article: Article, said: Said) -> Quotation:
    at = article.text.index(said.sentence)
    start = at + said.sentence.index(said.content)
    content = (Span(start, start + len(said.content)),)
    party = NOBODY
    if said.speaker is not None:
        place = article.text.find(said.speaker.name, at)
        span = Span(place, place + len(said.speaker.name)) if place >= 0 else None
        party = Party(span, (said.speaker.id,), said.certain, "by hand", 1.0)
    cue_at = article.text.find(said.cue, at) if said.cue else -1
    return Quotation(
        id=quotation_id(article.id, content),
        article=article.id,
        mode=said.mode,
        content=content,
        cue=(Span(cue_at, cue_at + len(said.cue)),) if cue_at >= 0 else (),
        speaker=party,
        said_on=said.said_on,
    )


def _mentions(text: str, actors: tuple[Actor, ...]) -> tuple[Mention, ...]:
    found = []
    for actor in actors:
        at = text.find(actor.name)
        while at >= 0:
            found.append(Mention(Span(at, at + len(actor.name)), actor.id, "by hand", 1.0))
            at = text.find(actor.name, at + 1)
    return tuple(sorted(found, key=lambda mention: mention.span))


def keep(store: Store, *readings: Reading, copy_of: dict[str, str] | None = None) -> None:
    """Put the readings into the store, each actor known by full name and surname."""
    for reading in readings:
        article = reading.article
        original = (copy_of or {}).get(article.id)
        outcome = PageOutcome.WIRE_COPY if original else PageOutcome.NEW
        record = PageRecord(article.url, outcome, article.fetched_at, article=article.id, copy_of=original)
        aliases = [Alias(actor.id, actor.name, "de", AliasKind.NAME) for actor in reading.analysis.actors]
        aliases += [
            Alias(actor.id, actor.name.split()[-1], "de", AliasKind.SURNAME)
            for actor in reading.analysis.actors
            if " " in actor.name
        ]
        store.keep(Kept(record, article, Sketch(article.id, ()), reading.analysis, tuple(aliases)))
