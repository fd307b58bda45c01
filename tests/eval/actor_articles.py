"""The marked articles of tests/eval/actors (its README tells the marks): read, linked, and judged mark by mark."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from digest.analysis.cast import CERTAIN
from digest.model import Analysis, Article, Kind, Mention, Mode, Outlet, Party, Quotation, Span
from tests.eval.actor_corpus import shared
from tests.eval.linked import is_listed, name_of, named, with_quotations
from tests.samples import ROOT

FOLDER = ROOT / "tests" / "eval" / "actors"
PARTS = ("open", "held")
_FAR = 10_000
_BY_NAME = frozenset({"namesakes", "inflection", "transliteration"})
_OPENING = frozenset('„»“"‚')


@dataclass(frozen=True)
class Mark:
    """Words of an article whose actors are known. `role` is s (speaker), a (addressee) or m (mention)."""

    role: str
    phenomenon: str
    span: Span
    names: frozenset[str]


@dataclass(frozen=True)
class Marked:
    """An article, its marks, and what is said in it."""

    name: str
    article: Article
    marks: tuple[Mark, ...]
    contents: tuple[Span, ...]

    def speaker_of(self, content: Span) -> Mark:
        """The mark of the speaker: the nearest in the sentence of the content, otherwise the nearest."""
        outside = [mark for mark in self.marks if mark.role == "s" and not content.contains(mark.span)]
        return min(outside, key=lambda mark: self._distance(mark.span, content))

    def hearer_of(self, speaker: Mark) -> Mark | None:
        """The mark of somebody spoken to whose nearest speaker this is."""
        hearers = (mark for mark in self.marks if mark.role == "a")
        return next((mark for mark in hearers if self.speaker_of(mark.span) == speaker), None)

    def _distance(self, span: Span, content: Span) -> int:
        between = self.article.text[min(span.end, content.end) : max(span.start, content.start)]
        return len(between) + _FAR * any(end in between for end in (". ", ".\n", "? ", "! "))


@dataclass(frozen=True)
class Verdict:
    """What became of one mark: the canonical names found, by which rule, whether for sure."""

    article: str
    words: str
    mark: Mark
    found: frozenset[str]
    people: frozenset[str]
    """Those of `found` who are people."""
    rule: str
    certain: bool

    @property
    def right(self) -> bool:
        """Whether exactly the actors of the gold were found."""
        return self.found == self.mark.names


def read(part: str) -> list[Marked]:
    """The articles of `open` or `held`."""
    return [_read(path) for path in sorted((FOLDER / part).glob("*.txt"))]


def _read(path: Path) -> Marked:
    head, _, body = path.read_text("utf-8").partition("\n\n")
    fields = dict(line.split(": ", 1) for line in head.splitlines())
    language = fields.get("Language", "de")
    text, marks, contents = _strip(body.strip(), language)
    day = datetime.fromisoformat(fields["Date"]).replace(tzinfo=UTC)
    outlet = Outlet("pruefblatt", "Prüfblatt", fields.get("Country", ""), language)
    article = Article(path.stem, f"file:///{path.stem}", outlet, language, fields["Title"], text, day, day)
    return Marked(path.stem, article, tuple(marks), tuple(sorted(contents)))


def _strip(body: str, language: str) -> tuple[str, list[Mark], list[Span]]:
    """The text without its marks, and the marks with their places in it."""
    text, index = "", 0
    marks: list[Mark] = []
    contents: list[Span] = []
    opened: list[int] = []
    while index < len(body):
        char = body[index]
        if char == "[":
            end = body.index("]", index)
            role, phenomenon, words, names = _mark(body[index + 1 : end], language)
            marks.append(Mark(role, phenomenon, Span(len(text), len(text) + len(words)), names))
            text, index = text + words, end
        elif char == "{":
            opened.append(len(text))
        elif char == "}":
            contents.append(Span(opened.pop(), len(text)))
        else:
            text += char
        index += 1
    assert not opened, "a content that does not end"
    return text, marks, contents


def _mark(inside: str, language: str) -> tuple[str, str, str, frozenset[str]]:
    head, _, rest = inside.partition(": ")
    words, _, gold = rest.rpartition(" = ")
    role, phenomenon = head.split()
    return role, phenomenon, words, named([] if gold == "-" else gold.split("; "), language)


def judge(item: Marked) -> Iterator[Verdict]:
    """Every mark of the article, given the words of the parties."""
    doc = with_quotations(item.article, sorted(_quotations(item), key=lambda one: one.content))
    names = {actor.id: name_of(actor, item.article.language) for actor in doc._.actors}
    people = {names[actor.id] for actor in doc._.actors if actor.kind is Kind.PERSON}
    for mark in item.marks:
        found = _mentioned(doc._.mentions, mark) if mark.role == "m" else _party(doc._.quotations, mark)
        words = mark.span.of(item.article.text)
        who = frozenset(names[actor] for actor in found.actors)
        yield Verdict(item.name, words, mark, who, who & people, found.rule, found.certain)


def _mentioned(mentions: Iterable[Mention], mark: Mark) -> Party:
    """The mentions inside a mark, as one party."""
    found = [one for one in mentions if one.span.overlaps(mark.span)]
    actors = tuple(one.actor for one in found if one.actor)
    sure = bool(actors) and all(one.confidence >= CERTAIN for one in found)
    return Party(mark.span, actors, sure, " ".join(one.rule for one in found))


def _party(quotations: Iterable[Quotation], mark: Mark) -> Party:
    parties = (one.speaker if mark.role == "s" else one.addressee for one in quotations)
    return next(party for party in parties if party is not None and party.span == mark.span)


def _quotations(item: Marked) -> Iterator[Quotation]:
    """One quotation for every content, and one for every speaker without."""
    number = 0
    for mark in item.marks:
        if mark.role != "s":
            continue
        heard = item.hearer_of(mark)
        said = [content for content in item.contents if item.speaker_of(content) == mark]
        for content in said or [Span(mark.span.end, mark.span.end + 1)]:
            literal = item.article.text[content.start - 1 : content.start] in _OPENING
            yield Quotation(
                f"q{(number := number + 1)}", item.article.id, Mode.DIRECT if literal else Mode.INDIRECT, (content,),
                speaker=Party(mark.span), addressee=Party(heard.span) if heard is not None else None,
            )  # fmt: skip


def judge_found(item: Marked, analysis: Analysis) -> Iterator[bool]:
    """For every content that the analyser found by itself, whether its speaker's actors are right."""
    names = {actor.id: name_of(actor, item.article.language) for actor in analysis.actors}
    for content in item.contents:
        near = [one for one in analysis.quotations if any(span.overlaps(content) for span in one.content)]
        if near:
            best = max(near, key=lambda one: shared(one, content))
            yield {names[actor] for actor in best.speaker.actors} == item.speaker_of(content).names


def merges(item: Marked, verdicts: Iterable[Verdict]) -> Iterator[tuple[str, str]]:
    """People who were taken for somebody else by their names: (in truth, taken for)."""
    known = {name for mark in item.marks for name in mark.names}
    for verdict in verdicts:
        by_name = verdict.mark.phenomenon in _BY_NAME and len(verdict.mark.names) == 1
        for wrong in verdict.people - verdict.mark.names if by_name else ():
            yield from ((right, wrong) for right in verdict.mark.names if wrong in known or is_listed(wrong))
