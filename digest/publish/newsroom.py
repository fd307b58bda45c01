"""Service: what came in is grouped, and digests are compiled from it; both keep what they know between calls."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from datetime import datetime

from digest.edition import DigestRequest, Edition, Week
from digest.ports import Store
from digest.publish.compiling import Compiler
from digest.publish.grouping import Grouper

log = logging.getLogger(__name__)


class Newsroom:
    """Stories, statements and digests of one store. Any thread may use it; one at a time groups, and one compiles."""

    def __init__(self, store: Store, left_out: Callable[[], object] = lambda: None) -> None:
        """`left_out` is told of each statement that a digest leaves out because its words do not stand in the text."""
        self._grouper = Grouper(store)
        self._compiler = Compiler(store, left_out)
        self._grouping = threading.Lock()
        self._compiling = threading.Lock()

    def group(self) -> None:
        """Group the articles that wait; digests compiled from now on know of them."""
        with self._grouping:
            done = self._grouper.run()
        with self._compiling:
            self._compiler.forget()
        log.debug("grouped: %s", done)

    def compile(self, request: DigestRequest, hidden: frozenset[str] = frozenset()) -> Edition:
        """The edition of the request; `hidden` are feeds the channel does not read."""
        with self._compiling:
            return self._compiler.compile(request, hidden)

    def week(self, until: datetime, language: str, zone: str, hidden: frozenset[str] = frozenset()) -> Week:
        """The summary of the seven days before `until`."""
        with self._compiling:
            return self._compiler.week(until, language, zone, hidden)
