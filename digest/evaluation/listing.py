"""The faults as text: for each what the gold says, what was found, and both in their context."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from digest.evaluation.faults import Fault, Finding, Group
from digest.evaluation.marks import Marks, Tokens

AROUND = 120
"""Code points of context before and after the contents."""

LONGEST_STRETCH = 700
"""Code points of one context; a content longer than this is cut in the middle."""

PATTERNS_SHOWN = 6
"""Patterns named for each kind of fault in the overview."""

GOLD_MARKS, FOUND_MARKS = ("[", "]"), ("{", "}")


def overview(grouped: Sequence[Group]) -> Iterator[str]:
    """One line for each kind of fault: how many, and the most frequent patterns."""
    for fault in Fault:
        kind = [group for group in grouped if group.fault is fault]
        if kind:
            number = sum(len(group.findings) for group in kind)
            most = "; ".join(f"{group.pattern} {len(group.findings)}" for group in kind[:PATTERNS_SHOWN])
            yield f"  {fault.value:14s} {number:5d}  {most}{'; …' if len(kind) > PATTERNS_SHOWN else ''}"


def listing(findings: Sequence[tuple[Finding, int]]) -> Iterator[str]:
    """The faults, numbered."""
    for number, (finding, alike) in enumerate(findings, 1):
        yield ""
        yield f"{number}. {headline(finding, alike)}"
        for name, mark in (("gold", finding.gold), ("found", finding.found)):
            if mark is not None:
                yield f"   {name:6s}{described(finding.where.tokens, mark, name == 'found')}"
        yield f"   text  {context(finding)}"


def headline(finding: Finding, alike: int) -> str:
    """What is wrong, how often, and in which article."""
    many = f" ({alike} alike)" if alike > 1 else ""
    title = finding.where.article.title
    return f"{finding.fault.value}: {finding.pattern}{many} · {finding.where.article.id} {title}".rstrip()


def described(tokens: Tokens, mark: Marks, with_confidence: bool) -> str:
    """Mode, speaker, cue and addressee of a quotation."""
    parts = [mark.mode.value, f"speaker: {tokens.words(mark.speaker) or '–'}"]
    if mark.actors:
        parts[-1] += f" ({', '.join(mark.actors)})"
    if mark.cue:
        parts.append(f"cue: {tokens.words(mark.cue)}")
    if mark.addressee:
        parts.append(f"to: {tokens.words(mark.addressee)}")
    if with_confidence:
        parts.append(f"confidence {mark.confidence:.2f}")
    return " · ".join(parts)


def stretch(finding: Finding) -> tuple[int, int]:
    """The code points to show: both contents with what stands around them, cut at blanks."""
    text, spans = finding.where.tokens.text, finding.where.tokens.runs(finding.content)
    start, end = max(0, spans[0].start - AROUND), min(len(text), spans[-1].end + AROUND)
    start = text.find(" ", start, spans[0].start) + 1 if start else 0
    blank = text.rfind(" ", spans[-1].end, end) if end < len(text) else end
    return start or max(0, spans[0].start - AROUND), blank if blank >= 0 else end


def context(finding: Finding) -> str:
    """The words around, with the gold content in [ ] and the found one in { }."""
    tokens = finding.where.tokens
    start, end = stretch(finding)
    marks: dict[int, str] = {}
    for mark, (opening, closing) in ((finding.gold, GOLD_MARKS), (finding.found, FOUND_MARKS)):
        for span in tokens.runs(mark.content) if mark is not None else ():
            marks[span.start] = marks.get(span.start, "") + opening
            marks[span.end] = closing + marks.get(span.end, "")
    pieces, last = [], start
    for place in sorted(marks):
        pieces += [tokens.text[last:place], marks[place]]
        last = place
    written = " ".join("".join([*pieces, tokens.text[last:end]]).split())
    if len(written) > LONGEST_STRETCH:
        written = f"{written[: LONGEST_STRETCH // 2]} … {written[-LONGEST_STRETCH // 2 :]}"
    return f"{'… ' if start else ''}{written}{' …' if end < len(tokens.text) else ''}"
