"""How quickly commands are answered, and what that costs others: `python -m tests.bench.chat_bench [STATEMENTS] [FILE]`.

1. `/actor`, `/digest`, `/help` through bot.chat.Chats on a store of generated statements (store_bench.fill): p50, p95.
2. The same while articles are read in a thread of this process, and how long the event loop was held up meanwhile.
3. The memory of a running bot that has nothing to do, by its process.
"""

from __future__ import annotations

import asyncio
import os
import random
import re
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count
from operator import itemgetter
from pathlib import Path
from statistics import quantiles

from sqlalchemy import select, update

from bot.app import App
from bot.chat import Chats
from bot.platforms import Incoming, Place
from bot.samples import SAMPLES
from config.settings import load
from digest.outcome import Address
from digest.store.sql import SqlStore
from digest.store.tables import analysis
from tests.bench import store_bench
from tests.fakes.telegram import TelegramServer

ROUNDS = 60
LOOK_S = 0.002
"""How often the event loop is looked at."""

LAST = store_bench.START + timedelta(days=store_bench.DAYS)
NUMBER = count()
RUN = f"{os.getpid()} {time.time()}"
"""Names the events of this run, so that a kept file knows none of them."""


@dataclass
class Late:
    """A clock that stands at the end of the generated statements."""

    moment: datetime = LAST

    def now(self) -> datetime:
        return self.moment

    def monotonic(self) -> float:
        return time.monotonic()


async def _yes() -> bool:
    return True


def typed(text: str) -> Incoming:
    """A command, each of somebody else, so that no limit stops it."""
    number = next(NUMBER)
    return Incoming(f"{RUN} {number}", Address("telegram", str(number)), str(number), Place.PRIVATE, text, _yes)


def commands(dice: random.Random) -> dict[str, Callable[[], str]]:
    """The commands that are measured, by name."""

    def somebody() -> str:
        return "Oft Zitiert" if dice.random() < 0.05 else store_bench.pick(dice).name

    def day() -> str:
        return f"{LAST - timedelta(days=dice.randrange(1, 300)):%Y-%m-%d}"

    return {
        "/help": lambda: "/help",
        "/actor, as they speak": lambda: f"/actor {somebody()}",
        "/actor, the most quoted": lambda: "/actor Oft Zitiert",
        "/actor, the most quoted, a year": lambda: "/actor Oft Zitiert 365 Tage",
        "/actor, a surname": lambda: f"/actor {store_bench.pick(dice).name.split()[1]}",
        "/actor, mistyped": lambda: "/actor Oft Zittiert",
        "/digest, today": lambda: "/digest",
        "/digest, an earlier day": lambda: f"/digest {day()}",
        "/status": lambda: "/status",
        "/sources": lambda: "/sources",
    }


async def measure(chats: Chats, rounds: int) -> None:
    """Print p50 and p95 of each command by the clock, and of the processor alone where others share it."""
    for name, line in commands(random.Random(7)).items():
        taken, own = [], []
        await chats.command(typed(line()))
        for _ in range(rounds):
            incoming = typed(line())
            began, own_began = time.perf_counter(), time.process_time()
            answer = await chats.command(incoming)
            taken.append((time.perf_counter() - began) * 1000)
            own.append((time.process_time() - own_began) * 1000)
            assert answer
        (p50, p95), (own50, own95) = (itemgetter(9, 18)(quantiles(one, n=20)) for one in (taken, own))
        print(
            f"  {name:34} p50 {p50:7.1f}  p95 {p95:7.1f} ms   processor p50 {own50:7.1f}  p95 {own95:7.1f} ms",
            flush=True,
        )


async def watch(until: asyncio.Event) -> list[float]:
    """How many ms the loop came late to each of its looks."""
    late = []
    while not until.is_set():
        began = time.perf_counter()
        await asyncio.sleep(LOOK_S)
        late.append((time.perf_counter() - began - LOOK_S) * 1000)
    return late


