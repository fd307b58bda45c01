"""Floors that hold."""

from __future__ import annotations

import pytest

from digest.errors import BadInput
from digest.evaluation.gate import (
    FLOORS,
    MARGIN,
    Floors,
    Measured,
    raised,
    read_baseline,
    shortcomings,
    write_baseline,
)

FIGURES = dict.fromkeys(FLOORS["germeval-dev"], 80.0)
MEASURED = Measured("germeval-dev", "aa", FIGURES)


def test_a_figure_below_its_floor_is_named():
    """The corpus, the figure and both values are in the complaint; a missing figure counts as 0."""
    (line,) = shortcomings(MEASURED, Floors("aa", {"entities": 80.1}))
    assert all(word in line for word in ("germeval-dev", "entities", "80.00", "80.1"))
    assert len(shortcomings(MEASURED, Floors("aa", {"unheard of": 1.0}))) == 1
    assert shortcomings(MEASURED, Floors("aa", {"entities": 80.0})) == shortcomings(MEASURED, None) == []


def test_other_data_does_not_pass():
    """Figures measured on other data than the floors are no answer to them, however good."""
    assert "not the data" in shortcomings(MEASURED, Floors("bb", {"entities": 1.0}))[0]


def test_floors_only_rise_unless_lowering_is_wanted():
    """Set anew, a floor is MARGIN below what was measured, and never lower than before without the flag."""
    assert raised(MEASURED, Floors("aa", {"entities": 70.0}), lower=False).floors == {"entities": 80.0 - MARGIN}
    assert raised(MEASURED, Floors("aa", {"entities": 90.0}), lower=False).floors == {"entities": 90.0}
    assert raised(MEASURED, Floors("aa", {"entities": 90.0}), lower=True).floors == {"entities": 80.0 - MARGIN}
    with pytest.raises(BadInput, match="--lower"):
        raised(MEASURED, Floors("bb", {"entities": 70.0}), lower=False)
    assert raised(MEASURED, Floors("bb", {"entities": 90.0}), lower=True).sha256 == "aa"


def test_a_baseline_can_be_written_and_read(tmp_path):
    """What is written is read again; what is no baseline is refused in words that name the file."""
    path = tmp_path / "floors.json"
    baseline = {"rules": {"samples": Floors("aa", {"mode": 98.0})}}
    write_baseline(path, baseline)
    assert read_baseline(path) == baseline
    for broken in (
        "[]",
        "{",
        '{"rules": {"samples": {"floors": {}}}}',
        '{"rules": {"samples": {"sha256": "", "floors": {"a": "x"}}}}',
    ):
        path.write_text(broken, encoding="utf-8")
        with pytest.raises(BadInput, match=r"floors\.json"):
            read_baseline(path)
    with pytest.raises(BadInput, match="cannot be read"):
        read_baseline(tmp_path / "missing.json")
