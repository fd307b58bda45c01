"""Decompression in small steps, so that a bomb is noticed after a few kilobytes and not after it filled the memory.

Measured with the decoders of the HTTP library: a body of 408 kB cost 822 MB. Here no step yields more than STEP bytes.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator

import brotli  # type: ignore[import-untyped]

ACCEPTED = "gzip, deflate, br"
STEP = 64 * 1024
_GZIP_OR_ZLIB, _RAW = 47, -15


class BadEncoding(Exception):
    """The body is not what its Content-Encoding says, or the encoding is none we asked for."""


def inflate(chunks: Iterable[bytes], encoding: str) -> Iterator[bytes]:
    """Yield the decoded body in pieces of at most about STEP bytes. Raises BadEncoding.

    `encoding` is the header's value; several encodings are undone from the last to the first, two at most.
    """
    names = [name.strip().lower() for name in encoding.split(",") if name.strip().lower() not in {"", "identity"}]
    if len(names) > 2:
        raise BadEncoding(f"encoded {len(names)} times")
    for name in reversed(names):
        if name in {"gzip", "x-gzip", "deflate"}:
            chunks = _zlib(chunks)
        elif name == "br":
            chunks = _brotli(chunks)
        else:
            raise BadEncoding(f"unknown encoding {name[:20]!r}")
    return iter(chunks)


def _zlib(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Gzip (also of several members), zlib, and the bare deflate that some servers send under that name."""
    decoder = zlib.decompressobj(_GZIP_OR_ZLIB)
    started = False
    for chunk in chunks:
        data = chunk
        while data:
            try:
                piece = decoder.decompress(data, STEP)
            except zlib.error as error:
                if started:
                    raise BadEncoding(str(error)) from error
                decoder = zlib.decompressobj(_RAW)
                started = True
                continue
            started = True
            if piece:
                yield piece
            data = decoder.unconsumed_tail
            if decoder.eof:
                data = decoder.unused_data.lstrip(b"\0")
                decoder = zlib.decompressobj(_GZIP_OR_ZLIB) if data else decoder
    if started and not decoder.eof:
        yield from _rest(decoder)


def _rest(decoder: zlib._Decompress) -> Iterator[bytes]:
    try:
        tail = decoder.flush(STEP)
    except zlib.error as error:
        raise BadEncoding(str(error)) from error
    if tail:
        yield tail
    if not decoder.eof:
        raise BadEncoding("the compressed body ends early")


def _brotli(chunks: Iterable[bytes]) -> Iterator[bytes]:
    decoder = brotli.Decompressor()
    started = False
    try:
        for chunk in chunks:
            started = started or bool(chunk)
            yield decoder.process(chunk, output_buffer_limit=STEP)
            while not decoder.can_accept_more_data():
                yield decoder.process(b"", output_buffer_limit=STEP)
    except brotli.error as error:
        raise BadEncoding(str(error)) from error
    if started and not decoder.is_finished():
        raise BadEncoding("the compressed body ends early")
