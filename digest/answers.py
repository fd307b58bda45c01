"""Service: one command -> one answer, read from the store. Nothing is written.

    words of the command -> what is asked for -> store -> Answer (a frozen value; digest.render puts it into words)

Each command is one function `(CommandContext, arguments) -> Answer`; `COMMANDS` lists those of the engine. Arguments
are foreign text: any length, any characters; they are looked up and shown, never interpreted as anything else.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from rapidfuzz import fuzz, process

from digest.edition import DigestRequest, Edition
from digest.model import Actor, Feed, Mode, Statement
from digest.names import fold
from digest.phrases import spoken
from digest.ports import AliasHit, StatementQuery, Store
from digest.render.answer import (
    PAGE,
    ActorAnswer,
    Answer,
    Candidate,
    CommandRow,
    DigestAnswer,
    HelpAnswer,
    NoActor,
    Notice,
    QuoteAnswer,
    SourcesAnswer,
    StatusAnswer,
    WhichActor,
)
from digest.stories import content_stems
from digest.visible import counts_of

ECHO = 60
"""Characters of what somebody typed that are shown back to them."""

READ = 200
"""Characters of the arguments that are looked at; no name is longer."""

MOST_STATEMENTS = 5_000
"""Statements of one actor in one window that are looked at for topics and company."""

_TWO_LETTERS = re.compile(r"([aou])e")
"""An umlaut as typed without one; names are folded to the bare vowel."""

MOST_NEWEST = 1_000
"""The same where no topic is asked for: enough for a month's days and an actor's company; the rest is only counted."""

MOST_ABOUT = 50
"""Statements about an actor that are read to show a few of them; beyond, they are counted."""

NEAR = 72.0
"""Likeness (0 to 100, rapidfuzz ratio) from which a name is offered for a mistyped one.

