"""Clocks that tests and samples replace time with."""

import os
from datetime import UTC, datetime

import pytest

from bot.clock import FileClock, FixedClock
from digest.errors import BadInput


def test_file_gives_the_time_at_its_writing(tmp_path):
    """The instant in the file is the time at which it was written, in UTC."""
    file = tmp_path / "clock"
    file.write_text("2025-05-09T09:00:00+02:00 0", encoding="ascii")
    assert FileClock(file).now() == datetime(2025, 5, 9, 7, tzinfo=UTC)


def test_speed_counts_from_the_writing(tmp_path):
    """Real time since the file was written passes at the given speed."""
    file = tmp_path / "clock"
    file.write_text("2025-05-09T09:00:00+02:00 3600", encoding="ascii")
    written = file.stat().st_mtime
    os.utime(file, (written - 2, written - 2))
    hours = (FileClock(file).now() - datetime(2025, 5, 9, 7, tzinfo=UTC)).total_seconds() / 3600
    assert 2 <= hours < 60


def test_writing_the_file_moves_the_clock(tmp_path):
    """A clock in use follows the file, also backwards; monotonic time does not go back."""
    file = tmp_path / "clock"
    file.write_text("2025-05-09T09:00:00+02:00 0", encoding="ascii")
    clock = FileClock(file)
    before = clock.monotonic()
    file.write_text("2025-05-08T09:00:00+02:00 0", encoding="ascii")
    assert clock.now() == datetime(2025, 5, 8, 7, tzinfo=UTC)
    assert clock.monotonic() >= before


@pytest.mark.parametrize("content", ["", "gestern", "2025-05-09T09:00:00 1", "2025-05-09T09:00:00+02:00 fast"])
def test_a_wrong_clock_file_is_refused(tmp_path, content):
    """A file without an aware time and a number is an error in words, at once."""
    file = tmp_path / "clock"
    file.write_text(content, encoding="ascii")
    with pytest.raises(BadInput, match="must hold an ISO time"):
        FileClock(file)


def test_fixed_clock_is_utc():
    """A clock that stands still gives its moment in UTC."""
    assert FixedClock(datetime.fromisoformat("2025-05-09T18:00:00+02:00")).now() == datetime(2025, 5, 9, 16, tzinfo=UTC)
