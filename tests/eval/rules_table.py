"""The figures of the rules: `python -m tests.eval.rules_table`. Floors are in baseline.json."""

from __future__ import annotations

from digest.analysis.pipeline import load_analyser
from tests.eval.score import GNQA, SCORER, Figures, sample_scores, shared_scores


def main() -> None:
    """Print the figures on the samples and, where it is at hand, on gnqa-dev."""
    analyser = load_analyser(["de", "en"])
    figures = Figures.of(sample_scores(analyser))
    print("samples (also used to develop the rules)")
    for name in ("precision", "recall", "mode", "speaker"):
        print(f"  {name:18s} {100 * getattr(figures, name):5.1f} %")
    if GNQA.exists() and SCORER.exists():
        print("gnqa-dev (150 articles annotated by others; F1, never used for rules)")
        for name, value in shared_scores(analyser).items():
            print(f"  {name:18s} {value:5.2f}")


if __name__ == "__main__":
    main()
