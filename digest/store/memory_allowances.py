"""Buckets of commands as plain values."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from digest.allowances import FORGOTTEN, Allowance, Bucket, Verdict, spent
from digest.model import require_aware
from digest.store.memory_registry import RegistryTwin, locked


class AllowanceTwin(RegistryTwin):
    """This part of the store in memory; what is asked and promised stands at `digest.allowances.Allowances`."""

    def __init__(self) -> None:
        super().__init__()
        self._buckets: dict[str, Bucket] = {}

    @locked
    def spend(self, asked: Sequence[Allowance], now: datetime) -> Verdict:
        moment = require_aware(now, "now")
        verdict, after = spent(asked, [self._buckets.get(one.who) for one in asked], moment)
        self._buckets.update(zip((one.who for one in asked), after, strict=True))
        self.forget_full(moment)
        return verdict

    @locked
    def forget_full(self, now: datetime) -> int:
        before = require_aware(now, "now") - FORGOTTEN
        old = [who for who, bucket in self._buckets.items() if bucket.at < before]
        for who in old:
            del self._buckets[who]
        return len(old)
