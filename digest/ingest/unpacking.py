"""A packed file (gzip, one or several members) as a stream of what is in it, which never raises.

The standard library's own reader raises where the file breaks off, and then keeps back what it had unpacked before.
"""

from __future__ import annotations

import io
import zlib
from typing import IO, cast

_PIECE = 64 * 1024


class Unpacking(io.RawIOBase):
    """Unpacks `file`. `broke_off` turns True where that is damaged or ends too early; there the stream ends."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._decoder = _decoder()
        self._packed = b""
        self._at = 0
        self._ended = False
        self.broke_off = False
        self._restart()

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._at

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Go to a place in what is unpacked, by unpacking everything before it."""
        target = self._at + offset if whence == io.SEEK_CUR else offset
        if target < self._at:
            self._restart()
        rest = bytearray(_PIECE)
        while self._at < target and self.readinto(memoryview(rest)[: target - self._at]):
            pass
        return self._at

    def readinto(self, buffer: object) -> int:
        """Fill the buffer as far as one piece goes; 0 at the end."""
        space = memoryview(cast("bytearray", buffer))
        while not self._ended:
            if self._decoder.eof:
                self._next_member()
                continue
            if not self._packed and not self._decoder.unconsumed_tail:
                self._packed = self._file.read(_PIECE)
                if not self._packed:
                    self._ended = self.broke_off = True
                    break
            piece = self._decoded(len(space))
            if piece:
                space[: len(piece)] = piece
                self._at += len(piece)
                return len(piece)
        return 0

    def _decoded(self, most: int) -> bytes:
        packed, self._packed = self._decoder.unconsumed_tail or self._packed, b""
        try:
            return self._decoder.decompress(packed, most)
        except zlib.error:
            self._ended = self.broke_off = True
            return b""

    def _next_member(self) -> None:
        """Go on with the member that follows; zeros at the end of a file are padding."""
        self._packed = self._decoder.unused_data.lstrip(b"\0")
        if not self._packed:
            self._packed = self._file.read(_PIECE).lstrip(b"\0")
        self._ended = not self._packed
        self._decoder = _decoder()

    def _restart(self) -> None:
        self._file.seek(0)
        self._decoder, self._packed, self._at, self._ended = _decoder(), b"", 0, False


def _decoder() -> zlib._Decompress:
    return zlib.decompressobj(zlib.MAX_WBITS | 16)
