"""Neutral messages as Telegram gets them: text with entities, and rows of buttons.

    blocks -> pieces (text, marks, buttons) -> parts within the limits -> JSON of sendMessage

No markup is ever glued into text: what is set off is counted in UTF-16 units. A story goes to the next part as a whole
when it does not fit; only a story larger than a part is divided, between its blocks; only a block larger than a part is
cut, at the end of a sentence where there is one. A picture takes the words of its message as its caption where they
fit; else it comes after them, with its content in words below it.
"""

from __future__ import annotations

import json
import re
from base64 import b64encode
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from bot.platforms import Part
from bot.platforms.telegram import marks as marking
from bot.platforms.telegram.marks import Mark, Marked
from digest.model import (
    Block,
    Button,
    Buttons,
    Folded,
    Heading,
    Message,
    Paragraph,
    Picture,
    Run,
    StatementBlock,
    Style,
)

TEXT_UNITS = 4000
"""UTF-16 units of one part; the service takes 4,096, the rest is room for joiners at a cut."""

CAPTION_UNITS = 1000
"""UTF-16 units of the words below a picture; the service takes 1,024."""

ENTITIES = 90
"""The service keeps 100 of a message and drops the rest without a word; those it finds by itself count."""

ROW = 8
KEYBOARD = 100
LABEL = 60
"""Buttons in a row and under a message; code points of a label, more would be cut off on a phone anyway."""

BULLET, INDENT = "▪ ", "  "
STYLES = {Style.BOLD: "bold", Style.ITALIC: "italic"}
NOTHING = "…"
"""What stands where a message has no visible word; the service refuses an empty one."""

_SENTENCE_END = re.compile(r"[.!?…][\"'”“»«’‘)\]]*\s+")
_GAP = re.compile(r"\s+")

Row = tuple[Button, ...]


@dataclass(frozen=True, slots=True)
class Piece:
    """What is kept together: a block of text with the buttons below it.

    `level` is that of a heading, 0 elsewhere; `voice` says it is a statement. `fold` numbers the folded block it is in,
    0 is none. `own` are the commands left live in it.
    """

    body: Marked
    level: int = 0
    fold: int = 0
    voice: bool = False
    own: frozenset[str] = frozenset()
    rows: tuple[Row, ...] = ()

    @property
    def shown(self) -> Marked:
        """The body with foreign words made inert."""
        return marking.inert(self.body, self.own)

    @property
    def plain(self) -> str:
        """The words without any mark."""
        return marking.broken(self.body.text, self.own)


def render(message: Message, own: frozenset[str] = frozenset()) -> tuple[Part, ...]:
    """Split a message into parts. `own` are names of commands that stay live in headings and paragraphs."""
    pictures = [block for block in message.blocks if isinstance(block, Picture) and block.png]
    words = tuple(block for block in message.blocks if block not in pictures)
    pieces = list(_pieces(words, own))
    if not any(_visible(piece.body.text) for piece in pieces):
        text = marking.stripped(Marked(marking.clean(message.fallback)))
        rows = tuple(row for piece in pieces for row in piece.rows)
        pieces = [Piece(text if _visible(text.text) else Marked(NOTHING), own=own, rows=rows)]
    if len(pictures) == 1 and _fits(pieces, CAPTION_UNITS):
        return (_photo(pictures[0], pieces, quiet=message.quiet),)
    return (
        *(_part(group, quiet=message.quiet) for group in _packed(pieces)),
        *(_photo(one, _in_words(one, own), quiet=message.quiet) for one in pictures),
    )


def _in_words(picture: Picture, own: frozenset[str]) -> list[Piece]:
    """The content of a picture as its caption."""
    piece = Piece(_words((Run(picture.alt),)), own=own)
    return [piece if _fits([piece], CAPTION_UNITS) else _cut(piece, CAPTION_UNITS, ENTITIES)[0]]


def _visible(text: str) -> bool:
    return any(character.isprintable() and not character.isspace() for character in text)


# Blocks to pieces


def _pieces(blocks: Sequence[Block], own: frozenset[str], fold: int = 0) -> Iterator[Piece]:
    """One piece per block that has words; buttons join the piece before them, or else the first one."""
    early: tuple[Row, ...] = ()
    last: Piece | None = None
    for piece in _bare_pieces(blocks, own, fold):
        if not _visible(piece.body.text):
            rows = piece.rows
            last, early = (replace(last, rows=last.rows + rows), early) if last else (None, early + rows)
            continue
        if last:
            yield last
        last, early = replace(piece, rows=early + piece.rows), ()
    if last or early:
        yield last or Piece(Marked(""), rows=early)


