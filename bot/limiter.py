"""How fast messages may go: an overall rate, a rate per chat, and a tighter one per group or channel.

Token buckets on monotonic seconds; each starts empty, so a restart never sends a burst. The figures are Telegram's
published limits with a margin; Slack's one message a second per channel fits below them.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field

from digest.outcome import Address

CATCH_UP_S = 0.2
"""What was not sent while the program was held up for so long is sent at once afterwards.

At 20 parts a second these are 4. With 5 answers no second has more than 30 messages, which the service takes.
"""


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
    """Says which chats must wait, and how many parts may go. Not thread-safe: it belongs to the event loop."""

    rates: Rates
    _next_at: float | None = None
    _answers_at: float = 0.0
    _slow_until: float = 0.0
    _last_429_at: float | None = None
    _flying: int = 0
    _landed: deque[float] = field(default_factory=deque)
    _sent: dict[Address, deque[float]] = field(default_factory=dict)

    def wait_s(self, now: float) -> float:
        """Seconds until the overall rate allows one more part; 0 when it does, or when only a landing can tell."""
        if self._next_at is not None and self._next_at > now:
            return self._next_at - now
        return max(0.0, self._landed[0] + 1.0 - now) if self._landed and not self._seats(now) else 0.0

    def room(self, now: float) -> int:
        """How many parts the overall rate allows at once: more than one where it was not used up just before."""
        begun = now if self._next_at is None else self._next_at
        if begun > now:
            return 0
        return min(1 + int(min(now - begun, CATCH_UP_S) * self._rate(now) + 1e-9), self._seats(now))

    def _seats(self, now: float) -> int:
        """How many more parts may be on their way.

        A call arrives some time between its claim and its answer, however slow network or machine are: those on their
        way and those answered within the last second are all that can arrive within a second of the next one.
        """
        while self._landed and self._landed[0] <= now - 1.0:
            self._landed.popleft()
        return max(0, int(self.rates.overall) - self._flying - len(self._landed))

    def busy(self, now: float) -> frozenset[Address]:
        """Addresses that must not be written to yet."""
        self._forget(now)
        return frozenset(address for address in self._sent if self._free_at(address) > now)

    def sent(self, address: Address, now: float) -> None:
        """Count a part (or the attempt at one) to this address."""
        self._next_at = self._begun(now) + 1 / self._rate(now)
        self._flying += 1
        self._sent.setdefault(_chat(address), deque(maxlen=self.rates.group)).append(now)

    def spoke(self, address: Address, now: float) -> None:
        """The part counted last for this chat was said just now, or given up: the next one waits from here on.

        The service counts a message when it arrives, which is later than when it was claimed.
        """
        self._flying -= 1
        self._landed.append(now)
        times = self._sent.setdefault(_chat(address), deque(maxlen=self.rates.group))
        if times:
            times.pop()
        times.append(now)

    def answered(self, address: Address, now: float) -> None:
        """Count an answer to a command: its chat rests as after a part; what is beyond the answers' share of the
        overall rate (over any second) is taken from the parts.
        """
        share = self.rates.overall - self.rates.parts
        self._answers_at = max(self._answers_at, now - 1.0) + 1 / share
        if self._answers_at > now + 1e-9:
            self._answers_at -= 1 / share
            self._landed.append(now)
            self._next_at = self._begun(now) + 1 / self._rate(now)
        self._sent.setdefault(_chat(address), deque(maxlen=self.rates.group)).append(now)

    def refused(self, now: float) -> None:
        """The service said "too fast": the second time within a minute halves the overall rate for a minute."""
        if self._last_429_at is not None and now - self._last_429_at < 60:
            self._slow_until = now + 60
        self._last_429_at = now

    def _rate(self, now: float) -> float:
        return self.rates.parts / (2 if now < self._slow_until else 1)

    def _begun(self, now: float) -> float:
        """From when the next part is counted: a little back where the rate was not used up."""
        return now if self._next_at is None else max(now - CATCH_UP_S, self._next_at)

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
