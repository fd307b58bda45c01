"""Messages as Slack gets them: within every limit, nothing lost, nothing that fires."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.platforms import Part
from bot.platforms.slack.render import TEXT_MOST, clean, escaped, linkable, plain_payload, render, units
from digest.model import (
    Block,
    Button,
    Buttons,
    Folded,
    Heading,
    Message,
    Paragraph,
    Run,
    StatementBlock,
    Style,
)
from tests.fakes import slack_blocks

NASTY = [
    "<!channel>",
    "<@U123>",
    "<https://evil.example|x>",
    "*fett*",
    "`code`",
    "@here",
    "&amp;",
    "😀",
    "\n",
    "_a_",
    "\u202e",
]
words = st.one_of(st.sampled_from(NASTY), st.text(max_size=40), st.text(min_size=1, max_size=3).map(lambda t: t * 500))
urls = st.one_of(
    st.none(),
    st.sampled_from(
        ["https://www.dw.com/a-1", "https://a.example/?q=" + "x" * 900, "javascript:alert(1)", "ftp://x/y", ""]
    ),
)
runs = st.lists(st.builds(Run, words, st.sampled_from(Style), urls), max_size=4).map(tuple)
actions = st.text(max_size=30).filter(lambda text: len(text.encode()) <= 60)
rows = st.builds(Buttons, st.lists(st.builds(Button, words, actions), max_size=3).map(lambda row: row * 10).map(tuple))
leaves: st.SearchStrategy[Block] = st.one_of(
    st.builds(Heading, runs, st.sampled_from([1, 2])),
    st.builds(Paragraph, runs),
    st.builds(StatementBlock, st.just("s1"), runs, runs),
    rows,
)
blocks: st.SearchStrategy[Block] = st.recursive(
    leaves, lambda inner: st.builds(Folded, words, st.lists(inner, max_size=4).map(tuple)), max_leaves=8
)
messages = st.builds(Message, st.lists(blocks, max_size=12).map(tuple), st.text(max_size=60))


def frozen(part: Part) -> dict[str, Any]:
    result = json.loads(part.payload)
    assert isinstance(result, dict)
    return result


def blocks_of(parts: tuple[Part, ...]) -> list[dict[str, Any]]:
    return [block for part in parts for block in frozen(part)["blocks"]]


def inner_runs(blocks: tuple[Block, ...]) -> list[Run]:
    found: list[Run] = []
    for block in blocks:
        match block:
            case Heading(some) | Paragraph(some):
                found += some
            case StatementBlock(_, words, source):
                found += [*words, *source]
            case Folded(_, inner):
                found += inner_runs(inner)
            case Buttons():
                pass
    return found


def shown(blocks: list[dict[str, Any]]) -> str:
    return "".join(
        item["text"]
        for item in slack_blocks.objects(blocks)
        if item.get("type") in {"text", "link", "plain_text"} and isinstance(item.get("text"), str)
    )


@settings(max_examples=60, deadline=None)
@given(messages)
def test_every_post_is_within_every_limit(message: Message) -> None:
    """No rendering is refused by the validator, near a limit of the whole message, or without text."""
    for part in render(message):
        payload = frozen(part)
        assert slack_blocks.Validation(payload["blocks"]).errors == []
        assert slack_blocks.weight(payload["blocks"]) <= 9_000
        assert 1 <= len(payload["blocks"]) <= 45
        assert 0 < units(payload["text"]) <= 4_000
        assert payload["text"].strip()
        assert 0 < units(plain_payload(part)["text"]) <= 4_000


@settings(max_examples=60, deadline=None)
@given(messages)
def test_nothing_fires(message: Message) -> None:
    """No mention, no markup: foreign words stand in rich_text and plain_text elements, escaped in the top-level text."""
    for part in render(message):
        payload = frozen(part)
        assert slack_blocks.mentions(payload["blocks"]) == []
        assert {item["type"] for item in slack_blocks.objects(payload["blocks"]) if "type" in item} <= {
            "header", "plain_text", "rich_text", "rich_text_section", "rich_text_list", "text", "link", "actions", "button",
        }  # fmt: skip
        for text in (payload["text"], plain_payload(part)["text"]):
            assert not re.search(r"[<>]|&(?!amp;|lt;|gt;)", text)


@settings(max_examples=60, deadline=None)
@given(messages)
def test_every_link_was_given(message: Message) -> None:
    """A link of a post is the address of a run, and a page on the web."""
    given_urls = {run.url for run in inner_runs(message.blocks)}
    links = [item for item in slack_blocks.objects(blocks_of(render(message))) if "url" in item]
    for link in links:
        assert link["type"] == "link"
        assert link["url"] in given_urls
        assert link["url"].startswith("https://")


@settings(max_examples=60, deadline=None)
@given(messages)
def test_no_word_is_lost(message: Message) -> None:
    """Every run's words are in the posts, in whole."""

    def squeezed(text: str) -> str:
        return "".join(clean(text).split())

    text = squeezed(shown(blocks_of(render(message))))
    for run in inner_runs(message.blocks):
        assert squeezed(run.text) in text


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text("abc ", min_size=1, max_size=400).filter(str.strip), min_size=1, max_size=60))
def test_a_statement_is_never_cut(texts: list[str]) -> None:
    """A statement stands in one block with its source, in the order given, however many posts it takes."""
    message = Message(
        tuple(StatementBlock(str(n), (Run(text),), (Run("wörtlich"),)) for n, text in enumerate(texts)), ""
    )
    assert [shown([block]) for block in blocks_of(render(message))] == [f"{text}\nwörtlich" for text in texts]


