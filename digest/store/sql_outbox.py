"""The outbox in the store's SQLite file: one writer, every change a transaction, the keys of the tables hold "once".

Whatever a send depends on is synced to the disk before the method returns (`writing_durably`): a claim is on record
before the call is made, an outcome once it is known. Lost to a power cut can be only what is computed again (slots just
opened, parts frozen since the last claim), what the service repeats (incoming events) and the leases of processes that
died in it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    Select,
    Table,
    Update,
    and_,
    bindparam,
    delete,
    exists,
    func,
    or_,
    select,
    tuple_,
    update,
)
from sqlalchemy.dialects.sqlite import insert

from digest.model import require_aware
from digest.outbox import Channel, ChannelState, Delivery, DeliveryState, Lead, OutboxTally, Shown, Slot, SlotState
from digest.outcome import Address
from digest.store.checks import refuse_unstorable, storable
from digest.store.connections import batches, inserting, replacing
from digest.store.outbox_rows import (
    Values,
    address_row,
    channel_of,
    channel_row,
    delivery_of,
    delivery_row,
    slot_of,
    slot_row,
    standing_row,
)
from digest.store.outbox_rules import (
    ON_THE_WAY,
    OPEN,
    Chat,
    chat_of,
    checked_channel,
    checked_event,
    checked_lease,
    checked_notice,
    checked_outcome,
    checked_parts,
    checked_pause,
    checked_result,
    checked_slots,
    claimed,
    closed,
    expired,
    followed,
    lease_is_over,
    moves_along,
    next_due_stands,
    placed,
    purge_limits,
    refuse_address,
    refuse_strangers,
    settled,
    storable_words,
    tallied,
    utc,
)
from digest.store.outbox_tables import channel, delivery, inbound_seen, lease, pause, slot
from digest.store.sql_shown import ShownPart, remember
from digest.store.tables import Instant

_PORTION = 200
"""Rows that one step of an iteration reads, so that no reading transaction stays open between two steps."""

_CHAT = (delivery.c.platform, delivery.c.workspace, delivery.c.chat)
_BY_ADDRESS = (channel.c.platform, channel.c.workspace, channel.c.chat, channel.c.thread)
_OPEN = [state.value for state in OPEN]
_PENDING, _SENDING, _SENT = DeliveryState.PENDING.value, DeliveryState.SENDING.value, DeliveryState.SENT.value


class SqlOutbox(ShownPart):
    """An Outbox in a database; what is asked and promised stands at `digest.outbox.Outbox`."""

    # channels

    def channels(self) -> Sequence[Channel]:
        return self._channels(*_BY_ADDRESS)

    def channel(self, channel_id: str) -> Channel | None:
        if not storable(channel_id):
            return None
        with self._database.reading() as connection:
            return _channel(connection, channel_id)

    def channel_at(self, address: Address) -> Channel | None:
        row = address_row(address)
        if not all(map(storable, row.values())):
            return None
        with self._database.reading() as connection:
            found = connection.execute(select(channel).where(*_equal(row))).first()
            return channel_of(found) if found else None

    def save_channel(self, channel: Channel) -> None:
        given = checked_channel(channel)
        with self._database.writing_durably() as connection:
            former = _channel(connection, given.id)
            _save_channel(connection, given)
            if former is not None and former.address != given.address:
                waiting = _deliveries(connection, delivery.c.channel == given.id, delivery.c.state == _PENDING)
                moving = [part.id for part in waiting if moves_along(part, former)]
                for ids in batches(moving):
                    moved = update(delivery).where(delivery.c.id.in_(ids), delivery.c.state == _PENDING)
                    connection.execute(moved.values(address_row(given.address)))

    def forget_channel(self, channel_id: str) -> None:
        if not storable(channel_id):
            return
        with self._database.writing_durably() as connection:
            gone = _channel(connection, channel_id)
            connection.exec_driver_sql("PRAGMA secure_delete = ON")  # what is free in the file is overwritten as well
            connection.execute(delete(delivery).where(delivery.c.channel == channel_id))
            connection.execute(delete(channel).where(channel.c.id == channel_id))  # its slots go with it
            if gone is not None:
                _forget_pause(connection, gone.address)

    def _channels(self, *order: ColumnElement[Any], where: Iterable[ColumnElement[bool]] = ()) -> Sequence[Channel]:
        with self._database.reading() as connection:
            return [channel_of(row) for row in connection.execute(select(channel).where(*where).order_by(*order))]

    # slots

    def due_channels(self, now: datetime) -> Sequence[Channel]:
        due = channel.c.state == ChannelState.ACTIVE.value, channel.c.next_due <= require_aware(now, "now")
        return self._channels(channel.c.next_due, *_BY_ADDRESS, where=due)

    def open_slots(self, channel_id: str, slots: Sequence[Slot], next_due: datetime | None) -> Sequence[Slot]:
        given, upcoming = checked_slots(channel_id, slots), utc(next_due, "next_due")
        with self._database.writing() as connection:
            found = _channel(connection, channel_id)
            if found is None:
                return []
            if not next_due_stands(found.next_due, given):
                connection.execute(update(channel).where(channel.c.id == channel_id).values(next_due=upcoming))
            return [one for one in given if connection.execute(inserting(slot), slot_row(one)).rowcount]

    def slots(self, state: SlotState | None = None) -> Iterator[Slot]:
        wanted = select(slot).order_by(slot.c.due, slot.c.id).limit(_PORTION)
        if state is not None:
            wanted = wanted.where(slot.c.state == state.value)
        following = wanted
        while rows := self._read(following):
            yield from map(slot_of, rows)
            last = rows[-1]
            later = or_(slot.c.due > last.due, and_(slot.c.due == last.due, slot.c.id > last.id))
            following = wanted.where(slot.c.due >= last.due, later)

    def slot(self, slot_id: str) -> Slot | None:
        with self._database.reading() as connection:
            return _slot(connection, slot_id)

    def freeze(self, slot: str, deliveries: Sequence[Delivery], shown: Shown | None = None) -> bool:
        parts = checked_parts(slot, deliveries)
        refuse_unstorable(shown, "what was shown")
        with self._database.writing() as connection:  # a claim of these parts syncs all that was written before it
            due = _slot(connection, slot)
            if due is None or due.state is not SlotState.DUE:
                return False
            refuse_strangers(due, parts, _known_ids(connection, parts))
            home = _channel(connection, due.channel)
            assert home is not None
            _stand(connection, slot, SlotState.PENDING if parts else SlotState.EMPTY, "")
            _insert(connection, [placed(part, home) for part in parts])
            if shown is not None:
                remember(connection, due, shown)
            return True

    def close_slot(self, slot: str, state: SlotState, reason: str) -> None:
        result, words = checked_result(slot, state), storable_words(reason)
        with self._database.writing_durably() as connection:
            standing = _slot(connection, slot)
            if standing is not None and standing.state in OPEN:
                after, ended = closed(standing, result, words, _parts(connection, slot))
                _stand(connection, slot, after.state, after.reason)
                for part in ended:
                    _rewrite(connection, part, DeliveryState.PENDING, part.attempt)

    # deliveries

    def enqueue(self, delivery: Delivery) -> bool:
        notice = checked_notice(delivery)
        with self._database.writing_durably() as connection:
            if _known_ids(connection, [notice]):
                return False
            _insert(connection, [notice])
            return True

    def claim(
        self,
        now: datetime,
        lease_until: datetime,
        attempts: Sequence[str],
        platforms: Collection[str],
        busy: Collection[Address],
        lead: Lead | None = None,
    ) -> Sequence[Delivery]:
        moment, until = require_aware(now, "now"), require_aware(lease_until, "lease_until")
        refuse_unstorable(tuple(attempts), "attempts")
        blocked = set(map(chat_of, busy))
        while numbers := self._oldest_ready(moment, platforms, blocked, len(attempts)):
            with self._database.writing_durably() as connection:
                if lead is not None and not _is_held(connection, lead):
                    return []
                asked = {**_asked(moment, platforms), "numbers": numbers}
                ready = [row.number for row in connection.execute(_still_ready(), asked)]
                parts = _deliveries(connection, delivery.c.number.in_(ready)) if ready else []
                pairs = zip(parts, attempts, strict=False)
                taken = [(claimed(part, moment, until, attempt), part.attempt) for part, attempt in pairs]
                if taken:
                    return [one for one, former in taken if _rewrite(connection, one, DeliveryState.PENDING, former)]
        return []

    def _oldest_ready(
        self, now: datetime, platforms: Collection[str], blocked: Collection[Chat], most: int
    ) -> list[int]:
        """The numbers of the oldest parts that may go now, one of a chat.

        Looked for outside the writing transaction, so that others can write meanwhile, and an idle program never keeps
        them waiting. Busy chats are passed over here: as thousands of parameters they take longer.
        """
        passed_over, found = set(blocked), list[int]()
        with self._database.reading() as connection, connection.execute(_ready(), _asked(now, platforms)) as ready:
            for row in ready:
                if len(found) == most:
                    break
                if (row.platform, row.workspace, row.chat) not in passed_over:
                    passed_over.add((row.platform, row.workspace, row.chat))
                    found.append(row.number)
        return found

    def settle(self, delivery: Delivery) -> bool:
        return self.settle_all([delivery])[0]

    def settle_all(self, deliveries: Sequence[Delivery]) -> Sequence[bool]:
        outcomes = list(map(checked_outcome, deliveries))
        with self._database.writing_durably() as connection:
            return [_settle(connection, outcome, DeliveryState.SENDING) for outcome in outcomes]

    def resolve(self, delivery: Delivery) -> bool:
        outcome = checked_outcome(delivery)
        with self._database.writing_durably() as connection:
            return _settle(connection, outcome, DeliveryState.UNCERTAIN)

    def expire_leases(self, now: datetime, *, abandoned: bool = False) -> Sequence[Delivery]:
        moment = require_aware(now, "now")
        over = [delivery.c.state == _SENDING]
        if not abandoned:
            over.append(delivery.c.lease_until <= moment)
        if not self._read(select(delivery.c.number).where(*over).limit(1)):
            return []
        with self._database.writing_durably() as connection:
            given_up = [expired(part, moment) for part in _deliveries(connection, *over)]
            return [part for part in given_up if _change(connection, part, DeliveryState.SENDING)]

    def deliveries(self, state: DeliveryState | None = None, channel: str | None = None) -> Iterator[Delivery]:
        if channel is not None and not storable(channel):
            return
        wanted = select(delivery).order_by(delivery.c.number).limit(_PORTION)
        if state is not None:
            wanted = wanted.where(delivery.c.state == state.value)
        if channel is not None:
            wanted = wanted.where(delivery.c.channel == channel)
        last = 0
        while rows := self._read(wanted.where(delivery.c.number > last)):
            yield from map(delivery_of, rows)
            last = rows[-1].number

    def parts(self, slot: str) -> Sequence[Delivery]:
        if not storable(slot):
            return []
        with self._database.reading() as connection:
            return _parts(connection, slot)

    def tally(self) -> OutboxTally:
        with self._database.reading() as connection:
            slots = {SlotState(row.state): row.many for row in connection.execute(_by_state(slot))}
            parts = {DeliveryState(row.state): row.many for row in connection.execute(_by_state(delivery))}
        return tallied(slots, parts)

    def _read(self, wanted: Any) -> Sequence[Row[Any]]:
        with self._database.reading() as connection:
            return connection.execute(wanted).all()

    # pauses, limits, replays

    def pause(self, address: Address, until: datetime, *, whole_platform: bool = False) -> None:
        moment, key = checked_pause(address, until, whole_platform=whole_platform)
        statement = insert(pause)
        longest = func.max(statement.excluded.until, pause.c.until)
        statement = statement.on_conflict_do_update(index_elements=list(pause.primary_key), set_={"until": longest})
        values = dict(zip(("platform", "workspace", "chat"), key, strict=True))
        with self._database.writing_durably() as connection:
            connection.execute(statement, {**values, "until": moment})

    def first_sight(self, platform: str, event: str, now: datetime) -> bool:
        values = {"platform": platform, "event": event, "seen_at": checked_event(platform, event, now)}
        with self._database.writing() as connection:
            return connection.execute(inserting(inbound_seen), values).rowcount == 1

    def take_lease(self, name: str, holder: str, now: datetime, until: datetime) -> int | None:
        moment, end = checked_lease(name, holder, now, until)
        with self._database.writing() as connection:
            former = connection.execute(select(lease).where(lease.c.name == name)).first()
            over = former is None or lease_is_over(former.until, moment, end, is_own=former.holder == holder)
            if former is not None and not over and former.holder != holder:
                return None
            fencing: int = (former.fencing if former else 0) + over
            values = {"name": name, "holder": holder, "fencing": fencing, "until": end}
            connection.execute(replacing(lease), values)
            return fencing

    def lease_holder(self, name: str, now: datetime) -> str:
        moment = require_aware(now, "now")
        with self._database.reading() as connection:
            found = connection.execute(select(lease).where(lease.c.name == name)).first()
        return "" if found is None or found.until <= moment else str(found.holder)

    def checkpoint_here(self, *, wanted: bool) -> None:
        self._database.checkpoint_here(wanted=wanted)

    def purge(self, before: datetime, *, events_before: datetime | None = None) -> int:
        moment, events = purge_limits(before, events_before)
        old_part = and_(_IS_FINISHED, or_(delivery.c.changed_at.is_(None), delivery.c.changed_at < moment))
        alive = exists().where(delivery.c.slot == slot.c.id, ~old_part)
        with self._database.writing() as connection:
            connection.execute(delete(inbound_seen).where(inbound_seen.c.seen_at < events))
            connection.execute(delete(pause).where(pause.c.until < moment))
            old = delete(slot).where(slot.c.state.not_in(_OPEN), slot.c.due < moment, ~alive)  # its parts go with it
            notices = delete(delivery).where(delivery.c.slot.is_(None), old_part)
            return connection.execute(old).rowcount + connection.execute(notices).rowcount


_IS_FINISHED = or_(
    delivery.c.announced,
    delivery.c.state.not_in([state.value for state in (*ON_THE_WAY, DeliveryState.UNCERTAIN)]),
)


def _by_state(table: Table) -> Select[Any]:
    return select(table.c.state, func.count().label("many")).group_by(table.c.state)


@cache
def _ready() -> Select[Any]:
    """The query for the parts that may go at `now` on `platforms` unless their chat is busy, oldest first.

    Made once: putting it together takes longer than asking it.
    """
    now = bindparam("now", type_=Instant)
    flying, earlier = delivery.alias("flying"), delivery.alias("earlier")
    in_flight = select(flying.c.platform, flying.c.workspace, flying.c.chat).where(flying.c.state == _SENDING)
    paused = select(pause.c.platform, pause.c.workspace, pause.c.chat).where(pause.c.until > now)
    shut = select(pause.c.platform).where(pause.c.until > now, pause.c.chat == "")
    before = earlier.c.slot == delivery.c.slot, earlier.c.part < delivery.c.part
    unsent = select(earlier.c.part).where(*before, earlier.c.state != _SENT).exists()
    return (
        select(delivery.c.number, *_CHAT)
        .where(
            delivery.c.state == _PENDING,
            delivery.c.platform.in_(bindparam("platforms", expanding=True)),
            or_(delivery.c.not_before.is_(None), delivery.c.not_before <= now),
            delivery.c.platform.not_in(shut),
            tuple_(*_CHAT).not_in(in_flight),
            tuple_(*_CHAT).not_in(paused),
            ~unsent,
        )
        .order_by(delivery.c.number)
    )


@cache
def _still_ready() -> Select[Any]:
    """The same of the parts with these `numbers`."""
    return _ready().where(delivery.c.number.in_(bindparam("numbers", expanding=True)))


def _asked(now: datetime, platforms: Collection[str]) -> Values:
    """What `_ready` is asked with."""
    return {"now": now, "platforms": sorted(filter(storable, platforms))}


def _is_held(connection: Connection, lead: Lead) -> bool:
    """Whether the lead is still what the lease says."""
    same = lease.c.name == lead.name, lease.c.holder == lead.holder, lease.c.fencing == lead.fencing
    return connection.execute(select(lease.c.name).where(*same)).first() is not None


def _equal(values: dict[str, Any]) -> list[ColumnElement[bool]]:
    return [channel.c[name] == value for name, value in values.items()]


def _channel(connection: Connection, channel_id: str) -> Channel | None:
    row = connection.execute(_by_id(channel), {"its_id": channel_id}).first()
    return channel_of(row) if row else None


@cache
def _by_id(table: Table) -> Select[Any]:
    """The row with the id `its_id`. Made once, as all that is asked for every part: making takes as long as asking."""
    return select(table).where(table.c.id == bindparam("its_id"))


@cache
def _of_slot() -> Select[Any]:
    return select(delivery).where(delivery.c.slot == bindparam("its_slot")).order_by(delivery.c.number)


@cache
def _standing() -> Update:
    return update(slot).where(slot.c.id == bindparam("its_id"))


def _save_channel(connection: Connection, given: Channel) -> None:
    taken = select(channel.c.id).where(*_equal(address_row(given.address)), channel.c.id != given.id)
    if connection.execute(taken).first():
        raise refuse_address(given)
    connection.execute(replacing(channel), channel_row(given))


def _forget_pause(connection: Connection, address: Address) -> None:
    """Forget that a chat was paused, unless another channel lives in it."""
    platform, workspace, chat = chat_of(address)
    others = exists().where(channel.c.platform == platform, channel.c.workspace == workspace, channel.c.chat == chat)
    connection.execute(
        delete(pause).where(pause.c.platform == platform, pause.c.workspace == workspace, pause.c.chat == chat, ~others)
    )


def _slot(connection: Connection, slot_id: str) -> Slot | None:
    if not storable(slot_id):
        return None
    row = connection.execute(_by_id(slot), {"its_id": slot_id}).first()
    return slot_of(row) if row else None


def _stand(connection: Connection, slot_id: str, state: SlotState, reason: str) -> None:
    connection.execute(_standing(), {"its_id": slot_id, "state": state.value, "reason": reason})


def _deliveries(connection: Connection, *where: ColumnElement[bool]) -> list[Delivery]:
    rows = connection.execute(select(delivery).where(*where).order_by(delivery.c.number))
    return list(map(delivery_of, rows))


def _parts(connection: Connection, slot_id: str) -> list[Delivery]:
    """The parts of a slot, in order: they were frozen in order."""
    return list(map(delivery_of, connection.execute(_of_slot(), {"its_slot": slot_id})))


def _known_ids(connection: Connection, parts: Iterable[Delivery]) -> list[str]:
    wanted = sorted(part.id for part in parts)
    known = select(delivery.c.id).order_by(delivery.c.id)
    return [row.id for ids in batches(wanted) for row in connection.execute(known.where(delivery.c.id.in_(ids)))]


def _insert(connection: Connection, parts: Sequence[Delivery]) -> None:
    if parts:
        connection.execute(insert(delivery), [delivery_row(part) for part in parts])


def _rewrite(connection: Connection, part: Delivery, expected: DeliveryState, attempt: str) -> bool:
    """Write where the part stands, if it still stood where it was read."""
    expects = {"its_id": part.id, "its_state": expected.value, "its_attempt": attempt}
    return connection.execute(_rewriting(), {**expects, **standing_row(part)}).rowcount == 1


@cache
def _rewriting() -> Update:
    """Made once, as `_ready` is."""
    columns = {"its_id": delivery.c.id, "its_state": delivery.c.state, "its_attempt": delivery.c.attempt}
    return update(delivery).where(*(column == bindparam(name) for name, column in columns.items()))


def _settle(connection: Connection, outcome: Delivery, expected: DeliveryState) -> bool:
    """Write the outcome onto its part, if that is as expected under the same attempt."""
    row = connection.execute(_by_id(delivery), {"its_id": outcome.id}).first()
    part = delivery_of(row) if row else None
    if part is None or (part.state, part.attempt) != (expected, outcome.attempt):
        return False
    return _change(connection, settled(part, outcome, _channel(connection, part.channel)), expected)


def _change(connection: Connection, part: Delivery, expected: DeliveryState) -> bool:
    """Write a part of the given former state, and what follows for its slot."""
    if not _rewrite(connection, part, expected, part.attempt):
        return False
    before = _slot(connection, part.slot) if part.slot is not None else None
    if before is not None:
        after, ended = followed(before, _parts(connection, before.id))
        _stand(connection, before.id, after.state, after.reason)
        for other in ended:
            _rewrite(connection, other, DeliveryState.PENDING, other.attempt)
    return True
