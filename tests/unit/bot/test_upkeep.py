"""What a running bot does for its database: when, in which steps, and what is said when it fails."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.copies import Copies, advice
from bot.upkeep import RESERVE, Caretaker, Task, at_once, copying, is_due, retention
from digest.errors import StoreError
from digest.store import backup, open_store, open_upkeep
from digest.store.memory import MemoryStore
from digest.upkeep import Chore
from tests.contract.store.test_upkeep import filled
from tests.contract.store.values import DAY, NOON
from tests.unit.bot.doubles import Clock

HOUR = timedelta(hours=1)


@dataclass
class Place:
    """A store with its caretaker, and what the operator was told."""

    tasks: tuple[Task, ...]
    clock: Clock = field(default_factory=Clock)
    store: MemoryStore = field(default_factory=MemoryStore)
    alarms: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.caretaker = Caretaker(self.store, self.clock, self.tasks, self.tell)

    async def tell(self, text: str) -> None:
        self.alarms.append(text)

    def look(self, *, after: timedelta = timedelta(0)) -> None:
        self.clock.moment += after
        asyncio.run(self.caretaker.look(asyncio.Event()))


def a_task(work: Callable[[], None]) -> Task:
    def steps(now: datetime) -> Iterator[Chore | None]:
        work()
        yield None
        yield Chore("backup", now, "done")

    return Task("backup", HOUR, steps)


def test_a_chore_is_done_when_it_is_due_and_not_again_before():
    """At the first look, then an hour later; another instance on the same database does it no earlier."""
    done: list[int] = []
    place = Place((a_task(lambda: done.append(1)),))
    place.look()
    place.look(after=timedelta(minutes=59))
    assert len(done) == 1
    restarted = Place(place.tasks, place.clock, place.store)
    restarted.look()
    assert len(done) == 1
    restarted.look(after=timedelta(minutes=1))
    assert len(done) == 2


@pytest.mark.parametrize(("since", "due"), [(HOUR, True), (HOUR / 2, False), (-HOUR, True)])
def test_a_clock_that_was_set_back_stops_nothing(since: timedelta, due: bool):
    """What was done in a time to come counts as due."""
    task = a_task(lambda: None)
    assert is_due(task, Chore("backup", NOON, "done"), NOON + since) is due


def test_a_failure_is_told_once_and_noted():
    """The operator hears of it once, however often it fails and even after a restart; then that it works again."""
    broken = [True]

    def work() -> None:
        if broken:
            raise StoreError("there is no room.")

    place = Place((a_task(work),))
    place.look()
    place.look(after=HOUR)
    Place(place.tasks, place.clock, place.store, place.alarms).look(after=HOUR)
    assert place.alarms == ["backup fails, the bot goes on without: there is no room."]
    assert place.store.chores()["backup"].problem == "there is no room."
    broken.clear()
    place.look(after=HOUR)
    assert place.alarms[1:] == ["backup works again: done"]
    assert place.store.chores()["backup"] == Chore("backup", place.clock.moment, "done")


def test_what_failed_is_not_tried_at_every_look():
    """After a failure it rests for a quarter of an hour."""
    tries: list[int] = []

    def work() -> None:
        tries.append(1)
        raise StoreError("no.")

    place = Place((a_task(work),))
    place.look()
    place.look(after=timedelta(minutes=14))
    assert len(tries) == 1
    place.look(after=timedelta(minutes=1))
    assert len(tries) == 2


def test_one_broken_chore_does_not_stop_the_other():
    """Retention goes on while copies cannot be made."""

    def work() -> None:
        raise StoreError("no.")

    place = Place((a_task(work),))
    place.caretaker.tasks = (*place.tasks, retention(place.store, 90 * DAY))
    place.look()
    assert "0 texts" in place.store.chores()["retention"].result


def test_it_ends_between_two_steps():
    """Told to end, it does no further step, and the chore stays due."""
    stop = asyncio.Event()
    place = Place((a_task(stop.set),))
    asyncio.run(place.caretaker.look(stop))
    assert place.store.chores() == {}


def test_retention_lets_old_texts_expire_and_counts_them(tmp_path: Path):
    """Ninety days after they were fetched; newer ones stay whole, and a second time there is nothing to do."""
    with closing(open_store(f"sqlite:///{tmp_path / 'w.db'}")) as store:
        articles, _ = filled(store)
        upkeep, task = open_upkeep(store), retention(open_upkeep(store), 90 * DAY)
        assert at_once(upkeep, task, NOON + 91 * DAY).startswith("1 texts and 0 teasers expired")
        assert [bool(store.article(one.id).excerpt_of) for one in articles] == [True, False, False]
        assert at_once(upkeep, task, NOON + 91 * DAY).startswith("0 texts")
        assert upkeep.chores()["retention"].at == NOON + 91 * DAY
        assert upkeep.room().free < RESERVE


@pytest.fixture
def copies(tmp_path: Path) -> Copies:
    """A database and its copies, of which two are kept."""
    path = tmp_path / "w.db"
    with closing(open_store(f"sqlite:///{path}")) as store:
        filled(store)
    return Copies(path, tmp_path / "w-copies", 2, lambda file: backup(f"sqlite:///{path}", file))


def test_copies_are_made_and_the_newest_kept(copies: Copies):
    """Each is a sound database with what was stored; the oldest goes when there are too many."""
    for hour in range(3):
        copies.copy(NOON + hour * HOUR)
    assert [file.name for file in copies.newest_first()] == ["w-20250509T140000Z.db", "w-20250509T130000Z.db"]
    with closing(open_store(f"sqlite:///{copies.newest_first()[0]}")) as store:
        assert store.report().articles == 3


def test_only_what_is_ours_is_deleted(copies: Copies):
    """Files that somebody put into the folder stay; what a copy that was broken off left behind goes."""
    copies.folder.mkdir()
    strange = [copies.folder / name for name in ("w-notes.db", "w-20250509.db", "other-20250509T120000Z.db")]
    left = copies.folder / "w-20250101T120000Z.db.part"
    for file in (*strange, left):
        file.write_text("x")
    for hour in range(4):
        copies.copy(NOON + hour * HOUR)
    assert all(file.exists() for file in strange)
    assert not left.exists()
    assert sorted(copies.folder.iterdir()) == sorted([*strange, *copies.newest_first()])


def test_a_copy_that_fails_costs_no_older_one(copies: Copies):
    """When there is no room, or the folder cannot be made, the older copies stay and one sentence says why."""
    copies.copy(NOON)

    def full(_file: Path) -> str:
        raise StoreError("no room.")

    broken = Copies(copies.path, copies.folder, 1, full)
    with pytest.raises(StoreError, match="no room"):
        broken.copy(NOON + HOUR)
    assert len(copies.newest_first()) == 1
    nowhere = Copies(copies.path, copies.path / "below-a-file", 1, copies.make)
    with pytest.raises(StoreError, match="could be written"):
        nowhere.copy(NOON)


def test_copying_is_a_chore(copies: Copies):
    """It is noted with the name of the copy, so that doctor can tell it."""
    store = MemoryStore()
    assert "w-20250509T120000Z.db" in at_once(store, copying(copies, HOUR), NOON.astimezone(UTC))


def test_the_advice_names_the_newest_copy(copies: Copies):
    """Of a damaged database it is said which command puts which copy back; and where there is none, that."""
    copies.copy(NOON)
    copies.copy(NOON + HOUR)
    assert "w-20250509T130000Z.db --force" in advice(copies.newest_first(), [])
    assert "old.bak --force" in advice([], [Path("old.bak")])
    assert "no copy" in advice([], [])
