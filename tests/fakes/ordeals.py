"""An analyser to be confined whose texts say what happens to it: loaded in a child process as ours would be."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from digest.analysis.data import Data
from digest.errors import BadInput, WeightsError
from digest.model import Actor, Analysis, Article, Kind, Outlet

ALONE = "Der Rat tagte."
SEEN_AT = datetime(2025, 5, 9, 12, tzinfo=UTC)


class Ordeals:
    """Finds in a text an actor named like its process, so that a test sees who did it; obeys the first word."""

    def __init__(self, version: str) -> None:
        self.version = version
        self._held: list[bytearray] = []

    def analyse(self, article: Article) -> Analysis:
        word, _, rest = article.text.partition(" ")
        if word == "HANG":
            while True:  # takes processor time, as a rule that went astray does
                pass
        elif word == "HANG-BESIDE":
            _hang_beside(Path(rest.split()[0]))
        elif word == "WORK":
            began = time.process_time()
            while time.process_time() - began < float(rest.split()[0]):
                pass
        elif word == "WAIT":
            threading.Event().wait()
        elif word == "NAP":
            threading.Event().wait(float(rest.split()[0]))
        elif word == "EAT":
            while True:
                self._held.append(bytearray(4_000_000))
        elif word == "KEEP":
            self._held.append(bytearray(int(rest)))
        elif word == "CRASH":
            os.abort()
        elif word == "KILLED":
            os.kill(os.getpid(), signal.SIGKILL)
        elif word == "TERMINATED":
            os.kill(os.getpid(), signal.SIGTERM)
        elif word == "KILLED-ONCE" and not Path(rest).exists():
            Path(rest).touch()
            os.kill(os.getpid(), signal.SIGKILL)
        elif word == "TRIP":
            raise IndexError(rest)
        elif word == "REFUSE":
            raise BadInput(rest)
        elif word == "MACHINE":
            raise OSError(rest)
        elif word == "LATER":
            return later_class()(rest)  # type: ignore[return-value]
        elif word == "UNSENT":
            return Analysis(article.id, self.version, article.language, actors=(lambda: rest,))  # type: ignore[arg-type]
        return Analysis(article.id, self.version, article.language, actors=(Actor(str(os.getpid()), Kind.PERSON, "x"),))


def later_class() -> type[str]:
    """A class that this process has from now on, and others have not, as after an update of the program on disk."""
    made = type("Later", (str,), {"__module__": __name__})
    globals()["Later"] = made
    return made


class Deadly:
    """Kills whoever unpacks it."""

    def __reduce__(self) -> tuple[Callable[[], None], tuple[()]]:
        return _kill_this, ()


def _kill_this() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _hang_beside(file: Path) -> None:
    """Say in the file which process hangs; hang, until the file is gone: then its time is up."""
    file.write_text(str(os.getpid()), encoding="ascii")
    while True:
        if not file.exists():
            signal.setitimer(signal.ITIMER_PROF, 0.01)
            file.touch()


def ordeals(languages: Sequence[str], data: Data) -> Ordeals:
    """What a child loads in the place of our analyser."""
    return Ordeals(data.version())


def other_rules(languages: Sequence[str], data: Data) -> Ordeals:
    """A loader that finds other rules on disk than the running program has."""
    return Ordeals("of another program")


def no_weights(languages: Sequence[str], data: Data) -> Ordeals:
    """A loader that finds the weights missing."""
    raise WeightsError("weights of the tagger are missing")


def no_memory(languages: Sequence[str], data: Data) -> Ordeals:
    """A loader on a machine without memory."""
    raise MemoryError


def told(text: str = ALONE) -> Article:
    """An article of this text."""
    plain = Article("1", "https://bote.example/1", Outlet("bote", "Bote"), "de", "Titel", text, SEEN_AT, SEEN_AT)
    return replace(plain, id=text)
