"""Neutral messages -> posts as Slack will get them. Pure.

    blocks -> pieces (one Slack block each) -> atoms (a heading with what follows it) -> stories -> posts

The first post heads the message; every further one, and all that is folded, continues in the thread below it
(`in_thread` in the payload); a picture is a post of its own beside the head (`picture`). Slack's own collapsible block,
`container`, is not used: its live validator takes no rich_text inside, and foreign words may stand nowhere else.

Foreign words go into rich_text and plain_text elements alone, where nothing is interpreted: in mrkdwn `*_~` and
backticks cannot be escaped, and `<!channel>` would call everybody. The top-level text, which notifications and screen
readers use, is escaped.
"""

from __future__ import annotations

import json
import re
from base64 import b64encode
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from typing import Any
from urllib.parse import urlsplit

from bot.platforms import Part
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
    short_id,
)

Json = dict[str, Any]

BLOCKS_MOST = 45
"""Slack takes 50 blocks in a message."""

WEIGHT_MOST = 9_000
"""Characters over all blocks of a message, link targets and button values included. Above about 11,300 Slack refuses
with msg_blocks_too_long, which it documents nowhere (bolt-js issues 2509 and 2867)."""

TEXT_MOST = 3_900
"""Characters of a post in plain words: chat.update refuses more than 4,000 (msg_too_long)."""

ALT_MOST = 1_000
"""Characters of the words for those who do not see a picture."""

HEADER_MOST = 150
LABEL_MOST = 75
ROW_MOST = 25
URL_MOST = 2_000
"""Slack takes 3,000; longer than this is no address of an article."""

_PIECE_MOST = 3_000
_PIECE_WEIGHT_MOST = 6_500
_RUN_MOST = 1_500
_CLOSING_MOST = 800
"""A piece and the closing buttons fit into one post together: 3,000 and 800 of 3,900, 6,500 and 800 of 9,000."""

_STYLES: dict[Style, Json] = {Style.BOLD: {"bold": True}, Style.ITALIC: {"italic": True}}
_CONTROL = (*range(0x0A), *range(0x0B, 0x20), *range(0x7F, 0xA0))
_BIDI = (0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A))
_UNWANTED = dict.fromkeys((*_CONTROL, *_BIDI)) | {0x09: " ", 0x2028: "\n", 0x2029: "\n"}
_SURROGATE = re.compile("[\ud800-\udfff]")
_URL = re.compile(r"https?://[^\s<>|\"]+")


@dataclass(frozen=True, slots=True)
class Piece:
    """One Slack block and the same in plain words. `weight` is what the block counts for, `size` what `plain` does."""

    block: Json
    plain: str
    weight: int
    size: int


def piece(block: Json, plain: str) -> Piece:
    """The piece with its weight, and its size with a line feed."""
    return Piece(block, plain, sum(map(units, _strings(block))), units(escaped(plain)) + 1)


@dataclass(frozen=True, slots=True)
class Atom:
    """Pieces that stay together wherever they fit into one post. `opens` where a story or section begins."""

    pieces: tuple[Piece, ...]
    opens: bool = False


def units(text: str) -> int:
    """Length in UTF-16 units, the most that Slack may count.

    >>> units("a😀")
    3
    """
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def escaped(text: str) -> str:
    """The text for a field that Slack interprets: its three control characters as entities.

    >>> escaped("R&D <!channel>")
    'R&amp;D &lt;!channel&gt;'
    """
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def clean(text: str) -> str:
    """Without control and bidi characters and lone surrogates."""
    return _SURROGATE.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n").translate(_UNWANTED))


def linkable(url: str | None) -> bool:
    """Whether the address may become a link: an article's page on the web, nothing else."""
    if url is None or units(url) > URL_MOST or not _URL.fullmatch(url) or not url.isprintable():
        return False
    try:
        parts = urlsplit(url)
        return bool(parts.hostname) and "@" not in parts.netloc and parts.port != 0
    except ValueError:
        return False


