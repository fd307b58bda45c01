"""What is counted while the program runs, and how Prometheus reads it (text exposition format 0.0.4).

Counters live as long as the process; states of the database are asked for when somebody looks.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

Labels = tuple[tuple[str, str], ...]


class Kind(StrEnum):
    """How a figure behaves: a counter only grows while the process lives."""

    COUNTER = "counter"
    GAUGE = "gauge"


@dataclass(frozen=True, slots=True)
class Meter:
    """One family of figures."""

    name: str
    kind: Kind
    meaning: str


ARTICLES = Meter("wortlaut_articles_total", Kind.COUNTER, "Pages read since the start, by outcome.")
STEP_SECONDS = Meter("wortlaut_step_seconds_total", Kind.COUNTER, "Seconds spent per step of reading.")
FEEDS_FAILED = Meter("wortlaut_feeds_failed_total", Kind.COUNTER, "Feeds and pages from which nothing came.")
OUTCOMES = Meter("wortlaut_calls_total", Kind.COUNTER, "Calls to chat services, by platform and outcome.")
LEFT_OUT = Meter(
    "wortlaut_statements_left_out_total", Kind.COUNTER, "Statements kept out of a digest: not as their article has it."
)
DELIVERIES = Meter("wortlaut_deliveries", Kind.GAUGE, "Parts in the outbox, by state.")
SLOTS = Meter("wortlaut_slots", Kind.GAUGE, "Due digests on record, by state.")
WAITING = Meter("wortlaut_queue_depth", Kind.GAUGE, "Parts that wait to be sent.")
OPEN = Meter("wortlaut_platform_open", Kind.GAUGE, "1 where parts are sent, 0 where the platform is shut or not there.")
SINCE_TICK = Meter("wortlaut_seconds_since_tick", Kind.GAUGE, "Seconds since the ticker last did its work.")
CHORE_DONE = Meter("wortlaut_chore_done_seconds", Kind.GAUGE, "Seconds since a chore of the database was last done.")
CHORE_FAILING = Meter("wortlaut_chore_failing", Kind.GAUGE, "1 where a chore of the database fails, else 0.")
FILE_BYTES = Meter("wortlaut_database_bytes", Kind.GAUGE, "Size of the database's file.")
FREE_BYTES = Meter("wortlaut_database_free_bytes", Kind.GAUGE, "Bytes in it that are free for new content.")
UP = Meter("wortlaut_up_seconds", Kind.GAUGE, "Seconds since the start.")


@dataclass(slots=True)
class Counters:
    """What only grows. Threads may count at the same time; a figure lost to a race is none that anybody acts on."""

    _counts: dict[tuple[Meter, Labels], float] = field(default_factory=dict)

    def count(self, meter: Meter, amount: float = 1, **labels: str) -> None:
        """Add to one figure."""
        key = meter, tuple(sorted(labels.items()))
        self._counts[key] = self._counts.get(key, 0.0) + amount

    def figures(self) -> Iterator[tuple[Meter, Labels, float]]:
        """All figures so far."""
        for (meter, labels), value in list(self._counts.items()):
            yield meter, labels, value


def gauges(meter: Meter, label: str, values: Mapping[str, float]) -> Iterator[tuple[Meter, Labels, float]]:
    """One figure for each value of a label."""
    return ((meter, ((label, name),), value) for name, value in sorted(values.items()))


def exposition(figures: Iterable[tuple[Meter, Labels, float]]) -> str:
    """The figures as Prometheus reads them.

    >>> print(exposition([(WAITING, (), 3.0)]), end="")
    # HELP wortlaut_queue_depth Parts that wait to be sent.
    # TYPE wortlaut_queue_depth gauge
    wortlaut_queue_depth 3
    """
    by_meter: dict[Meter, list[str]] = {}
    for meter, labels, value in figures:
        inside = ",".join(f'{name}="{_escaped(text)}"' for name, text in labels)
        by_meter.setdefault(meter, []).append(
            f"{meter.name}{{{inside}}} {value:g}" if labels else f"{meter.name} {value:g}"
        )
    lines = []
    for meter, samples in by_meter.items():
        lines += [f"# HELP {meter.name} {meter.meaning}", f"# TYPE {meter.name} {meter.kind}", *samples]
    return "".join(f"{line}\n" for line in lines)


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
