"""An outlet corrects an article: the new version counts, and who asks for what was withdrawn is told so."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from digest.answers import CommandContext, answer_quote
from digest.fetch import HttpFetcher
from digest.ingest import Ingest, PageDone
from digest.model import Actor, Analysis, Article, Kind, Mode, PageOutcome, Party, Quotation, Span, quotation_id
from digest.ports import StatementQuery, Store
from digest.publish import group
from digest.render import render_answer
from tests.fakes.clocks import HandClock
from tests.fakes.internet import Internet, internet
from tests.fakes.papers import Paper

FULL = (
    "Der Rat von Lindenau hat am Donnerstagabend den Bau einer neuen Brücke beschlossen, nach fast fünf Stunden Sitzung.",
    "„Wir bauen einunddreißig Brücken“, sagte Bürgermeisterin Hanna Voss nach der Sitzung vor dem Rathaus.",
    "„Das ist ein guter Tag für die Stadt“, sagte Hanna Voss. Die Opposition will gegen den Beschluss klagen.",
)
CORRECTED = (FULL[0], FULL[1].replace("einunddreißig Brücken", "eine einzige Brücke"), FULL[2])


class Quotes:
    """An analyser for which everything between quote marks was said by Hanna Voss."""

    version = "quotes-1"

    def analyse(self, article: Article) -> Analysis:
        voss = Actor("voss", Kind.PERSON, "Hanna Voss")
        found = [(Span(*match.span(1)),) for match in re.finditer("„(.+?)“", article.text)]
        speaker = Party(None, ("voss",), certain=True, confidence=1.0)
        return Analysis(
            article.id, self.version, "de", actors=(voss,),
            quotations=tuple(
                Quotation(quotation_id(article.id, content), article.id, Mode.DIRECT, content, speaker=speaker)
                for content in found
            ),
        )  # fmt: skip


@pytest.fixture
def paper(tmp_path: Path, clock: HandClock) -> Iterator[Paper]:
    with internet(tmp_path, clock) as world:
        yield Paper("bote.example", world).open()


def one_pass(world: Internet, store: Store, clock: HandClock, paper: Paper) -> list[PageOutcome]:
    """The outcomes of a pass that groups afterwards."""
    service = Ingest(
        store, HttpFetcher(world.limits(), clock, store, wait=clock.advance), clock, ("de",), analyser=Quotes(),
        group=lambda: group(store) and None,
    )  # fmt: skip
    events = service.ingest_feeds([paper.feed], due_only=True)
    return [event.record.outcome for event in events if isinstance(event, PageDone)]


def quoted(store: Store, clock: HandClock, statement_id: str) -> str:
    """What /quote answers, in plain words."""
    answer = answer_quote(CommandContext(store, clock.now(), "de", "Europe/Berlin"), statement_id)
    return render_answer(answer, "de", "Europe/Berlin").fallback


def test_a_withdrawn_statement_is_shown_as_such_and_nowhere_else(store: Store, clock: HandClock, paper: Paper) -> None:
    """Corrected after half an hour, read again after one: the old words are found by their id alone, and say so."""
    piece = paper.print_article(1, clock.now())
    paper.correct(piece, FULL, clock.now(), told=False)
    assert one_pass(paper.world, store, clock, paper) == [PageOutcome.NEW]
    before = {one.text: one.id for one in store.statements(StatementQuery())}
    assert set(before) == {"Wir bauen einunddreißig Brücken", "Das ist ein guter Tag für die Stadt"}
    clock.advance(1800)
    paper.correct(paper.pieces[0], CORRECTED, clock.now())
    clock.advance(1801)
    assert one_pass(paper.world, store, clock, paper) == [PageOutcome.UPDATE]
    after = {one.text for one in store.statements(StatementQuery())}
    assert after == {"Wir bauen eine einzige Brücke", "Das ist ein guter Tag für die Stadt"}
    told = quoted(store, clock, before["Wir bauen einunddreißig Brücken"])
    assert "Wir bauen einunddreißig Brücken" in told
    assert "Zurückgezogen: Bote.Example hat den Artikel geändert" in told
    assert store.withdrawn(before["Das ist ein guter Tag für die Stadt"]) is None
    first = store.article(store.withdrawn(before["Wir bauen einunddreißig Brücken"]).statement.reports[0].article)
    assert first is not None
    assert "einunddreißig" in first.text


def test_an_article_that_goes_behind_a_wall_keeps_what_was_read(store: Store, clock: HandClock, paper: Paper) -> None:
    """What was free to read an hour ago and is a teaser now is no correction, and takes nothing back."""
    piece = paper.print_article(1, clock.now())
    paper.correct(piece, FULL, clock.now(), told=False)
    one_pass(paper.world, store, clock, paper)
    before = [one.id for one in store.statements(StatementQuery())]
    paper.correct(
        paper.pieces[0], (*FULL[:1], "Jetzt weiterlesen mit einem Abo: Einen Monat lang zum halben Preis."), clock.now()
    )
    paper.free = False
    clock.advance(3601)
    assert one_pass(paper.world, store, clock, paper) == []
    assert [one.id for one in store.statements(StatementQuery())] == before
    (record, article) = next(store.pages())
    assert record.outcome is PageOutcome.NEW
    assert article is not None
    assert "einunddreißig" in article.text
