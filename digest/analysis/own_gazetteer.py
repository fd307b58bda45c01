"""The gazetteer with a user's own files beside ours, read again whenever they change.

A row that cannot be used is left out and told in one line; of a file that is no TOML at the moment what was last read
of it stays in use.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from digest.analysis.gazetteer import SEEDS, Gazetteer, hold, load_gazetteer, load_with_own, read_own
from digest.errors import BadInput

log = logging.getLogger(__name__)

Stamp = tuple[tuple[Path, int, int], ...]
"""Which files there are, with the time and size of each."""

MOST_TOLD = 10
"""Bad rows that are logged one by one."""


class OwnGazetteer:
    """Any thread may ask. Files that are not there are no error: there is nothing of the user's then.

    `folder` has the files of the gazetteer itself, `before` what another process last read of the user's.
    """

    def __init__(
        self, files: Sequence[Path], folder: Path = SEEDS, before: Mapping[Path, dict[str, Any]] | None = None
    ) -> None:
        self._files = tuple(files)
        self._folder = folder
        self._turn = threading.Lock()
        self._stamp: Stamp = ()
        self._read: Mapping[Path, dict[str, Any]] = before or {}
        self._key = ""
        self._gazetteer: Gazetteer | None = None
        self._refused: Sequence[str] = ()

    def __reduce__(self) -> tuple[type[OwnGazetteer], tuple[tuple[Path, ...], Path, Mapping[Path, dict[str, Any]]]]:
        """Another process is told where the files are and reads them itself; what was last read of them is sent along,
        for those that are no TOML at that moment.
        """
        return OwnGazetteer, (self._files, self._folder, self._read)

    def key(self) -> str:
        """The path by which components load the present gazetteer; empty for the program's own."""
        with self._turn:
            self._look()
            return self._key

    def gazetteer(self) -> Gazetteer:
        """The present gazetteer."""
        with self._turn:
            self._look()
            return self._gazetteer or load_gazetteer(self._folder)

    def refused(self) -> Sequence[str]:
        """What of the user's files cannot be used, a line each."""
        with self._turn:
            self._look()
            return self._refused

    def files(self) -> tuple[Path, ...]:
        """Those of the user's files that are there."""
        return tuple(file for file in self._files if file.is_file())

    def _look(self) -> None:
        """Read the files again where one came, went or changed."""
        stamp = self._present()
        if stamp == self._stamp:
            return
        self._stamp = stamp
        refused: list[str] = []
        self._read = {file: content for file, _, _ in stamp if (content := self._content(file, refused)) is not None}
        self._gazetteer = self._with_own(refused) if self._read else None
        self._key = hold(self._gazetteer) if self._gazetteer is not None else ""
        self._refused = refused
        for line in refused[:MOST_TOLD]:
            log.warning("%s", line)

    def _with_own(self, refused: list[str]) -> Gazetteer:
        return load_with_own(self._read, lambda error: refused.append(_line(error)), self._folder)

    def _content(self, file: Path, refused: list[str]) -> dict[str, Any] | None:
        try:
            return read_own(file)
        except BadInput as error:
            before = self._read.get(file)
            refused.append(_line(error) + ("; what was read of it before stays in use" if before is not None else ""))
            return before

    def _present(self) -> Stamp:
        found = []
        for file in self._files:
            try:
                state = file.stat()
            except OSError:  # not there, or gone this moment
                continue
            found.append((file, state.st_mtime_ns, state.st_size))
        return tuple(found)


def _line(error: BadInput) -> str:
    return " ".join(str(error).split())
