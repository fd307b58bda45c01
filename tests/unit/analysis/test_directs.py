"""Direct speech, fragments, speech acts and carried speech in German."""

from __future__ import annotations

import pytest

from tests.unit.analysis.reading import find, only


@pytest.mark.parametrize(
    ("text", "content", "speaker", "frame"),
    [
        ("„Wir sind bereit“, sagte Xi.", ["„Wir sind bereit“"], "Xi", [", sagte Xi"]),
        ("»Wir sind bereit«, sagte Xi.", ["»Wir sind bereit«"], "Xi", [", sagte Xi"]),
        ("Xi sagte: „Wir sind bereit.“", ["„Wir sind bereit.“"], "Xi", ["Xi sagte:"]),
        ("„Wir“, sagte Xi, „sind bereit.“", ["„Wir“", "„sind bereit.“"], "Xi", [", sagte Xi,"]),
        ("„Wir sind bereit“, so der Minister.", ["„Wir sind bereit“"], "der Minister", [", so der Minister"]),
        ("„Sind wir bereit?“, fragte Xi.", ["„Sind wir bereit?“"], "Xi", [", fragte Xi"]),
    ],
)
def test_framed(text, content, speaker, frame):
    """The marks belong to the content, comma and colon to the frame; content may be split by the frame."""
    found = only(text)
    assert (found.mode, found.content, found.speaker, found.frame) == ("direct", content, speaker, frame)


def test_over_sentences():
    """A quotation of several sentences is one."""
    found = only("„Wir sind bereit. Wir kommen alle“, sagte Xi.")
    assert found.content == ["„Wir sind bereit. Wir kommen alle“"]


def test_a_second_quotation_goes_on():
    """What follows the framed part in the next sentence without frame of its own belongs to it."""
    found = only("„Wir sind bereit“, sagte Xi. „Wir kommen heute noch alle.“")
    assert found.content == ["„Wir sind bereit“", "„Wir kommen heute noch alle.“"]


def test_without_frame():
    """Quoted sentences without frame are by the speaker of the sentence before."""
    found = find("Maier kritisierte den Plan. „Das wird uns alle teuer zu stehen kommen.“")
    assert [(f.mode, f.speaker) for f in found] == [("reported", "Maier"), ("direct", "Maier")]


def test_a_judgement_in_quotation_marks():
    """A quoted judgement is the content of "bezeichnete … als" and "sprach von"."""
    found = only("Die Nato hat das Land als „entscheidenden Ermöglicher“ bezeichnet.")
    assert (found.mode, found.content, found.speaker) == ("direct", ["„entscheidenden Ermöglicher“"], "Die Nato")


@pytest.mark.parametrize(
    "text",
    ["Der Film „Das Leben der Anderen“ läuft.", "Die „Bild“ erscheint täglich.", "So etwas nennt man einen „Split“."],
)
def test_titles_and_terms(text):
    """Titles, names and terms in quotation marks are nobody's words."""
    assert find(text) == []


def test_a_fragment_in_indirect_speech_belongs_to_it():
    """Quotation marks inside the content of indirect speech make no second quotation."""
    found = only("Maier sagte, das sei „ein großer Fehler“ gewesen.")
    assert (found.mode, found.content) == ("indirect", ["das sei „ein großer Fehler“ gewesen"])


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("Peking kritisierte die Nato scharf.", "Peking"),
        ("Die SPD lehnt den Vorschlag ab.", "Die SPD"),
        ("Gestern hat der Präsident seinen Rücktritt angekündigt.", "der Präsident"),
        ("Den Vorwurf wies Maier zurück.", "Maier"),
        ("Provokation um ihrer selbst willen lehnt sie ab.", "sie"),
        ("Kritik übte auch Maria Hollerbach.", "Maria Hollerbach"),
    ],
)
def test_a_told_act(text, speaker):
    """A speech act without content is the whole sentence with its full stop."""
    found = only(text)
    assert (found.mode, found.content, found.speaker, found.frame) == ("reported", [text], speaker, [])


@pytest.mark.parametrize(
    "text",
    ["Das Unwetter forderte zehn Todesopfer.", "Zu dem Fall äußerte er sich nicht.", "Er wurde zu Haft verurteilt."],
)
def test_no_act(text):
    """What was not said, and what a court did, are no speech acts."""
    assert find(text) == []


def test_the_subjunctive_is_no_act():
    """A sentence in the reported subjunctive goes on with the speaker even where its verb tells a speech act."""
    found = find("Maier sagte, es gehe. Sie habe einen Zuschuss beantragt und rechne mit einer Zusage.")
    assert [one.mode for one in found] == ["indirect", "indirect_free"]


def test_the_subjunctive_carries_on():
    """Sentences in the reported subjunctive go on with the speaker before; adjacent ones are one quotation."""
    found = find(
        "Die Polizei teilte mit, dass es brannte. Niemand sei verletzt. Die Ursache werde geprüft. Es regnete."
    )
    assert [f.mode for f in found] == ["indirect", "indirect_free"]
    assert found[1].content == ["Niemand sei verletzt. Die Ursache werde geprüft."]
    assert (found[1].speaker, found[1].cue, found[1].frame) == ("Die Polizei", [], [])


def test_a_wish_is_no_report():
    """The shape "möchte" and a first person are not reported speech."""
    assert find("Es regnete. Er möchte gehen. Ich habe Zeit.") == []


def test_nested():
    """A statement inside the content of another one points to it."""
    outer, inner = sorted(
        find("Maier sagte, die SPD habe angekündigt, die Steuer zu senken."), key=lambda f: -len(f.content[0])
    )
    assert inner.quotation.nested_in == outer.quotation.id
    assert inner.speaker == "die SPD"
