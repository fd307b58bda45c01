"""Web archives and JSON lines, whole and broken, read from any place on."""

from __future__ import annotations

import gzip
import io
import json
import zlib
from datetime import UTC, datetime
from pathlib import Path

import brotli
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from digest.ingest.json_lines import LONGEST_LINE, read_json_lines
from digest.ingest.records import LARGEST_PAGE, PageFound, Record, Skipped, TextFound
from digest.ingest.unpacking import Unpacking
from digest.ingest.warc import read_warc

DATE = "2025-05-09T06:00:00Z"
PAGE = b"<html><body><p>Ein Absatz.</p></body></html>"


def warc(
    *pages: tuple[str, bytes, dict[str, str]], status: str = "200 OK", packed: bool = True, kind: str = "response"
) -> bytes:
    """An archive with a header record, and each page with the request that asked for it."""
    stream = io.BytesIO()
    writer = WARCWriter(stream, gzip=packed)
    writer.write_record(writer.create_warcinfo_record("x.warc.gz", {"software": "test"}))
    for url, body, headers in pages:
        http = StatusAndHeaders(status, [("Content-Type", "text/html"), *headers.items()], protocol="HTTP/1.1")
        asked = StatusAndHeaders("GET / HTTP/1.1", [("Host", "a.example")], is_http_request=True)
        given = {"WARC-Date": DATE}
        writer.write_record(writer.create_warc_record(url, "request", http_headers=asked, warc_headers_dict=given))
        writer.write_record(
            writer.create_warc_record(url, kind, payload=io.BytesIO(body), http_headers=http, warc_headers_dict=given)
        )
    return stream.getvalue()


def pages(count: int) -> list[tuple[str, bytes, dict[str, str]]]:
    return [(f"https://a.example/{number}", PAGE + str(number).encode() * 50, {}) for number in range(count)]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "x.warc.gz"


def read(file: Path, body: bytes, position: str = "") -> list[Record]:
    file.write_bytes(body)
    return list(read_warc(file, position))


def urls(records: list[Record]) -> list[str]:
    """The last part of the addresses of pages, the reason of what was skipped."""
    return [
        one.content.reason if isinstance(one.content, Skipped) else one.content.url.rpartition("/")[2]
        for one in records
    ]


@pytest.mark.parametrize("way", ["members", "plain", "whole"])
def test_pages_of_an_archive_from_every_place_on(file, way):
    """Packed record by record, not packed, and packed as a whole: the same pages, and the rest of them from anywhere."""
    body = warc(*pages(5), packed=way == "members")
    body = gzip.compress(body) if way == "whole" else body
    records = read(file, body)
    first = records[0].content
    assert isinstance(first, PageFound)
    assert (first.url, first.captured_at) == ("https://a.example/0", datetime(2025, 5, 9, 6, tzinfo=UTC))
    assert first.body == PAGE + b"0" * 50
    assert first.headers["content-type"] == "text/html"
    assert urls(records) == ["0", "1", "2", "3", "4"]
    for number, record in enumerate(records, 1):
        assert urls(list(read_warc(file, record.position))) == [str(later) for later in range(number, 5)]
    assert [one.read for one in records] == sorted(one.read for one in records)
    assert records[-1].read <= len(body)


def chunked(body: bytes) -> bytes:
    return b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in (body[:10], body[10:])) + b"0\r\n\r\n"


@pytest.mark.parametrize(
    ("encode", "headers"),
    [
        (gzip.compress, {"Content-Encoding": "gzip"}),
        (zlib.compress, {"Content-Encoding": "deflate"}),
        (lambda body: zlib.compress(body)[2:-4], {"Content-Encoding": "deflate"}),
        (brotli.compress, {"Content-Encoding": "br"}),
        (chunked, {"Transfer-Encoding": "chunked"}),
        (lambda body: chunked(gzip.compress(body)), {"Transfer-Encoding": "chunked", "Content-Encoding": "gzip"}),
        (bytes, {"Content-Encoding": "gzip"}),
        (bytes, {"Content-Encoding": "br"}),
        (bytes, {"Content-Encoding": "identity"}),
        (bytes, {"Transfer-Encoding": "chunked"}),
    ],
)
def test_pages_are_as_a_browser_got_them(file, encode, headers):
    """Without transfer and content encoding; with a header of either that does not hold, as they are."""
    (record,) = read(file, warc(("https://a.example/1", encode(PAGE), headers)))
    assert record.content.body == PAGE


