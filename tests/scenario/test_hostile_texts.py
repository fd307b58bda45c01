"""Texts meant to break the analysis, through `wortlaut analyze --jsonl`, in a process of its own."""

from __future__ import annotations

import json
import subprocess

from tests.hostile import GERMAN, LARGEST, hostile_texts, repeated
from tests.scenario.test_terminal import PROGRAM, clean_environment, run

SIZE = 500
"""Bytes of each text here; the bench takes them as large as is allowed."""

LARGE = {
    "100,000 brackets": "(" * 100_000,
    "100,000 brackets in pairs": "[]" * 50_000,
    "100,000 blanks": " " * 100_000,
    "as large as allowed": "a" * LARGEST,
    "as large as allowed, of four bytes": "😀" * (LARGEST // 4),
}


def analysed(folder, rows):
    """What the program answers to these rows."""
    given = "".join(json.dumps(row) + "\n" for row in rows)
    done = run(folder, "analyze", "--jsonl", stdin=given)
    assert "Traceback" not in done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_hostile_texts_get_an_answer_and_stay_as_they_are(tmp_path):
    """Every text gets an answer in its place, with the text unchanged and every span inside it."""
    rows = [
        {"id": f"{n} {name}", "text": text, "language": code}
        for n, (name, code, text) in enumerate(hostile_texts(SIZE))
    ]
    rows += [{"id": name, "text": text, "language": "de"} for name, text in LARGE.items()]
    answers = analysed(tmp_path, rows)
    assert [answer["id"] for answer in answers] == [row["id"] for row in rows]
    assert len(answers) > 50
    for row, answer in zip(rows, answers, strict=True):
        assert answer.get("text") == row["text"], (row["id"], answer.get("error"))
        for one in answer["statements"]:
            spans = [*one["content"], *one["cue"], *one["frame"]]
            assert all(0 <= start < end <= len(row["text"]) for start, end in spans)


def test_texts_over_the_limit_are_refused_at_once(tmp_path):
    """A text over the limit, however it is made, gets an error in its place; the ones around it are answered."""
    small = {"id": "small", "text": "„Ja“, sagte Angela Merkel.", "language": "de"}
    over = [
        {"id": "bytes", "text": "ä" * (LARGEST // 2 + 1), "language": "de"},
        {"id": "brackets", "text": "(" * (LARGEST + 1), "language": "de"},
        {"id": "megabyte", "text": repeated(GERMAN, 1_000_000), "language": "de"},
        {"id": "no language", "text": repeated(GERMAN, 1_000_000)},
        {"id": "surrogates", "text": "\ud800" * (LARGEST // 3 + 1), "language": "de"},
    ]
    rows = [row for one in over for row in (one, small)]
    answers = analysed(tmp_path, rows)
    assert ["error" in answer for answer in answers] == [True, False] * len(over)
    assert {answer["error"] for answer in answers[::2]} == {"The text is over 200 kB."}
    assert all(len(answer["statements"]) == 1 for answer in answers[1::2])


def test_rubbish_instead_of_lines(tmp_path):
    """Bytes that are no JSON give errors in their place, and the line after them its answer."""
    rubbish = [bytes(range(256)) * 40, *[b"\xff\xfe\x00\x00"] * 50, b"[" * 100_000, b"nothing", b"{}", b"[1]"]
    line = json.dumps({"id": "after", "text": "„Ja“, sagte Angela Merkel.", "language": "de"}).encode()
    done = subprocess.run(
        [*PROGRAM, "analyze", "--jsonl"],
        cwd=tmp_path,
        env=clean_environment(),
        input=b"\n".join([*rubbish, line]),
        capture_output=True,
        timeout=100,
        check=False,
    )
    answers = [json.loads(one) for one in done.stdout.splitlines()]
    assert done.returncode == 0, done.stderr
    assert b"Traceback" not in done.stderr
    assert len(answers) > len(rubbish)
    assert [set(answer) for answer in answers[:-1]] == [{"id", "error"}] * (len(answers) - 1)
    assert len(answers[-1]["statements"]) == 1
