"""Names of one actor made equal before they are compared."""

from __future__ import annotations

import pytest

from digest.analysis.gazetteer import load_gazetteer
from digest.evaluation.actor_names import known_names

KNOWN = known_names(load_gazetteer())


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Wolodymyr Selenskyj", "Volodymyr Zelenskyy"),
        ("Fischereiministerium (Island)", "Isländisches Fischereiministerium"),
        ("Außenministerium des Iran", "Iranisches Außenministerium"),
        ("Sozialministerium Schleswig-Holstein", "schleswig-holsteinisches Sozialministerium"),
        ("Zentrale Wahlkommission (Kolumbien)", "Kolumbianische Wahlkommission"),
    ],
)
def test_names_of_one_actor_are_equal(one: str, other: str):
    """Listed names of one actor, and a state's body named by noun and state in whatever form, come out the same."""
    assert KNOWN(one) == KNOWN(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Isländisches Fischereiministerium", "Norwegisches Fischereiministerium"),
        ("Isländisches Fischereiministerium", "Isländisches Außenministerium"),
        ("Polizei Berlin", "Polizei Hamburg"),
        ("Moskau", "Russland"),
    ],
)
def test_names_of_two_actors_stay_apart(one: str, other: str):
    """Another state, another noun, another town, and a capital beside its state, are somebody else."""
    assert KNOWN(one) != KNOWN(other)