@pytest.mark.parametrize("encoding", ["gzip", "br", "deflate"])
def test_bombs_are_too_large(file, encoding):
    """A small record that unpacks to a giant is given up; the next one is read."""
    giant = bytes(4 * LARGEST_PAGE)
    packed = {"gzip": gzip.compress, "br": lambda body: brotli.compress(body, quality=1), "deflate": zlib.compress}[
        encoding
    ](giant)
    records = read(file, warc(("https://a.example/bomb", packed, {"Content-Encoding": encoding}), *pages(1)))
    assert urls(records) == ["too large", "0"]


def test_what_is_no_page_is_passed_over(file):
    """Pictures, other answers than 200, other schemes; requests and the archive's own header are not even counted."""
    picture = warc(("https://a.example/x.png", b"\x89PNG", {"Content-Type": "image/png"})).replace(b"x", b"x")
    assert urls(read(file, picture)) in (["no page"], ["x.png"])
    assert urls(read(file, warc(*pages(1), status="404 Not Found"))) == ["http_404"]
    assert urls(read(file, warc(*pages(1), status="301 Moved"))) == ["http_301"]
    assert read(file, warc(("dns:a.example", PAGE, {}))) == []
    assert read(file, warc(*pages(2), kind="revisit")) == []


def test_a_page_larger_than_any_article_is_not_held(file):
    """Told by its length, before it is read."""
    records = read(file, warc(("https://a.example/1", bytes(LARGEST_PAGE + 1), {}), *pages(1)))
    assert urls(records) == ["too large", "0"]


def member_starts(body: bytes) -> list[int]:
    """Where gzip members begin: header record, then request and answer for each page."""
    starts, at = [], 0
    while at < len(body):
        decoder = zlib.decompressobj(31)
        decoder.decompress(body[at:])
        starts.append(at)
        at = len(body) - len(decoder.unused_data)
    return starts


def test_a_damaged_record_costs_itself_only(file):
    """Bytes overwritten inside one packed record: it is told as broken, all others are read."""
    body = bytearray(warc(*pages(4)))
    begins, ends = member_starts(bytes(body))[4:6]
    body[begins + 20 : ends - 20] = b"\xff" * (ends - begins - 40)
    assert urls(read(file, bytes(body))) == ["0", "broken record", "2", "3"]


def test_a_damaged_record_of_a_plain_archive(file):
    """The same where nothing is packed: the next record is found by its first line."""
    body = warc(*pages(4), packed=False)
    at = body.index(b"WARC/1.0", body.index(b"https://a.example/0") + 400)
    broken = body[:at] + b"XXXX/1.0" + body[at + 8 :]
    found = urls(read(file, broken))
    assert found.count("broken record") == 1
    assert {"2", "3"} <= set(found)


@pytest.mark.parametrize("way", ["members", "plain", "whole"])
def test_an_archive_that_was_cut_off_gives_what_it_has(file, way):
    """Wherever it ends, the records before are read, and nothing of half a page."""
    body = warc(*pages(3), packed=way == "members")
    body = gzip.compress(body) if way == "whole" else body
    for end in range(0, len(body) - 1, 97):
        found = [one for one in read(file, body[:end]) if not isinstance(one.content, Skipped)]
        assert all(one.content.body == PAGE + str(number).encode() * 50 for number, one in enumerate(found))
    assert urls(read(file, body[: len(body) - 40])) == ["0", "1", "broken record"]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(place=st.integers(0, 10_000), junk=st.binary(max_size=40), packed=st.booleans())
def test_any_damage_ends_in_an_answer(file, place, junk, packed):
    """Whatever bytes are put where: it ends, no page is made up, and positions never go back."""
    body = warc(*pages(4), packed=packed)
    at = place % len(body)
    records = read(file, body[:at] + junk + body[at + len(junk) :])
    positions = [int(one.position) for one in records]
    assert positions == sorted(positions)
    assert len([one for one in records if isinstance(one.content, PageFound)]) <= 4


@pytest.mark.parametrize(
    "body", [b"", b"\n\n\n", b"hallo", b"\x1f\x8b", b"\x1f\x8b\x08 no gzip", gzip.compress(b"", mtime=0), bytes(5000)]
)
def test_what_is_no_archive_holds_no_page(file, body):
    """An empty file, text, rubbish: at most told as broken."""
    assert set(urls(read(file, body))) <= {"broken record"}


# JSON lines


def lines(tmp_path: Path, *rows: object, packed: bool = False) -> Path:
    path = tmp_path / ("x.jsonl.gz" if packed else "x.jsonl")
    body = b"".join(row if isinstance(row, bytes) else json.dumps(row).encode() + b"\n" for row in rows)
    path.write_bytes(gzip.compress(body) if packed else body)
    return path