def test_a_digest_as_it_is() -> None:
    """Title as header, statement as bullet with its link, folded content in the thread under a line that names it."""
    link = Run("euronews", url="https://euronews.example/1")
    message = Message(
        (
            Heading((Run("Wortlaut · Morgenausgabe"),)),
            Paragraph((Run("9. Mai 2025", Style.DIM),)),
            Heading((Run("Xi in Moskau"),), level=2),
            StatementBlock(
                "s", (Run("Xi Jinping", Style.BOLD), Run(": „China <ist> bereit.“")), (Run("wörtlich · "), link)
            ),
            Folded("Weitere Stimmen", (StatementBlock("t", (Run("Putin: ja"),), (Run("indirekt"),)),)),
            Buttons((Button("älter", "/digest 2"), Button("mehr", "/digest mehr"))),
        ),
        "Wortlaut",
    )
    head, thread = render(message)
    assert [block["type"] for block in frozen(head)["blocks"]] == ["header", *["rich_text"] * 4, "actions"]
    assert "in_thread" not in frozen(head)
    assert frozen(thread)["in_thread"] is True
    assert frozen(head)["series"] == frozen(thread)["series"]
    section = frozen(head)["blocks"][3]["elements"][0]["elements"][0]["elements"]
    assert section == [
        {"type": "text", "text": "Xi Jinping", "style": {"bold": True}},
        {"type": "text", "text": ": „China <ist> bereit.“"},
        {"type": "text", "text": "\n"},
        {"type": "text", "text": "wörtlich · "},
        {"type": "link", "url": "https://euronews.example/1", "text": "euronews"},
    ]
    assert [button["action_id"] for button in frozen(head)["blocks"][5]["elements"]] == ["wortlaut_0", "wortlaut_1"]
    assert head.plain.splitlines() == [
        "Wortlaut · Morgenausgabe", "9. Mai 2025", "Xi in Moskau", "▪ Xi Jinping: „China <ist> bereit.“",
        "  wörtlich · euronews", "↳ Weitere Stimmen",
    ]  # fmt: skip
    assert frozen(head)["text"].count("&lt;ist&gt;") == 1
    assert thread.plain.splitlines() == ["Weitere Stimmen", "▪ Putin: ja", "  indirekt"]


