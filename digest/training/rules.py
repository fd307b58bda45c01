"""What the rules find in a text, as the network is told it."""

from __future__ import annotations

from digest.analysis.pipeline import RULES_ALONE, build_pipeline
from digest.analysis.tagger import Tagged
from digest.analysis.tagging import hint_of
from digest.training.dataset import Rules


def rules_of(language: str) -> Rules:
    """The rules of one language, from text to findings."""
    nlp = build_pipeline(language, RULES_ALONE)
    nlp.remove_pipe("wortlaut_actors")

    def found(text: str) -> Tagged:
        with nlp.memory_zone():
            return hint_of(nlp(text))

    return found
