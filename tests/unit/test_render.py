"""Editions and answers put into neutral blocks and JSON."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import partial

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digest.answers import COMMANDS, CommandContext
from digest.edition import DigestRequest, Edition, Voice
from digest.model import Block, Buttons, Folded, Mode, Run, StatementBlock, wording
from digest.publish import compile_digest, group
from digest.render import edition_json, plain, render_answer, render_edition, render_more, statement_json, text_of
from digest.render.actors import BARS, sparkline
from digest.render.voices import Reader, answer_block, digest_block, whole, words_of
from digest.statements import merge
from digest.store.memory import MemoryStore
from tests.building import Said, made, person
from tests.samples import filled, readings

NOW = datetime(2025, 5, 9, 18, tzinfo=UTC)
ORLOW, KORTE = person("Hanna Orlow"), person("Matthias Korte")
DECORATION = re.compile(r"^… |(?: …)?[“”»«’‘]?$")
GERMAN = Reader("de", "Europe/Berlin")


@pytest.fixture(scope="module")
def store():
    store = filled(MemoryStore())
    group(store)
    return store


@pytest.fixture(scope="module")
def edition(store) -> Edition:
    return compile_digest(store, DigestRequest(date(2025, 5, 9), NOW - timedelta(days=4), NOW))


def statements_in(blocks: tuple[Block, ...]) -> list[StatementBlock]:
    """All statement blocks, folded ones too."""
    found = []
    for block in blocks:
        if isinstance(block, StatementBlock):
            found.append(block)
        elif isinstance(block, Folded):
            found += statements_in(block.blocks)
    return found


def runs_in(blocks: tuple[Block, ...]) -> list[Run]:
    found: list[Run] = []
    for block in blocks:
        match block:
            case StatementBlock():
                found += [*block.words, *block.source]
            case Folded():
                found += [Run(block.title), *runs_in(block.blocks)]
            case Buttons():
                pass
            case _:
                found += block.runs
    return found


def one(said: Said, language: str = "de") -> Voice:
    (statement,) = merge([made("A", said, language=language)], {}, {})
    return whole(statement)


def assert_literal(block: StatementBlock, store) -> None:
    """The last run of the words is what the article says, but for marks and "…" around it."""
    statement = store.statement(block.statement)
    article = store.article(statement.reports[0].article)
    flat = " ".join(article.text.split())
    words = block.words[-1].text
    if words not in flat:
        words = DECORATION.sub("", words)
        words = words.removesuffix(" …")
    for piece in words.split(" … "):
        assert piece in flat, piece


def test_every_statement_of_the_digest_is_literal_and_labelled(edition, store):
    """Each statement shown, folded or not, stands in its article, and has a label and an outlet with its address."""
    blocks = [*statements_in(render_edition(edition).blocks), *statements_in(render_more(edition).blocks)]
    assert len(blocks) > 100
    for block in blocks:
        assert_literal(block, store)
        assert re.match(r"(wörtlich|indirekt|berichtet) · ", text_of(block.source))
        assert any(run.url for run in block.source)


def test_digest_holds_the_speakers_of_the_visit(edition):
    """Putin, Xi, Selenskyj, Trump, Vance, Peskow and the NATO are in the printed digest."""
    printed = plain(render_edition(edition).blocks)
    for name in (
        "Wladimir Putin",
        "Xi Jinping",
        "Wolodymyr Selenskyj",
        "Donald Trump",
        "JD Vance",
        "Dmitri Peskow",
        "NATO",
    ):
        assert name in printed


def test_unfolded_part_is_within_the_budget(edition):
    """What a reader sees unfolded is about 1,800 characters, and holds several stories."""
    assert len(render_edition(edition).fallback) <= 1900
    assert len(edition.stories) >= 3


def test_head_of_the_digest(edition):
    """Title, date, figures and headlines come first, in this order."""
    lines = render_edition(edition).fallback.splitlines()
    assert lines[0] == "Wortlaut · Nachlese"
    assert lines[1].startswith("5. Mai bis 9. Mai 2025 · 1 Min · ")
    assert "18 Artikel · 10 Medien, 17 unabhängige Texte" in lines[1]
    assert lines[2] == "Kurz gesagt"
    titles = {reading.article.title for reading in readings()}
    assert {line.partition(". ")[2] for line in lines[3:6]} <= titles


def test_news_of_a_later_digest(store):
    """With history the digest tells new, continued and silent stories apart and numbers the days."""
    request = DigestRequest(date(2025, 5, 9), NOW - timedelta(hours=24), NOW)
    text = render_edition(compile_digest(store, request)).fallback
    assert re.search(r"Neu seit gestern: \d+ Themen · 2 mit neuen Aussagen · 1 ohne Neues", text)
    assert "Tag 3 · 1 Medium" in text
    half = replace(request, since=NOW - timedelta(hours=9))
    assert "Neu seit 11:00: " in render_edition(compile_digest(store, half)).fallback


def test_digest_in_english_keeps_quotes(edition):
    """Another interface language changes labels and figures, never the words of a statement."""
    english = replace(edition, request=replace(edition.request, language="en"))
    german, other = (statements_in(render_edition(it).blocks) for it in (edition, english))
    assert [block.words[-1] for block in german] == [block.words[-1] for block in other]
    assert render_edition(english).fallback.startswith("Wortlaut · Catching up\nMay 5 to May 9, 2025 · 1 min · ")
    assert all("wörtlich" not in text_of(block.source) for block in other)


def test_empty_digest_says_why(store):
    """A window without articles, or without statements, is told in a sentence."""
    nothing = DigestRequest(date(2024, 5, 9), NOW - timedelta(days=400), NOW - timedelta(days=399))
    empty = compile_digest(store, nothing)
    assert "keine Artikel gespeichert" in render_edition(empty).fallback
    assert "Mehr Themen gibt es" in render_more(empty).fallback


def test_direct_speech_has_quote_marks():
    """Marks of the article are kept, missing ones are put around, a cut gives the closing mark back."""
    marked, bare = one(Said(ORLOW, "„Wir bauen die Talsperre bald“")), one(Said(ORLOW, "Wir bauen die Talsperre bald"))
    assert words_of(marked) == words_of(bare) == "„Wir bauen die Talsperre bald“"
    assert words_of(replace(marked, text="„Wir bauen die Talsperre", after=True)) == "„Wir bauen die Talsperre …“"
    assert words_of(replace(bare, before=True, after=True)) == "„… Wir bauen die Talsperre bald …“"
    assert words_of(replace(marked, text="Wir bauen bald.“", before=True)) == "… Wir bauen bald.“"


def test_indirect_speech_has_none():
    """What is retold stands without marks of its own."""
    retold = one(Said(ORLOW, "das Land werde die Talsperre bauen", "{speaker} sagte, {}.", Mode.INDIRECT))
    assert words_of(retold) == "das Land werde die Talsperre bauen"
    assert words_of(replace(retold, after=True)) == "das Land werde die Talsperre bauen …"


def test_unsure_speaker_is_shown_as_unsure():
    """A speaker who is not sure is called presumable; nobody is not called anything."""
    unsure = one(Said(ORLOW, "„Wir bauen die Talsperre bald“", certain=False))
    assert text_of(digest_block(unsure, date(2025, 5, 9), GERMAN).words).startswith("vermutlich Hanna Orlow: ")
    nobody = one(Said(None, "„Wir bauen die Talsperre bald“"))
    assert text_of(digest_block(nobody, date(2025, 5, 9), GERMAN).words).startswith("„Wir bauen")


def test_source_line_tells_copies_and_other_days():
    """The line below says how often and whether in one text only, and the day if it is not the digest's."""
    said = Said(ORLOW, "„Wir bauen die Talsperre bald“", said_on=date(2025, 5, 7))
    first, second = made("A", said), made("B", said, hours=1)
    (copied,) = merge([first, second], {}, {second.article.id: first.article.id})
    (told_twice,) = merge([first, second], {}, {})
    assert (
        text_of(digest_block(whole(copied), date(2025, 5, 9), GERMAN).source)
        == "wörtlich · 7. Mai · A +1 (gleicher Text)"
    )
    assert text_of(digest_block(whole(told_twice), date(2025, 5, 7), GERMAN).source) == "wörtlich · A +1"
    via = replace(told_twice, via="Reuters", addressees=(KORTE,))
    line = text_of(answer_block(whole(via), GERMAN, with_speaker=False).source)
    assert line == f"wörtlich · 8. Mai, 10:00 · gegenüber Matthias Korte · laut Reuters · A +1 · #{via.id}"


