"""Whatever arrives is read or refused: what fuzzing ever found, and a short form of it."""

from __future__ import annotations

import pytest

from tests.fuzz.campaign import run
from tests.fuzz.mutate import MOST_BYTES, mutated
from tests.fuzz.seeds import SEEDS
from tests.fuzz.targets import TARGETS, findings

COUNTS = {"feed": 150, "page": 80}


@pytest.mark.parametrize("target", sorted(TARGETS))
def test_what_was_found_once_does_no_harm_again(target: str) -> None:
    """Every finding of the corpus is read or refused in the way that is foreseen."""
    for path in findings(target):
        TARGETS[target](path.read_bytes())


@pytest.mark.parametrize("target", sorted(TARGETS))
def test_seeds_are_read(target: str) -> None:
    """What is mutated is good to begin with, but for the consent wall; otherwise fuzzing would look at refusals only."""
    assert sum(map(TARGETS[target], SEEDS[target]())) >= len(SEEDS[target]()) - 1


@pytest.mark.parametrize("target", sorted(COUNTS))
def test_mutated_inputs_neither_crash_nor_hang(target: str) -> None:
    """The short form of `make fuzz`: every input is read or refused, and a good part is read."""
    tally = run(TARGETS[target], mutated(SEEDS[target](), COUNTS[target], seed=1), COUNTS[target])
    assert (tally.inputs, tally.crashes, tally.hangs) == (COUNTS[target], 0, 0)
    assert tally.read > COUNTS[target] / 10


def test_a_seed_gives_the_same_inputs() -> None:
    """A finding can be had again by its seed; inputs differ from one another and are bounded."""
    inputs = list(mutated(SEEDS["page"](), 50, seed=7))
    assert inputs == list(mutated(SEEDS["page"](), 50, seed=7))
    assert len(set(inputs)) > 45
    assert max(map(len, inputs)) <= MOST_BYTES
