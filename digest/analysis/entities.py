"""Named entities by rules: the component `wortlaut_entities`, which sets `doc.ents` (PER ORG GPE LOC MISC)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from spacy.language import Language as Pipeline
from spacy.tokens import Doc
from spacy.tokens import Span as DocSpan

import digest.analysis.extensions  # noqa: F401  (declares what the components share)
from digest.analysis.body_rules import BodyRules
from digest.analysis.entity_rules import NameRules, Proposal
from digest.analysis.gazetteer import SEEDS, Gazetteer, load_gazetteer
from digest.analysis.token_view import TokenView, view
from digest.lang.naming import Naming, load
from digest.model import Label

UNSURE = -1
"""Weight of proposals that tell nothing about other places in the text."""


@Pipeline.factory("wortlaut_entities", default_config={"gazetteer_path": ""}, assigns=["doc.ents"])
def make_entities(nlp: Pipeline, name: str, gazetteer_path: str) -> Entities:
    """The component for the language of `nlp`; `gazetteer_path` is a file or folder, empty for the program's own."""
    del name
    return Entities(load_gazetteer(Path(gazetteer_path) if gazetteer_path else SEEDS), load(nlp.lang))


class Entities:
    """Finds named entities. Every rule proposes; where proposals overlap the weightier, then longer one stays."""

    def __init__(self, gazetteer: Gazetteer, naming: Naming) -> None:
        self.names = NameRules(gazetteer, naming)
        self.bodies = BodyRules(self.names)

    def __call__(self, doc: Doc) -> Doc:
        """Set `doc.ents`."""
        tokens = view(doc)
        chosen = self.find(tokens)
        doc.ents = [DocSpan(doc, item.start, item.end, label=item.label.value) for item in chosen]
        return doc

    def find(self, tokens: TokenView) -> list[Proposal]:
        """The entities of a text in order, none overlapping."""
        proposals = [proposal for proposal, _ in self.names.listed(tokens)]
        proposals += self.names.people(tokens)
        proposals += self.names.unknown_people(tokens)
        proposals += self.bodies.propose(tokens)
        chosen = choose(proposals)
        chosen += list(self._second_mentions(tokens, chosen))
        return choose(chosen)

    def _second_mentions(self, tokens: TokenView, chosen: Iterable[Proposal]) -> Iterator[Proposal]:
        """Names of one word told elsewhere: surnames of people named in full, places named with a preposition."""
        known: dict[str, Label] = {}
        for item in chosen:
            last = tokens.words[item.end - 1]
            if item.label is Label.PER and item.end - item.start > 1 and len(last) > 1:
                known[last] = Label.PER
            elif item.label in (Label.GPE, Label.ORG) and item.end - item.start == 1 and item.weight != UNSURE:
                known.setdefault(last, item.label)
            elif item.label is Label.ORG and item.end - item.start == 2 and self._is_town(tokens, item):
                known.setdefault(last, Label.GPE)
        for index, word in enumerate(tokens.words):
            if not known or not word[:1].isupper():
                continue
            for base in self.names.naming.genitive_bases(word):
                if base in known:
                    yield Proposal(index, index + 1, known[base], 0)
                    break

    def _is_town(self, tokens: TokenView, item: Proposal) -> bool:
        """Whether an organisation is named after a place: "Feuerwehr Seehagen"."""
        naming, last = self.names.naming, tokens.words[item.end - 1]
        plain = last[1:2].islower() and last not in naming.directions and not naming.is_given(last)
        return plain and tokens.words[item.start].lower().endswith(tuple(naming.opening_heads))


def choose(proposals: Iterable[Proposal]) -> list[Proposal]:
    """Proposals that do not overlap, in text order: weightier first, then longer, then earlier."""
    taken: set[int] = set()
    chosen: list[Proposal] = []
    for item in sorted(proposals, key=lambda item: (-item.weight, item.start - item.end, item.start)):
        cells = range(item.start, item.end)
        if taken.isdisjoint(cells):
            taken.update(cells)
            chosen.append(item)
    return sorted(chosen, key=lambda item: item.start)
