"""A message in plain words: what clients without blocks show, and what every message carries as its fallback."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from digest.model import Block, Buttons, Folded, Message, Picture, Run, StatementBlock


def text_of(runs: Iterable[Run]) -> str:
    """The runs as plain text."""
    return "".join(run.text for run in runs)


def plain(blocks: Iterable[Block], *, folded: bool = True) -> str:
    """The blocks as lines, without buttons; with `folded` the folded ones too."""
    return "\n".join(line for block in blocks for line in _lines(block, folded=folded))


def _lines(block: Block, *, folded: bool) -> list[str]:
    if isinstance(block, StatementBlock):
        return [text_of(block.words), text_of(block.source)]
    if isinstance(block, Folded):
        return [block.title, plain(block.blocks)] if folded else [block.title]
    if isinstance(block, Buttons):
        return []
    if isinstance(block, Picture):
        return [block.alt]
    return [text_of(block.runs)]


def message(blocks: Sequence[Block]) -> Message:
    """The message of these blocks with its fallback: what stands unfolded, in plain words."""
    return Message(tuple(blocks), plain(blocks, folded=False))
