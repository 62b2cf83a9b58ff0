"""A Word document of 1993 to 2003 as it lies in its streams: the pieces of its text, its stories and its tables.

The libraries that read such files give flat text, guess where it lies, or bring programs and forty megabytes along.
What makes headings, tables and notes of it is all in [MS-DOC], whose words are used here: a CP counts the characters of
the document, an FC the bytes of the stream, a piece says which FC a run of CPs lies at, a PLC lists CPs with data.
"""

from __future__ import annotations

import struct
from bisect import bisect_right
from collections.abc import Iterator
from typing import NamedTuple

from core.errors import Locked, WellreadError
from core.reading.legacy.codepages import CHARSETS, WESTERN, decoded, language_page
from core.reading.legacy.compound import Compound, Stream

_WORD_95 = 105  # the highest version number of Word 6 and 95
_ENCRYPTED, _SECOND_TABLE = 0x100, 0x200
_COMPRESSED = 1 << 30
_PIECES, FONTS = 33, 15  # places of tables among the pairs of the header
_STORIES = ("main", "footnotes", "headers", "macros", "comments", "endnotes", "boxes", "header boxes")
_MOST_TABLE = 4 << 20  # bytes of one table; that of the pieces has a few thousand entries in the worst of real files
_HEADER = 4096  # bytes, more than any version's header
_CHUNK = 64 << 10
_DAMAGED = "This Word file is damaged: the places of its text are missing."


class Run(NamedTuple):
    """Characters that lie together: their first CP and FC, the bytes of each, and one letter for each CP."""

    cp: int
    fc: int
    width: int
    text: str


class _Piece(NamedTuple):
    start: int
    end: int
    fc: int
    width: int


