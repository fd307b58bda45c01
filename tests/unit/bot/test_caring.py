"""From settings to chores and copies, and what `doctor` and the start say of them."""

from __future__ import annotations

from contextlib import closing
from datetime import timedelta
from itertools import islice
from pathlib import Path

import pytest

from bot.caring import (
    LOOK_AT_THE_LEAD,
    copies_last_h,
    copies_of,
    opened_store,
    refuse_damaged,
    stepping_aside,
    tasks_of,
    tidied,
)
from bot.checking import check_chores
from bot.leadership import NAME
from config.settings import Settings, SettingsError, load
from digest.errors import StoreCorrupt
from digest.store import open_store
from digest.store.memory import MemoryStore
from digest.store.memory_outbox import MemoryOutbox
from digest.upkeep import Chore
from tests.contract.store.test_upkeep import filled
from tests.contract.store.values import NOON
from tests.unit.bot.doubles import Clock


def settings(tmp_path: Path, **more: str) -> Settings:
    file = tmp_path / "own.toml"
    lines = {"database_url": f"sqlite:///{tmp_path / 'w.db'}"} | more
    file.write_text("\n".join(f"{key} = {value!r}" for key, value in lines.items()).replace("'", '"'), encoding="utf-8")
    return load(file)


def test_copies_lie_beside_the_database_unless_set_otherwise(tmp_path: Path):
    """The folder is named after the file; a setting names another; a store in memory has none."""
    assert copies_of(settings(tmp_path)).folder == tmp_path / "w-copies"
    assert copies_of(settings(tmp_path, **{"backup.folder": "elsewhere"})).folder == Path("elsewhere")
    assert copies_of(settings(tmp_path, database_url="memory://")) is None


def test_what_is_switched_off_is_no_chore(tmp_path: Path):
    """Without an interval, and in memory, only texts expire."""
    off = settings(tmp_path, **{"backup.interval": 0})
    memory = settings(tmp_path, database_url="memory://")
    assert [task.name for task in tasks_of(settings(tmp_path), MemoryStore())] == ["retention", "backup"]
    assert [task.name for one in (off, memory) for task in tasks_of(one, MemoryStore())] == ["retention"] * 2
    assert "off" in [check.detail.split()[0] for check in check_chores(off, MemoryStore())]


@pytest.mark.parametrize("wrong", [{"backup.interval": -1}, {"backup.keep": 0}, {"retention.article_text_days": 0}])
def test_senseless_settings_are_refused(tmp_path: Path, wrong: dict[str, int]):
    """A negative interval, no copy at all, texts that expire at once: one sentence names the setting."""
    with pytest.raises(SettingsError, match=next(iter(wrong))):
        settings(tmp_path, **wrong)


def test_doctor_tells_what_was_last_done_and_what_fails(tmp_path: Path):
    """Each chore has a line: not done yet, last done with what came of it, or why it fails."""
    store = MemoryStore()
    assert all("not done yet" in check.detail for check in check_chores(settings(tmp_path), store))
    store.note(Chore("retention", NOON, "3 texts expired"))
    store.note(Chore("backup", NOON, problem="no room."))
    retention, backup = check_chores(settings(tmp_path), store)
    assert (retention.well, retention.detail) == (True, "last done 2025-05-09 12:00 UTC: 3 texts expired")
    assert (backup.well, backup.detail) == (False, "no room. (last done: never)")


def test_a_damaged_database_is_refused_with_the_copy_that_can_be_put_back(tmp_path: Path):
    """Damage is found whether the file can be opened or not; the newest copy is named, else the one of a migration."""
    wanted = settings(tmp_path)
    with closing(open_store(wanted.database_url)) as store:
        filled(store)
        refuse_damaged(store, wanted)
        copy = copies_of(wanted)
        copy.copy(NOON)
    file = tmp_path / "w.db"
    whole = file.read_bytes()
    file.write_bytes(whole[: len(whole) // 2] + b"\xff" * 20_000 + whole[len(whole) // 2 + 20_000 :])
    with pytest.raises(StoreCorrupt, match=r"120000Z.db --force"), closing(opened_store(wanted)) as store:
        refuse_damaged(store, wanted)
    file.write_bytes(b"rubbish" * 1000)
    with pytest.raises(StoreCorrupt, match=r"120000Z.db --force"):
        opened_store(wanted)
    for one in copy.newest_first():
        one.unlink()
    (tmp_path / "w.db.0008.bak").write_bytes(b"")
    with pytest.raises(StoreCorrupt, match=r"0008.bak --force"):
        opened_store(wanted)


def test_tidying_says_what_was_done(tmp_path: Path):
    """What `wortlaut tidy` does notes itself as the running bot's does."""
    wanted = settings(tmp_path)
    with closing(open_store(wanted.database_url)) as store:
        filled(store)
        assert tidied(wanted, store, NOON.replace(year=2030)).startswith("3 texts")
        assert "3 texts" in next(check_chores(wanted, store)).detail


@pytest.mark.parametrize(
    ("changed", "hours"), [({}, 6), ({"backup.interval": 600, "backup.keep": 7}, 2), ({"backup.interval": 0}, None)]
)
def test_how_long_copies_hold_what_was_deleted(tmp_path: Path, changed: dict[str, int], hours: int | None):
    """As many intervals as copies are kept, in whole hours; nothing where none are made."""
    assert copies_last_h(settings(tmp_path, **changed)) == hours


class Looked(MemoryOutbox):
    """An outbox that notes who tidies the database's log."""

    def __init__(self) -> None:
        super().__init__()
        self.wanted: list[bool] = []

    def checkpoint_here(self, *, wanted: bool) -> None:
        self.wanted.append(wanted)


def test_long_work_leaves_the_log_to_a_bot_that_begins_beside_it():
    """It looks now and then who leads: nobody, so it tidies itself; a bot, so it does not; nobody again."""
    outbox, clock = Looked(), Clock()
    events = stepping_aside(range(3 * LOOK_AT_THE_LEAD), outbox, clock)
    assert list(islice(events, LOOK_AT_THE_LEAD)) == list(range(LOOK_AT_THE_LEAD))
    outbox.take_lease(NAME, "a bot", clock.now(), clock.now() + timedelta(seconds=20))
    assert len(list(islice(events, LOOK_AT_THE_LEAD))) == LOOK_AT_THE_LEAD
    clock.moment += timedelta(seconds=21)
    assert len(list(events)) == LOOK_AT_THE_LEAD
    assert outbox.wanted == [True, False, True]
