"""What `wortlaut doctor` learns by real calls: tokens, scopes, chats, clocks; and what the database says is due.

Nothing is posted. A bot that runs meanwhile is not disturbed.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping
from datetime import datetime
from email.utils import parsedate_to_datetime
from zoneinfo import available_timezones

import httpx

from bot.doctor import Check
from bot.leadership import holder_at
from bot.platforms import Platform
from digest.errors import StoreError
from digest.outbox import Channel, ChannelState, Outbox
from digest.outcome import Outcome, Refused, Sent, TryLater, Unknown
from digest.ports import Clock

MOST_CHATS = 30
"""Chats asked about on each platform; the services limit such questions."""

TOKENS = {"telegram": "platforms.telegram.token (@BotFather gives one)", "slack": "platforms.slack.bot_token"}
"""Where the token of a platform is set."""

SHOWN = 5
"""Next digests that are listed."""

SKEW_S = 60.0
"""A clock that is off by more sends digests at a time that people notice."""

PATIENCE_S = 30.0


def check_due(outbox: Outbox, now: datetime) -> Iterator[Check]:
    """What the outbox says: who works on it, what is due next, zones that are not known here."""
    try:
        holder, channels = holder_at(outbox, now), outbox.channels()
    except StoreError:
        return  # the check of the database says why
    yield Check("running", well=True, detail=f"a bot works on this database: {holder}" if holder else "no bot runs")
    zones = available_timezones()
    for channel in channels:
        if channel.zone not in zones:
            detail = (
                f"{channel.address} has the zone {channel.zone!r}, which this machine does not know: "
                "install its time zones (tzdata), or choose another with /settings timezone"
            )
            yield Check("zone", well=False, detail=detail)
    active = [one for one in channels if one.state is ChannelState.ACTIVE and one.next_due is not None]
    following = sorted(active, key=lambda one: (one.next_due or now, str(one.address)))[:SHOWN]
    listed = ", ".join(f"{one.address} {one.next_due:%Y-%m-%d %H:%M} UTC" for one in following)
    yield Check(
        "next digests", well=True, detail=f"{len(active)} channels; {listed}" if listed else "no active channel"
    )


async def check_platforms(platforms: Mapping[str, Platform], channels: list[Channel]) -> list[Check]:
    """Each token by a real call, and what keeps the platform from working as it is set up."""
    found = []
    for name, platform in platforms.items():
        here = [one.address for one in channels if one.address.platform == name and one.state is ChannelState.ACTIVE]
        try:
            async with asyncio.timeout(PATIENCE_S):
                outcome = await platform.probe()
                if isinstance(outcome, Sent):
                    found.append(Check(name, well=True, detail=f"the token works: {outcome.receipt}"))
                    found += [Check(name, well=False, detail=one) for one in await platform.examine(here[:MOST_CHATS])]
                else:
                    found.append(Check(name, well=False, detail=_refused(name, outcome)))
        except TimeoutError:
            found.append(Check(name, well=False, detail=f"no answer within {PATIENCE_S:.0f} s"))
        finally:
            await platform.close()
    return found


def _refused(name: str, outcome: Outcome) -> str:
    """Why a token could not be tried or was not accepted, and what to do."""
    if isinstance(outcome, Refused):
        return f"the token is not accepted ({outcome.reason}): get a new one and set {TOKENS.get(name, 'it')}"
    reason = outcome.reason if isinstance(outcome, TryLater | Unknown) else str(outcome)
    return f"the service cannot be reached ({reason}): check the network, and platforms.{name}.base_url"


def check_clock(url: str, clock: Clock) -> Check:
    """Compare the machine's clock with that of a chat service."""
    try:
        with httpx.Client(timeout=10, follow_redirects=False) as client:
            told = client.head(url).headers.get("Date", "")
        ahead = (clock.now() - parsedate_to_datetime(told)).total_seconds()
    except (httpx.HTTPError, httpx.InvalidURL, ValueError, TypeError) as error:
        return Check("time", well=True, detail=f"could not be compared with {url}: {type(error).__name__}")
    if abs(ahead) <= SKEW_S:
        return Check("time", well=True, detail=f"as at {url}, {abs(ahead):.0f} s apart")
    word = "ahead of" if ahead > 0 else "behind"
    return Check("time", well=False, detail=f"the machine's clock is {abs(ahead):.0f} s {word} that of {url}: set it")
