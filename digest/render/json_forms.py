"""The JSON forms of statements, editions and blocks. Keys are a contract with other programs: adding is fine."""

from __future__ import annotations

from typing import Any

from digest.chart import Chart
from digest.edition import Edition, EditionStory, Reason, Voice
from digest.model import Block, Buttons, Folded, Heading, Paragraph, Picture, Report, Run, Statement, StatementBlock
from digest.render.editions import parts

Json = dict[str, Any]


def report_json(report: Report) -> Json:
    """One outlet's account; `content` are [start, end) code points of the article's text."""
    return {
        "outlet": report.outlet.name,
        "url": report.url,
        "article": report.article,
        "content": [[span.start, span.end] for span in report.content],
        "independent": report.independent,
        "published_at": report.published_at.isoformat(),
    }


def statement_json(statement: Statement) -> Json:
    """A statement; `speaker` is the names in words, null where nobody is credited."""
    return {
        "id": statement.id,
        "speaker": ", ".join(actor.name for actor in statement.speakers) or None,
        "speakers": [{"id": actor.id, "name": actor.name, "kind": actor.kind.value} for actor in statement.speakers],
        "certain": statement.certain,
        "role": statement.role,
        "text": statement.text,
        "mode": statement.mode.value,
        "language": statement.language,
        "said_on": statement.said_on.isoformat() if statement.said_on else None,
        "first_at": statement.first_at.isoformat(),
        "addressees": [actor.name for actor in statement.addressees],
        "about": [actor.name for actor in statement.about],
        "via": statement.via,
        "reports": [report_json(report) for report in statement.reports],
    }


def voice_json(voice: Voice) -> Json:
    """A statement as the digest shows it: `text` and the first report's `content` are the words shown.

    `full_text` is the whole wording.
    """
    form = statement_json(voice.statement)
    if voice.spans:
        form["reports"][0]["content"] = [[span.start, span.end] for span in voice.spans]
    return form | {"text": voice.text, "full_text": voice.statement.text}


def _story_json(story: EditionStory, *, shown: bool) -> Json:
    return {
        "id": story.id,
        "title": story.title,
        "day": story.lifetime.day,
        "new": story.lifetime.is_new,
        "away": story.lifetime.away,
        "outlets": len(story.outlets),
        "outlet_names": [outlet.name for outlet in story.outlets],
        "independent": story.independent,
        "shown": shown,
        "weight": round(story.weight, 3),
        "statements": [voice_json(voice) for voice in (*story.voices, *story.further)],
        "unshown": story.unshown,
        "contrast": None
        if story.contrast is None
        else {
            "differs": story.contrast.differs.value,
            "earlier": voice_json(story.contrast.earlier),
            "later": voice_json(story.contrast.later),
        },
    }


def edition_json(edition: Edition) -> Json:
    """The digest; `parts` are the neutral blocks of each of its messages."""
    counts, news = edition.counts, edition.news
    return {
        "date": edition.request.date.isoformat(),
        "language": edition.request.language,
        "since": edition.request.since.isoformat(),
        "until": edition.request.until.isoformat(),
        "counts": {
            "statements": counts.statements,
            "articles": counts.articles,
            "outlets": counts.outlets,
            "independent": counts.independent,
            "minutes": edition.minutes,
        },
        "brief": list(edition.brief),
        "news": None
        if news is None
        else {
            "new": news.new,
            "continued": news.continued,
            "silent": news.silent,
            "newcomers": [actor.name for actor in news.newcomers],
        },
        "stories": [
            *(_story_json(story, shown=True) for story in edition.stories),
            *(_story_json(story, shown=False) for story in edition.more),
        ],
        "uncredited": [voice_json(voice) for voice in edition.uncredited],
        "most_quoted": [{"name": actor.name, "statements": number} for actor, number in edition.most_quoted],
        "reasons": [_reason_json(reason) for reason in edition.reasons],
        "parts": [[block_json(block) for block in part.blocks] for part in parts(edition)],
    }


def _reason_json(reason: Reason) -> Json:
    return {
        "story": reason.story,
        "statement": reason.statement or None,
        "text": reason.text,
        "verdict": reason.verdict.value,
        "because": reason.because,
        "weight": round(reason.total, 3),
        "parts": {name: round(value, 3) for name, value in reason.parts if value},
    }


def _runs_json(runs: tuple[Run, ...]) -> list[Json]:
    return [{"text": run.text, "style": run.style.value} | ({"url": run.url} if run.url else {}) for run in runs]


def _chart_json(chart: Chart) -> Json:
    return {
        "title": chart.title,
        "labels": list(chart.labels),
        "series": [{"name": one.name, "values": list(one.values)} for one in chart.series],
    }


def block_json(block: Block) -> Json:
    """One neutral block; `type` names its kind."""
    match block:
        case Heading():
            return {"type": "heading", "level": block.level, "runs": _runs_json(block.runs)}
        case Paragraph():
            return {"type": "paragraph", "runs": _runs_json(block.runs)}
        case StatementBlock():
            return {
                "type": "statement",
                "statement": block.statement,
                "words": _runs_json(block.words),
                "source": _runs_json(block.source),
            }
        case Folded():
            return {"type": "folded", "title": block.title, "blocks": [block_json(inner) for inner in block.blocks]}
        case Picture():
            return {"type": "picture", "alt": block.alt, "name": block.name, "chart": _chart_json(block.chart)}
        case Buttons():
            buttons = [{"label": button.label, "action": button.action} for button in block.buttons]
            return {"type": "buttons", "buttons": buttons}
