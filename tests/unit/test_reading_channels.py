"""What a channel is shown that reads only some outlets, leaves words out, or is hidden a feed: nothing else, anywhere."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import event
from sqlalchemy.engine import Engine

from digest.edition import DigestRequest, Edition
from digest.model import Mode, PageOutcome, PageRecord, Sketch, article_id
from digest.ports import Kept, Store
from digest.publish import Compiler, compile_digest, group
from digest.statements import Reading
from digest.store import open_store
from digest.store.memory import MemoryStore
from digest.taste import Taste
from tests.building import START, Said, keep, made, person

ORLOW, KORTE = person("Hanna Orlow"), person("Matthias Korte")
DAM = "Talsperre im Irntal wird gebaut"
QUOTE = "„Wir bauen diese Talsperre für das ganze Land“"
RETOLD = "das Land werde diese Talsperre trotz Protesten für das ganze Land bauen"
HOUR = timedelta(hours=1)
FEED = "https://a.example/rss"


def article(outlet: str, *said: Said, hours: float = 0, title: str = DAM) -> Reading:
    return made(outlet, *said, title=title, lead=f"{title}. " * 3, hours=hours)


def digest(store: Store, first: float = -1, last: float = 3, **taste: object) -> Edition:
    return compile_digest(store, request(first, last, **taste))


def request(first: float, last: float, **taste: object) -> DigestRequest:
    return DigestRequest(START.date(), START + first * HOUR, START + last * HOUR, taste=Taste(**taste))


def voices(edition: Edition) -> list[str]:
    return [voice.text for story in edition.stories for voice in story.voices]


@pytest.fixture(params=["memory", "sqlite"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    made_ = MemoryStore() if request.param == "memory" else open_store(f"sqlite:///{tmp_path}/w.db")
    yield made_
    made_.close()


@pytest.mark.parametrize("updated", [0, 1])
@pytest.mark.parametrize("taste", [{}, {"outlets": ("A",)}, {"outlets": ("B",)}, {"languages": ("de",)}])
def test_a_digest_comes_while_an_update_waits_to_be_grouped(store, updated, taste):
    """A page that was corrected a moment ago costs nobody the digest, whichever report of a statement it was."""
    both = article("A", Said(ORLOW, QUOTE)), article("B", Said(ORLOW, QUOTE), hours=1)
    keep(store, *both)
    group(store)
    old = both[updated].article
    text = f"{old.text}\n\nNachtrag."
    new = replace(old, id=article_id(old.url, text), text=text, fetched_at=old.fetched_at + HOUR)
    record = PageRecord(old.url, PageOutcome.UPDATE, new.fetched_at, article=new.id, replaces=old.id)
    store.keep(Kept(record, new, Sketch(new.id, ()), None))
    assert voices(digest(store, **taste)) == [QUOTE]


@pytest.mark.parametrize(
    ("taste", "contrasted"), [({}, True), ({"outlets": ("B",)}, False), ({"without": ("Kanzleramt",)}, False)]
)
def test_a_contrast_keeps_to_what_the_channel_reads(store, taste, contrasted):
    """Earlier words of an outlet that it does not read, or on what it does not want, are not set beside today's."""
    keep(store, article("A", Said(ORLOW, "„Die Talsperre im Irntal kostet 40 Millionen Euro, sagt das Kanzleramt“")))
    group(store)
    keep(store, article("B", Said(ORLOW, "„Die Talsperre im Irntal kostet 70 Millionen Euro“"), hours=25))
    group(store)
    (story,) = digest(store, 12, 30, **taste).stories
    assert (story.contrast is not None) is contrasted


def test_words_that_another_outlet_lends_are_looked_at_too(store):
    """What the channel does not want to read of is left out also where only its own outlet's wording speaks of it."""
    plain = Said(ORLOW, RETOLD, "{speaker} sagte, {}.", Mode.INDIRECT)
    keep(store, article("A", plain), article("B", Said(ORLOW, QUOTE), hours=1))
    group(store)
    assert voices(digest(store, without=("Protest",))) == [QUOTE]
    assert voices(digest(store, outlets=("A",))) == [RETOLD]
    assert voices(digest(store, outlets=("A",), without=("Protest",))) == []


