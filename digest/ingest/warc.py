"""Web archives (WARC, ISO 28500, and the older ARC): the pages in them, one after the other, never all at once.

    file -> records -> pages that were answered with 200 and HTML -> bytes without transfer and content encoding

A record that is broken, cut off or too large is told as skipped, and reading goes on at the next one that begins
properly. A position is the place of the next record in the file; in a file that was packed as a whole, which nobody can
enter in the middle, it is the place in what is unpacked.
"""

from __future__ import annotations

import io
import zlib
from collections.abc import Generator, Iterator, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, cast

import brotli  # type: ignore[import-untyped]
from warcio.archiveiterator import ArchiveIterator
from warcio.bufferedreaders import ChunkedDataReader
from warcio.exceptions import ArchiveLoadFailed
from warcio.limitreader import LimitReader
from warcio.recordloader import ArcWarcRecord
from warcio.statusandheaders import StatusAndHeadersParserException

from digest.ingest.records import BROKEN, LARGEST_PAGE, NO_PAGE, TOO_LARGE, Content, PageFound, Record, Skipped
from digest.ingest.unpacking import Unpacking

_PIECE = 1 << 20
_SMALL_PIECE = 256
"""Bytes handed to brotli at a time: it unpacks all of a piece at once, a thousand times and more."""
_GZIP = b"\x1f\x8b\x08"
_BETWEEN = b"\r\n\r\n"
_PAGE_TYPES = ("text/html", "application/xhtml+xml")
_PAGES = frozenset({"response", "resource"})
_FAULTS = (
    ArchiveLoadFailed,
    StatusAndHeadersParserException,
    EOFError,
    zlib.error,
    brotli.error,
    ValueError,
    TypeError,
    KeyError,
    AttributeError,
    AssertionError,
)
"""What the library raises on bytes that are not as they should be; it promises nothing more precise."""


class _TooLarge(Exception):
    """A page over LARGEST_PAGE."""


def read_warc(path: Path, position: str = "") -> Iterator[Record]:
    """The pages of the archive from this position on. Raises OSError when the file cannot be read."""
    packed = _is_packed(path)
    with path.open("rb") as file:
        unpacking = Unpacking(file) if packed and _is_packed_whole(path) else None
        stream = cast("IO[bytes]", io.BufferedReader(unpacking)) if unpacking else file
        begin: int | None = int(position or 0)
        while begin is not None:
            broken = yield from _good_records(stream, file, begin)
            if broken is None:
                break
            begin = _next_begin(stream, broken + 1, packed=packed and unpacking is None)
            skipped = Skipped(BROKEN, f"at byte {broken}")
            yield Record(skipped, str(broken + 1 if begin is None else begin), file.tell())
        else:
            return
        if unpacking is not None and unpacking.broke_off:
            yield Record(Skipped(BROKEN, "the packed file breaks off"), str(stream.tell()), file.tell())


