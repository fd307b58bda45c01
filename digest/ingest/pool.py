"""Several hosts fetched at once, each host's requests one after the other and in order.

Results wait in a short queue: when the calling thread is busy analysing, the workers wait too, and no bodies pile up.
"""

from __future__ import annotations

import logging
import queue
import threading
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar
from urllib.parse import urlsplit

from digest.errors import FetchFailed
from digest.ports import Fetcher, Request, Response

WORKERS = 12
_MOST_WAITING = 16
_POLL_S = 0.2

log = logging.getLogger(__name__)
Task = TypeVar("Task")


@dataclass(frozen=True, slots=True)
class Fetched(Generic[Task]):
    """What became of one request: a response, or the failure."""

    task: Task
    request: Request
    response: Response | None = None
    failure: FetchFailed | None = None


class FetchPool(Generic[Task]):
    """Fetches what is added; `results` gives the answers in the order they come. For one calling thread."""

    def __init__(self, fetcher: Fetcher, workers: int = WORKERS) -> None:
        self._fetcher = fetcher
        self._workers = workers
        self._threads: list[threading.Thread] = []
        self._lock = threading.Lock()
        self._jobs: dict[str, deque[tuple[Request, Task]]] = {}
        self._ready: queue.SimpleQueue[str | None] = queue.SimpleQueue()
        self._results: queue.Queue[Fetched[Task]] = queue.Queue(_MOST_WAITING)
        self._pending = 0
        self._closed = threading.Event()

    def add(self, request: Request, task: Task) -> None:
        """Queue a request behind the others for its host."""
        host = urlsplit(request.url).netloc.lower()
        self._pending += 1
        with self._lock:
            waiting = self._jobs.get(host)
            if waiting is None:
                self._jobs[host] = deque([(request, task)])
                self._ready.put(host)
            else:
                waiting.append((request, task))
        if len(self._threads) < min(self._workers, self._pending):
            thread = threading.Thread(target=self._work, name=f"fetch-{len(self._threads)}", daemon=True)
            self._threads.append(thread)
            thread.start()

    def results(self) -> Iterator[Fetched[Task]]:
        """Yield answers until nothing is pending; what is added meanwhile is answered too."""
        while self._pending:
            fetched = self._results.get()
            self._pending -= 1
            yield fetched

    def close(self) -> None:
        """Fetch nothing more. Requests under way end by themselves; nobody waits for them."""
        self._closed.set()
        for _ in self._threads:
            self._ready.put(None)

    def _work(self) -> None:
        """Take a host that is due, fetch its next request, and put the host back while it has more."""
        while (host := self._ready.get()) is not None and not self._closed.is_set():
            with self._lock:
                request, task = self._jobs[host].popleft()
            self._hand_over(self._fetched(request, task))
            with self._lock:
                if self._jobs[host]:
                    self._ready.put(host)
                else:
                    del self._jobs[host]

    def _fetched(self, request: Request, task: Task) -> Fetched[Task]:
        try:
            return Fetched(task, request, response=self._fetcher.get(request))
        except FetchFailed as failure:
            return Fetched(task, request, failure=failure)
        except Exception as error:  # a thread that dies would leave the caller waiting for ever
            log.exception("fetching %s failed in an unforeseen way", request.url)
            return Fetched(task, request, failure=FetchFailed(request.url, "internal", repr(error)))

    def _hand_over(self, fetched: Fetched[Task]) -> None:
        while not self._closed.is_set():
            try:
                self._results.put(fetched, timeout=_POLL_S)
            except queue.Full:
                continue
            return
