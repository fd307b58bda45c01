"""Named entities by rules: what is found, with which label, and what is left alone."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digest.analysis.pipeline import RULES_ALONE, build_pipeline
from digest.model import Label

PIPELINES = {code: build_pipeline(code, RULES_ALONE) for code in ("de", "en")}


def entities(text: str, code: str = "de") -> list[tuple[str, str]]:
    nlp = PIPELINES[code]
    parts = dict(nlp.pipeline)
    doc = parts["wortlaut_entities"](parts["wortlaut_sentences"](nlp.make_doc(text)))
    return [(ent.text, ent.label_) for ent in doc.ents]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Das sagte Kremlsprecher Dmitri Peskow.", [("Dmitri Peskow", "PER")]),
        ("Ministerin Hanna Orlow widersprach.", [("Hanna Orlow", "PER")]),
        ("Der Direktor der Behörde, Bagus Puruhito, kam.", [("Bagus Puruhito", "PER")]),
        ("Nach Angaben von Dr. Eva Reuß ist das falsch.", [("Eva Reuß", "PER")]),
        ("Kommissionspräsidentin Ursula von der Leyen sprach.", [("Ursula von der Leyen", "PER")]),
        ("Der Schriftsteller Alfredo Pérez Rubalcaba ging.", [("Alfredo Pérez Rubalcaba", "PER")]),
        ("Rihanna und Pink sangen.", [("Rihanna", "PER")]),
    ],
)
def test_people_are_found_by_given_name_title_and_particle(text: str, expected: list[tuple[str, str]]):
    """A name stands without its title, with particles and second surnames."""
    assert entities(text) == expected


def test_a_surname_is_found_again_alone():
    """After the full name the bare surname, in the genitive too, is a person."""
    found = entities("Hanna Orlow kam. Später ging Orlow. Das war Orlows Plan.")
    assert found == [("Hanna Orlow", "PER"), ("Orlow", "PER"), ("Orlows", "PER")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Die Nato und die SPD-Fraktion berieten.", [("Nato", "ORG"), ("SPD-Fraktion", "ORG")]),
        ("Das Bundesamt für Verfassungsschutz warnte.", [("Bundesamt für Verfassungsschutz", "ORG")]),
        ("Die Feuerwehr Seehagen rückte aus.", [("Feuerwehr Seehagen", "ORG")]),
        ("Er schrieb der Zeitung „Elbwarte“ einen Brief.", [("Elbwarte", "ORG")]),
        ("Die Reederei Norkai schwieg, auch Norkais Chef.", [("Norkai", "ORG"), ("Norkais", "ORG")]),
        (
            "Die Interamerikanische Entwicklungsbank (IADB) zahlt.",
            [("Interamerikanische Entwicklungsbank", "ORG"), ("IADB", "ORG")],
        ),
        ("Die Lufthansa Cargo AG meldete Verluste.", [("Lufthansa Cargo AG", "ORG")]),
        ("Der Irnstedter Anzeiger berichtete.", [("Irnstedter Anzeiger", "ORG")]),
        ("Die Industrie- und Handelskammer Westerhafen klagt.", [("Industrie- und Handelskammer Westerhafen", "ORG")]),
    ],
)
def test_organisations_are_found_by_list_head_and_mark(text: str, expected: list[tuple[str, str]]):
    """Listed names, kinds of bodies with a name, company forms, acronyms with what they stand for."""
    assert entities(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("In Pohlheim und in Wien regnet es.", [("Pohlheim", "GPE"), ("Wien", "GPE")]),
        (
            "Die Vereinigten Staaten und Rheinland-Pfalz zahlen.",
            [("Vereinigten Staaten", "GPE"), ("Rheinland-Pfalz", "GPE")],
        ),
        ("Der Unfall geschah in der Fischergasse.", [("Fischergasse", "LOC")]),
        ("Am Potsdamer Platz war es ruhig.", [("Potsdamer Platz", "LOC")]),
    ],
)
def test_places_are_found_by_list_preposition_and_head(text: str, expected: list[tuple[str, str]]):
    """Listed places in any case, unknown ones after a preposition of place, streets and squares."""
    assert entities(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Die Regierung will in Zukunft mehr Geld für Schulen ausgeben.",
        "Viele Forscher sehen darin einen Fehler.",
        "Das Essen war kalt, und im August kam der Regen.",
        "Der SPD-Vorsitzende und der US-Präsident sprachen über das Wetter.",
        "Er machte sich ein Bild von der Lage.",
    ],
)
def test_ordinary_nouns_are_no_names(text: str):
    """Every German noun is capitalised; a capital alone, or a name inside a compound, names nobody."""
    assert entities(text) == []


def test_english_names_need_no_noun_list():
    """In English a capital inside a sentence is a name; roles and weekdays are not."""
    found = entities(
        "On Friday the Coastal Rescue Trust said so, and Vladimir Putin met Donald Trump in Washington.", "en"
    )
    assert ("Vladimir Putin", "PER") in found
    assert ("Coastal Rescue Trust", "ORG") in found
    assert ("Washington", "GPE") in found
    assert "Friday" not in {text for text, _ in found}


WORDS = st.sampled_from(
    ["Wladimir", "Putin", "Präsident", "der", "in", "Moskau", "sagte", "„", "“", "GmbH", "Dr.", ".", ",", "(", "SPD", ")", "von",
     "Universität", "Müller", "\n\n", "IV.", "W.", "1.", "FC", "Zeitung", "und", "Straße", "–", "’s", "\u00ad", "e\u0301", "🦊"]
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.one_of(st.text(max_size=200), st.lists(WORDS, max_size=40).map(" ".join)), st.sampled_from(["de", "en"]))
def test_any_text_gives_entities_inside_it(text: str, code: str):
    """Whatever the text: no exception, entities in order inside it, none overlapping, the same every time."""
    nlp = PIPELINES[code]
    parts = dict(nlp.pipeline)
    doc = parts["wortlaut_entities"](parts["wortlaut_sentences"](nlp.make_doc(text)))
    ends = 0
    for ent in doc.ents:
        assert ends <= ent.start_char < ent.end_char <= len(doc.text)
        assert ent.label_ in set(Label)
        ends = ent.end_char
    assert entities(text, code) == entities(text, code)
