"""The fetcher against a local internet that is slow, endless, rude or wrong."""

from __future__ import annotations

import gzip
import threading
import time
import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import pytest

from digest.errors import AddressRefused, FetchFailed
from digest.fetch import LARGE, MOST_LARGE, FetchLimits, HttpFetcher
from digest.fetch.hosts import InProcess
from digest.ports import Request
from tests.fakes.clocks import HandClock
from tests.fakes.dns import Names, dns
from tests.fakes.internet import (
    ADDRESS,
    FORBIDDEN,
    Answer,
    Internet,
    cut_off,
    dripping_body,
    dripping_headers,
    endless,
    endless_headers,
    internet,
    silent,
)

HOST = "zeitung.example"


@pytest.fixture
def world(tmp_path: Path) -> Iterator[Internet]:
    with internet(tmp_path) as one:
        yield one


def fetcher(world: Internet, clock: HandClock | None = None, **changes: object) -> HttpFetcher:
    clock = clock or HandClock()
    return HttpFetcher(world.limits(**changes), clock, wait=clock.advance)


def failure(world: Internet, url: str, **changes: object) -> FetchFailed:
    with pytest.raises(FetchFailed) as caught:
        fetcher(world, **changes).get(Request(url))
    return caught.value


def test_gets_a_page(world: Internet) -> None:
    """Body decoded, header names in lower case, our name and contact in the request."""
    url = world.put(
        HOST, "/a?x=1", Answer(gzip.compress(b"Guten Tag"), headers={"Content-Encoding": "gzip", "X-A": "b"})
    )
    response = fetcher(world, contact="https://wortlaut.example/").get(Request(url))
    assert (response.status, response.body, response.url, response.headers["x-a"]) == (200, b"Guten Tag", url, "b")
    assert world.log[0].headers["user-agent"] == "Wortlaut/0.1 (+https://wortlaut.example/)"
    assert world.log[0].headers["host"] == f"{HOST}:{world.port}"


def test_validators_go_back_verbatim(world: Internet) -> None:
    """A conditional request carries ETag and Last-Modified as they came, and 304 is a success without body."""
    url = world.put(HOST, "/feed", Answer(b"x", headers={"ETag": 'W/"a b"'}, validate=True))
    response = fetcher(world).get(Request(url, etag='W/"a b"', last_modified="Fri, 09 May 2025 08:00:00 GMT"))
    assert (response.status, response.body) == (304, b"")
    assert world.log[0].headers["if-modified-since"] == "Fri, 09 May 2025 08:00:00 GMT"


def test_a_validator_cannot_smuggle_a_header(world: Internet) -> None:
    """A stored validator with a line break is left out rather than sent."""
    url = world.put(HOST, "/feed", Answer(b"x"))
    fetcher(world).get(Request(url, etag='"a"\r\nX-Evil: 1'))
    assert "x-evil" not in world.log[0].headers
    assert "if-none-match" not in world.log[0].headers


def test_environment_proxies_are_ignored(world: Internet, monkeypatch: pytest.MonkeyPatch) -> None:
    """A proxy in the environment sees no request."""
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:9")
    url = world.put(HOST, "/a", Answer(b"direct"))
    assert fetcher(world).get(Request(url)).body == b"direct"


@pytest.mark.parametrize("answer", [silent, dripping_headers, dripping_body])
def test_slow_answers_end_at_the_deadline(world: Internet, answer: object) -> None:
    """Silence, and drips that beat every idle time-out, end when the request has lasted long enough as a whole."""
    url = world.put(HOST, "/slow", answer)
    started = time.monotonic()
    assert failure(world, url, timeout_s=0.4, idle_s=0.3).reason == "timeout"
    assert time.monotonic() - started < 3


def test_endless_and_announced_giants_are_cut(world: Internet) -> None:
    """A body over the limit is given up while it streams, or before, when its length says so."""
    url = world.put(HOST, "/endless", endless)
    assert failure(world, url, max_bytes=200_000).reason == "too_large"
    url = world.put(HOST, "/giant", Answer(b"x" * 5000))
    assert failure(world, url, max_bytes=4000).reason == "too_large"


