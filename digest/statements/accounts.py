"""One account per quotation: who is reported to have said what, and what two accounts are compared by.

Everything a statement needs of the article is taken out here, so that articles need not be kept.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

from digest.model import Actor, Analysis, Article, Kind, Mode, Party, Quotation, Report, Span, Statement, wording
from digest.names import fold
from digest.phrases import Words, words
from digest.statements.wording import SENTENCE_END, WORD, denied, told
from digest.stories import content_stems, stem

_FIGURE = re.compile(r"\d+(?:[.,:]\d+)*")
_TOKEN = re.compile(r"(?P<word>\d+(?:[.,:]\d+)*|[^\W_]+(?:['’][^\W_]+)?)(?P<stop>[\"“”»«’‘']*[.,;:!?–—…])?")
_AROUND = 160
"""Most characters before and after a content that are taken as its sentence."""


@dataclass(frozen=True, slots=True)
class Reading:
    """An article and what was found in it."""

    article: Article
    analysis: Analysis


@dataclass(frozen=True, slots=True)
class Token:
    """A word of an account: its stem, whether it turns the sentence round, and whether a clause ends behind it."""

    stem: str
    negates: bool
    ends_clause: bool


@dataclass(frozen=True, slots=True)
class Figure:
    """A number as it is compared; `unit` is "" where none stands behind it."""

    value: str
    unit: str


@dataclass(frozen=True, slots=True)
class Claim:
    """What is said, as it is compared: `stems` are those of the words, `wide` those of their whole sentence, `raw` the
    words as they stand, `times` days and months.
    """

    said: str
    words: int
    tokens: tuple[Token, ...]
    stems: frozenset[str]
    wide: frozenset[str]
    raw: frozenset[str]
    figures: frozenset[Figure]
    times: frozenset[str]

    @property
    def order(self) -> list[str]:
        """The stems of all its words as they follow each other."""
        return [token.stem for token in self.tokens]

    @property
    def negations(self) -> int:
        """How many of its words turn it round."""
        return sum(token.negates for token in self.tokens)


@dataclass(frozen=True, slots=True)
class Account:
    """One quotation. `text` is what is shown, `root` the article whose text it stands in (its own, or the original's).

    `denied` tells that the framing words turn the claim round ("bestritt, dass …").
    """

    report: Report
    mode: Mode
    language: str
    text: str
    confidence: float
    root: str
    story: str | None
    speakers: tuple[Actor, ...]
    certain: bool
    role: str
    addressees: tuple[Actor, ...]
    about: tuple[Actor, ...]
    via: str
    said_on: date | None
    denied: bool
    claim: Claim

    @property
    def who(self) -> tuple[str, ...]:
        """The speakers' ids, ascending."""
        return tuple(sorted(actor.id for actor in self.speakers))

    @property
    def published_at(self) -> datetime:
        """When its article was published."""
        return self.report.published_at

    @property
    def age(self) -> tuple[object, ...]:
        """Sorts by publication, then by place in the text."""
        return (self.report.published_at, self.report.article, self.report.content[0])


def accounts(reading: Reading, story: str | None, root: str) -> Iterator[Account]:
    """The accounts of an article; a quotation inside another one of the same speaker is none."""
    inner = _repeats_of_outer(reading.analysis.quotations)
    actors = {actor.id: actor for actor in reading.analysis.actors}
    for quotation in reading.analysis.quotations:
        if quotation.id not in inner:
            yield _account(reading, quotation, actors, story, root)


def _account(
    reading: Reading, quotation: Quotation, actors: Mapping[str, Actor], story: str | None, root: str
) -> Account:
    article, party = reading.article, quotation.speaker
    text, language = article.text, article.language
    shown = told(quotation, text, language)
    return Account(
        report=Report(article.outlet, article.id, article.url, quotation.id, shown, article.published_at),
        mode=quotation.mode,
        language=language,
        text=wording(text, shown),
        confidence=quotation.confidence,
        root=root,
        story=story,
        speakers=_named(party, actors),
        certain=bool(party.actors) and party.certain,
        role=_role(party, reading.analysis),
        addressees=_named(quotation.addressee, actors),
        about=tuple(_about(reading, quotation, shown, actors)),
        via=_via(quotation.via, text, actors),
        said_on=quotation.said_on,
        denied=denied(quotation, shown, text, language),
        claim=claim(wording(text, quotation.content), language, _sentence(text, quotation.content)),
    )


def remembered(statement: Statement, report: Report, article: Article, root: str) -> Account:
    """An account as far as the stored statement tells of it; for an article whose analysis is not at hand."""
    inside = report.content[-1].end <= len(article.text)
    text = wording(article.text, report.content) if inside else statement.text
    return Account(
        report=report,
        mode=statement.mode,
        language=article.language,
        text=text,
        confidence=statement.confidence,
        root=root,
        story=statement.story,
        speakers=statement.speakers,
        certain=statement.certain,
        role=statement.role,
        addressees=statement.addressees,
        about=statement.about,
        via=statement.via,
        said_on=statement.said_on,
        denied=False,
        claim=claim(text, article.language),
    )


def claim(said: str, language: str, sentence: str = "") -> Claim:
    """What these words say, as it is compared; `sentence` has them with their frame."""
    small = words(language)
    stems = _stems(said, language, small)
    found = WORD.findall(said)
    raw = frozenset(map(str.lower, found))
    return Claim(
        said=said,
        words=len(found),
        tokens=tuple(_tokens(said, language, small)),
        stems=stems,
        wide=_stems(sentence, language, small) if sentence else stems,
        raw=raw,
        figures=frozenset(_figures(said, small)),
        times=raw.intersection(small.calendar),
    )


def _stems(said: str, language: str, small: Words) -> frozenset[str]:
    """The stems of the words that say something, of verbs in whatever form."""
    kept = [_base_form(word, small.forms) for word in WORD.findall(said) if word.lower() not in small.fillers]
    return frozenset(content_stems(" ".join(kept), language))


@lru_cache(maxsize=100_000)
def _base_form(word: str, forms: str) -> str:
    match = re.fullmatch(forms, word)
    return "".join(group for group in match.groups() if group) if match else word


def _tokens(said: str, language: str, small: Words) -> Iterator[Token]:
    for match in _TOKEN.finditer(said):
        word = match["word"].lower()
        stemmed = small.numbers.get(word) or stem(_base_form(word, small.forms), language)
        yield Token(stemmed, word in small.negations, match["stop"] is not None)


def _figures(said: str, small: Words) -> Iterator[Figure]:
    found = [match["word"].lower() for match in _TOKEN.finditer(said)]
    for at, word in enumerate(found):
        value = word if _FIGURE.fullmatch(word) else small.numbers.get(word)
        if value is not None:
            following = found[at + 1] if at + 1 < len(found) else ""
            yield Figure(value.rstrip(".,:"), small.units.get(following, ""))


def _sentence(text: str, content: Sequence[Span]) -> str:
    """The content with what stands around it in its sentence."""
    first, last = content[0].start, content[-1].end
    before, after = text[max(0, first - _AROUND) : first], text[last : last + _AROUND]
    ends = list(SENTENCE_END.finditer(before))
    start = first - len(before) + (ends[-1].end() if ends else 0)
    stop = SENTENCE_END.search(after)
    return text[start : last + (stop.start() if stop else len(after))]


def _repeats_of_outer(quotations: Sequence[Quotation]) -> set[str]:
    """Quotations that lie wholly inside another one of the same speaker: the outer one says all they say."""
    repeats = set()
    for inner in quotations:
        for outer in quotations:
            same = set(inner.speaker.actors) == set(outer.speaker.actors)
            if inner.id == outer.id or not same:
                continue
            covered = all(any(big.contains(small) for big in outer.content) for small in inner.content)
            larger = sum(span.end - span.start for span in outer.content) > sum(
                span.end - span.start for span in inner.content
            )
            if covered and larger:
                repeats.add(inner.id)
    return repeats


# who and about whom


def _named(party: Party | None, actors: Mapping[str, Actor]) -> tuple[Actor, ...]:
    if party is None:
        return ()
    return tuple(actors[actor] for actor in dict.fromkeys(party.actors) if actor in actors)


def _role(party: Party, analysis: Analysis) -> str:
    """The role of the only speaker, as the article gives it."""
    if len(party.actors) != 1:
        return ""
    given = (role.titles[0] for role in analysis.roles if role.actor == party.actors[0] and role.titles)
    return next(given, "")


def _via(via: Party | None, text: str, actors: Mapping[str, Actor]) -> str:
    """Who passed it on: the actor's name, or the words of the text."""
    named = _named(via, actors)
    if named:
        return named[0].name
    return via.span.of(text) if via is not None and via.span is not None else ""


def _about(
    reading: Reading, quotation: Quotation, shown: Sequence[Span], actors: Mapping[str, Actor]
) -> Iterable[Actor]:
    """Actors mentioned in the words shown: not the speakers, not who passed it on, not the outlet."""
    left_out: Collection[str] = {*quotation.speaker.actors, *(quotation.via.actors if quotation.via else ())}
    outlet = fold(reading.article.outlet.name)
    found: dict[str, Actor] = {}
    for mention in reading.analysis.mentions:
        actor = actors.get(mention.actor or "")
        if actor is None or actor.id in left_out or fold(actor.name) == outlet:
            continue
        if _tells_of(quotation, shown, mention.span, place=actor.kind is Kind.PLACE):
            found[actor.id] = actor
    return found.values()


def _tells_of(quotation: Quotation, shown: Sequence[Span], mention: Span, *, place: bool) -> bool:
    """Whether the words shown hold the mention; a place in the frame is only where somebody spoke."""
    speaker = quotation.speaker.span
    if speaker is not None and speaker.overlaps(mention):
        return False
    return any(span.contains(mention) for span in (quotation.content if place else shown))