def test_actor_answer_in_words(store):
    """The answer names the actor, the window with figures and sparkline, the statements with id, and what others said."""
    context = CommandContext(store, NOW)
    answer = next(command for command in COMMANDS if command.name == "actor").answer(context, "Putin")
    text = render_answer(answer, "de", "Europe/Berlin").fallback
    assert text.startswith("Wladimir Putin\n")
    assert "7 Tage: 2 Aussagen · 2 indirekt · 2 Medien, 2 unabhängige Texte  ▁▁▁▁▁█▁" in text
    assert "Über Wladimir Putin gesagt: 1 Aussage\nDonald Trump" in text
    assert re.search(r"8\. Mai, 18:20 · .* · #[0-9a-z]{12}", text)


def test_answers_show_literal_words(store):
    """Each statement in an actor's answer stands in its article."""
    context = CommandContext(store, NOW, window=timedelta(days=30))
    actor = next(command for command in COMMANDS if command.name == "actor")
    shown = 0
    for found, _, _ in list(store.all_actors())[::2]:
        for block in statements_in(render_answer(actor.answer(context, found.name), "de", "Europe/Berlin").blocks):
            assert_literal(block, store)
            shown += 1
    assert shown > 60


@pytest.mark.parametrize("language", ["de", "en"])
def test_every_answer_is_words_in_every_language(store, language):
    """No answer shows a key or an unfilled placeholder."""
    context = CommandContext(store, NOW, language=language, compile=partial(compile_digest, store))
    for command in COMMANDS:
        for arguments in ("", "Müller", "nobody at all", "Putin", "mehr"):
            text = plain(render_answer(command.answer(context, arguments), language, "Europe/Berlin").blocks)
            assert text.strip()
            assert not re.search(r"\{\w*\}|\b(actor|quote|help|purpose|arguments|edition)\.[a-z_]+", text)


