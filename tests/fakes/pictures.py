"""What both services check of a picture: that it is one, its size and its measures, read from the bytes themselves."""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass

SIGNATURE = b"\x89PNG\r\n\x1a\n"


@dataclass(frozen=True)
class Picture:
    """A picture as a service took it."""

    name: str
    data: bytes
    width: int
    height: int


def read_png(name: str, data: bytes) -> Picture | None:
    """The picture in these bytes; None where they are no whole PNG."""
    if not data.startswith(SIGNATURE) or data[12:16] != b"IHDR":
        return None
    at, ended, pixels = len(SIGNATURE), False, b""
    while at + 12 <= len(data):
        length, kind = struct.unpack(">I4s", data[at : at + 8])
        body = data[at + 8 : at + 8 + length]
        if zlib.crc32(kind + body) != struct.unpack(">I", data[at + 8 + length : at + 12 + length])[0]:
            return None
        pixels += body if kind == b"IDAT" else b""
        ended = kind == b"IEND"
        at += 12 + length
    width, height = struct.unpack(">II", data[16:24])
    return Picture(name, data, width, height) if ended and zlib.decompress(pixels) else None
