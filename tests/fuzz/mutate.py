"""Changes bytes as broken servers, editors and ill-disposed people do; the same seed gives the same changes."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence

TOKENS = (
    b"<", b">", b"</", b"/>", b"<!--", b"-->", b"<![CDATA[", b"]]>", b"&amp;", b"&#0;", b"&#x202e;", b"&#xD800;", b"&lt;",
    b"<p>", b"</p>", b"<div>", b"<br>", b"<script>", b"</script>", b"<item>", b"</item>", b"<entry>", b"<!DOCTYPE html>",
    b"<?xml version='1.0' encoding='utf-7'?>", b"charset=utf-16", b"\x00", b"\xff\xfe", b"\xef\xbb\xbf", b"\xed\xa0\x80",
    b'"', b"'", b"{", b"}", b"[", b"null", b"1e999", b"-1", b"\r\n", b"\t", "„".encode(), "ß".encode(), "\u202e".encode(),
    b"2025-05-09", b"31.02.2025 25:61", b"9999-12-31T23:59:59Z", b"http://", b"javascript:alert(1)", b"file:///etc/passwd",
    b" a=1", b" xmlns:a='b'", b"<!ENTITY a '&b;'>", b"<svg>", b"<table>", b"<blockquote>", b"+++ 14.35 Uhr +++", b"(dpa)",
)  # fmt: skip
MOST_BYTES = 200_000
_MOST_REPEATS = 3_000


def mutated(seeds: Sequence[bytes], count: int, seed: int) -> Iterator[bytes]:
    """So many inputs, each made of one of the seeds by one to twelve changes."""
    rng = random.Random(seed)
    for _ in range(count):
        body = bytearray(rng.choice(seeds))
        for _ in range(rng.choice((1, 1, 2, 3, 5, 8, 12))):
            _change(body, seeds, rng)
        yield bytes(body[:MOST_BYTES])


def _change(body: bytearray, seeds: Sequence[bytes], rng: random.Random) -> None:
    first = rng.randrange(len(body) + 1)
    last = min(len(body), first + int(rng.expovariate(1 / 40)))
    kind = rng.randrange(8)
    if kind == 0:
        body[first:last] = b""
    elif kind == 1:
        body[first:first] = rng.choice(TOKENS)
    elif kind == 2:
        body[first:last] = rng.randbytes(last - first)
    elif kind == 3:
        body[first:first] = bytes(body[first:last]) * rng.randrange(1, 8)
    elif kind == 4:
        other = rng.choice(seeds)
        start = rng.randrange(len(other))
        body[first:last] = other[start : start + rng.randrange(400)]
    elif kind == 5:
        body[first:first] = rng.choice(TOKENS) * rng.randrange(1, _MOST_REPEATS)
    elif kind == 6:
        del body[first:]
    elif body:
        body[min(first, len(body) - 1)] ^= 1 << rng.randrange(8)
