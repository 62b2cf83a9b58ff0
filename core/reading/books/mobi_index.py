"""The tables of a Kindle book: of its chapters, and of the pieces that its text is put together from."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from core.reading.books.palm import Database

_MOST_RECORDS = 2_000
_MOST_ENTRIES = 50_000
_MOST_VALUES = 64


class Row(NamedTuple):
    """An entry of a table. values: by the number of the tag that says what they are."""

    name: bytes
    values: dict[int, list[int]]

    def value(self, tag: int, place: int = 0) -> int | None:
        found = self.values.get(tag, ())
        return found[place] if place < len(found) else None


class Table:
    """The table that begins at a record. What of it makes no sense is left out."""

    def __init__(self, database: Database, number: int) -> None:
        self.rows: list[Row] = []
        self._texts: list[bytes] = []
        head = database.record(number)
        if head[:4] != b"INDX" or len(head) < 56:
            return
        length, records, texts = (struct.unpack_from(">I", head, at)[0] for at in (4, 24, 52))
        records = min(records, _MOST_RECORDS)
        tags, controls = _tags(head, length)
        for at in range(number + 1, number + 1 + records):
            self.rows += _rows(database.record(at), tags, controls)
            if len(self.rows) > _MOST_ENTRIES:
                break
        first = number + 1 + records
        self._texts = [database.record(at) for at in range(first, first + min(texts, _MOST_RECORDS))]

    def text(self, offset: int | None) -> bytes:
        """The text that a row refers to."""
        if offset is None or offset >> 16 >= len(self._texts):
            return b""
        record = self._texts[offset >> 16]
        length, at = _number(record, offset & 0xFFFF)
        return record[at : at + length]


def _tags(head: bytes, at: int) -> tuple[list[bytes], int]:
    """What the values of a row are, four bytes for each, and how many bytes of a row say which of them it has."""
    if head[at : at + 4] != b"TAGX" or len(head) < at + 12:
        return [], 0
    end, controls = struct.unpack_from(">II", head, at + 4)
    return [
        tag for start in range(at + 12, min(at + end, len(head)), 4) if len(tag := head[start : start + 4]) == 4
    ], controls


def _rows(record: bytes, tags: list[bytes], controls: int) -> Iterator[Row]:
    if record[:4] != b"INDX" or len(record) < 28:
        return
    table, count = struct.unpack_from(">II", record, 20)
    count = min(count, _MOST_ENTRIES)
    starts = [
        struct.unpack_from(">H", record, at)[0]
        for at in range(table + 4, min(table + 4 + 2 * count, len(record) - 1), 2)
    ]
    for start, end in pairwise([*starts, table]):
        entry = record[start:end]
        if entry:
            name = entry[1 : 1 + entry[0]]
            yield Row(name, _values(entry[1 + entry[0] :], tags, controls))


def _values(data: bytes, tags: list[bytes], controls: int) -> dict[int, list[int]]:
    values: dict[int, list[int]] = {}
    control, at = 0, controls
    stated: list[tuple[int, int, int]] = []  # the tag, and how many values it has or in how many bytes they are
    for tag, each, mask, ends in tags:
        if ends == 1:
            control += 1
            continue
        bits = data[control] & mask if control < len(data) else 0
        if bits and bits == mask and mask.bit_count() > 1:
            length, at = _number(data, at)
            stated.append((tag, _MOST_VALUES, length))
        elif bits:
            stated.append((tag, each * (bits >> (mask & -mask).bit_length() - 1), len(data)))
    for tag, count, length in stated:
        found = values.setdefault(tag, [])
        end = min(at + length, len(data))
        while at < end and len(found) < min(count, _MOST_VALUES):
            value, at = _number(data, at)
            found.append(value)
    return values


def _number(data: bytes, start: int) -> tuple[int, int]:
    """A number in groups of seven bits, the last of them marked, and where it ends."""
    value = 0
    for at in range(start, min(start + 5, len(data))):
        value = value << 7 | data[at] & 0x7F
        if data[at] & 0x80:
            return value, at + 1
    return value, start + 5
