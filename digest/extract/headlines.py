"""Which of a page's own headlines is the article's: a habit of the outlet, which `headlines.toml` lists."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files

KINDS = frozenset({"data", "shared", "shown", "named"})
"""Places of a headline: JSON-LD, og:title, the h1, and the meta element called title."""


def headline_of(*domains: str) -> str:
    """The kind of headline that counts for the first of these registrable domains that is listed, else ""."""
    return next((_habits()[domain] for domain in domains if domain in _habits()), "")


@lru_cache(maxsize=1)
def _habits() -> Mapping[str, str]:
    lists = tomllib.loads((files("digest.extract") / "headlines.toml").read_text("utf-8"))
    return {domain: kind for kind, domains in lists.items() for domain in domains}
