"""Archives and folders end up in the store, each record with its outcome, and a killed run goes on where it was."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice, pairwise
from pathlib import Path

import pytest

from digest.fetch import FetchLimits, HttpFetcher
from digest.ingest import ArchiveDone, ArchiveProgress, Event, Ingest, PageDone, RecordSkipped, Summary, TargetFailed
from digest.model import Feed, Outlet, PageOutcome
from digest.ports import Store
from digest.publish import group
from digest.store import open_outbox, open_store
from tests.fakes.clocks import HandClock
from tests.scenario.test_ingest import BRIDGE, LANGUAGES, NamesOnly, html
from tests.unit.ingest.test_archives import warc

LISTED = (Feed("https://www.bote.example/rss", Outlet("bote", "Lindenauer Bote", "DE", "de")),)


class TickingClock(HandClock):
    """Goes on by a second whenever it is looked at."""

    def monotonic(self) -> float:
        self.advance(1.0)
        return super().monotonic()


def article(number: int) -> list[str]:
    """Paragraphs that no other number has."""
    words = [f"{word}{number}" for word in ("Rathaus", "Brücke", "Hafen", "Schule", "Markt", "Turm", "Wald", "Fluss")]
    return [
        f"Der {one} und die {other} von {number} sind am Abend Thema im Stadtrat gewesen, sagte eine Sprecherin dazu."
        for one, other in pairwise(words)
    ]


def page(number: int) -> tuple[str, bytes, dict[str, str]]:
    return f"https://www.bote.example/{number}?utm_source=x", html(f"Titel {number}", article(number)), {}


def run(store: Store, *targets: Path, clock: HandClock | None = None, **more: object) -> Iterator[Event]:
    clock = clock or TickingClock()
    fetcher = HttpFetcher(FetchLimits(), clock)
    return Ingest(store, fetcher, clock, LANGUAGES, listed=LISTED, **more).ingest_targets([str(one) for one in targets])


def outcomes(events: list[Event]) -> list[str]:
    return [event.record.outcome.value for event in events if isinstance(event, PageDone)]


def is_page(event: Event) -> bool:
    return isinstance(event, PageDone)


def titles(store: Store) -> list[str]:
    return sorted(article.title for _, article in store.pages() if article is not None)


def test_an_archive_becomes_articles(store: Store, tmp_path: Path) -> None:
    """Its pages are articles of listed outlets, seen when they were captured; what is none is counted by its reason."""
    wall = ("https://www.bote.example/wall", html("Kurz", ["Zu kurz."]), {})
    picture = ("https://www.bote.example/x.png", b"\x89PNG", {})
    file = tmp_path / "x.warc.gz"
    body = warc(page(1), wall, page(2), page(1)) + warc(picture)
    file.write_bytes(body + warc(page(3), status="404 Not Found"))
    events = list(run(store, file))
    assert outcomes(events) == ["new", "rejected", "new", "known", "rejected"]
    assert titles(store) == ["Titel 1", "Titel 2"]
    found = store.current_version("https://www.bote.example/1")
    assert (found.outlet, found.fetched_at) == (LISTED[0].outlet, datetime(2025, 5, 9, 6, tzinfo=UTC))
    (done,) = [event for event in events if isinstance(event, ArchiveDone)]
    assert (done.records, done.counts) == (6, {"new": 2, "rejected": 2, "known": 1, "http_404": 1})
    summary = events[-1]
    assert isinstance(summary, Summary)
    assert (summary.count(PageOutcome.NEW), dict(summary.skipped), summary.worked) == (2, {"http_404": 1}, True)


@pytest.mark.parametrize("kind", ["warc", "jsonl", "folder"])
def test_a_killed_run_goes_on_where_it_was(store: Store, tmp_path: Path, kind: str) -> None:
    """However often it is killed: nothing is lost, hardly anything is read twice, and all of it is counted."""
    target = tmp_path / {"warc": "x.warc.gz", "jsonl": "x.jsonl", "folder": "texts"}[kind]
    if kind == "warc":
        target.write_bytes(warc(*(page(number) for number in range(20))))
    elif kind == "jsonl":
        rows = ({"url": page(n)[0], "title": f"Titel {n}", "text": "\n\n".join(article(n))} for n in range(20))
        target.write_text("".join(json.dumps(row) + "\n" for row in rows))
    else:
        target.mkdir()
        for number in range(20):
            (target / f"{number:02}.txt").write_text("\n\n".join(article(number)))
    seen: list[str] = []
    for lives in (4, 6, 9, 100):
        running = run(store, target)
        seen += [event.record.outcome.value for event in islice(filter(is_page, running), lives)]
        del running  # as a kill does, this leaves everything as it is
    assert seen.count("new") == 20
    assert seen.count("known") <= 6
    assert len(titles(store)) == 20
    state = store.backfill(target.resolve().as_uri())
    assert state.is_done
    assert state.records >= 20
    again = list(run(store, target))
    assert outcomes(again) == ([] if kind != "folder" else ["known"] * 20)
    assert again[-1].worked


def test_an_archive_is_read_again_when_it_changed_or_is_wished(store: Store, tmp_path: Path) -> None:
    """Else it is told when it was read, which counts as having worked."""
    file = tmp_path / "x.warc.gz"
    file.write_bytes(warc(page(1)))
    list(run(store, file))
    (done,) = [event for event in run(store, file) if isinstance(event, ArchiveDone)]
    assert (done.before is not None, done.records) == (True, 1)
    assert outcomes(list(run(store, file, anew=True))) == ["known"]
    file.write_bytes(warc(page(1), page(2)))
    assert outcomes(list(run(store, file))) == ["known", "new"]


def test_lines_as_exported_come_back(store: Store, tmp_path: Path) -> None:
    """What one store exports another one reads: the same texts, dates, outlets; rejected pages are skipped as such."""
    from digest.export import export

    source = tmp_path / "x.warc.gz"
    source.write_bytes(warc(page(1), ("https://www.bote.example/wall", html("K", ["Kurz."]), {}), page(2)))
    list(run(store, source))
    file = tmp_path / "out.jsonl"
    file.write_text("".join(json.dumps(line) + "\n" for line in export(store, open_outbox(store), ("articles",))))
    other = open_store("memory://")
    events = list(run(other, file))
    assert outcomes(events) == ["new", "new"]
    assert [(event.what, event.reason) for event in events if isinstance(event, RecordSkipped)] == [
        ("https://www.bote.example/wall", "rejected before")
    ]
    for one in ("1", "2"):
        there, here = (each.current_version(f"https://www.bote.example/{one}") for each in (store, other))
        assert (there.text, there.title, there.published_at, there.outlet, there.authors) == (
            here.text, here.title, here.published_at, here.outlet, here.authors,
        )  # fmt: skip


def test_bad_records_are_told_and_counted(store: Store, tmp_path: Path) -> None:
    """Each with its reason and place, the first of them one by one; the good ones are read."""
    good = {"url": "https://www.bote.example/1", "text": "\n\n".join(article(1)), "published": "2024-03-01"}
    bad = [
        "kaputt",
        json.dumps({**good, "published": "neulich"}),
        json.dumps(
            {**good, "text": "Le conseil municipal a voté jeudi soir la construction d'un nouveau pont sur la rivière."}
        ),
    ]
    file = tmp_path / "x.jsonl"
    file.write_text("\n".join([*bad, json.dumps(good), *["kaputt"] * 100]) + "\n")
    events = list(run(store, file))
    told = [event for event in events if isinstance(event, RecordSkipped)]
    assert [event.reason for event in told[:3]] == ["no JSON", "unreadable date", "unknown language"]
    assert told[0].what == "the line at byte 0"
    assert len(told) == 20
    assert dict(events[-1].skipped) == {"no JSON": 101, "unreadable date": 1, "unknown language": 1}
    assert outcomes(events) == ["new"]
    assert store.current_version(good["url"]).published_at.date().isoformat() == "2024-03-01"


def test_an_older_capture_does_not_replace_a_newer_text(store: Store, tmp_path: Path) -> None:
    """What was captured later stays; archives may be read in any order."""
    new, old = tmp_path / "new.warc.gz", tmp_path / "old.warc.gz"
    new.write_bytes(warc(("https://www.bote.example/1", html("Titel", list(BRIDGE)), {})))
    old_body = warc(("https://www.bote.example/1", html("Titel", list(BRIDGE[:2])), {}), packed=False)
    old.write_bytes(old_body.replace(b"2025-05-09T06:00:00Z", b"2024-05-09T06:00:00Z"))
    list(run(store, new))
    events = list(run(store, old))
    assert [event.reason for event in events if isinstance(event, RecordSkipped)] == ["older than what is stored"]
    assert store.current_version("https://www.bote.example/1").text == "\n\n".join(BRIDGE)


def test_stories_of_the_time_an_archive_covers_are_grouped(store: Store, tmp_path: Path) -> None:
    """Also years ago, and also when the run was killed in between: all of the archive is grouped at its end."""
    grouped: list[tuple[datetime, datetime]] = []
    rows = [
        {"url": page(n)[0], "text": "\n\n".join(article(n)), "published": f"20{10 + n}-03-01T12:00:00Z"}
        for n in range(8)
    ]
    file = tmp_path / "x.jsonl"
    file.write_text("".join(json.dumps(row) + "\n" for row in rows))
    more = {
        "group_time": lambda first, last: grouped.append((first, last)),
        "analyser": NamesOnly(),
        "group": lambda: None,
    }
    running = run(store, file, **more)
    for number, event in enumerate(running):
        if isinstance(event, ArchiveProgress) and number > 4:
            break
    assert grouped == []
    list(run(store, file, **more))
    assert grouped == [(datetime(2010, 3, 1, 12, tzinfo=UTC), datetime(2017, 3, 1, 12, tzinfo=UTC))]
    group(store)
    assert sum(len(story.articles) for story in store.stories(grouped[0][0], grouped[0][1] + timedelta(days=1))) == 8


def test_progress_is_told(store: Store, tmp_path: Path) -> None:
    """Of an archive in bytes, of a folder in files, never beyond its size."""
    folder = tmp_path / "all"
    folder.mkdir()
    (folder / "x.warc.gz").write_bytes(warc(*(page(number) for number in range(9))))
    for number in range(9):
        (folder / f"{number}.txt").write_text("\n\n".join(article(100 + number)))
    (folder / "readme.pdf").write_bytes(b"%PDF")
    events = list(run(store, folder))
    told = [event for event in events if isinstance(event, ArchiveProgress)]
    assert {Path(event.archive).name for event in told} == {"all", "x.warc.gz"}
    assert all(0 < event.done <= event.size for event in told)
    assert outcomes(events) == ["new"] * 18


def test_what_cannot_be_read_stops_nothing(store: Store, tmp_path: Path) -> None:
    """An archive that is a folder's link to nowhere, or unreadable, is a failed target; the others are read."""
    good = tmp_path / "b.jsonl"
    good.write_text(json.dumps({"id": 7, "text": "\n\n".join(article(1))}) + "\n")
    (tmp_path / "a.warc").write_bytes(b"")
    (tmp_path / "c.jsonl").symlink_to(tmp_path / "nowhere")
    events = list(run(store, tmp_path / "a.warc", good, tmp_path / "c.jsonl", tmp_path / "d.warc.gz"))
    assert [Path(event.target).name for event in events if isinstance(event, TargetFailed)] == ["c.jsonl", "d.warc.gz"]
    assert outcomes(events) == ["new"]
    assert store.current_version(f"{good.resolve().as_uri()}#7") is not None