def test_no_chat_markup_anywhere(edition):
    """Runs are plain text: no markup of any chat, no line break inside a run."""
    for run in runs_in(render_edition(edition).blocks):
        assert "\n" not in run.text
        assert not re.search(r"</?[a-z]+>|\*\w|<@|<!", run.text)


def test_digest_as_json(edition, store):
    """The JSON has the keys of the contract, and the words shown are those at the content of the first report."""
    form = edition_json(edition)
    assert {"date", "language", "counts", "stories", "parts"} <= set(form)
    assert (form["date"], form["language"], form["counts"]["articles"]) == ("2025-05-09", "de", 18)
    assert len(form["parts"]) == 2
    assert form["parts"][0][0]["type"] == "heading"
    for story in form["stories"]:
        assert {"id", "title", "day", "outlets", "independent", "statements"} <= set(story)
        for statement in story["statements"]:
            assert {"id", "speaker", "role", "text", "mode", "said_on", "reports"} <= set(statement)
            report = statement["reports"][0]
            assert {"outlet", "url", "article", "content", "independent"} <= set(report)
            stored = store.article(report["article"])
            assert (
                " … ".join(" ".join(stored.text[start:end].split()) for start, end in report["content"])
                == statement["text"]
            )


def test_statement_as_json_is_whole():
    """Exported statements have all their words and the spans they stand at."""
    reading = made("A", Said(ORLOW, "„Wir bauen die Talsperre bald“", role="Ministerin"))
    (statement,) = merge([reading], {}, {})
    form = statement_json(statement)
    assert (form["speaker"], form["role"], form["mode"]) == ("Hanna Orlow", "Ministerin", "direct")
    (content,) = form["reports"][0]["content"]
    assert reading.article.text[content[0] : content[1]] == form["text"]
    (nobody,) = merge([made("A", Said(None, "„Wir bauen die Talsperre bald“"))], {}, {})
    assert statement_json(nobody)["speaker"] is None


def test_block_kinds_as_json():
    """Every kind of block has a form of its own."""
    from digest.model import Button, Heading, Paragraph
    from digest.render import block_json

    run = (Run("x", url="https://a.example"),)
    blocks = (
        Heading(run),
        Paragraph(run),
        StatementBlock("s", run, run),
        Folded("t", (Paragraph(run),)),
        Buttons((Button("l", "/a"),)),
    )
    assert [block_json(block)["type"] for block in blocks] == ["heading", "paragraph", "statement", "folded", "buttons"]
    assert block_json(blocks[1])["runs"] == [{"text": "x", "style": "plain", "url": "https://a.example"}]


@given(st.lists(st.integers(0, 1000), max_size=40))
def test_sparkline_shows_zero_and_most(counts):
    """One bar a day: the lowest only for none, the highest for the most."""
    line = sparkline(counts)
    assert len(line) == len(counts)
    for bar, count in zip(line, counts, strict=True):
        assert (bar == BARS[0]) == (count == 0)
        assert bar == BARS[-1] if count and count == max(counts) else True


@settings(max_examples=60)
@given(
    st.text(alphabet="ab „“»«”‚‘.,", min_size=1, max_size=30), st.booleans(), st.booleans(), st.sampled_from(list(Mode))
)
def test_decoration_never_touches_the_words(text, before, after, mode):
    """Whatever marks the words have, they are shown as they are, with something before and after at most."""
    voice = one(Said(ORLOW, "„Wir bauen die Talsperre bald“"))
    shown = words_of(Voice(replace(voice.statement, mode=mode), voice.spans, text, before, after))
    assert text in shown
    assert len(shown) <= len(text) + 6


def test_whole_statement_is_its_wording():
    """Outside a digest a statement is shown in all its words."""
    reading = made("A", Said(ORLOW, "„Wir bauen die Talsperre bald“"))
    (statement,) = merge([reading], {}, {})
    voice = whole(statement)
    assert wording(reading.article.text, voice.spans) == voice.text == statement.text
