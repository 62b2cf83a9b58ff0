"""The parts of a TNEF stream, the wrapping in which Outlook sends messages to itself ([MS-OXTNEF]).

tnefparse holds all of it in memory and believes every length; here they are held against the stream's own.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import IO, NamedTuple

from core.reading.legacy.codepages import codec
from core.reading.mail.mail_words import decoded

_SUBJECT, _BODY, _CODEPAGE, _PROPERTIES = 0x18004, 0x2800C, 0x69007, 0x69003
_NEXT, _TITLE, _DATA, _ATTACHMENT = 0x69002, 0x18010, 0x6800F, 0x69005
_WIDE, _NARROW, _OBJECT, _BINARY, _SEVERAL = 0x1F, 0x1E, 0x0D, 0x102, 0x1000
_SIZES = {0x02: 4, 0x03: 4, 0x04: 4, 0x05: 8, 0x06: 8, 0x07: 8, 0x0A: 4, 0x0B: 4, 0x14: 8, 0x40: 8, 0x48: 16}
_MOST_PROPERTIES = 5_000
_MOST_TEXT = 16 << 20
_LONG_NAME, _SHORT_NAME, _CONTENT = 0x3707, 0x3704, 0x3701
_INTERFACE = 16  # bytes that say what an object is


class Value(NamedTuple):
    """A property: its type, and where its bytes lie."""

    kind: int
    start: int
    length: int


@dataclass(slots=True)
class Wrapped:
    """A file in the wrapping, or another message; where its bytes lie."""

    name: str = ""
    start: int = 0
    length: int = 0


@dataclass(slots=True)
class Wrapping:
    """A message as it was wrapped."""

    file: IO[bytes]
    codepage: str = ""
    values: dict[int, Value] = field(default_factory=dict)
    files: list[Wrapped] = field(default_factory=list)

    def text(self, number: int) -> str:
        """A property's text, "" where there is none."""
        value = self.values.get(number)
        return _text(self.file, value, self.codepage) if value else ""

    def binary(self, number: int) -> bytes:
        """A property's bytes."""
        value = self.values.get(number)
        return _bytes(self.file, value) if value and value.kind == _BINARY else b""


def unwrapped(file: IO[bytes]) -> Wrapping:
    """What is in a TNEF file, as far as it makes sense."""
    found = Wrapping(file)
    for kind, start, length in _attributes(file):
        if kind == _CODEPAGE:
            file.seek(start)
            found.codepage = codec(int.from_bytes(file.read(4), "little"))
        elif kind == _SUBJECT:
            found.values.setdefault(0x37, Value(_NARROW, start, length))
        elif kind == _BODY:
            found.values.setdefault(0x1000, Value(_NARROW, start, length))
        elif kind == _PROPERTIES:
            found.values |= _properties(file, start, length)
        elif kind == _NEXT:
            found.files.append(Wrapped())
        elif found.files:
            _take(found, found.files[-1], kind, Value(_NARROW, start, length))
    return found


def _take(found: Wrapping, last: Wrapped, kind: int, value: Value) -> None:
    if kind == _TITLE:
        last.name = last.name or _text(found.file, value, found.codepage)
    elif kind == _DATA:
        last.start, last.length = value.start, value.length
    elif kind == _ATTACHMENT:
        values = _properties(found.file, value.start, value.length)
        for number in (_LONG_NAME, _SHORT_NAME):
            if number in values:
                last.name = _text(found.file, values[number], found.codepage)
                break
        content = values.get(_CONTENT)
        if content and content.kind == _OBJECT and content.length > _INTERFACE:
            last.start, last.length = content.start + _INTERFACE, content.length - _INTERFACE


def _attributes(file: IO[bytes]) -> Iterator[tuple[int, int, int]]:
    """Kind, place and length of each attribute."""
    size = file.seek(0, 2)
    at = 6
    while at + 9 <= size:
        file.seek(at)
        _, kind, length = struct.unpack("<BII", file.read(9))
        yield kind, at + 9, min(length, size - at - 9)
        at += 9 + length + 2


def _properties(file: IO[bytes], start: int, length: int) -> dict[int, Value]:
    """The properties in a stretch, by their number; of several values the first. Ends where they make no sense."""
    cursor = _Cursor(file, start, start + length)
    values: dict[int, Value] = {}
    for _ in range(min(cursor.number(), _MOST_PROPERTIES)):
        kind, number = cursor.number(2), cursor.number(2)
        if number >= 0x8000:
            cursor.skip(16)
            named = cursor.number()
            cursor.skip((cursor.number() + 3) // 4 * 4 if named else 4)
        single = kind & ~_SEVERAL
        many = kind & _SEVERAL or single not in _SIZES
        for nth in range(min(cursor.number(), _MOST_PROPERTIES) if many else 1):
            size = _SIZES.get(single) or cursor.number()
            if not nth:
                values.setdefault(number, Value(single, cursor.at, cursor.fitting(size)))
            cursor.skip((size + 3) // 4 * 4)
        if cursor.over:
            break
    return values


class _Cursor:
    def __init__(self, file: IO[bytes], start: int, end: int) -> None:
        self._file, self.at, self._end = file, start, end

    @property
    def over(self) -> bool:
        return self.at >= self._end

    def number(self, size: int = 4) -> int:
        """The next number; 0 behind the end."""
        self._file.seek(self.at)
        data = self._file.read(self.fitting(size))
        self.at += size
        return int.from_bytes(data, "little")

    def skip(self, size: int) -> None:
        self.at += size

    def fitting(self, size: int) -> int:
        return max(0, min(size, self._end - self.at))


def _text(file: IO[bytes], value: Value, codepage: str) -> str:
    data = _bytes(file, value)
    if value.kind == _WIDE:
        return data[: len(data) & ~1].decode("utf-16-le", "replace").partition("\0")[0]
    return decoded(data.partition(b"\0")[0], codepage) if value.kind == _NARROW else ""


def _bytes(file: IO[bytes], value: Value) -> bytes:
    file.seek(value.start)
    return file.read(min(value.length, _MOST_TEXT))