def _bare_pieces(blocks: Sequence[Block], own: frozenset[str], fold: int) -> Iterator[Piece]:
    for number, block in enumerate(blocks, start=1):
        match block:
            case Heading(runs=runs, level=level):
                bold = tuple(replace(run, style=Style.BOLD) for run in runs)
                yield Piece(_words(bold), level=max(level, 1) if not fold else 0, fold=fold, own=own)
            case Paragraph(runs=runs):
                yield Piece(_words(runs), fold=fold, own=own)
            case StatementBlock(words=words, source=source):
                yield Piece(_statement(words, source), fold=fold, voice=True)
            case Folded(title=title, blocks=inner):
                here = fold or number
                yield Piece(_words((Run(title, Style.BOLD),)), fold=here, own=own)
                yield from _pieces(inner, own, here)
            case Buttons(buttons=buttons):
                yield Piece(Marked(""), rows=tuple(_rows(buttons)))
            case Picture(alt=alt):
                yield Piece(_words((Run(alt),)), fold=fold, own=own)


def _words(runs: Iterable[Run]) -> Marked:
    return marking.stripped(marking.joined([_run(run) for run in runs]))


def _run(run: Run) -> Marked:
    """A run with its marks; none on white space, which carries no style."""
    text = marking.clean(run.text)
    core = text.strip()
    if not core:
        return Marked(text)
    start = text.index(core[0])
    end = start + len(core)
    marks = [Mark(start, end, STYLES[run.style])] if run.style in STYLES else []
    if marking.linkable(run.url):
        marks.append(Mark(start, end, "text_link", run.url or ""))
    return Marked(text, tuple(marks))


def _statement(words: tuple[Run, ...], source: tuple[Run, ...]) -> Marked:
    said, where = _words(words), _words(source)
    below = [Marked("\n" + INDENT), where] if where.text else []
    return marking.stripped(marking.joined([Marked(BULLET), said, *below]))


def _rows(buttons: tuple[Button, ...]) -> Iterator[Row]:
    for start in range(0, len(buttons), ROW):
        yield buttons[start : start + ROW]


# Pieces to parts


def _packed(pieces: list[Piece]) -> list[list[Piece]]:
    """Fill parts, a story as a whole where that is possible."""
    parts: list[list[Piece]] = [[]]
    for story in _stories(pieces):
        if _fits([*parts[-1], *story]):
            parts[-1] += story
        elif _fits(story):
            parts.append(story)
        else:
            for group in _groups(story):
                _place(parts, group)
    return [part for part in parts if part]


def _stories(pieces: list[Piece]) -> Iterator[list[Piece]]:
    """Runs of pieces that begin with a heading of a story; what stands before the first one is a run of its own."""
    story: list[Piece] = []
    for piece in pieces:
        if piece.level > 1 and story:
            yield story
            story = []
        story.append(piece)
    if story:
        yield story


def _groups(story: list[Piece]) -> Iterator[list[Piece]]:
    """Each piece with the headings right before it, so that none stands at the end of a part."""
    group: list[Piece] = []
    for piece in story:
        group.append(piece)
        if not piece.level:
            yield group
            group = []
    if group:
        yield group


def _place(parts: list[list[Piece]], group: list[Piece]) -> None:
    """Put a group into the last part, or a new one; cut what fits nowhere."""
    if not _fits([*parts[-1], *group]) and parts[-1]:
        parts.append([])
    for piece in group:
        rest: Piece | None = piece
        while rest and not _fits([*parts[-1], rest]):
            room, marks = TEXT_UNITS - _size(parts[-1]) - 2, ENTITIES - _entities(parts[-1]) - 1
            cramped = room < TEXT_UNITS // 2 or marks < ENTITIES // 2
            if parts[-1] and (cramped or _fits([replace(rest, rows=())])):
                parts.append([])
                continue
            head, rest = _cut(rest, room, marks)
            parts[-1].append(head)
            parts.append([])
        if rest:
            parts[-1].append(rest)


def _fits(pieces: list[Piece], room: int = TEXT_UNITS) -> bool:
    buttons = sum(len(row) for piece in pieces for row in piece.rows)
    return _size(pieces) <= room and _entities(pieces) <= ENTITIES and buttons <= KEYBOARD


def _size(pieces: list[Piece]) -> int:
    """UTF-16 units of the plain form, which is never shorter than the other."""
    return sum(marking.units(piece.plain) + 2 for piece in pieces)


def _entities(pieces: list[Piece]) -> int:
    folds = len({piece.fold for piece in pieces if piece.fold})
    return folds + sum(len(piece.shown.marks) for piece in pieces)


def _cut(piece: Piece, room: int, entities: int) -> tuple[Piece, Piece | None]:
    """Split off a head of at most `room` units and `entities` marks; the buttons stay with the tail."""
    if len(piece.rows) > 1 and _fits([replace(piece, rows=piece.rows[:1])]):
        return _cut_rows(piece)
    end = _break(piece.body.text, _reach(piece, room, entities))
    head = marking.stripped(marking.sliced(piece.body, 0, end))
    tail = marking.stripped(marking.sliced(piece.body, end, len(piece.body.text)))
    if not _visible(head.text):
        head = Marked(NOTHING)
    if not _visible(tail.text):
        return replace(piece, body=head), None
    return replace(piece, body=head, rows=()), replace(piece, body=tail, level=0)


