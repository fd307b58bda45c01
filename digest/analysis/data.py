"""What an analyser is made from, and the name of what it finds; known without loading spaCy or the tagger."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from digest.analysis.own_gazetteer import OwnGazetteer
from digest.analysis.weight_files import DEFAULT_WEIGHTS, checked_version

RULES_VERSION = "rules-3"
"""Names rules and data together; a change of any of them changes it."""


@dataclass(frozen=True, slots=True)
class Data:
    """What the components are made from. `gazetteer` is a folder of gazetteer files instead of our own, `own` a user's
    rows beside ours, `weights` the folder of the tagger's weights (None: the rules alone), `threads` what it computes
    with.
    """

    gazetteer: Path | None = None
    own: OwnGazetteer | None = None
    weights: Path | None = DEFAULT_WEIGHTS
    threads: int = 1

    def version(self) -> str:
        """What analyses made from this are called. Raises WeightsError where the weights are missing or altered."""
        return RULES_VERSION if self.weights is None else f"model-{checked_version(self.weights)}+{RULES_VERSION}"

    def config(self, component: str) -> dict[str, Any]:
        """The settings of one component that differ from its defaults."""
        if component == "wortlaut_tagger":
            return {"weights": str(self.weights or ""), "threads": self.threads}
        listed = self.own.key() if self.own is not None else str(self.gazetteer or "")
        if component in ("wortlaut_entities", "wortlaut_actors") and listed:
            return {"gazetteer_path": listed}
        return {}


OURS = Data()
"""The data that come with the program."""

RULES_ALONE = Data(weights=None)
"""The same without the trained tagger."""
