"""Who may give how many commands: a person so many, a chat so many, whoever asks in it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b

from bot.platforms import Incoming
from digest.allowances import Allowance, Allowances, Verdict

PERSON_A_MINUTE, CHAT_A_MINUTE = 20, 60
"""Commands that one person may give, and that one chat may, within a minute; as many at once."""


@dataclass(frozen=True, slots=True)
class Turnstile:
    """Admits commands. `key` is a secret that is not in the database: what is stored of people is a hash made with it.

    Calls go to the database: not on the event loop.
    """

    allowances: Allowances
    key: bytes

    def admit(self, incoming: Incoming, now: datetime) -> Verdict:
        """Whether a command is answered. Counts it if so."""
        address = incoming.address
        here = (address.platform, address.workspace)
        return self.allowances.spend(
            (
                Allowance(self._hash("person", *here, incoming.user), PERSON_A_MINUTE, PERSON_A_MINUTE / 60),
                Allowance(self._hash("chat", *here, address.chat), CHAT_A_MINUTE, CHAT_A_MINUTE / 60),
            ),
            now,
        )

    def _hash(self, *who: str) -> str:
        return blake2b("\x1f".join(who).encode("utf-8", "replace"), key=self.key, digest_size=16).hexdigest()


def key_of(*secrets: str) -> bytes:
    """A key made of the tokens, the same in each process that has them."""
    return blake2b("\x1f".join(secrets).encode(), digest_size=32).digest()
