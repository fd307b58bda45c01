"""The gazetteer with a user's own files beside ours, read again whenever they change.

A file that cannot be used is told in one line, once, and what was last read of it stays in use; at the start that is
the program's own gazetteer alone.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Sequence
from pathlib import Path

from digest.analysis.gazetteer import Gazetteer, hold, load_gazetteer, load_with_own
from digest.errors import BadInput

log = logging.getLogger(__name__)

Stamp = tuple[tuple[str, int, int], ...]
"""Which files there are, with the time and size of each."""


class OwnGazetteer:
    """Any thread may ask. Files that are not there are no error: there is nothing of the user's then."""

    def __init__(self, files: Sequence[Path]) -> None:
        self._files = tuple(files)
        self._turn = threading.Lock()
        self._stamp: Stamp = ()
        self._key = ""
        self._gazetteer: Gazetteer | None = None
        self._problem = ""

    def key(self) -> str:
        """The path by which components load the present gazetteer; empty for the program's own."""
        with self._turn:
            self._look()
            return self._key

    def gazetteer(self) -> Gazetteer:
        """The present gazetteer."""
        with self._turn:
            self._look()
            return self._gazetteer or load_gazetteer()

    def problem(self) -> str:
        """What is wrong with the user's files, in one line; empty when all is well."""
        with self._turn:
            self._look()
            return self._problem

    def files(self) -> tuple[Path, ...]:
        """Those of the user's files that are there."""
        return tuple(file for file in self._files if file.is_file())

    def _look(self) -> None:
        stamp = self._present()
        if stamp == self._stamp:
            return
        self._stamp = stamp
        try:
            self._gazetteer = load_with_own([Path(name) for name, _, _ in stamp]) if stamp else None
        except BadInput as error:
            self._problem = " ".join(str(error).split())
            log.warning("%s; what was read before stays in use", self._problem)
            return
        self._problem = ""
        self._key = hold(self._gazetteer) if self._gazetteer is not None else ""

    def _present(self) -> Stamp:
        found = []
        for file in self._files:
            try:
                state = file.stat()
            except OSError:  # not there, or gone this moment
                continue
            found.append((str(file), state.st_mtime_ns, state.st_size))
        return tuple(found)
