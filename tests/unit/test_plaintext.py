"""Text is normalised once: what comes out holds nothing that hides, turns or cannot be shown."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.plaintext import clean, decode, from_markup, line

HIDDEN = ("Cc", "Cs")
BIDI = frozenset(
    "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200b\ufeff\u00ad\u2028\u2029"
)


@given(st.text())
def test_nothing_hidden_survives(text: str) -> None:
    """No control character but the line break, no bidi or zero-width character; and cleaning twice changes nothing."""
    cleaned = clean(text)
    assert not any(unicodedata.category(char) in HIDDEN and char != "\n" for char in cleaned)
    assert not BIDI & set(cleaned)
    assert unicodedata.is_normalized("NFC", cleaned)
    assert clean(cleaned) == cleaned


@given(st.text())
def test_markup_never_raises_and_gives_one_line(text: str) -> None:
    """Any fragment becomes one line of plain text."""
    assert from_markup(text) == line(from_markup(text))


@pytest.mark.parametrize(
    ("fragment", "text"),
    [
        ("AT&amp;T", "AT&T"),
        ("&amp;quot;Nein&amp;quot;", '"Nein"'),
        ("<p>Eins</p><p>Zwei</p>", "Eins Zwei"),
        ("a < b und c > d", "a < b und c > d"),
        ("&lt;script&gt;alert(1)&lt;/script&gt;Ja", "Ja"),
        ("<a href='javascript:alert(1)'>Klick</a>", "Klick"),
        ("5&nbsp;000&shy; Euro", "5 000 Euro"),
        ("<b>Fett</b>druck", "Fettdruck"),
        ("&amp;amp;amp;lt;", "&amp;lt;"),
    ],
)
def test_titles_are_unescaped_at_most_twice(fragment: str, text: str) -> None:
    """Tags go, entities are resolved once or twice, text that only looks like markup stays."""
    assert from_markup(fragment) == text


@pytest.mark.parametrize(
    ("body", "content_type", "text"),
    [
        ("Grüße – „ja“".encode(), "text/html; charset=iso-8859-1", "Grüße – „ja“"),
        ("Grüße".encode("cp1252"), "text/html; charset=utf-8", "Grüße"),
        ("Grüße".encode("latin-1"), "", "Grüße"),
        ("„Grüße“".encode("cp1252"), "text/html; charset=ISO-8859-1", "„Grüße“"),
        ("Zażółć".encode("iso8859-2"), "text/html; charset=iso-8859-2", "Zażółć"),
        (
            b"<?xml version='1.0' encoding='koi8-r'?>" + "Москва".encode("koi8-r"),
            "",
            "<?xml version='1.0' encoding='koi8-r'?>Москва",
        ),
        ("Grüße".encode("utf-16"), "", "Grüße"),
        ("\ufeffGrüße".encode(), "", "Grüße"),
        (
            "Schöne Grüße für Übung, Öl".encode() + b"\xff",
            "text/html; charset=latin-1",
            "Schöne Grüße für Übung, Öl\ufffd",
        ),
        (b"plain", "text/html; charset=nonsense", "plain"),
    ],
)
def test_wrong_charsets_are_seen_through(body: bytes, content_type: str, text: str) -> None:
    """UTF-8 is recognised whatever is claimed, and a false claim of UTF-8 does no harm."""
    assert decode(body, {"content-type": content_type}) == text


@given(st.binary(), st.text(max_size=30))
def test_any_bytes_can_be_decoded(body: bytes, content_type: str) -> None:
    """No body and no header makes decoding fail."""
    assert isinstance(decode(body, {"content-type": content_type}), str)
