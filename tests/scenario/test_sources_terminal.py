"""Sources and long ingests from the command line, as a person or a script sees them."""

from __future__ import annotations

import json
import os
import pty
import subprocess
from pathlib import Path

import pytest

from tests.scenario.test_terminal import PROGRAM, clean_environment, run


def in_a_terminal(folder: Path, *arguments: str) -> tuple[str, str]:
    """Standard output, which goes to a file, and standard error, which is a terminal."""
    terminal, end = pty.openpty()
    with (folder / "stdout").open("w") as out:
        program = subprocess.Popen(
            [*PROGRAM, *arguments], cwd=folder, stdout=out, stderr=end, env=clean_environment() | {"TERM": "xterm"}
        )
        os.close(end)
        shown = bytearray()
        while True:
            try:
                piece = os.read(terminal, 65536)
            except OSError:  # how a terminal ends whose other side was closed
                break
            if not piece:
                break
            shown += piece
    os.close(terminal)
    assert program.wait(60) == 0
    return (folder / "stdout").read_text(encoding="utf-8"), shown.decode("utf-8", "replace")


@pytest.mark.timeout(300)
def test_progress_never_gets_into_the_result(tmp_path):
    """While stderr is a terminal it shows how far an archive is; the lines in a file are the events and nothing else."""
    rows = [
        {"id": number, "text": f"Der Rat von Ort {number} hat am Abend getagt. Das teilte die Stadt {number} mit."}
        for number in range(40)
    ]
    lines = [*map(json.dumps, rows), "kaputt"]
    (tmp_path / "x.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    out, shown = in_a_terminal(tmp_path, "ingest", "x.jsonl", "--no-analysis", "--json")
    events = [json.loads(line) for line in out.splitlines()]
    assert [event["event"] for event in events] == [*["page"] * 40, "skipped", "archive", "summary"]
    assert events[-2]["records"] == 41
    assert events[-1]["skipped"] == {"no JSON": 1}
    assert "pages" in shown


BOMB = b"""<?xml version="1.0"?><!DOCTYPE opml [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><opml><body><outline xmlUrl="https://a.example/" text="&b;"/></body></opml>"""


@pytest.mark.timeout(300)
def test_lists_of_feeds(tmp_path):
    """A list is taken in and handed out; one made to harm is refused in one line, and nothing is changed by it."""
    own = {"WORTLAUT_SOURCES": str(tmp_path / "own.toml")}
    good = '<opml version="2.0"><body><outline text="Bote" xmlUrl="https://bote.example/rss"/></body></opml>'
    (tmp_path / "good.opml").write_text(good, encoding="utf-8")
    (tmp_path / "bomb.opml").write_bytes(BOMB)
    assert "Added 1 feeds of 1 outlets" in run(tmp_path, "sources", "import", "good.opml", **own).stdout
    refused = run(tmp_path, "sources", "import", "bomb.opml", status=1, **own)
    assert refused.stderr.splitlines() == ["wortlaut: this list defines entities, which is refused"]
    run(tmp_path, "sources", "export", "out.opml", **own)
    assert "https://bote.example/rss" in (tmp_path / "out.opml").read_text(encoding="utf-8")
