"""The bytes of a gzip, bzip2, xz or Zstandard file as they are unpacked, counted, and only ever read forward."""

from __future__ import annotations

import bz2
import gzip
import lzma
from typing import IO, Any

from core.errors import WellreadError
from core.reading.archives.allowance import Allowance

_GZIP, _BZIP2, _XZ, _ZSTD = b"\x1f\x8b", b"BZh", b"\xfd7zXZ\x00", b"\x28\xb5\x2f\xfd"
_BYTES = 1 << 20
# Longer than any header of an archive; what asks for more at once was told a lie by one.
_MOST_AT_ONCE = 8 << 20


class Forward:
    """A stream that can be told where it stands and sent forward, for what reads archives from front to back."""

    def __init__(self, stream: Any, allowance: Allowance | None = None) -> None:
        """allowance: counts what is unpacked; None for a plain file, in which going forward costs nothing."""
        self._stream, self._allowance = stream, allowance
        self._head = b""
        self._at = 0
        self.last = b""  # what was read last
        self._damage: Exception | None = None

    def peek(self, size: int) -> bytes:
        """The first bytes, which will be read again."""
        self._head = self._take(size)
        return self._head

    def read(self, size: int, /) -> bytes:
        if not 0 <= size <= _MOST_AT_ONCE:
            raise WellreadError("This archive is damaged: a header in it claims to be longer than any is.")
        data, self._head = self._head[:size], self._head[size:]
        if len(data) < size:
            data += self._take(size - len(data))
        self._at += len(data)
        self.last = data
        return data

    def tell(self) -> int:
        return self._at

    def seek(self, position: int) -> int:
        if position < self._at:
            raise WellreadError("This archive is damaged: a header in it points backwards.")
        if self._allowance is None:
            self._stream.seek(position)
            self._at, self._head = position, b""
        while self._at < position and self.read(min(_BYTES, position - self._at)):
            pass
        return self._at

    def seekable(self) -> bool:
        return True

    def _take(self, size: int) -> bytes:
        """`size` bytes, fewer only at the end and before the place where the stream is damaged."""
        if self._damage:
            raise self._damage
        parts: list[bytes] = []
        try:
            while size > 0 and (data := self._stream.read1(size)):
                if self._allowance:
                    self._allowance.unpack(len(data))
                parts.append(data)
                size -= len(data)
        except Exception as error:
            if not parts:
                raise
            self._damage = error
        return b"".join(parts)


class Stretch:
    """`length` bytes of a stream that can be sent to where they begin."""

    def __init__(self, stream: Any, start: int, length: int) -> None:
        self._stream, self._at, self._left = stream, start, length

    def read(self, size: int, /) -> bytes:
        """At most `size` bytes, none at the end. Raises WellreadError where the stream ends before."""
        self._stream.seek(self._at)
        data: bytes = self._stream.read(min(size, self._left))
        if not data and self._left and size:
            raise WellreadError("The archive ends in the middle of it.")
        self._at += len(data)
        self._left -= len(data)
        return data


def forward(file: IO[bytes], allowance: Allowance) -> Forward:
    """What a packed file unpacks to, or the file itself where it is not packed."""
    start = file.read(6)
    file.seek(0)
    if start.startswith(_GZIP):
        return Forward(_Gzip(file), allowance)
    if start.startswith(_BZIP2):
        return Forward(bz2.BZ2File(file), allowance)
    if start.startswith(_XZ):
        return Forward(lzma.LZMAFile(file), allowance)
    if start.startswith(_ZSTD):
        from backports import zstd

        return Forward(zstd.ZstdFile(file), allowance)
    return Forward(file)


class _Gzip:
    """A gzip file; what stands behind its end is passed over, as gzip does."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = gzip.GzipFile(fileobj=file)
        self._begun = False

    def read1(self, size: int, /) -> bytes:
        try:
            data = self._file.read1(size)
        except gzip.BadGzipFile as error:
            if self._begun and str(error).startswith("Not a gzipped file"):
                return b""
            raise
        self._begun = True
        return data
