"""How fast messages may go: an overall rate, a rate per chat, and a tighter one per group or channel.

Token buckets on monotonic seconds; each starts empty, so a restart never sends a burst. The figures are Telegram's
published limits with a margin; Slack's one message a second per channel fits below them.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field

from digest.outcome import Address


@dataclass(frozen=True, slots=True)
class Rates:
    """`overall` and `chat` in messages a second, `group` in messages a minute for chats with several readers.

    `answers` of the overall rate are left to answers to commands, which do not wait for digests; at most half of it.
    """

    overall: float = 25.0
    chat: float = 1.0
    group: int = 18
    answers: float = 5.0

    @property
    def parts(self) -> float:
        """Parts of digests a second."""
        return max(self.overall - self.answers, self.overall / 2)


@dataclass(slots=True)
class Limiter:
    """Says which chats must wait. Not thread-safe: it belongs to the event loop."""

    rates: Rates
    _overall_at: float = 0.0
    _slow_until: float = 0.0
    _last_429_at: float | None = None
    _sent: dict[Address, deque[float]] = field(default_factory=dict)

    def wait_s(self, now: float) -> float:
        """Seconds until the overall rate allows one more message; 0 when it does."""
        return max(0.0, self._overall_at - now)

    def busy(self, now: float) -> frozenset[Address]:
        """Addresses that must not be written to yet."""
        self._forget(now)
        return frozenset(address for address in self._sent if self._free_at(address) > now)

    def sent(self, address: Address, now: float) -> None:
        """Count a message (or the attempt at one) to this address."""
        rate = self.rates.parts / (2 if now < self._slow_until else 1)
        self._overall_at = max(now, self._overall_at) + 1 / rate
        self._sent.setdefault(_chat(address), deque(maxlen=self.rates.group)).append(now)

    def spoke(self, address: Address, now: float) -> None:
        """Something was said in this chat just now: the next part waits from here on.

        The service counts a message when it arrives, which is later than when it was claimed; answers count there too.
        """
        times = self._sent.setdefault(_chat(address), deque(maxlen=self.rates.group))
        if times:
            times.pop()
        times.append(now)

    def refused(self, now: float) -> None:
        """The service said "too fast": the second time within a minute halves the overall rate for a minute."""
        if self._last_429_at is not None and now - self._last_429_at < 60:
            self._slow_until = now + 60
        self._last_429_at = now

    def _free_at(self, address: Address) -> float:
        times = self._sent[address]
        after_last = times[-1] + 1 / self.rates.chat
        return max(after_last, times[0] + 60) if len(times) == times.maxlen else after_last

    def _forget(self, now: float) -> None:
        for address in [a for a, times in self._sent.items() if now - times[-1] > 60]:
            del self._sent[address]


def _chat(address: Address) -> Address:
    """Topics of one chat share its limits."""
    return Address(address.platform, address.chat, workspace=address.workspace)
