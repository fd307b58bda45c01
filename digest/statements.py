"""Pure step: quotations of the articles of a window -> statements, merged over outlets.

    readings (article with its analysis) -> one account per quotation: who, what, in which words to show it
      -> accounts of the same speakers that report the same utterance, oldest first -> the best wording of each
      -> Statement with a Report per article

Careful on purpose: different speakers are never merged, nor are accounts that differ in a negation or in their figures.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from datetime import date, timedelta

from rapidfuzz import fuzz

from digest.model import (
    NOBODY,
    Actor,
    Analysis,
    Article,
    Kind,
    Mode,
    Party,
    Quotation,
    Report,
    Span,
    Statement,
    wording,
)
from digest.names import fold
from digest.phrases import words
from digest.stories import content_stems

APART = timedelta(hours=36)
"""Longest time between two articles that report the same utterance anew; agencies repeat a quote for about a day."""

SAME_STORY, ANY_STORY = 0.6, 0.85
"""Share of the shorter account's stems that the longer one must hold, inside one story and across stories."""

FEWEST_SHARED = 3
"""Stems that two accounts must share before their likeness counts."""

LITERAL = 5
"""Words in a row that make two accounts literally the same."""

SENSIBLE = 4
"""Words below which a piece of speech says nothing without its frame."""

FRAME_LIMIT = 120
"""Most characters of framing words that are shown with a content."""

LEAD_LIMIT = 60
"""Most characters before the first framing word that are shown, so that a sentence is shown from its start."""

RANK = {Mode.DIRECT: 0, Mode.INDIRECT: 1, Mode.INDIRECT_FREE: 2, Mode.FREE: 3, Mode.REPORTED: 4}
"""How close a mode is to the words that were said; the closest wording is shown."""

QUOTE_MARKS = "„“”»«‚‘’‹›\"'"
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
_SENTENCE_END = re.compile(r"[.!?…][\"“”»«’‘']?\s")
_INSERTED = re.compile(r",[^,;:„“”«»\"\n]{3,120},\s+")
_EDGE = re.compile(r"^[\s,;:–—-]+|[\s,;:–—-]+$")


@dataclass(frozen=True, slots=True)
class Reading:
    """An article and what was found in it."""

    article: Article
    analysis: Analysis


@dataclass(frozen=True, slots=True)
class _Account:
    """One quotation, ready for comparison."""

    reading: Reading
    quotation: Quotation
    speakers: tuple[str, ...]
    shown: tuple[Span, ...]
    said: str
    folded: str
    stems: frozenset[str]
    negations: tuple[str, ...]
    denied: bool
    figures: frozenset[str]
    root: str
    story: str | None

    @property
    def age(self) -> tuple[object, ...]:
        """Sorts by publication, then by place in the text."""
        article = self.reading.article
        return (article.published_at, article.id, self.quotation.content[0])


def merge(
    readings: Sequence[Reading],
    story_of: Mapping[str, str],
    copies: Mapping[str, str],
) -> tuple[Statement, ...]:
    """Return the statements of these articles, latest first.

    `story_of` gives the story of each article, `copies` the original of each wire copy.
    """
    accounts = sorted(
        (account for reading in readings for account in _accounts(reading, story_of, copies)),
        key=lambda account: account.age,
    )
    merged = [_statement(group) for group in _grouped(accounts)]
    return tuple(sorted(merged, key=lambda statement: (statement.first_at, statement.id), reverse=True))


# one account per quotation


def _accounts(reading: Reading, story_of: Mapping[str, str], copies: Mapping[str, str]) -> Iterable[_Account]:
    inner = _repeats_of_outer(reading.analysis.quotations)
    for quotation in reading.analysis.quotations:
        if quotation.id in inner:
            continue
        text, language = reading.article.text, reading.article.language
        said = wording(text, quotation.content)
        shown = told(quotation, text, language)
        tokens = [token.lower() for token in _WORD.findall(said)]
        yield _Account(
            reading=reading,
            quotation=quotation,
            speakers=tuple(sorted(quotation.speaker.actors)),
            shown=shown,
            said=said,
            folded=fold(said),
            stems=frozenset(content_stems(said, language)),
            denied=_denied(quotation, shown, text, language),
            negations=tuple(sorted(_negation(token) for token in tokens if token in words(language).negations)),
            figures=frozenset(re.findall(r"\d+(?:[.,]\d+)*", said)),
            root=copies.get(reading.article.id, reading.article.id),
            story=story_of.get(reading.article.id),
        )


