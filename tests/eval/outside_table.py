"""Extraction measured from outside: `python -m tests.eval.outside_table` serves the real pages and asks the program.

Each outlet's pages stand on a host of its own with a feed, `wortlaut ingest` reads the feeds, `wortlaut export` gives
what became of the pages, and that is scored as tests/eval/extraction_table.py scores the extraction in one process.
"""

from __future__ import annotations

import json
import os
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from functools import partial
from html import escape
from pathlib import Path

from bot.clock import SystemClock
from tests.eval.extraction_table import PAGES, Expected, Found, Score, expected_pages, page_bytes, score, summary
from tests.fakes.internet import Answer, Internet, internet

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Outside:
    """What the program said: what it exported by address, its summary, and what the whole run took.

    `seconds` on the wall, `processor_s` of itself and of the process that reads pages, both with their start.
    """

    pages: Mapping[str, Mapping[str, object]]
    summary: Mapping[str, object]
    seconds: float
    processor_s: float


def main() -> None:
    """Print the table; with -v every page too."""
    pages = expected_pages()
    if not pages:
        print(f"no pages in {PAGES}: set SHARED_DATA to the folder that holds data/pages-dev")
        return
    with tempfile.TemporaryDirectory() as folder, internet(Path(folder), SystemClock()) as world:
        addresses = {one.name: _published(world, one) for one in pages}
        _feeds(world, pages, addresses)
        outside = _asked(world, Path(folder), sorted({_host(one) for one in pages}))
    scores = [score(one, page_bytes(one.name), partial(_found, outside, addresses[one.name])) for one in pages]
    _print(scores, outside)


def _print(scores: Sequence[Score], outside: Outside) -> None:
    seconds = outside.summary["seconds"]
    assert isinstance(seconds, dict)
    header = None
    for language in ("de", "en"):
        of_language = [one for one in scores if one.language == language]
        figures = summary(of_language)
        del figures["ms"]
        if header is None:
            header = f"{'':4}" + "".join(f"{key:>12}" for key in figures)
            print(header)
        print(f"{language:4}" + "".join(f"{value:>12.3f}" for value in figures.values()))
        for one in sorted(of_language, key=lambda one: one.body) if "-v" in sys.argv else ():
            print(
                f"    {one.name:44} {one.body:.3f} lead {one.lead} title {one.title} minute {one.minute}"
                f" authors {one.authors:.2f} quotes {one.quotes} foreign {one.foreign}"
            )
    print(
        f"{outside.summary['counts']}: {1000 * seconds['extract'] / len(scores):.0f} ms a page to read it, "
        f"{1000 * (seconds['dedupe'] + seconds['keep']) / len(scores):.0f} to compare and keep it; "
        f"{outside.seconds:.0f} s in all with the start and a second between two requests to a host, "
        f"of them {outside.processor_s:.1f} s of processor time"
    )


def _host(page: Expected) -> str:
    name = page.name.split("_")
    return f"{re.sub(r'[^a-z]', '', name[1].lower())}-{name[0]}.example"


def _published(world: Internet, page: Expected) -> str:
    """Put the page where it can be fetched."""
    kind = {"Content-Type": "text/html"}
    return world.put(_host(page), f"/artikel/{page.name}.html", Answer(page_bytes(page.name), headers=kind))


def _feeds(world: Internet, pages: Iterable[Expected], addresses: Mapping[str, str]) -> None:
    """A feed a host, with nothing a page could learn from: a headline nobody expects, no teaser, and today's date."""
    items: dict[str, str] = {}
    for number, page in enumerate(pages):
        host = _host(page)
        written = format_datetime(datetime.now(UTC) - timedelta(minutes=number))
        items[host] = items.get(host, "") + (
            f"<item><title>Meldung {number}</title><link>{escape(addresses[page.name])}</link>"
            f"<pubDate>{written}</pubDate></item>"
        )
    for number, (host, told) in enumerate(items.items(), 1):
        world.name(host, f"127.4.0.{number}")
        feed = f"<?xml version='1.0'?><rss version='2.0'><channel><title>{host}</title>{told}</channel></rss>"
        world.put(host, "/rss", Answer(feed.encode(), headers={"Content-Type": "application/rss+xml"}))


def _asked(world: Internet, folder: Path, hosts: Sequence[str]) -> Outside:
    sources = folder / "sources.toml"
    sources.write_text(
        "\n".join(
            f'[[outlet]]\nid = "{host.split(".")[0]}"\nname = "{host}"\nlanguage = "{"de" if _is_german(host) else "en"}"\n'
            f'[[outlet.feed]]\nurl = "{world.url(host, "/rss")}"\n'
            for host in hosts
        )
    )
    environment = {name: value for name, value in os.environ.items() if not name.startswith("WORTLAUT_")} | {
        "PYTHONPATH": str(ROOT),
        "WORTLAUT_FETCH__ALLOW_NETWORKS": ",".join(world.limits().allow_networks),
        "WORTLAUT_FETCH__ALLOW_PORTS": str(world.port),
        "WORTLAUT_FETCH__RESOLVER": str(world.hosts_file),
    }
    program = [sys.executable, "-m", "bot"]
    began, before = time.perf_counter(), _processor_s()
    read = subprocess.run(
        [*program, "ingest", "--sources", str(sources), "--no-analysis", "--json"],
        cwd=folder,
        env=environment,
        capture_output=True,
        check=False,
    )
    seconds, processor_s = time.perf_counter() - began, _processor_s() - before
    told = subprocess.run(
        [*program, "export", "--what", "articles"], cwd=folder, env=environment, capture_output=True, check=True
    )
    lines = [json.loads(line) for line in told.stdout.splitlines()]
    return Outside(
        {line["url"]: line for line in lines}, json.loads(read.stdout.splitlines()[-1]), seconds, processor_s
    )


def _processor_s() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _is_german(host: str) -> bool:
    return not host.removesuffix(".example").endswith(("-uk", "-us"))


def _found(outside: Outside, address: str, _page: bytes) -> Found:
    line = outside.pages.get(address)
    if line is None or line["outcome"] == "rejected":
        return Found(f"({line['reason'] if line else 'not exported'})", "", (), None)
    published = datetime.fromisoformat(str(line["published"])) if line["published"] else None
    authors = line["authors"]
    assert isinstance(authors, list)
    return Found(str(line["title"]), str(line["text"]), tuple(authors), published)


if __name__ == "__main__":
    main()