class WordFile:
    """An opened document. Raises WellreadError where its text can't be found, Locked where it is encrypted."""

    def __init__(self, compound: Compound) -> None:
        self.stream = compound.stream("WordDocument")
        head = self.stream.read_at(0, _HEADER)
        if len(head) < 0x200:
            raise WellreadError(_DAMAGED)
        self._head = head.ljust(_HEADER, b"\0")
        version, language, flags = struct.unpack_from("<2xHxxHxxH", self._head)
        if flags & _ENCRYPTED:
            raise Locked("This Word file is protected with a password.")
        self.old = version <= _WORD_95
        self._table = self.stream if self.old else _table(compound, bool(flags & _SECOND_TABLE))
        self._old_page = language_page(language) if self.old else WESTERN
        if self._old_page == WESTERN and self.old:
            self._old_page = _page_of_fonts(self.table(FONTS))
        self.data = compound.stream("Data") if "Data" in compound else None
        self._pieces = self._find_pieces()
        self._starts = [piece.start for piece in self._pieces]
        self.stories = self._find_stories()

    def table(self, index: int) -> bytes:
        """A table by its place among the pairs of the header, empty where there is none."""
        at = (0x58 if self.old else 0x9A) + 8 * index
        if not self.old and index >= struct.unpack_from("<H", self._head, 0x98)[0]:
            return b""
        start, length = struct.unpack_from("<II", self._head, at)
        return self._table.read_at(start, min(length, _MOST_TABLE))

    def plc(self, index: int, size: int) -> tuple[tuple[int, ...], list[bytes]]:
        """The positions of a list and its data, `size` bytes for each but the last."""
        return split_plc(self.table(index), size)

    def aside(self, start: int) -> bytes:
        """A stretch of properties too long for its place, kept in the data stream."""
        head = self.data.read_at(start, 2) if self.data else b""
        return self.data.read_at(start + 2, int.from_bytes(head, "little")) if self.data and len(head) == 2 else b""

    def runs(self, start: int, end: int) -> Iterator[Run]:
        """The characters `[start, end)`, in stretches."""
        for piece in self._pieces[max(0, bisect_right(self._starts, start) - 1) :]:
            at = max(start, piece.start)
            while at < min(end, piece.end):
                count = min(_CHUNK, end - at, piece.end - at)
                fc = piece.fc + (at - piece.start) * piece.width
                text = self._decoded(self.stream.read_at(fc, count * piece.width), piece.width)
                if not text:
                    break
                yield Run(at, fc, piece.width, text)
                at += count
            if piece.end >= end:
                break

    def readable(self, text: str) -> str:
        """The text of runs as it is read: bytes of an old code page and halves of rare letters put together."""
        if self.old:
            return decoded(text.encode("latin-1", "replace"), self._old_page)
        if text.isascii() or not any("\ud800" <= letter <= "\udfff" for letter in text):
            return text
        return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")

    def _decoded(self, data: bytes, width: int) -> str:
        """One letter for each CP, so that positions can be counted."""
        if width == 1:
            return data.decode("latin-1") if self.old else data.decode("cp1252", "replace")
        data = data[: len(data) & ~1]
        text = data.decode("utf-16-le", "surrogatepass")
        if 2 * len(text) == len(data):
            return text
        return "".join(chr(unit) for (unit,) in struct.iter_unpack("<H", data))

    def _find_pieces(self) -> list[_Piece]:
        positions, entries = split_plc(_pieces_in(self.table(_PIECES)), 8)
        pieces: list[_Piece] = []
        room = 4 * self.stream.size + 1_000_000  # of bytes; pieces may share some, but not all with each other
        for start, end, entry in zip(positions, positions[1:], entries, strict=False):
            (fc,) = struct.unpack_from("<I", entry, 2)
            compressed = self.old or bool(fc & _COMPRESSED)
            width = 1 if compressed else 2
            fc = fc if self.old else (fc & (_COMPRESSED - 1)) // (2 if compressed else 1)
            room -= min((end - start) * width, max(self.stream.size - fc, 0))
            if end <= start or room < 0:
                break
            pieces.append(_Piece(start, end, fc, width))
        if pieces:
            return pieces
        first, last = struct.unpack_from("<II", self._head, 0x18)
        if self.old and first < last:
            return [_Piece(0, min(last, self.stream.size) - first, first, 1)]
        raise WellreadError(_DAMAGED)

    def _find_stories(self) -> dict[str, tuple[int, int]]:
        counts = struct.unpack_from("<8I", self._head, 0x34 if self.old else 0x4C)
        most = self._pieces[-1].end
        stories: dict[str, tuple[int, int]] = {}
        at = 0
        for name, count in zip(_STORIES, counts, strict=True):
            stories[name] = at, min(at + count, most)
            at = stories[name][1]
        if at == 0:
            stories["main"] = 0, most
        return stories


def split_plc(data: bytes, size: int) -> tuple[tuple[int, ...], list[bytes]]:
    """The positions and the data of a PLC, `size` bytes for each position but the last."""
    count = (len(data) - 4) // (4 + size)
    if count <= 0:
        return (), []
    begin = 4 * (count + 1)
    positions = struct.unpack_from(f"<{count + 1}I", data)
    return positions, [data[begin + at * size : begin + (at + 1) * size] for at in range(count)]


def _table(compound: Compound, second: bool) -> Stream:
    names = ("1Table", "0Table") if second else ("0Table", "1Table")
    return compound.stream(next((name for name in names if name in compound), names[0]))


def _pieces_in(data: bytes) -> bytes:
    """The PLC of the pieces, behind the changes that fast saving kept for them."""
    at = 0
    while at + 5 <= len(data):
        if data[at] == 2:
            return data[at + 5 : at + 5 + int.from_bytes(data[at + 1 : at + 5], "little")]
        if data[at] != 1:
            break
        at += 3 + int.from_bytes(data[at + 1 : at + 3], "little")
    return b""


def _page_of_fonts(data: bytes) -> int:
    """The code page of the first font of another script: Word 6 and 95 say only there what their bytes mean."""
    at = 2
    while at + 5 < len(data):
        if data[at + 4] in CHARSETS:
            return CHARSETS[data[at + 4]]
        at += 1 + data[at]
    return WESTERN
