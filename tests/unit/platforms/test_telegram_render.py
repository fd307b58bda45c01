"""Rendering for Telegram: within every limit, whole, and with nothing live that we did not set."""

import json
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.platforms.telegram.render import ENTITIES, TEXT_UNITS, render
from digest.model import Button, Buttons, Folded, Heading, Message, Paragraph, Run, StatementBlock, Style
from tests.fakes.telegram_text import take, units

LINKS = ("https://www.zeit.de/a?b=c", "https://de.euronews.com/2025/05/09/x", "http://127.0.0.1:8080/artikel/1")
BAD_LINKS = (
    "javascript:alert(1)",
    "tg://user?id=1",
    "https://localhost/x",
    "https://a b.de",
    "",
    "https://zeit.de:99999",
)
NASTY = (
    "@durov", "/start", "/stop@other_bot", "zeit.de", "https://evil.example.com/x?y#z", "a@b.de", "😀", "👩‍👩‍👧", "é", "\u202e",
    "\x00", "\r\n", "\n\n\n", "\t", "*fett*", "<b>", "&amp;", "_x_", "[a](b)", "#tag", "„Zitat“", "er.Die", "90/Die", "\ud800",
    "\u200b", "\u2060", "1.1.1.1", "tg://resolve?domain=x", "Ende.", "Nie! ", "Wirklich?“ ", "bzw.im",
)  # fmt: skip

texts = st.one_of(
    st.text(max_size=40),
    st.lists(st.one_of(st.sampled_from(NASTY), st.text(max_size=6)), max_size=12).map("".join),
    st.lists(st.sampled_from(NASTY), max_size=8).map(" ".join),
    st.integers(1, 3000).map(lambda count: "Wort. " * count),
    st.integers(1, 5000).map(lambda count: "😀" * count),
    st.integers(1, 400).map(lambda count: "@jemand " * count),
)
runs = st.lists(
    st.builds(Run, texts, st.sampled_from(Style), st.one_of(st.none(), st.sampled_from(LINKS + BAD_LINKS))), max_size=4
).map(tuple)
actions = st.text(max_size=15).filter(lambda text: text.isprintable() and len(text.encode()) <= 60)
buttons = st.builds(Buttons, st.lists(st.builds(Button, texts, actions), max_size=20).map(tuple))
simple = st.one_of(
    st.builds(Heading, runs, st.integers(1, 3)),
    st.builds(Paragraph, runs),
    st.builds(StatementBlock, st.just("s1"), runs, runs),
    buttons,
)
blocks = st.recursive(
    simple, lambda inner: st.builds(Folded, texts, st.lists(inner, max_size=4).map(tuple)), max_leaves=12
)
messages = st.builds(Message, st.lists(blocks, max_size=8).map(tuple), texts)

