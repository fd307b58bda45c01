"""Dates as German and English newsrooms write them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.dates import parse_moment, zone_of

BERLIN = zone_of("de-AT")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Sat, 21 Dec 2024 19:46:00 +0100", "2024-12-21T18:46"),
        ("Sat, 21 Dec 2024 19:46:00 GMT", "2024-12-21T19:46"),
        ("Sat, 21 Dec 2024 19:46:00 CET", "2024-12-21T18:46"),
        ("Sa, 21 Dez 2024 19:46:00 MEZ", "2024-12-21T18:46"),
        ("Di, 10 Juni 2025 19:46 MESZ", "2025-06-10T17:46"),
        ("21.12.2024 19:46", "2024-12-21T18:46"),
        ("21.06.2024, 19.46 Uhr", "2024-06-21T17:46"),
        ("Mi., 1. Jänner 2025 um 7 Uhr", "2025-01-01T06:00"),
        ("5. März 2025 | 08:05", "2025-03-05T07:05"),
        ("Freitag, 9. Mai 2025 - 6:30 Uhr", "2025-05-09T04:30"),
        ("2024-12-21T19:46:00.123Z", "2024-12-21T19:46"),
        ("2024-12-21T19:46:00", "2024-12-21T18:46"),
        ("2024-12-21 19:46:00 +02:00", "2024-12-21T17:46"),
        ("20241221T194600Z", "2024-12-21T19:46"),
        ("December 21, 2024 at 7:46 pm EST", "2024-12-22T00:46"),
        ("Dec. 21, 2024, 12:05 a.m. GMT", "2024-12-21T00:05"),
        ("Dec 21, 2024 7:46 PM", "2024-12-21T18:46"),
        ("Sat Dec 21 19:46:00 MEZ 2024", "2024-12-21T18:46"),
        ("Sat, 21 Dec 2024 19:46:00 GMT+0100", "2024-12-21T18:46"),
        ("21 Dec 2024 19:46:00 UTC+1", "2024-12-21T18:46"),
        ("21 Dec 2024 19:46:00 UTC-03:30", "2024-12-21T23:16"),
        ("Sat, 21 Dec 2024 24:00:00 +0000", "2024-12-22T00:00"),
        ("2024/12/21 19:46", "2024-12-21T18:46"),
        ("2025-3-7 8:00", "2025-03-07T07:00"),
        ("20241221194600", "2024-12-21T18:46"),
        ("21/12/2024 19:46", "2024-12-21T18:46"),
        ("12/21/2024 19:46", "2024-12-21T18:46"),
        ("1734806760", "2024-12-21T18:46"),
        ("1734806760000", "2024-12-21T18:46"),
    ],
)
def test_reads_instants(text: str, expected: str) -> None:
    """German names, zones and separators, RFC 822 and ISO; a time without offset is the language's."""
    moment = parse_moment(text, BERLIN)
    assert moment is not None
    assert moment.exact
    assert moment.at == datetime.fromisoformat(expected).replace(tzinfo=UTC)


@pytest.mark.parametrize("text", ["21.12.2024", "21. Dezember 2024", "2024-12-21", "Dec 21, 2024"])
def test_a_bare_day_is_marked(text: str) -> None:
    """Without a time the moment is not exact, and the day is right in every usual zone."""
    moment = parse_moment(text, BERLIN)
    assert moment is not None
    assert not moment.exact
    assert moment.at.date().isoformat() == "2024-12-21"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "gestern",
        "31.02.2025",
        "99.99.9999",
        "0000-00-00",
        "1970-01-01T00:00:00Z",
        "12:30",
        "9999-12-31T23:59:59-23:59",
    ],
)
def test_what_is_no_date_is_none(text: str) -> None:
    """Nonsense, impossible days and the epoch give nothing rather than a wrong date."""
    assert parse_moment(text, BERLIN) is None


@given(st.text(max_size=60), st.datetimes(datetime(1996, 1, 1), datetime(2090, 1, 1)))
def test_any_text_is_survived_and_iso_round_trips(text: str, moment: datetime) -> None:
    """No text raises; what Python writes as ISO is read back to the second."""
    parse_moment(text, BERLIN)
    aware = moment.replace(microsecond=0, tzinfo=UTC)
    found = parse_moment(aware.isoformat())
    assert found is not None
    assert found.at == aware


def test_a_date_that_can_be_read_both_ways_is_none_in_english() -> None:
    """In Germany the day comes first; English feeds write 3/7 for the seventh of March and for the third of July."""
    german = parse_moment("3/7/2025 10:00", BERLIN, ("de", "en"))
    assert german is not None
    assert german.at == datetime(2025, 7, 3, 8, 0, tzinfo=UTC)
    assert parse_moment("3/7/2025 10:00", UTC, ("en",)) is None
    assert parse_moment("3/3/2025 10:00", UTC, ("en",)) is not None


def test_months_of_the_feed_s_language_are_known() -> None:
    """Month names come from the locale data of any language that is asked for."""
    found = parse_moment("12 février 2025 10:00", languages=("fr",))
    assert found is not None
    assert found.at == datetime(2025, 2, 12, 10, 0, tzinfo=UTC)
