"""Texts with marks: cleaning, counting, and making foreign words inert."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.platforms.telegram.marks import Mark, Marked, broken, clean, inert, joined, linkable, sliced, stripped, units
from bot.platforms.telegram.render import entities

NOBODY_S = frozenset()


def code(text, own=NOBODY_S, marks=()):
    return [text[mark.start : mark.end] for mark in inert(Marked(text, marks), own).marks if mark.type == "code"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("„@BMI_Bund“ schrieb", ["@BMI_Bund"]),
        ("laut (zeit.de) und Zeit.de.", ["zeit.de", "Zeit.de"]),
        ("https://zeit.de/a?b=c.", ["https://zeit.de/a?b=c"]),
        ("Bündnis 90/Die Grünen und/oder km/h", []),
        ("sagte er.Die Partei, z.B. am 9.Mai u.a.", []),
        ("„/start“ und /8", ["/start", "/8"]),
        ("anna@example.org", ["anna@example.org"]),
        ("Server 192.168.0.1 fiel aus", ["192.168.0.1"]),
        ("Um 12.30 Uhr: 1.000,50 Euro", []),
        ("#MeToo bleibt", []),
    ],
)
def test_live_words_become_code(text, expected):
    """What Telegram would make a mention, command or link is set as code, ordinary prose is left alone."""
    assert code(text) == expected


def test_many_live_words_share_a_mark():
    """A text full of live words does not eat up the budget of marks."""
    text = "@jemand " * 50
    assert code(text) == [text.strip()]


def test_links_stay():
    """A link that we set keeps its words; only what reaches out of it is set as code."""
    text = "siehe zeit.de/x hier"
    link = Mark(6, 13, "text_link", "https://www.zeit.de/x")
    assert code(text, marks=(link,)) == ["/x"]
    assert link in inert(Marked(text, (link,)), NOBODY_S).marks


def test_style_makes_way_for_code():
    """No other mark lies over code, which the service does not allow."""
    shown = inert(Marked("fett @wer fett", (Mark(0, 14, "bold"),)), NOBODY_S)
    assert [(mark.start, mark.end, mark.type) for mark in shown.marks] == [
        (0, 5, "bold"),
        (9, 14, "bold"),
        (5, 9, "code"),
    ]


def test_own_commands_stay_live():
    """The bot's own commands can be tapped in its own words, others cannot."""
    assert code("/digest mehr, /hilfe", frozenset({"digest"})) == ["/hilfe"]


def test_broken_words_look_the_same():
    """The plain form differs from the text by invisible joiners only."""
    text = "„@BMI_Bund“ auf https://zeit.de/a, /start"
    assert broken(text, NOBODY_S) != text
    assert broken(text, NOBODY_S).replace("\u2060", "") == text
    assert broken("Bündnis 90/Die Grünen", NOBODY_S) == "Bündnis 90/Die Grünen"


def test_clean():
    """Control and bidi characters go, line ends become one kind, half characters become the replacement character."""
    assert clean("a\x00\x07b\r\nc\rd\te\u202ef\u2066g\u200fh\u2028i\ud800") == "ab\nc\nd efgh\ni\ufffd"


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"])))
def test_units(text):
    """A text is as long as its UTF-16 form, which is how the service counts."""
    assert units(text) == len(text.encode("utf-16-be")) / 2


@given(st.text(max_size=20), st.text(max_size=20), st.integers(0, 20), st.integers(0, 20))
def test_marks_follow_their_words(first, second, start, length):
    """Joining, cutting and stripping keep a mark on the same words."""
    start = min(start, len(second))
    end = min(start + length, len(second))
    if start == end:
        return
    whole = joined([Marked(first), Marked(second, (Mark(start, end, "bold"),))])
    (mark,) = whole.marks
    assert whole.text[mark.start : mark.end] == second[start:end]
    for piece in (stripped(whole), sliced(whole, len(first), len(whole.text))):
        for kept in piece.marks:
            assert piece.text[kept.start : kept.end] in second[start:end]


def test_entities_in_units():
    """Offsets and lengths are in UTF-16 units, an outer mark comes before an inner one."""
    shown = entities(Marked("😀 a😀b", (Mark(2, 5, "bold"), Mark(0, 5, "expandable_blockquote"))))
    assert shown == [
        {"type": "expandable_blockquote", "offset": 0, "length": 7},
        {"type": "bold", "offset": 3, "length": 4},
    ]


@pytest.mark.parametrize("url", ["https://www.zeit.de/a?b#c", "http://127.0.0.1:8000/x", "https://münchen.de/ä"])
def test_links_taken(url):
    """Addresses of web pages become links, loopback ones in tests too."""
    assert linkable(url)


@pytest.mark.parametrize(
    "url",
    [
        None, "", "zeit.de", "javascript:alert(1)", "tg://user?id=1", "https://localhost/", "https://a@b.de", "file:///etc/passwd",
        "https://zeit.de:0/", "https://zeit.de:99999/", "https://zeit.de/a b", "https://zeit.de/\n", "https://[::1", "https://z.de/" + 2048 * "a",
    ],
)  # fmt: skip
def test_links_refused(url):
    """An address that would have the message refused, or mention somebody, is no link."""
    assert not linkable(url)
