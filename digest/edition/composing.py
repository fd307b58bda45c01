"""Pure step: what was chosen, with its words -> the edition, a frozen tree of what a digest shows.

    statements -> voices (the words to show, at most so many characters) -> per story those to show, further ones
      -> as many stories and voices as the reader's budget holds, the rest folded or in the second part
      -> head (counts), in brief (headlines), news since the last edition, contrasts, foot (who was quoted most)

Nothing is written here: headlines and words are chosen and cut, and a cut stands at the end of a clause.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from heapq import nlargest

from digest.edition.choosing import Choice
from digest.edition.contrasting import contrast_of
from digest.edition.cutting import uncut, voice
from digest.edition.desk import Candidate, Desk, leans
from digest.edition.request import DigestRequest, Limits, part_of_day
from digest.edition.values import Edition, EditionStory, News, Reason, Verdict, Voice
from digest.model import Actor, Article, Kind, Statement
from digest.names import fold
from digest.phrases import base
from digest.stories import lifetime

WORDS_PER_MINUTE = 220
"""Reading speed of adults in silent reading of prose, rounded down (German and English lie at 230 to 260)."""

FULL_STORIES = 1
"""Stories at the top that are shown with more than one voice."""

ROOM_FOR_NEXT = 250
"""Characters that are kept for the next story before a further voice is shown."""

HEAD_COST, STORY_COST, VOICE_COST, CONTRAST_COST = 330, 55, 32, 40
"""Characters that stand around the chosen words: head and foot of the edition, a story's figures, a voice's label, a
contrast's names.
"""

CUT_COST = 0.7
"""What it takes off a voice's worth that words were cut off."""

MOST_LONG = 3
"""Statements that are shown in all their words, folded, where a story has none that is short enough."""

MOST_HEADLINES = 100
"""Latest articles of a story whose headlines are looked at."""

GOOD_HEADLINE = range(25, 111)
"""Characters of a headline that reads well in a list."""

QUOTATION = re.compile(r"[„“”\"»«‚‘'][^„“”\"»«]*[“”\"«»‘’'][.!]?")
"""A headline that is a quotation alone."""

FEW_NEWCOMERS = 1 / 3
"""Share of the speakers up to which being heard for the first time is news."""

MOST_CONTRASTS = 2
"""Contrasts shown in one edition."""

QUOTED = 4
"""Actors in the foot."""


@dataclass(frozen=True, slots=True)
class Material:
    """What was loaded for a choice: statements and, by id, the articles their words stand in.

    `earlier` are statements of the stories from before the window; `newcomers` actors never heard before; `has_history`
    whether anything older is stored.
    """

    statements: Mapping[str, Statement]
    texts: Mapping[str, Article]
    earlier: Mapping[str, Sequence[Statement]] = field(default_factory=dict)
    newcomers: frozenset[str] = frozenset()
    has_history: bool = False


def compose(desk: Desk, request: DigestRequest, choice: Choice, material: Material) -> Edition:
    """Return the edition; without anything new it has no stories."""
    told = [_story(desk, request, one, material) for one in choice.candidates]
    shown, more = _within_budget([story for story in told if story.voices or story.further], request.limits)
    shown = _with_contrasts(shown, material, request)
    silent = [story for story in told if not (story.voices or story.further)]
    return Edition(
        request=request,
        part_of_day=part_of_day(request),
        minutes=_minutes(shown),
        counts=choice.counts,
        brief=_brief(shown, request.limits.brief),
        news=_news(choice, shown, material) if material.has_history else None,
        stories=shown,
        more=more,
        uncredited=_uncredited(choice, request, material),
        most_quoted=_most_quoted(desk, choice),
        reasons=_reasons(desk, request, choice, material, (shown, more, silent)) if request.explain else (),
    )


