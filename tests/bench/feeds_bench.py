"""Reading feeds: 500 of them on 50 hosts within the rules of politeness, and what hostile ones cost beside good ones.

The program runs as a process of its own against the small internet; its requests are looked up in the log.
"""

from __future__ import annotations

import gzip
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.clock import SystemClock
from digest.model import Feed
from tests.fakes.internet import Answer, Hostile, Internet, dripping_body, endless, internet, silent
from tests.fakes.papers import Paper
from tests.fakes.promises import breaches

ROOT = Path(__file__).parents[2]
FEEDS, HOSTS, ENTRIES = 500, 50, 20


@dataclass(frozen=True)
class Measured:
    """One run of the program: wall seconds, the peak of its memory in MB, and its last event."""

    seconds: float
    megabytes: float
    summary: dict[str, object]


def main() -> None:
    """Print the figures."""
    with small_internet() as (world, folder):
        feeds = many_feeds(world)
        for name in ("the first time", "again, unchanged"):
            world.log.clear()
            measured = run(world, folder, feeds)
            asked = [seen for seen in world.log if seen.path.endswith(".rss")]
            unchanged = sum(seen.status == 304 for seen in asked)
            print(
                f"  {FEEDS} feeds on {HOSTS} hosts, {name:17s} {measured.seconds:6.1f} s, {measured.megabytes:.0f} MB,"
                f" {unchanged} of {len(asked)} answered 304, {len(breaches(world.log, {s.url for s in asked}))} breaches"
            )
    with small_internet() as (world, folder):
        good = [Paper(f"good{n}.example", world).open(f"127.2.0.{n + 1}") for n in range(8)]
        for paper in good:
            for number in range(3):
                paper.print_article(number, datetime.now(UTC))
        alone = run(world, folder, [paper.feed for paper in good])
        for name, answer in HOSTILE.items():
            beside = [Paper(f"{name}{n}.example", world).open(f"127.3.0.{n + 1}") for n in range(4)]
            for paper in beside:
                world.put(paper.host, "/rss", answer)
            (folder / "wortlaut.db").unlink()
            measured = run(world, folder, [paper.feed for paper in (*beside, *good)])
            print(
                f"  four times {name:8s} beside 8 good feeds {measured.seconds:6.1f} s (alone {alone.seconds:.1f}),"
                f" {measured.megabytes - alone.megabytes:+.0f} MB, {measured.summary['counts']}"
            )


HOSTILE: dict[str, Answer | Hostile] = {
    "bomb": Answer(gzip.compress(bytes(300_000_000)), headers={"Content-Encoding": "gzip"}),
    "endless": endless,
    "drip": dripping_body,
    "silent": silent,
}


@contextmanager
def small_internet() -> Iterator[tuple[Internet, Path]]:
    """The internet, and a folder for the program."""
    with tempfile.TemporaryDirectory() as folder, internet(Path(folder), SystemClock()) as world:
        yield world, Path(folder)


def many_feeds(world: Internet) -> list[Feed]:
    """Feeds whose hosts' robots.txt closes the pages, so that only feeds are fetched."""
    feeds = []
    for host in range(HOSTS):
        for number in range(FEEDS // HOSTS):
            paper = Paper(f"h{host}.example", world, feed_path=f"/{number}.rss")
            for entry in range(ENTRIES):
                paper.print_article(1000 * number + entry, datetime.now(UTC) - timedelta(minutes=entry))
            world.name(paper.host, f"127.1.0.{host + 1}")
            body = paper.rss()
            tag = f'"{host}-{number}"'
            world.put(paper.host, paper.feed_path, Answer(body, headers={"ETag": tag}, validate=True))
            world.put(paper.host, "/robots.txt", Answer(b"User-agent: *\nDisallow: /\n"))
            feeds.append(paper.feed)
    return feeds


def run(world: Internet, folder: Path, feeds: list[Feed]) -> Measured:
    """One pass over the feeds."""
    sources = folder / "sources.toml"
    sources.write_text(
        "\n".join(
            f'[[outlet]]\nid = "o{n}"\nname = "O{n}"\nlanguage = "de"\n[[outlet.feed]]\nurl = "{feed.url}"\n'
            for n, feed in enumerate(feeds)
        )
    )
    limits = world.limits()
    environment = {name: value for name, value in os.environ.items() if not name.startswith("WORTLAUT_")} | {
        "WORTLAUT_FETCH__ALLOW_NETWORKS": ",".join(limits.allow_networks),
        "WORTLAUT_FETCH__ALLOW_PORTS": str(world.port),
        "WORTLAUT_FETCH__RESOLVER": str(world.hosts_file),
    }
    began = time.perf_counter()
    command = [sys.executable, "-m", "bot", "ingest", "--sources", str(sources), "--no-analysis", "--json"]
    watched = [sys.executable, "-c", WATCH, *command]
    done = subprocess.run(watched, cwd=folder, env=environment, capture_output=True, check=False)
    seconds = time.perf_counter() - began
    *lines, peak = done.stdout.decode().splitlines()
    return Measured(seconds, float(peak) / 1024, json.loads(lines[-1]) if lines else {"counts": done.stderr.decode()})


WATCH = """
import resource, subprocess, sys
subprocess.run(sys.argv[1:])
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""

if __name__ == "__main__":
    main()
