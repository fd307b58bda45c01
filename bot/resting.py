"""Waiting that is cut short when all is to end."""

from __future__ import annotations

import asyncio
import contextlib


async def rest(closing: asyncio.Event, seconds: float) -> bool:
    """Wait, or less if `closing` is set meanwhile; whether it is."""
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(closing.wait(), seconds)
    return closing.is_set()