def _denied(quotation: Quotation, shown: Sequence[Span], text: str, language: str) -> bool:
    """Whether the framing words turn the content round: "bestritt, dass", but not "schloss nicht aus, dass"."""
    small = words(language)
    hull = Span(min(shown[0].start, quotation.content[0].start), max(shown[-1].end, quotation.content[-1].end))
    tokens = [token.lower() for token in _WORD.findall(_outside(hull, quotation.content, text))]
    return sum(token in small.denials or token in small.negations for token in tokens) % 2 == 1


def _negation(word: str) -> str:
    """Forms of the same negation are one ("kein", "keinen")."""
    return word[:4]


def _repeats_of_outer(quotations: Sequence[Quotation]) -> set[str]:
    """Quotations that lie wholly inside another one of the same speaker: the outer one says all they say."""
    repeats = set()
    for inner in quotations:
        for outer in quotations:
            same = set(inner.speaker.actors) == set(outer.speaker.actors)
            if inner.id == outer.id or not same or len(outer.content) == 0:
                continue
            covered = all(any(big.contains(small) for big in outer.content) for small in inner.content)
            larger = sum(span.end - span.start for span in outer.content) > sum(
                span.end - span.start for span in inner.content
            )
            if covered and larger:
                repeats.add(inner.id)
    return repeats


def told(quotation: Quotation, text: str, language: str) -> tuple[Span, ...]:
    """The spans in which a quotation is shown beside its speaker's name: content, and framing words that it needs.

    Framing words stand where the content alone would mislead ("bestritt, dass …", "warf Peking vor, … zu liefern"),
    where it is a fragment, and where the text does not let us name the speaker for sure. At the beginning the words for
    a named speaker are left out, the name stands before.
    """
    named = bool(quotation.speaker.actors) and quotation.speaker.certain
    attributed = _attributed(quotation, text, language)
    if named and not attributed and not _needs_frame(quotation, text, language):
        spans = list(quotation.content)
    else:
        spans = _with_frame(quotation, text)
    if named and not attributed and quotation.speaker.span is not None:
        spans = _begun_after(spans, _with_inserted_clause(quotation.speaker.span, quotation.cue, text))
    trimmed = [kept for span in spans if (kept := _trimmed(span, text)) is not None]
    return tuple(_fused(trimmed, text)) or quotation.content


def _attributed(quotation: Quotation, text: str, language: str) -> bool:
    """Whether the sentence names its speaker without a verb of saying ("laut Polizei sind …")."""
    attributions = words(language).attributions
    return any(token.lower() in attributions for span in quotation.cue for token in _WORD.findall(span.of(text)))


def _needs_frame(quotation: Quotation, text: str, language: str) -> bool:
    said = _WORD.findall(wording(text, quotation.content))
    if len(said) < SENSIBLE:
        return True
    if quotation.mode is Mode.DIRECT:
        return len(said) < 2 * SENSIBLE and said[0][0].islower()
    small = words(language)
    if said[0][0].islower() and re.search(small.infinitive, wording(text, quotation.content)):
        return True
    if any(token in small.negations for token in _framing(quotation, text)):
        return True
    cue = [token.lower() for span in quotation.cue for token in _WORD.findall(span.of(text))]
    auxiliary_or_neutral = small.neutral_cues | small.stop
    return any(token not in auxiliary_or_neutral for token in cue)


def _framing(quotation: Quotation, text: str) -> list[str]:
    """The words around the content that tell how it was said, lower case."""
    spans = _with_frame(quotation, text)
    around = _outside(Span(spans[0].start, spans[-1].end), quotation.content, text)
    if len(spans) > 1:
        around = " ".join(span.of(text) for span in (*quotation.cue, *quotation.frame))
    return [token.lower() for token in _WORD.findall(around)]


def _with_frame(quotation: Quotation, text: str) -> list[Span]:
    """Content, cue, frame and speaker in text order; one piece where only a few words of one sentence lie between."""
    speaker = quotation.speaker.span
    pieces = [*quotation.content, *quotation.cue, *quotation.frame, *((speaker,) if speaker is not None else ())]
    first, last = quotation.content[0].start, quotation.content[-1].end
    joined = _fused((piece for piece in pieces if _same_sentence(piece, first, last, text)), text)
    hull = _from_sentence_start(Span(joined[0].start, joined[-1].end), speaker, text)
    framing = _outside(hull, quotation.content, text)
    named = speaker.end - speaker.start if speaker is not None and hull.contains(speaker) else 0
    if len(framing) - named <= FRAME_LIMIT and not _SENTENCE_END.search(framing):
        return [hull]
    return joined


