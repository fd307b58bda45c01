"""The faults as one HTML page: displaCy colours the spans, gold above what was found.

The page needs nothing from elsewhere: no script, no font, no picture.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from itertools import pairwise

import spacy
from spacy import displacy
from spacy.tokens import Doc
from spacy.tokens import Span as DocSpan

from digest.evaluation.faults import Fault, Finding
from digest.evaluation.listing import described, headline, stretch
from digest.evaluation.marks import Marks, Slot, Tokens
from digest.model import Mode, Span

MODE_COLOURS = {
    Mode.DIRECT: "#9ecbff",
    Mode.INDIRECT: "#b7e4a8",
    Mode.INDIRECT_FREE: "#f6d88a",
    Mode.FREE: "#f3b98c",
    Mode.REPORTED: "#d9b8f0",
}
ROLE_COLOURS: dict[Slot, str] = {"speaker": "#ff9aa2", "cue": "#c0c0c0", "frame": "#e6e6e6", "addressee": "#8fd6d0"}
COLOURS = {**{mode.value.upper(): colour for mode, colour in MODE_COLOURS.items()}} | {
    role.upper(): colour for role, colour in ROLE_COLOURS.items()
}
KEY = "quotation"
"""Where the spans lie in `doc.spans`."""

STYLE = """
body { font: 16px/1.5 system-ui, sans-serif; max-width: 70rem; margin: 2rem auto; padding: 0 1rem; color: #222; }
h1 { font-size: 1.4rem; } h2 { font-size: 1.2rem; margin-top: 3rem; } h3 { font-size: 1rem; margin: 2rem 0 0; }
pre { background: #f6f6f6; padding: 1rem; overflow-x: auto; font-size: .8rem; }
.row { display: grid; grid-template-columns: 4rem 1fr; gap: .5rem; } .row b { padding-top: .7rem; }
.s { display: inline-block; position: relative; }
.l { position: absolute; left: 0; width: calc(100% + .3em); height: 4px; }
.t { position: absolute; top: -.5em; z-index: 1; padding: 2px 3px; border-radius: 3px; font: bold .6rem/1 sans-serif; }
.told { color: #666; font-size: .85rem; } .none { color: #999; padding-top: .7rem; }
nav a { margin-right: 1rem; }
"""

TEMPLATE = {
    "span": '<span class="s" style="height:{total_height}px">{text}{span_slices}{span_starts}</span> ',
    "slice": '<span class="l" style="background:{bg};top:{top_offset}px"></span>',
    "start": '<span class="l" style="background:{bg};top:{top_offset}px"><span class="t" style="background:{bg}">'
    "{label}{kb_link}</span></span>",
}
"""displaCy's own markup without what repeats at every word."""


def listing_page(title: str, figures: str, findings: Sequence[tuple[Finding, int]]) -> str:
    """The page: the figures as text, then the faults by kind."""
    vocab = spacy.blank("xx").vocab
    kinds = [fault for fault in Fault if any(finding.fault is fault for finding, _ in findings)]
    parts = [
        "<!DOCTYPE html>",
        f'<html lang="en"><head><meta charset="utf-8"><title>{escape(title)}</title>',
        f"<style>{STYLE}</style></head><body>",
        f"<h1>{escape(title)}</h1>",
        "<nav>" + "".join(f'<a href="#{_anchor(kind)}">{escape(kind.value)}</a>' for kind in kinds) + "</nav>",
        f"<pre>{escape(figures)}</pre>",
    ]
    for kind in kinds:
        parts.append(f'<h2 id="{_anchor(kind)}">{escape(kind.value)}</h2>')
        for finding, alike in findings:
            if finding.fault is kind:
                parts += _entry(finding, alike, vocab)
    parts.append("</body></html>\n")
    return "\n".join(parts)


def _anchor(fault: Fault) -> str:
    return fault.value.replace(" ", "-")


def _entry(finding: Finding, alike: int, vocab: spacy.vocab.Vocab) -> Iterator[str]:
    yield f"<h3>{escape(headline(finding, alike))}</h3>"
    tokens = finding.where.tokens
    for name, mark in (("gold", finding.gold), ("found", finding.found)):
        if mark is None:
            yield f'<div class="row"><b>{name}</b><div class="none">nothing</div></div>'
            continue
        drawn = draw(marked_doc(tokens, mark, stretch(finding), vocab))
        told = escape(described(tokens, mark, name == "found"))
        yield f'<div class="row"><b>{name}</b><div>{drawn}<div class="told">{told}</div></div></div>'


def draw(doc: Doc) -> str:
    """The document with its spans coloured."""
    options = {"spans_key": KEY, "colors": COLOURS, "template": TEMPLATE, "top_offset": 34, "span_label_offset": 14}
    return str(displacy.render(doc, style="span", page=False, jupyter=False, options=options))


def marked_doc(tokens: Tokens, mark: Marks, shown: tuple[int, int], vocab: spacy.vocab.Vocab) -> Doc:
    """The shown code points as a document whose `spans` are content (labelled with the mode) and roles."""
    labelled = [(span, mark.mode.value) for span in tokens.runs(mark.content)]
    labelled += [(span, role) for role in ROLE_COLOURS for span in tokens.runs(mark.slot(role))]
    first, last = shown
    visible = [
        (Span(max(span.start, first), min(span.end, last)), label)
        for span, label in labelled
        if span.start < last and first < span.end
    ]
    pieces = _pieces(tokens.text, first, last, {edge for span, _ in visible for edge in (span.start, span.end)})
    doc = Doc(
        vocab,
        words=[piece.of(tokens.text) for piece in pieces],
        spaces=[tokens.text[piece.end : piece.end + 1].isspace() for piece in pieces],
    )
    inside = [([i for i, piece in enumerate(pieces) if span.contains(piece)], label) for span, label in visible]
    doc.spans[KEY] = [DocSpan(doc, words[0], words[-1] + 1, label=label) for words, label in inside if words]
    return doc


def _pieces(text: str, first: int, last: int, edges: set[int]) -> list[Span]:
    """The words of a stretch, cut where a span begins or ends."""
    cuts = {first, last, *edges}
    for place in range(first, last):
        if text[place].isspace():
            cuts.update((place, place + 1))
    return [Span(start, end) for start, end in pairwise(sorted(cuts)) if not text[start:end].isspace()]
