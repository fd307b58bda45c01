"""One instance works on a database; others wait for it to end.

    take -> (another holds the lead: wait) -> hold -> renew every few seconds -> give up at the end

The lead is a row with a fencing number that grows with each new holder; every claim of a part is made under it, so that
an instance that slept through the loss of its lead claims nothing more. A holder that was killed is waited out.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from datetime import datetime, timedelta

from bot.resting import rest
from digest.errors import StoreError, WortlautError
from digest.outbox import Lead, Outbox
from digest.ports import Clock

log = logging.getLogger(__name__)

NAME = "bot"
"""The role: all that a running bot does."""

HOLD = timedelta(seconds=20)
"""How long the lead holds without being renewed; a restart after a kill waits for at most this long."""

RENEW_S = 5.0
LOOK_S = 1.0


class LeadLost(WortlautError):
    """Another instance took over, as after a long sleep of the machine."""


class Leadership:
    """Takes and keeps the lead for `holder`, a name no other instance has."""

    def __init__(self, outbox: Outbox, clock: Clock, holder: str) -> None:
        self._outbox = outbox
        self._clock = clock
        self._holder = holder
        self.lead: Lead | None = None

    async def take(self, stop: asyncio.Event) -> bool:
        """Wait until the lead is ours; False when `stop` came first."""
        is_told = False
        while not stop.is_set():
            self.lead = await asyncio.to_thread(self._take)
            if self.lead is not None:
                log.debug("the lead is ours, number %d", self.lead.fencing)
                await asyncio.to_thread(self._outbox.checkpoint_here, wanted=True)
                return True
            if not is_told:
                log.warning("another instance works on this database: waiting for it to end")
                is_told = True
            await rest(stop, LOOK_S)
        return False

    async def keep(self, stop: asyncio.Event) -> None:
        """Renew the lead until `stop` is set. Raises LeadLost when somebody else has it."""
        while not stop.is_set():
            if await rest(stop, RENEW_S):
                return
            try:
                renewed = await asyncio.to_thread(self._take)
            except StoreError as error:  # it may be well again before the lead is over
                log.warning("the lead could not be renewed: %s", error)
                continue
            if renewed is None:
                raise LeadLost("another instance took over the database")
            self.lead = renewed  # with a new number where it was over and nobody took it, as after a jump of the clock

    def give_up(self) -> None:
        """Let the next instance begin at once."""
        if self.lead is not None:
            now = self._clock.now()
            with contextlib.suppress(StoreError):  # then it is waited out
                self._outbox.take_lease(NAME, self._holder, now, now)

    def _take(self) -> Lead | None:
        now = self._clock.now()
        number = self._outbox.take_lease(NAME, self._holder, now, now + HOLD)
        return None if number is None else Lead(NAME, self._holder, number)


def holder_at(outbox: Outbox, now: datetime) -> str:
    """Who works on the database now; "" where nobody does."""
    return outbox.lease_holder(NAME, now)
