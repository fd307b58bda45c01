"""Framing clauses and their content in German, one shape per test."""

from __future__ import annotations

import pytest

from tests.unit.analysis.reading import find, only


@pytest.mark.parametrize(
    ("text", "content", "speaker", "cue"),
    [
        ("Der Minister sagte, dass er komme.", ["dass er komme"], "Der Minister", ["sagte"]),
        ("Der Minister sagte, er werde kommen.", ["er werde kommen"], "Der Minister", ["sagte"]),
        ("Am Montag sagte Anna Weber, sie gehe.", ["sie gehe"], "Anna Weber", ["sagte"]),
        ("Das Amt teilte am Abend mit, es sei still.", ["es sei still"], "Das Amt", ["teilte", "mit"]),
        ("Xi hat angekündigt, nach Rom zu reisen.", ["nach Rom zu reisen"], "Xi", ["hat", "angekündigt"]),
        ("Die SPD fordert, die Steuer abzuschaffen.", ["die Steuer abzuschaffen"], "Die SPD", ["fordert"]),
        ("Die Partei geht davon aus, dass es gelingt.", ["dass es gelingt"], "Die Partei", ["geht", "davon", "aus"]),
        ("Deren Chef Maier forderte, Geld zu geben.", ["Geld zu geben"], "Deren Chef Maier", ["forderte"]),
        ("Die Chefin fragte, ob das reiche.", ["ob das reiche"], "Die Chefin", ["fragte"]),
        ("Der Bund, sagte Maier, habe Geld genug.", ["Der Bund", "habe Geld genug"], "Maier", ["sagte"]),
        ("Die Lage sei ernst, sagte der Minister.", ["Die Lage sei ernst"], "der Minister", ["sagte"]),
        ("Wie das Amt mitteilte, ist die Straße frei.", ["ist die Straße frei"], "das Amt", ["mitteilte"]),
        ("Die Straße ist frei, wie das Amt mitteilte.", ["Die Straße ist frei"], "das Amt", ["mitteilte"]),
        (
            "Maier erklärte, wenn es regne, werde er bleiben.",
            ["wenn es regne, werde er bleiben"],
            "Maier",
            ["erklärte"],
        ),
    ],
)
def test_the_shapes(text, content, speaker, cue):
    """Content, speaker and cue of every shape of framed indirect speech."""
    found = only(text)
    assert (found.mode, found.content, found.speaker, found.cue) == ("indirect", content, speaker, cue)


def test_the_frame_has_its_comma():
    """A frame before the content ends in its comma, one after it begins with it; the final full stop is outside."""
    assert only("Der Minister sagte gestern, er komme.").frame == ["Der Minister sagte gestern,"]
    assert only("Er komme, sagte der Minister gestern.").frame == [", sagte der Minister gestern"]


def test_apposition_and_title_belong_to_the_speaker():
    """The whole noun phrase with title and apposition speaks, without the relative clause behind it."""
    text = "Bill Graham, Parteichef der Liberalen, erklärte, er trete zurück."
    assert only(text).speaker == "Bill Graham, Parteichef der Liberalen"
    text = "Außenminister Karl Maier (SPD), der gestern ankam, erklärte, er bleibe."
    assert only(text).speaker == "Außenminister Karl Maier (SPD)"


def test_the_person_spoken_to():
    """The hearer of accusing, of telling a paper and of "gegenüber" is found and is not the speaker."""
    found = only("Selenskyj warf Peking vor, Waffen zu liefern.")
    assert (found.speaker, found.addressee) == ("Selenskyj", "Peking")
    found = only("Sein Vize sagte dem Sender Fox News, er sei bereit.")
    assert (found.speaker, found.addressee) == ("Sein Vize", "dem Sender Fox News")
    found = only("Trump räumte vor Reportern ein, dass es dauere.")
    assert (found.speaker, found.addressee) == ("Trump", "Reportern")


def test_what_is_said_to_an_agency():
    """A news agency that was told is also who passed it on; another paper is not."""
    found = only("Der Minister sagte der Nachrichtenagentur dpa, er bleibe.")
    assert found.via == found.addressee == "der Nachrichtenagentur dpa"
    assert only("Der Minister sagte der Zeitung „Welt“, er bleibe.").via is None


def test_a_passive_has_its_agent_for_speaker():
    """In the passive the subject does not speak; the agent does, or nobody."""
    assert only("Es wurde von der Opposition kritisiert, dass nichts geschehe.").speaker == "der Opposition"
    assert only("Ihm wird vorgeworfen, gelogen zu haben.").speaker is None


def test_what_a_text_says():
    """The shape "heißt es" has for its speaker the text it stands in, and "laut" inside the frame is who passed it on."""
    found = only("In der Erklärung heißt es laut Reuters, beide wollten Frieden.")
    assert (found.speaker, found.via, found.cue) == ("der Erklärung", "Reuters", ["heißt", "es"])


def test_a_second_frame_ends_the_content():
    """The shape "… und warnte vor …" is no part of what was said before."""
    found = find("Maier sagte, dass die Kosten steigen, und kündigte an, mehr zu zahlen.")
    assert [f.content for f in found] == [["dass die Kosten steigen"], ["mehr zu zahlen"]]
    assert [f.speaker for f in found] == ["Maier", "Maier"]


def test_the_sentence_before():
    """The shape "Das sagte X." credits the sentence before it."""
    found = only("Die Brücke bleibt bis Juli gesperrt. Das teilte die Stadt mit.")
    assert (found.content, found.speaker) == (["Die Brücke bleibt bis Juli gesperrt."], "die Stadt")


@pytest.mark.parametrize(
    "text",
    [
        "Die erklärte Absicht ist gut.",
        "Er kam, als es regnete.",
        "Er schlug auf den Tisch, dass es krachte.",
        "Der Film „Das Boot“ läuft heute.",
        "Das Gesetz regelt, wer zahlt.",
        "Selbst wenn sie gewinnt, droht ihr der Abstieg.",
    ],
)
def test_no_speech(text):
    """Narration, titles and laws are no statements."""
    assert find(text) == []