def render(message: Message) -> tuple[Part, ...]:
    """The posts of a message, the head first, its pictures last. Empty for a message without anything to see."""
    pictures = [block for block in message.blocks if isinstance(block, Picture) and block.png]
    words = tuple(block for block in message.blocks if block not in pictures)
    body = words or ((Paragraph((Run(message.fallback),)),) if not pictures else ())
    body, closing = _closing(body)
    folded: list[Atom] = []
    head = list(_atoms(_pieces_of(body, folded)))
    posts = [*_pack(head, closing), *_pack(folded, ())]
    series = short_id("series", *(one.plain for one in chain.from_iterable(posts)))
    alone = message.fallback if len(posts) == 1 else ""
    shown = (_part(post, number, series, clean(alone)) for number, post in enumerate(posts))
    return (*shown, *(_picture(one, series) for one in pictures))


def _picture(picture: Picture, series: str) -> Part:
    """A picture as a file that is shared; in plain form its content in words."""
    alt = shortened(clean(picture.alt), ALT_MOST)
    file = {"data": b64encode(picture.png).decode(), "name": picture.name, "alt": alt,
            "title": shortened(clean(picture.chart.title), HEADER_MOST)}  # fmt: skip
    return Part(json.dumps({"picture": file, "series": series}, ensure_ascii=False, separators=(",", ":")), alt)


def picture_of(part: Part) -> Json | None:
    """What is to be shared, where the part is a picture."""
    found: Json | None = json.loads(part.payload).get("picture") if part.payload.startswith('{"picture"') else None
    return found


def shortened(text: str, most: int) -> str:
    """The text in at most so many UTF-16 units."""
    if units(text) <= most:
        return text
    kept = text[: most - 1]
    while units(kept) > most - 1:
        kept = kept[:-1]
    return kept.rstrip() + "…"


def plain_payload(part: Part) -> Json:
    """What is posted instead of the blocks once Slack has refused them."""
    frozen = json.loads(part.payload)
    kept = {key: frozen[key] for key in ("in_thread", "series") if key in frozen}
    return kept | {"text": escaped(part.plain), "mrkdwn": False}


def _part(pieces: Sequence[Piece], number: int, series: str, fallback: str) -> Part:
    plain = "\n".join(one.plain for one in pieces if one.plain) or _labels(pieces)
    if fallback.strip() and units(escaped(fallback)) <= TEXT_MOST:
        plain = fallback
    payload: Json = {"text": escaped(plain), "blocks": _with_ids([one.block for one in pieces]), "series": series}
    if number:
        payload["in_thread"] = True
    return Part(json.dumps(payload, ensure_ascii=False, separators=(",", ":")), plain)


def _labels(pieces: Sequence[Piece]) -> str:
    return " · ".join(_strings([one.block["elements"] for one in pieces]))


def _with_ids(blocks: Sequence[Json]) -> list[Json]:
    """The same blocks with an action_id of its own for every button of the post."""
    count, result = 0, []
    for block in blocks:
        if block["type"] == "actions":
            row = [button | {"action_id": f"wortlaut_{count + n}"} for n, button in enumerate(block["elements"])]
            count += len(row)
            result.append(block | {"elements": row})
        else:
            result.append(block)
    return result


def _closing(blocks: Sequence[Block]) -> tuple[tuple[Block, ...], tuple[Piece, ...]]:
    """Rows of buttons at the end belong under the head, which a press replaces, however long the message is."""
    end = len(blocks)
    while end and isinstance(blocks[end - 1], Buttons):
        end -= 1
    pieces = tuple(one for block in blocks[end:] for one in _pieces(block))
    if len(pieces) > BLOCKS_MOST // 2 or sum(max(one.weight, one.size) for one in pieces) > _CLOSING_MOST:
        return tuple(blocks), ()
    return tuple(blocks[:end]), pieces


# Blocks to pieces


