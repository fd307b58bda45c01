"""Answers about actors -> message blocks: one actor, a topic, two side by side, a timeline, which one is meant."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from digest.chart import Chart, Series
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
    Picture,
    Run,
    Statement,
    StatementBlock,
    Style,
)
from digest.names import fold
from digest.ports import StatementCounts
from digest.render.answer import (
    PAGE,
    ActorAnswer,
    Candidate,
    CompareAnswer,
    NoActor,
    SaidAnswer,
    Side,
    TimelineAnswer,
    TimeSpan,
    WhichActor,
)
from digest.render.plain import message
from digest.render.voices import DOT, Reader, answer_block, whole

BARS = "▁▂▃▄▅▆▇█"
"""Heights of a sparkline; a span without statements has the lowest."""

MODES = (
    ("actor.mode.direct", frozenset({Mode.DIRECT})),
    ("actor.mode.indirect", frozenset({Mode.INDIRECT, Mode.INDIRECT_FREE, Mode.FREE})),
    ("actor.mode.reported", frozenset({Mode.REPORTED})),
)

LABELS_SHOWN = ("mode.direct", "mode.indirect", "mode.reported")
"""The labels of a time span's three numbers."""

SPANS = (7, 30, 90, 365)
"""Windows in days that a timeline offers."""

FILE_NAME = "wortlaut-{actor}.png"


def sparkline(counts: Sequence[int]) -> str:
    """One bar per count, the highest count as the highest bar.

    >>> sparkline([0, 1, 4, 2])
    '▁▃█▅'
    """
    most = max(counts, default=0)
    top = len(BARS) - 1
    return "".join(BARS[0] if not count else BARS[max(1, round(count / most * top))] for count in counts)


def actor_message(answer: ActorAnswer, reader: Reader) -> Message:
    """All about one actor."""
    texts = reader.phrases
    blocks: list[Block] = [Heading((Run(answer.actor.name, Style.BOLD),))]
    who = DOT.join(part for part in (answer.role, _aliases(answer, reader)) if part)
    blocks += [_line(who, Style.DIM)] if who else []
    blocks.append(_line(_window(answer, reader)))
    if answer.about_only:
        blocks.append(_line(texts.count("actor.about", answer.about_count, who=answer.actor.name), Style.BOLD))
    blocks += _voices(answer.newest, reader, with_speaker=answer.about_only)
    if answer.last_said is not None:
        blocks.append(_line(texts.text("actor.last"), Style.BOLD))
        blocks += _voices([answer.last_said], reader)
    if answer.about_count and not answer.about_only:
        blocks.append(_line(texts.count("actor.about", answer.about_count, who=answer.actor.name), Style.BOLD))
        blocks += _voices(answer.about, reader, with_speaker=True)
    blocks += _surroundings(answer, reader)
    if answer.unsure_count:
        inside = tuple(_voices(answer.unsure, reader, with_speaker=True))
        blocks.append(Folded(texts.count("actor.unsure", answer.unsure_count), inside))
    if answer.newest:
        blocks.append(_line(texts.text("actor.quote_hint", id=answer.newest[0].id), Style.DIM))
    return message([*blocks, *_turns(answer, reader)])


def _surroundings(answer: ActorAnswer, reader: Reader) -> list[Block]:
    """With whom, and what about."""
    texts = reader.phrases
    lines = []
    if answer.company:
        who = DOT.join(f"{actor.name} {texts.number(number)}" for actor, number in answer.company)
        lines.append(texts.text("actor.company", who=who))
    if answer.subjects:
        what = DOT.join(f"{word} {texts.number(number)}" for word, number in answer.subjects)
        lines.append(texts.text("actor.subjects", what=what))
    return [_line(line) for line in lines]


