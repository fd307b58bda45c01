"""The terminal as a chat: a message as wrapped text, bold and dim where the stream is a terminal, and as a picture.

Heading        bold, an empty line before it
Paragraph      wrapped to the width
StatementBlock "▪ " and the words with a hanging indent, below them label and outlets
Folded         "▸ title", and what is folded indented below it: a terminal folds nothing
Picture        what it shows in words, and its bars as a line
Buttons        what to type instead
"""

from __future__ import annotations

import io
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import escape
from typing import TextIO

from rich.cells import cell_len
from rich.console import Console as RichConsole
from rich.terminal_theme import TerminalTheme
from rich.text import Text

from digest.chart import Chart
from digest.model import Block, Buttons, Folded, Heading, Message, Paragraph, Picture, Run, StatementBlock, Style
from digest.render import sparkline

NAME = "console"
WIDTH = 100
"""Columns where the stream does not say how many it has."""

NARROWEST, WIDEST = 40, 110
"""Columns between which lines are wrapped; longer lines are hard to read."""

BULLET, UNFOLDED = "▪ ", "▸ "

PICTURE_WIDTH = 96
"""Columns of a picture for the README."""

STYLES = {Style.PLAIN: "", Style.BOLD: "bold", Style.ITALIC: "italic", Style.DIM: "dim"}

PAPER = TerminalTheme((252, 252, 250), (36, 36, 40), [(36, 36, 40)] * 8, [(120, 120, 126)] * 8)
"""Ink on paper; pictures are read on light and dark pages alike."""

# rich's own template without its window buttons and without fonts fetched from elsewhere; TITLE is ours
_SVG = """\
<svg class="rich-terminal" viewBox="0 0 {width} {height}" xmlns="http://www.w3.org/2000/svg" role="img">
<title>TITLE</title>
<style>
.{unique_id}-matrix, .{unique_id}-title {{
  font-family: ui-monospace, "DejaVu Sans Mono", Menlo, Consolas, monospace; }}
.{unique_id}-matrix {{ font-size: {char_height}px; line-height: {line_height}px; }}
.{unique_id}-title {{ font-size: 15px; fill: #78787e; }}
{styles}
</style>
<defs><clipPath id="{unique_id}-clip-terminal">
<rect x="0" y="0" width="{terminal_width}" height="{terminal_height}"/></clipPath>
{lines}
</defs>
<rect fill="#fcfcfa" stroke="#d8d8d4" x="0.5" y="0.5" width="99.8%" height="99.8%" rx="8"/>
<text class="{unique_id}-title" x="{terminal_x}" y="28">TITLE</text>
<g transform="translate({terminal_x}, {terminal_y})" clip-path="url(#{unique_id}-clip-terminal)">
{backgrounds}
<g class="{unique_id}-matrix">
{matrix}
</g></g></svg>
"""


@dataclass(frozen=True, slots=True)
class _Line:
    """One paragraph of the output: `first` stands before its first line, `rest` before the others (same width)."""

    text: Text
    first: str = ""
    rest: str = ""


@dataclass(frozen=True, slots=True)
class Console:
    """The platform. `width` is in columns."""

    width: int = WIDTH

    def render(self, message: Message) -> str:
        """The message as plain text, each line at most as wide as asked, with a line break at the end."""
        lines = _wrapped(message.blocks, self.width)
        return "".join(line.plain.rstrip() + "\n" for line in lines)


def connect(stream: TextIO) -> Console:
    """The console as wide as the stream, if that is a terminal."""
    width = RichConsole(file=stream).width if stream.isatty() else WIDTH
    return Console(min(max(width, NARROWEST), WIDEST))


def show(message: Message, stream: TextIO) -> None:
    """Write the message: with bold, dim and links where the stream is a terminal, else as plain text."""
    platform = connect(stream)
    if not stream.isatty():
        stream.write(platform.render(message))
        return
    _print(RichConsole(file=stream, highlight=False, width=platform.width, soft_wrap=True), message, platform.width)