def test_a_story_moves_whole_to_the_next_post() -> None:
    """A story that does not fit continues in the thread with its heading, not torn in the middle."""
    stories = [
        block
        for number in range(4)
        for block in (
            Heading((Run(f"Thema {number}"),), level=2),
            *(StatementBlock(f"{number}{n}", (Run("w" * 400),), (Run("q"),)) for n in range(3)),
        )
    ]
    posts = [frozen(part)["blocks"] for part in render(Message(tuple(stories), ""))]
    assert [shown([post[0]]) for post in posts] == ["Thema 0", "Thema 3"]
    assert [len(post) for post in posts] == [12, 4]


def test_closing_buttons_stay_with_the_head() -> None:
    """Buttons at the end of a long message stand under its first post, which a press replaces."""
    long = [StatementBlock(str(n), (Run("w" * 900),), ()) for n in range(12)]
    posts = render(Message((*long, Buttons((Button("mehr", "/digest 2"),))), ""))
    assert len(posts) > 1
    assert [frozen(post)["blocks"][-1]["type"] for post in posts] == ["actions"] + ["rich_text"] * (len(posts) - 1)


def test_the_fallback_of_a_message_is_what_notifications_read() -> None:
    """A message of one post carries its own fallback as text; one without blocks is its fallback."""
    one = render(Message((Paragraph((Run("lang"),)),), "kurz"))
    assert frozen(one[0])["text"] == one[0].plain == "kurz"
    bare = render(Message((), "nur Text"))
    assert shown(blocks_of(bare)) == "nur Text"
    assert render(Message((), " ")) == ()
    assert render(Message((Folded("leer", ()),), "x"))[0:0] == ()


def test_a_part_is_the_same_at_every_rendering() -> None:
    """Rendering is deterministic, so that a frozen part can be compared."""
    message = Message((Paragraph((Run("a"),)), Folded("b", (Paragraph((Run("c"),)),))), "")
    assert render(message) == render(message)


@pytest.mark.parametrize(
    ("url", "good"),
    [
        ("https://www.dw.com/de/a-1?x=1#y", True),
        ("http://a.example", True),
        ("https://user@a.example/", False),
        ("https://a.example/<!channel>", False),
        ("https://a.example/a b", False),
        ("https://a.example/" + "x" * 2_000, False),
        ("https://[kaputt", False),
        ("mailto:a@b.example", False),
        (None, False),
    ],
)
def test_only_pages_of_the_web_become_links(url: str | None, good: bool) -> None:
    """Other schemes, addresses with markup, credentials or excessive length are shown as words alone."""
    assert linkable(url) is good


def test_a_huge_statement_is_spread_rather_than_lost() -> None:
    """Even a statement beyond every limit arrives in whole, cut between words."""
    text = "Wort & " * 3_000
    posts = render(Message((StatementBlock("s", (Run(text, url="https://a.example/"),), ()),), ""))
    assert shown(blocks_of(posts)) == text
    assert all(units(escaped(part.plain)) <= TEXT_MOST for part in posts)
    assert all(frozen(part).get("in_thread", False) is bool(number) for number, part in enumerate(posts))


def test_slack_sdk_agrees() -> None:
    """The SDK's own models, a judge not written here, accept the blocks and drop nothing of them."""
    models = pytest.importorskip("slack_sdk.models.blocks", reason="slack_sdk is not installed")
    message = Message(
        (
            Heading((Run("Titel"),)),
            StatementBlock("s", (Run("a", Style.ITALIC),), (Run("b", url="https://a.example/1"),)),
            Buttons((Button("mehr", "/digest 2"),)),
        ),
        "",
    )
    blocks = blocks_of(render(message))
    parsed = models.Block.parse_all(blocks)
    for block in parsed:
        block.validate_json()
    assert [block.to_dict() for block in parsed] == blocks
