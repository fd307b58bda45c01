"""What hosts asked for is remembered, and outlives the process."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from digest.errors import AddressRefused, FetchFailed
from digest.fetch.hosts import Hosts, InProcess
from digest.ports import Request, Response
from tests.fakes.clocks import HandClock

HOST = ("zeitung.example", 443)
URL = "https://zeitung.example/robots.txt"
DAY, HOUR = 86_400, 3600


@dataclass
class Server:
    """Gives its answers one after the other, the last for ever, and keeps what it was asked."""

    answers: list[bytes | FetchFailed | None]
    headers: dict[str, str] = field(default_factory=dict)
    asked: list[Request] = field(default_factory=list)

    def get(self, request: Request) -> Response:
        self.asked.append(request)
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, FetchFailed):
            raise answer
        return Response(request.url, 200 if answer is not None else 304, self.headers, answer or b"")


def failed(reason: str) -> FetchFailed:
    return FetchFailed(URL, reason)


def test_a_closed_host_opens_again_in_a_later_process_too() -> None:
    """A host is closed for the seconds it asked for, whoever asks; a shorter wait does not shorten a longer one."""
    clock, memory = HandClock(), InProcess()
    hosts = Hosts(memory, clock, "Wortlaut")
    hosts.close(HOST, 60)
    hosts.close(HOST, 5)
    clock.advance(59)
    assert Hosts(memory, clock, "Wortlaut").closed_for(HOST) == pytest.approx(1)
    assert hosts.closed_for(("zeitung.example", 8443)) == 0
    clock.advance(2)
    assert hosts.closed_for(HOST) == 0


def test_robots_are_asked_once_a_day_and_conditionally() -> None:
    """Within a day nobody asks again, not even a new process; then the validators it gave go back verbatim."""
    clock, memory = HandClock(), InProcess()
    headers = {"etag": 'W/"1"', "last-modified": "Fri, 09 May 2025 08:00:00 GMT"}
    server = Server([b"User-agent: *\nDisallow: /x", None], headers)
    for _ in range(3):
        robots = Hosts(memory, clock, "Wortlaut").robots(HOST, URL, server.get)
        assert [robots.allows(path) for path in ("/x", "/y")] == [False, True]
        clock.advance(DAY / 2)
    assert server.asked == [Request(URL), Request(URL, 'W/"1"', headers["last-modified"])]


@pytest.mark.parametrize("reason", ["http_404", "http_403", "http_410", "http_302", "redirects", "too_large"])
def test_no_robots_allow_everything(reason: str) -> None:
    """RFC 9309: what the server says is not there, or leads nowhere, forbids nothing; that is kept for a day too."""
    server = Server([failed(reason)])
    hosts = Hosts(InProcess(), HandClock(), "Wortlaut")
    assert all(hosts.robots(HOST, URL, server.get).allows("/x") for _ in range(2))
    assert len(server.asked) == 1


def test_a_redirect_to_a_private_address_allows_everything() -> None:
    """There is no robots.txt to be had; the page itself passes the same guard."""
    server = Server([AddressRefused(URL, "address")])
    assert Hosts(InProcess(), HandClock(), "Wortlaut").robots(HOST, URL, server.get).allows("/x")


@pytest.mark.parametrize("reason", ["http_500", "http_503", "http_429", "timeout", "dns", "refused"])
def test_a_failing_server_makes_pages_wait(reason: str) -> None:
    """Nothing is known, so nothing is fetched; the server is asked again after an hour and not for every page."""
    clock = HandClock()
    server = Server([failed(reason), b"User-agent: *\nDisallow: /x"])
    hosts = Hosts(InProcess(), clock, "Wortlaut")
    for _ in range(3):
        with pytest.raises(FetchFailed) as caught:
            hosts.robots(HOST, URL, server.get)
        assert caught.value.reason == reason
    assert len(server.asked) == 1
    clock.advance(HOUR + 1)
    assert not hosts.robots(HOST, URL, server.get).allows("/x")


def test_old_robots_stand_in_for_unreadable_ones() -> None:
    """What was read before counts while the server fails, for thirty days and no longer."""
    clock = HandClock()
    server = Server([b"User-agent: *\nDisallow: /x", failed("http_503")])
    hosts = Hosts(InProcess(), clock, "Wortlaut")
    for _ in range(29):
        assert not hosts.robots(HOST, URL, server.get).allows("/x")
        clock.advance(DAY + 1)
    clock.advance(2 * DAY)
    with pytest.raises(FetchFailed):
        hosts.robots(HOST, URL, server.get)


@pytest.mark.parametrize(
    "answer",
    [
        b"<!DOCTYPE html><html><body>Wartung</body></html>",
        AddressRefused(URL, "address"),
        *map(failed, ("http_403", "http_302", "redirects", "encoding", "too_large")),
    ],
    ids=str,
)
def test_what_is_no_clear_word_takes_no_rule_back(answer: bytes | FetchFailed) -> None:
    """A page about maintenance, a redirect inside, "forbidden": what was read before counts on; alone it says nothing."""
    clock = HandClock()
    hosts = Hosts(InProcess(), clock, "Wortlaut")
    server = Server([b"User-agent: *\nDisallow: /x", answer])
    for _ in range(3):
        assert not hosts.robots(HOST, URL, server.get).allows("/x")
        clock.advance(DAY + 1)
    assert Hosts(InProcess(), clock, "Wortlaut").robots(HOST, URL, Server([answer]).get).allows("/x")


@pytest.mark.parametrize("reason", ["http_404", "http_410"])
def test_rules_end_with_their_file(reason: str) -> None:
    """A robots.txt that is gone forbids nothing any more."""
    clock = HandClock()
    hosts = Hosts(InProcess(), clock, "Wortlaut")
    server = Server([b"User-agent: *\nDisallow: /x", failed(reason)])
    assert not hosts.robots(HOST, URL, server.get).allows("/x")
    clock.advance(DAY + 1)
    assert hosts.robots(HOST, URL, server.get).allows("/x")