many = settings(
    max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


def payloads(message, own=frozenset()):
    return [json.loads(part.payload) for part in render(message, own)]


def covered(payload, kind):
    encoded = payload["text"].encode("utf-16-le")
    return [
        encoded[2 * one["offset"] : 2 * (one["offset"] + one["length"])].decode("utf-16-le")
        for one in payload.get("entities", [])
        if one["type"] == kind
    ]


@many
@given(messages)
def test_within_limits(message):
    """No part is over a limit of the service, in its marked or its plain form, and none is empty."""
    parts = render(message)
    assert parts
    for part in parts:
        payload = json.loads(part.payload)
        assert 0 < units(payload["text"]) <= TEXT_UNITS + 96
        assert 0 < units(part.plain.strip()) <= 4096
        assert len(payload.get("entities", [])) <= ENTITIES
        rows = payload.get("reply_markup", {}).get("inline_keyboard", [])
        assert sum(map(len, rows)) <= 100
        for row in rows:
            assert 1 <= len(row) <= 8
            assert all(1 <= len(button["callback_data"].encode()) <= 64 and button["text"].strip() for button in row)


@many
@given(messages)
def test_taken_as_it_is(message):
    """The strict service takes every part, entities end between characters, and nothing has to be repaired."""
    for payload in payloads(message):
        taken = take(payload["text"], payload.get("entities"))
        assert taken.text == payload["text"]
        assert taken.dropped == 0


@many
@given(messages)
def test_only_given_links(message):
    """Every link is one of the addresses given, and nothing else becomes a link, mention or command by itself."""
    for payload in payloads(message):
        taken = take(payload["text"], payload.get("entities"))
        for entity in taken.entities:
            assert entity["type"] not in ("mention", "bot_command", "url", "email", "text_mention")
            assert entity.get("url", LINKS[0]) in LINKS


@many
@given(messages)
def test_plain_is_inert(message):
    """The plain form, which bears no entities, has nothing that becomes live by itself either."""
    for part in render(message):
        found = {entity["type"] for entity in take(part.plain, None).entities}
        assert found <= {"hashtag"}


@many
@given(st.lists(st.integers(1, 60).map(lambda count: "Wort " * count), min_size=1, max_size=60), st.integers(1, 9))
def test_nothing_lost_or_cut(words, every):
    """Statements come out whole, each once and in order, over however many parts."""
    statements = [f"Nr{number} {text}ok{number}" for number, text in enumerate(words)]
    tree = []
    for number, text in enumerate(statements):
        if number % every == 0:
            tree.append(Heading((Run(f"Thema {number}"),), 2))
        tree.append(StatementBlock(str(number), (Run(text),), (Run(f"wörtlich · Blatt{number}"),)))
    shown = [payload["text"] for payload in payloads(Message(tuple(tree), ""))]
    lines = [line for text in shown for line in text.splitlines()]
    assert [line for line in lines if line.startswith("▪ ")] == [f"▪ {text}" for text in statements]
    for number, text in enumerate(statements):
        assert any(f"▪ {text}\n  wörtlich · Blatt{number}" in part for part in shown)


def test_story_moves_whole():
    """A story that does not fit into the rest of a part begins the next one, with its heading."""
    tree = []
    for number in range(6):
        tree.append(Heading((Run(f"Thema {number}"),), 2))
        tree += [StatementBlock(f"{number}{index}", (Run("Wort " * 150),), (Run("x"),)) for index in range(2)]
    shown = [payload["text"] for payload in payloads(Message(tuple(tree), ""))]
    assert len(shown) == 3
    for number, text in enumerate(shown):
        assert text.startswith(f"Thema {2 * number}\n")
        assert text.count("▪") == 4


def test_heading_not_alone():
    """No part ends with a heading when a story is larger than a part."""
    tree = [Heading((Run("Thema"),), 2)]
    for index in range(20):
        tree.append(Heading((Run(f"Abschnitt {index}"),), 3))
        tree.append(StatementBlock(str(index), (Run("Wort " * 180),), ()))
    for payload in payloads(Message(tuple(tree), "")):
        assert payload["text"].splitlines()[-1].startswith(("▪", "Wort"))


def test_giant_statement_is_cut_at_sentences():
    """A statement larger than a message is cut at the ends of sentences, and no word is lost."""
    text = "".join(f"Satz Nummer {number} ist hier zu Ende. " for number in range(300))
    shown = [payload["text"] for payload in payloads(Message((StatementBlock("s", (Run(text),), ()),), ""))]
    assert len(shown) > 2
    assert all(part.endswith("Ende.") for part in shown)
    assert " ".join(shown) == "▪ " + text.strip()


def test_digest_as_shown():
    """The text of a digest with its headings, statements, folded voices and spacing."""
    message = Message(
        (
            Heading((Run("Wortlaut · Morgenausgabe"),)),
            Paragraph((Run("Freitag, 9. Mai 2025 · 2 Min"),)),
            Heading((Run("1 · Xi in Moskau"), Run("  Tag 2", Style.DIM)), 2),
            StatementBlock(
                "s1",
                (Run("Xi 😀", Style.BOLD), Run(": „China ist bereit.“")),
                (Run("wörtlich · "), Run("euronews", url=LINKS[1]), Run(" +4")),
            ),
            Folded("weitere Stimmen", (StatementBlock("s2", (Run("Putin: ja"),), (Run("berichtet"),)),)),
            Paragraph((Run("mehr: /digest mehr"),)),
        ),
        "",
    )
    (payload,) = payloads(message, frozenset({"digest"}))
    assert payload["text"] == (
        "Wortlaut · Morgenausgabe\nFreitag, 9. Mai 2025 · 2 Min\n\n1 · Xi in Moskau  Tag 2\n"
        "▪ Xi 😀: „China ist bereit.“\n  wörtlich · euronews +4\n"
        "weitere Stimmen\n▪ Putin: ja\n  berichtet\n\nmehr: /digest mehr"
    )
    assert "Xi 😀" in covered(payload, "bold")
    assert covered(payload, "text_link") == ["euronews"]
    assert covered(payload, "expandable_blockquote") == ["weitere Stimmen\n▪ Putin: ja\n  berichtet"]
    assert covered(payload, "code") == []
    assert payload["link_preview_options"] == {"is_disabled": True}
    assert "parse_mode" not in payload


def test_own_command_is_foreign_inside_a_statement():
    """A command in somebody's words is inert even if it is one of ours."""
    message = Message((StatementBlock("s", (Run("Er tippte /stop ein"),), ()), Paragraph((Run("Ende mit /stop"),))), "")
    (payload,) = payloads(message, frozenset({"stop"}))
    found = [one for one in take(payload["text"], payload["entities"]).entities if one["type"] == "bot_command"]
    assert len(found) == 1
    assert covered(payload, "code") == ["/stop"]


def test_command_split_over_runs():
    """What becomes live only where two runs meet is inert too."""
    (payload,) = payloads(Message((Paragraph((Run("@"), Run("durov", Style.BOLD), Run(" zei"), Run("t.de"))),), ""))
    assert covered(payload, "code") == ["@durov", "zeit.de"]
    assert covered(payload, "bold") == []


def test_folded_over_parts():
    """A folded block larger than a part is folded in every part it reaches."""
    inner = tuple(StatementBlock(str(number), (Run("Wort " * 100),), ()) for number in range(20))
    shown = payloads(Message((Heading((Run("Kopf"),)), Folded("weitere Stimmen", inner)), ""))
    assert len(shown) == 3
    assert all(len(covered(payload, "expandable_blockquote")) == 1 for payload in shown)


def test_buttons_belong_to_what_stands_above():
    """Buttons go out with the part of the block above them; long rows wrap after eight."""
    older = Buttons((Button("älter", "/actor a1 older"),))
    tree = (
        Paragraph((Run("Wort " * 700),)),
        older,
        Paragraph((Run("Wort " * 700),)),
        Buttons((Button("x", "y"),) * 10),
    )
    first, second = payloads(Message(tree, ""))
    assert first["reply_markup"]["inline_keyboard"] == [[{"text": "älter", "callback_data": "/actor a1 older"}]]
    assert [len(row) for row in second["reply_markup"]["inline_keyboard"]] == [8, 2]


@pytest.mark.parametrize("blocks", [(), (Paragraph(()),), (Paragraph((Run(" \u200b\n"),)),), (Folded("", ()),)])
def test_empty_message_says_its_fallback(blocks):
    """A message without a visible word shows its fallback, since the service takes no empty one."""
    (payload,) = payloads(Message(blocks, "Nichts Neues"))
    assert payload["text"] == "Nichts Neues"


def test_buttons_alone():
    """Buttons without any text stand below the fallback."""
    (payload,) = payloads(Message((Buttons((Button("a", "b"),)),), "Wähle:"))
    assert payload["text"] == "Wähle:"
    assert payload["reply_markup"]["inline_keyboard"] == [[{"text": "a", "callback_data": "b"}]]


@pytest.mark.parametrize("count", [89, 90, 91, 400])
def test_many_links(count):
    """Hundreds of links are spread over parts, since the service drops entities over a hundred without a word."""
    words = tuple(Run(f"Blatt{number} ", url=LINKS[0]) for number in range(count))
    shown = payloads(Message((StatementBlock("s", words, ()),), ""))
    assert sum(len(covered(payload, "text_link")) for payload in shown) == count


def test_sizes_are_units():
    """Length is counted in UTF-16 units: 4,000 emoji do not fit into one message."""
    shown = payloads(Message((Paragraph((Run("😀" * 4000),)),), ""))
    assert len(shown) == 3
    assert "".join(payload["text"] for payload in shown) == "😀" * 4000
    assert all(units(first["text"]) >= units(second["text"]) for first, second in pairwise(shown))
