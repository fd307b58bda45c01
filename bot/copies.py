"""Copies of the database that the bot makes by itself: where they are, what they are called, how many are kept."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from digest.errors import StoreError
from digest.upkeep import Chore

NAME = "backup"
"""What the chore is called."""

_STAMP = "%Y%m%dT%H%M%SZ"
_OWN = re.compile(r"-\d{8}T\d{6}Z\.db(\.part(-journal|-wal|-shm)?)?")


@dataclass(frozen=True, slots=True)
class Copies:
    """Copies of the database file at `path` in `folder`, of which the newest `keep` are kept.

    `make` copies the database to a file and checks the copy; it raises StoreError and leaves nothing half.
    """

    path: Path
    folder: Path
    keep: int
    make: Callable[[Path], str]

    def newest_first(self) -> Sequence[Path]:
        """The whole copies that are there."""
        return [file for file in self._own() if file.suffix == ".db"]

    def copy(self, now: datetime) -> Chore:
        """Make a copy and let the oldest go; what was done. Raises StoreError, with the older copies untouched."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            for file in self._own():
                if file.suffix != ".db":  # of a copy that was broken off
                    file.unlink(missing_ok=True)
            made = self.folder / f"{self.path.stem}-{now.strftime(_STAMP)}.db"
            if not made.exists():  # a second one in the same second is the same one
                self.make(made)
            for file in self.newest_first()[self.keep :]:
                file.unlink(missing_ok=True)
            size, number = made.stat().st_size / 1e6, len(self.newest_first())
            return Chore(NAME, now, f"{made} ({size:.1f} MB), {number} copies kept")
        except OSError as error:
            raise StoreError(
                f"No copy of the database could be written to {self.folder}: {error.strerror or error}."
            ) from error

    def _own(self) -> Sequence[Path]:
        """Files named as ours are, the newest first; none where the folder cannot be read."""
        try:
            found = list(self.folder.glob(f"{self.path.stem}-*"))
        except OSError:
            return []
        return sorted((one for one in found if _OWN.fullmatch(one.name[len(self.path.stem) :])), reverse=True)


def advice(copies: Sequence[Path], replaced: Sequence[Path]) -> str:
    """What to do about a damaged database: which copy to put back. `replaced` are copies made before migrations."""
    newest = next(iter([*copies, *replaced]), None)
    if newest is None:
        return "There is no copy that the program made of it."
    return f"The newest copy is {newest}: `wortlaut restore {newest} --force` puts it back."
