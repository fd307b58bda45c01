"""Edition -> message blocks: head, in brief, news, stories with their voices, folded rest, foot."""

from __future__ import annotations

from datetime import timedelta

from digest.edition import Contrast, Edition, EditionStory, PartOfDay, Voice
from digest.model import Block, Folded, Heading, Message, Paragraph, Run, Style
from digest.render.plain import message
from digest.render.voices import DOT, Reader, digest_block, named, words_of


def reader_of(edition: Edition) -> Reader:
    """For whom the edition was compiled."""
    return Reader(edition.request.language, edition.request.zone)


def render_edition(edition: Edition) -> Message:
    """The first part: what is to be read, with the rest folded below it."""
    reader = reader_of(edition)
    blocks: list[Block] = [*_head(edition, reader)]
    if not edition.stories:
        key = "edition.empty" if edition.counts.articles else "edition.no_articles"
        blocks.append(Paragraph((Run(reader.phrases.text(key)),)))
    blocks += _brief(edition, reader)
    blocks += _news(edition, reader)
    for number, story in enumerate(edition.stories, start=1):
        blocks += story_blocks(story, edition, reader, f"{number}{DOT}")
    blocks += rest_blocks(edition, reader)
    blocks += _foot(edition, reader)
    return message(blocks)


def render_nothing_new(edition: Edition) -> Message:
    """One line for an edition without stories: since when nothing new was said, and how much was read."""
    reader = reader_of(edition)
    read = reader.phrases.count("count.articles", edition.counts.articles)
    sentence = reader.phrases.text("edition.nothing_new", time=reader.time(edition.request.since), articles=read)
    return message([Paragraph((Run(sentence),))])


def render_more(edition: Edition) -> Message:
    """The second part: the stories for which the first had no room."""
    reader = reader_of(edition)
    blocks: list[Block] = [_title(edition, reader)]
    if not edition.more:
        blocks.append(Paragraph((Run(reader.phrases.text("edition.nothing_more")),)))
    for number, story in enumerate(edition.more, start=len(edition.stories) + 1):
        blocks += story_blocks(story, edition, reader, f"{number}{DOT}")
    return message(blocks)


def parts(edition: Edition) -> tuple[Message, ...]:
    """All parts of the edition in order."""
    return (render_edition(edition), *((render_more(edition),) if edition.more else ()))


def _title(edition: Edition, reader: Reader) -> Heading:
    texts = reader.phrases
    title = f"{texts.text('product')}{DOT}{_part_of_day(edition.part_of_day, reader)}"
    return Heading((Run(title, Style.BOLD),))


def _part_of_day(part: PartOfDay, reader: Reader) -> str:
    names = {
        PartOfDay.MORNING: reader.phrases.text("edition.morning"),
        PartOfDay.MIDDAY: reader.phrases.text("edition.midday"),
        PartOfDay.EVENING: reader.phrases.text("edition.evening"),
        PartOfDay.DAY: reader.phrases.text("edition.day"),
        PartOfDay.SPAN: reader.phrases.text("edition.span"),
    }
    return names[part]


def _head(edition: Edition, reader: Reader) -> tuple[Block, ...]:
    texts, counts = reader.phrases, edition.counts
    outlets = texts.count("count.outlets", counts.outlets)
    if counts.independent != counts.articles:
        outlets += ", " + texts.count("count.independent", counts.independent)
    figures = (
        _dates(edition, reader),
        texts.count("edition.minutes", edition.minutes),
        texts.count("count.statements", counts.statements),
        texts.count("count.articles", counts.articles),
        outlets,
    )
    shown = figures if counts.articles else figures[:1]
    return (_title(edition, reader), Paragraph((Run(DOT.join(shown), Style.DIM),)))


def _dates(edition: Edition, reader: Reader) -> str:
    """The day, or from which to which day a digest of several reaches."""
    request = edition.request
    if edition.part_of_day is not PartOfDay.SPAN:
        return reader.full_date(request.date)
    first, last = reader.day(request.since), reader.day(request.until - timedelta(microseconds=1))
    return reader.phrases.text("edition.from_to", first=reader.short_date(first), last=reader.long_date(last))


def _brief(edition: Edition, reader: Reader) -> tuple[Block, ...]:
    if len(edition.brief) < 2:
        return ()
    lines = [Paragraph((Run(f"{number}. {title}"),)) for number, title in enumerate(edition.brief, start=1)]
    return (Paragraph((Run(reader.phrases.text("edition.brief"), Style.BOLD),)), *lines)


def _news(edition: Edition, reader: Reader) -> tuple[Block, ...]:
    news, texts = edition.news, reader.phrases
    if news is None:
        return ()
    title = _since(edition, reader)
    figures = [
        texts.count("news.new", news.new) if news.new else "",
        texts.count("news.continued", news.continued) if news.continued else "",
        texts.count("news.silent", news.silent) if news.silent else "",
        texts.text("news.newcomers", who=named(news.newcomers, reader)) if news.newcomers else "",
    ]
    said = DOT.join(figure for figure in figures if figure)
    return (Paragraph((Run(f"{title}: ", Style.BOLD), Run(said))),) if said else ()


