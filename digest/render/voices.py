"""How one statement is put: who, which words, and below it how it was said, when and by whom it is reported."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_skeleton

from digest.edition import Voice
from digest.model import Actor, Mode, Run, Statement, StatementBlock, Style
from digest.phrases import Phrases, phrases

DOT = " · "
"""What stands between the parts of a line."""

OPENING, CLOSING = "„“»«”‚‘\"'", "“”«»’‘\"'"
"""Marks that direct speech may begin and end with in the article itself."""

PAIRS = {"„": "“", "“": "”", "»": "«", "«": "»", "‚": "‘", "‘": "’", '"': '"', "”": "”", "'": "'"}

LABELS = {
    Mode.DIRECT: "mode.direct",
    Mode.INDIRECT: "mode.indirect",
    Mode.INDIRECT_FREE: "mode.indirect",
    Mode.FREE: "mode.indirect",
    Mode.REPORTED: "mode.reported",
}
"""The three labels that readers see."""


@dataclass(frozen=True, slots=True)
class Reader:
    """For whom something is put into words: `zone` is an IANA name."""

    language: str
    zone: str

    @property
    def phrases(self) -> Phrases:
        """The interface in the reader's language."""
        return phrases(self.language)

    def full_date(self, day: date) -> str:
        """As in "Freitag, 9. Mai 2025"."""
        return str(format_date(day, "full", locale=self.phrases.language))

    def long_date(self, day: date) -> str:
        """As in "9. Mai 2025"."""
        return str(format_date(day, "long", locale=self.phrases.language))

    def short_date(self, day: date) -> str:
        """As in "9. Mai"."""
        return str(
            format_skeleton("MMMd", datetime(day.year, day.month, day.day, tzinfo=UTC), locale=self.phrases.language)
        )

    def time(self, moment: datetime) -> str:
        """As in "9. Mai, 14:05" on the reader's clock."""
        local = moment.astimezone(ZoneInfo(self.zone))
        return f"{self.short_date(local.date())}, {self.clock(moment)}"

    def day(self, moment: datetime) -> date:
        """The day it is then where the reader lives."""
        return moment.astimezone(ZoneInfo(self.zone)).date()

    def clock(self, moment: datetime) -> str:
        """As in "14:05" on the reader's clock."""
        local = moment.astimezone(ZoneInfo(self.zone))
        return str(format_skeleton("Hm", local, locale=self.phrases.language))


def words_of(voice: Voice) -> str:
    """The words shown, with quote marks around direct speech and "…" where words were cut off before or after.

    Marks that stand in the article are kept; those that a cut took away are given back.
    """
    text = voice.text
    if voice.statement.mode is not Mode.DIRECT:
        return ("… " if voice.before else "") + text + (" …" if voice.after else "")
    first, last = text[:1], text[-1:]
    if not _is_marked(text):
        first, last = phrases(voice.statement.language).text("quote.marks").split()
        return f"{first}{'… ' if voice.before else ''}{text}{' …' if voice.after else ''}{last}"
    closing = PAIRS.get(first, "")
    if voice.after:
        inside = closing and text.count(closing) < max(1, text.count(first))
        return ("… " if voice.before else "") + text + " …" + (closing if inside else "")
    return ("… " if voice.before else "") + text


def _is_marked(text: str) -> bool:
    """Whether quote marks stand in the text already."""
    return text[:1] in OPENING or text[-1:] in CLOSING or any(mark in text for mark in "„“”»«")


def quoted(text: str, language: str) -> str:
    """The words of an article with quote marks of the language, unless they have some already."""
    first, last = phrases(language).text("quote.marks").split()
    return text if _is_marked(text) else f"{first}{text}{last}"


def named(actors: Iterable[Actor], reader: Reader) -> str:
    """The actors' names as an enumeration."""
    return reader.phrases.listed([actor.name for actor in actors])


def speaker_runs(statement: Statement, reader: Reader) -> tuple[Run, ...]:
    """As in "**Name**, role: " before the words; nothing where nobody is credited."""
    if not statement.speakers:
        return ()
    name = named(statement.speakers, reader)
    if not statement.certain:
        name = reader.phrases.text("voice.unsure", who=name)
    role = f", {statement.role}" if statement.role else ""
    return (Run(name, Style.BOLD), Run(f"{role}: "))


def source_runs(statement: Statement, parts: Sequence[str], reader: Reader) -> tuple[Run, ...]:
    """As in "wörtlich · … · outlet +4": label, the given parts, the outlet of the wording (linked), how many more."""
    texts = reader.phrases
    before = DOT.join((texts.text(LABELS[statement.mode]), *(part for part in parts if part)))
    report = statement.reports[0]
    more = len(statement.outlets) - 1
    copied = more > 0 and sum(one.independent for one in statement.reports) == 1
    tail = (f" +{more}" if more else "") + (f" ({texts.text('voice.same_text')})" if copied else "")
    return (
        Run(before + DOT, Style.DIM),
        Run(report.outlet.name, Style.DIM, report.url or None),
        *((Run(tail, Style.DIM),) if tail else ()),
    )


def via(statement: Statement, reader: Reader) -> str:
    """As in "laut Reuters", or nothing."""
    return reader.phrases.text("voice.via", who=statement.via) if statement.via else ""


def to(statement: Statement, reader: Reader) -> str:
    """As in "an Fox News", or nothing."""
    return reader.phrases.text("voice.to", who=named(statement.addressees, reader)) if statement.addressees else ""


def digest_block(voice: Voice, day: date, reader: Reader) -> StatementBlock:
    """A voice in a digest of `day`; a day of its own is shown where it was said on another."""
    statement = voice.statement
    said = statement.said_on
    other_day = reader.short_date(said) if said is not None and said != day else ""
    return StatementBlock(
        statement.id,
        (*speaker_runs(statement, reader), Run(words_of(voice))),
        source_runs(statement, (other_day, via(statement, reader)), reader),
    )


def answer_block(voice: Voice, reader: Reader, *, with_speaker: bool) -> StatementBlock:
    """A voice in an answer, with time, addressee and the id that `/quote` takes."""
    statement = voice.statement
    speaker = speaker_runs(statement, reader) if with_speaker else ()
    parts = (reader.time(statement.first_at), to(statement, reader), via(statement, reader))
    source = source_runs(statement, parts, reader)
    return StatementBlock(
        statement.id, (*speaker, Run(words_of(voice))), (*source, Run(f"{DOT}#{statement.id}", Style.DIM))
    )


def whole(statement: Statement) -> Voice:
    """The statement in all its words."""
    return Voice(statement, statement.reports[0].content, statement.text)
