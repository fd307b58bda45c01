"""The types of the engine: frozen values, no behaviour beyond their own consistency.

Offsets are half-open code-point offsets into `Article.text`. Instants are aware and in UTC; naive ones are refused.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum

from digest.chart import Chart

LONGEST_ACTION = 60
"""Bytes of a button's action: Telegram takes 64, four are kept for the platform."""

LATE = timedelta(days=3)
"""How long after its publication an article that is fetched still is news."""

ELLIPSIS = " … "
"""What joins the pieces of a statement where words between them are left out."""


class Kind(StrEnum):
    """What an actor is."""

    PERSON = "person"
    ORGANISATION = "organisation"
    COUNTRY = "country"
    PLACE = "place"
    GROUP = "group"


class Mode(StrEnum):
    """How a quotation reproduces what was said (docs/glossary.md)."""

    DIRECT = "direct"
    INDIRECT = "indirect"
    INDIRECT_FREE = "indirect_free"
    FREE = "free"
    REPORTED = "reported"


class Label(StrEnum):
    """Class of a named entity."""

    PER = "PER"
    ORG = "ORG"
    GPE = "GPE"
    LOC = "LOC"
    MISC = "MISC"


class OutletKind(StrEnum):
    """What publishes: a news outlet, a news agency, or an office that publishes its own releases."""

    OUTLET = "outlet"
    AGENCY = "agency"
    OFFICIAL = "official"


class AliasKind(StrEnum):
    """How a surface form names its actor."""

    NAME = "name"
    SURNAME = "surname"
    ROLE = "role"
    METONYM = "metonym"
    DEMONYM = "demonym"
    ACRONYM = "acronym"


class Access(StrEnum):
    """How much of an article a reader without subscription sees."""

    FREE = "free"
    PARTLY = "partly"
    PAID = "paid"
    UNKNOWN = "unknown"


class PageOutcome(StrEnum):
    """What became of one page, file or entry that was read."""

    NEW = "new"
    UPDATE = "update"
    WIRE_COPY = "wire copy"
    KNOWN = "known"
    REJECTED = "rejected"


def require_aware(moment: datetime, name: str) -> datetime:
    """Return `moment` in UTC. Raises ValueError for a naive datetime, naming the field."""
    if moment.tzinfo is None:
        raise ValueError(f"{name} is naive: {moment!r}")
    return moment.astimezone(UTC)


def short_id(*parts: object) -> str:
    """A stable id of twelve base-32 digits (60 bits) for the given parts: the same parts always give the same id."""
    digest = hashlib.sha256("\x1f".join(map(str, parts)).encode("utf-8", "surrogatepass")).digest()
    number = int.from_bytes(digest[:8], "big") >> 4
    return "".join("0123456789abcdefghjkmnpqrstvwxyz"[(number >> shift) & 31] for shift in range(55, -1, -5))


