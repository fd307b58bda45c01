"""How quickly a filled SQLite store answers: `python tests/bench/store_bench.py [STATEMENTS] [FILE]`.

Fills a store with generated statements over 400 days (5 % of them by one actor, the rest spread over 30,000 actors by
Zipf's law, a quarter reported twice), then prints p50 and p95 of the questions an actor answer asks, over speakers drawn
as they speak, and for the one actor alone. Every 16th article is kept through the store with its analysis, which gives
the figures of `keep`; the rows of the others are written in bulk to save time. The file is kept when a name is given.
"""

from __future__ import annotations

import platform
import random
import sys
import tempfile
import time
from bisect import bisect
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from operator import itemgetter
from pathlib import Path
from statistics import median, quantiles

from digest.model import (
    Actor,
    Alias,
    AliasKind,
    Analysis,
    Article,
    Kind,
    Mention,
    Mode,
    Outlet,
    PageOutcome,
    PageRecord,
    Report,
    Sketch,
    Span,
    Statement,
    short_id,
)
from digest.names import fold
from digest.ports import Kept, StatementQuery, Store
from digest.store import open_store
from digest.store.connections import inserting
from digest.store.rows import actor_row, article_row, outlet_row, statement_rows
from digest.store.sql import SqlStore
from digest.store.sql_statements import rewrite_statements
from digest.store.tables import actor, article, outlet

START = datetime(2025, 1, 1, tzinfo=UTC)
DAYS = 400
PER_ARTICLE = 8
TEXT = "Der Sprecher sagte, die Verhandlungen seien noch nicht abgeschlossen, und verwies auf die kommende Woche. " * 20
OUTLETS = [Outlet(f"medium{number}.example", f"Medium {number}", "DE", "de") for number in range(40)]
ACTORS = [Actor(f"q{number}", Kind.PERSON, f"Vorname{number} Nachname{number}") for number in range(30_000)]
CUMULATED = list(accumulate(1 / (rank + 20) for rank in range(len(ACTORS))))
PORTION = 1000
TOP = Actor("q-top", Kind.PERSON, "Oft Zitiert")
MODES = list(Mode)


def an_article(number: int, total: int) -> Article:
    """The article of this number; they are spread evenly over the days."""
    published = START + timedelta(days=DAYS) * (number / total)
    return Article(
        id=short_id("article", number),
        url=f"https://medium{number % 40}.example/politik/{number}/eine-meldung-mit-einem-langen-namen.html",
        outlet=OUTLETS[number % 40],
        language="de",
        title=f"Meldung {number}",
        text=f"{number} {TEXT}",
        published_at=published,
        fetched_at=published,
    )


def pick(dice: random.Random) -> Actor:
    """An actor, drawn by how often each speaks."""
    return ACTORS[bisect(CUMULATED, dice.random() * CUMULATED[-1])]


def a_page(article: Article, speakers: list[Actor]) -> Kept:
    """All that the article adds, naming its speakers by surname and full name."""
    distinct = tuple({actor.id: actor for actor in speakers}.values())
    return Kept(
        record=PageRecord(article.url, PageOutcome.NEW, article.fetched_at, article=article.id),
        article=article,
        sketch=Sketch(article.id, tuple(range(100))),
        analysis=Analysis(
            article=article.id,
            version="bench",
            language="de",
            actors=distinct,
            mentions=tuple(Mention(Span(4, 16), actor.id, "name", 1.0) for actor in distinct),
        ),
        aliases=tuple(
            Alias(actor.id, surface, "de", kind)
            for actor in distinct
            for surface, kind in ((actor.name, AliasKind.NAME), (actor.name.split()[1], AliasKind.SURNAME))
        ),
    )


def a_statement(dice: random.Random, number: int, speaker: Actor, first: Article, second: Article | None) -> Statement:
    """A statement of the first article, reported by the second one as well."""
    reports = tuple(
        Report(article.outlet, article.id, article.url, short_id("quotation", number, article.id), (Span(20, 180),),
               article.published_at, dice.random() < 0.8)
        for article in (first, second) if article is not None
    )  # fmt: skip
    return Statement(
        id=reports[0].quotation,
        speakers=(speaker,),
        certain=dice.random() < 0.9,
        role="Sprecher",
        mode=dice.choice(MODES),
        text=first.text[20:180],
        language="de",
        said_on=first.published_at.date(),
        first_at=first.published_at,
        about=(dice.choice(ACTORS[:500]),),
        reports=reports,
    )


