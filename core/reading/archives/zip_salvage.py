"""What is left of a zip archive without its table of contents: each file in it has a header of its own too.

zipfile knows only the table, which stands at the end: of a download that broke off it reads nothing.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import IO

from core.errors import WellreadError
from core.reading.archives.member import Member, Readable
from core.reading.archives.old_names import decoded_name, encoding_of_names
from core.reading.archives.packed import Stretch

MARK = b"PK\x03\x04"
_HEADER = struct.Struct("<4s5H3I2H")
_ENCRYPTED, _SIZES_FOLLOW, _UTF8 = 0x1, 0x8, 0x800
_STORED, _DEFLATED = 0, 8
_UNKNOWN = 0xFFFFFFFF
_UNTOLD = 1 << 62
_BYTES = 1 << 16


def salvaged(file: IO[bytes]) -> Iterator[Member]:
    """The files whose beginnings are found, in order."""
    at = _find(file, 0)
    while at >= 0:
        file.seek(at)
        header = file.read(_HEADER.size)
        if len(header) < _HEADER.size:
            return
        _, _, flags, method, _, _, _, packed, size, name_length, extra_length = _HEADER.unpack(header)
        raw = file.read(name_length)
        name = decoded_name(raw, encoding_of_names([raw])).replace("\\", "/")
        start = at + _HEADER.size + name_length + extra_length
        told = not flags & _SIZES_FOLLOW and _UNKNOWN not in (packed, size)
        if not name.endswith("/"):
            open_it = partial(_opened, file, start, packed if told else -1, method == _DEFLATED)
            yield Member(name, open_it, _unread(flags, method, told))
        at = _find(file, start + packed if told else start)


def _unread(flags: int, method: int, told: bool) -> str:
    if flags & _ENCRYPTED:
        return "It is protected with a password, and the archive is damaged."
    if method == _DEFLATED or (method == _STORED and told):
        return ""
    return "The archive is damaged, and where this file ends can't be told."


@contextmanager
def _opened(file: IO[bytes], start: int, packed: int, deflated: bool) -> Iterator[Readable]:
    stretch = Stretch(file, start, packed if packed >= 0 else _UNTOLD)
    yield _Inflated(stretch) if deflated else stretch


class _Inflated:
    def __init__(self, stream: Readable) -> None:
        self._stream = stream
        self._inflate = zlib.decompressobj(-zlib.MAX_WBITS)

    def read(self, size: int, /) -> bytes:
        while not self._inflate.eof:
            data = self._inflate.unconsumed_tail or self._stream.read(_BYTES)
            if not data:
                raise WellreadError("The archive ends in the middle of it.")
            unpacked = self._inflate.decompress(data, size)
            if unpacked:
                return unpacked
        return b""


def _find(file: IO[bytes], start: int) -> int:
    """Where the next file begins, -1 for nowhere."""
    file.seek(start)
    held = b""
    while data := file.read(_BYTES):
        found = (held + data).find(MARK)
        if found >= 0:
            return start - len(held) + found
        held = (held + data)[-3:]
        start += len(data)
    return -1