One slip in five letters is 80."""

JUST_NOW = timedelta(seconds=1)
"""Added to the present where a window ends, so that what appeared this very moment is inside."""

OLDEST_YEAR = 1900
"""No digest is asked for of a day before this year."""

MOST_DAYS = 3650
"""Longest window that can be asked for; more is taken as this."""

_WINDOW = re.compile(r"(?<!\S)(\d{1,4})\s?([^\W\d_]+)(?!\S)")
_SKIP = re.compile(r"\+\d{1,4}", re.ASCII)
_DATE = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})|(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})?")


@dataclass(frozen=True, slots=True)
class CommandContext:
    """What a command is answered with. `now` is aware; `window` is how far back answers look unless asked otherwise.

    `compile` makes a digest (digest.publish.compile_digest on the same store); `feeds` are those read here, `own` those
    among them that were added here, `off` those of the shared list that are not read here; `commands` are listed by
    help; `outlets` ids restrict the digest, none means all.
    """

    store: Store
    now: datetime
    language: str = "de"
    zone: str = "Europe/Berlin"
    window: timedelta = timedelta(days=7)
    period: timedelta = timedelta(days=1)
    compile: Callable[[DigestRequest], Edition] | None = None
    feeds: tuple[Feed, ...] = ()
    commands: tuple[CommandRow, ...] = ()
    outlets: frozenset[str] = frozenset()
    own: tuple[Feed, ...] = ()
    off: tuple[Feed, ...] = ()


@dataclass(frozen=True, slots=True)
class Command:
    """One command: how help shows it, and the function that answers it."""

    row: CommandRow
    answer: Callable[[CommandContext, str], Answer]

    @property
    def name(self) -> str:
        """The word it is called by."""
        return self.row.name

    @property
    def aliases(self) -> tuple[str, ...]:
        """Other words it is called by."""
        return self.row.aliases


# reading arguments


def clean(arguments: str, limit: int = READ) -> str:
    """The arguments without control and direction marks and surplus blanks, at most `limit` characters."""
    visible = "".join(
        " " if unicodedata.category(char)[0] in "ZC" and char != "\u00ad" else char for char in arguments[: 4 * limit]
    )
    return " ".join(visible.replace("\u00ad", "").split())[:limit].strip()


def echo(arguments: str) -> str:
    """What was typed, short enough to be shown."""
    text = clean(arguments)
    return text if len(text) <= ECHO else text[: ECHO - 1].rstrip() + "…"


@dataclass(frozen=True, slots=True)
class _Asked:
    """The arguments of a command about an actor: words (name, then topic), days looked back, and how that was typed.

    `skip` is how many of the newest statements to leave out ("+5"), `literal` whether only direct speech is asked for.
    """

    words: tuple[str, ...]
    days: int
    window: str = ""
    skip: int = 0
    literal: bool = False


def _asked(context: CommandContext, arguments: str) -> _Asked:
    text = clean(arguments)
    days, window = max(1, context.window.days), ""
    for hit in _WINDOW.finditer(text):
        unit = hit[2].lower()
        if unit in spoken("word.days") | spoken("word.weeks"):
            days, window = int(hit[1]) * (7 if unit in spoken("word.weeks") else 1), hit[0]
            text = text.replace(hit[0], " ")
    bare = [word for typed in text.split() if (word := typed.strip(",;"))]
    # The first word is always a name: somebody may be called what is a switch elsewhere.
    switches = {word for word in bare[1:] if _SKIP.fullmatch(word) or word.lower() in spoken("word.literal")}
    skip = max((int(word[1:]) for word in switches if word[0] == "+"), default=0)
    kept = [*bare[:1], *(word for word in bare[1:] if word not in switches)]
    literal = any(word[0] != "+" for word in switches)
    return _Asked(tuple(kept), min(max(days, 1), MOST_DAYS), window, skip, literal)


# actor


def answer_actor(context: CommandContext, arguments: str) -> Answer:
    """What an actor said: `Putin`, `Putin Gas 30d`, or an actor's id."""
    asked = _asked(context, arguments)
    if not asked.words:
        return Notice("actor.empty")
    by_id = context.store.actors([asked.words[0]])
    if asked.words[0] in by_id:
        return _about_actor(context, by_id[asked.words[0]], asked.words[1:], asked)
    actors, rest = _named(context.store, asked.words)
    if not actors:
        return NoActor(echo(" ".join(asked.words)), _nearest(context.store, asked.words))
    if len(actors) > 1:
        tail = " ".join(word for word in (*rest, asked.window) if word)
        candidates = tuple(_candidate(context.store, *hit, tail) for hit in actors)
        return WhichActor(echo(" ".join(asked.words)), candidates)
    return _about_actor(context, actors[0][0], rest, asked)


def _named(store: Store, asked: Sequence[str]) -> tuple[list[tuple[Actor, int]], tuple[str, ...]]:
    """The actors named by the longest beginning of the words, with the articles they were seen in, and the other words.

    A full name decides between actors that merely share it as an alias.
    """
    for length in range(len(asked), 0, -1):
        for name in _forms(" ".join(asked[:length])):
            hits = store.find_alias(name)
            if hits:
                exact = [hit for hit in hits if fold(hit.actor.name) == name]
                chosen = exact if len(exact) == 1 else hits
                return [(hit.actor, hit.articles) for hit in chosen], tuple(asked[length:])
    return [], tuple(asked)


def _forms(name: str) -> list[str]:
    """The folded name, without the s of a genitive ("Putins"), and with umlauts typed as two letters ("Mueller")."""
    folded = fold(name)
    forms = [folded]
    if len(folded) > 4 and folded.endswith("s"):
        forms.append(folded[:-1])
    forms += [_TWO_LETTERS.sub(r"\1", form) for form in forms]
    return [form for form in dict.fromkeys(forms) if form]


def _candidate(store: Store, actor: Actor, articles: int, tail: str = "") -> Candidate:
    """The actor with the command that names it alone: by full name, or by id where that is shared; `tail` is added."""
    alone = [hit for hit in store.find_alias(fold(actor.name)) if fold(hit.actor.name) == fold(actor.name)]
    command = f"/actor {actor.name if len(alone) == 1 else actor.id} {tail}".rstrip()
    return Candidate(actor, next(iter(store.roles_of(actor.id)), ""), articles, command)


