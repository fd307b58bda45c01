"""What stays with rules when the trained tagger has the last word; the network is a stand-in that says what it is told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

import pytest

from digest.analysis.pipeline import RULES_ALONE, build_pipeline
from digest.analysis.tagger import NOTHING, Tagged, TaggedQuotation
from digest.analysis.tagging import Tagging, hint_of
from digest.lang import load
from digest.model import Article, Entity, Label, Mode, Outlet, Span

WHEN = datetime(2025, 5, 9, 8, tzinfo=UTC)
PIPELINES = {code: build_pipeline(code, RULES_ALONE) for code in ("de", "en")}


@dataclass
class Parrot:
    """Answers every text with what it was made with, and remembers the hints."""

    answer: Tagged
    hints: Tagged = NOTHING

    def tag(self, texts, rules, *, quotations):
        (self.hints,) = rules
        return [self.answer if quotations else Tagged(self.answer.entities) for _ in texts]


def at(text, words):
    start = text.index(words)
    return Span(start, start + len(words))


def tagged(text, answer, language="de"):
    """The document after the rules and the tagger's component, before linking."""
    nlp = PIPELINES[language]
    doc = nlp.make_doc(text)
    doc._.article = Article("a", "", Outlet("x", "x"), language, "", text, WHEN, WHEN)
    for name, component in nlp.pipeline:
        if name != "wortlaut_actors":
            doc = component(doc)
    parrot = Parrot(answer)
    return Tagging(parrot, load(language))(doc), parrot


def contents(doc):
    return [[span.of(doc.text) for span in quotation.content] for quotation in doc._.quotations]


def test_the_rules_findings_are_handed_on():
    """The network gets the entities and quotations of the rules, in code points."""
    text = "Angela Merkel sagte: „Wir schaffen das.“"
    _, parrot = tagged(text, NOTHING)
    assert [entity.span.of(text) for entity in parrot.hints.entities] == ["Angela Merkel"]
    assert [span.of(text) for span in parrot.hints.quotations[0].content] == ["„Wir schaffen das.“"]


def test_quote_marks_belong_to_a_direct_content():
    """A direct content found without its marks gets them; an indirect one does not."""
    text = "Merkel sagte: „Wir schaffen das.“"
    inner = (at(text, "Wir schaffen das."),)
    assert contents(tagged(text, Tagged(quotations=(TaggedQuotation(Mode.DIRECT, inner),)))[0]) == [
        ["„Wir schaffen das.“"]
    ]
    assert contents(tagged(text, Tagged(quotations=(TaggedQuotation(Mode.INDIRECT, inner),)))[0]) == [
        ["Wir schaffen das."]
    ]


def test_unquoted_pieces_are_no_direct_speech():
    """Of a direct content in pieces those outside of quote marks are dropped, and shreds of another quoted stretch."""
    text = "„Sie fragt“, sagte Rau und lobte Erfahrung an freien Bühnen. Auf dem Banner stand „Rettet das schöne Tal“."
    pieces = (at(text, "„Sie fragt“"), at(text, "Erfahrung an freien Bühnen"), at(text, "Tal“"))
    doc, _ = tagged(text, Tagged(quotations=(TaggedQuotation(Mode.DIRECT, pieces),)))
    assert contents(doc) == [["„Sie fragt“"]]


def test_an_indirect_content_stays_in_its_sentence():
    """A piece in another sentence than the longest one is dropped; a gap inside the sentence is kept."""
    text = "Die Lage sei, sagte Rau, sehr ernst geworden. Am 17. Mai wird getagt."
    pieces = (at(text, "Die Lage sei"), at(text, "sehr ernst geworden"), at(text, "Mai wird"))
    doc, _ = tagged(text, Tagged(quotations=(TaggedQuotation(Mode.INDIRECT, pieces),)))
    assert contents(doc) == [["Die Lage sei", "sehr ernst geworden"]]


def test_frame_and_content_end_with_the_paragraph():
    """What the network takes from the paragraph before is cut off."""
    text = "Ein Bild aus dem Archiv der Stadt\n\nDie Lage sei ernst, sagte Rau."
    across = Span(text.index("Stadt"), text.index(", sagte"))
    frame = (Span(text.index("Archiv"), text.index("Lage")), at(text, ", sagte Rau"))
    doc, _ = tagged(
        text, Tagged(quotations=(TaggedQuotation(Mode.INDIRECT, (at(text, "Lage sei ernst"),), (), frame),))
    )
    assert [span.of(text) for span in doc._.quotations[0].frame] == ["Die", ", sagte Rau"]
    doc, _ = tagged(text, Tagged(quotations=(TaggedQuotation(Mode.INDIRECT, (across,)),)))
    assert all("\n" not in words for words in contents(doc)[0])


