"""Basic forms and genders of German organisations' names."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.lang.de_bodies import basic_body, national_body, noun_gender, singular_of, town_of


@pytest.mark.parametrize(
    ("name", "before", "basic"),
    [
        ("Deutschen Wetterdienstes", "des", "Deutscher Wetterdienst"),
        ("Deutsche Wetterdienst", "der", "Deutscher Wetterdienst"),
        ("Bundesamtes für Bevölkerungsschutz", "des", "Bundesamt für Bevölkerungsschutz"),
        ("Internationale Rote Kreuz", "das", "Internationales Rotes Kreuz"),
        ("iranische Außenministerium", "das", "Iranisches Außenministerium"),
        ("Malteser Hilfsdienstes", "des", "Malteser Hilfsdienst"),
        ("Internationalen Sicherheitsunterstützungstruppe", "der", "Internationale Sicherheitsunterstützungstruppe"),
        ("Staatlichen Tierärztlichen Untersuchungsamts Aulendorf", "des",
         "Staatliches Tierärztliches Untersuchungsamt Aulendorf"),
        ("Deutschen Forschungsgemeinschaft", "der", "Deutsche Forschungsgemeinschaft"),
        ("Neue Zürcher Zeitung", "Die", "Neue Zürcher Zeitung"),
        ("Presseamt des Kremls", "das", "Presseamt des Kremls"),
        ("NATO", "der", "NATO"),
        ("Haus", "des", "Haus"),
    ],
)  # fmt: skip
def test_a_name_in_any_case_has_one_basic_form(name: str, before: str, basic: str):
    """Adjective and noun are put into the nominative; names without a known noun stay as they are."""
    assert basic_body(name, before) == basic


@given(st.text(max_size=40), st.sampled_from(["des", "der", "das", "die", "", "Nach"]))
def test_any_name_has_a_basic_form_of_as_many_words(name: str, before: str):
    """No string breaks it, and no word is lost or added."""
    words = name.split()
    assert len(basic_body(" ".join(words), before).split()) == len(words) if words else True


@pytest.mark.parametrize(
    ("noun", "gender"),
    [("Imkerbund", "m"), ("Landwirtschaftskammer", "f"), ("Ministerium", "n"), ("Grünen", "p"), ("Lindwerk", "n"),
     ("Xylo", "")],
)  # fmt: skip
def test_the_end_of_a_noun_tells_its_gender(noun: str, gender: str):
    """Compounds have the gender of their last part; unknown nouns have none."""
    assert noun_gender(noun) == gender


@pytest.mark.parametrize(
    ("plural", "singular"),
    [("Verbände", "verband"), ("Naturschutzverbänden", "naturschutzverband"), ("Regierungen", "regierung"),
     ("Parteien", "partei"), ("Verband", ""), ("Politiker", "")],
)  # fmt: skip
def test_plurals_of_organisations_are_read(plural: str, singular: str):
    """A plural gives its singular, any other word nothing."""
    assert singular_of(plural) == singular


def test_towns_are_read_from_their_adjectives():
    """Irregular adjectives are listed, for others the likeliest town comes first."""
    assert town_of("Münchner") == ("München",)
    assert town_of("Bochumer")[0] == "Bochum"
    assert town_of("bochumer") == town_of("Haus") == ()


def test_a_body_is_called_by_the_adjective_of_its_state():
    """The ending of the adjective follows the gender of the noun."""
    assert national_body("russisch", "Außenministerium") == "Russisches Außenministerium"
    assert national_body("nepalesisch", "Armee") == "Nepalesische Armee"
