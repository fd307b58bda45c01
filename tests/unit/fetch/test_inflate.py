"""Decompression yields what went in, in small pieces, and says when it cannot."""

from __future__ import annotations

import gzip
import zlib

import brotli
import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.fetch.inflate import STEP, BadEncoding, inflate


def _chunks(data: bytes, size: int) -> list[bytes]:
    return [data[at : at + size] for at in range(0, len(data), size)]


def _raw_deflate(data: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(data) + packer.flush()


PACKERS = {
    "gzip": gzip.compress,
    "deflate": zlib.compress,
    "br": brotli.compress,
    "identity": lambda data: data,
    "": lambda data: data,
}


@given(st.binary(max_size=3000), st.sampled_from(sorted(PACKERS)), st.integers(1, 700))
def test_gives_back_what_was_packed(data: bytes, encoding: str, size: int) -> None:
    """Whatever the encoding and the size of the pieces that arrive, the body comes out unchanged."""
    assert b"".join(inflate(_chunks(PACKERS[encoding](data), size), encoding)) == data


def test_reads_bare_deflate_and_several_members() -> None:
    """Deflate without its header, and a gzip body of several members, are read as browsers do."""
    assert b"".join(inflate([_raw_deflate(b"abc" * 100)], "deflate")) == b"abc" * 100
    assert b"".join(inflate([gzip.compress(b"one "), gzip.compress(b"two")], "gzip")) == b"one two"


@pytest.mark.parametrize("encoding", ["gzip", "br", "gzip, gzip"])
def test_a_bomb_comes_in_small_pieces(encoding: str) -> None:
    """A body that unpacks to forty megabytes is handed on piece by piece, so that the reader can stop early."""
    bomb = bytes(40_000_000)
    packed = brotli.compress(bomb, quality=1) if encoding == "br" else gzip.compress(bomb)
    packed = gzip.compress(packed) if encoding == "gzip, gzip" else packed
    taken = 0
    for piece in inflate([packed], encoding):
        assert len(piece) <= 2 * STEP
        taken += len(piece)
        if taken > 1_000_000:
            break
    assert taken < 1_000_000 + 2 * STEP


@pytest.mark.parametrize(
    ("body", "encoding"),
    [
        (b"no gzip at all", "gzip"),
        (gzip.compress(b"x" * 1000, mtime=0)[:-20], "gzip"),
        (brotli.compress(b"x" * 1000)[:-3], "br"),
        (b"\xff\xff\xff", "br"),
        (b"", "zstd"),
        (b"", "gzip, gzip, gzip"),
    ],
)
def test_says_when_a_body_cannot_be_decoded(body: bytes, encoding: str) -> None:
    """Broken, cut or unknown encodings raise BadEncoding, never return half a body as a whole one."""
    with pytest.raises(BadEncoding):
        b"".join(inflate([body], encoding))