FULL = {
    "kind": "page", "url": "https://a.example/1", "title": "Titel", "lead": "Anriss", "text": "Text", "authors": ["Ada", 7],
    "published": "2025-05-09T06:00:00+00:00", "modified": None, "outlet": "Blatt", "outcome": "new",
}  # fmt: skip


@pytest.mark.parametrize("packed", [False, True])
def test_articles_as_lines_from_every_place_on(tmp_path, packed):
    """As exported, as analyze takes them, and as pages; blank lines do not matter."""
    html = {"url": "https://a.example/3", "html": "<p>ä"}
    path = lines(tmp_path, FULL, b"\n", {"id": 17, "text": "Nur Text"}, html, packed=packed)
    records = list(read_json_lines(path))
    assert records[0].content == TextFound(
        "https://a.example/1", "Text", "Titel", "Blatt", lead="Anriss", authors=("Ada",), published=FULL["published"]
    )
    assert records[1].content == TextFound("17", "Nur Text")
    assert records[2].content.body == "<p>ä".encode()
    for number, record in enumerate(records, 1):
        assert list(read_json_lines(path, record.position)) == records[number:]


def test_a_place_on_another_machine_is_no_address(tmp_path):
    """A page that was exported from a file is known by the address it claims, where it claims one."""
    row = {**FULL, "url": "file:///dort/1.html", "canonical": "https://a.example/1"}
    path = lines(tmp_path, row, {**row, "canonical": None})
    assert [one.content.url for one in read_json_lines(path)] == ["https://a.example/1", "file:///dort/1.html"]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (b"{kaputt\n", "no JSON"),
        (b"[1, 2]\n", "no JSON object"),
        (b"\xff\xfe\x00\n", "no JSON"),
        (b"[" * 200_000 + b"\n", "no JSON"),
        ({"url": "https://a.example/1"}, "no text"),
        ({"url": "https://a.example/1", "text": ""}, "no text"),
        ({"url": "https://a.example/1", "text": {"a": 1}}, "no text"),
        ({**FULL, "text": "", "outcome": "rejected"}, "rejected before"),
        (b'{"text": "' + b"x" * LONGEST_LINE + b'"}\n', "too large"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_bad_line_costs_itself_only(tmp_path, row, reason):
    """It is told with its reason, and the lines around it are read."""
    records = list(read_json_lines(lines(tmp_path, FULL, row, FULL)))
    assert [type(one.content) for one in records] == [TextFound, Skipped, TextFound]
    assert records[1].content.reason == reason


def test_a_packed_file_that_breaks_off(tmp_path):
    """The lines before are read, the break is told."""
    path = lines(tmp_path, *[{**FULL, "text": str(number) * 300} for number in range(200)], packed=True)
    path.write_bytes(path.read_bytes()[:-60])
    records = list(read_json_lines(path))
    texts = [one.content.text[:1] for one in records if isinstance(one.content, TextFound)]
    assert texts == [str(number)[:1] for number in range(len(texts))]
    assert len(texts) > 150
    assert records[-1].content.reason == "broken record"


@settings(max_examples=50, deadline=None)
@given(
    parts=st.lists(st.binary(max_size=3000), min_size=1, max_size=4),
    end=st.integers(0, 15),
    reads=st.lists(st.tuples(st.integers(0, 9000), st.integers(1, 5000)), max_size=6),
)
def test_unpacking_is_what_the_standard_library_unpacks(parts, end, reads):
    """Members one after the other, padding, reads from any place; cut off, the beginning of it, and it is told."""
    body, whole = b"".join(map(gzip.compress, parts)) + b"\0" * 3, b"".join(parts)
    unpacking = Unpacking(io.BytesIO(body))
    stream = io.BufferedReader(unpacking)
    for place, size in reads:
        assert stream.seek(place) == min(place, len(whole))
        assert stream.read(size) == whole[place : place + size]
    assert not unpacking.broke_off
    cut = Unpacking(io.BytesIO(body[: len(body) - 3 - 1 - end]))
    assert whole.startswith(io.BufferedReader(cut).read())
    assert cut.broke_off


def test_words_that_are_no_words_are_left_out(tmp_path):
    """Lists, numbers and objects where a text is expected make no article unreadable."""
    odd = {"text": "T", "title": ["a"], "outlet": {"name": "Blatt"}, "authors": "Ada", "published": 5, "language": True}
    (record,) = read_json_lines(lines(tmp_path, odd))
    assert record.content == TextFound("", "T", outlet="Blatt", authors=("Ada",), published="5")