def _turns(answer: ActorAnswer, reader: Reader) -> list[Buttons]:
    """The buttons that turn the pages: older, newer, only direct speech or everything, what others said, the chart."""
    page = len(answer.newest)
    literal, about = (f" {reader.phrases.text(key).split()[0]}" for key in ("word.literal", "word.about"))
    kept = literal if answer.literal else about if answer.about_only else ""
    choices: list[tuple[str, str]] = []
    if answer.older:
        choices.append(("actor.older", f" +{answer.skip + page}{kept}"))
    if answer.skip:
        choices.append(("actor.newer", f" +{max(0, answer.skip - PAGE)}{kept}"))
    if kept:
        choices.append(("actor.all_modes", ""))
    elif any(mode is not Mode.DIRECT for mode in answer.counts.by_mode) and answer.counts.by_mode.get(Mode.DIRECT):
        choices.append(("actor.only_literal", literal))
    if answer.about_count > len(answer.about) and not answer.about_only:
        choices.append(("actor.only_about", about))
    asked = f"{answer.call}{f' {answer.topic}' if answer.topic else ''}"
    window = f" {answer.until.isoformat()}" if answer.until else ""
    call = f"/actor {asked} {answer.days}d{window}"
    actions = [(key, call + tail) for key, tail in choices]
    if answer.topic and not answer.counts.total:
        actions.append(("actor.any_topic", f"/actor {answer.call} {answer.days}d{window}"))
    if not answer.counts.total and not answer.unseen and answer.days < SPANS[-1]:
        actions.append(("said.longer", f"/actor {asked} {SPANS[-1]}d{window}"))
    if answer.counts.total > 1:
        actions.append(("actor.chart", f"/timeline {asked} {max(answer.days, SPANS[1])}d"))
    if answer.followed:
        is_the_name = fold(answer.followed) == fold(answer.actor.name)
        actions.append(("follow.end" if is_the_name else "follow.end_words", f"/unfollow {answer.followed}"))
    elif answer.to_follow and not answer.unseen:
        actions.append(("follow.begin", f"/follow {answer.to_follow}"))
    return buttons_of(actions, reader, words=answer.followed)


def _fits(action: str) -> bool:
    """Whether a button can carry it."""
    return len(action.encode()) <= LONGEST_ACTION


def buttons_of(actions: Iterable[tuple[str, str]], reader: Reader, **values: str) -> list[Buttons]:
    """Buttons with these phrases, filled with the values, as far as their actions fit into one."""
    fitting = tuple(Button(reader.phrases.text(key, **values), action) for key, action in actions if _fits(action))
    return [Buttons(fitting)] if fitting else []


def _aliases(answer: ActorAnswer, reader: Reader) -> str:
    return reader.phrases.text("actor.also", names=", ".join(answer.aliases)) if answer.aliases else ""


def _window(answer: ActorAnswer, reader: Reader) -> str:
    """As in "7 Tage: 12 Aussagen · 9 wörtlich · 3 indirekt · 21 Medien, 8 unabhängige Texte  ▁▂█"."""
    texts, counts = reader.phrases, answer.counts
    head = _span(answer.days, answer.until, answer.topic, reader) + ": "
    if answer.unseen:
        return texts.text("actor.unseen")
    if not counts.total:
        mentions = texts.count("actor.mentions", answer.mentions) if answer.mentions and not answer.topic else ""
        return head + DOT.join(part for part in (texts.text("actor.silent"), mentions) if part)
    line = sparkline(answer.by_day) if len(answer.by_day) > 1 else ""
    return head + _figures(counts, reader) + ("  " + line).rstrip()


def _span(days: int, until: date | None, topic: str, reader: Reader) -> str:
    """As in "7 Tage bis 9. Mai zum Thema „Gas“"."""
    texts = reader.phrases
    parts = [texts.count("actor.window", days)]
    if until is not None:
        parts.append(texts.text("actor.until", day=reader.short_date(until)))
    if topic:
        parts.append(texts.text("actor.topic", topic=topic))
    return " ".join(parts)


def _figures(counts: StatementCounts, reader: Reader) -> str:
    """As in "12 Aussagen · 9 wörtlich · 3 indirekt · 21 Medien, 8 unabhängige Texte"."""
    texts = reader.phrases
    by_mode = _by_label(counts.by_mode)
    said = [texts.count(key, number) for (key, _), number in zip(MODES, by_mode, strict=True) if number]
    outlets = texts.count("count.outlets", counts.outlets) + ", " + texts.count("count.independent", counts.independent)
    return DOT.join((texts.count("count.statements", counts.total), *said, outlets))


def _by_label(by_mode: Mapping[Mode, int]) -> list[int]:
    return [sum(by_mode.get(mode, 0) for mode in modes) for _, modes in MODES]


