"""The database that handhelds kept their books in and Kindle books still are: numbered records, text among them."""

from __future__ import annotations

import re
import struct
from typing import IO

from core.errors import WellreadError

# What one record of text holds when it is unpacked; real ones hold 4,096 bytes.
MOST_TEXT = 1 << 16
_HEADER = 78
_LITERALS = re.compile(rb"[\x00\x09-\x7f]+")


class Database:
    """The records of a file. kind: what it says it holds ("BOOKMOBI")."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        header = file.read(_HEADER)
        if len(header) < _HEADER:
            raise WellreadError("This is not a Kindle or Mobipocket book.")
        self.kind = header[60:68].decode("latin-1")
        self.name = header[:32].partition(b"\0")[0].decode("cp1252", "replace").replace("_", " ")
        count = struct.unpack_from(">H", header, 76)[0]
        table = file.read(8 * count)
        starts = [struct.unpack_from(">I", table, at)[0] for at in range(0, len(table) - 7, 8)]
        self._bounds = [*starts, file.seek(0, 2)]

    def __len__(self) -> int:
        return len(self._bounds) - 1

    def record(self, number: int, most: int = 1 << 20) -> bytes:
        """The first `most` bytes of a record, b"" where there is none."""
        if not 0 <= number < len(self):
            return b""
        start, end = self._bounds[number : number + 2]
        self._file.seek(start)
        return self._file.read(min(max(0, end - start), most))


def unpacked(data: bytes) -> bytes:
    """A record of text packed as PalmDOC does: copies of what came before, and blanks put together with a letter."""
    text = bytearray()
    at, end = 0, len(data)
    while at < end and len(text) < MOST_TEXT:
        if plain := _LITERALS.match(data, at):
            text += plain[0]
            at = plain.end()
            continue
        code = data[at]
        at += 1
        if code < 9:
            text += data[at : at + code]
            at += code
        elif code >= 0xC0:
            text += bytes((0x20, code ^ 0x80))
        elif at < end:
            pair = code << 8 | data[at]
            at += 1
            _copy(text, pair >> 3 & 0x7FF, (pair & 7) + 3)
    return bytes(text)


def _copy(text: bytearray, back: int, length: int) -> None:
    """Append what stands `back` bytes before the end; where that is less than `length`, again and again."""
    if not 0 < back <= len(text):
        return
    start = len(text) - back
    piece = bytes(text[start : start + length])
    text += (piece * (length // back + 1))[:length] if back < length else piece


def without_trailers(data: bytes, flags: int) -> bytes:
    """A record of text without what Kindle programs put behind it. flags: of the book's header, one bit for each."""
    end = len(data)
    for _ in range((flags >> 1).bit_count()):
        end -= _length_at_end(data, end)
    if flags & 1 and end > 0:  # the rest of a character that the record parts
        end -= (data[end - 1] & 3) + 1
    return data[: max(0, end)]


def _length_at_end(data: bytes, end: int) -> int:
    """A number in groups of seven bits, written so that it is read from behind; it counts its own bytes."""
    value = shift = 0
    for at in range(end - 1, max(-1, end - 5), -1):
        value |= (data[at] & 0x7F) << shift
        shift += 7
        if data[at] & 0x80:
            break
    return value
