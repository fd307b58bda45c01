"""Answer -> message blocks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import singledispatch

from digest.edition import Voice
from digest.model import (
    LONGEST_ACTION,
    Actor,
    Block,
    Button,
    Buttons,
    Folded,
    Heading,
    Message,
    Mode,
    Paragraph,
    Run,
    Statement,
    StatementBlock,
    Style,
)
from digest.render.answer import (
    PAGE,
    ActorAnswer,
    Answer,
    Candidate,
    DigestAnswer,
    HelpAnswer,
    NoActor,
    Notice,
    QuoteAnswer,
    SourcesAnswer,
    StatusAnswer,
    WhichActor,
)
from digest.render.editions import render_edition, render_more
from digest.render.plain import message
from digest.render.source_answer import SourceAdded, SourceChoices
from digest.render.source_answers import added_message, choices_message, own_blocks
from digest.render.voices import DOT, Reader, answer_block, speaker_runs, whole, words_of

BARS = "▁▂▃▄▅▆▇█"
"""Heights of a sparkline; a day without statements has the lowest."""

MODES = (
    ("actor.mode.direct", frozenset({Mode.DIRECT})),
    ("actor.mode.indirect", frozenset({Mode.INDIRECT, Mode.INDIRECT_FREE, Mode.FREE})),
    ("actor.mode.reported", frozenset({Mode.REPORTED})),
)


def render_answer(answer: Answer, language: str, zone: str) -> Message:
    """The answer as a message for a reader of this language in this zone (IANA name)."""
    return _rendered(answer, Reader(language, zone))


def sparkline(counts: Sequence[int]) -> str:
    """One bar per count, the highest count as the highest bar.

    >>> sparkline([0, 1, 4, 2])
    '▁▃█▅'
    """
    most = max(counts, default=0)
    top = len(BARS) - 1
    return "".join(BARS[0] if not count else BARS[max(1, round(count / most * top))] for count in counts)


@singledispatch
def _rendered(answer: object, reader: Reader) -> Message:
    raise TypeError(f"no rendering for {type(answer).__name__} to {reader}")


@_rendered.register
def _(answer: DigestAnswer, reader: Reader) -> Message:
    del reader
    return render_more(answer.edition) if answer.more else render_edition(answer.edition)


@_rendered.register
def _(answer: Notice, reader: Reader) -> Message:
    return message([_line(reader.phrases.text(answer.key, **answer.values))])


@_rendered.register
def _(answer: ActorAnswer, reader: Reader) -> Message:
    texts = reader.phrases
    blocks: list[Block] = [Heading((Run(answer.actor.name, Style.BOLD),))]
    about = DOT.join(part for part in (answer.role, _aliases(answer, reader)) if part)
    blocks += [_line(about, Style.DIM)] if about else []
    blocks.append(_line(_window(answer, reader)))
    blocks += _voices(answer.newest, reader)
    if answer.last_said is not None:
        blocks.append(_line(texts.text("actor.last"), Style.BOLD))
        blocks += _voices([answer.last_said], reader)
    if answer.about_count:
        blocks.append(_line(texts.count("actor.about", answer.about_count, who=answer.actor.name), Style.BOLD))
        blocks += _voices(answer.about, reader, with_speaker=True)
    if answer.company:
        who = DOT.join(f"{actor.name} {texts.number(number)}" for actor, number in answer.company)
        blocks.append(_line(texts.text("actor.company", who=who)))
    if answer.unsure_count:
        inside = tuple(_voices(answer.unsure, reader, with_speaker=True))
        blocks.append(Folded(texts.count("actor.unsure", answer.unsure_count), inside))
    if answer.newest:
        blocks.append(_line(texts.text("actor.quote_hint", id=answer.newest[0].id), Style.DIM))
    return message([*blocks, *_turns(answer, reader)])


def _turns(answer: ActorAnswer, reader: Reader) -> list[Buttons]:
    """The buttons that turn the pages: older, newer, only direct speech or everything."""
    texts, page = reader.phrases, len(answer.newest)
    literal = " literal" if answer.literal else ""
    choices: list[tuple[str, str]] = []
    if answer.older:
        choices.append(("actor.older", f" +{answer.skip + page}{literal}"))
    if answer.skip:
        choices.append(("actor.newer", f" +{max(0, answer.skip - PAGE)}{literal}"))
    if answer.literal:
        choices.append(("actor.all_modes", ""))
    elif any(mode is not Mode.DIRECT for mode in answer.counts.by_mode) and answer.counts.by_mode.get(Mode.DIRECT):
        choices.append(("actor.only_literal", " literal"))
    call = f"/actor {answer.actor.id}{f' {answer.topic}' if answer.topic else ''} {answer.days}d"
    fitting = [(key, call + tail) for key, tail in choices if len((call + tail).encode()) <= LONGEST_ACTION]
    return [Buttons(tuple(Button(texts.text(key), action) for key, action in fitting))] if fitting else []


def _aliases(answer: ActorAnswer, reader: Reader) -> str:
    return reader.phrases.text("actor.also", names=", ".join(answer.aliases)) if answer.aliases else ""


def _window(answer: ActorAnswer, reader: Reader) -> str:
    """As in "7 Tage: 12 Aussagen · 9 wörtlich · 3 indirekt · 21 Medien, 8 unabhängige Texte  ▁▂█"."""
    texts, counts = reader.phrases, answer.counts
    topic = " " + texts.text("actor.topic", topic=answer.topic) if answer.topic else ""
    head = texts.count("actor.window", answer.days) + topic + ": "
    if not counts.total:
        mentions = texts.count("actor.mentions", answer.mentions) if answer.mentions and not answer.topic else ""
        return head + DOT.join(part for part in (texts.text("actor.silent"), mentions) if part)
    by_mode = [
        texts.count(key, number)
        for key, modes in MODES
        if (number := sum(counts.by_mode.get(mode, 0) for mode in modes))
    ]
    outlets = texts.count("count.outlets", counts.outlets) + ", " + texts.count("count.independent", counts.independent)
    line = sparkline(answer.by_day) if len(answer.by_day) > 1 else ""
    return head + DOT.join((texts.count("count.statements", counts.total), *by_mode, outlets)) + ("  " + line).rstrip()


def _voices(statements: Iterable[Statement], reader: Reader, *, with_speaker: bool = False) -> list[StatementBlock]:
    """The statements; an actor's own are shown with the speaker only where there is another beside it."""
    return [answer_block(whole(one), reader, with_speaker=with_speaker or len(one.speakers) > 1) for one in statements]


