"""Broken feeds are read as far as they are whole."""

from __future__ import annotations

import contextlib
import random
from datetime import UTC, datetime

import pytest

from digest.errors import BrokenFeed
from digest.feeds import parse_feed
from digest.feeds.mend import MOST_REPAIRS, json_items, with_end_tags, without_swallowed_items
from digest.model import Entry
from tests.fakes.broken_feeds import COUNT, DAMAGED, FEED, WHOLE, link, title

SEEN = datetime(2025, 5, 9, 12, 0, tzinfo=UTC)
JUNK = (
    b"<", b">", b"&", b'"', b"</", b"<![CDATA[", b"]]>", b"<!--", b"-->", b"\0", b"\xff\xfe", b"<item>", b"</item>",
    b"</title>", b"<entry>", b"&#x", b"<!DOCTYPE", b"<?xml", b"\xc3", b"<a " * 20, b"{", b"},", b"</rss>", b"<br>",
)  # fmt: skip


def parse(body: bytes) -> tuple[Entry, ...]:
    return parse_feed(body, {"content-type": "text/xml"}, FEED, SEEN).entries


@pytest.mark.parametrize("damage", sorted(DAMAGED))
def test_every_whole_entry_of_a_damaged_feed_is_read(damage: str) -> None:
    """No damage costs more than the entry it is in: titles, links and dates of the others are right, and none is half."""
    damaged = DAMAGED[damage]
    found = parse(damaged.body)
    assert [(entry.title, entry.link) for entry in found] == [(title(n), link(n)) for n in damaged.whole]
    assert [entry.published_at for entry in found] == [
        datetime(2025, 5, 8, 22 + n % 8, 30, tzinfo=UTC)
        if n % 8 < 2
        else datetime(2025, 5, 9, n % 8 - 2, 30, tzinfo=UTC)
        for n in damaged.whole
    ]
    assert len({entry.guid for entry in found}) == len(found)


def test_random_damage_costs_little_and_never_a_crash() -> None:
    """Feeds with a place or two overwritten, cut, doubled: nearly all untouched entries are read."""
    chance = random.Random(7)
    found = wanted = refused = 0
    for number in range(200):
        body = bytearray(list(WHOLE.values())[number % len(WHOLE)].encode())
        for _ in range(chance.choice((1, 1, 2))):
            _damage(body, chance)
        try:
            entries = parse(bytes(body))
        except BrokenFeed:
            refused += 1
            entries = ()
        wanted += COUNT
        found += sum((entry.title, entry.link) in _TRUE for entry in entries)
        assert all(entry.link.startswith(("http://", "https://")) for entry in entries)
    assert found / wanted > 0.9, f"{found} of {wanted} entries, {refused} feeds refused"


_TRUE = {(title(n), link(n)) for n in range(COUNT)}


def _damage(body: bytearray, chance: random.Random) -> None:
    at = chance.randrange(len(body))
    match chance.randrange(4):
        case 0:
            del body[at : at + chance.randrange(1, 40)]
        case 1:
            body[at:at] = chance.choice(JUNK)
        case 2:
            body[at] = chance.randrange(256)
        case _:
            begun = chance.randrange(len(body))
            body[at:at] = body[begun : begun + chance.randrange(300)]


@pytest.mark.timeout(30)
@pytest.mark.parametrize(
    "body",
    [
        b"<rss><channel>" + b"<item><title>x</title><!-- " * 40_000 + b"</item><item></channel></rss>",
        b"<rss><channel>" + b"<item><title>" * 60_000,
        b"<rss><channel>" + b"&" * 500_000 + b"</channel></rss>",
        b"<rss><channel>" + b"< " * 500_000 + b"</channel></rss>",
        b"<rss><channel>" + b"<a" * 500_000 + b"</channel></rss>",
        b"<rss><channel><item><link>/a</link><description>"
        + b"<b></b>" * 150_000
        + b"</description></item></channel></rss>",
        b"<rss><channel><item><link>/a</link><title>" + b"&#55357;" * 100_000 + b"</title></item></channel></rss>",
        b'{"items": [' + b'{"a":[},' * 60_000,
        b'{"items": [' + b"{" * 100_000,
        b'{"items": [' + b'{"id": "' * 60_000,
    ],
)
def test_mending_ends(body: bytes) -> None:
    """Feeds in which everything is broken are given up, not looked through again and again."""
    with contextlib.suppress(BrokenFeed):
        assert len(parse(body)) <= 2000


def test_what_is_whole_is_not_mended() -> None:
    """Neither end tags nor openers of a whole feed are touched, whatever it writes about feeds."""
    for text in WHOLE.values():
        assert with_end_tags(text) == text
        assert without_swallowed_items(text) == text
    about = "<item><title><![CDATA[Was <item> und <title> heißt]]></title></item>"
    assert with_end_tags(about) == about


def test_repairs_are_bounded() -> None:
    """After a hundred places of one kind the rest is left as it is."""
    broken = "<item><!--</item>" * 300 + "<item>"
    assert without_swallowed_items(broken).count("<!--") == 300 - MOST_REPAIRS
    assert list(json_items('{"items": [' + "{x}," * 300 + '{"id": 1}]')) == []
    assert list(json_items('{"items": [' + "{x}," * 3 + '{"id": 1}]')) == [{"id": 1}]