def fill(store: SqlStore, total: int, dice: random.Random) -> list[float]:
    """Write articles and statements in portions; return how many ms keeping one page took, for those kept one by one."""
    articles = [an_article(number, total // PER_ARTICLE) for number in range(max(total // PER_ARTICLE, 2))]
    taken: list[float] = []
    with store._database.writing() as connection:
        connection.execute(inserting(outlet), list(map(outlet_row, OUTLETS)))
        connection.execute(inserting(actor), list(map(actor_row, [*ACTORS, TOP])))
    for first in range(0, len(articles), PORTION):
        portion = articles[first : first + PORTION]
        with store._database.writing() as connection:
            connection.execute(
                inserting(article), [article_row(each) for place, each in enumerate(portion) if place % 16]
            )
        statements = []
        for place, each in enumerate(portion, first):
            speakers = [TOP if dice.random() < 0.05 else pick(dice) for _ in range(PER_ARTICLE)]
            if (place - first) % 16 == 0:
                begin = time.perf_counter()
                store.keep(a_page(each, speakers))
                taken.append((time.perf_counter() - begin) * 1000)
            for number, speaker in enumerate(speakers):
                other = articles[max(place - dice.randrange(1, 50), 0)] if place and dice.random() < 0.25 else None
                statements.append(a_statement(dice, place * PER_ARTICLE + number, speaker, each, other))
        with store._database.writing() as connection:
            rewrite_statements(connection, {}, {each.id: statement_rows(each) for each in statements})
        print(f"\r{first * PER_ARTICLE:,} statements", end="", file=sys.stderr, flush=True)
    return taken


def show(name: str, ask: Callable[[], object], rounds: int) -> None:
    """Print median and 95th percentile of the time `ask` takes, in ms: by the clock, and of the processor alone.

    The two differ where other programs share the processor.
    """
    ask()
    clock, own = [], []
    for _ in range(rounds):
        begin, own_begin = time.perf_counter(), time.process_time()
        ask()
        clock.append((time.perf_counter() - begin) * 1000)
        own.append((time.process_time() - own_begin) * 1000)
    (p50, p95), (own50, own95) = (itemgetter(9, 18)(quantiles(taken, n=20)) for taken in (clock, own))
    print(f"{name:40} p50 {p50:7.2f}  p95 {p95:7.2f} ms   processor p50 {own50:7.2f}  p95 {own95:7.2f} ms")


def measure(store: Store, dice: random.Random) -> None:
    """Print the figures."""
    ends = START + timedelta(days=DAYS)
    week, month = ends - timedelta(days=7), ends - timedelta(days=90)

    def speaker() -> str:
        return TOP.id if dice.random() < 0.05 else pick(dice).id

    show("statements(speaker), 10 newest", lambda: store.statements(StatementQuery(speaker=speaker()), 10), 300)
    show("statements(speaker), 1000 newest", lambda: store.statements(StatementQuery(speaker=speaker())), 100)
    show("count_statements(speaker)", lambda: store.count_statements(StatementQuery(speaker=speaker())), 300)
    show(
        "count_statements(speaker, 7 days)", lambda: store.count_statements(StatementQuery(speaker(), since=week)), 300
    )
    show("count_statements(about)", lambda: store.count_statements(StatementQuery(about=speaker())), 100)
    show("find_alias(surname)", lambda: store.find_alias(fold(f"Nachname{speaker()[1:]}")), 300)
    show("mention_count", lambda: store.mention_count(speaker()), 300)
    top = StatementQuery(speaker=TOP.id)
    print(f"the most quoted actor alone: {store.count_statements(top).total} statements")
    show("  statements, 10 newest", lambda: store.statements(top, 10), 50)
    show("  statements, 1000 newest", lambda: store.statements(top), 20)
    show("  statements, 10 after 40,000", lambda: store.statements(top, 10, 40_000), 20)
    show("  count_statements", lambda: store.count_statements(top), 50)
    show("  count_statements, 90 days", lambda: store.count_statements(StatementQuery(TOP.id, since=month)), 50)
    show("  count_statements, 7 days, certain", lambda: store.count_statements(
        StatementQuery(TOP.id, since=week, certain=True)), 50)  # fmt: skip
    show("  find_alias", lambda: store.find_alias(fold("Zitiert")), 50)
    show("count_statements, all actors, 1 day", lambda: store.count_statements(
        StatementQuery(since=ends - timedelta(days=1))), 20)  # fmt: skip


def cpu() -> str:
    """The processor's name as the system gives it."""
    lines = Path("/proc/cpuinfo").read_text().splitlines() if Path("/proc/cpuinfo").exists() else []
    return next(
        (line.partition(":")[2].strip() for line in lines if line.startswith("model name")), platform.processor()
    )


def main() -> None:
    """Fill and measure."""
    total = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    with tempfile.TemporaryDirectory() as folder:
        file = Path(sys.argv[2]) if len(sys.argv) > 2 else Path(folder, "bench.db")
        is_new = not file.exists()
        store = open_store(f"sqlite:///{file}")
        assert isinstance(store, SqlStore)
        dice = random.Random(7)
        begin = time.perf_counter()
        kept = fill(store, total, dice) if is_new else []
        size = file.stat().st_size / 1e6
        print(f"{cpu()}; Python {platform.python_version()}; {store.report(thorough=False).engine}")
        print(f"{total} statements, {size:.0f} MB, filled in {time.perf_counter() - begin:.0f} s")
        if kept:
            print(f"{'keep, one page with its analysis':40} p50 {median(kept):7.2f}  max {max(kept):7.2f}  ms")
        measure(store, dice)
        store.close()


if __name__ == "__main__":
    main()