def _voices(statements: Iterable[Statement], reader: Reader, *, with_speaker: bool = False) -> list[StatementBlock]:
    """The statements; an actor's own are shown with the speaker only where there is another beside it."""
    return [answer_block(whole(one), reader, with_speaker=with_speaker or len(one.speakers) > 1) for one in statements]


def said_message(answer: SaidAnswer, reader: Reader) -> Message:
    """What one actor said on a topic."""
    texts, side = reader.phrases, answer.side
    title = texts.text("said.title", who=side.actor.name, topic=answer.topic)
    blocks: list[Block] = [Heading((Run(title, Style.BOLD),))]
    blocks += [_line(side.role, Style.DIM)] if side.role else []
    blocks.append(_line(_side_line(side, answer.days, answer.until, reader)))
    blocks += _voices(side.newest, reader)
    asked = f"{side.call} {answer.topic}"
    window = f"{answer.days}d{f' {answer.until.isoformat()}' if answer.until else ''}"
    actions = []
    if side.older:
        actions.append(("actor.older", f"/said {asked} {window} +{answer.skip + len(side.newest)}"))
    if answer.skip:
        actions.append(("actor.newer", f"/said {asked} {window} +{max(0, answer.skip - len(side.newest))}"))
    if side.counts.total > 1:
        actions.append(("actor.chart", f"/timeline {asked} {answer.days}d"))
    if not side.counts.total and answer.days < SPANS[-1]:
        actions.append(("said.longer", f"/said {asked} {SPANS[-1]}d"))
    return message([*blocks, *buttons_of(actions, reader)])


def _side_line(side: Side, days: int, until: date | None, reader: Reader) -> str:
    head = _span(days, until, "", reader) + ": "
    if not side.counts.total:
        return head + reader.phrases.text("actor.silent")
    return head + _figures(side.counts, reader) + "  " + sparkline(side.bars)


def compare_message(answer: CompareAnswer, reader: Reader) -> Message:
    """Two actors on one topic, one below the other, in the same measure."""
    texts = reader.phrases
    names = [side.actor.name for side in answer.sides]
    title = texts.text("compare.title", one=names[0], other=names[1])
    blocks: list[Block] = [
        Heading((Run(title, Style.BOLD),)),
        _line(_span(answer.days, answer.until, answer.topic, reader), Style.DIM),
    ]
    for side in answer.sides:
        role = f", {side.role}" if side.role else ""
        blocks.append(Heading((Run(side.actor.name + role, Style.BOLD),), level=2))
        if side.counts.total:
            blocks.append(_line(f"{_figures(side.counts, reader)}  {sparkline(side.bars)}"))
        else:
            blocks.append(_line(texts.text("actor.silent")))
        blocks += _voices(side.newest, reader)
    more = [
        Button(texts.text("compare.more", who=side.actor.name), action)
        for side in answer.sides
        if side.older and answer.topic and _fits(action := f"/said {side.call} {answer.topic} {answer.days}d")
    ]
    return message([*blocks, *([Buttons(tuple(more))] if more else [])])


def timeline_message(answer: TimelineAnswer, reader: Reader) -> Message:
    """When an actor spoke: the figures in words, and a chart."""
    texts, total = reader.phrases, sum(span.total for span in answer.spans)
    title = texts.text("timeline.title", who=answer.actor.name)
    blocks: list[Block] = [Heading((Run(title, Style.BOLD),))]
    blocks += [_line(answer.role, Style.DIM)] if answer.role else []
    head = _span(answer.days, None, answer.topic, reader) + ": "
    if not total:
        return message([*blocks, _line(head + texts.text("actor.silent")), *_other_windows(answer, reader)])
    by_label = [sum(numbers) for numbers in zip(*(_parts(span) for span in answer.spans), strict=True)]
    said = [texts.count(key, number) for (key, _), number in zip(MODES, by_label, strict=True) if number]
    figures = (texts.count("count.statements", total), *said)
    blocks.append(_line(head + DOT.join(figures)))
    peak = max(answer.spans, key=lambda span: span.total)
    most = texts.text("timeline.most", when=_when(peak, reader), n=texts.number(peak.total))
    blocks.append(_line(most))
    return message([*blocks, _chart(answer, ", ".join(figures), most, reader), *_other_windows(answer, reader)])


