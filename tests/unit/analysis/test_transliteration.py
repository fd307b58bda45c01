"""Spellings of names from other scripts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.analysis.gazetteer import load_gazetteer
from digest.analysis.transliteration import same_name, skeleton


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Wolodymyr Selenskyj", "Volodymyr Zelenskyy"),
        ("Michail Chodorkowski", "Mikhail Khodorkovsky"),
        ("Sergei Lawrow", "Sergey Lavrov"),
        ("Ebrahim Raissi", "Ebrahim Raisi"),
        ("Ilham Alijew", "Ilham Aliyev"),
        ("Dmitri Medwedew", "Dmitry Medvedev"),
        ("Mahmud Ahmadinedschad", "Mahmoud Ahmadinejad"),
        ("Wiktor Janukowytsch", "Viktor Yanukovych"),
        ("Muammar al-Gaddafi", "Moammar Gadhafi"),
        ("Micheil Saakaschwili", "Mikheil Saakashvili"),
        ("Michail Mischustin", "Mikhail Mishustin"),
    ],
)
def test_german_and_english_spellings_are_one_name(one: str, other: str):
    """Sounds written differently are equal, vowels and doubled letters do not count."""
    assert same_name(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("Wladimir Putin", "Wladimir Potanin"), ("Sergei Lawrow", "Sergei Iwanow"), ("Xi", "Li"), ("Alijew", "Ilham Alijew")],
)  # fmt: skip
def test_other_names_stay_others(one: str, other: str):
    """Names with other consonants, and names too short to tell, are not the same."""
    assert not same_name(one, other)


@given(st.text(max_size=40))
def test_any_text_has_a_skeleton(text: str):
    """No string breaks it, and case does not matter."""
    assert skeleton(text.upper()) == skeleton(text.upper().lower().upper())
    assert "  " not in skeleton(text)


def test_an_unlisted_spelling_leads_to_the_listed_person():
    """A spelling nobody listed is found by its sounds; people of other origin are found by listed names only."""
    gazetteer = load_gazetteer()
    assert gazetteer.respelled("Wolodimir Zelenskiy") == "wolodymyr-selenskyj"
    assert gazetteer.respelled("Ebrahim Raissi") == "ebrahim-raisi"
    assert gazetteer.respelled("Olef Schulz") is None
    assert gazetteer.respelled("Selensky") is None
