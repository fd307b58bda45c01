"""Nine o'clock: 500 chats due at once with three parts each, against a service that answers 429 above its real limits.

Meanwhile people ask in other chats. Measured from outside: when the last part arrived, how often the service had to say
"too many requests", how long answers took; and from inside how late the event loop was.
"""

from __future__ import annotations

import os
import re
import statistics
import threading
import time
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from datetime import time as wall_time
from pathlib import Path

from bot.channel_commands import planned
from digest.outbox import SlotState
from digest.outcome import Address
from digest.store import open_outbox, open_store
from digest.taste import Taste
from tests.fakes.telegram import Chat, Person, TelegramServer
from tests.torture.life import Nursery, end
from tests.unit.bot.doubles import a_channel

EIGHT_FIFTY_NINE = datetime(2025, 5, 9, 6, 59, 50, tzinfo=UTC)
PATIENCE_S = 600.0
FRIDAYS = Taste(weekly=4)
"""The ninth of May is a Friday: with the summary of the week a digest has three parts."""

ASKING = 10
"""People who ask, each every two seconds."""


@dataclass(frozen=True, slots=True)
class Rush:
    """What was measured; seconds. `flood_answers` are the 429 given, `answers_p95_s` how long a command waited.

    `loop_late_s` is how late the event loop was at most, `loop_at_work_s` how much of the processor it used at most
    between two turns. `processor_s` is what the program used of it from nine o'clock to the last part. Both do not depend on other work on the
    machine.
    """

    chats: int
    parts: int
    sent_slots: int
    last_part_s: float
    flood_answers: int
    answered: int
    answers_p95_s: float
    loop_late_s: float
    loop_at_work_s: float
    processor_s: float
    violations: tuple[str, ...]


class Askers:
    """People who ask for help again and again, each in a chat of their own, and wait for the answer."""

    def __init__(self, server: TelegramServer, many: int) -> None:
        people = [server.person(f"Frager{number}") for number in range(many)]
        self._pairs: list[tuple[Chat, Person]] = [(server.private(person), person) for person in people]
        self._server = server
        self._stop = threading.Event()
        self.waits: list[float] = []
        self._threads = [threading.Thread(target=self._ask, args=pair, daemon=True) for pair in self._pairs]

    def start(self) -> None:
        """Begin to ask."""
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Ask no more."""
        self._stop.set()
        for thread in self._threads:
            thread.join(20)

    def _ask(self, chat: Chat, person: Person) -> None:
        while not self._stop.wait(3.5):  # twenty a minute is what one person may
            before, began = len(self._server.sent_to(chat)), time.monotonic()
            self._server.user_says(chat, person, "/status")
            while len(self._server.sent_to(chat)) == before and time.monotonic() - began < 15:
                time.sleep(0.01)
            self.waits.append(time.monotonic() - began)


def run_rush(folder: Path, chats: int) -> Rush:
    """Let nine o'clock come for so many chats."""
    nursery = Nursery(folder)
    with TelegramServer(flood=True) as server:
        private = [server.private(server.person(f"P{number}")) for number in range(chats)]
        with closing(open_store(f"sqlite:///{folder / 'w.db'}")) as store:
            outbox = open_outbox(store)
            for chat in private:
                channel = a_channel(
                    Address("telegram", str(chat.id)), times=(wall_time(9),), zone="Europe/Berlin", taste=FRIDAYS
                )
                outbox.save_channel(planned(channel, EIGHT_FIFTY_NINE))
        askers = Askers(server, ASKING)
        process = nursery.start(_settings(folder, server) | {"TORTURE_WATCH_LOOP": "1", "TORTURE_LONG": "1"})
        server.wait(lambda: server.count("getUpdates"), 120)
        began, ready_s = time.monotonic(), _processor_s(process.pid)
        _turn(folder, datetime(2025, 5, 9, 7, 0, 0, tzinfo=UTC))
        askers.start()
        mine = {chat.id for chat in private}
        last, wanted, processor_s = began, 0, 0.0
        while time.monotonic() - began < PATIENCE_S:
            time.sleep(1.0)
            taken = sum(one.chat in mine for one in server.sent)
            if taken != wanted:
                last, wanted, processor_s = time.monotonic(), taken, _processor_s(process.pid) - ready_s
            if time.monotonic() - last > (15 if wanted else 120):
                break
        askers.stop()
        code = end(process)
        assert code == 0, f"the program ended with {code}"
        violations = tuple(server.violations)
        flood = server.methods.flood
        assert flood is not None
        with closing(open_store(f"sqlite:///{folder / 'w.db'}")) as store:
            sent = open_outbox(store).tally().slots[SlotState.SENT]
    loop = re.findall(r"loop late ([\d.]+), at work ([\d.]+)", nursery.log.read_text(encoding="utf-8"))
    waits = askers.waits or [float("inf")]
    return Rush(
        chats=chats,
        parts=wanted,
        sent_slots=sent,
        last_part_s=last - began,
        flood_answers=flood.refused,
        answered=len(askers.waits),
        answers_p95_s=statistics.quantiles(waits, n=20)[18] if len(waits) > 1 else waits[0],
        processor_s=processor_s,
        loop_late_s=max((float(late) for late, _ in loop), default=float("inf")),
        loop_at_work_s=max((float(work) for _, work in loop), default=float("inf")),
        violations=violations,
    )


def _processor_s(pid: int | None) -> float:
    """Seconds of the processor that a process has used (Linux; 0 elsewhere)."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _turn(folder: Path, moment: datetime) -> None:
    fresh = folder / "clock.new"
    fresh.write_text(f"{moment.isoformat()} 1", encoding="ascii")
    fresh.replace(folder / "clock")


def _settings(folder: Path, server: TelegramServer) -> dict[str, str]:
    """As by default, but for the clock and the addresses."""
    sources = '[[outlet]]\nid = "none"\nname = "none"\n[[outlet.feed]]\nurl = "http://127.0.0.1:9/feed"\n'
    (folder / "none.toml").write_text(sources, encoding="utf-8")
    _turn(folder, EIGHT_FIFTY_NINE)
    return {
        "WORTLAUT_DATABASE_URL": f"sqlite:///{folder / 'w.db'}",
        "WORTLAUT_SOURCES": str(folder / "none.toml"),
        "WORTLAUT_TEST__CLOCK": str(folder / "clock"),
        "WORTLAUT_SCHEDULE__TICK": "1",
        "WORTLAUT_PLATFORMS__TELEGRAM__TOKEN": server.token,
        "WORTLAUT_PLATFORMS__TELEGRAM__BASE_URL": server.base_url,
        "WORTLAUT_PLATFORMS__TELEGRAM__FILE_BASE_URL": server.file_base_url,
    }
