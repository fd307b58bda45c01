"""Figures from gold and what was found."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.corpora import MarkedEntity, MarkedText, Scheme
from digest.evaluation.calibration import calibrate
from digest.evaluation.entity_figures import OUTER, OWN, entity_figures
from digest.evaluation.marks import GoldArticle, Marks, found_marks, tokens_of
from digest.evaluation.quotation_figures import by_name, judge, measure, plain_name
from digest.model import Actor, Analysis, Article, Entity, Kind, Label, Mode, Outlet, Party, Quotation, Span

DAY = datetime(2025, 5, 9, tzinfo=UTC)
TEXT = "„Wir gehen“, sagte Xi. Laut Peking regnet es."


def gold_article(*quotations):
    article = Article("a", "", Outlet("x", "X"), "de", "Titel", TEXT, DAY, DAY)
    return GoldArticle(article, tokens_of(TEXT), quotations)


def words(*wanted):
    tokens = tokens_of(TEXT)
    return tokens.under(Span(TEXT.index(word), TEXT.index(word) + len(word)) for word in wanted)


DIRECT = Marks(Mode.DIRECT, words("„Wir gehen“"), speaker=words("Xi"), cue=words("sagte"), actors=("Xi Jinping",))
INDIRECT = Marks(Mode.INDIRECT, words("regnet es"), speaker=words("Peking"), cue=words("Laut"), actors=("~Peking",))


def test_all_right_is_a_hundred():
    """What is found exactly as annotated reaches 100 in every figure that has something to count."""
    figures = by_name(measure([judge(gold_article(DIRECT, INDIRECT), (DIRECT, INDIRECT))], plain_name))
    assert {name for name, value in figures.items() if value != 100} == {"frame tokens", "addressee tokens"}


def test_nothing_found_is_zero():
    """Where nothing is found every figure is 0 and nothing is divided by zero."""
    assert set(by_name(measure([judge(gold_article(DIRECT), ())], plain_name)).values()) == {0.0}
    assert set(by_name(measure([], plain_name)).values()) == {0.0}


def test_modes_are_counted_apart_from_what_was_seen():
    """A quotation found in another mode was seen, and counts for neither mode as right."""
    wrong = Marks(Mode.REPORTED, DIRECT.content)
    figures = measure([judge(gold_article(DIRECT), (wrong,))], plain_name)
    direct = next(one for one in figures.modes if one.mode is Mode.DIRECT)
    reported = next(one for one in figures.modes if one.mode is Mode.REPORTED)
    assert (direct.counts.right, direct.counts.gold, direct.seen) == (0, 1, 1)
    assert (reported.counts.right, reported.counts.found) == (0, 1)


def test_a_speaker_may_be_right_by_another_name():
    """The figure "actor" compares names as the public scorer does, "linked" whom they name, nameless ones left out."""
    found = Marks(Mode.DIRECT, DIRECT.content, speaker=DIRECT.speaker, actors=("Xi",))
    speakers = measure([judge(gold_article(DIRECT, INDIRECT), (found,))], lambda name: name.split()[0]).speakers
    assert (speakers.named, speakers.right) == (2, 0)
    assert (speakers.credited, speakers.linked) == (1, 1)
    assert plain_name("~Žižek") == plain_name("zizek")


def test_found_quotations_become_token_indexes():
    """Spans become the tokens they overlap, actors their names; a content without any token is left out."""
    quotation = Quotation(
        "q", "a", Mode.DIRECT, (Span(0, 11),), cue=(Span(13, 18),), speaker=Party(Span(19, 21), ("xi",))
    )
    blank = Quotation("r", "a", Mode.DIRECT, (Span(12, 13),))
    actors = (Actor("xi", Kind.PERSON, "Xi Jinping"),)
    analysis = Analysis("a", "test-1", "de", actors, (), (), (quotation, blank), ())
    (mark,) = found_marks(analysis, tokens_of(TEXT))
    assert mark == Marks(
        Mode.DIRECT, DIRECT.content, DIRECT.speaker, DIRECT.cue, actors=("Xi Jinping",), confidence=quotation.confidence
    )


@given(st.lists(st.tuples(st.floats(0, 1), st.booleans())))
def test_every_verdict_is_in_a_bin(verdicts):
    """Whatever the confidences, all are counted and the error is a share."""
    calibration = calibrate(verdicts)
    assert sum(one.number for one in calibration.bins) == len(verdicts)
    assert 0.0 <= calibration.error <= 1.0


def test_calibration_error_is_the_mean_distance():
    """Four of .75 of which half are right are .25 off; two of 1.0 that are right are not off at all."""
    assert calibrate([(0.75, True), (0.75, False)] * 2).error == pytest.approx(0.25)
    assert calibrate([(0.75, True), (0.75, False)] * 2 + [(1.0, True)] * 2).error == pytest.approx(0.25 * 4 / 6)


def test_entities_count_by_span_and_class():
    """A place is right as GPE or LOC where the gold knows one class, and wrong where it knows two; MISC is left out."""
    text = MarkedText(
        "t", "Bonn Rhein Duden", Scheme.ENTITIES,
        (MarkedEntity((0, 4), (Label.GPE, Label.LOC)), MarkedEntity((5, 10), (Label.LOC,)), MarkedEntity((11, 16), (Label.MISC,))),
    )  # fmt: skip
    found = [Entity(Span(0, 4), Label.GPE), Entity(Span(5, 10), Label.GPE), Entity(Span(11, 16), Label.PER)]
    outer = entity_figures([(text, found)], OUTER)
    assert (outer.all.right, outer.all.found, outer.all.gold) == (2, 3, 2)
    own = dict(entity_figures([(text, found)], OWN).classes)
    assert (own["LOC"].right, own["GPE"].right, own["MISC"].gold, own["PER"].found) == (0, 1, 1, 1)