def _pieces_of(blocks: Iterable[Block], folded: list[Atom]) -> Iterator[tuple[Block, tuple[Piece, ...]]]:
    """Each block with its pieces. What is folded goes to `folded`; in its place a line names it."""
    for block in blocks:
        if isinstance(block, Folded):
            title, *inner = _unfolded(block)
            content = [(one, _pieces(one)) for one in inner]
            if any(some for _, some in content):
                folded.extend(_atoms([(title, _pieces(title)), *content]))
                line = Paragraph((Run(f"↳ {_title(block)}", Style.ITALIC),))
                yield line, _pieces(line)
        else:
            yield block, _pieces(block)


def _unfolded(block: Folded) -> Iterator[Block]:
    """The blocks of what is folded, below a heading that says of what it is more: in a thread nothing stands above."""
    under = " ".join(clean(block.under).split())
    yield Heading((Run(f"{under} · {_title(block)}" if under else _title(block)),), level=2)
    for inner in block.blocks:
        if isinstance(inner, Folded):
            yield from _unfolded(inner)
        else:
            yield inner


def _title(block: Folded) -> str:
    return " ".join(clean(block.title).split()) or "…"


def _pieces(block: Block) -> tuple[Piece, ...]:
    match block:
        case Heading(runs, level):
            return _heading(_cleaned(runs), level)
        case Paragraph(runs):
            return tuple(_running(some, listed=False) for some in _portions(_cleaned(runs)))
        case StatementBlock():
            return tuple(_running(some, listed=True) for some in _portions(_statement(block)))
        case Buttons(buttons):
            return tuple(_row(buttons))
        case Folded():
            return tuple(chain.from_iterable(_pieces(inner) for inner in _unfolded(block)))
        case Picture():
            return _pieces(Paragraph((Run(block.alt),)))


def _cleaned(runs: Iterable[Run]) -> list[Run]:
    """Runs without what Slack does not take: empty ones, and addresses that are no links."""
    found = [Run(clean(run.text), run.style, run.url if linkable(run.url) else None) for run in runs]
    return [run if run.text.strip() else replace(run, url=None) for run in found if run.text]


def _statement(block: StatementBlock) -> list[Run]:
    words, source = _cleaned(block.words), _cleaned(block.source)
    return [*words, *([Run("\n")] if words and source else []), *source]


def _heading(runs: list[Run], level: int) -> tuple[Piece, ...]:
    text = _text(runs).strip()
    if level == 1 and text and "\n" not in text and units(text) <= HEADER_MOST and not any(run.url for run in runs):
        header = {"type": "header", "text": {"type": "plain_text", "text": text, "emoji": False}}
        return (piece(header, text),)
    bold = [replace(run, style=Style.BOLD) for run in runs]
    return tuple(_running(some, listed=False) for some in _portions(bold))


def _running(runs: Sequence[Run], *, listed: bool) -> Piece:
    section: Json = {"type": "rich_text_section", "elements": [_element(run) for run in runs]}
    text = _text(runs)
    if listed:
        section = {"type": "rich_text_list", "style": "bullet", "elements": [section]}
        text = "▪ " + text.replace("\n", "\n  ")
    return piece({"type": "rich_text", "elements": [section]}, text)


def _element(run: Run) -> Json:
    style = {"style": _STYLES[run.style]} if run.style in _STYLES else {}
    if run.url is not None:
        return {"type": "link", "url": run.url, "text": run.text} | style
    return {"type": "text", "text": run.text} | style


def _text(runs: Iterable[Run]) -> str:
    return "".join(run.text for run in runs)