def _story(desk: Desk, request: DigestRequest, one: Candidate, material: Material) -> EditionStory:
    room = request.limits.voices + request.limits.further
    voices = _voices(desk, request, one, material)[:room]
    long = [] if voices else _long_voices(one, material)[: max(1, min(MOST_LONG, request.limits.further))]
    title, headline = _headlines(desk, one, request.language)
    return EditionStory(
        id=one.line.id,
        title=title,
        lifetime=lifetime(
            one.line.first_at, one.line.before, one.told.first_at or one.line.last_at, request.date, request.zone
        ),
        outlets=tuple(desk.window.outlets[outlet] for outlet in one.told.outlets),
        independent=one.told.independent,
        headline=headline,
        voices=tuple(voices),
        further=tuple(long),
        unshown=len(one.passing) - len(voices) - len(long),
        weight=one.weight,
    )


def _headlines(desk: Desk, one: Candidate, language: str) -> tuple[str, str]:
    """Title and another good headline of a story; worked out once for all that read the whole of it."""
    if one.articles is not desk.articles.get(one.line.id):
        return _chosen_headlines(one, language)
    key = (one.line.id, base(language))
    if key not in desk.headlines:
        desk.headlines[key] = _chosen_headlines(one, language)
    return desk.headlines[key]


def _chosen_headlines(one: Candidate, language: str) -> tuple[str, str]:
    """Title and another good headline of a story, from the window, in the reader's language where there is one.

    The title is the story's own if it is among them, else the latest good one; where there is no other good headline
    the second is the title too.
    """
    latest = one.articles[-MOST_HEADLINES:]
    own = [article.title for article in latest if base(article.language) == base(language)]
    titles = list(dict.fromkeys(own or [article.title for article in latest])) or [one.line.title]
    latest_first = titles[::-1]
    title = one.line.title if one.line.title in titles else next(filter(_is_good, latest_first), titles[-1])
    others = (other for other in latest_first if _is_good(other) and _folded(other) != _folded(title))
    return title, next(others, title)


def _is_good(title: str) -> bool:
    """Whether a headline says something by itself, at a glance."""
    return len(title) in GOOD_HEADLINE and not (title.endswith("?") or QUOTATION.fullmatch(title))


def _brief(shown: Sequence[EditionStory], most: int) -> tuple[str, ...]:
    """Headlines of the first stories; one that is nothing but somebody's words tells nothing without who said them."""
    headlines = (story.headline for story in shown if not QUOTATION.fullmatch(story.headline))
    return tuple(dict.fromkeys(headlines))[:most]


# voices


def _voices(desk: Desk, request: DigestRequest, one: Candidate, material: Material) -> list[Voice]:
    """Voices in the order in which they are worth showing: the best of each speaker first, nothing twice."""
    found = []
    for rank, line in enumerate(one.statements):
        statement = material.statements.get(line.id)
        if statement is None:
            continue
        cut = voice(statement, material.texts.get(statement.reports[0].article), request.limits.quote)
        if cut is not None:
            worth = desk.worth(line, request.language) - CUT_COST * (cut.before or cut.after)
            found.append((-worth if not one.followed else float(rank), statement.id, cut))
    first: list[Voice] = []
    later: list[Voice] = []
    told: list[str] = []
    speakers: set[str] = set()
    outlets: set[str] = set()
    for _, _, cut in sorted(found, key=lambda item: item[:2]):
        if _is_told(words_ := _folded(cut.text), told):
            continue
        told.append(words_)
        ids = {actor.id for actor in cut.statement.speakers}
        fresh_outlet = cut.statement.reports[0].outlet.id not in outlets or len(first) >= request.limits.voices
        heard = ids & speakers or not (fresh_outlet or len(one.articles) < 2)
        (later if heard else first).append(cut)
        speakers |= ids
        outlets.add(cut.statement.reports[0].outlet.id)
    return first + later


def _long_voices(one: Candidate, material: Material) -> list[Voice]:
    """Of a story without anything short enough: statements in all their words, to be folded; nothing twice."""
    found: list[Voice] = []
    told: list[str] = []
    for line in one.statements:
        statement = material.statements.get(line.id)
        long = uncut(statement, material.texts.get(statement.reports[0].article)) if statement is not None else None
        if long is not None and not _is_told(_folded(long.text), told):
            told.append(_folded(long.text))
            found.append(long)
    return found