def _from_sentence_start(hull: Span, speaker: Span | None, text: str) -> Span:
    """The hull, begun with its sentence where it would begin in the middle and nothing but adverbials stands before."""
    if not text[hull.start].islower():
        return hull
    before = text[max(0, hull.start - LEAD_LIMIT) : hull.start]
    ends = [hit.end() for hit in re.finditer(r"[.!?…:\n][\"“”»«’‘']?\s*", before)]
    start = hull.start - len(before) + ends[-1] if ends else hull.start - len(before)
    if (not ends and start > 0) or start >= hull.start or (speaker is not None and start <= speaker.start < hull.start):
        return hull
    return Span(start, hull.end)


def _outside(hull: Span, content: Sequence[Span], text: str) -> str:
    """The words of the hull that are not content."""
    pieces, position = [], hull.start
    for span in content:
        pieces.append(text[position : max(position, span.start)])
        position = max(position, span.end)
    pieces.append(text[position : hull.end])
    return "\0".join(pieces)


def _same_sentence(piece: Span, first: int, last: int, text: str) -> bool:
    if piece.end <= first:
        return _SENTENCE_END.search(text[piece.end : first] + " ") is None
    if piece.start >= last:
        return _SENTENCE_END.search(text[last - 1 : piece.start] + " ") is None
    return True


def _with_inserted_clause(speaker: Span, cue: Sequence[Span], text: str) -> Span:
    """The speaker with what stands between commas up to the verb ("X, die selbst pfeift, berichtete …")."""
    for start in sorted(span.start for span in cue):
        if start > speaker.end and _INSERTED.fullmatch(text[speaker.end : start]):
            return Span(speaker.start, start)
    return speaker


def _begun_after(spans: Sequence[Span], speaker: Span) -> list[Span]:
    """The spans without the words for the speaker at their beginning; the name stands before the statement already."""
    first, *rest = spans
    if not speaker.start <= first.start < speaker.end:
        return list(spans)
    return [Span(speaker.end, first.end), *rest] if speaker.end < first.end else rest


def _fused(spans: Iterable[Span], text: str) -> list[Span]:
    """Spans in order, those that overlap or have only white space between them made one."""
    result: list[Span] = []
    for span in sorted(spans):
        if result and not text[result[-1].end : span.start].strip():
            result[-1] = Span(result[-1].start, max(result[-1].end, span.end))
        else:
            result.append(span)
    return result


def _trimmed(span: Span, text: str) -> Span | None:
    """The span without commas, dashes and blanks at its edges; None where no word is left."""
    piece = span.of(text)
    lead = _EDGE.match(piece) if piece[:1] in " ,;:–—-\n\t" else None
    start = span.start + (lead.end() if lead else 0)
    tail = re.search(r"[\s,;:–—-]+$", text[start : span.end])
    end = start + tail.start() if tail else span.end
    if start >= end or not _WORD.search(text[start:end]):
        return None
    return Span(start, end)


# which accounts are one statement


def _grouped(accounts: Sequence[_Account]) -> list[list[_Account]]:
    """Accounts in age order; each joins the statement it is most like, or begins one."""
    groups: list[list[_Account]] = []
    by_key: dict[str, list[int]] = defaultdict(list)
    for account in accounts:
        keys = _keys(account)
        candidates = {number for key in keys for number in by_key[key]}
        scored = [(score, -number) for number in candidates if (score := _likeness(account, groups[number])) > 0]
        if scored:
            number = -max(scored)[1]
            groups[number].append(account)
        else:
            number = len(groups)
            groups.append([account])
        for key in keys:
            if number not in by_key[key]:
                by_key[key].append(number)
    return groups


def _keys(account: _Account) -> tuple[str, ...]:
    """What two accounts must share to be compared at all: the speakers, or the text they were copied from."""
    text = f"text:{account.root}"
    return (f"who:{'+'.join(account.speakers)}", text) if account.speakers else (text,)


def _likeness(account: _Account, group: Sequence[_Account]) -> float:
    """How surely the account belongs to the group; 0 where it must not."""
    if any(_opposed(account, other) for other in group):
        return 0.0
    return max(_alike(account, other) for other in group)