def _is_packed(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(2) == _GZIP[:2]


def _is_packed_whole(path: Path) -> bool:
    """Whether one gzip member holds several records: such a file can only be read from its beginning."""
    with path.open("rb") as file:
        try:
            archive = ArchiveIterator(file)
            for _ in range(2):
                next(archive, None)
        except ArchiveLoadFailed as error:
            return "non-chunked" in str(error)
        except _FAULTS:
            return False
    return False


def _good_records(stream: IO[bytes], file: IO[bytes], begin: int) -> Generator[Record, None, int | None]:
    """Yield the records from this place on; return where one begins that is broken, None at the end of the file."""
    try:
        stream.seek(begin)
        archive = ArchiveIterator(stream)
    except _FAULTS:
        return None
    while True:
        starts = int(archive.offset)
        try:
            record = next(archive, None)
            if record is None:
                return None
            content = _content(record)
            archive.read_to_end()
        except _FAULTS:
            return starts
        if isinstance(record.raw_stream, LimitReader) and record.raw_stream.limit > 0:
            return starts  # it was to be longer
        if content is not None:
            yield Record(content, str(archive.offset), file.tell())


def _next_begin(stream: IO[bytes], after: int, *, packed: bool) -> int | None:
    """Where the next record begins after this place, by what records begin with; None where none does."""
    mark = _GZIP if packed else _BETWEEN + b"WARC/1."
    lead = 0 if packed else len(_BETWEEN)
    at, rest = after, b""
    with suppress(*_FAULTS):
        stream.seek(after)
        while piece := stream.read(_PIECE):
            found = (rest + piece).find(mark)
            if found >= 0:
                return at - len(rest) + found + lead
            at += len(piece)
            rest = (rest + piece)[-(len(mark) - 1) :]
    return None


def _content(record: ArcWarcRecord) -> Content | None:
    """What the record holds; None for those that are no answers, such as requests."""
    url = record.rec_headers.get_header("WARC-Target-URI") or record.rec_headers.get_header("uri") or ""
    if record.rec_type not in _PAGES or not url.startswith(("http://", "https://")):
        return None
    http = record.http_headers
    status = str(http.get_statuscode()) if http else "200"
    if status != "200":
        return Skipped(f"http_{status}" if status.isdecimal() and len(status) == 3 else BROKEN, url)
    headers = {name.lower(): value for name, value in http.headers} if http else {}
    kind = headers.get("content-type", record.content_type or "").lower()
    if kind and not kind.startswith(_PAGE_TYPES):
        return Skipped(NO_PAGE, url)
    try:
        body = _body(record, headers)
    except _TooLarge:
        return Skipped(TOO_LARGE, url)
    return PageFound(url, body, headers, _captured_at(record))


def _body(record: ArcWarcRecord, headers: Mapping[str, str]) -> bytes:
    """The page as a browser would have got it. Raises _TooLarge."""
    if record.length is None or record.length > LARGEST_PAGE:
        raise _TooLarge
    is_chunked = "chunked" in headers.get("transfer-encoding", "").lower()
    body: bytes = (ChunkedDataReader(record.raw_stream) if is_chunked else record.raw_stream).read(LARGEST_PAGE + 1)
    for encoding in reversed([one.strip() for one in headers.get("content-encoding", "").lower().split(",")]):
        with suppress(zlib.error, brotli.error):  # many archives keep the header with what is unpacked already
            body = _unpacked(body, encoding)
    return body


def _unpacked(body: bytes, encoding: str) -> bytes:
    """The body without this encoding, given up as soon as it is too large. Raises the library's errors."""
    if encoding in {"gzip", "x-gzip"}:
        unpacked = zlib.decompressobj(zlib.MAX_WBITS | 16).decompress(body, LARGEST_PAGE + 1)
    elif encoding == "deflate":
        try:
            unpacked = zlib.decompressobj().decompress(body, LARGEST_PAGE + 1)
        except zlib.error:
            unpacked = zlib.decompressobj(-zlib.MAX_WBITS).decompress(body, LARGEST_PAGE + 1)
    elif encoding == "br":
        unpacked = _unpacked_brotli(body)
    else:
        return body
    if len(unpacked) > LARGEST_PAGE:
        raise _TooLarge
    return unpacked


def _unpacked_brotli(body: bytes) -> bytes:
    decompressor, unpacked = brotli.Decompressor(), bytearray()
    for first in range(0, len(body), _SMALL_PIECE):
        unpacked += decompressor.process(body[first : first + _SMALL_PIECE])
        if len(unpacked) > LARGEST_PAGE:
            raise _TooLarge
    return bytes(unpacked)


def _captured_at(record: ArcWarcRecord) -> datetime | None:
    """When the page was fetched, as the archive says."""
    written = record.rec_headers.get_header("WARC-Date") or record.rec_headers.get_header("archive-date") or ""
    try:
        if written.isdecimal():
            return datetime.strptime(written[:14], "%Y%m%d%H%M%S").replace(tzinfo=UTC)
        moment = datetime.fromisoformat(written)
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
