"""What an article says, as a message: one line per quotation in text order, then the actors it names."""

from __future__ import annotations

from digest.model import (
    Actor,
    Analysis,
    Article,
    Block,
    Heading,
    Message,
    Mode,
    Paragraph,
    Party,
    Quotation,
    Run,
    StatementBlock,
    Style,
    wording,
)
from digest.phrases import Phrases, phrases
from digest.render.plain import message
from digest.render.voices import DOT, LABELS
from digest.statements import told


def render_analysis(article: Article, analysis: Analysis, language: str) -> Message:
    """The article's quotations with speaker, label, addressee, via and day, and its actors with roles."""
    texts = phrases(language)
    actors = {actor.id: actor for actor in analysis.actors}
    blocks: list[Block] = [Heading((Run(article.title, Style.BOLD),))]
    blocks += [_quotation(one, article, actors, texts) for one in analysis.quotations]
    if not analysis.quotations:
        blocks.append(Paragraph((Run(texts.text("analysis.nothing")),)))
    if actors:
        roles = {one.actor: one.titles[0] for one in analysis.roles if one.titles}
        named = "; ".join(_with_role(actor, roles.get(actor.id, "")) for actor in analysis.actors)
        blocks.append(Paragraph((Run(texts.text("analysis.actors") + " ", Style.BOLD), Run(named))))
    return message(blocks)


def _with_role(actor: Actor, role: str) -> str:
    return f"{actor.name} ({role})" if role else actor.name


def _quotation(one: Quotation, article: Article, actors: dict[str, Actor], texts: Phrases) -> StatementBlock:
    speaker = _named(one.speaker, article, actors)
    if one.speaker.actors and not one.speaker.certain:
        speaker = texts.text("voice.unsure", who=speaker)
    shown = told(one, article.text, article.language)
    if one.speaker.span is not None and not one.speaker.actors:
        inside = any(span.contains(one.speaker.span) for span in shown)
        speaker = "" if inside else texts.text("quote.marks").replace(" ", speaker)
    words = wording(article.text, shown)
    who = (Run(speaker, Style.BOLD), Run(": ")) if speaker else ()
    parts = [texts.text(LABELS[one.mode])]
    if one.mode in (Mode.INDIRECT_FREE, Mode.FREE):
        parts.append(one.mode.value)
    if one.addressee is not None:
        parts.append(texts.text("voice.to", who=_named(one.addressee, article, actors)))
    if one.via is not None:
        parts.append(texts.text("voice.via", who=_named(one.via, article, actors)))
    if one.said_on is not None:
        parts.append(one.said_on.isoformat())
    parts.append(f"{one.confidence:.2f}")
    return StatementBlock(one.id, (*who, Run(words)), (Run(DOT.join(parts), Style.DIM),))


def _named(party: Party, article: Article, actors: dict[str, Actor]) -> str:
    """The actors' names, or the words of the article where nobody could be linked."""
    names = [actors[actor].name for actor in party.actors if actor in actors]
    if names:
        return ", ".join(names)
    return "" if party.span is None else party.span.of(article.text)