def _nearest(store: Store, asked: Sequence[str], limit: int = 4) -> tuple[Candidate, ...]:
    """Actors with a name like the words asked for, likest first."""
    known = {f"{folded}\0{number}": hit for number, (folded, hit) in enumerate(store.folded_aliases())}
    found: dict[str, tuple[float, AliasHit]] = {}
    for name in dict.fromkeys((fold(" ".join(asked)), fold(asked[0]))):
        scores = process.extract(
            name,
            {key: key.partition("\0")[0] for key in known},
            scorer=fuzz.ratio,
            score_cutoff=NEAR,
            limit=3 * limit,
        )
        for _, score, key in scores:
            hit = known[key]
            if hit.actor.id not in found or found[hit.actor.id][0] < score:
                found[hit.actor.id] = (score, hit)
    ranked = sorted(found.values(), key=lambda item: (-item[0], -item[1].articles, item[1].actor.name))
    return tuple(_candidate(store, hit.actor, hit.articles) for _, hit in ranked[:limit])


def _about_actor(context: CommandContext, actor: Actor, topic: Sequence[str], asked: _Asked) -> ActorAnswer:
    store, days = context.store, asked.days
    since = context.now - timedelta(days=days)
    said = StatementQuery(speaker=actor.id, since=since, until=context.now + JUST_NOW, certain=True)
    listed = replace(said, modes=frozenset({Mode.DIRECT})) if asked.literal else said
    stems = set(content_stems(" ".join(topic), context.language))
    most = MOST_STATEMENTS if stems else max(MOST_NEWEST, asked.skip + PAGE + 1)
    statements = _on_topic(store.statements(said, limit=most), stems)
    shown = _on_topic(store.statements(listed, limit=most), stems) if asked.literal else statements
    counts = counts_of(statements) if stems else store.count_statements(said)
    about, about_count = _about(store, replace(said, speaker=None, about=actor.id, certain=None), actor, stems)
    unsure, unsure_count = _unsure(store, replace(said, certain=False), stems)
    ever = store.statements(StatementQuery(speaker=actor.id, certain=True), limit=1)
    return ActorAnswer(
        actor=actor,
        role=next(iter(store.roles_of(actor.id)), ""),
        aliases=_aliases(store, actor),
        days=days,
        topic=echo(" ".join(topic)),
        counts=counts,
        by_day=_by_day(statements, context, days),
        newest=tuple(shown[asked.skip : asked.skip + PAGE]),
        skip=asked.skip,
        literal=asked.literal,
        older=len(shown) > asked.skip + PAGE,
        about_count=about_count,
        about=tuple(about[:2]),
        company=_company(statements, actor),
        unsure_count=unsure_count,
        unsure=tuple(unsure[:PAGE]),
        mentions=store.mention_count(actor.id, since, context.now + JUST_NOW),
        last_said=ever[0] if ever and not statements else None,
    )


def _about(store: Store, query: StatementQuery, actor: Actor, stems: set[str]) -> tuple[list[Statement], int]:
    """What others said about the actor, and how much that is; without a topic it is counted by the store."""
    found = _on_topic(store.statements(query, MOST_STATEMENTS if stems else MOST_ABOUT), stems)
    others = [one for one in found if all(speaker.id != actor.id for speaker in one.speakers)]
    if stems or len(found) < MOST_ABOUT:
        return others, len(others)
    own = store.count_statements(replace(query, speaker=actor.id)).total
    return others, store.count_statements(query).total - own


def _unsure(store: Store, query: StatementQuery, stems: set[str]) -> tuple[list[Statement], int]:
    """What is credited to the actor without certainty, and how much that is; without a topic the store counts it."""
    if not stems:
        return list(store.statements(query, PAGE)), store.count_statements(query).total
    found = _on_topic(store.statements(query, MOST_STATEMENTS), stems)
    return found, len(found)


