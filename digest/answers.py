"""Service: one command -> one answer, read from the store. Nothing is written.

    words of the command -> what is asked for -> store -> Answer (a frozen value; digest.render puts it into words)

Each command is one function `(CommandContext, arguments) -> Answer`; `COMMANDS` lists those of the engine. Arguments
are foreign text: any length, any characters; they are looked up and shown, never interpreted as anything else.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from digest.excerpts import surroundings
from digest.inquiry.actor import answer_actor
from digest.inquiry.context import JUST_NOW, CommandContext, clean, echo
from digest.inquiry.digests import answer_digest, answer_topic, day_request
from digest.inquiry.said import answer_compare, answer_said
from digest.inquiry.story import answer_story
from digest.inquiry.timeline import answer_timeline
from digest.model import Access, Statement
from digest.names import fold
from digest.render.answer import (
    Answer,
    CommandRow,
    HelpAnswer,
    Notice,
    QuoteAnswer,
    SourcesAnswer,
    StatusAnswer,
)

__all__ = [
    "COMMANDS",
    "Command",
    "CommandContext",
    "answer_actor",
    "answer_compare",
    "answer_digest",
    "answer_help",
    "answer_quote",
    "answer_said",
    "answer_sources",
    "answer_status",
    "answer_story",
    "answer_timeline",
    "answer_topic",
    "clean",
    "day_request",
    "unknown_command",
]


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
    wanted = asked.split()[0].lower().strip("#.")
    statement = context.store.statement(wanted)
    gone = context.store.withdrawn(wanted) if statement is None else None
    statement = gone.statement if gone else statement
    if statement is None:
        return Notice("quote.unknown", {"asked": echo(arguments)})
    gone_at = gone.at if gone else None
    article = context.store.article(statement.reports[0].article)
    if article is None:
        return QuoteAnswer(statement, "", "", "", gone_at)
    start, end = statement.reports[0].content[0].start, statement.reports[0].content[-1].end
    around = surroundings(article.text, start, end)
    before, after = (
        " ".join(text.split()) for text in (article.text[around.start : start], article.text[end : around.end])
    )
    return QuoteAnswer(statement, article.title, before, after, gone_at, _walled(context, statement))


def _walled(context: CommandContext, statement: Statement) -> frozenset[str]:
    """The articles of its reports that say they are not free."""
    articles = (context.store.article(report.article) for report in statement.reports)
    return frozenset(one.id for one in articles if one is not None and one.access in {Access.PARTLY, Access.PAID})


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
    Command(CommandRow("said", ("sagte", "zu"), "arguments.said", "purpose.said"), answer_said),
    Command(CommandRow("compare", ("vergleich",), "arguments.compare", "purpose.compare"), answer_compare),
    Command(CommandRow("timeline", ("verlauf",), "arguments.timeline", "purpose.timeline"), answer_timeline),
    Command(CommandRow("topic", ("thema",), "arguments.topic", "purpose.topic"), answer_topic),
    Command(CommandRow("story", ("geschichte",), "arguments.story", "purpose.story"), answer_story),
    Command(CommandRow("quote", ("zitat",), "arguments.quote", "purpose.quote"), answer_quote),
    Command(CommandRow("sources", ("quellen",), "", "purpose.sources"), answer_sources),
    Command(CommandRow("status", (), "", "purpose.status"), answer_status),
    Command(CommandRow("help", ("hilfe",), "", "purpose.help"), answer_help),
)
"""The commands that only read the store, in the order in which help lists them."""