def test_a_bomb_does_not_fill_the_memory(world: Internet) -> None:
    """The limit counts after decompression: 150 MB in 150 kB are given up after a few megabytes."""
    bomb = gzip.compress(bytes(150_000_000), compresslevel=6)
    url = world.put(HOST, "/bomb", Answer(bomb, headers={"Content-Encoding": "gzip"}))
    tracemalloc.start()
    try:
        assert failure(world, url).reason == "too_large"
        assert tracemalloc.get_traced_memory()[1] < 40_000_000
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize(
    "target",
    [
        "http://127.0.0.2/",
        "http://169.254.169.254/latest/meta-data/",
        "http://[::1]/",
        "http://[::ffff:169.254.169.254]/",
        "http://metadata.example/",
    ],
)
def test_redirects_to_private_addresses_are_refused(world: Internet, target: str) -> None:
    """Every hop passes the guard, whether the address is written out or behind a name."""
    world.name("metadata.example", "169.254.169.254")
    url = world.put(HOST, "/jump", Answer(status=302, headers={"Location": target}))
    error = failure(world, url)
    assert isinstance(error, AddressRefused)
    assert error.reason == "address"


@pytest.mark.parametrize(
    ("target", "reason"),
    [
        ("ftp://zeitung.example/a", "scheme"),
        ("file:///etc/passwd", "scheme"),
        ("gopher://zeitung.example/", "scheme"),
        ("http://zeitung.example:22/", "port"),
        ("http://user:secret@zeitung.example/", "credentials"),
    ],
)
def test_schemes_ports_and_credentials_are_refused(world: Internet, target: str, reason: str) -> None:
    """What the program does not talk to is refused at the first URL and after a redirect alike."""
    assert failure(world, target).reason == reason
    url = world.put(HOST, "/jump", Answer(status=301, headers={"Location": target}))
    assert failure(world, url).reason == reason


def test_all_addresses_of_a_name_must_be_public(world: Internet) -> None:
    """One private address among several is enough to refuse the host: which one is dialled would be up to chance."""
    world.hosts_file.write_text("93.184.216.34 zwei.example\n10.0.0.1 zwei.example\n")
    assert failure(world, "http://zwei.example/").reason == "address"


def test_an_answer_of_the_dns_that_changes_is_checked_each_time(world: Internet) -> None:
    """A name that was harmless when it was first asked is refused as soon as it leads inside, on every hop.

    And what is dialled is what was checked: between check and connection nobody is asked again.
    """
    names = Names(zeitung_example=[[ADDRESS], [ADDRESS], [FORBIDDEN], ["169.254.169.254"]])
    url = world.put(HOST, "/a", Answer(b"page"))
    jump = world.put(HOST, "/jump", Answer(status=302, headers={"Location": "/a"}))
    with dns(names) as server:
        one = fetcher(world, resolver=server)
        assert one.get(Request(url)).body == b"page"
        assert len(names.asked) == 1
        for target in (jump, url):  # the jump itself is answered, its target is not
            with pytest.raises(AddressRefused) as caught:
                one.get(Request(target))
            assert caught.value.reason == "address"
    assert {seen.address for seen in world.log} == {ADDRESS}
    assert world.paths(HOST) == ["/a", "/jump"]


def test_some_private_addresses_among_several_are_refused(world: Internet) -> None:
    """A DNS answer that mixes good and bad ones is bad: which one would be dialled is up to chance."""
    url = world.put(HOST, "/a", Answer(b"page"))
    with dns(Names(zeitung_example=[[ADDRESS, "10.0.0.1"]])) as server, pytest.raises(AddressRefused):
        fetcher(world, resolver=server).get(Request(url))
    assert world.log == []


@pytest.mark.parametrize("written", ["127.1", "0x7f000001", "2130706433", "0177.0.0.1", "[::ffff:7f00:2]"])
def test_odd_spellings_of_private_addresses_are_refused(world: Internet, written: str) -> None:
    """However an address is written, what it leads to decides."""
    url = world.put(HOST, "/jump", Answer(status=302, headers={"Location": f"http://{written}:{world.port}/"}))
    world.hosts_file.write_text(f"{ADDRESS} {HOST}\n127.0.0.2 {written}\n")
    assert failure(world, url).reason in {"address", "dns", "bad_url"}
    assert world.paths(HOST) == ["/jump"]