def _opposed(one: _Account, other: _Account) -> bool:
    """Whether the two can never be one statement: other speakers, another negation, other figures, other days."""
    if one.speakers != other.speakers and not _copied_words(one, other):
        return True
    if one.negations != other.negations or one.denied != other.denied:
        return True
    if one.figures and other.figures and not (one.figures <= other.figures or other.figures <= one.figures):
        return True
    return _days_apart(one.quotation.said_on, other.quotation.said_on) > 1 and not _literal(one, other)


def _copied_words(one: _Account, other: _Account) -> bool:
    """Whether both stand in copies of one text with the same words, and only one of them names the speaker."""
    return one.root == other.root and not (one.speakers and other.speakers) and one.folded == other.folded


def _days_apart(one: date | None, other: date | None) -> int:
    return 0 if one is None or other is None else abs((one - other).days)


def _alike(one: _Account, other: _Account) -> float:
    """0 to 1: how much of the shorter account is in the longer one; 0 below what is asked for."""
    article, known = one.reading.article, other.reading.article
    if article.id == known.id:
        return 1.0 if one.folded == other.folded else 0.0
    if abs(article.published_at - known.published_at) > APART:
        return 0.0
    if _literal(one, other) and (one.speakers or one.root == other.root):
        return 1.0
    if article.language != known.language or not one.speakers:
        return 0.0
    short, long = sorted((one.stems, other.stems), key=len)
    shared = len(short & long) + sum(_akin(stem, long) for stem in short - long)
    if len(short & long) < 2 or shared < min(FEWEST_SHARED, max(len(short), 2)):
        return 0.0
    share = max(shared / len(short), _fuzzy_share(one, other))
    same = one.story is not None and one.story == other.story
    return share if share >= (SAME_STORY if same else ANY_STORY) else 0.0


def _akin(stem: str, stems: Iterable[str]) -> bool:
    """Whether one of the stems holds this one or is held by it: "beliefern" and "liefern", "Parade" in a compound."""
    return len(stem) >= 4 and any(len(other) >= 4 and (stem in other or other in stem) for other in stems)


def _fuzzy_share(one: _Account, other: _Account) -> float:
    """Likeness of the stems as words, which forgives endings the stemmer kept; needs accounts of similar length."""
    first, second = (" ".join(sorted(account.stems)) for account in (one, other))
    return fuzz.token_sort_ratio(first, second) / 100 - 0.15


def _literal(one: _Account, other: _Account) -> bool:
    """Whether the words of the shorter account stand in a row in the longer one, whatever the modes."""
    short, long = sorted((one.folded, other.folded), key=len)
    if short == long:
        return len(short.split()) >= FEWEST_SHARED or one.root == other.root
    return len(short.split()) >= LITERAL and f" {short} " in f" {long} "


# the statement


def _statement(group: Sequence[_Account]) -> Statement:
    """The statement that these accounts, oldest first, report."""
    first_of_article = {account.reading.article.id: account for account in sorted(group, key=_worth, reverse=True)}
    accounts = sorted(first_of_article.values(), key=lambda account: account.age)
    roots: set[str] = set()
    independent = {}
    for account in sorted(accounts, key=lambda account: (account.root != account.reading.article.id, account.age)):
        independent[account.quotation.id] = account.root not in roots
        roots.add(account.root)
    best = min(accounts, key=lambda account: (not independent[account.quotation.id], _worth(account)))
    actors = {actor.id: actor for account in accounts for actor in account.reading.analysis.actors}
    credited = next((account for account in (best, *accounts) if account.speakers), best)
    party = credited.quotation.speaker
    ordered = [best, *(account for account in accounts if account is not best)]
    return Statement(
        id=accounts[0].quotation.id,
        speakers=_actors(party, actors),
        certain=bool(party.actors) and any(account.quotation.speaker.certain for account in accounts),
        role=_role(party, ordered),
        mode=best.quotation.mode,
        text=wording(best.reading.article.text, best.shown),
        language=best.reading.article.language,
        said_on=next((account.quotation.said_on for account in ordered if account.quotation.said_on), None),
        first_at=accounts[0].reading.article.published_at,
        addressees=_actors(_first(account.quotation.addressee for account in ordered), actors),
        about=_about(ordered, actors, set(party.actors)),
        via=_via(ordered, actors),
        confidence=max(account.quotation.confidence for account in accounts),
        story=best.story,
        reports=tuple(_report(account, independent[account.quotation.id]) for account in ordered),
    )


