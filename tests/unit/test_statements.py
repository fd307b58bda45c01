"""Merging of quotations into statements, and the words that are shown of one."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digest.model import Kind, Mode, Span, wording
from digest.statements import Reading, Statements, accounts, merge, told
from tests.building import Said, made, person
from tests.samples import copies, readings

ORLOW, KORTE = person("Hanna Orlow"), person("Matthias Korte")
DAM = "„Wir werden die Talsperre bis zum Herbst 2027 bauen“"
DAM_INDIRECT = "die Talsperre werde bis zum Herbst 2027 gebaut"


def merged(*read: Reading, same_story: bool = True, copy_of: dict[str, str] | None = None):
    story = {one.article.id: "s" if same_story else one.article.id for one in read}
    return merge(read, story, copy_of or {})


def indirect(speaker=ORLOW, content=DAM_INDIRECT, **more: object) -> Said:
    return Said(speaker, content, "{speaker} sagte, {}.", Mode.INDIRECT, **more)


def shown(said: Said) -> str:
    reading = made("A", said)
    return wording(reading.article.text, told(reading.analysis.quotations[0], reading.article.text, "de"))


def test_direct_and_indirect_accounts_meet():
    """What one outlet quotes and another retells is one statement, shown in the quoted words."""
    first, second = made("A", indirect()), made("B", Said(ORLOW, DAM), hours=3)
    (statement,) = merged(first, second)
    assert statement.text == DAM
    assert statement.mode is Mode.DIRECT
    assert [report.outlet.name for report in statement.reports] == ["B", "A"]
    assert statement.id == first.analysis.quotations[0].id
    assert statement.first_at == first.article.published_at


def test_literal_quotes_meet_across_stories():
    """The same quoted words are one statement even where the articles are in different stories."""
    (statement,) = merged(made("A", Said(ORLOW, DAM)), made("B", Said(ORLOW, DAM), hours=5), same_story=False)
    assert len(statement.reports) == 2


def test_different_speakers_never_meet():
    """The same words of two people are two statements."""
    assert len(merged(made("A", Said(ORLOW, DAM)), made("B", Said(KORTE, DAM)))) == 2


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("„Wir werden die Talsperre bauen“", "„Wir werden die Talsperre nicht bauen“"),
        ("„Es gibt einen Plan für die Talsperre“", "„Es gibt keinen Plan für die Talsperre“"),
        ("„Die Talsperre kostet 310 Millionen Euro“", "„Die Talsperre kostet 350 Millionen Euro“"),
    ],
)
def test_opposite_or_differing_accounts_never_meet(one, other):
    """A negation more or another figure makes another statement."""
    assert len(merged(made("A", Said(ORLOW, one)), made("B", Said(ORLOW, other)))) == 2


def test_denied_and_affirmed_never_meet():
    """What one outlet lets a speaker confirm and another deny is not the same, but a denied denial is an affirmation."""
    content = "dass die Talsperre im Herbst kommt"
    yes = made("A", Said(ORLOW, content, "{speaker} bestätigte, {}.", Mode.INDIRECT, cue="bestätigte"))
    no = made("B", Said(ORLOW, content, "{speaker} bestritt, {}.", Mode.INDIRECT, cue="bestritt"))
    double = made("C", Said(ORLOW, content, "{speaker} bestritt nicht, {}.", Mode.INDIRECT, cue="bestritt"))
    assert len(merged(yes, no)) == 2
    assert len(merged(yes, double)) == 1


def test_other_days_are_other_statements():
    """The same thing said again days later is another statement."""
    assert len(merged(made("A", indirect()), made("B", indirect(), hours=80))) == 2
    early = indirect(said_on=date(2025, 5, 3))
    again = indirect(content="bis zum Herbst 2027 werde die Talsperre gebaut")
    assert len(merged(made("A", early), made("B", replace(again, said_on=date(2025, 5, 8))))) == 2
    assert len(merged(made("A", early), made("B", again))) == 1


def test_what_is_retold_two_days_later_with_nothing_added_is_the_same():
    """Background repeats what was said for two days; the same words in another story are another statement."""
    first, later = made("A", indirect()), made("B", indirect(), hours=51)
    assert len(merged(first, later)) == 1
    assert len(merged(first, later, same_story=False)) == 2


def test_wire_copy_is_one_independent_text():
    """A copy's report does not count as independent, nor does the second of two copies of a text that is not there."""
    original, copy = made("A", Said(ORLOW, DAM)), made("B", Said(ORLOW, DAM), hours=1)
    (statement,) = merged(original, copy, copy_of={copy.article.id: original.article.id})
    assert [report.independent for report in statement.reports] == [True, False]
    (statement,) = merged(original, copy, copy_of={copy.article.id: "gone", original.article.id: "gone"})
    assert sum(report.independent for report in statement.reports) == 1