async def beside_reading(app: App, chats: Chats, folder: Path) -> None:
    """Commands while a thread reads articles, and the delays of the loop."""
    files = make_articles(folder)
    ended = threading.Event()

    def read() -> None:
        number = 0
        for _ in app.ingest((str(files),)):
            number += 1
            if ended.is_set():
                break
        print(f"  (read meanwhile: {number} events)")

    app._open_all()
    thread = threading.Thread(target=read, daemon=True)
    done = asyncio.Event()
    watching = asyncio.create_task(watch(done))
    thread.start()
    await measure(chats, ROUNDS // 3)
    done.set()
    late = sorted(await watching)
    print(f"  reading was still going on: {thread.is_alive()}")
    ended.set()
    await asyncio.to_thread(thread.join)
    p95, p999 = late[int(len(late) * 0.95)], late[int(len(late) * 0.999)]
    print(f"  the loop came late by p95 {p95:.1f}, p99.9 {p999:.1f}, at most {late[-1]:.1f} ms ({len(late)} looks)")


def make_articles(folder: Path) -> Path:
    """Many new articles in the words of the samples, their sentences mixed."""
    target = folder / "articles"
    target.mkdir()
    samples = [path.read_text(encoding="utf-8") for path in sorted(Path(str(SAMPLES)).rglob("de/*.txt"))]
    bodies = [text.partition("\n\n")[2].split("\n\n") for text in samples]
    dice = random.Random(RUN)
    for number in range(150):
        paragraphs = dice.sample([one for body in bodies for one in body], 8)
        published = LAST - timedelta(minutes=number % 600)
        head = (
            f"Title: Meldung {number} {RUN}\nOutlet: Bote {number % 9}\nDate: {published.isoformat()}\nLanguage: de\n"
        )
        url = f"URL: https://bote{number % 9}.example.org/{abs(hash(RUN))}/{number}\n"
        (target / f"{number}.txt").write_text(head + url + "\n" + "\n\n".join(paragraphs), encoding="utf-8")
    return target


def idle_memory() -> None:
    """Start a bot on Telegram and print its resident memory once it has had nothing to do for a while."""
    with tempfile.TemporaryDirectory() as folder, TelegramServer() as telegram:
        sources = Path(folder, "none.toml")
        sources.write_text(
            '[[outlet]]\nid = "n"\nname = "n"\n[[outlet.feed]]\nurl = "http://127.0.0.1:9/feed"\n', encoding="utf-8"
        )
        clean = {key: value for key, value in os.environ.items() if not key.upper().startswith("WORTLAUT_")}
        settings = {
            "WORTLAUT_SOURCES": str(sources),
            "WORTLAUT_PLATFORMS__TELEGRAM__TOKEN": telegram.token,
            "WORTLAUT_PLATFORMS__TELEGRAM__BASE_URL": telegram.base_url,
            "WORTLAUT_PLATFORMS__TELEGRAM__FILE_BASE_URL": telegram.file_base_url,
        }
        process = subprocess.Popen(
            [sys.executable, "-m", "bot", "run"], cwd=folder, env=clean | settings, stderr=subprocess.DEVNULL
        )
        try:
            telegram.wait(lambda: telegram.count("getUpdates"), 60)
            anna = telegram.person("Anna")
            chat = telegram.private(anna)
            telegram.user_says(chat, anna, "/help")
            telegram.wait(lambda: telegram.sent_to(chat), 60)
            time.sleep(5)
            status = Path(f"/proc/{process.pid}/status").read_text(encoding="ascii")
            sizes = dict(re.findall(r"(VmRSS|VmHWM):\s+(\d+) kB", status))
            print(
                f"idle bot: {int(sizes['VmRSS']) / 1024:.0f} MB resident, {int(sizes['VmHWM']) / 1024:.0f} MB at most"
            )
        finally:
            process.terminate()
            process.wait(15)


def filled_app(folder: str) -> tuple[App, int]:
    """The program over generated statements, at their end, and their number: as many and in the file that the command
    line names. A file that is there is used as it is.
    """
    total = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    file = Path(sys.argv[2]) if len(sys.argv) > 2 else Path(folder, "bench.db")
    is_new = not file.exists()
    app = App(load().model_copy(update={"database_url": f"sqlite:///{file}"}))
    app.__dict__["clock"] = Late()
    assert isinstance(app.store, SqlStore)
    if is_new:
        store_bench.fill(app.store, total, random.Random(7))
    seen_as_analysed(app.store, app.confined_analyser.version)
    return app, total


def seen_as_analysed(store: SqlStore, version: str) -> None:
    """Let the generated articles count as analysed by this version; reading would begin by analysing them anew."""
    done = select(analysis.c.article).where(analysis.c.version == version)
    with store._database.writing() as connection:
        connection.execute(update(analysis).where(analysis.c.article.not_in(done)).values(version=version))


def main() -> None:
    """Fill, unless the file is there, and measure."""
    with tempfile.TemporaryDirectory() as folder:
        app, total = filled_app(folder)
        clock = app.clock
        chats = Chats(app.outbox, clock, app.wishes, lambda one: app.context(one, clock.now()), _no_alarm, print)
        print(f"{store_bench.cpu()}; {total} statements; commands through bot.chat.Chats:")
        asyncio.run(measure(chats, ROUNDS))
        print("the same while a thread of the process reads articles:")
        asyncio.run(beside_reading(app, chats, Path(folder)))
        app.close()
    idle_memory()


async def _no_alarm(text: str) -> None:
    print(f"  alarm: {text}")


if __name__ == "__main__":
    main()
