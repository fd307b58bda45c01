"""German verb forms."""

from __future__ import annotations

import pytest

from digest.lang import load
from digest.lang.de_verbs import conjugate, separable_forms, weak_participle
from digest.lang.lexicon import Form


@pytest.mark.parametrize(
    ("infinitive", "forms"),
    [
        ("sagen", "sagt sagte sagten gesagt sage"),
        ("behaupten", "behauptet behauptete behaupteten behaupte"),
        ("versprechen", "verspricht versprach versprachen versprochen verspreche verspräche"),
        ("bezeichnen", "bezeichnet bezeichnete bezeichne"),
        ("äußern", "äußert äußerte geäußert äußere"),
        ("handeln", "handelt handelte gehandelt handle"),
        ("wiederholen", "wiederholt wiederholte"),
        ("gestehen", "gesteht gestand gestanden gestehe gestünde"),
        ("kritisieren", "kritisiert kritisierte"),
        ("lassen", "lässt ließ liess gelassen lasse ließe"),
    ],
)
def test_conjugation(infinitive, forms):
    """Strong, weak, prefixed and "-ieren" verbs have their forms, in Swiss spelling too."""
    assert set(forms.split()) <= {spelling for spelling, _ in conjugate(infinitive)}


def test_separable():
    """A separable verb stands together at the end of a clause and in participle and infinitive, else apart."""
    forms = {(spelling, apart) for spelling, _, apart in separable_forms("mit", "teilen")}
    assert {("teilte", True), ("mitteilte", False), ("mitgeteilt", False), ("mitzuteilen", False)} <= forms
    assert ("mitteilte", True) not in forms


@pytest.mark.parametrize(
    ("infinitive", "participle"), [("betonen", "betont"), ("beten", "gebetet"), ("glauben", "geglaubt")]
)
def test_prefix_or_not(infinitive, participle):
    """Only a real prefix takes the place of "ge"."""
    assert weak_participle(infinitive) == participle


@pytest.mark.parametrize(
    ("word", "level"), [("sei", 2), ("habe", 2), ("könnte", 2), ("sollte", 1), ("ist", 0), ("sage", 2), ("sagte", 0)]
)
def test_subjunctive(word, level):
    """Forms that are only a subjunctive are told from those that may be an indicative."""
    assert load("de").verb(word).subjunctive == level


def test_cue_readings():
    """The shape "teilte" reports only with its particle; "ausgehen" only with "davon" as well."""
    readings = load("de").verb("geht").readings
    assert any(reading.cue.needs == ("davon",) and reading.detached == "aus" for reading in readings)
    assert all(reading.detached == "mit" for reading in load("de").verb("teilte").readings)
    assert all(reading.form & Form.PAST for reading in load("de").verb("teilte").readings)
