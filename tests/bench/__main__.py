"""`make bench`: speed and size, printed with the machine named; nothing is asserted.

`make bench ARGS=--full` takes the long form of what has one (10,000 articles, hostile texts as large as is allowed).
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.bench import (
    analysis_bench,
    answers_bench,
    chat_bench,
    dedupe_bench,
    digest_bench,
    feeds_bench,
    store_bench,
    stories_bench,
)

ROOT = Path(__file__).parents[2]


def main() -> None:
    """Print everything, the quick things first."""
    print(f"environment {_megabytes(Path(sys.prefix)):,.0f} MB (with the test tools)")
    with tempfile.TemporaryDirectory() as folder:
        print("the program as a process, wall time of one run each:")
        _timed(folder, "first digest: run, samples read", ["run"])
        _timed(folder, "/help, nothing to load", ["ask", "/help"])
        _timed(folder, "/actor Putin", ["ask", "/actor Putin"])
        _timed(folder, "digest", ["digest"])
    full = "--full" in sys.argv
    sys.argv = sys.argv[:1]
    analysis_bench.run(full=full)
    print("near-duplicates")
    dedupe_bench.main()
    print("feeds")
    feeds_bench.main()
    print("store")
    store_bench.main()
    print("stories and digests")
    stories_bench.main(30 if full else 8)
    digest_bench.main()
    print("answers")
    answers_bench.main()
    print("chats")
    chat_bench.main()


def _megabytes(folder: Path) -> float:
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file() and not file.is_symlink()) / 1e6


def _timed(folder: str, name: str, arguments: list[str]) -> None:
    clean = {key: value for key, value in os.environ.items() if not key.upper().startswith("WORTLAUT_")}
    began = time.perf_counter()
    subprocess.run(
        [sys.executable, "-m", "bot", *arguments],
        cwd=folder,
        env=clean,
        input=b"",
        stdout=subprocess.DEVNULL,
        check=True,
    )
    print(f"  {name:34s} {time.perf_counter() - began:6.2f} s")


if __name__ == "__main__":
    main()
