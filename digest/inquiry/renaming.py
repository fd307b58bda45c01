"""Actors under the names that the reader's language has for them: "Russland" is "Russia" to an English reader. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeVar, cast

from digest.inquiry.context import CommandContext
from digest.model import Actor
from digest.render.answer import Answer

_Value = TypeVar("_Value")


def in_the_reader_s_names(context: CommandContext, answer: Answer) -> Answer:
    """The answer with every actor in it called as its reader does; the words of statements stay as they are."""
    names = context.listed.names(context.language) if context.listed is not None else {}
    return renamed(answer, names) if names else answer


def renamed(value: _Value, names: Mapping[str, str]) -> _Value:
    """The value with the actors in it called what `names` has for their ids.

    Dataclasses and tuples are looked through; what has no actor to be renamed stays the same object.
    """
    if isinstance(value, Actor):
        name = names.get(value.id, value.name)
        return cast("_Value", replace(value, name=name)) if name != value.name else value
    if isinstance(value, tuple):
        items = tuple(renamed(item, names) for item in value)
        return cast("_Value", items) if any(new is not old for new, old in zip(items, value, strict=True)) else value
    if not is_dataclass(value) or isinstance(value, type):
        return value
    changes: dict[str, Any] = {}
    for part in fields(value):
        old = getattr(value, part.name)
        new = renamed(old, names)
        if new is not old:
            changes[part.name] = new
    return replace(value, **changes) if changes else value