def _on_topic(statements: Sequence[Statement], stems: set[str]) -> list[Statement]:
    """The statements whose words hold all these stems, alone or as part of a compound."""
    if not stems:
        return list(statements)
    kept = []
    for statement in statements:
        own = content_stems(statement.text, statement.language)
        if all(any(stem == one or (len(stem) > 2 and stem in one) for one in own) for stem in stems):
            kept.append(statement)
    return kept


def _by_day(statements: Sequence[Statement], context: CommandContext, days: int) -> tuple[int, ...]:
    """Statements of each day of the reader's calendar, oldest first, the present day last; at most the last 31."""
    zone = ZoneInfo(context.zone)
    today = context.now.astimezone(zone).date()
    counts = Counter(statement.first_at.astimezone(zone).date() for statement in statements)
    return tuple(counts[today - timedelta(days=back)] for back in range(min(days, 31) - 1, -1, -1))


def _aliases(store: Store, actor: Actor, limit: int = 6) -> tuple[str, ...]:
    """Other surface forms that were taken for the actor."""
    known = {fold(actor.name)}
    found = []
    for alias in store.aliases_of(actor.id):
        if fold(alias.surface) not in known:
            known.add(fold(alias.surface))
            found.append(alias.surface)
    return tuple(found[:limit])


def _company(statements: Sequence[Statement], actor: Actor, limit: int = 4) -> tuple[tuple[Actor, int], ...]:
    """Actors who speak with the actor, are spoken to or spoken about, most frequent first."""
    actors: dict[str, Actor] = {}
    counts: Counter[str] = Counter()
    for statement in statements:
        for other in {one.id: one for one in (*statement.speakers, *statement.addressees, *statement.about)}.values():
            if other.id != actor.id:
                actors[other.id] = other
                counts[other.id] += 1
    ranked = sorted(counts.items(), key=lambda item: (-item[1], actors[item[0]].name))
    return tuple((actors[other], number) for other, number in ranked[:limit])


# the other commands


def answer_help(context: CommandContext, arguments: str) -> Answer:
    """The commands; the arguments do not matter."""
    del arguments
    return HelpAnswer(_rows(context))


def answer_sources(context: CommandContext, arguments: str) -> Answer:
    """The outlets that are read."""
    del arguments
    since = context.now - context.window
    articles = context.store.articles(since, context.now + JUST_NOW)
    heard = Counter(article.outlet.name for article in articles)
    ranked = tuple(sorted(heard.items(), key=lambda item: (-item[1], item[0])))
    return SourcesAnswer(context.feeds, ranked, context.window.days, context.own, context.off)


def answer_status(context: CommandContext, arguments: str) -> Answer:
    """How much is stored and how new it is."""
    del arguments
    report = context.store.report(thorough=False)
    return StatusAnswer(report.articles, report.statements, context.store.newest_article_at())


def answer_quote(context: CommandContext, arguments: str) -> Answer:
    """One statement with its context, by id."""
    asked = clean(arguments)
    if not asked:
        return Notice("quote.empty")
    statement = context.store.statement(asked.split()[0].lower().strip("#."))
    if statement is None:
        return Notice("quote.unknown", {"asked": echo(arguments)})
    article = context.store.article(statement.reports[0].article)
    if article is None:
        return QuoteAnswer(statement, "", "", "")
    start, end = statement.reports[0].content[0].start, statement.reports[0].content[-1].end
    return QuoteAnswer(statement, article.title, _before(article.text, start), _after(article.text, end))


def _before(text: str, start: int, limit: int = 240) -> str:
    """The words of the paragraph before `start`, whole sentences as far as they fit."""
    paragraph = text[:start].rpartition("\n")[2]
    if len(paragraph) > limit:
        paragraph = paragraph[-limit:]
        cut = re.search(r"[.!?…][“”\"»«]?\s+(?=\S)", paragraph)
        paragraph = paragraph[cut.end() :] if cut else paragraph.partition(" ")[2]
    return " ".join(paragraph.split())


