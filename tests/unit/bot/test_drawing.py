"""The process that draws: started when needed, gone when it fails, never a reason for no answer."""

from __future__ import annotations

import os
import sys
import threading
from dataclasses import replace

import pytest

from bot import drawing
from bot.drawing import Drawer, drawn
from digest.chart import Chart, Series
from digest.model import Message, Paragraph, Picture, Run
from tests.fakes.pictures import read_png

CHART = Chart("Xi Jinping", "7 Tage", ("8. Mai", "9. Mai"), (Series("wörtlich", (1, 2)),))
MESSAGE = Message((Paragraph((Run("Xi"),)), Picture(CHART, "zwei Balken")), "Xi")


def script(code: str) -> tuple[str, ...]:
    """A worker that does this."""
    return (sys.executable, "-c", code)


def showing(title: str) -> Message:
    """A message with a picture of another title."""
    return Message((Paragraph((Run("Xi"),)), Picture(replace(CHART, title=title), "zwei Balken")), "Xi")


ALL_BUT_THE_SECOND = """
import sys
for number, line in enumerate(sys.stdin):
    png = b"" if number == 1 else str(number).encode()
    sys.stdout.buffer.write(str(len(png)).encode() + b"\\n" + png)
    sys.stdout.flush()
"""
"""Numbers its pictures; the second one it asks for is empty."""

DRAWS_THE_SECOND_WHEN_TOLD = """
import sys
for number, line in enumerate(sys.stdin):
    if number == 1:
        open({pipe!r}, "rb").read()
    sys.stdout.buffer.write(b"1\\n" + str(number).encode())
    sys.stdout.flush()
"""


def test_what_shows_the_same_is_drawn_once(monkeypatch):
    """Many channels get one picture; what failed is drawn when it is asked for again, and so is what is long past."""
    monkeypatch.setattr(drawing, "KEPT", 2 * len(b"0"))
    drawer = Drawer(script(ALL_BUT_THE_SECOND))
    charts = {title: replace(CHART, title=title) for title in ("Xi", "Putin", "Orlow", "Kunz")}
    try:
        got = [drawer(charts[title]) for title in ("Xi", "Xi", "Putin", "Putin", "Xi", "Orlow", "Putin", "Xi")]
    finally:
        drawer.close()
    assert got == [b"0", b"0", b"", b"2", b"0", b"3", b"4", b"5"]


def test_pictures_are_remembered_by_their_size(monkeypatch):
    """However many small ones there is room for, a large one leaves none, and one too large is not kept itself."""
    monkeypatch.setattr(drawing, "KEPT", 10)
    charts = [replace(CHART, title=str(number)) for number in range(6)]

    def remembered(*sizes: int) -> list[int]:
        pictures = drawing.Pictures()
        for chart, size in zip(charts, sizes, strict=False):
            pictures.keep(chart, b"x" * size)
        return [len(pictures.get(chart)) for chart in charts[: len(sizes)]]

    assert remembered(1, 1, 1, 1, 1) == [1, 1, 1, 1, 1]
    assert remembered(4, 4, 4) == [0, 4, 4]
    assert remembered(1, 1, 10) == [0, 0, 10]
    assert remembered(1, 11, 1) == [0, 0, 1]
    pictures = drawing.Pictures()
    for size in (6, 6, 4):
        pictures.keep(CHART, b"x" * size)
    pictures.keep(charts[0], b"x" * 6)
    assert (len(pictures.get(CHART)), len(pictures.get(charts[0]))) == (4, 6)


def test_what_was_drawn_before_does_not_wait(tmp_path):
    """While one picture is being drawn, another one that is remembered is handed out."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    drawer = Drawer(script(DRAWS_THE_SECOND_WHEN_TOLD.format(pipe=str(pipe))))
    slow: list[bytes] = []
    asking = threading.Thread(target=lambda: slow.append(drawer(replace(CHART, title="Orlow"))))
    try:
        first = drawer(CHART)
        asking.start()
        with pipe.open("wb") as told:  # opens when the worker has begun with the second one
            again, is_drawing = drawer(CHART), asking.is_alive()
            told.write(b"go on")
        asking.join()
    finally:
        drawer.close()
    assert (first, again, is_drawing, slow) == (b"0", b"0", True, [b"1"])


def test_a_message_gets_its_picture_from_a_process_of_its_own():
    """The chart becomes a PNG, words stay; the same worker draws the next one; after closing a new one does."""
    drawer = Drawer()
    try:
        first = drawn(MESSAGE, drawer)
        worker = drawer._worker
        assert read_png("a.png", first.blocks[1].png) is not None
        assert first.blocks[0] == MESSAGE.blocks[0]
        assert drawn(showing("Putin"), drawer) != first
        assert worker is not None
        assert drawer._worker is worker
        worker.kill()
        worker.wait()
        assert read_png("a.png", drawn(showing("Orlow"), drawer).blocks[1].png) is not None
    finally:
        drawer.close()
    assert worker.returncode is not None
    assert drawer._worker is None


def test_words_alone_are_left_alone():
    """A message without a chart is handed back as it is, and nothing is started."""
    drawer = Drawer(script("raise SystemExit(1)"))
    words = Message((Paragraph((Run("Xi"),)),), "Xi")
    assert drawn(words, drawer) is words
    assert drawer._worker is None


@pytest.mark.parametrize(
    "code",
    [
        "raise SystemExit(1)",
        "import sys; sys.stdin.readline(); print('nonsense', flush=True)",
        "import sys; sys.stdin.readline(); print(-5, flush=True)",
        "import sys; sys.stdin.readline(); print(10**12, flush=True)",
        "import sys; sys.stdin.readline(); print(100, flush=True); print('short')",
        "import sys; sys.stdin.readline(); print(0, flush=True); sys.stdin.readline()",
    ],
)
def test_a_worker_that_fails_costs_the_picture_alone(code):
    """Whatever the worker does, the message goes out with its words, and the next chart gets a new worker."""
    drawer = Drawer(script(code))
    try:
        assert drawn(MESSAGE, drawer) == MESSAGE
        assert drawn(MESSAGE, drawer) == MESSAGE
    finally:
        drawer.close()


def test_a_worker_that_hangs_is_given_up(monkeypatch):
    """Nobody waits for a picture longer than the patience set."""
    monkeypatch.setattr(drawing, "PATIENCE_S", 0.3)
    drawer = Drawer(script("import time; time.sleep(600)"))
    try:
        assert drawn(MESSAGE, drawer) == MESSAGE
    finally:
        drawer.close()


def test_the_worker_ends_with_whoever_started_it():
    """It draws as long as its input is open, and no longer: a killed bot leaves no process behind."""
    drawer = Drawer()
    drawn(MESSAGE, drawer)
    worker = drawer._worker
    assert worker is not None
    assert worker.stdin is not None
    worker.stdin.close()
    assert worker.wait(20) == 0
    drawer.close()
