"""Answers about stories -> message blocks."""

from __future__ import annotations

from collections.abc import Iterable

from digest.model import Block, Button, Buttons, Folded, Heading, Message, Paragraph, Run, Story, Style
from digest.render.editions import rest_blocks, story_blocks
from digest.render.plain import message
from digest.render.story_answer import StoriesAnswer, StoryAnswer, TopicAnswer
from digest.render.voices import DOT, Reader, answer_block, quoted, whole
from digest.statements import Variant

OUTLETS = 8
"""Outlets of a story that are named."""

LABEL = 60
"""Characters of a headline on a button."""


def story_message(answer: StoryAnswer, reader: Reader) -> Message:
    """A story: since when and how widely it is told, the headlines of its days, what was said, the newest first."""
    blocks: list[Block] = [
        Heading((Run(answer.story.title, Style.BOLD),)),
        Paragraph((Run(DOT.join(_figures(answer, reader)), Style.DIM),)),
        Paragraph((Run(_outlets(answer, reader)),)),
    ]
    for statement in answer.newest:
        blocks.append(answer_block(whole(statement), reader, with_speaker=True))
        blocks += [_variant(one, reader) for one in answer.variants.get(statement.id, ())]
    if len(answer.chapters) > 1:
        lines = tuple(
            Paragraph(
                (
                    Run(f"{reader.short_date(one.day)}: "),
                    Run(one.title, url=one.url or None),
                    Run(f" ({one.outlet.name})", Style.DIM),
                )
            )
            for one in answer.chapters
        )
        blocks.append(Folded(reader.phrases.text("story.chapters"), lines))
    return message([*blocks, *_turns(answer, reader)])


def _figures(answer: StoryAnswer, reader: Reader) -> Iterable[str]:
    """As in "Tag 3 · seit 7. Mai, zuletzt 9. Mai, 14:05 · 9 Medien, 5 unabhängige Texte · 12 Aussagen"."""
    texts, story = reader.phrases, answer.story
    if answer.is_silent:
        yield texts.text("story.silent")
    elif answer.day > 1:
        yield texts.text("story.day", n=answer.day)
    if story.first_at == story.last_at:
        yield reader.time(story.first_at)
    else:
        yield texts.text("story.since", first=reader.time(story.first_at), last=reader.time(story.last_at))
    outlets = texts.count("count.outlets", len(answer.outlets))
    yield outlets + ", " + texts.count("count.independent", answer.independent)
    yield texts.count("count.statements", answer.statements)


def _outlets(answer: StoryAnswer, reader: Reader) -> str:
    named = [
        outlet.name + (f" {reader.phrases.number(number)}" if number > 1 else "")
        for outlet, number in answer.outlets[:OUTLETS]
    ]
    more = len(answer.outlets) - len(named)
    return DOT.join(named) + (f" +{more}" if more else "")


def _variant(variant: Variant, reader: Reader) -> Paragraph:
    """As in "so zitiert bei Elbwarte: „…“"."""
    who = reader.phrases.listed([outlet.name for outlet in variant.outlets])
    head = reader.phrases.text("story.quoted_by", who=who)
    return Paragraph((Run(f"{head} ", Style.DIM, variant.url or None), Run(quoted(variant.text, reader.language))))


def _turns(answer: StoryAnswer, reader: Reader) -> list[Block]:
    page, call = len(answer.newest), f"/story {answer.story.id}"
    choices = []
    if answer.older:
        choices.append(("actor.older", f"{call} +{answer.skip + page}"))
    if answer.skip:
        choices.append(("actor.newer", f"{call} +{max(0, answer.skip - page)}"))
    return [Buttons(tuple(Button(reader.phrases.text(key), action) for key, action in choices))] if choices else []


def stories_message(answer: StoriesAnswer, reader: Reader) -> Message:
    """Several stories are called so: a line and a button for each."""
    asked = Paragraph((Run(reader.phrases.text("story.which", asked=answer.asked), Style.BOLD),))
    lines = [_line(story, reader) for story in answer.stories]
    buttons = Buttons(tuple(Button(_label(story.title), f"/story {story.id}") for story in answer.stories))
    return message([asked, *lines, buttons])


def _line(story: Story, reader: Reader) -> Paragraph:
    tail = DOT.join(("", reader.time(story.last_at), reader.phrases.count("count.articles", len(story.articles))))
    return Paragraph((Run(story.title, Style.BOLD), Run(tail, Style.DIM)))


def _label(title: str) -> str:
    return title if len(title) <= LABEL else title[: LABEL - 1].rstrip() + "…"


def topic_message(answer: TopicAnswer, reader: Reader) -> Message:
    """What was said on a topic, story by story, as in a digest."""
    texts, edition = reader.phrases, answer.edition
    window = texts.count("actor.window", answer.days)
    blocks: list[Block] = [Heading((Run(texts.text("topic.title", topic=answer.topic), Style.BOLD),))]
    if not edition.stories:
        return message([*blocks, Paragraph((Run(f"{window}: {texts.text('topic.nothing')}"),))])
    said = texts.count("count.statements", edition.counts.statements)
    blocks.append(Paragraph((Run(f"{window}: {said}", Style.DIM),)))
    if edition.most_quoted:
        who = DOT.join(f"{actor.name} {texts.number(number)}" for actor, number in edition.most_quoted)
        blocks.append(Paragraph((Run(texts.text("edition.most_quoted", who=who)),)))
    for number, story in enumerate(edition.stories, start=1):
        blocks += story_blocks(story, edition, reader, f"{number}{DOT}")
    return message([*blocks, *rest_blocks(edition, reader)])
