"""The pool keeps each host's order, fetches hosts side by side, and never leaves its caller waiting."""

from __future__ import annotations

import threading
from collections import defaultdict

import pytest

from digest.errors import FetchFailed
from digest.ingest.pool import FetchPool
from digest.ports import Request, Response


class Recording:
    """A fetcher that notes when it was asked; hosts named "bad" fail, "odd" in a way nobody foresaw."""

    def __init__(self) -> None:
        self.order: dict[str, list[str]] = defaultdict(list)
        self.busy: set[str] = set()
        self.most_at_once = 0
        self.overlapped = False
        self._lock = threading.Lock()

    def get(self, request: Request) -> Response:
        host = request.url.split("/")[2]
        with self._lock:
            self.overlapped = self.overlapped or host in self.busy
            self.busy.add(host)
            self.most_at_once = max(self.most_at_once, len(self.busy))
            self.order[host].append(request.url)
        threading.Event().wait(0.002)
        with self._lock:
            self.busy.remove(host)
        if host == "bad":
            raise FetchFailed(request.url, "timeout")
        if host == "odd":
            raise ZeroDivisionError
        return Response(request.url, 200, {}, b"")


def test_hosts_side_by_side_each_in_order() -> None:
    """Thirty requests to each of four hosts: never two at once for one, several at once for all, none lost."""
    fetcher = Recording()
    pool: FetchPool[int] = FetchPool(fetcher, workers=4)
    for number in range(30):
        for host in "abcd":
            pool.add(Request(f"http://{host}/{number}"), number)
    answers = list(pool.results())
    pool.close()
    assert len(answers) == 120
    assert not fetcher.overlapped
    assert fetcher.most_at_once > 1
    for host in "abcd":
        assert fetcher.order[host] == [f"http://{host}/{number}" for number in range(30)]


def test_large_answers_do_not_pile_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """While nobody takes them, waiting answers stay below the bound of bytes, and all come in the end."""
    monkeypatch.setattr("digest.ingest.pool.MOST_BYTES", 3500)

    class Large(Recording):
        def get(self, request: Request) -> Response:
            return Response(super().get(request).url, 200, {}, bytes(1000))

    fetcher = Large()
    pool: FetchPool[int] = FetchPool(fetcher, workers=8)
    for number in range(30):
        pool.add(Request(f"http://h{number}/"), number)
    answers = []
    for answer in pool.results():
        answers.append(answer.task)
        assert pool._bytes <= 3500
    pool.close()
    assert sorted(answers) == list(range(30))


def test_failures_are_answers() -> None:
    """A failed fetch and a fault of the fetcher come back like any other answer."""
    pool: FetchPool[str] = FetchPool(Recording())
    pool.add(Request("http://bad/1"), "one")
    pool.add(Request("http://odd/1"), "two")
    reasons = {answer.task: answer.failure.reason for answer in pool.results() if answer.failure}
    pool.close()
    assert reasons == {"one": "timeout", "two": "internal"}


def test_what_is_added_while_reading_is_answered() -> None:
    """Pages found in a feed are fetched in the same pass."""
    pool: FetchPool[int] = FetchPool(Recording())
    pool.add(Request("http://a/0"), 0)
    seen = []
    for answer in pool.results():
        seen.append(answer.task)
        if answer.task < 5:
            pool.add(Request(f"http://a/{answer.task + 1}"), answer.task + 1)
    pool.close()
    assert seen == [0, 1, 2, 3, 4, 5]


def test_closing_early_leaves_no_thread_behind() -> None:
    """Whoever stops reading ends the workers, also those that wait to hand over."""
    pool: FetchPool[int] = FetchPool(Recording(), workers=4)
    for number in range(100):
        pool.add(Request(f"http://h{number}/"), number)
    next(pool.results())
    pool.close()
    for thread in pool._threads:
        thread.join(5)
    assert [thread for thread in pool._threads if thread.is_alive()] == []
