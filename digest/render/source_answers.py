"""Answers of the commands on sources -> message blocks."""

from __future__ import annotations

from collections.abc import Iterator

from babel import Locale

from digest.model import LONGEST_ACTION, Block, Button, Buttons, Feed, Folded, Heading, Message, Paragraph, Run, Style
from digest.phrases import Phrases
from digest.render.plain import message
from digest.render.source_answer import SourceAdded, SourceChoice, SourceChoices
from digest.render.voices import DOT, Reader

MANY = 150
"""Entries a day from which it is said that they are many: a big daily newspaper has about as many."""

LONGEST_SHOWN = 90
"""Characters of an address that are shown."""

IN_A_ROW = 6

TRIALS = {
    "consent wall": "source.trial.consent",
    "paywall": "source.trial.paywall",
    "robots": "source.trial.robots",
}
"""What is said of a source whose newest page gave no article, by the reason."""


def added_message(answer: SourceAdded, reader: Reader) -> Message:
    """The source was added; how much comes of it, and what speaks against it."""
    name = source_name(answer.feed)
    blocks: list[Block] = [Heading((Run(reader.phrases.text("source.added", name=name), Style.BOLD),))]
    blocks.append(_line(DOT.join(_facts(answer, reader))))
    blocks += [_line(warning) for warning in _warnings(answer, reader)]
    blocks.append(_line(reader.phrases.text("source.next", name=answer.feed.outlet.name), Style.DIM))
    return message(blocks)


def _facts(answer: SourceAdded, reader: Reader) -> Iterator[str]:
    texts = reader.phrases
    if answer.per_day is not None:
        whole = round(answer.per_day)
        yield texts.count("source.per_day", whole) if whole else texts.text("source.seldom")
    if answer.language:
        yield language_name(answer.language, texts)
    if answer.newest_at is not None:
        yield texts.text("source.newest", time=reader.time(answer.newest_at))


def _warnings(answer: SourceAdded, reader: Reader) -> Iterator[str]:
    texts = reader.phrases
    if answer.silent_days:
        yield texts.count("source.silent", answer.silent_days)
    if answer.per_day is not None and answer.per_day > MANY:
        yield texts.text("source.many")
    if answer.trial:
        yield texts.text(TRIALS.get(answer.trial, "source.trial.other"))


def choices_message(answer: SourceChoices, reader: Reader) -> Message:
    """The question, the sources with their numbers, and a button for each."""
    blocks: list[Block] = [_line(reader.phrases.text(answer.question, site=answer.site), Style.BOLD)]
    blocks += [_numbered(number, one) for number, one in enumerate(answer.choices, 1)]
    where = f"{answer.where} " if answer.where else ""
    made = [
        Button(str(number), action)
        for number, one in enumerate(answer.choices, 1)
        if len((action := f"/{answer.command} {where}{one.word}").encode()) <= LONGEST_ACTION
    ]
    blocks += [Buttons(tuple(made[first : first + IN_A_ROW])) for first in range(0, len(made), IN_A_ROW)]
    blocks.append(_line(reader.phrases.text("source.choose", command=f"{answer.command} {where}".strip()), Style.DIM))
    return message(blocks)


def _numbered(number: int, choice: SourceChoice) -> Paragraph:
    return Paragraph((Run(f"{number}  "), Run(choice.title, Style.BOLD), Run(f"   {_short(choice.url)}", Style.DIM)))


def own_blocks(own: tuple[Feed, ...], off: tuple[Feed, ...], reader: Reader) -> list[Block]:
    """What a channel added to the list, and what it took off."""
    texts = reader.phrases
    blocks: list[Block] = []
    if own:
        blocks.append(_line(texts.count("sources.own", len(own)), Style.BOLD))
        blocks += [
            _numbered(number, SourceChoice(source_name(feed), feed.url, "")) for number, feed in enumerate(own, 1)
        ]
    if off:
        listed = tuple(_line(source_name(feed)) for feed in off)
        blocks.append(Folded(texts.count("sources.off", len(off)), listed))
    blocks.append(_line(texts.text("sources.hint"), Style.DIM))
    return blocks


def source_name(feed: Feed) -> str:
    """As in "Tagesschau · Inland"."""
    return f"{feed.outlet.name}{DOT}{feed.section}" if feed.section else feed.outlet.name


def language_name(code: str, texts: Phrases) -> str:
    """The language in the reader's words; its code where there are none."""
    return str(Locale.parse(texts.language).languages.get(code, code))


def _short(url: str) -> str:
    return url if len(url) <= LONGEST_SHOWN else url[: LONGEST_SHOWN - 1] + "…"


def _line(text: str, style: Style = Style.PLAIN) -> Paragraph:
    return Paragraph((Run(text, style),))
