"""Records of Excel 97-2003 workbooks (BIFF), one after the other, and the strings in them."""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator
from typing import NamedTuple

from core.reading.legacy.codepages import decoded

BOF, EOF, CONTINUE = 0x809, 0x0A, 0x3C
OLD_BOFS = {0x09: 2, 0x209: 3, 0x409: 4}
_WINDOW = 1 << 20


class Record(NamedTuple):
    """One record. at: where it begins in the stream."""

    kind: int
    data: bytes
    at: int


class Records:
    """The records of a stream from a place on. `read(start, length)` gives its bytes, fewer at the end."""

    def __init__(self, read: Callable[[int, int], bytes], start: int = 0) -> None:
        self._read, self._start = read, start
        self._window, self._at = b"", 0

    def __iter__(self) -> Iterator[Record]:
        while (record := self.next()) is not None:
            yield record

    def next(self) -> Record | None:
        """The next record, None at the end of the stream."""
        head = self._take(4)
        if len(head) < 4:
            return None
        kind, length = struct.unpack("<HH", head)
        at = self._start + self._at - 4
        return Record(kind, self._take(length), at)

    def peek(self) -> int:
        """The kind of the next record, -1 at the end."""
        self._fill(4)
        head = self._window[self._at : self._at + 2]
        return int.from_bytes(head, "little") if len(head) == 2 else -1

    def _take(self, length: int) -> bytes:
        self._fill(length)
        data = self._window[self._at : self._at + length]
        self._at += len(data)
        return data

    def _fill(self, length: int) -> None:
        if self._at + length > len(self._window):
            self._start, rest = self._start + self._at, self._window[self._at :]
            self._window = rest + self._read(self._start + len(rest), _WINDOW)
            self._at = 0


class LongData:
    """The data of a record together with the records that continue it, read from as one."""

    def __init__(self, first: bytes, records: Records) -> None:
        self._data, self._records = first, records
        self._at = 0

    def string(self) -> str | None:
        """The next string, with its length in two bytes; None where the data end."""
        head = self.take(3)
        if len(head) < 3:
            return None
        count, flags = struct.unpack("<HB", head)
        runs = int.from_bytes(self.take(2), "little") if flags & 8 else 0
        more = int.from_bytes(self.take(4), "little") if flags & 4 else 0
        text = self.characters(count, flags)
        self.take(4 * runs, keep=False)
        self.take(more, keep=False)
        return text

    def characters(self, count: int, flags: int) -> str:
        """`count` characters. Where a record ends among them, the next one says anew how wide they are."""
        parts: list[str] = []
        while count:
            if self._at >= len(self._data):
                if not self._go_on():
                    break
                flags = self.take(1)[0] if len(self._data) else flags
            width = 2 if flags & 1 else 1
            data = self._data[self._at : self._at + count * width]
            if len(data) < width:
                self._at = len(self._data)
                continue
            self._at += len(data)
            parts.append(data.decode("utf-16-le" if width == 2 else "latin-1", "replace"))
            count -= len(data) // width
        return "".join(parts)

    def take(self, count: int, keep: bool = True) -> bytes:
        """The next `count` bytes, fewer where the data end; empty where they are not to be kept."""
        data = b""
        while count > 0:
            if self._at >= len(self._data) and not self._go_on():
                break
            piece = self._data[self._at : self._at + count]
            self._at += len(piece)
            count -= len(piece)
            data += piece if keep else b""
        return data

    def _go_on(self) -> bool:
        if self._records.peek() != CONTINUE:
            return False
        record = self._records.next()
        self._data, self._at = record.data if record else b"", 0
        return record is not None


def short_string(data: bytes, version: int, codepage: int, wide_length: bool) -> str:
    """A string within one record. wide_length: whether its length has two bytes."""
    size = 2 if wide_length else 1
    count = int.from_bytes(data[:size], "little")
    if version < 8:
        return decoded(data[size : size + count], codepage)
    flags = data[size] if len(data) > size else 0
    start = size + 1 + (2 if flags & 8 else 0) + (4 if flags & 4 else 0)
    if flags & 1:
        return data[start : start + 2 * count].decode("utf-16-le", "replace")
    return data[start : start + count].decode("latin-1")


def rk_number(packed: int) -> float:
    """A number packed into four bytes: an integer, or the upper half of a floating point number, or its hundredth."""
    if packed & 2:
        number = float((packed >> 2) - (1 << 30 if packed & 0x80000000 else 0))
    else:
        (number,) = struct.unpack("<d", struct.pack("<Q", (packed & 0xFFFFFFFC) << 32))
    return number / 100 if packed & 1 else number


ERRORS = {0: "#NULL!", 7: "#DIV/0!", 15: "#VALUE!", 23: "#REF!", 29: "#NAME?", 36: "#NUM!", 42: "#N/A"}