def _is_told(words: str, told: Iterable[str]) -> bool:
    """Whether these folded words stand in one of those, or one of those in them."""
    return any(words in other or other in words for other in told)


@lru_cache(maxsize=4096)
def _folded(text: str) -> str:
    """`fold`, between blanks, remembered: every channel's digest compares much the same words."""
    return f" {fold(text)} "


def _uncredited(choice: Choice, request: DigestRequest, material: Material) -> tuple[Voice, ...]:
    """Statements that nobody could be credited with, most reported first; none that leans on a sentence not shown."""
    found = []
    for line in choice.nameless:
        statement = material.statements.get(line.id)
        if statement is not None and not leans(line):
            found.append(voice(statement, material.texts.get(statement.reports[0].article), request.limits.quote))
    return tuple(one for one in found if one is not None)[: request.limits.further]


# budget


def _within_budget(
    stories: Sequence[EditionStory], limits: Limits
) -> tuple[tuple[EditionStory, ...], tuple[EditionStory, ...]]:
    """Which stories are shown with how many voices: by weight, the first ones with more voices, while there is room.

    Breadth goes before depth: a second voice is shown only if one more story would still find room beside it.
    """
    spent = HEAD_COST
    shown: list[EditionStory] = []
    for rank, story in enumerate(stories[: limits.stories]):
        cost = _story_cost(story, in_brief=rank < limits.brief)
        if shown and spent + cost > limits.characters:
            break
        spent += cost
        open_voices = 1
        for other in story.voices[1 : limits.voices] if rank < FULL_STORIES else ():
            if spent + voice_cost(other) <= limits.characters - ROOM_FOR_NEXT * (rank + 1 < len(stories)):
                spent += voice_cost(other)
                open_voices += 1
        shown.append(_split(story, open_voices, limits))
    rest = [_split(story, limits.voices, limits) for story in stories[len(shown) :]]
    return tuple(shown), tuple(rest[: limits.more])


def _story_cost(story: EditionStory, *, in_brief: bool) -> int:
    """Characters of a story with one voice, about."""
    headline = len(story.headline) + 4 if in_brief else 0
    return STORY_COST + len(story.title) + headline + sum(map(voice_cost, story.voices[:1]))


def voice_cost(one: Voice) -> int:
    """Characters that the voice takes when shown, about."""
    names = sum(len(actor.name) + 2 for actor in one.statement.speakers)
    return VOICE_COST + len(one.text) + len(one.statement.role) + names


def _split(story: EditionStory, shown: int, limits: Limits) -> EditionStory:
    """The story with `shown` voices open and the others folded; what cannot be cut is folded already."""
    if not story.voices:
        return story
    further = story.voices[shown : shown + limits.further]
    hidden = story.unshown + len(story.voices) - min(shown, len(story.voices)) - len(further)
    return replace(story, voices=story.voices[:shown], further=further, unshown=hidden)


def _with_contrasts(
    stories: Sequence[EditionStory], material: Material, request: DigestRequest
) -> tuple[EditionStory, ...]:
    """The stories with a contrast where there is one, at most MOST_CONTRASTS and while there is room."""
    spent = HEAD_COST + sum(
        _story_cost(story, in_brief=rank < request.limits.brief) + sum(map(voice_cost, story.voices[1:]))
        for rank, story in enumerate(stories)
    )
    result, found = [], 0
    for story in stories:
        earlier = material.earlier.get(story.id, ())
        contrast = contrast_of(story, earlier, material.texts) if found < MOST_CONTRASTS else None
        if contrast is not None:
            cost = CONTRAST_COST + len(contrast.earlier.text) + len(contrast.later.text)
            if spent + cost <= request.limits.characters:
                spent, found, story = spent + cost, found + 1, replace(story, contrast=contrast)  # noqa: PLW2901
        result.append(story)
    return tuple(result)


# head and foot


