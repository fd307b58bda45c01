"""Answer -> message blocks."""

from __future__ import annotations

from functools import singledispatch

from digest.edition import Voice
from digest.model import Block, Folded, Heading, Message, Paragraph, Run, Style
from digest.render.actors import (
    actor_message,
    buttons_of,
    compare_message,
    nobody_message,
    said_message,
    timeline_message,
    which_message,
)
from digest.render.answer import (
    ActorAnswer,
    Answer,
    CompareAnswer,
    DigestAnswer,
    HelpAnswer,
    NoActor,
    Notice,
    QuoteAnswer,
    SaidAnswer,
    SourcesAnswer,
    StatusAnswer,
    TimelineAnswer,
    WhichActor,
)
from digest.render.editions import render_edition, render_more
from digest.render.plain import message
from digest.render.source_answer import SourceAdded, SourceChoices
from digest.render.source_answers import added_message, choices_message, own_blocks
from digest.render.story_answer import StoriesAnswer, StoryAnswer, TopicAnswer, WeekAnswer
from digest.render.story_answers import stories_message, story_message, topic_message
from digest.render.voices import DOT, Reader, answer_block, speaker_runs, whole, words_of
from digest.render.weeks import render_week


def render_answer(answer: Answer, language: str, zone: str) -> Message:
    """The answer as a message for a reader of this language in this zone (IANA name)."""
    return _rendered(answer, Reader(language, zone))


@singledispatch
def _rendered(answer: object, reader: Reader) -> Message:
    raise TypeError(f"no rendering for {type(answer).__name__} to {reader}")


@_rendered.register
def _(answer: DigestAnswer, reader: Reader) -> Message:
    del reader
    return render_more(answer.edition) if answer.more else render_edition(answer.edition)


_rendered.register(StoryAnswer, story_message)
_rendered.register(StoriesAnswer, stories_message)
_rendered.register(TopicAnswer, topic_message)


@_rendered.register
def _(answer: WeekAnswer, reader: Reader) -> Message:
    del reader
    return render_week(answer.week)


@_rendered.register
def _(answer: Notice, reader: Reader) -> Message:
    line = _line(reader.phrases.text(answer.key, **answer.values))
    return message([line, *buttons_of(answer.buttons, reader)])


_rendered.register(ActorAnswer, actor_message)
_rendered.register(SaidAnswer, said_message)
_rendered.register(CompareAnswer, compare_message)
_rendered.register(TimelineAnswer, timeline_message)
_rendered.register(WhichActor, which_message)
_rendered.register(NoActor, nobody_message)


@_rendered.register
def _(answer: QuoteAnswer, reader: Reader) -> Message:
    texts, statement = reader.phrases, answer.statement
    voice: Voice = whole(statement)
    head = speaker_runs(statement, reader) or (Run(words_of(voice)[:60], Style.BOLD),)
    blocks: list[Block] = [
        Heading(tuple(Run(run.text.removesuffix(": "), run.style) for run in head)),
        answer_block(voice, reader, with_speaker=False),
    ]
    if answer.withdrawn_at is not None:
        time = reader.time(answer.withdrawn_at)
        blocks.append(
            _line(texts.text("quote.withdrawn", outlet=statement.reports[0].outlet.name, time=time), Style.BOLD)
        )
    if answer.before or answer.after:
        blocks.append(_line(texts.text("quote.context"), Style.BOLD))
        context = (
            Run(answer.before + " " if answer.before else "", Style.DIM),
            Run(statement.text),
            Run(_gap(answer.after) + answer.after, Style.DIM),
        )
        blocks.append(Paragraph(tuple(run for run in context if run.text)))
    blocks.append(_line(texts.text("quote.reports"), Style.BOLD))
    for report in statement.reports:
        kind = texts.text("quote.independent") if report.independent else texts.text("quote.copy")
        walled = f"{DOT}{texts.text('quote.walled')}" if report.article in answer.walled else ""
        tail = f"{DOT}{reader.time(report.published_at)}{DOT}{kind}{walled}"
        blocks.append(Paragraph((Run(report.outlet.name, url=report.url or None), Run(tail, Style.DIM))))
    return message(blocks)


def _gap(after: str) -> str:
    """A blank before what follows, but not before a mark that belongs to the word before."""
    return "" if after[:1] in ",.;:!?" else " "


@_rendered.register
def _(answer: HelpAnswer, reader: Reader) -> Message:
    texts = reader.phrases
    blocks: list[Block] = [Heading((Run(texts.text("help.title"), Style.BOLD),))]
    for row in answer.rows:
        usage = f"/{row.name} {texts.text(row.arguments)}" if row.arguments else f"/{row.name}"
        also = "".join(f", /{alias}" for alias in row.aliases)
        blocks.append(Paragraph((Run(usage, Style.BOLD), Run(f" – {texts.text(row.purpose)}"), Run(also, Style.DIM))))
    blocks.append(_line(texts.text("help.hint"), Style.DIM))
    return message(blocks)


@_rendered.register
def _(answer: SourcesAnswer, reader: Reader) -> Message:
    texts = reader.phrases
    blocks: list[Block] = [Heading((Run(texts.text("sources.title"), Style.BOLD),))]
    if answer.heard:
        blocks.append(_line(texts.count("sources.heard", answer.days), Style.BOLD))
        blocks += [_line(f"{name}{DOT}{texts.count('count.articles', number)}") for name, number in answer.heard]
    else:
        blocks.append(_line(texts.text("sources.nothing")))
    shared = [feed for feed in answer.feeds if feed not in answer.own]
    if shared:
        listed = tuple(
            Paragraph((Run(feed.outlet.name), Run(f"{DOT}{feed.section}" if feed.section else "", Style.DIM)))
            for feed in sorted(shared, key=lambda feed: (feed.outlet.name, feed.section, feed.url))
        )
        blocks.append(Folded(texts.count("sources.listed", len(shared)), listed))
    return message([*blocks, *own_blocks(answer.own, answer.off, reader)])


@_rendered.register
def _(answer: SourceAdded, reader: Reader) -> Message:
    return added_message(answer, reader)


@_rendered.register
def _(answer: SourceChoices, reader: Reader) -> Message:
    return choices_message(answer, reader)


@_rendered.register
def _(answer: StatusAnswer, reader: Reader) -> Message:
    texts = reader.phrases
    if answer.newest_at is None:
        return message([_line(texts.text("status.empty"))])
    figures = (
        texts.count("count.articles", answer.articles),
        texts.count("count.statements", answer.statements),
        texts.text("status.newest", time=reader.time(answer.newest_at)),
    )
    return message([Heading((Run(texts.text("status.title"), Style.BOLD),)), _line(DOT.join(figures))])


def _line(text: str, style: Style = Style.PLAIN) -> Paragraph:
    return Paragraph((Run(text, style),))