def test_copy_lends_the_credit_that_the_other_lacks():
    """Where only one of two copies of a text names the speaker, both report that speaker's statement."""
    named = made("A", Said(ORLOW, DAM))
    nameless = made("B", Said(None, DAM, frame="{}, sagte jemand."))
    (statement,) = merged(named, nameless, copy_of={nameless.article.id: named.article.id})
    assert statement.speakers == (ORLOW,)
    assert len(merged(named, nameless)) == 2


def test_uncertain_speaker_stays_uncertain_until_somebody_is_sure():
    """The link is sure as soon as one account of the same words names the speaker for sure."""
    unsure = made("A", replace(indirect(), certain=False))
    assert [one.certain for one in merged(unsure)] == [False]
    assert [one.certain for one in merged(unsure, made("B", indirect()))] == [True]


def test_inner_quotation_of_the_same_speaker_is_no_statement_of_its_own():
    """A piece inside a longer quotation of the same speaker adds nothing."""
    reading = made("A", Said(ORLOW, DAM))
    outer = reading.analysis.quotations[0]
    place = outer.content[0]
    inner = replace(outer, id="inner", content=(Span(place.start + 5, place.end - 3),), nested_in=outer.id)
    doubled = Reading(reading.article, replace(reading.analysis, quotations=(outer, inner)))
    assert len(merged(doubled)) == 1


def test_role_about_and_addressee_come_along():
    """A statement knows the speaker's role and the actors its words mention."""
    dam = person("Irntalsperre", Kind.PLACE)
    said = Said(ORLOW, "„Die Irntalsperre wird gebaut, und zwar bald“", about=(dam,), role="Umweltministerin")
    (statement,) = merged(made("A", said))
    assert statement.role == "Umweltministerin"
    assert statement.about == (dam,)


def test_misleading_content_is_shown_with_its_cue():
    """A content that its frame turns round, or that has no verb of its own, is shown with the frame."""
    denied = Said(ORLOW, "dass Geld fehlt", "{speaker} bestritt, {}.", Mode.INDIRECT, cue="bestritt")
    assert shown(denied) == "bestritt, dass Geld fehlt"
    asked = Said(ORLOW, "die Höfe zu räumen", "Am Mittwoch forderte {speaker}, {}.", Mode.INDIRECT, cue="forderte")
    assert shown(asked) == "Am Mittwoch forderte Hanna Orlow, die Höfe zu räumen"
    silent = Said(ORLOW, "ob das Geld reicht", "{speaker} sagte nicht, {}.", Mode.INDIRECT)
    assert shown(silent) == "sagte nicht, ob das Geld reicht"


def test_a_clause_that_hangs_on_its_verb_is_shown_with_it():
    """Beside a name "dass das Geld reicht" is no sentence; "sagte, dass das Geld reicht" is."""
    said = Said(ORLOW, "dass das Geld im Tal reicht", "{speaker} sagte, {}.", Mode.INDIRECT)
    assert shown(said) == "sagte, dass das Geld im Tal reicht"
    assert shown(replace(said, content="ob das Geld im Tal reicht")) == "sagte, ob das Geld im Tal reicht"


def test_plain_content_is_shown_alone():
    """What was said needs no "sagte" beside the speaker's name."""
    assert shown(indirect()) == DAM_INDIRECT
    assert shown(Said(ORLOW, DAM)) == DAM


def test_fragment_is_shown_in_its_sentence():
    """Two quoted words are shown with the sentence they stand in."""
    said = Said(ORLOW, "„kleines Wunder“", "{speaker} sprach von einem {} für das Tal.", cue="sprach")
    assert shown(said) == "sprach von einem „kleines Wunder“"


def test_a_clause_between_speaker_and_verb_is_left_out():
    """The name stands before; what the article inserts after it would begin in the middle of a sentence."""
    said = Said(
        ORLOW, "die Höfe zu räumen", "{speaker}, die selbst dort wohnt, forderte, {}.", Mode.INDIRECT, cue="forderte"
    )
    assert shown(said) == "forderte, die Höfe zu räumen"


def test_attribution_is_shown_whole():
    """A sentence that names its speaker by "laut" is shown as it stands."""
    said = Said(ORLOW, "fehlen noch drei Gutachten", "Laut {speaker} {}.", Mode.INDIRECT, cue="Laut")
    assert shown(said) == "Laut Hanna Orlow fehlen noch drei Gutachten"


def test_nameless_speaker_is_shown_in_the_article_s_words():
    """Where nobody can be credited the reader sees how the article names the speaker."""
    said = Said(None, "die Straße sei gesperrt", "{}, sagte eine Sprecherin.", Mode.INDIRECT)
    assert shown(said) == "die Straße sei gesperrt, sagte"
    reading = made("A", said)
    place = reading.article.text.index("eine Sprecherin")
    quotation = reading.analysis.quotations[0]
    spoken = replace(quotation, speaker=replace(quotation.speaker, span=Span(place, place + 15)))
    assert wording(reading.article.text, told(spoken, reading.article.text, "de")) == (
        "die Straße sei gesperrt, sagte eine Sprecherin"
    )


