"""Files that are still packed with gzip when they arrive, which servers often do not say."""

from __future__ import annotations

import zlib

from digest.errors import BrokenFeed

_GZIP = b"\x1f\x8b"
_STEP = 1 << 20


def unpacked(body: bytes, limit: int) -> bytes:
    """The bytes without gzip around them; what was cut off gives its start.

    Raises BrokenFeed as soon as they are known to be over the limit, or where they cannot be unpacked.
    """
    if not body.startswith(_GZIP):
        _refuse_over(limit, len(body))
        return body
    decoder = zlib.decompressobj(zlib.MAX_WBITS | 16)
    whole, rest = bytearray(), body
    while rest and not decoder.eof:
        try:
            whole += decoder.decompress(rest, _STEP)
        except zlib.error as error:
            raise BrokenFeed(f"this is gzip that cannot be unpacked ({error})") from error
        rest = decoder.unconsumed_tail
        _refuse_over(limit, len(whole))
    return bytes(whole)


def _refuse_over(limit: int, size: int) -> None:
    if size > limit:
        raise BrokenFeed(f"this is over {limit} bytes, which is no feed and no sitemap")