def text_hash(text: str) -> str:
    """sha256 of the text in UTF-8, hexadecimal."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def article_id(url: str, text: str) -> str:
    """The id of the article with this canonical URL and stored text."""
    return short_id("article", url, text_hash(text))


def quotation_id(article: str, content: Sequence[Span]) -> str:
    """The id of the quotation with this content in this article."""
    return short_id("quotation", article, *((span.start, span.end) for span in content))


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Half-open range of code points, 0 <= start < end. Raises ValueError otherwise."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end:
            raise ValueError(f"no span: {self.start}..{self.end}")

    def of(self, text: str) -> str:
        """The covered piece of `text`."""
        return text[self.start : self.end]

    def overlaps(self, other: Span) -> bool:
        """Whether the two share at least one code point."""
        return self.start < other.end and other.start < self.end

    def contains(self, other: Span) -> bool:
        """Whether `other` lies wholly inside."""
        return self.start <= other.start and other.end <= self.end


def wording(text: str, spans: Sequence[Span]) -> str:
    """The literal pieces of `text` under `spans`, in order, joined by ELLIPSIS where something is left out.

    Pieces that only white space separates are shown as they stand.
    """
    pieces: list[str] = []
    last_end: int | None = None
    for span in spans:
        gap = None if last_end is None else text[last_end : span.start]
        if gap is not None and not gap.strip():
            pieces[-1] += gap + span.of(text)
        else:
            pieces.append(span.of(text))
        last_end = span.end
    return ELLIPSIS.join(" ".join(piece.split()) for piece in pieces)


@dataclass(frozen=True, slots=True)
class Period:
    """Days on which something holds; both ends inclusive, None is open."""

    start: date | None = None
    end: date | None = None

    def covers(self, day: date) -> bool:
        """Whether `day` lies inside."""
        return (self.start is None or self.start <= day) and (self.end is None or day <= self.end)


@dataclass(frozen=True, slots=True)
class Outlet:
    """Who publishes articles. `id` is a slug or registrable domain, `country` and `language` are ISO codes."""

    id: str
    name: str
    country: str = ""
    language: str = ""
    kind: OutletKind = OutletKind.OUTLET


@dataclass(frozen=True, slots=True)
class Feed:
    """One feed of an outlet, as listed in the sources file. `checked_on` is the day a person last saw it work."""

    url: str
    outlet: Outlet
    section: str = ""
    checked_on: date | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """One item of a feed: what the feed says, cleaned to plain text. `published_at` is None when it gives no date.

    `guid` tells it from the feed's other entries, by the feed's own id where that is unique. `address` is the link
    without tracking, "" where it is shared by several entries: it tells an entry again whose id has changed.
    """

    feed: str
    guid: str
    title: str
    link: str
    published_at: datetime | None = None
    teaser: str = ""
    modified_at: datetime | None = None
    address: str = ""

    def __post_init__(self) -> None:
        for name in ("published_at", "modified_at"):
            if getattr(self, name) is not None:
                object.__setattr__(self, name, require_aware(getattr(self, name), name))


@dataclass(frozen=True, slots=True)
class Article:
    """A stored article. `text` is without the headline and with the lead; it never changes (its hash is stored), until
    retention leaves an excerpt (digest.excerpts); `excerpt_of` is the hash of the whole then. `date_known` is False
    when the page gave no date and the time of first sight stands in `published_at`. `id` is `article_id(url, text)`: a
    changed text is another article, which supersedes this one.
    """

    id: str
    url: str
    outlet: Outlet
    language: str
    title: str
    text: str
    published_at: datetime
    fetched_at: datetime
    lead: str = ""
    authors: tuple[str, ...] = ()
    dateline: str = ""
    credit: str = ""
    modified_at: datetime | None = None
    access: Access = Access.UNKNOWN
    date_known: bool = True
    excerpt_of: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "published_at", require_aware(self.published_at, "published_at"))
        object.__setattr__(self, "fetched_at", require_aware(self.fetched_at, "fetched_at"))
        if self.modified_at is not None:
            object.__setattr__(self, "modified_at", require_aware(self.modified_at, "modified_at"))

    @property
    def text_hash(self) -> str:
        """sha256 of the whole text, hexadecimal."""
        return self.excerpt_of or text_hash(self.text)

    @property
    def known_at(self) -> datetime:
        """When it became news to us: see `known_at`."""
        return known_at(self.published_at, self.fetched_at)


def known_at(published_at: datetime, fetched_at: datetime) -> datetime:
    """When an article could first be known: when it was fetched, if that was within LATE of its publication.

    So what is published just before a digest and fetched just after it is in the next one, what an archive brings in
    counts on its own day, and nothing is known before it was there.
    """
    return fetched_at if fetched_at < published_at + LATE else published_at


@dataclass(frozen=True, slots=True)
class Sketch:
    """What near-duplicates are found by: sampled hashes of an article's word 4-shingles (64 bits, ascending)."""

    article: str
    hashes: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class PageRecord:
    """What became of one page: every page that is read ends in exactly one of these.

    `url` is the address as fetched; `article` the id of the stored article (None when rejected); `copy_of` the id of
    the article whose text a wire copy repeats; `replaces` that of the earlier version of the same page, which an update
    supersedes; `title` and `outlet` (its id) are what is known even of a rejected page.
    """

    url: str
    outcome: PageOutcome
    seen_at: datetime
    reason: str = ""
    article: str | None = None
    copy_of: str | None = None
    replaces: str | None = None
    title: str = ""
    outlet: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "seen_at", require_aware(self.seen_at, "seen_at"))


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody or something that acts or speaks. `id` is stable; `name` the usual full name."""

    id: str
    kind: Kind
    name: str
    wikidata: str | None = None


@dataclass(frozen=True, slots=True)
class Alias:
    """A surface form that names an actor, in a language, during a period."""

    actor: str
    surface: str
    language: str
    kind: AliasKind
    valid: Period | None = None


@dataclass(frozen=True, slots=True)
class Office:
    """A post and its holder during `valid`: "Präsident" of the country `of`. Unverified rows rest on memory alone."""

    title: str
    holder: str
    of: str | None
    valid: Period
    verified: bool = False


@dataclass(frozen=True, slots=True)
class Mention:
    """A place in the text that names or stands for an actor. `actor` is None where the link is not sure."""

    span: Span
    actor: str | None
    rule: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Entity:
    """A named entity as tagged, before any linking."""

    span: Span
    label: Label


@dataclass(frozen=True, slots=True)
class Party:
    """Who takes part in a quotation as speaker, addressee or via: the words in the text and the actors behind them.

    `span` is None where the text has no words for it. `certain` is False where the link is shown as not sure and is not
    counted. `rule` names what linked it.
    """

    span: Span | None
    actors: tuple[str, ...] = ()
    certain: bool = False
    rule: str = ""
    confidence: float = 0.0


NOBODY = Party(span=None, rule="none")
"""The speaker of a quotation for which the text names none."""


@dataclass(frozen=True, slots=True)
class Quotation:
    """One report of speech in one article. `content`, `cue` and `frame` are in text order and may be split."""

    id: str
    article: str
    mode: Mode
    content: tuple[Span, ...]
    cue: tuple[Span, ...] = ()
    frame: tuple[Span, ...] = ()
    speaker: Party = NOBODY
    addressee: Party | None = None
    via: Party | None = None
    said_on: date | None = None
    nested_in: str | None = None
    confidence: float = 1.0

    def __post_init__(self) -> None:
        if not self.content:
            raise ValueError("a quotation needs content")


@dataclass(frozen=True, slots=True)
class Roles:
    """The roles an article gives an actor ("Präsident der Ukraine"), best first."""

    actor: str
    titles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Analysis:
    """What the analyser found in one article. `version` names the analyser; article and version are unique together."""

    article: str
    version: str
    language: str
    actors: tuple[Actor, ...] = ()
    roles: tuple[Roles, ...] = ()
    mentions: tuple[Mention, ...] = ()
    quotations: tuple[Quotation, ...] = ()
    entities: tuple[Entity, ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """One outlet's account of a statement. `independent` is False where the article repeats another one's text."""

    outlet: Outlet
    article: str
    url: str
    quotation: str
    content: tuple[Span, ...]
    published_at: datetime
    independent: bool = True


@dataclass(frozen=True, slots=True)
class Statement:
    """Quotations of several articles that report the same utterance; the id is that of the first one's quotation.

    `text` is the wording shown: literal spans of the first report's article. `speakers` is empty where nobody could be
    credited; `certain` False where the link is not sure. `role` is the first speaker's, as the article gives it.
    `about` are actors mentioned inside the content.
    """

    id: str
    speakers: tuple[Actor, ...]
    certain: bool
    role: str
    mode: Mode
    text: str
    language: str
    said_on: date | None
    first_at: datetime
    addressees: tuple[Actor, ...] = ()
    about: tuple[Actor, ...] = ()
    via: str = ""
    confidence: float = 1.0
    story: str | None = None
    reports: tuple[Report, ...] = ()

    @property
    def outlets(self) -> tuple[Outlet, ...]:
        """The outlets that report it, each once, in order of publication."""
        return tuple({report.outlet.id: report.outlet for report in self.reports}.values())


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """A statement whose words were seen, at this instant, to have vanished from the article that reported it."""

    statement: Statement
    at: datetime


@dataclass(frozen=True, slots=True)
class Story:
    """Articles on the same event, over outlets and days. `title` is the headline of one of them."""

    id: str
    title: str
    articles: tuple[str, ...]
    first_at: datetime
    last_at: datetime


@dataclass(frozen=True, slots=True)
class Message:
    """What goes to a chat as one post: neutral blocks, and the same in plain words for clients that show no blocks; a
    `quiet` one makes no sound, where the platform can do without. An answer to a button takes the place of the message
    that has it, unless it is to stand `beside` it.
    """

    blocks: tuple[Block, ...]
    fallback: str
    quiet: bool = False
    beside: bool = False


class Style(StrEnum):
    """How a run of text is set off, where the platform can."""

    PLAIN = "plain"
    BOLD = "bold"
    ITALIC = "italic"
    DIM = "dim"


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of text in one style, optionally a link. The text is plain: no platform's markup is ever in it."""

    text: str
    style: Style = Style.PLAIN
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Heading:
    """A title; level 1 heads a message, level 2 a story."""

    runs: tuple[Run, ...]
    level: int = 1


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text; one or several lines are one paragraph each."""

    runs: tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class StatementBlock:
    """One statement: who and what (`words`), then label and outlets (`source`). Never split over two messages."""

    statement: str
    words: tuple[Run, ...]
    source: tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Folded:
    """Detail that a reader unfolds: a title and the blocks below it. `under` names what it belongs to, for platforms
    that show it elsewhere.
    """

    title: str
    blocks: tuple[Block, ...]
    under: str = ""


@dataclass(frozen=True, slots=True)
class Button:
    """A choice offered under a message.

    `action` is a command line such as "/actor a1 older", at most 60 bytes in UTF-8; it comes back when it is pressed.
    """

    label: str
    action: str

    def __post_init__(self) -> None:
        if len(self.action.encode()) > LONGEST_ACTION:
            raise ValueError(f"action too long: {self.action!r}")


@dataclass(frozen=True, slots=True)
class Buttons:
    """One row of buttons."""

    buttons: tuple[Button, ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """A chart in a message, with its content in words (`alt`) for those who do not see it.

    `png` is empty until it is drawn; without it the words stand alone. `name` is a file name.
    """

    chart: Chart
    alt: str
    name: str = "chart.png"
    png: bytes = b""


Block = Heading | Paragraph | StatementBlock | Folded | Buttons | Picture
"""The neutral blocks of a message. A platform renders each within its limits."""