def _news(choice: Choice, shown: Sequence[EditionStory], material: Material) -> News:
    """Stories told apart by statement: an old story is continued only where something new was said in it."""
    told = [one for story in shown for one in story.voices + story.further]
    heard = {actor.id for one in told if one.statement.certain for actor in one.statement.speakers}
    speakers = {
        actor.id: actor
        for one in told
        for actor in one.statement.speakers
        if one.statement.certain and actor.id in material.newcomers and actor.kind is Kind.PERSON
    }
    if len(heard & material.newcomers) > FEW_NEWCOMERS * len(heard):
        speakers = {}
    return News(choice.new, choice.continued, choice.silent, tuple(speakers.values())[:3])


def _most_quoted(desk: Desk, choice: Choice) -> tuple[tuple[Actor, int], ...]:
    """Actors with the most statements surely theirs, if at least two; equal ones by name."""
    actors = desk.window.actors
    least = min(nlargest(QUOTED, choice.quoted.values()), default=0)  # so that few are put in order
    most = [(actor, number) for actor, number in choice.quoted.items() if number >= max(2, least)]
    most.sort(key=lambda item: (-item[1], actors[item[0]].name, item[0]))
    return tuple((actors[actor], number) for actor, number in most[:QUOTED])


def _minutes(stories: Sequence[EditionStory]) -> int:
    shown = " ".join(
        text for story in stories for text in (story.title, story.headline, *(one.text for one in story.voices))
    )
    return max(1, math.ceil(len(shown.split()) * 1.3 / WORDS_PER_MINUTE))


# why


def _reasons(
    desk: Desk,
    request: DigestRequest,
    choice: Choice,
    material: Material,
    told: tuple[Sequence[EditionStory], Sequence[EditionStory], Sequence[EditionStory]],
) -> tuple[Reason, ...]:
    """Why each story and statement that came into question stands where it does; what the filters left out, last."""
    shown, more, silent = told
    candidates = {one.line.id: one for one in choice.candidates}
    reasons: list[Reason] = []
    for stories, verdict, because in (
        (shown, Verdict.SHOWN, "by weight, within the length of the digest"),
        (more, Verdict.MORE, "no room before it"),
        (silent, Verdict.LEFT_OUT, "none of its statements says enough to be shown"),
    ):
        for story in stories:
            one = candidates[story.id]
            reasons.append(Reason(story.id, "", story.title, verdict, because, one.parts))
            reasons += _voice_reasons(desk, request, one, story, material)
    return (*reasons, *choice.reasons)


def _voice_reasons(
    desk: Desk, request: DigestRequest, one: Candidate, story: EditionStory, material: Material
) -> Iterator[Reason]:
    shown = {voice_.statement.id for voice_ in story.voices}
    folded = {voice_.statement.id for voice_ in story.further}
    told = [_folded(voice_.text) for voice_ in (*story.voices, *story.further)]
    for line in one.statements:
        if line.id in shown:
            verdict, because = Verdict.SHOWN, "worth most, or the best of another speaker"
        elif line.id in folded:
            verdict = Verdict.FOLDED
            because = "no room unfolded" if story.voices else TOO_LONG
        else:
            verdict, because = Verdict.LEFT_OUT, _why_silent(material.statements.get(line.id), material, request, told)
        yield Reason(story.id, line.id, line.text, verdict, because, desk.worth_parts(line, request.language))
    if left := len(one.passing) - len(one.statements):
        because = "worth less than those above, or more of the same speakers"
        yield Reason(story.id, "", f"{left} more of its statements", Verdict.LEFT_OUT, because)


TOO_LONG = "too long, and no place where it may be cut"


def _why_silent(statement: Statement | None, material: Material, request: DigestRequest, told: Sequence[str]) -> str:
    """Why a statement of a story is neither shown nor folded."""
    if statement is None:
        return "its words do not stand in the article as stored"
    article = material.texts.get(statement.reports[0].article)
    if uncut(statement, article) is None:
        return "says too little"
    cut = voice(statement, article, request.limits.quote)
    if cut is None:
        return TOO_LONG
    return "its words stand in another one that is shown" if _is_told(_folded(cut.text), told) else "no room"
