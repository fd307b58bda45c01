"""Clustering over many days: `python -m tests.bench.stories_bench [DAYS] [ARTICLES A DAY] [PICTURE]`, batches of 50.

The picture (a PNG) shows the processor time of each day and of all days up to it; docs/pictures/clustering.png is one.
"""

from __future__ import annotations

import argparse
import resource
import time
from datetime import timedelta
from itertools import accumulate

from matplotlib.figure import Figure

from digest.stories import WINDOW, Stories
from tests.bench.invented import news
from tests.eval.story_scores import bcubed

BATCH = 50


def seconds_by_day(days: int, per_day: int) -> tuple[list[float], float]:
    """How long each day's clustering took, and the B-cubed F1 of the last day's articles, as a check that it worked."""
    stories = Stories()
    spent = []
    story_of: dict[str, str] = {}
    told: dict[str, int] = {}
    for articles, stories_told in news(days, per_day):
        told = stories_told
        began = time.process_time()
        for at in range(0, len(articles), BATCH):
            batch = articles[at : at + BATCH]
            for story in stories.take(batch).changed:
                story_of.update(dict.fromkeys(story.articles, story.id))
            stories.prune(batch[-1].published_at - WINDOW)
        spent.append(time.process_time() - began)
    return spent, bcubed({one: story_of[one] for one in told}, told)


def plot(spent: list[float], per_day: int, path: str) -> None:
    """Draw the seconds of each day, and of all up to it."""
    figure = Figure(figsize=(7, 3.6), dpi=110, layout="constrained")
    each, all_ = figure.subplots(1, 2)
    days = range(1, len(spent) + 1)
    each.bar(days, [per_day / seconds for seconds in spent], color="#0072b2")
    each.axhline(200, color="#e69f00")
    each.set(xlabel="day", ylabel="articles per processor second")
    all_.plot(days, list(accumulate(spent)), color="#0072b2")
    all_.set(xlabel="day", ylabel="processor seconds so far", ylim=(0, None))
    figure.suptitle(f"Clustering {per_day:,} articles a day, one core", fontsize=11)
    figure.savefig(path, format="png")


def main(days: int = 30, per_day: int = 1000, picture: str = "") -> None:
    """Print articles a second for the first and the last days."""
    spent, agreement = seconds_by_day(days, per_day)
    if picture:
        plot(spent, per_day, picture)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    for name, part in (("days 2-6", spent[1:6]), (f"days {days - 4}-{days}", spent[-5:])):
        print(f"  clustering, {name:12s} {len(part) * per_day / sum(part):7.0f} articles/s")
    print(f"  B-cubed on the last day {agreement:.3f}, {per_day:,} articles a day, window {WINDOW / timedelta(days=1):.0f} days, "
          f"process at most {memory:,.0f} MB")  # fmt: skip


if __name__ == "__main__":
    options = argparse.ArgumentParser()
    options.add_argument("days", type=int, nargs="?", default=30)
    options.add_argument("per_day", type=int, nargs="?", default=1000)
    options.add_argument("picture", nargs="?", default="")
    main(**vars(options.parse_args()))
