"""Somebody measures how good the analysis is."""

from __future__ import annotations

import json

import pytest

from bot.evaluating import EvalOptions, evaluate
from digest.analysis.pipeline import load_analyser
from digest.errors import BadInput
from tests.scenario.test_terminal import run

ARTICLE = {
    "id": "probe",
    "title": "Probe",
    "published_at": "2024-03-01",
    "sentences": [
        "Bürgermeisterin Anna Berg sagte, die Brücke werde im Mai geöffnet. ",
        "„Wir sind bereit“, sagte Jonas Klee. ",
        "Die Zeit drängt, und alle wissen es.",
    ],
    "statements": [
        {
            "mode": "indirect",
            "content": [[0, 33, 65]],
            "speaker": [[0, 0, 25]],
            "cue": [[0, 26, 31]],
            "frame": [[0, 0, 32]],
            "addressee": [],
            "actors": ["Anna Berg"],
        },
        {
            "mode": "direct",
            "content": [[1, 0, 18]],
            "speaker": [[1, 26, 36]],
            "cue": [[1, 20, 25]],
            "frame": [[1, 18, 36]],
            "addressee": [],
            "actors": ["Jonas Klee"],
        },
        {
            "mode": "free",
            "content": [[2, 0, 36]],
            "speaker": [],
            "cue": [],
            "frame": [],
            "addressee": [],
            "actors": [],
        },
    ],
    "actors": [
        {"kind": "PER", "surfaces": ["Anna Berg"]},
        {"kind": "PER", "surfaces": ["Jonas Klee"]},
    ],
}
SENTENCE = "1\tMax\tB-PER\tO\n2\tWeber\tI-PER\tO\n3\twohnt\tO\tO\n4\tin\tO\tO\n5\tBerlin\tB-LOC\tO\n6\t.\tO\tO\n\n"
OWN_WORDS = ("corpus-de-dev", "germeval-dev")


@pytest.fixture
def data(tmp_path):
    """A data folder with one article and one sentence of our own."""
    for place, content in (
        ("corpus-de/dev.jsonl", json.dumps(ARTICLE, ensure_ascii=False) + "\n"),
        ("ner/germeval2014-dev.tsv", SENTENCE),
    ):
        path = tmp_path / "data" / place
        path.parent.mkdir(parents=True)
        path.write_text(content, encoding="utf-8")
    return tmp_path


def test_figures_and_faults_from_outside(data):
    """Figures for the corpora at hand, a sentence for those that are not, faults as text and page, and the gate's word."""
    floors = data / "floors.json"
    evaluate(load_analyser(["de"]), EvalOptions(data, floors, only=OWN_WORDS, raise_floors=True))
    floors.write_text(floors.read_text(encoding="utf-8").replace('"messages P": 99.5', '"messages P": 100.5'))
    arguments = ["eval", "--data", str(data), "--baseline", str(floors), "--only", f"gnqa-dev,{','.join(OWN_WORDS)}"]
    done = run(data, *arguments, "--errors", "5", "--html", "faults.html", status=1).stdout
    told = " ".join(done.split())
    assert "gnqa-dev" in done.split("not measured")[0]
    assert "type 100.00 66.67 80.00" in told
    assert "speaker linked 100.00 % of 2 floor 99.5" in told
    assert "missed: free, no cue · probe Probe" in done
    assert [line for line in done.splitlines() if line.startswith("gate:")] == [
        "gate: corpus-de-dev: messages P 100.00 is below its floor 100.5"
    ]
    page = (data / "faults.html").read_text(encoding="utf-8")
    assert "drängt" in page
    assert "http" not in page


def test_other_data_and_unknown_words_are_refused(data, capsys):
    """Floors of other data fail the gate; an unknown corpus or a missing folder is said in words."""
    analyser = load_analyser(["de"])
    options = EvalOptions(data, data / "floors.json", only=OWN_WORDS, raise_floors=True)
    assert evaluate(analyser, options)
    corpus = data / "data" / "corpus-de" / "dev.jsonl"
    corpus.write_text(corpus.read_text("utf-8").replace("Mai", "Juni"), encoding="utf-8")
    assert not evaluate(analyser, EvalOptions(data, data / "floors.json", only=OWN_WORDS))
    assert "gate: corpus-de-dev: not the data" in capsys.readouterr().out
    with pytest.raises(BadInput, match="no corpus 'wikipedia'"):
        evaluate(analyser, EvalOptions(only=("wikipedia",)))
    with pytest.raises(BadInput, match="nowhere"):
        evaluate(analyser, EvalOptions(data / "nowhere", only=OWN_WORDS))
    with pytest.raises(BadInput, match=r"missing\.json"):
        evaluate(analyser, EvalOptions(data, data / "missing.json", only=OWN_WORDS))
    corpus.write_text("{]", encoding="utf-8")
    with pytest.raises(BadInput, match="line 1 is no JSON"):
        evaluate(analyser, EvalOptions(data, data / "floors.json", only=OWN_WORDS))