def _chart(answer: TimelineAnswer, figures: str, most: str, reader: Reader) -> Picture:
    """The answer as stacked bars, and the same in words."""
    texts = reader.phrases
    alt = texts.text(
        "timeline.alt",
        who=answer.actor.name,
        first=reader.long_date(answer.spans[0].first),
        last=reader.long_date(answer.spans[-1].last),
        figures=figures,
        most=most,
    )
    numbers = zip(*map(_parts, answer.spans), strict=True)
    chart = Chart(
        title=answer.actor.name,
        subtitle=_span(answer.days, None, answer.topic, reader),
        labels=tuple(reader.short_date(span.first) for span in answer.spans),
        series=tuple(
            Series(texts.text(label), counts)
            for label, counts in zip(LABELS_SHOWN, numbers, strict=True)
            if any(counts)
        ),
        foot=texts.text("product"),
        dark=answer.dark,
    )
    plain = "".join(char if char.isalnum() and char.isascii() else "-" for char in answer.actor.id)
    return Picture(chart, alt, FILE_NAME.format(actor=plain))


def _parts(span: TimeSpan) -> tuple[int, int, int]:
    return (span.direct, span.indirect, span.reported)


def _when(span: TimeSpan, reader: Reader) -> str:
    """As in "8. Mai" or "5. Mai bis 11. Mai"."""
    if span.first == span.last:
        return reader.short_date(span.first)
    return reader.phrases.text("timeline.span", first=reader.short_date(span.first), last=reader.short_date(span.last))


def _other_windows(answer: TimelineAnswer, reader: Reader) -> list[Buttons]:
    """The windows that were not asked for, and the statements themselves."""
    texts = reader.phrases
    asked = f"{answer.call}{f' {answer.topic}' if answer.topic else ''}"
    dark = f" {texts.text('word.dark').split()[0]}" if answer.dark else ""
    choices = [
        (texts.count("actor.window", days), f"/timeline {asked} {days}d{dark}") for days in SPANS if days != answer.days
    ]
    choices.append((texts.text("timeline.statements"), f"/actor {asked} {answer.days}d"))
    fitting = tuple(Button(label, action) for label, action in choices if _fits(action))
    return [Buttons(fitting)] if fitting else []


def which_message(answer: WhichActor, reader: Reader) -> Message:
    """Several actors carry the name."""
    asked = _line(reader.phrases.text("actor.which", asked=answer.asked), Style.BOLD)
    return message([asked, *_offered(answer.candidates, reader)])


def nobody_message(answer: NoActor, reader: Reader) -> Message:
    """Nobody of that name is known."""
    texts = reader.phrases
    blocks: list[Block] = [_line(texts.text("actor.nobody", asked=answer.asked))]
    if answer.nearest:
        blocks.append(_line(texts.text("actor.nearest"), Style.BOLD))
    return message([*blocks, *_offered(answer.nearest, reader)])


def _offered(candidates: Sequence[Candidate], reader: Reader) -> list[Block]:
    """A line and a button for each; where a command is too long for a button, the commands stand in the lines."""
    fitting = all(_fits(one.command) for one in candidates)
    lines: list[Block] = [_candidate(one, reader, with_command=not fitting) for one in candidates]
    if not fitting or not candidates:
        return lines
    shared = len({one.actor.name for one in candidates}) < len(candidates)
    labels = [_who(one.actor, one.role) if shared else one.actor.name for one in candidates]
    return [*lines, Buttons(tuple(Button(label, one.command) for label, one in zip(labels, candidates, strict=True)))]


def _candidate(candidate: Candidate, reader: Reader, *, with_command: bool) -> Paragraph:
    """As in "Katrin Müller, Bürgermeisterin · 3 Artikel", before it perhaps the command that asks for her."""
    role = f", {candidate.role}" if candidate.role else ""
    count = reader.phrases.count("count.articles", candidate.articles)
    about = f"{role}{DOT}{count}" if candidate.articles else role
    command = (Run(candidate.command + "   "),) if with_command else ()
    return Paragraph((*command, Run(candidate.actor.name, Style.BOLD), Run(about)))


def _who(actor: Actor, role: str) -> str:
    return f"{actor.name}, {role}" if role else actor.name


def _line(text: str, style: Style = Style.PLAIN) -> Paragraph:
    return Paragraph((Run(text, style),))
