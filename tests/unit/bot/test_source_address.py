"""What people type where an address of a source is wanted."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.source_address import LONGEST, NoAddress, read_address


@pytest.mark.parametrize(
    ("typed", "url"),
    [
        ("https://Zeitung.Example/Feed", "https://zeitung.example/Feed"),
        ("zeitung.example", "https://zeitung.example/"),
        ("  zeitung.example/rss  bitte ", "https://zeitung.example/rss"),
        ("HTTP://zeitung.example:80/rss#oben", "http://zeitung.example/rss"),
        ("https://zeitung.example:8443/a b", "https://zeitung.example:8443/a"),
        ("feed://zeitung.example/rss", "http://zeitung.example/rss"),
        ("feed:https://zeitung.example/rss", "https://zeitung.example/rss"),
        ("<https://zeitung.example/rss>", "https://zeitung.example/rss"),
        ("https://müller.example/ä?q=ö&x=%20", "https://xn--mller-kva.example/%C3%A4?q=%C3%B6&x=%20"),
        ("https://straße.example/", "https://xn--strae-oqa.example/"),
        ("xn--mller-kva.example.", "https://xn--mller-kva.example/"),
        ("http://127.0.0.1:8080/rss", "http://127.0.0.1:8080/rss"),
        ("http://[::1]/rss", "http://[::1]/rss"),
    ],
)
def test_addresses_are_spelled_in_one_way(typed, url):
    """Scheme and host in lower case and ASCII, no fragment and no standard port; what follows the address is not read."""
    assert read_address(typed).url == url
    assert read_address(url).url == url


def test_a_scheme_that_was_not_typed_is_a_guess():
    """Whoever looks may try http where nobody answers at https."""
    assert read_address("zeitung.example").guessed
    assert not read_address("https://zeitung.example").guessed


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("javascript:alert(1)", "scheme"),
        ("file:///etc/passwd", "scheme"),
        ("data:text/html,<b>", "words"),
        ("data:text/html,b", "scheme"),
        ("ftp://zeitung.example/rss", "scheme"),
        ("mailto:post@zeitung.example", "scheme"),
        ("https://user:secret@zeitung.example/", "credentials"),
        ("post@zeitung.example", "credentials"),
        ("x" * 5000, "long"),
        ("https://zeitung.example/" + "ä" * 1000, "long"),
        ("Tagesschau", "words"),
        ("", "words"),
        ("   ", "words"),
        ("<b>zeitung.example</b>", "words"),
        ("[Zeitung](https://zeitung.example)", "words"),
        ("https://zeitung.example\\@other.example/", "words"),
        ("https://zeitung.example:99999/", "words"),
        ("https://-zeitung.example/", "words"),
        ("https://zeitung..example/", "words"),
        ("https:///rss", "words"),
        ("https://zei\u202etung.example/", "words"),
        ("https://zeitung.example/\x00", "words"),
        ("https://[::1/", "words"),
    ],
)
def test_what_is_no_address_is_told_why(typed, reason):
    """Without a request having been made."""
    with pytest.raises(NoAddress) as refused:
        read_address(typed)
    assert refused.value.reason == reason


@given(st.text(max_size=300) | st.from_regex(r"https?://[^\s]{0,40}", fullmatch=True))
def test_whatever_is_typed_gives_an_address_or_a_reason(typed):
    """An address is printable ASCII without blanks or credentials, and spelled so that reading it again changes nothing."""
    try:
        url = read_address(typed).url
    except NoAddress as error:
        url, reason = "", error.reason
    if not url:
        assert reason in {"long", "scheme", "credentials", "words"}
        return
    assert url.startswith(("http://", "https://"))
    assert url.isascii()
    assert url.isprintable()
    assert " " not in url
    assert "@" not in url.partition("://")[2].partition("/")[0]
    assert len(url) <= LONGEST
    assert read_address(url).url == url
