"""Spans, hashes and analyses as text, and back without loss."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from digest.model import Actor, Analysis, Entity, Kind, Label, Mention, Mode, Party, Quotation, Roles, Span
from digest.store.encoding import (
    analysis_of,
    analysis_text,
    hashes_bytes,
    hashes_of,
    names_of,
    names_text,
    spans_of,
    spans_text,
)
from digest.store.tables import DAY_US, instant, microseconds

words = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
shares = st.floats(0, 1)
spans = st.builds(lambda start, length: Span(start, start + length), st.integers(0, 10**6), st.integers(1, 500))
some_spans = st.lists(spans, max_size=4).map(tuple)
names = st.lists(words, max_size=3).map(tuple)
parties = st.builds(Party, st.none() | spans, names, st.booleans(), words, shares)
quotations = st.builds(
    Quotation, words, st.just("a"), st.sampled_from(Mode), st.lists(spans, min_size=1, max_size=4).map(tuple), some_spans,
    some_spans, parties, st.none() | parties, st.none() | parties, st.none() | st.dates(), st.none() | words, shares,
)  # fmt: skip
analyses = st.builds(
    Analysis, st.just("a"), words, words,
    st.lists(st.builds(Actor, words, st.sampled_from(Kind), words, st.none() | words), max_size=3).map(tuple),
    st.lists(st.builds(Roles, words, names), max_size=3).map(tuple),
    st.lists(st.builds(Mention, spans, st.none() | words, words, shares), max_size=3).map(tuple),
    st.lists(quotations, max_size=3).map(tuple),
    st.lists(st.builds(Entity, spans, st.sampled_from(Label)), max_size=3).map(tuple),
)  # fmt: skip


@given(analyses)
def test_an_analysis_survives_as_text(analysis: Analysis):
    """Every field of every part comes back equal and of the same type."""
    text = analysis_text(analysis)
    back = analysis_of(analysis.article, analysis.version, analysis.language, text)
    assert back == analysis
    assert repr(back) == repr(analysis)


@given(some_spans, names, st.lists(st.integers(0, 2**64 - 1)).map(tuple))
def test_lists_survive(split, given_names, hashes):
    """Spans and names are compact JSON, hashes eight bytes each."""
    assert spans_of(spans_text(split)) == split
    assert names_of(names_text(given_names)) == given_names
    assert hashes_of(hashes_bytes(hashes)) == hashes
    assert len(hashes_bytes(hashes)) == 8 * len(hashes)
    assert json.loads(spans_text(split)) == [[span.start, span.end] for span in split]
    assert " " not in spans_text(split)


@given(st.datetimes(timezones=st.sampled_from([UTC])), st.datetimes(timezones=st.sampled_from([UTC])))
def test_instants_are_exact_and_sorted(first: datetime, second: datetime):
    """To the microsecond over all years; the stored numbers are in the order of time."""
    assert instant(microseconds(first)) == first
    assert instant(microseconds(first)).tzinfo is UTC
    assert (microseconds(first) < microseconds(second)) == (first < second)
    assert instant(microseconds(first) // DAY_US * DAY_US).date() == first.date()
    assert microseconds(first + timedelta(0)) // DAY_US == (first.date() - datetime(1970, 1, 1).date()).days
