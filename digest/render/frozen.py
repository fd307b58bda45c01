"""A message as text and back, so that what was posted can be corrected: buttons and pictures are left out."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from digest.model import Block, Folded, Heading, Message, Paragraph, Run, StatementBlock, Style
from digest.phrases import phrases
from digest.render.plain import message


def message_text(given: Message) -> str:
    """The message as compact JSON."""
    return json.dumps(_blocks(given.blocks), ensure_ascii=False, separators=(",", ":"))


def message_of(text: str) -> Message:
    """The message of `message_text`. Raises ValueError for any other text."""
    try:
        return message([_block(one) for one in json.loads(text)])
    except (KeyError, TypeError) as error:
        raise ValueError(f"no frozen message: {text[:40]!r}") from error


def _blocks(blocks: Iterable[Block]) -> list[dict[str, Any]]:
    told: list[dict[str, Any]] = []
    for block in blocks:
        match block:
            case Heading(runs, level):
                told.append({"h": _runs(runs), "level": level})
            case Paragraph(runs):
                told.append({"p": _runs(runs)})
            case StatementBlock(statement, words, source):
                told.append({"s": statement, "words": _runs(words), "source": _runs(source)})
            case Folded(title, inner, under):
                told.append({"f": title, "blocks": _blocks(inner)} | ({"under": under} if under else {}))
            case _:
                continue
    return told


def _runs(runs: Iterable[Run]) -> list[list[str]]:
    return [[run.text, run.style.value, *([run.url] if run.url else [])] for run in runs]


def _block(told: Mapping[str, Any]) -> Block:
    if "h" in told:
        return Heading(_read(told["h"]), told["level"])
    if "p" in told:
        return Paragraph(_read(told["p"]))
    if "s" in told:
        return StatementBlock(told["s"], _read(told["words"]), _read(told["source"]))
    return Folded(told["f"], tuple(_block(one) for one in told["blocks"]), told.get("under", ""))


def _read(runs: Sequence[Sequence[str]]) -> tuple[Run, ...]:
    return tuple(Run(text, Style(style), url[0] if url else None) for text, style, *url in runs)


def corrected(given: Message, withdrawn: Mapping[str, str], language: str) -> Message | None:
    """The message with a note instead of each withdrawn statement in it; None where there is none.

    `withdrawn` gives for a statement's id when it was seen to have vanished, as words.
    """
    blocks = tuple(_corrected(block, withdrawn, language) for block in given.blocks)
    return None if blocks == given.blocks else message(blocks)


def _corrected(block: Block, withdrawn: Mapping[str, str], language: str) -> Block:
    if isinstance(block, Folded):
        return replace(block, blocks=tuple(_corrected(one, withdrawn, language) for one in block.blocks))
    if isinstance(block, StatementBlock) and block.statement in withdrawn and not _is_note(block):
        who = tuple(run for run in block.words[:1] if run.style is Style.BOLD)
        note = phrases(language).text("correction.note", time=withdrawn[block.statement])
        return StatementBlock(
            block.statement, (*who, *([Run(": ")] if who else []), Run(note, Style.ITALIC)), block.source
        )
    return block


def _is_note(block: StatementBlock) -> bool:
    return any(run.style is Style.ITALIC for run in block.words)
