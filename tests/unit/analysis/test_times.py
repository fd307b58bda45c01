from datetime import UTC, date, datetime

import pytest

from digest.analysis.times import publication_day
from digest.lang import load
from tests.unit.analysis.reading import only


@pytest.mark.parametrize(
    ("when", "expected"),
    [
        ("am Mittwoch", "2025-05-07"),
        ("am Freitag", "2025-05-09"),
        ("am vergangenen Freitag", "2025-05-02"),
        ("am Samstag", "2025-05-03"),
        ("am Donnerstagabend", "2025-05-08"),
        ("heute", "2025-05-09"),
        ("gestern", "2025-05-08"),
        ("am 6. Mai", "2025-05-06"),
        ("am 6. Mai 2024", "2024-05-06"),
        ("am 30. Dezember", "2024-12-30"),
        ("am kommenden Montag", None),
        ("am 31. Februar", None),
        ("erneut", None),
    ],
)
def test_the_day_in_the_frame(when, expected):
    """Weekdays are the last ones up to publication, dates without year the nearest; the future is no day of speech."""
    assert only(f"Der Minister sagte {when}, die Lage sei ernst.").said_on == expected


def test_a_day_in_the_content_is_not_when_it_was_said():
    """What is to happen on Monday was not said on Monday."""
    assert only("Der Minister sagte, er komme am Montag.").said_on is None


def test_the_day_of_publication_is_the_readers():
    """An article of 23:30 UTC appeared on the next day in Germany."""
    assert publication_day(datetime(2025, 5, 8, 23, 30, tzinfo=UTC), load("de").calendar) == date(2025, 5, 9)


def test_english_days():
    """The opening of an English frame names the day too."""
    assert only("On Wednesday he warned that prices would rise.", "en").said_on == "2025-05-07"