def _worth(account: _Account) -> tuple[object, ...]:
    """Sorts the wordings, best first: makes sense, close to what was said, complete, sure, early."""
    length = len(account.said)
    fragment = len(_WORD.findall(account.said)) < SENSIBLE
    return (fragment, RANK[account.quotation.mode], -length, -account.quotation.confidence, account.age)


def _report(account: _Account, independent: bool) -> Report:
    article = account.reading.article
    return Report(
        outlet=article.outlet,
        article=article.id,
        url=article.url,
        quotation=account.quotation.id,
        content=account.shown,
        published_at=article.published_at,
        independent=independent,
    )


def _actors(party: Party, actors: Mapping[str, Actor]) -> tuple[Actor, ...]:
    return tuple(actors[actor] for actor in dict.fromkeys(party.actors) if actor in actors)


def _first(parties: Iterable[Party | None]) -> Party:
    return next((party for party in parties if party is not None and party.actors), NOBODY)


def _role(party: Party, accounts: Sequence[_Account]) -> str:
    """The role of the only speaker, as the first of these articles that gives one has it."""
    if len(party.actors) != 1:
        return ""
    given = (
        role.titles[0]
        for account in accounts
        for role in account.reading.analysis.roles
        if role.actor == party.actors[0] and role.titles
    )
    return next(given, "")


def _about(accounts: Sequence[_Account], actors: Mapping[str, Actor], speakers: set[str]) -> tuple[Actor, ...]:
    """Actors mentioned in the words shown of any account: not the speakers, not who passed it on, not the outlet."""
    found: dict[str, None] = {}
    for account in accounts:
        via = account.quotation.via
        left_out = speakers | (set(via.actors) if via is not None else set())
        outlet = fold(account.reading.article.outlet.name)
        for mention in account.reading.analysis.mentions:
            actor = actors.get(mention.actor or "")
            if actor is None or actor.id in left_out or fold(actor.name) == outlet:
                continue
            if _tells_of(account, mention.span, place=actor.kind is Kind.PLACE):
                found[actor.id] = None
    return tuple(actors[actor] for actor in found)


def _tells_of(account: _Account, mention: Span, *, place: bool) -> bool:
    """Whether the words shown hold the mention; a place in the frame is only where somebody spoke."""
    speaker = account.quotation.speaker.span
    if speaker is not None and speaker.overlaps(mention):
        return False
    return any(span.contains(mention) for span in (account.quotation.content if place else account.shown))


def _via(accounts: Sequence[_Account], actors: Mapping[str, Actor]) -> str:
    """Who passed it on: the actor's name, or the words of the text."""
    for account in accounts:
        via = account.quotation.via
        if via is None:
            continue
        named = _actors(via, actors)
        if named:
            return named[0].name
        if via.span is not None:
            return via.span.of(account.reading.article.text)
    return ""


def carried_over(
    statements: Sequence[Statement], earlier: Sequence[Statement], inside: AbstractSet[str]
) -> tuple[Statement, ...]:
    """The statements of a window grouped anew, joined with stored ones that reach back before it.

    `inside` are the articles of the window. A statement whose oldest reports lie before it keeps its id, its first time
    and those reports, so that it does not become a new one; of an earlier statement that is not found again only the
    reports before the window are left.
    """
    by_quotation = {report.quotation: number for number, one in enumerate(statements) for report in one.reports}
    result = list(statements)
    for past in earlier:
        kept = tuple(report for report in past.reports if report.article not in inside)
        again = [by_quotation[report.quotation] for report in past.reports if report.quotation in by_quotation]
        if again and kept:
            result[again[0]] = _joined_to(result[again[0]], past, kept)
    return tuple(sorted(result, key=lambda one: (one.first_at, one.id), reverse=True))


def _joined_to(statement: Statement, earlier: Statement, kept: Sequence[Report]) -> Statement:
    """The statement with the id, the first time and those reports of its earlier form."""
    wording_of, *others = statement.reports
    later = sorted((*kept, *others), key=lambda report: (report.published_at, report.article))
    first_at = min(earlier.first_at, statement.first_at)
    return replace(statement, id=earlier.id, first_at=first_at, reports=(wording_of, *later))
