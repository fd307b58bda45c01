"""Who may give how many commands."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from bot.turnstile import CHAT_A_MINUTE, PERSON_A_MINUTE, Turnstile, key_of
from digest.allowances import FORGOTTEN, Verdict
from digest.ports import Store
from digest.store import open_allowances, open_store
from tests.unit.bot.doubles import EIGHT, GROUP, PRIVATE, typed

SECOND = timedelta(seconds=1)
KEY = key_of("a token")


@pytest.fixture(params=["memory", "sqlite"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    url = "memory://" if request.param == "memory" else f"sqlite:///{tmp_path / 'w.db'}"
    with closing(open_store(url)) as opened:
        yield opened


def asked(store: Store, times: int, *, user: str = "17", address=GROUP, at=EIGHT, key: bytes = KEY) -> list[Verdict]:
    """What becomes of so many commands at once."""
    turnstile = Turnstile(open_allowances(store), key)
    return [turnstile.admit(typed("/help", address, user=user), at) for _ in range(times)]


def test_a_person_has_so_many_at_once_and_then_one_every_three_seconds(store: Store):
    """The bucket holds a minute's worth and fills at that rate; in other chats it is the same bucket."""
    assert set(asked(store, PERSON_A_MINUTE)) == {Verdict.ADMITTED}
    assert asked(store, 1)[0] is not Verdict.ADMITTED
    assert asked(store, 1, address=PRIVATE)[0] is not Verdict.ADMITTED
    later = EIGHT + timedelta(seconds=60 / PERSON_A_MINUTE)
    assert asked(store, 2, at=later)[0] is Verdict.ADMITTED
    assert asked(store, 1, at=later)[0] is not Verdict.ADMITTED


def test_a_chat_has_a_limit_of_its_own(store: Store):
    """Many people in one chat share its bucket; another chat is not touched."""
    people = CHAT_A_MINUTE // PERSON_A_MINUTE
    for person in range(people):
        assert set(asked(store, PERSON_A_MINUTE, user=f"p{person}")) == {Verdict.ADMITTED}
    assert asked(store, 1, user="late")[0] is Verdict.TOLD
    assert asked(store, 1, user="late", address=PRIVATE)[0] is Verdict.ADMITTED


def test_who_is_turned_away_is_told_once_a_minute(store: Store):
    """The first refusal is said, the next ones are silent; after a minute of flooding it is said again."""
    asked(store, PERSON_A_MINUTE)
    assert asked(store, 3) == [Verdict.TOLD, Verdict.SILENT, Verdict.SILENT]
    flood = [asked(store, 3, at=EIGHT + number * SECOND) for number in range(1, 70)]
    assert sum(verdict is Verdict.TOLD for one in flood for verdict in one) == 1


def test_a_restart_does_not_fill_the_bucket_and_processes_share_it(tmp_path: Path):
    """Opened anew, and in a second process on the same file, what was taken is taken."""
    url = f"sqlite:///{tmp_path / 'w.db'}"
    with closing(open_store(url)) as store:
        asked(store, PERSON_A_MINUTE - 1)
    with closing(open_store(url)) as one, closing(open_store(url)) as other:
        assert asked(one, 1) == [Verdict.ADMITTED]
        assert asked(other, 1) == [Verdict.TOLD]


def test_a_clock_that_jumps_back_locks_nobody_out(store: Store):
    """After a jump by a day back the bucket fills from there."""
    asked(store, PERSON_A_MINUTE, at=EIGHT + timedelta(days=1))
    assert asked(store, 1) == [Verdict.TOLD]
    assert asked(store, 1, at=EIGHT + 3 * SECOND) == [Verdict.ADMITTED]


def test_nobody_can_be_told_from_what_is_stored_and_it_is_soon_gone(tmp_path: Path):
    """Rows hold a hash that needs the token to be made, nothing of the ids; after ten minutes they are deleted."""
    url = f"sqlite:///{tmp_path / 'w.db'}"
    with closing(open_store(url)) as store, closing(sqlite3.connect(tmp_path / "w.db")) as file:
        asked(store, 1, user="4711")
        rows = file.execute("SELECT who FROM allowance").fetchall()
        assert len(rows) == 2
        assert not any("4711" in who or who == "100" for (who,) in rows)
        asked(store, 1, user="4711", key=key_of("another token"))
        assert len(file.execute("SELECT who FROM allowance").fetchall()) == 4
        assert open_allowances(store).forget_full(EIGHT + FORGOTTEN + SECOND) == 4
        assert file.execute("SELECT count(*) FROM allowance").fetchone() == (0,)
