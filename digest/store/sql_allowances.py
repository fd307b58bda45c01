"""Buckets of commands in the database: read and written in one transaction, so that processes share them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import bindparam, delete, select

from digest.allowances import FORGOTTEN, Allowance, Bucket, Verdict, spent
from digest.model import require_aware
from digest.store.connections import Database, replacing
from digest.store.tables import allowance

_ASKED = select(allowance).where(allowance.c.who.in_(bindparam("who", expanding=True)))
_OLD = delete(allowance).where(allowance.c.at < bindparam("before"))


class AllowancePart:
    """What is asked and promised stands at `digest.allowances.Allowances`."""

    _database: Database

    def spend(self, asked: Sequence[Allowance], now: datetime) -> Verdict:
        moment = require_aware(now, "now")
        with self._database.writing() as connection:
            rows = {row.who: row for row in connection.execute(_ASKED, {"who": [one.who for one in asked]})}
            known = [rows.get(one.who) for one in asked]
            buckets = [Bucket(row.left, row.at, row.told_at) if row else None for row in known]
            verdict, after = spent(asked, buckets, moment)
            values = [
                {"who": one.who, "left": bucket.left, "at": bucket.at, "told_at": bucket.told_at}
                for one, bucket in zip(asked, after, strict=True)
            ]
            connection.execute(replacing(allowance), values)
            connection.execute(_OLD, {"before": moment - FORGOTTEN})
        return verdict

    def forget_full(self, now: datetime) -> int:
        with self._database.writing() as connection:
            return connection.execute(_OLD, {"before": require_aware(now, "now") - FORGOTTEN}).rowcount