def stated(*read: Reading) -> Statements:
    """Statements that took these readings one by one, all in one story."""
    found = Statements()
    for one in read:
        found.take(accounts(one, "s", one.article.id))
    return found


def test_a_later_account_joins_whatever_comes_between():
    """A statement keeps its id when accounts join it, even one from an older article."""
    first, second = made("A", Said(ORLOW, DAM), hours=5), made("B", Said(ORLOW, DAM))
    found = stated(first, second)
    (statement,) = map(found.statement, found.ids())
    assert statement.id == first.analysis.quotations[0].id
    assert statement.first_at == second.article.published_at
    assert len(statement.reports) == 2


def test_what_an_update_no_longer_says_goes_and_the_rest_stays():
    """Taking an article out leaves statements that others report, with their ids, and names those that nobody does."""
    old = made("A", Said(ORLOW, DAM), Said(ORLOW, "„Niemand verliert seinen Hof, das verspreche ich“"))
    other = made("B", Said(ORLOW, DAM), hours=1)
    found = stated(old, other)
    shared, alone = (quotation.id for quotation in old.analysis.quotations)
    taken = found.withdraw({old.article.id})
    assert (taken.changed, taken.gone) == ({shared}, {alone})
    assert [report.outlet.name for report in found.statement(shared).reports] == ["B"]
    assert set(found.ids()) == {shared}


def test_a_restored_statement_is_joined_under_its_id():
    """What was stored before takes new accounts in and keeps the id it has, whatever its first account's is."""
    first, second = made("A", Said(ORLOW, DAM)), made("B", Said(ORLOW, DAM), hours=2)
    found = Statements()
    found.restore("seen", accounts(first, "s", first.article.id))
    assert found.take(accounts(second, "s", second.article.id)) == {"seen"}
    assert found.statement("seen").id == "seen"


def test_only_old_statements_are_forgotten():
    """What nothing can join any more is forgotten; a statement with one recent account is not."""
    old, young = made("A", Said(ORLOW, DAM)), made("B", Said(KORTE, DAM), hours=30)
    found = stated(old, young)
    found.prune(young.article.published_at)
    assert set(found.ids()) == {young.analysis.quotations[0].id}


def test_statements_of_the_samples_are_literal_and_of_one_speaker():
    """Each merged statement of the samples stands in its first report's article, and all its accounts have one speaker."""
    texts = {one.article.id: one for one in readings()}
    story = dict.fromkeys(texts, "s")
    found = merge(readings(), story, copies())
    assert len(found) > 150
    for statement in found:
        report = statement.reports[0]
        assert wording(texts[report.article].article.text, report.content) == statement.text
        for account in statement.reports:
            quotation = next(one for one in texts[account.article].analysis.quotations if one.id == account.quotation)
            assert set(quotation.speaker.actors) == {actor.id for actor in statement.speakers}


def test_sample_accounts_of_the_visit_meet():
    """The two accounts of the Moscow visit agree on what Xi, Selenskyj, Trump, Vance, Peskow and the NATO said."""
    found = merge(readings(), {one.article.id: "s" for one in readings()}, copies())
    twice = {
        actor.name
        for one in found
        if {"Elbwarte", "Morgenbericht"} <= {it.name for it in one.outlets}
        for actor in one.speakers
    }
    assert twice >= {
        "Xi Jinping", "Wladimir Putin", "Wolodymyr Selenskyj", "Donald Trump", "JD Vance", "Dmitri Peskow", "NATO",
    }  # fmt: skip


@settings(max_examples=6, deadline=None)
@given(st.permutations(range(len(readings()))))
def test_order_of_the_articles_does_not_matter(order):
    """The same readings give the same statements in whatever order they come."""
    read = [readings()[place] for place in order]
    story = {one.article.id: "s" for one in read}
    assert merge(read, story, copies()) == merge(readings(), story, copies())


NOUNS = st.sampled_from(["Steuer", "Talsperre", "Maut", "Schule", "Straße", "Brücke", "Reform", "Polizei", "Klinik"])


@settings(max_examples=60, deadline=None)
@given(
    st.lists(NOUNS, min_size=3, max_size=6, unique=True), st.integers(1, 5), st.sampled_from(["nicht", "nie", "kaum"])
)
def test_a_negation_more_always_parts(nouns, place, negation):
    """Put into any sentence at any place, a negation makes it another statement."""
    sentence = ["Wir", "wollen", *nouns, "erneuern"]
    opposite = [*sentence[:place], negation, *sentence[place:]]
    one, other = (Said(ORLOW, "„" + " ".join(said) + "“") for said in (sentence, opposite))
    assert len(merged(made("A", one), made("B", other))) == 2
    assert len(merged(made("A", one), made("B", one))) == 1
