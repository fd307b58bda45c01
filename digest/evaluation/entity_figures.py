"""Named entities against gold: exact spans with their class, where classes are compared as the gold has them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from digest.corpora import MarkedText
from digest.evaluation.counting import Counts, total
from digest.model import Entity, Label

OUTER = {Label.PER: "PER", Label.ORG: "ORG", Label.GPE: "LOC", Label.LOC: "LOC"}
"""GermEval's classes of outer entities: it knows no GPE; its OTH is not compared, since what MISC covers differs."""

OWN = {label: label.value for label in Label}
"""Our own classes, as corpus-de has them."""


@dataclass(frozen=True, slots=True)
class EntityFigures:
    """Exact matches of each class, by its name."""

    classes: tuple[tuple[str, Counts], ...]

    @property
    def all(self) -> Counts:
        """All classes together."""
        return total(counts for _, counts in self.classes)


def entity_figures(
    pairs: Iterable[tuple[MarkedText, Iterable[Entity]]], classes: Mapping[Label, str] = OUTER
) -> EntityFigures:
    """Compare what was found in each text with its gold. `classes` names those that are compared."""
    counted: defaultdict[str, Counts] = defaultdict(Counts)
    for text, found in pairs:
        expected = {
            (*one.span, classes[one.labels[0]]) for one in text.entities if one.labels and one.labels[0] in classes
        }
        given = {(one.span.start, one.span.end, classes[one.label]) for one in found if one.label in classes}
        for name in set(classes.values()):
            wanted, had = ({one for one in group if one[2] == name} for group in (expected, given))
            counted[name] += Counts(len(wanted & had), len(had), len(wanted))
    return EntityFigures(tuple((name, counted[name]) for name in dict.fromkeys(classes.values())))