def test_a_copy_counts_as_a_text_where_its_original_is_not_read(store):
    """Of copies alone the first one is the independent text, so the others are told to be the same."""
    original = article("A", Said(ORLOW, QUOTE))
    copies = [article(outlet, Said(ORLOW, QUOTE), hours=hours) for outlet, hours in (("B", 1), ("C", 2))]
    keep(store, original)
    for copy in copies:
        record = PageRecord(
            copy.article.url, PageOutcome.NEW, copy.article.fetched_at, article=copy.article.id,
            copy_of=original.article.id,
        )  # fmt: skip
        store.keep(Kept(record, copy.article, Sketch(copy.article.id, ()), copy.analysis))
    group(store)
    ((voice,),) = [story.voices for story in digest(store, outlets=("B", "C")).stories]
    assert [(one.outlet.name, one.independent) for one in voice.statement.reports] == [("B", True), ("C", False)]


def test_a_headline_is_one_of_an_article_that_is_read(store):
    """Where the channel reads none of the story's own articles, its headline and figures are those of what it reads."""
    hidden = article("A", Said(ORLOW, QUOTE), title="Geheime Überschrift von A")
    other = made("B", Said(ORLOW, QUOTE), title="Hafen von Westerhafen steht still", lead="Kräne stehen. " * 9, hours=1)
    keep(store, hidden, other)
    group(store)
    for edition in (digest(store, outlets=("B",)), Compiler(store).compile(request(-1, 3), hidden_of(store, hidden))):
        (story,) = edition.stories
        assert story.title == other.article.title
        assert ([outlet.name for outlet in story.outlets], story.independent) == (["B"], 1)
        assert edition.counts.statements == 1


def hidden_of(store: Store, read: Reading) -> frozenset[str]:
    """The feed that brought this article alone, which a channel does not read."""
    store.keep_links(FEED, [read.article.url])
    return frozenset({FEED})


def test_stories_without_news_are_those_that_the_channel_reads(store):
    """The head does not count stories that only other outlets go on telling."""
    keep(store, article("C", Said(KORTE, "„Die Maut hält unsere Straße frei“"), title="Maut auf der Seestraße"))
    group(store)
    keep(
        store,
        made("C", title="Maut auf der Seestraße", lead="Maut auf der Seestraße. " * 3, hours=30),
        article("B", Said(ORLOW, QUOTE), hours=30),
    )
    group(store)
    news = [digest(store, 20, 40, **taste).news for taste in ({}, {"outlets": ("B",)})]
    assert [one and one.silent for one in news] == [1, 0]


def test_hidden_feeds_cost_no_question_for_each_statement(tmp_path):
    """However many statements a hidden feed leads, a digest asks the database as often."""
    asked = [queries_of(tmp_path / f"{number}.db", number) for number in (2, 12)]
    assert asked[0] == asked[1]


def queries_of(file: Path, statements: int) -> int:
    words = [
        f"„Der {number}. Bauabschnitt der Talsperre wird {number + 20} Monate dauern“" for number in range(statements)
    ]
    store = open_store(f"sqlite:///{file}")
    led = article("A", *(Said(ORLOW, f"{one[:-1]}, das steht fest“") for one in words))
    keep(store, led, article("B", *(Said(ORLOW, one) for one in words), hours=1))
    group(store)
    hidden = hidden_of(store, led)
    count = 0

    def counted(*_: object) -> None:
        nonlocal count
        count += 1

    event.listen(Engine, "before_cursor_execute", counted)
    try:
        edition = Compiler(store).compile(request(-1, 3), hidden)
    finally:
        event.remove(Engine, "before_cursor_execute", counted)
    assert edition.counts.statements == statements
    store.close()
    return count