def _cut_rows(piece: Piece) -> tuple[Piece, Piece | None]:
    """More buttons than one message takes: the text with the first ones, the rest below a line of their own."""
    count = KEYBOARD // ROW
    rest = Piece(Marked(NOTHING), fold=piece.fold, rows=piece.rows[count:])
    return replace(piece, rows=piece.rows[:count]), rest


def _reach(piece: Piece, room: int, entities: int) -> int:
    """How many code points fit into both limits, at least one; both measures only grow with the text."""
    low, high = 1, max(1, min(len(piece.body.text), room))
    while low < high:
        middle = (low + high + 1) // 2
        head = replace(piece, body=marking.sliced(piece.body, 0, middle), rows=())
        if _size([head]) <= room and _most_entities(head) <= entities:
            low = middle
        else:
            high = middle - 1
    return low


def _most_entities(piece: Piece) -> int:
    """A bound that only grows with the text: each mark and each live word can split another mark in two."""
    return 2 * (len(piece.body.marks) + marking.MANY) + 1


def _break(text: str, reach: int) -> int:
    """The last end of a sentence before `reach`, else of a line or word, else `reach` itself."""
    if reach >= len(text):
        return len(text)
    window = text[: reach + 1]
    for pattern in (_SENTENCE_END, _GAP):
        ends = [found.end() for found in pattern.finditer(window) if len(BULLET) < found.end() <= reach]
        if ends:
            return ends[-1]
    return reach


# Parts to JSON


def _part(pieces: list[Piece], *, quiet: bool) -> Part:
    shown = _assembled(pieces)
    payload: dict[str, object] = {"text": shown.text, "link_preview_options": {"is_disabled": True}}
    if quiet:
        payload["disable_notification"] = True
    if shown.marks:
        payload["entities"] = entities(shown)
    return _frozen(payload, pieces, _plain(pieces))


def _photo(picture: Picture, pieces: list[Piece], *, quiet: bool) -> Part:
    """A picture with the pieces as its caption; in plain form the words of both."""
    shown = _assembled(pieces)
    payload: dict[str, object] = {"photo": b64encode(picture.png).decode(), "name": picture.name, "caption": shown.text}
    if quiet:
        payload["disable_notification"] = True
    if shown.marks:
        payload["caption_entities"] = entities(shown)
    words = _plain(pieces)
    alt = marking.broken(marking.clean(picture.alt), frozenset())
    return _frozen(payload, pieces, words if alt in words else f"{words}\n{alt}")


def _frozen(payload: dict[str, object], pieces: list[Piece], plain: str) -> Part:
    rows = [row for piece in pieces for row in piece.rows]
    if rows:
        payload["reply_markup"] = {"inline_keyboard": [[_button(button) for button in row] for row in rows]}
    return Part(json.dumps(payload, ensure_ascii=False, separators=(",", ":")), plain)


def _plain(pieces: list[Piece]) -> str:
    return "".join(_separator(pieces, at) + piece.plain for at, piece in enumerate(pieces))


def _assembled(pieces: list[Piece]) -> Marked:
    """One text, with a folding quotation round neighbouring pieces of one fold."""
    texts: list[Marked] = []
    for fold, group in groupby(enumerate(pieces), key=lambda numbered: numbered[1].fold):
        members = list(group)
        lead = _separator(pieces, members[0][0])
        inner = marking.joined(
            [part for index, piece in members for part in (Marked(_separator(pieces, index)), piece.shown)][1:]
        )
        if fold:
            inner = Marked(inner.text, (Mark(0, len(inner.text), "expandable_blockquote"), *inner.marks))
        texts += [Marked(lead), inner]
    return marking.joined(texts)


def _separator(pieces: Sequence[Piece], at: int) -> str:
    """What stands before a piece: an empty line before a story and after its voices, else a new line."""
    if at == 0:
        return ""
    piece, before = pieces[at], pieces[at - 1]
    aside = not (piece.level or piece.voice or piece.fold) and (before.voice or before.fold)
    return "\n\n" if piece.level > 1 or aside else "\n"


def entities(marked: Marked) -> list[dict[str, object]]:
    """The marks as MessageEntity objects in UTF-16 units, outer ones first."""
    offsets = [0]
    for character in marked.text:
        offsets.append(offsets[-1] + (2 if character > "\uffff" else 1))
    ordered = sorted(marked.marks, key=lambda mark: (mark.start, -mark.end, mark.type != "expandable_blockquote"))
    return [
        {"type": mark.type, "offset": offsets[mark.start], "length": offsets[mark.end] - offsets[mark.start]}
        | ({"url": mark.url} if mark.url else {})
        for mark in ordered
    ]


def _button(button: Button) -> dict[str, str]:
    label = " ".join(marking.clean(button.label).split()) or button.action or NOTHING
    short = label if len(label) <= LABEL else label[: LABEL - 1].rstrip() + "…"
    return {"text": short, "callback_data": button.action or "-"}
