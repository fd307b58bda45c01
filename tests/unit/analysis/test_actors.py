"""Linking in an article: names, roles, offices by date, pronouns, metonyms, spokespeople, and who is nobody."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.tokens import Doc

from digest.analysis.pipeline import RULES_ALONE, build_pipeline
from digest.model import Article, Mode, Outlet, Party, Quotation, Span

PIPELINES = {code: build_pipeline(code, RULES_ALONE) for code in ("de", "en")}
MAY_2025 = datetime(2025, 5, 9, 8, tzinfo=UTC)


def article(text: str, published: datetime = MAY_2025, language: str = "de", country: str = "") -> Article:
    outlet = Outlet("elbwarte", "Elbwarte", country, language)
    return Article("a", "https://elbwarte.example/a", outlet, language, "Titel", text, published, published)


def quotation(text: str, phrase: str | None, near: str = "", number: int = 0) -> Quotation:
    """A quotation whose speaker is `phrase`, found at or after `near`."""
    span = None
    if phrase is not None:
        start = text.index(phrase, text.index(near))
        span = Span(start, start + len(phrase))
    return Quotation(f"q{number}", "a", Mode.INDIRECT, (Span(0, 1),), speaker=Party(span))


def linked(item: Article, *quotations: Quotation) -> Doc:
    nlp = PIPELINES[item.language]
    parts = dict(nlp.pipeline)
    doc = nlp.make_doc(item.text)
    doc._.article = item
    doc = parts["wortlaut_entities"](parts["wortlaut_sentences"](doc))
    doc._.quotations = quotations
    return parts["wortlaut_actors"](doc)


def speaker(text: str, phrase: str, near: str = "", published: datetime = MAY_2025, country: str = "") -> Party:
    doc = linked(article(text, published, country=country), quotation(text, phrase, near))
    return doc._.quotations[0].speaker


def names(doc: Doc) -> dict[str, str]:
    return {actor.id: actor.name for actor in doc._.actors}


def test_a_name_in_all_its_forms_is_one_actor():
    """Full name, genitive and surname lead to the same id, each with its rule."""
    text = "Kremlsprecher Dmitri Peskow sprach. Peskow kam. Das sind Peskows Worte."
    mentions = linked(article(text))._.mentions
    assert [mention.actor for mention in mentions] == ["dmitri-peskow"] * 3
    assert [mention.span.of(text) for mention in mentions] == ["Dmitri Peskow", "Peskow", "Peskows"]
    assert mentions[0].rule == "full-name"
    assert mentions[1].rule == "surname"
    assert all(0 < mention.confidence <= 1 for mention in mentions)


def test_an_unlisted_person_gets_a_readable_stable_id():
    """The id follows from kind and full name."""
    doc = linked(article("Ministerin Hanna Orlow kam. Orlow ging."))
    assert names(doc) == {"person:hanna-orlow": "Hanna Orlow"}
    assert {mention.actor for mention in doc._.mentions} == {"person:hanna-orlow"}


def test_two_people_of_one_surname_are_not_guessed():
    """A bare surname that two people of the article bear is not sure."""
    text = "Anna Sommer und Bert Sommer kamen. Sommer sagte, es gehe."
    party = speaker(text, "Sommer", "Sommer sagte")
    assert not party.certain


def test_a_title_tells_which_of_two_namesakes():
    """Whoever "Frau Sommer" names is the woman of that surname."""
    text = "Anna Sommer und Bert Sommer kamen. Dann ging Frau Sommer."
    assert linked(article(text))._.mentions[-1].actor == "person:anna-sommer"


@pytest.mark.parametrize(
    ("year", "holder", "certain"), [(2010, "dmitri-medwedew", False), (2025, "wladimir-putin", True)]
)
def test_a_role_without_name_is_its_holder_on_the_day(year: int, holder: str, certain: bool):
    """Whom "Der russische Präsident" means depends on the date; it is certain where a published list bears it out."""
    text = "Der russische Präsident kündigte an, zu reisen."
    party = speaker(text, "Der russische Präsident", published=datetime(year, 5, 8, tzinfo=UTC))
    assert (party.actors, party.certain) == ((holder,), certain)


def test_an_unverified_office_is_certain_where_the_article_names_its_holder():
    """The article itself bears out what rests on general knowledge alone."""
    text = "Dmitri Medwedew empfing Gäste. Der russische Präsident kündigte an, zu reisen."
    party = speaker(text, "Der russische Präsident", published=datetime(2010, 5, 8, tzinfo=UTC))
    assert (party.actors, party.certain) == (("dmitri-medwedew",), True)


@pytest.mark.parametrize(
    ("phrase", "actor"),
    [
        ("Frankreichs Präsident", "emmanuel-macron"),
        ("Der Präsident der Ukraine", "wolodymyr-selenskyj"),
        ("Die italienische Ministerpräsidentin", "giorgia-meloni"),
        ("Der Kremlsprecher", "dmitri-peskow"),
        ("Der US-Außenminister", "marco-rubio"),
        ("Der CDU-Vorsitzende", "friedrich-merz"),
        ("Der Nato-Generalsekretär", "mark-rutte"),
        ("Der UN-Generalsekretär", "antonio-guterres"),
        ("Die EU-Kommissionspräsidentin", "ursula-von-der-leyen"),
        ("Der bayerische Ministerpräsident", "markus-soeder"),
        ("Der britische Premierminister", "keir-starmer"),
        ("Der Bundesaußenminister", "johann-wadephul"),
        ("Der Bundeskanzler", "friedrich-merz"),
    ],
)
def test_offices_are_read_from_adjectives_genitives_and_compounds(phrase: str, actor: str):
    """State, party or body stand before, after or inside the title."""
    party = speaker(f"{phrase} sagte, man werde sehen.", phrase)
    assert party.actors == (actor,)


def test_the_federal_chancellor_is_that_of_the_outlets_country():
    """In an Austrian outlet "der Bundeskanzler" is the Austrian one."""
    assert speaker("Der Bundeskanzler sagte zu.", "Der Bundeskanzler", country="AT").actors == ("christian-stocker",)


@pytest.mark.parametrize(
    "phrase", ["Der frühere russische Präsident", "Der Ex-Bundeskanzler", "Ein russischer Minister"]
)
def test_former_or_unnamed_holders_are_not_the_present_one(phrase: str):
    """A word like "früher" or "Ex-" and an indefinite article keep the office table out."""
    assert speaker(f"{phrase} sagte zu.", phrase).actors == ()


def test_a_role_told_in_the_article_beats_the_national_office():
    """Where the article has a minister, "der Minister" is that one."""
    text = "Minister Jonas Reiker kam nach Irnstedt. Der Minister sagte, es gehe voran."
    party = speaker(text, "Der Minister", "Der Minister sagte")
    assert party.actors == ("person:jonas-reiker",)


@pytest.mark.parametrize(
    ("text", "pronoun", "actor"),
    [
        ("Hanna Orlow traf Bert Sommer. Er sagte, es gehe.", "Er", "person:bert-sommer"),
        ("Hanna Orlow traf Bert Sommer. Sie sagte, es gehe.", "Sie", "person:hanna-orlow"),
        ("Ministerin Lale Yıldız kam. Sie sagte, es gehe.", "Sie", "person:lale-yildiz"),
    ],
)
def test_a_pronoun_is_the_last_person_of_that_sex(text: str, pronoun: str, actor: str):
    """The sex comes from the given name or the role noun."""
    party = speaker(text, pronoun, f"{pronoun} sagte")
    assert party.rule == "pronoun"
    assert party.actors == (actor,)


def test_a_pronoun_after_an_unnamed_speaker_is_nobody_named_before():
    """Who goes on speaking is the spokesman nobody named, not the man named two sentences earlier."""
    text = "Bert Sommer sagte, es gehe. Ein Polizeisprecher rückte davon ab. Es gebe Hinweise, sagte er."
    first = quotation(text, "Bert Sommer")
    second = quotation(text, "Ein Polizeisprecher", number=1)
    third = quotation(text, "er", "sagte er.", number=2)
    spoken = linked(article(text), first, second, third)._.quotations
    assert [one.speaker.actors for one in spoken] == [("person:bert-sommer",), (), ()]


def test_a_hearer_is_no_new_actor():
    """A noun for those spoken to is not taken for a person of that name."""
    text = "Bert Sommer rief Pendler auf, daheim zu bleiben."
    spoken = quotation(text, "Bert Sommer")
    start = text.index("Pendler")
    heard = replace(spoken, addressee=Party(Span(start, start + len("Pendler"))))
    (found,) = linked(article(text), heard)._.quotations
    assert found.addressee is not None
    assert found.addressee.actors == ()


def test_the_last_speaker_is_preferred_to_somebody_mentioned():
    """He who spoke goes on speaking, although another man is named nearer."""
    text = "Bert Sommer sagte, er kenne Karl Winter. Er sei zufrieden, sagte er."
    first = quotation(text, "Bert Sommer")
    second = quotation(text, "er", "sagte er.", number=1)
    assert linked(article(text), first, second)._.quotations[1].speaker.actors == ("person:bert-sommer",)


@pytest.mark.parametrize("phrase", ["beide", "Beide Präsidenten"])
def test_both_are_two_actors(phrase: str):
    """The word "beide" means the two people told before."""
    text = f"Präsident Wladimir Putin und Staatschef Xi Jinping trafen sich. Dort sagten {phrase}, es gehe."
    assert set(speaker(text, phrase, "Dort").actors) == {"wladimir-putin", "xi-jinping"}


def test_people_joined_by_and_speak_together():
    """Two names joined by "und" are two speakers."""
    text = "Der russische Präsident Wladimir Putin und Xi Jinping kündigten das an."
    party = speaker(text, "Der russische Präsident Wladimir Putin und Xi Jinping")
    assert party.actors == ("wladimir-putin", "xi-jinping")


@pytest.mark.parametrize(("town", "state"), [("Peking", "china"), ("Moskau", "russland"), ("Washington", "usa")])
def test_a_seat_of_government_that_speaks_is_the_state(town: str, state: str):
    """As speaker the capital is the state; after "in" it is the town."""
    text = f"{town} kritisierte den Plan. In {town} regnete es."
    doc = linked(article(text), quotation(text, town))
    assert doc._.quotations[0].speaker.actors == (state,)
    assert [mention.actor for mention in doc._.mentions] == [state, town.lower()]
    assert doc._.mentions[0].rule == "metonym"


@pytest.mark.parametrize(
    ("text", "phrase", "actors"),
    [
        ("Ein Sprecher der US-Armee sagte zu.", "Ein Sprecher der US-Armee", ("us-armee",)),
        ("Vertreter von SPD und FDP lehnten ab.", "Vertreter von SPD und FDP", ("spd", "fdp")),
        ("Nach Angaben der Nachrichtenagentur Reuters stimmt das.", "der Nachrichtenagentur Reuters", ("reuters",)),
        ("Laut einem Bericht der Zeitung „Bild“ stimmt das.", "einem Bericht der Zeitung „Bild“", ("bild",)),
        ("Die „Elbpost“ meldete, es brenne.", "Die „Elbpost“", ("organisation:elbpost",)),
        ("Laut OSZE-Bericht stimmt das.", "OSZE-Bericht", ("osze",)),
        (
            "Die Regierungspartei Palästinas, die Hamas, lehnte ab.",
            "Die Regierungspartei Palästinas, die Hamas",
            ("hamas",),
        ),
        ("Die Nato sagte zu.", "Die Nato", ("nato",)),
    ],
)
def test_organisations_speak_by_name_spokesman_document_and_quote(text: str, phrase: str, actors: tuple[str, ...]):
    """Whoever speaks for an organisation, or what it issued, is the organisation."""
    assert speaker(text, phrase).actors == actors


def test_a_noun_for_an_organisation_is_the_one_told_before():
    """Nouns such as "die Universität" and "das Unternehmen" point back."""
    text = "Die Universität Hohenwerder und die Reederei Norkai streiten. Die Universität sagte zu. Das Unternehmen lehnte ab."
    assert speaker(text, "Die Universität", "Die Universität sagte").actors == ("organisation:universitat-hohenwerder",)
    assert speaker(text, "Das Unternehmen").actors == ("organisation:norkai",)


@pytest.mark.parametrize(
    "phrase",
    [
        "Experten",
        "Die Anwohner",
        "Ein Augenzeuge",
        "Die Regierung",
        "Die französischen Behörden",
        "Medienberichten",
        "man",
        "Der Anwalt von Peter Huber",
    ],
)
def test_nameless_speakers_are_nobody(phrase: str):
    """Without a name there is no actor and nothing is certain."""
    party = speaker(f"{phrase} sagten das. Peter Huber schwieg.", phrase)
    assert (party.actors, party.certain, party.confidence) == ((), False, 0.0)


def test_a_quotation_without_words_for_a_speaker_stays_as_it_is():
    """No span, no actor."""
    doc = linked(article("Es hieß, Putin komme."), quotation("Es hieß, Putin komme.", None))
    assert doc._.quotations[0].speaker.actors == ()


def test_speaker_and_addressee_differ():
    """An addressee that would be the speaker himself is left open."""
    text = "Bert Sommer sagte Sommer, es gehe."
    spoken = quotation(text, "Bert Sommer")
    start = text.index("Sommer,")
    spoken = replace(spoken, addressee=Party(Span(start, start + 6)))
    result = linked(article(text), spoken)._.quotations[0]
    assert result.speaker.actors == ("person:bert-sommer",)
    assert result.addressee is not None
    assert result.addressee.actors == ()


@pytest.mark.parametrize(
    ("text", "actor", "title"),
    [
        ("Kremlsprecher Dmitri Peskow kam.", "dmitri-peskow", "Kremlsprecher"),
        ("Das sagte der ukrainische Präsident Wolodymyr Selenskyj.", "wolodymyr-selenskyj", "ukrainischer Präsident"),
        ("Frankreichs Präsident Emmanuel Macron kam.", "emmanuel-macron", "Präsident Frankreichs"),
        ("Hanna Orlow, Vorsitzende des Verbands, kam.", "person:hanna-orlow", "Vorsitzende des Verbands"),
        ("Der Direktor der Behörde, Bagus Puruhito, kam.", "person:bagus-puruhito", "Direktor der Behörde"),
    ],
)
def test_roles_are_collected_in_words(text: str, actor: str, title: str):
    """Titles before, appositions after and before the name; in the nominative."""
    roles = {role.actor: role.titles for role in linked(article(text))._.roles}
    assert roles[actor][0] == title


def test_an_office_is_a_role_even_if_the_article_does_not_say_so():
    """The table adds what somebody is on the day."""
    roles = {role.actor: role.titles for role in linked(article("Wladimir Putin schwieg."))._.roles}
    assert roles["wladimir-putin"] == ("Präsident Russlands",)


def test_all_actors_of_quotations_are_listed():
    """Who is meant without being named is among the actors as well."""
    text = "Der russische Präsident kündigte das an."
    doc = linked(article(text), quotation(text, "Der russische Präsident"))
    assert names(doc) == {"wladimir-putin": "Wladimir Putin"}


def test_english_articles_share_the_actors():
    """An English name and "he" lead to the same actors as in German."""
    text = "Vladimir Putin met Dev Malhotra. He said it was fine."
    doc = linked(article(text, language="en"), quotation(text, "He", "He said"))
    assert doc._.mentions[0].actor == "wladimir-putin"
    assert len(doc._.quotations[0].speaker.actors) == 1


PIECES = st.sampled_from(
    ["Der", "russische", "Präsident", "Putin", "Xi", "und", "die", "SPD", ",", "Sprecher", "von", "sein", "Er", "sie", "beide", "Firma",
     "Peking", "in", ".", "\n\n", "„", "“", "54-Jährige", "Bericht", "(", ")", "Hanna", "Orlow", "’s", "Frankreichs", "\u00ad", "🦊", "Ein"]
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_any_text_and_any_span_are_linked_without_fault(data: st.DataObject):
    """Whatever the text and the speaker's span: no exception, mentions inside the text, actors listed, same result twice."""
    code = data.draw(st.sampled_from(["de", "en"]))
    text = data.draw(
        st.one_of(st.text(min_size=1, max_size=120), st.lists(PIECES, min_size=1, max_size=40).map(" ".join))
    )
    starts = st.integers(0, max(0, len(text) - 1))
    spans = [
        Span(start, min(len(text), start + data.draw(st.integers(1, 40))))
        for start in data.draw(st.lists(starts, max_size=4))
    ]
    quotations = [Quotation(f"q{i}", "a", Mode.DIRECT, (span,), speaker=Party(span)) for i, span in enumerate(spans)]
    first, second = (linked(article(text, language=code), *quotations) for _ in range(2))
    known = set(names(first))
    for mention in first._.mentions:
        assert mention.span.end <= len(text)
        assert mention.actor is None or mention.actor in known
    for item in first._.quotations:
        assert set(item.speaker.actors) <= known
        assert item.speaker.certain <= bool(item.speaker.actors)
    assert first._.quotations == second._.quotations
    assert first._.mentions == second._.mentions
    assert first._.roles == second._.roles
