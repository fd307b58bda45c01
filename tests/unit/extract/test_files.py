"""Articles from text files."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from digest.errors import UnreadableFile, UnusablePage
from digest.extract import read_text_file
from digest.model import Article
from tests.unit.extract.pages import LANGUAGES, SEEN, TEXT

BODY = "\n\n".join(TEXT)
FULL = f"""Title: Brücke beschlossen
Outlet: Lindenauer Bote
Date: 2025-05-08T20:00:00+02:00
URL: https://www.bote.example/a?utm_source=x
Language: de

{BODY}
"""


def read(tmp_path: Path, text: str | bytes, name: str = "stadtrat-bruecke.txt") -> Article:
    path = tmp_path / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return read_text_file(path, SEEN, LANGUAGES)


def test_reads_all_headers(tmp_path: Path) -> None:
    """Every header line is used, and the text is what follows the empty line."""
    found = read(tmp_path, FULL)
    assert (found.title, found.outlet.id, found.outlet.name) == (
        "Brücke beschlossen",
        "lindenauer-bote",
        "Lindenauer Bote",
    )
    assert (found.url, found.language, found.text) == ("https://www.bote.example/a", "de", BODY)
    assert found.published_at == datetime(2025, 5, 8, 18, 0, tzinfo=UTC)


def test_headers_are_optional(tmp_path: Path) -> None:
    """A bare text has the file's name as title and address, its language is found, its date is not known."""
    found = read(tmp_path, BODY)
    assert (found.title, found.language, found.text) == ("stadtrat bruecke", "de", BODY)
    assert found.url == (tmp_path / "stadtrat-bruecke.txt").resolve().as_uri()
    assert (found.published_at, found.date_known) == (SEEN, False)


def test_a_text_that_begins_with_a_colon_word_is_text(tmp_path: Path) -> None:
    """A first line such as "Lindenau: Der Stadtrat …" is no header."""
    text = f"Lindenau: Der Rat tagt.\n\n{BODY}"
    assert read(tmp_path, text).text == text


@pytest.mark.parametrize("date", ["2025-05-08T20:00:00", "8.5.2025 20:00", "8. Mai 2025, 20 Uhr"])
def test_a_date_without_offset_is_local(tmp_path: Path, date: str) -> None:
    """Times without offset are those of the text's language."""
    found = read(tmp_path, FULL.replace("2025-05-08T20:00:00+02:00", date))
    assert found.published_at == datetime(2025, 5, 8, 18, 0, tzinfo=UTC)


def test_boilerplate_in_a_file_stays(tmp_path: Path) -> None:
    """A file's text is kept as given: what is to be left out of it is not the reader's to decide."""
    text = f"{TEXT[0]}\n\nGerade lesen andere\n\n{TEXT[1]}"
    assert read(tmp_path, text).text == text


def test_line_breaks_and_hidden_characters_are_normalised(tmp_path: Path) -> None:
    """Windows line ends, several empty lines, soft hyphens and a byte order mark leave no trace."""
    text = "\ufeff" + FULL.replace("\n", "\r\n").replace("\r\n\r\n„", "\r\n \r\n\r\n„").replace(
        "Brücke", "Brü\u00adcke"
    )
    assert read(tmp_path, text).text == BODY


def test_old_encodings_are_read(tmp_path: Path) -> None:
    """A file in Windows-1252 is read right."""
    assert read(tmp_path, FULL.encode("cp1252")).text == BODY


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("Date: 2025-05-08T20:00:00+02:00", "Date: neulich", "Date: 'neulich' is no date"),
        ("URL: https://www.bote.example/a?utm_source=x", "URL: bote.example", "URL: 'bote.example' is no"),
        ("Outlet:", "Title:", "line 2: Title is given twice"),
        ("Language: de\n\n", "Language: de\n", "line 6: after the header lines"),
    ],
)
def test_mistakes_are_named(tmp_path: Path, old: str, new: str, said: str) -> None:
    """What is wrong with a header is said with its line or value."""
    with pytest.raises(UnreadableFile, match=said):
        read(tmp_path, FULL.replace(old, new))


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("", UnusablePage),
        ("Title: Nur Kopf\n\n", UnusablePage),
        ("x" * 200_001, UnusablePage),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" * 100, UnreadableFile),
        (b"a" * 2_000_001, UnreadableFile),
        ("Rada miasta Lipy zdecydowała w czwartek wieczorem o budowie nowego mostu na rzece.", UnusablePage),
    ],
)
def test_what_is_no_article_is_refused(tmp_path: Path, text: str | bytes, error: type[Exception]) -> None:
    """Empty, giant, binary and foreign files are refused in words."""
    with pytest.raises(error, match=r"\w+ \w+|language"):
        read(tmp_path, text)


def test_a_missing_file_is_said(tmp_path: Path) -> None:
    """A file that is not there is an error in words."""
    with pytest.raises(UnreadableFile, match="cannot be read"):
        read_text_file(tmp_path / "none.txt", SEEN, LANGUAGES)
