"""Charts of messages drawn: by a process of its own, so that no thread of the bot is held up by it.

    message with charts -> pictures drawn before, else worker process (started at the first one, ended when idle)
      -> the same message with pictures

A chart that cannot be drawn leaves its words; the message goes out without a picture, and the log says why.
"""

from __future__ import annotations

import contextlib
import logging
import subprocess
import sys
import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import replace

from digest.chart import Chart
from digest.charts import chart_line
from digest.model import Block, Message, Picture

log = logging.getLogger(__name__)

PATIENCE_S = 20.0
"""A picture that takes longer is given up; the first one of a worker takes about 1.5 s, the others 0.2 s."""

IDLE_S = 300.0
"""After this time without a chart the worker is ended: it holds 90 MB."""

LARGEST = 5_000_000
"""Bytes of a picture; ours have 30,000."""

KEPT = 8_000_000
"""Bytes of pictures that are remembered: on the day of the week's summary hundreds of channels get one of a few."""

Draw = Callable[[Chart], bytes]
"""The PNG of a chart, empty where it cannot be drawn."""


def drawn(message: Message, draw: Draw | None) -> Message:
    """The message with its charts drawn; as it is, its words alone, where nothing draws."""
    if draw is None or not any(isinstance(block, Picture) for block in message.blocks):
        return message
    return replace(message, blocks=tuple(_drawn(block, draw) for block in message.blocks))


def _drawn(block: Block, draw: Draw) -> Block:
    return replace(block, png=draw(block.chart)) if isinstance(block, Picture) and not block.png else block


class Pictures:
    """Pictures that were drawn, those asked for last, up to KEPT bytes. Any thread may ask."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._pngs: OrderedDict[Chart, bytes] = OrderedDict()
        self._size = 0

    def get(self, chart: Chart) -> bytes:
        """The PNG of a chart; empty where it is not remembered."""
        with self._lock:
            if chart in self._pngs:
                self._pngs.move_to_end(chart)
            return self._pngs.get(chart, b"")

    def keep(self, chart: Chart, png: bytes) -> None:
        """Remember the PNG of a chart, unless it is empty: whoever asks next for one that failed may be luckier."""
        with self._lock:
            self._size += len(png) - len(self._pngs.pop(chart, b""))
            if png:
                self._pngs[chart] = png
            while self._size > KEPT:
                _, gone = self._pngs.popitem(last=False)
                self._size -= len(gone)


class Drawer:
    """Draws in a worker process. Any thread may ask; one chart is drawn at a time, one that shows the same once. What
    was drawn before is handed out meanwhile.
    """

    def __init__(self, command: tuple[str, ...] = (sys.executable, "-m", "digest.charts.drawing")) -> None:
        self._command = command
        self._turn = threading.Lock()
        self._worker: subprocess.Popen[bytes] | None = None
        self._idle: threading.Timer | None = None
        self._pictures = Pictures()

    def __call__(self, chart: Chart) -> bytes:
        """The PNG of a chart; empty where it cannot be drawn in time."""
        return self._pictures.get(chart) or self._in_turn(chart)

    def _in_turn(self, chart: Chart) -> bytes:
        with self._turn:
            png = self._pictures.get(chart)  # somebody before us may have asked for the same
            if not png:
                png = self._new(chart)
                self._pictures.keep(chart, png)
            return png

    def _new(self, chart: Chart) -> bytes:
        self._wait_no_longer()
        try:
            return self._ask(chart)
        except (OSError, ValueError) as error:
            log.warning("a chart could not be drawn: %s", error)
            self._end()
            return b""
        finally:
            self._idle = threading.Timer(IDLE_S, self.close)
            self._idle.daemon = True
            self._idle.start()

    def _ask(self, chart: Chart) -> bytes:
        worker = self._started()
        assert worker.stdin is not None
        assert worker.stdout is not None
        overdue = threading.Timer(PATIENCE_S, worker.kill)
        overdue.start()
        try:
            worker.stdin.write(chart_line(chart))
            worker.stdin.flush()
            size = int(worker.stdout.readline() or b"-1")
            if not 0 <= size <= LARGEST:
                raise ValueError("the worker ended or took too long")
            png = worker.stdout.read(size)
        finally:
            overdue.cancel()
        if len(png) < size:
            raise ValueError("the worker ended in the middle of a picture")
        return png

    def _started(self) -> subprocess.Popen[bytes]:
        """The worker, started unless it runs. In a session of its own, lest a Ctrl-C for the bot break a picture."""
        if self._worker is None or self._worker.poll() is not None:
            self._end()
            self._worker = subprocess.Popen(  # noqa: S603  (this program's own interpreter and module)
                self._command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, start_new_session=True
            )
        return self._worker

    def _wait_no_longer(self) -> None:
        if self._idle is not None:
            self._idle.cancel()
            self._idle = None

    def _end(self) -> None:
        """End the worker, whatever it does."""
        worker, self._worker = self._worker, None
        if worker is None:
            return
        for pipe in (worker.stdin, worker.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):  # it is gone already
                    pipe.close()
        worker.kill()
        worker.wait()

    def close(self) -> None:
        """End the worker; the next chart starts another one."""
        with self._turn:
            self._wait_no_longer()
            self._end()
