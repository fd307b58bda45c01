"""Analyses articles in a process of its own, so that a text that hangs or eats memory costs one analysis and no more.

    analyser.analyse(article) -> job over a pipe -> the analyser of the child -> Analysis, or what it says of the text
                              -> no answer in time, or no child any more -> UnusableText; the next one gets a new child

The analysis is written to take time in proportion to the text (`make bench`); this is the second line, for the text
nobody thought of. It also leaves the interpreter of a running bot to the chats, and gives the memory of tagger and
gazetteer back between two passes.
"""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property, partial

from digest.analysis.data import OURS, Data
from digest.confine.child import Child, End, Limits, Work
from digest.errors import AnalyserFailed, BadInput, UnusableText, WortlautError
from digest.model import Analysis, Article, Outlet
from digest.ports import Analyser

LIMITS = Limits(cpu_seconds=30.0, seconds=300.0, megabytes=600, jobs=2_000)
"""A common article takes .2 s, the slowest of the largest that are let in (200 kB) 20 s and 140 MB more than what is
loaded. Real time is for a machine with much else to do. Over 2,000 different articles the child grows from 230 to 290
MB, and a new one costs less than a hundredth of their time.
"""
SHARE = 100_000
"""Characters of a text for which there is that processor time, once more for each further ones: a slower machine has to
get through the largest as well.
"""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Refused:
    """The analyser does not take such a text."""

    detail: str


@dataclass(frozen=True, slots=True)
class _Failed:
    """The analyser raised an error; whether the text is to blame, or the machine. `trace` is for the log."""

    name: str
    trace: str
    machine: bool


Answer = Analysis | _Refused | _Failed


Loader = Callable[[Sequence[str], Data], Analyser]


def _ours(languages: Sequence[str], data: Data) -> Analyser:
    """The analyser of the program; spaCy and the tagger are loaded in the child alone."""
    from digest.analysis.pipeline import load_analyser

    return load_analyser(languages, data)


class ConfinedAnalyser:
    """Implements `digest.ports.Analyser`, for one calling thread. Use `close` when there is nothing to analyse for a
    while; another article begins anew.

    `load` makes in the child the analyser that `data` describe.
    """

    def __init__(
        self,
        languages: Sequence[str],
        data: Data = OURS,
        limits: Limits = LIMITS,
        load: Loader = _ours,
    ) -> None:
        self._data = data
        self._limits = limits
        loading = partial(_load, load, tuple(languages), data)
        self._child: Child[Article, Answer] = Child("process that analyses", loading, limits, AnalyserFailed)

    @cached_property
    def version(self) -> str:
        """Known without a child. Raises WeightsError where the weights are missing or altered."""
        return self._data.version()

    @property
    def pid(self) -> int | None:
        """The number of the child, None where there is none at the moment."""
        return self._child.pid

    def start(self) -> None:
        """Have a child that loads while this process does something else. Raises AnalyserFailed."""
        self._child.start()

    def analyse(self, article: Article) -> Analysis:
        """Do as the analyser in the child.

        Raises BadInput as that does, UnusableText for a text on which it hangs, runs out of memory or trips, and
        AnalyserFailed where there can be no child, or one of another version of the program.
        """
        if self._data.own is not None:
            self._data.own.key()  # what of the user's files cannot be used is told by this process, which has a log
        answer = self._child.ask(article, share=1 + len(article.text) // SHARE)
        if isinstance(answer, Analysis):
            return self._checked(answer)
        if isinstance(answer, _Refused):
            raise BadInput(answer.detail)
        if isinstance(answer, End):
            raise self._unusable(article, answer)
        log.error("analysing %s (%s) failed:\n%s", article.id, article.url, answer.trace)
        raise AnalyserFailed(answer.name) if answer.machine else UnusableText(answer.name)

    def _checked(self, analysis: Analysis) -> Analysis:
        if analysis.version != self.version:
            self.close()
            raise AnalyserFailed("the program was changed while it runs; start it again")
        return analysis

    def _unusable(self, article: Article, end: End) -> UnusableText:
        log.error("analysing %s (%s): %s; the process was ended", article.id, article.url, end.value)
        if end is End.TOO_SLOW:
            return UnusableText(end.value, f"over {self._limits.cpu_seconds:g} s")
        return UnusableText(end.value, f"over {self._limits.megabytes} MB" if end is End.TOO_LARGE else "")

    def close(self) -> None:
        """End the child, whatever it is at."""
        self._child.close()


def _load(load: Loader, languages: tuple[str, ...], data: Data) -> Work[Article, Answer]:
    """The work of the child."""
    analyser = load(languages, data)
    for language in languages:
        analyser.analyse(_warming(language))
    return partial(_answer, analyser)


def _answer(analyser: Analyser, article: Article) -> Answer:
    try:
        return analyser.analyse(article)
    except UnusableText as error:
        return _Failed(error.reason, "", machine=False)
    except BadInput as error:
        return _Refused(str(error))
    except MemoryError:
        raise
    except (OSError, WortlautError) as error:
        return _Failed(type(error).__name__, _trace(error), machine=True)
    except Exception as error:  # noqa: BLE001  one text that trips a rule; the parent logs the trace
        return _Failed(type(error).__name__, _trace(error), machine=False)


def _trace(error: Exception) -> str:
    return "".join(traceback.format_exception(error, limit=-8))


def _warming(language: str) -> Article:
    """A text that loads models and caches, so that the first real one takes no longer than others."""
    moment = datetime.fromisoformat("2025-05-09T12:00:00+00:00")
    return Article(
        id="warming",
        url="https://wortlaut.invalid/warming",
        outlet=Outlet("warming", "warming"),
        language=language,
        title="",
        text="Angela Merkel (Berlin): „Yes“, sagte sie.",
        published_at=moment,
        fetched_at=moment,
    )