@_rendered.register
def _(answer: WhichActor, reader: Reader) -> Message:
    asked = _line(reader.phrases.text("actor.which", asked=answer.asked), Style.BOLD)
    return message([asked, *(_candidate(one, reader) for one in answer.candidates)])


@_rendered.register
def _(answer: NoActor, reader: Reader) -> Message:
    texts = reader.phrases
    blocks: list[Block] = [_line(texts.text("actor.nobody", asked=answer.asked))]
    if answer.nearest:
        blocks.append(_line(texts.text("actor.nearest"), Style.BOLD))
        blocks += [_candidate(one, reader) for one in answer.nearest]
    return message(blocks)


def _candidate(candidate: Candidate, reader: Reader) -> Paragraph:
    """As in "/actor Katrin Müller   Katrin Müller, Bürgermeisterin · 3 Artikel"."""
    about = _who(candidate.actor, candidate.role) + DOT + reader.phrases.count("count.articles", candidate.articles)
    return Paragraph((Run(candidate.command, Style.BOLD), Run("   " + about, Style.DIM)))


def _who(actor: Actor, role: str) -> str:
    return f"{actor.name}, {role}" if role else actor.name


@_rendered.register
def _(answer: QuoteAnswer, reader: Reader) -> Message:
    texts, statement = reader.phrases, answer.statement
    voice: Voice = whole(statement)
    head = speaker_runs(statement, reader) or (Run(words_of(voice)[:60], Style.BOLD),)
    blocks: list[Block] = [
        Heading(tuple(Run(run.text.removesuffix(": "), run.style) for run in head)),
        answer_block(voice, reader, with_speaker=False),
    ]
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
        tail = f"{DOT}{reader.time(report.published_at)}{DOT}{kind}"
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
