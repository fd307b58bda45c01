"""A fresh process that loads the analyser and reads articles: `python -m tests.bench.analysis_process NUMBER`.

Prints one JSON object: seconds until the first article was analysed, resident memory then and at the end (MB), words/s.
"""

import json
import sys
import time
from itertools import islice
from pathlib import Path

STARTED = time.perf_counter()
PAGE = 4096
DIFFERENT = 200


def resident() -> float:
    """Resident memory of this process in MB."""
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * PAGE / 1e6


def main() -> None:
    """Load, analyse, report."""
    from itertools import cycle

    from digest.analysis.pipeline import load_analyser
    from tests.bench.analysis_articles import mixed_articles

    articles = mixed_articles(DIFFERENT)
    analyser = load_analyser(["de", "en"])
    analyser.analyse(articles[0])
    loaded, start, words = time.perf_counter() - STARTED, resident(), 0
    began = time.perf_counter()
    for article in islice(cycle(articles), int(sys.argv[1])):
        analyser.analyse(article)
        words += len(article.text.split())
    told = {"load": loaded, "start": start, "end": resident(), "rate": words / (time.perf_counter() - began)}
    sys.stdout.write(json.dumps(told))


if __name__ == "__main__":
    main()
