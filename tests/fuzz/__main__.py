"""`make fuzz`: `python -m tests.fuzz TARGET [libFuzzer options]` lets atheris look for bytes that break feed or page.

Coverage of our code and of the parsers written in Python leads the search. What is found is written into the corpus,
where the unit tests replay it; what merely reaches new code is kept in .cache/fuzz for the next run.
"""

from __future__ import annotations

import logging
import sys
import tempfile
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["digest", "feedparser", "fastfeedparser", "trafilatura"]):
    from tests.fuzz.seeds import SEEDS
    from tests.fuzz.targets import CORPUS, TARGETS

CACHE = Path(".cache/fuzz")


def main() -> None:
    """Fuzz one target until libFuzzer's options end it."""
    logging.disable(logging.CRITICAL)
    name, *options = sys.argv[1:]
    folder = CACHE / name
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as seeds:
        for number, body in enumerate(SEEDS[name]()):
            (Path(seeds) / str(number)).write_bytes(body)
        found = f"-artifact_prefix={CORPUS / name}/"
        fixed = [
            "-timeout=20",
            "-report_slow_units=20",
            "-rss_limit_mb=1500",
            "-max_len=20000",
            "-print_final_stats=1",
            found,
        ]
        target = TARGETS[name]
        atheris.Setup([sys.argv[0], *fixed, *options, str(folder), seeds, str(CORPUS / name)], target_of(target))
        atheris.Fuzz()


def target_of(target: object) -> object:
    """What libFuzzer calls: its return value means something to it, so there is none."""

    def one(body: bytes) -> None:
        target(body)  # type: ignore[operator]

    return one


if __name__ == "__main__":
    main()