@pytest.mark.parametrize(
    ("text", "kept"), [("Er kritisierte den Vorschlag scharf.", True), ("Er fuhr am Mittwoch nach Wien.", False)]
)
def test_a_reported_act_needs_a_word_for_saying(text, kept):
    """What is told as a whole stays only where something in it tells of speech."""
    answer = Tagged(quotations=(TaggedQuotation(Mode.REPORTED, (Span(0, len(text)),)),))
    assert bool(tagged(text, answer)[0]._.quotations) is kept


def test_parties_hold_names_wholly_and_no_punctuation():
    """Half a name as a speaker becomes the whole; a comma before it goes."""
    text = "Die Lage sei ernst, Angela Merkel sagte das."
    party = Span(text.index(", Angela"), text.index(" Merkel"))
    answer = Tagged(
        (Entity(at(text, "Angela Merkel"), Label.PER),),
        (TaggedQuotation(Mode.INDIRECT, (at(text, "Die Lage sei ernst"),), speaker=party),),
    )
    doc, _ = tagged(text, answer)
    assert doc._.quotations[0].speaker.span.of(text) == "Angela Merkel"


def test_a_capital_is_no_person():
    """What the rules know as a country or town is that, even where the network sees a person."""
    text = "Washingtons Kurs gefällt in Peking niemandem."
    doc, _ = tagged(text, Tagged((Entity(at(text, "Washingtons"), Label.PER),)))
    assert [(entity.text, entity.label_) for entity in doc.ents] == [("Washingtons", "GPE")]


def test_the_day_is_found_for_what_only_the_network_sees():
    """A quotation without a finding of the rules gets its day from its frame."""
    text = "Rau am Mittwoch: Die Lage ist ernst."
    content, frame = (at(text, "Die Lage ist ernst"),), (at(text, "Rau am Mittwoch"),)
    doc, _ = tagged(text, Tagged(quotations=(TaggedQuotation(Mode.INDIRECT, content, frame=frame),)))
    assert str(doc._.quotations[0].said_on) == "2025-05-07"


def test_english_quotations_stay_with_the_rules():
    """In a language the network learned no quotations from it gives the entities alone."""
    text = "She said that it was late in Paris."
    answer = Tagged((Entity(at(text, "Paris"), Label.GPE),), (TaggedQuotation(Mode.DIRECT, (at(text, "late"),)),))
    doc, _ = tagged(text, answer, "en")
    assert contents(doc) == [["it was late in Paris"]] or contents(doc) == [["that it was late in Paris"]]
    assert [entity.text for entity in doc.ents] == ["Paris"]


def test_hints_hold_whatever_the_document_holds():
    """Parties without words are none in the hints."""
    doc, _ = tagged("Es regnet.", NOTHING)
    assert hint_of(doc) == Tagged()


def test_a_cue_in_two_sentences_is_taken_from_the_rules():
    """Where the network mixes two sentences into one cue, cue and speaker are those that the rules gave the content."""
    text = "Präsident Arno Berg schloss das nicht aus. Man sei bereit, sagte Vizepräsident Kai Thal."
    mixed = TaggedQuotation(
        Mode.INDIRECT, (at(text, "Man sei bereit"),), cue=(at(text, "aus"), at(text, "sagte")),
        speaker=at(text, "Präsident Arno Berg"),
    )  # fmt: skip
    doc, _ = tagged(text, Tagged(quotations=(mixed,)))
    (quotation,) = doc._.quotations
    assert [span.of(text) for span in quotation.cue] == ["sagte"]
    assert quotation.speaker.span.of(text) == "Vizepräsident Kai Thal"


def test_quoted_words_in_the_name_of_who_speaks_are_not_said():
    """„Rettet das Tal“ in the speaker's own description is no piece of what she said."""
    text = "„Das Tal bleibt“, rief Ina Holm, Sprecherin der Initiative „Rettet das Tal“, den anderen zu."
    torn = TaggedQuotation(
        Mode.DIRECT, (at(text, "„Das Tal bleibt“"), at(text, "Rettet das Tal“,")), cue=(at(text, "rief"),),
        speaker=at(text, "Ina Holm, Sprecherin der Initiative „Rettet das Tal“"),
    )  # fmt: skip
    doc, _ = tagged(text, Tagged(quotations=(torn,)))
    assert contents(doc)[0] == ["„Das Tal bleibt“"]
