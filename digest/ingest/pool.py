"""Several hosts fetched at once, each host's requests one after the other and in order.

Answers that nobody has taken yet are few in number and bytes: when the calling thread is busy analysing, the workers
wait too, and no bodies pile up.
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

WORKERS = 24
"""Hosts asked at the same time. Most workers only wait, for an answer or for a host's turn."""
MOST_WAITING = 16
MOST_BYTES = 24 * 1024 * 1024
"""Answers, and bytes in them, that may wait to be taken; one answer always may."""

log = logging.getLogger(__name__)
Task = TypeVar("Task")


@dataclass(frozen=True, slots=True)
class Fetched(Generic[Task]):
    """What became of one request: a response, or the failure."""

    task: Task
    request: Request
    response: Response | None = None
    failure: FetchFailed | None = None

    @property
    def size(self) -> int:
        """Bytes of the answer."""
        return len(self.response.body) if self.response else 0


class FetchPool(Generic[Task]):
    """Fetches what is added; `results` gives the answers in the order they come. For one calling thread."""

    def __init__(self, fetcher: Fetcher, workers: int = WORKERS) -> None:
        self._fetcher = fetcher
        self._workers = workers
        self._threads: list[threading.Thread] = []
        self._lock = threading.Lock()
        self._jobs: dict[str, deque[tuple[Request, Task]]] = {}
        self._ready: queue.SimpleQueue[str | None] = queue.SimpleQueue()
        self._taken = threading.Condition()
        self._results: deque[Fetched[Task]] = deque()
        self._bytes = 0
        self._pending = 0
        self._closed = False

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
            with self._taken:
                self._taken.wait_for(lambda: self._results)
                fetched = self._results.popleft()
                self._bytes -= fetched.size
                self._taken.notify_all()
            self._pending -= 1
            yield fetched

    def close(self) -> None:
        """Fetch nothing more. Requests under way end by themselves; nobody waits for them."""
        with self._taken:
            self._closed = True
            self._taken.notify_all()
        for _ in self._threads:
            self._ready.put(None)

    def _work(self) -> None:
        """Take a host that is due, fetch its next request, and put the host back while it has more."""
        while (host := self._ready.get()) is not None and not self._closed:
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
        with self._taken:
            self._taken.wait_for(lambda: self._closed or self._has_room(fetched.size))
            if not self._closed:
                self._results.append(fetched)
                self._bytes += fetched.size
                self._taken.notify_all()

    def _has_room(self, size: int) -> bool:
        return not self._results or (len(self._results) < MOST_WAITING and self._bytes + size <= MOST_BYTES)