def _since(edition: Edition, reader: Reader) -> str:
    """As in "Neu seit gestern", "Neu seit 09:00", "Neu seit 6. Mai", "Neu an diesem Tag"."""
    texts, request = reader.phrases, edition.request
    if edition.part_of_day is PartOfDay.SPAN:
        return texts.text("news.title_since", time=reader.short_date(reader.day(request.since)))
    if edition.part_of_day is PartOfDay.DAY:
        return texts.text("news.title_day")
    if request.until - request.since < timedelta(hours=20):
        return texts.text("news.title_since", time=reader.clock(request.since))
    return texts.text("news.title")


def _figures(story: EditionStory, edition: Edition, reader: Reader) -> str:
    """As in "Tag 2 · 9 Medien, 5 unabhängige Texte"; that a story is new is said only where others are not.

    New to this reader is also what began yesterday, after the edition before; over several days its days are counted.
    """
    texts = reader.phrases
    outlets = texts.count("count.outlets", len(story.outlets))
    if story.independent != len(story.outlets) or len(story.outlets) > 1:
        outlets += ", " + texts.count("count.independent", story.independent)
    life = story.lifetime
    if life.away:
        return texts.count("story.back", life.away) + DOT + outlets
    is_news = life.is_new and edition.news is not None
    if life.day > 1 and not (is_news and edition.part_of_day is not PartOfDay.SPAN):
        return texts.text("story.day", n=life.day) + DOT + outlets
    return (texts.text("story.new") + DOT if is_news else "") + outlets


def story_blocks(story: EditionStory, edition: Edition, reader: Reader, number: str) -> tuple[Block, ...]:
    """A story: its headline, figures, the voices shown, the further ones folded."""
    day = edition.request.date
    blocks: list[Block] = [
        Heading((Run(number + story.title, Style.BOLD),), level=2),
        Paragraph((Run(_figures(story, edition, reader), Style.DIM),)),
        *(digest_block(voice, day, reader) for voice in story.voices),
    ]
    if story.contrast is not None:
        blocks.append(_contrast(story.contrast, reader))
    inside: list[Block] = [digest_block(voice, day, reader) for voice in story.further]
    if inside:
        inside.append(Paragraph((Run(_more_of(story, reader), Style.DIM),)))
        title = "story.further" if story.voices else "story.long"
        blocks.append(Folded(reader.phrases.count(title, len(story.further)), tuple(inside), number + story.title))
    return tuple(blocks)


def _more_of(story: EditionStory, reader: Reader) -> str:
    """As in "und 5 weitere Aussagen · alles dazu: /story 4f0kz1"."""
    command = reader.phrases.text("story.command", id=story.id)
    return reader.phrases.count("story.unshown", story.unshown) + DOT + command if story.unshown else command


def _contrast(contrast: Contrast, reader: Reader) -> Paragraph:
    """As in "Nebeneinander · Name: 6. Mai: „…“ (Outlet) – 7. Mai: „…“ (Outlet)", both sides linked; no verdict."""
    texts = reader.phrases
    who = contrast.later.statement.speakers[0].name
    head = texts.text("contrast.title", who=who)
    return Paragraph(
        (
            Run(head + " ", Style.BOLD),
            *_side(contrast.earlier, reader),
            Run(" " + texts.text("contrast.versus") + " "),
            *_side(contrast.later, reader),
        )
    )


def _side(voice: Voice, reader: Reader) -> tuple[Run, ...]:
    report = voice.statement.reports[0]
    day = reader.short_date(voice.statement.said_on or reader.day(voice.statement.first_at))
    return (
        Run(f"{day}: {words_of(voice)} ("),
        Run(report.outlet.name, Style.DIM, report.url or None),
        Run(")"),
    )


def rest_blocks(edition: Edition, reader: Reader) -> tuple[Block, ...]:
    """The stories of the second part, each with a voice, and what nobody could be credited with, folded."""
    texts, blocks = reader.phrases, list[Block]()
    if edition.more:
        inside: list[Block] = []
        for story in edition.more:
            inside.append(Paragraph((Run(story.title, Style.BOLD),)))
            inside.append(Paragraph((Run(_figures(story, edition, reader), Style.DIM),)))
            inside += [digest_block(voice, edition.request.date, reader) for voice in story.voices[:1]]
        blocks.append(Folded(texts.count("edition.more", len(edition.more)), tuple(inside)))
    if edition.uncredited:
        voices = tuple(digest_block(voice, edition.request.date, reader) for voice in edition.uncredited)
        blocks.append(Folded(texts.count("edition.uncredited", len(voices)), voices))
    return tuple(blocks)


def _foot(edition: Edition, reader: Reader) -> tuple[Block, ...]:
    if not edition.stories:
        return ()
    texts = reader.phrases
    quoted = DOT.join(f"{actor.name} {texts.number(number)}" for actor, number in edition.most_quoted)
    parts_of_foot = [
        texts.text("edition.most_quoted", who=quoted) if quoted else "",
        texts.text("edition.promise"),
        texts.text("edition.more_command") if edition.more else "",
    ]
    return (Paragraph((Run(DOT.join(part for part in parts_of_foot if part), Style.DIM),)),)
