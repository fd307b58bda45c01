"""Readers of the annotated corpora."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from digest.corpora import (
    Scheme,
    joined_sentences,
    read_corpus_de,
    read_gepade,
    read_germeval,
    spaced,
)
from digest.model import Label, Mode


def covered(text, spans):
    return [text.text[a:b] for a, b in spans]


def test_news_article_spans_point_into_the_joined_text(tmp_path):
    """Sentence-wise offsets become offsets of the text; a surface counts wherever it stands as a whole word."""
    line = {
        "id": "1",
        "sentences": ["Merkel lobte die SPD. ", "Die SPD-Spitze schwieg, so Merkel."],
        "actors": [
            {"name": "Angela Merkel", "kind": "PER", "surfaces": ["Merkel"]},
            {"name": "SPD", "kind": "ORG", "surfaces": ["SPD"]},
        ],
        "statements": [
            {
                "mode": "indirect", "content": [[1, 0, 22]], "speaker": [[1, 27, 33]], "cue": [[1, 24, 26]],
                "frame": [[1, 22, 33]], "addressee": [], "actors": ["Angela Merkel"],
            }
        ],
    }  # fmt: skip
    (tmp_path / "a.jsonl").write_text(json.dumps(line) + "\n", encoding="utf-8")
    (text,) = read_corpus_de(tmp_path / "a.jsonl")
    quotation = text.quotations[0]
    assert quotation.mode is Mode.INDIRECT
    assert covered(text, quotation.content) == ["Die SPD-Spitze schwieg"]
    assert covered(text, quotation.speaker) == ["Merkel"]
    assert covered(text, quotation.frame) == [", so Merkel"]
    assert sorted(covered(text, [entity.span for entity in text.entities])) == ["Merkel", "Merkel", "SPD"]


def test_germeval_leaves_derived_forms_and_parts_outside(tmp_path):
    """Outer entities count, LOC may be GPE or LOC, "deutschen" and the part of a compound do not count."""
    rows = ["# source", "1\tAngela\tB-PER\tO", "2\tMerkel\tI-PER\tO", "3\tin\tO\tO", "4\tBonn\tB-LOC\tO",
            "5\tdeutschen\tB-LOCderiv\tO", "6\tUS-Amt\tB-LOCpart\tO", "7\t.\tO\tO", ""]  # fmt: skip
    (tmp_path / "g.tsv").write_text("\n".join(rows), encoding="utf-8")
    (text,) = read_germeval(tmp_path / "g.tsv")
    assert text.text == "Angela Merkel in Bonn deutschen US-Amt."
    assert [(text.text[slice(*e.span)], e.labels) for e in text.entities] == [
        ("Angela Merkel", (Label.PER,)),
        ("Bonn", (Label.GPE, Label.LOC)),
    ]


def test_speech_events_keep_only_those_with_a_message(tmp_path):
    """An event without message teaches nothing here; roles map to ours."""
    line = {
        "id": "s",
        "sentences": [["Er", "sagt", ",", "sie", "komme", "."]],
        "annotations": [
            {"Cue": ["0:1"], "Source": ["0:0"], "Message": ["0:3", "0:4"], "Addr": [], "PTC": [], "Topic": []},
            {"Cue": ["0:1"], "Source": [], "Message": [], "Addr": [], "PTC": [], "Topic": []},
        ],
    }
    (tmp_path / "s.jsonl").write_text(json.dumps(line), encoding="utf-8")
    (text,) = read_gepade(tmp_path / "s.jsonl")
    assert text.scheme is Scheme.SPEECH
    assert len(text.quotations) == 1
    assert covered(text, text.quotations[0].content) == ["sie", "komme"]
    assert covered(text, text.quotations[0].speaker) == ["Er"]


@given(st.lists(st.text(alphabet='abÄ.,:"„“()', min_size=1, max_size=6), max_size=20))
def test_spaced_tokens_can_be_found_again(tokens):
    """Each token's span covers exactly the token."""
    text, spans = spaced(tokens)
    assert [text[a:b] for a, b in spans] == tokens


@given(st.lists(st.text(min_size=1, max_size=10), max_size=8))
def test_joined_sentences_can_be_found_again(sentences):
    """Each sentence stands at its start, and no two run into each other."""
    text, starts = joined_sentences(sentences)
    assert all(text[s : s + len(sentence)] == sentence for s, sentence in zip(starts, sentences, strict=True))