def _portions(runs: Sequence[Run]) -> Iterator[list[Run]]:
    """All the runs as one portion, as a rule. Only what no post could hold is spread over several, between words."""
    if not _text(runs).strip():
        return
    portion: list[Run] = []
    room = _PIECE_MOST
    for run in chain.from_iterable(map(_short_runs, runs)):
        weight = units(run.text) + units(run.url or "")
        need = max(_cost(run.text), -(-weight * _PIECE_MOST // _PIECE_WEIGHT_MOST))
        if portion and need > room:
            yield portion
            portion, room = [], _PIECE_MOST
        portion.append(run)
        room -= need
    yield portion


def _short_runs(run: Run) -> Iterator[Run]:
    """The run in stretches that cost at most _RUN_MOST, cut at blanks where there are any."""
    text = run.text
    while text:
        end = _fitting(text)
        if end < len(text) and (blank := text.rfind(" ", 1, end)) > 0:
            end = blank + 1
        yield replace(run, text=text[:end])
        text = text[end:]


def _fitting(text: str) -> int:
    """How many characters of the text cost no more than _RUN_MOST; at least one."""
    size = 0
    for place, character in enumerate(text):
        size += _cost(character)
        if size > _RUN_MOST:
            return max(place, 1)
    return len(text)


def _cost(text: str) -> int:
    """Units of a text in plain words: escaped, a line feed with the indent that may follow it."""
    return units(escaped(text)) + 2 * text.count("\n")


def _row(buttons: Sequence[Button]) -> Iterator[Piece]:
    shown = [(label, button.action) for button in buttons if button.action.strip() and (label := _label(button))]
    for start in range(0, len(shown), ROW_MOST):
        some = shown[start : start + ROW_MOST]
        elements = [
            {"type": "button", "text": {"type": "plain_text", "text": label, "emoji": False}, "value": action}
            for label, action in some
        ]
        yield piece({"type": "actions", "elements": elements}, "")


def _label(button: Button) -> str:
    label = " ".join(clean(button.label).split()) or clean(button.action)
    return shortened(label, LABEL_MOST)


# Pieces to posts


def _atoms(pieces: Iterable[tuple[Block, tuple[Piece, ...]]]) -> Iterator[Atom]:
    """A heading is joined with what follows it, so that none ends a post."""
    heading: tuple[Piece, ...] = ()
    for block, some in pieces:
        if isinstance(block, Heading):
            heading += some
        elif some:
            yield Atom(heading + some, opens=bool(heading))
            heading = ()
    if heading:
        yield Atom(heading, opens=True)


def _pack(atoms: Sequence[Atom], closing: tuple[Piece, ...]) -> list[list[Piece]]:
    """Posts within all limits: whole stories where possible, else whole atoms, or pieces; `closing` ends the first."""
    posts: list[list[Piece]] = [[]]
    for story in _stories(atoms):
        for portion in _split(story, lambda pieces: _fits([*pieces, *closing])):
            if posts[-1] and not _fits([*posts[-1], *portion, *(closing if len(posts) == 1 else ())]):
                posts.append([])
            posts[-1].extend(portion)
    posts[0].extend(closing)
    return [post for post in posts if post]


def _stories(atoms: Sequence[Atom]) -> Iterator[list[Atom]]:
    story: list[Atom] = []
    for atom in atoms:
        if atom.opens and story:
            yield story
            story = []
        story.append(atom)
    if story:
        yield story


def _split(story: Sequence[Atom], fits: Callable[[Sequence[Piece]], bool]) -> Iterator[tuple[Piece, ...]]:
    """The largest units of a story that fit into an empty post."""
    whole = tuple(chain.from_iterable(atom.pieces for atom in story))
    if fits(whole):
        yield whole
    elif len(story) > 1:
        for atom in story:
            yield from _split([atom], fits)
    else:
        yield from ((one,) for one in whole)


def _fits(pieces: Sequence[Piece]) -> bool:
    return (
        len(pieces) <= BLOCKS_MOST
        and sum(one.weight for one in pieces) <= WEIGHT_MOST
        and sum(one.size for one in pieces) <= TEXT_MOST
    )


def _strings(tree: Any) -> Iterator[str]:
    """Every text, address and value in a block."""
    if isinstance(tree, dict):
        for key, item in tree.items():
            if isinstance(item, str):
                if key in {"text", "url", "value"}:
                    yield item
            else:
                yield from _strings(item)
    elif isinstance(tree, list):
        for item in tree:
            yield from _strings(item)
