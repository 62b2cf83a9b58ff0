"""A PowerPoint presentation of 1997 to 2003 as it lies in its stream: records in records, and which of them count.

The libraries that read such files give the text of all records in the order of the stream, deleted slides and masters
with it; what belongs to which slide is in [MS-PPT], whose words are used here. Saving adds to the stream: the last edit
says where each object ("persist id") lies now.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import NamedTuple

from core.errors import WellreadError
from core.reading.legacy.compound import Compound

DOCUMENT, SLIDE, NOTES = 1000, 1006, 1008
_USER_EDIT, _PERSIST_DIRECTORY = 4085, 6002
_BINARY_TAG = 5003  # holds records, though its header says that it doesn't
_STREAMS = ("PP97_DUALSTORAGE/PowerPoint Document", "PowerPoint Document")
_MOST_EDITS = 10_000
_LONGEST_ATOM = 4 << 20
_CIRCLES = "This presentation is damaged: its parts hold each other."
_HEADER = struct.Struct("<HHI")


class Record(NamedTuple):
    """A record: its kind and instance, whether it holds others, and where its body lies."""

    kind: int
    instance: int
    holds: bool
    start: int
    end: int


class SlideFile:
    """An opened presentation. Raises WellreadError where its stream is missing, or made to be read for ever."""

    def __init__(self, compound: Compound) -> None:
        name = next((name for name in _STREAMS if name in compound), _STREAMS[-1])
        self._stream = compound.stream(name)
        # How many records and bytes may be looked at: each lies in one slide, and a record has eight bytes.
        self._room, self._bytes = self._stream.size // 2 + 10_000, 8 * self._stream.size + 1_000_000
        self._places: dict[int, int] = {}
        self._document = 0
        self._follow_edits(_current_edit(compound, name))

    def document(self) -> Record | None:
        """The record that lists the slides; the last one there is where the edits don't lead to it."""
        found = self.persisted(self._document, DOCUMENT)
        if found is None:
            for record in self.top(DOCUMENT):
                found = record
        return found

    def persisted(self, number: int, kind: int) -> Record | None:
        """The record of this kind with a persist id, None where there is none."""
        place = self._places.get(number)
        found = next(self._between(place, place + 8), None) if place is not None else None
        return found if found and found.kind == kind else None

    def top(self, kind: int) -> Iterator[Record]:
        """The records of a kind that lie in no other."""
        return (record for record in self._between(0, self._stream.size) if record.kind == kind)

    def inside(self, record: Record) -> Iterator[Record]:
        """The records that lie directly in another."""
        return self._between(record.start, record.end) if record.holds else iter(())

    def within(self, record: Record, *kinds: int) -> Iterator[Record]:
        """The records of these kinds at any depth, those in others of these kinds left out, in order."""
        waiting = [self.inside(record)]
        while waiting:
            found = next(waiting[-1], None)
            if found is None:
                waiting.pop()
            elif found.kind in kinds:
                yield found
            elif found.holds:
                waiting.append(self.inside(found))

    def body(self, record: Record) -> bytes:
        data = self._stream.read_at(record.start, min(record.end - record.start, _LONGEST_ATOM))
        self._bytes -= len(data)
        if self._bytes < 0:
            raise WellreadError(_CIRCLES)
        return data

    def _between(self, start: int, end: int) -> Iterator[Record]:
        end = min(end, self._stream.size)
        while start + 8 <= end:
            self._room -= 1
            if self._room < 0:
                raise WellreadError(_CIRCLES)
            data = self._stream.read_at(start, 8)
            if len(data) < 8:  # the file ends before the stream does
                return
            head, kind, length = _HEADER.unpack(data)
            stop = start + 8 + length
            holds = head & 0xF == 0xF or kind == _BINARY_TAG
            yield Record(kind, head >> 4, holds, start + 8, min(stop, self._stream.size))
            start = stop

    def _follow_edits(self, place: int) -> None:
        """Gather where the objects lie, from the last edit back to the first."""
        seen: set[int] = set()
        while place and place not in seen and len(seen) < _MOST_EDITS:
            seen.add(place)
            edit = next(self._between(place, place + 8), None)
            if edit is None or edit.kind != _USER_EDIT or edit.end - edit.start < 20:
                return
            before, directory, document = struct.unpack_from("<8xIII", self.body(edit))
            self._document = self._document or document
            self._gather(directory)
            place = before

    def _gather(self, place: int) -> None:
        directory = next(self._between(place, place + 8), None)
        if directory is None or directory.kind != _PERSIST_DIRECTORY:
            return
        numbers = [number for (number,) in struct.iter_unpack("<I", _whole(self.body(directory)))]
        at = 0
        while at < len(numbers):
            first, count = numbers[at] & 0xFFFFF, numbers[at] >> 20
            for number, offset in enumerate(numbers[at + 1 : at + 1 + count], first):
                self._places.setdefault(number, offset)
            at += 1 + count


def _whole(data: bytes) -> bytes:
    return data[: len(data) & ~3]


def _current_edit(compound: Compound, name: str) -> int:
    user = name.replace("PowerPoint Document", "Current User")
    data = compound.stream(user).read_at(16, 4) if user in compound else b""
    return int.from_bytes(data, "little")
