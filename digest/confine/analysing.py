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
from digest.errors import AnalyserFailed, BadInput, NotAnalysed, UnusableText, WortlautError
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
        self._languages = tuple(languages)
        self._data = data
        self._limits = limits
        self._load = load
        self._made: Child[Article, Answer] | None = None

    @cached_property
    def version(self) -> str:
        """Known without a child. Raises WeightsError where the weights are missing or altered."""
        return self._data.version()

    def _child(self) -> Child[Article, Answer]:
        """Made when it is wanted, as only then the version has to be known that it must have."""
        if self._made is None:
            loading = partial(_load, self._load, self._languages, self._data, self.version)
            self._made = Child("process that analyses", loading, self._limits, AnalyserFailed)
        return self._made

    @property
    def pid(self) -> int | None:
        """The number of the child, None where there is none at the moment."""
        return self._made.pid if self._made is not None else None

    def start(self) -> None:
        """Have a child that loads while this process does something else. Raises AnalyserFailed, WeightsError."""
        self._child().start()

    def analyse(self, article: Article) -> Analysis:
        """Do as the analyser in the child.

        Raises BadInput as that does, UnusableText for a text on which it hangs, runs out of memory or trips,
        NotAnalysed where the machine failed at it, and AnalyserFailed where there can be no child, or one of another
        version of the program.
        """
        if self._data.own is not None:
            self._data.own.key()  # what of the user's files cannot be used is told by this process, which has a log
        share = 1 + len(article.text) // SHARE
        answer = self._child().ask(article, share)
        if isinstance(answer, Analysis):
            return answer
        if isinstance(answer, _Refused):
            raise BadInput(answer.detail)
        if isinstance(answer, End):
            raise self._unusable(article, answer, share)
        log.error("analysing %s (%s) failed:\n%s", article.id, article.url, answer.trace)
        raise NotAnalysed(answer.name) if answer.machine else UnusableText(answer.name)

    def _unusable(self, article: Article, end: End, share: int) -> UnusableText:
        log.error("analysing %s (%s): %s; the process was ended", article.id, article.url, end.value)
        limits = self._limits
        details = {
            End.TOO_SLOW: f"over {limits.cpu_seconds * share:g} s",
            End.NO_ANSWER: f"within {limits.seconds * share:g} s",
            End.TOO_LARGE: f"over {limits.megabytes} MB",
            End.KILLED: "by the system",
        }
        return UnusableText(end.value, details.get(end, ""))

    def close(self) -> None:
        """End the child, whatever it is at."""
        if self._made is not None:
            self._made.close()


def _load(load: Loader, languages: tuple[str, ...], data: Data, version: str) -> Work[Article, Answer]:
    """The work of the child. Raises AnalyserFailed where the program on disk is not the one that asks."""
    analyser = load(languages, data)
    if analyser.version != version:
        raise AnalyserFailed("the program was changed while it runs; start it again")
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