def picture(message: Message, title: str, width: int = PICTURE_WIDTH, *, unfold: bool = False) -> str:
    """The message as SVG, the way a terminal of `width` columns shows it; `title` stands above it.

    Of folded parts only the titles are drawn unless asked otherwise, as a chat shows them.
    """
    if not unfold:
        blocks = tuple(Folded(block.title, ()) if isinstance(block, Folded) else block for block in message.blocks)
        message = Message(blocks, message.fallback)
    recorder = RichConsole(
        file=io.StringIO(), record=True, width=width, highlight=False, force_terminal=True, color_system="truecolor"
    )
    _print(recorder, message, width)
    named = escape(title).replace("{", "{{").replace("}", "}}")
    drawn = recorder.export_svg(theme=PAPER, code_format=_SVG.replace("TITLE", named), unique_id="wortlaut")
    return drawn.replace("&nbsp;", "&#160;")


def _print(console: RichConsole, message: Message, width: int) -> None:
    for line in _wrapped(message.blocks, width):
        console.print(line, no_wrap=True, overflow="ignore", crop=False)


def _wrapped(blocks: Iterable[Block], width: int) -> Iterator[Text]:
    for line in _lines(blocks, ""):
        yield from _wrap(line, width)


def _lines(blocks: Iterable[Block], indent: str) -> Iterator[_Line]:
    previous: Block | None = None
    for block in blocks:
        if previous is not None and _apart(previous, block, inside=bool(indent)):
            yield _Line(Text(""))
        yield from _block(block, indent)
        previous = block


def _apart(previous: Block, block: Block, *, inside: bool) -> bool:
    """Whether an empty line stands between the two."""
    if isinstance(previous, Folded) or isinstance(block, Folded | Heading):
        return not inside
    return isinstance(block, Paragraph) and isinstance(previous, StatementBlock) and not inside


def _block(block: Block, indent: str) -> Iterator[_Line]:
    match block:
        case Heading() | Paragraph():
            yield _Line(_text(block.runs), indent, indent)
        case StatementBlock():
            hanging = indent + " " * len(BULLET)
            yield _Line(_text(block.words), indent + BULLET, hanging)
            yield _Line(_text(block.source), hanging, hanging)
        case Folded():
            yield _Line(Text(block.title, style="bold"), indent + UNFOLDED, indent + "  ")
            yield from _lines(block.blocks, indent + "    ")
        case Picture():
            yield _Line(Text(block.alt), indent, indent)
            yield _Line(Text(_bars(block.chart)), indent, indent)
        case Buttons():
            offered = " · ".join(f"{button.label}: {button.action}" for button in block.buttons)
            yield _Line(Text(offered, style="dim"), indent, indent)


def _bars(chart: Chart) -> str:
    """The bars of a chart, first and last label beside them."""
    heights = [sum(numbers) for numbers in zip(*(one.values for one in chart.series), strict=True)]
    return f"{chart.labels[0]} {sparkline(heights)} {chart.labels[-1]}" if chart.labels else ""


def _text(runs: Iterable[Run]) -> Text:
    text = Text()
    for run in runs:
        style = STYLES[run.style] + (f" link {run.url}" if run.url and _linkable(run.url) else "")
        text.append(_printable(run.text), style=style.strip())
    return text


def _linkable(url: str) -> bool:
    """Whether the address can stand in a terminal's link without breaking out of it."""
    return url.startswith(("http://", "https://")) and url.isascii() and url.isprintable() and " " not in url


def _printable(text: str) -> str:
    """The text without anything that a terminal would obey instead of show (escapes, direction marks, controls)."""
    return "".join(char if unicodedata.category(char)[0] != "C" else " " if char in "\n\t\r" else "" for char in text)


def _wrap(line: _Line, width: int) -> Iterator[Text]:
    """The line in pieces of at most `width` columns, broken at blanks; a longer word stands alone and is cut."""
    space = max(10, width - cell_len(line.first))
    pieces = _pieces(line.text, space) or [Text("")]
    for number, piece in enumerate(pieces):
        yield Text(line.rest if number else line.first) + piece


def _pieces(text: Text, space: int) -> list[Text]:
    cuts: list[tuple[int, int]] = []
    start, last_blank, used = 0, -1, 0
    plain = text.plain
    position = 0
    while position < len(plain):
        used += cell_len(plain[position])
        if plain[position] == " ":
            last_blank = position
        if used > space:
            end = last_blank if last_blank > start else position
            cuts.append((start, end))
            start = end + 1 if last_blank > start or plain[end] == " " else end
            position, used, last_blank = start, 0, -1
            continue
        position += 1
    cuts.append((start, len(plain)))
    return [text[begin:end] for begin, end in cuts if begin < end]
