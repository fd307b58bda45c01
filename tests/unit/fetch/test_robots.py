"""robots.txt is read as RFC 9309 has it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.fetch.robots import DISALLOW_ALL, parse_robots

EXAMPLE = """
User-agent: other
Disallow: /

User-agent: Wortlaut
User-agent: second
Allow: /politik/
Disallow: /politik/intern
Disallow: /*.pdf$   # documents
Disallow: /suche?q=
Disallow:

User-agent: *
Disallow: /nur-fuer-uns
"""


@pytest.mark.parametrize(
    ("path", "allowed"),
    [
        ("/", True),
        ("/politik/artikel.html", True),
        ("/politik/intern/a", False),
        ("/a/b.pdf", False),
        ("/a/b.pdf?x=1", True),
        ("/suche?q=gas", False),
        ("/suche", True),
        ("/nur-fuer-uns", True),
    ],
)
def test_longest_rule_of_our_group_wins(path: str, allowed: bool) -> None:
    """Only the group that names us counts, and in it the longest matching rule."""
    assert parse_robots(EXAMPLE, "Wortlaut").allows(path) is allowed


def test_others_follow_the_star_group() -> None:
    """A product no group names follows "*"."""
    robots = parse_robots(EXAMPLE, "Unknown")
    assert not robots.allows("/nur-fuer-uns/a")
    assert robots.allows("/politik/intern")


def test_allow_wins_a_tie_and_encoding_does_not_matter() -> None:
    """Rules of one length: allow wins; percent-encoding is compared as what it stands for."""
    robots = parse_robots("User-agent: *\nDisallow: /p\u00e4ge\nAllow: /p%C3%A4ge\nDisallow: /%7Ejoe", "x")
    assert robots.allows("/p%C3%A4ge")
    assert not robots.allows("/~joe/a")


def test_nothing_is_allowed_where_the_server_fails() -> None:
    """The rules for a failing server disallow every path."""
    assert not DISALLOW_ALL.allows("/")
    assert not DISALLOW_ALL.allows("/a")


@given(st.text(max_size=300), st.text(max_size=60))
def test_any_text_is_read_quickly(text: str, path: str) -> None:
    """No robots.txt, however odd, raises or hangs."""
    parse_robots(f"User-agent: *\nDisallow: {'*a' * 40}b\n{text}", "x").allows("/" + path + "a" * 200)