def test_where_permanent_redirects_lead_is_told(world: Internet) -> None:
    """The last target before any temporary redirect; nothing where the first one is temporary."""
    for number, status in enumerate((301, 308, 302, 301)):
        world.put(HOST, f"/{number}", Answer(status=status, headers={"Location": f"/{number + 1}"}))
    world.put(HOST, "/4", Answer(b"there", headers={"ETag": '"1"'}, validate=True))
    one = fetcher(world)
    assert one.get(Request(world.url(HOST, "/0"))).moved_to == world.url(HOST, "/2")
    assert one.get(Request(world.url(HOST, "/2"))).moved_to == ""
    assert one.get(Request(world.url(HOST, "/3"), etag='"1"')).moved_to == world.url(HOST, "/4")
    assert one.get(Request(world.url(HOST, "/4"))).moved_to == ""


def test_redirects_are_followed_five_times(world: Internet) -> None:
    """Five redirects arrive, six do not; relative ones count from where they are."""
    for number in range(7):
        world.put(HOST, f"/r/{number}", Answer(status=302, headers={"Location": f"{number + 1}"}))
    world.put(HOST, "/r/7", Answer(b"there"))
    response = fetcher(world).get(Request(f"http://{HOST}:{world.port}/r/2"))
    assert response.body == b"there"
    assert response.url.endswith("/r/7")
    assert failure(world, f"http://{HOST}:{world.port}/r/1").reason == "redirects"


def test_circles_end(world: Internet) -> None:
    """Two pages that point at each other are a failure after two requests."""
    url = world.put(HOST, "/a", Answer(status=302, headers={"Location": "/b"}))
    world.put(HOST, "/b", Answer(status=307, headers={"Location": "/a"}))
    assert failure(world, url).reason == "redirects"
    assert world.paths(HOST) == ["/a", "/b"]


@pytest.mark.parametrize("status", [401, 403, 404, 410, 500, 502])
def test_other_statuses_are_named(world: Internet, status: int) -> None:
    """Whatever is neither 200 nor 304 is a failure that names the status."""
    assert failure(world, world.put(HOST, "/a", Answer(b"sorry", status=status))).reason == f"http_{status}"


@pytest.mark.parametrize("status", [429, 503])
def test_retry_after_is_obeyed_without_asking(world: Internet, status: int) -> None:
    """A host that asked to wait is not asked again before, and is asked after."""
    clock = HandClock()
    url = world.put(HOST, "/a", [Answer(status=status, headers={"Retry-After": "120"}), Answer(b"welcome")])
    one = fetcher(world, clock)
    with pytest.raises(FetchFailed) as first:
        one.get(Request(url))
    assert first.value.retry_after == 120
    clock.advance(119)
    with pytest.raises(FetchFailed) as second:
        one.get(Request(url))
    assert second.value.reason == "retry_after"
    assert len(world.log) == 1
    clock.advance(2)
    assert one.get(Request(url)).body == b"welcome"


def test_requests_to_a_host_are_spaced(world: Internet) -> None:
    """Between two requests to a host, redirects included, the clock moves on by the spacing."""
    clock = HandClock()
    url = world.put(HOST, "/a", Answer(status=302, headers={"Location": "/b"}))
    world.put(HOST, "/b", Answer(b"x"))
    fetcher(world, clock, spacing_s=1.0).get(Request(url))
    assert clock.monotonic() == pytest.approx(1.0)


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (cut_off, "protocol"),
        (endless_headers, "protocol"),
        (Answer(b"no gzip", headers={"Content-Encoding": "gzip"}), "encoding"),
        (Answer(b"x", headers={"Content-Encoding": "zstd"}), "encoding"),
        (Answer(status=302, headers={"Location": "http://[::1/"}), "bad_url"),
    ],
)
def test_broken_answers_are_named(world: Internet, answer: object, reason: str) -> None:
    """Each way to break off or lie has its stable word."""
    assert failure(world, world.put(HOST, "/a", answer)).reason == reason


def test_unknown_names_and_closed_ports_are_named(world: Internet) -> None:
    """No such name is "dns", nobody listening is "refused", nonsense is "bad_url"."""
    assert failure(world, "http://nobody.example/").reason == "dns"
    world.name(HOST)
    assert failure(world, f"http://{HOST}:8443/").reason == "refused"
    assert failure(world, "http://").reason == "bad_url"
    assert failure(world, "http://" + "a" * 5000 + ".example/").reason == "bad_url"