def _after(text: str, end: int, limit: int = 240) -> str:
    """The words of the paragraph after `end`, whole sentences as far as they fit."""
    paragraph = text[end:].partition("\n")[0]
    if len(paragraph) > limit:
        paragraph = paragraph[:limit]
        ends = list(re.finditer(r"[.!?…][“”\"»«]?(?=\s)", paragraph))
        paragraph = paragraph[: ends[-1].end()] if ends else paragraph.rpartition(" ")[0]
    return " ".join(paragraph.split())


def answer_digest(context: CommandContext, arguments: str) -> Answer:
    """The digest of the period up to now or of a day (`2025-05-09`, `9.5.2025`); with `mehr`, its second part."""
    if context.compile is None:
        return Notice("digest.none")
    asked = clean(arguments).lower().split()
    more = spoken("word.more")
    days = [word for word in asked if word not in more]
    today = context.now.astimezone(ZoneInfo(context.zone)).date()
    day = _day(" ".join(days), today)
    if days and day is None:
        return Notice("digest.unknown_day", {"asked": echo(arguments)})
    latest = _request(context, today, context.now - context.period, context.now + JUST_NOW)
    request = latest if day is None else day_request(day, context)
    return DigestAnswer(context.compile(request), more=len(days) < len(asked))


def day_request(day: date, context: CommandContext) -> DigestRequest:
    """The request for a whole day of the reader's calendar."""
    zone = ZoneInfo(context.zone)
    since = datetime(day.year, day.month, day.day, tzinfo=zone)
    following = day + timedelta(days=1)
    until = datetime(following.year, following.month, following.day, tzinfo=zone)
    return _request(context, day, since, until)


def _request(context: CommandContext, day: date, since: datetime, until: datetime) -> DigestRequest:
    return DigestRequest(day, since, until, context.language, context.zone, context.outlets)


def _day(text: str, today: date) -> date | None:
    """The day meant, if it lies within living memory."""
    if text in spoken("word.today"):
        return today
    if text in spoken("word.yesterday"):
        return today - timedelta(days=1)
    hit = _DATE.fullmatch(text)
    if hit is None:
        return None
    parts = (hit[1], hit[2], hit[3]) if hit[1] else (hit[6] or str(today.year), hit[5], hit[4])
    try:
        day = date(*(int(part) for part in parts))
    except ValueError:
        return None
    return day if OLDEST_YEAR <= day.year <= today.year + 1 else None


def _rows(context: CommandContext) -> tuple[CommandRow, ...]:
    return context.commands or tuple(command.row for command in COMMANDS)


def unknown_command(context: CommandContext, name: str) -> Answer:
    """What is said to a command that does not exist: the nearest one."""
    known = _rows(context)
    names = {word: command.name for command in known for word in (command.name, *command.aliases)}
    near = process.extractOne(fold(clean(name)), list(names), scorer=fuzz.ratio, score_cutoff=60)
    if near is None:
        return Notice("command.unknown", {"asked": echo(name)})
    return Notice("command.nearest", {"asked": echo(name), "nearest": names[near[0]]})


COMMANDS: tuple[Command, ...] = (
    Command(CommandRow("digest", ("ausgabe", "heute"), "arguments.digest", "purpose.digest"), answer_digest),
    Command(CommandRow("actor", ("akteur", "wer"), "arguments.actor", "purpose.actor"), answer_actor),
    Command(CommandRow("quote", ("zitat",), "arguments.quote", "purpose.quote"), answer_quote),
    Command(CommandRow("sources", ("quellen",), "", "purpose.sources"), answer_sources),
    Command(CommandRow("status", (), "", "purpose.status"), answer_status),
    Command(CommandRow("help", ("hilfe",), "", "purpose.help"), answer_help),
)
"""The commands that only read the store, in the order in which help lists them."""