def test_large_bodies_are_read_a_few_at_a_time(world: Internet) -> None:
    """However many hosts send without end at once, memory stays bounded, and all of them get their failure."""
    urls = [world.put(f"h{number}.example", "/endless", endless) for number in range(12)]
    one = fetcher(world, max_bytes=8 * LARGE)
    failures: list[FetchFailed] = []

    def get(url: str) -> None:
        with pytest.raises(FetchFailed) as caught:
            one.get(Request(url))
        failures.append(caught.value)

    threads = [threading.Thread(target=get, args=(url,)) for url in urls]
    tracemalloc.start()
    try:
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert tracemalloc.get_traced_memory()[1] < 12 * 2 * LARGE + MOST_LARGE * 12 * LARGE
    finally:
        tracemalloc.stop()
    assert [failure.reason for failure in failures] == ["too_large"] * 12


def test_what_a_host_asked_for_outlives_the_fetcher(world: Internet) -> None:
    """A wait and a robots.txt told to one fetcher are known to the next one with the same memory."""
    clock, memory = HandClock(), InProcess()
    world.put(HOST, "/robots.txt", Answer(b"User-agent: *\nDisallow: /x"))
    page, busy = world.put(HOST, "/a", Answer(b"page")), world.put("busy.example", "/", Answer(status=503))

    def next_one() -> HttpFetcher:
        return HttpFetcher(world.limits(), clock, memory, wait=clock.advance)

    next_one().get(Request(page, obey_robots=True))
    next_one().get(Request(page, obey_robots=True))
    assert world.paths(HOST) == ["/robots.txt", "/a", "/a"]
    for _ in range(3):
        with pytest.raises(FetchFailed):
            next_one().get(Request(busy))
    assert world.paths("busy.example") == ["/"]


def test_waiting_for_a_turn_ends_with_the_program(world: Internet) -> None:
    """A fetcher that is closed gives no turn any more, and says so in a word that is nobody's fault."""
    one = HttpFetcher(world.limits(spacing_s=30.0), HandClock())
    url = world.put(HOST, "/a", Answer(b"page"))
    one.get(Request(url))
    one.close()
    with pytest.raises(FetchFailed) as caught:
        one.get(Request(url))
    assert caught.value.reason == "closed"
    assert len(world.log) == 1


def test_robots_are_obeyed_for_pages_and_asked_once(world: Internet) -> None:
    """A page robots.txt closes is not fetched; robots.txt is asked once a day; feeds do not ask it."""
    clock = HandClock()
    world.put(HOST, "/robots.txt", Answer(b"User-agent: Wortlaut\nDisallow: /intern/\n"))
    page, closed = world.put(HOST, "/a", Answer(b"page")), world.put(HOST, "/intern/b", Answer(b"secret"))
    one = fetcher(world, clock)
    assert one.get(Request(page, obey_robots=True)).body == b"page"
    with pytest.raises(FetchFailed) as caught:
        one.get(Request(closed, obey_robots=True))
    assert caught.value.reason == "robots"
    assert one.get(Request(closed)).body == b"secret"
    assert world.paths(HOST) == ["/robots.txt", "/a", "/intern/b"]
    clock.advance(86_401)
    one.get(Request(page, obey_robots=True))
    assert world.paths(HOST)[-2:] == ["/robots.txt", "/a"]


@pytest.mark.parametrize(("status", "allowed"), [(404, True), (403, True), (500, False), (503, False)])
def test_missing_robots_allow_and_failing_servers_do_not(world: Internet, status: int, allowed: bool) -> None:
    """RFC 9309: no robots.txt allows everything, a server error nothing."""
    world.put(HOST, "/robots.txt", Answer(status=status))
    page = world.put(HOST, "/a", Answer(b"page"))
    one = fetcher(world)
    if allowed:
        assert one.get(Request(page, obey_robots=True)).body == b"page"
    else:
        with pytest.raises(FetchFailed):
            one.get(Request(page, obey_robots=True))
        assert "/a" not in world.paths(HOST)


def test_no_network_is_allowed_by_default() -> None:
    """Limits as they come let nothing private through and wait a second between requests."""
    limits = FetchLimits()
    assert limits.allow_networks == ()
    assert limits.spacing_s == 1.0
    assert limits.timeout_s == 30.0
